//! What is declared against what can be sent.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;
use syn::Type;

use super::asked::{self, Asked, describe, says_value};
use super::emitted::{Emitted, Form, Operation};
use super::findings::Findings;
use super::raw::{At, Raw};

/// Rules that say why an operation is not there.
const OPERATIONS: [&str; 2] = ["unsupported-method", "path-spelling"];

/// Rules that say why a parameter is not sent.
const PARAMETERS: [&str; 3] = [
    "reserved-header",
    "bad-header-name",
    "unused-path-parameter",
];

/// Rules that say why a body is not sent.
const BODIES: [&str; 1] = ["empty-body"];

/// Rules that say why a media type is not among those that are sent.
const MEDIA_TYPES: [&str; 3] = ["several-media-types", "bad-media-type", "media-type-range"];

/// Rules that say that a value is passed as the caller writes it.
const UNTYPED: [&str; 3] = ["untyped-body", "multipart-body", "bad-media-type"];

/// Rules that say why a member is not there, or that something is left open in place of its type.
const MEMBERS: [&str; 6] = [
    "branch-without-tag",
    "repeated-tag",
    "keyword-not-checked",
    "unresolved-schema",
    "remote-schema",
    "part-content",
];

/// The rule for members that branches of several choices describe differently; it is reported at one of the choices.
const CHOICES: [&str; 1] = ["several-choices"];

/// The rule for parts that are passed as a file although they may be an object; it is reported at the part.
const FILES: [&str; 1] = ["part-or-file"];

/// How much was compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub operations: usize,
    pub bodies: usize,
    pub media_types: usize,
    pub parameters: usize,
    pub members: usize,
    /// Left out, with a finding at the place.
    pub told: usize,
    /// Members that the document gives to answers alone.
    pub read_only: usize,
    /// Members below a value that is passed as any JSON.
    pub open: usize,
    /// Schemas whose reference this reader does not follow.
    pub unresolved: usize,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.operations += other.operations;
        self.bodies += other.bodies;
        self.media_types += other.media_types;
        self.parameters += other.parameters;
        self.members += other.members;
        self.told += other.told;
        self.read_only += other.read_only;
        self.open += other.open;
        self.unresolved += other.unresolved;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} operations, {} bodies, {} media types, {} parameters and {} members compared; {} left out with a finding, \
             {} members of answers only, {} values of any JSON, {} references not followed",
            self.operations,
            self.bodies,
            self.media_types,
            self.parameters,
            self.members,
            self.told,
            self.read_only,
            self.open,
            self.unresolved
        )
    }
}

/// A comparison of one document with its client.
pub struct Comparison<'d> {
    raw: &'d Raw,
    emitted: &'d Emitted,
    findings: &'d Findings<'d>,
    pub counts: Counts,
    /// What cannot be sent, or is sent otherwise than declared, without a word.
    pub missing: Vec<String>,
    seen: BTreeSet<(Vec<String>, String)>,
}

impl<'d> Comparison<'d> {
    pub fn of(raw: &'d Raw, emitted: &'d Emitted, findings: &'d Findings<'d>) -> Self {
        let mut comparison = Self {
            raw,
            emitted,
            findings,
            counts: Counts::default(),
            missing: Vec::new(),
            seen: BTreeSet::new(),
        };
        for asked in asked::operations(raw) {
            comparison.operation(&asked);
        }
        comparison
    }

    fn miss(&mut self, what: &str, at: &At<'_>) {
        self.missing.push(format!("{what} at {}", at.pointer));
    }

    /// Counts what is left out with a finding, and lists it otherwise.
    fn explain(&mut self, rules: &[&str], what: &str, places: &[&At<'_>]) {
        let Some(at) = places.first() else { return };
        if places.iter().any(|at| self.findings.tell(rules, at)) {
            self.counts.told += 1;
        } else {
            self.miss(what, at);
        }
    }

    fn operation(&mut self, asked: &Asked<'d>) {
        self.counts.operations += 1;
        let all = &self.emitted.operations;
        let same = |it: &&Operation| it.method == asked.method && it.template == asked.path;
        let called = |it: &&Operation| Some(&*it.id) == asked.id && it.method == asked.method;
        let Some(own) = all.iter().find(same).or_else(|| all.iter().find(called)) else {
            let at = &asked.at;
            return self.explain(&OPERATIONS, "no operation", &[at]);
        };
        for parameter in &asked.parameters {
            self.parameter(own, parameter);
        }
        self.body(own, asked);
    }

    fn parameter(&mut self, own: &Operation, asked: &asked::Parameter<'d>) {
        self.counts.parameters += 1;
        let is_header = asked.place == "header";
        let same = |place: &str, name: &str| {
            place == asked.place
                && match is_header {
                    true => name.eq_ignore_ascii_case(asked.name),
                    false => name == asked.name,
                }
        };
        let mut all = own.parameters.iter();
        match all.find(|((place, name), _)| same(place, name)) {
            Some((_, required)) if *required == asked.required => {}
            Some((_, required)) => {
                let what = format!(
                    "the parameter {} is required there, and here: {required}",
                    asked.name
                );
                self.miss(&what, &asked.at);
            }
            None if is_header && self.emitted.owned.contains(&asked.name.to_lowercase()) => {}
            None => {
                let what = format!("no {} parameter {}", asked.place, asked.name);
                self.explain(&PARAMETERS, &what, &[&asked.at, &asked.listed]);
            }
        }
    }

    fn body(&mut self, own: &Operation, asked: &Asked<'d>) {
        let (body, sent) = match (&asked.body, &own.body) {
            (None, None) => return,
            (None, Some(_)) => return self.miss("a body that is not declared", &asked.at),
            (Some(body), None) => {
                self.counts.bodies += 1;
                return self.explain(&BODIES, "no body", &[&body.at]);
            }
            (Some(body), Some(sent)) => (body, sent),
        };
        self.counts.bodies += 1;
        if body.required != sent.required {
            let what = format!(
                "the body is required there: {}, here: {}",
                body.required, sent.required
            );
            self.miss(&what, &body.at);
        }
        for (name, at) in &body.media_types {
            self.counts.media_types += 1;
            let schema = self.schema(at);
            let forms: Vec<&Form> = sent
                .forms
                .iter()
                .filter(|form| fits(name, &form.media_type))
                .collect();
            if forms.is_empty() {
                self.left_out(name, at, body);
                continue;
            }
            let Some(schema) = schema else { continue };
            let is_raw = forms
                .iter()
                .all(|form| ["text", "upload"].contains(&&*form.step));
            if is_raw {
                if says_value(self.raw, &schema) {
                    self.explain(&UNTYPED, &format!("{name} has no type"), &[&schema, at]);
                }
                continue;
            }
            let types: Vec<Type> = forms.iter().filter_map(|form| form.ty.clone()).collect();
            self.members(&[schema], &types, &[]);
        }
    }

    fn schema(&self, media_type: &At<'d>) -> Option<At<'d>> {
        let media_type = self.raw.follow(media_type.clone())?;
        media_type
            .get("schema")
            .or_else(|| media_type.get("itemSchema"))
    }

    /// A media type that is not sent: one that is has to say the same, or it is none.
    fn left_out(&mut self, name: &str, at: &At<'d>, body: &asked::Body<'d>) {
        let own = self.schema(at).map(|it| it.value);
        let is_notation = ["xml", "yaml", "yml"].iter().any(|it| name.contains(it));
        let is_name = name.matches('/').count() == 1 && name.is_ascii();
        let others = body.media_types.iter().filter(|(other, _)| *other != name);
        let others: Vec<Option<&Value>> = others
            .map(|(_, at)| self.schema(at).map(|it| it.value))
            .collect();
        let says_nothing = own.is_none_or(|it| it.as_object().is_some_and(|it| it.is_empty()));
        let same = others.contains(&own) || (says_nothing && is_notation && !others.is_empty());
        let what = format!("the media type {name}");
        if same || !is_name {
            self.explain(&MEDIA_TYPES, &what, &[at]);
        } else {
            self.miss(&format!("{what}, which says what no other one says,"), at);
        }
    }

    /// The members of a schema, and of what they hold, among those of the types that stand for it. `within` are the branches
    /// that led there: one that is left out takes its members along.
    fn members(&mut self, schemas: &[At<'d>], types: &[Type], within: &[At<'d>]) {
        let places = schemas
            .iter()
            .map(|it| format!("{}{}", it.file.display(), it.pointer));
        let shown: Vec<String> = types
            .iter()
            .map(|it| quote::quote!(#it).to_string())
            .collect();
        if !self.seen.insert((places.collect(), shown.join(" | "))) {
            return;
        }
        let described = describe(self.raw, schemas);
        let holds = self.emitted.holds(types);
        self.counts.unresolved += usize::from(described.unresolved);
        for (name, member) in &described.members {
            if member.read_only {
                self.counts.read_only += 1;
                continue;
            }
            match holds.members.get(*name) {
                Some(types) => {
                    self.counts.members += 1;
                    self.members(&member.schemas, types, &[within, &member.branches].concat());
                }
                None if holds.any => self.counts.open += 1,
                None => {
                    self.counts.members += 1;
                    let what = format!("the member {name} of {}", shown.join(" | "));
                    let whole = |it: &At<'d>| self.raw.follow(it.clone());
                    let mut wholes = schemas.iter().filter_map(whole);
                    let is_file = schemas.iter().any(|it| self.findings.tell(&FILES, it));
                    if is_file || wholes.any(|it| self.findings.tell(&CHOICES, &it)) {
                        self.counts.told += 1;
                        continue;
                    }
                    let places = member.schemas.iter().chain(&member.branches).chain(within);
                    let places: Vec<&At<'d>> = places.collect();
                    self.explain(&MEMBERS, &what, &places);
                }
            }
        }
        for (below, types) in [
            (described.items, holds.items),
            (described.values, holds.values),
        ] {
            if !below.is_empty() && !types.is_empty() {
                let within = [within, &described.branches].concat();
                self.members(&below, &types, &within);
            }
        }
    }
}

/// Whether what is sent is of a declared media type: of the type itself, or of one that its range stands for.
fn fits(declared: &str, sent: &str) -> bool {
    let essence = |name: &str| name.split(';').next().unwrap_or(name).trim().to_lowercase();
    let (declared, sent) = (essence(declared), essence(sent));
    match declared.split_once('*') {
        // No media type fits `image/*` and every picture; the upload says which one it is.
        Some(_) if sent == "application/octet-stream" => true,
        Some((before, after)) => {
            sent.starts_with(before) && sent.ends_with(after.trim_start_matches("/*"))
        }
        None => declared == sent,
    }
}
