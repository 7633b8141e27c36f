//! `--include` and `--exclude`: leaves operations out, and every type and code that only they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, CodeId, Operation, Type, TypeId};

/// The part of an API that the given tags and operation ids choose. Without any, everything.
pub fn select(mut api: Api, include: &[String], exclude: &[String]) -> Api {
    if include.is_empty() && exclude.is_empty() {
        return api;
    }
    let tags: Vec<_> = api
        .tags
        .iter()
        .map(|tag| tag.name.as_str().to_owned())
        .collect();
    let named = |operation: &Operation, names: &[String]| {
        names.iter().any(|name| {
            operation.id.as_str() == name || tags.get(operation.tag).is_some_and(|tag| tag == name)
        })
    };
    let mut chosen: Vec<bool> = api
        .operations
        .iter()
        .map(|it| (include.is_empty() || named(it, include)) && !named(it, exclude))
        .collect();
    add_tokens(&api, &mut chosen, |operation| !named(operation, exclude));
    let mut chosen = chosen.into_iter();
    api.operations.retain(|_| chosen.next().unwrap_or(false));
    keep_codes(&mut api);
    keep_types(&mut api);
    api
}

/// Operations that make the tokens of chosen ones are chosen with them.
fn add_tokens(api: &Api, chosen: &mut [bool], may: impl Fn(&Operation) -> bool) {
    loop {
        let needs = api.operations.iter().zip(&*chosen);
        let needs = needs.filter(|(_, is_chosen)| **is_chosen);
        let needs = needs.flat_map(|(operation, _)| operation.security.iter().flatten());
        let tokens = needs.filter_map(|need| api.schemes.get(need.scheme)?.token.as_ref());
        let tokens: BTreeSet<&str> = tokens.map(|it| it.operation.as_str()).collect();
        let mut all = api.operations.iter().zip(chosen.iter_mut());
        let next = all.find(|(operation, is_chosen)| {
            !**is_chosen && tokens.contains(operation.id.as_str()) && may(operation)
        });
        match next {
            Some((_, is_chosen)) => *is_chosen = true,
            None => return,
        }
    }
}

fn keep_codes(api: &mut Api) {
    let used: BTreeSet<CodeId> = api
        .operations
        .iter()
        .flat_map(|it| {
            let cases = it.errors.iter().map(|case| case.code);
            cases.chain(it.statuses.iter().flatten().copied())
        })
        .chain(api.statuses.iter().copied())
        .collect();
    let moved = renumbered(used.iter().map(|id| id.0));
    api.codes = kept(std::mem::take(&mut api.codes), &moved);
    for id in &mut api.statuses {
        id.0 = moved.get(&id.0).copied().unwrap_or(id.0);
    }
    for operation in &mut api.operations {
        let cases = operation.errors.iter_mut().map(|case| &mut case.code);
        let samples = operation
            .samples
            .iter_mut()
            .filter_map(|sample| sample.case.as_mut());
        let statuses = operation.statuses.iter_mut().flatten();
        for id in cases.chain(samples).chain(statuses) {
            id.0 = moved.get(&id.0).copied().unwrap_or(id.0);
        }
    }
}

fn keep_types(api: &mut Api) {
    let mut used = BTreeSet::new();
    let mut left: Vec<Type> = Vec::new();
    api.each_type_mut(&mut |ty| left.push(ty.clone()));
    while let Some(ty) = left.pop() {
        ty.each_named(&mut |id| {
            if used.insert(id)
                && let Some(def) = api.types.get(id.0)
            {
                left.extend(def.kind.parts().into_iter().cloned());
            }
        });
    }
    let moved = renumbered(used.iter().map(|id| id.0));
    api.types = kept(std::mem::take(&mut api.types), &moved);
    api.each_type_mut(&mut |ty| rename(ty, &moved));
    for def in &mut api.types {
        def.kind.each_named_mut(&mut |id| renumber_one(id, &moved));
    }
}

fn rename(ty: &mut Type, moved: &BTreeMap<usize, usize>) {
    ty.each_named_mut(&mut |id| renumber_one(id, moved));
}

fn renumber_one(id: &mut TypeId, moved: &BTreeMap<usize, usize>) {
    id.0 = moved.get(&id.0).copied().unwrap_or(id.0);
}

fn renumbered(used: impl Iterator<Item = usize>) -> BTreeMap<usize, usize> {
    used.enumerate().map(|(new, old)| (old, new)).collect()
}

fn kept<T>(all: Vec<T>, moved: &BTreeMap<usize, usize>) -> Vec<T> {
    let all = all.into_iter().enumerate();
    all.filter(|(index, _)| moved.contains_key(index))
        .map(|(_, it)| it)
        .collect()
}
