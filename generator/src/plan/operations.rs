//! Names of operations, of their parameters and of the variants of their errors.

use std::collections::BTreeMap;

use crate::given::Given;
use crate::ir::{
    self, Api, CodeId, ErrorCase, OperationId, Parameter, ParameterId, Place, Table, TagId,
};
use crate::table::SharedId;

use super::answers::Answers;
use super::names::{Case, Name, RustIdent, Scope, Wish, joined, wanted};
use super::pair::{Member, Named, Planned};
use super::services::Grouped;
use super::types::{named, variants, with_setters};
use super::{answers, codes, details, prelude};

/// An operation with its names.
pub type Operation<'a> = Planned<'a, ir::Operation, OperationNames<'a>>;

/// Names of one operation.
#[derive(Clone, Debug)]
pub struct OperationNames<'a> {
    /// The module and its file.
    pub module: RustIdent,
    /// The static with its facts.
    pub constant: RustIdent,
    /// The method.
    pub method: RustIdent,
    /// Its test of the crate.
    pub test: RustIdent,
    /// The error enum.
    pub error: RustIdent,
    /// The struct of optional parameters, where there is one.
    pub params: Option<RustIdent>,
    /// Its parameters: the argument of one that has to be given, the field and the setter of another.
    pub parameters: Table<ParameterId, Member<'a, Parameter>>,
    /// The variants of its error enum.
    pub cases: Vec<Named<'a, ErrorCase>>,
    /// Its own names of the details of codes that others declare differently.
    pub details: Vec<(CodeId, RustIdent)>,
    /// What its answers become.
    pub answers: Answers<'a>,
    /// The enum that its own error is another name for.
    pub shared: Option<SharedId>,
}

impl OperationNames<'_> {
    /// The items that stand in its file: the static first, the others have names of types.
    pub fn items(&self) -> impl Iterator<Item = &RustIdent> {
        std::iter::once(&self.constant).chain(self.types())
    }

    /// Its items that have names of types.
    pub fn types(&self) -> impl Iterator<Item = &RustIdent> {
        let own = self.params.iter().chain([&self.error]);
        let details = self.details.iter().map(|(_, name)| name);
        own.chain(self.answers.items()).chain(details)
    }
}

/// Names every operation; `services` are the groups that they stand in.
pub(super) fn names<'a>(
    api: &'a Api,
    services: &Table<TagId, Grouped>,
    scope: &mut Scope,
    given: &Given,
) -> Table<OperationId, Operation<'a>> {
    let camel = |suffix: &'static str| {
        move |it: &ir::Operation| {
            let id = it.id.as_str();
            Wish::new(id, joined(wanted(id, Case::Camel), suffix))
                .spelled_before(id, Case::Camel, suffix)
                .given_before(given.operation(it), Case::Camel, suffix)
        }
    };
    let all = &api.operations;
    let errors = scope.claim_table(all, camel("Error"), "Cases");
    let params = scope.claim_table(all, camel("Params"), "List");
    let mut answers = answers::names(api, scope, given);
    let mut details = details::names(api, scope, given);
    let methods = methods(api, services, given);
    let modules = modules(services, &methods);
    let constants = constants(services, &methods);
    // Tests stand in one file, whatever service their operations belong to.
    let snake = |it: &ir::Operation| Wish::of(it.id.as_str(), Case::Snake);
    let tests = Scope::default().claim_table(all, snake, "");
    all.map(|id, operation| {
        let Methods { own, stream } = &methods[&id];
        let optional = operation.parameters.iter().any(Parameter::is_optional);
        answers[id].stream = match (&operation.success.stream, stream) {
            (Some(stream), Some(name)) => Some(Planned::new(stream, name.clone())),
            _ => None,
        };
        let names = OperationNames {
            module: modules[&id].clone(),
            constant: constants[&id].clone(),
            method: own.clone(),
            test: tests[id].ident.clone(),
            error: errors[id].ident.clone(),
            params: optional.then(|| params[id].ident.clone()),
            parameters: arguments(operation, given),
            cases: cases(api, operation, given),
            details: details.remove(&id).unwrap_or_default(),
            answers: std::mem::take(&mut answers[id]),
            shared: None,
        };
        Planned::new(operation, names)
    })
}

/// The methods of one operation.
struct Methods {
    own: RustIdent,
    /// The one of its stream, where it has one beside a value.
    stream: Option<RustIdent>,
}

/// The methods of each service. What stands behind a tag does not say it again: `repos/list` is `list` of `repos`.
fn methods(
    api: &Api,
    services: &Table<TagId, Grouped>,
    given: &Given,
) -> BTreeMap<OperationId, Methods> {
    let wish = |(id, stream): &(OperationId, bool)| {
        let operation = &api.operations[*id];
        let called = operation.called.as_ref().unwrap_or(&operation.id);
        let (text, tag) = (called.as_str(), &api.tags[operation.tag]);
        let whole = wanted(text, Case::Snake);
        let short = without_tag(whole.as_str(), tag.name.as_str());
        let own = given.operation(operation);
        match (stream, short) {
            (false, _) if own.is_some() => Wish::new(text, whole).given(own, Case::Snake),
            (false, None) => Wish::of(text, Case::Snake),
            (false, Some(short)) => Wish::new(text, short).or(whole).spelled(text, Case::Snake),
            (true, short) => {
                let after = |name: Name| joined(name, "_stream");
                let name = after(short.unwrap_or_else(|| whole.clone()));
                let wish = Wish::new(format!("{text} stream"), name).or(after(whole));
                wish.spelled_before(text, Case::Snake, "_stream")
                    .given_before(own, Case::Snake, "_stream")
            }
        }
    };
    let mut methods = BTreeMap::new();
    for service in services {
        let own = service.operations.iter().map(|id| (*id, false));
        let streams = service.operations.iter().filter(|id| {
            let operation = &api.operations[**id];
            operation.success.stream.is_some()
        });
        let all = own.chain(streams.map(|id| (*id, true)));
        let mut scope = Scope::with(prelude::SERVICE_METHODS.iter().copied());
        for ((id, stream), name) in scope.claim_all(all, wish, "_operation") {
            let name = name.ident;
            // The method of an operation comes before that of its stream.
            let known = methods.entry(id);
            known
                .and_modify(|it: &mut Methods| it.stream = stream.then(|| name.clone()))
                .or_insert(Methods {
                    own: name,
                    stream: None,
                });
        }
    }
    methods
}

/// The name without the words of its tag in front, if what is left can be a name.
fn without_tag(name: &str, tag: &str) -> Option<Name> {
    let tag = wanted(tag, Case::Snake);
    let one = |word: &str| word.strip_suffix('s').unwrap_or(word).to_owned();
    let mut words = name.split('_');
    for said in tag.as_str().split('_') {
        if one(words.next()?) != one(said) {
            return None;
        }
    }
    let rest: Vec<&str> = words.collect();
    let starts = rest
        .first()?
        .starts_with(|first: char| first.is_ascii_alphabetic());
    let short = wanted(&rest.join(" "), Case::Snake);
    (starts && !short.as_str().ends_with('_')).then_some(short)
}

/// The files of operations, which are distinct within one service.
fn modules(
    services: &Table<TagId, Grouped>,
    methods: &BTreeMap<OperationId, Methods>,
) -> BTreeMap<OperationId, RustIdent> {
    let of_service = |service: &Grouped| {
        // A module inside one of the same name reads like a mistake.
        let reserved = ["mod", service.module.as_str()];
        let mut files = Scope::of_files(prelude::modules().chain(reserved));
        let wish = |id: &OperationId| {
            let method = &methods[id].own;
            Wish::new(method.as_str(), method)
        };
        files.claim_all(service.operations.iter().copied(), wish, "_operation")
    };
    let files = services.iter().flat_map(of_service);
    files.map(|(id, file)| (id, file.ident)).collect()
}

/// The statics of operations: a method's name in capitals. A service hands them on from its module, where a struct of one
/// letter is spelled like one.
fn constants(
    services: &Table<TagId, Grouped>,
    methods: &BTreeMap<OperationId, Methods>,
) -> BTreeMap<OperationId, RustIdent> {
    let of_service = |service: &Grouped| {
        let mut statics = Scope::with([service.wanted.as_str()]);
        let wish = |id: &OperationId| {
            let method = methods[id].own.as_str();
            Wish::new(method, method.to_ascii_uppercase())
        };
        statics.claim_all(service.operations.iter().copied(), wish, "_OPERATION")
    };
    let statics = services.iter().flat_map(of_service);
    statics.map(|(id, name)| (id, name.ident)).collect()
}

fn cases<'a>(api: &Api, operation: &'a ir::Operation, given: &Given) -> Vec<Named<'a, ErrorCase>> {
    let wish = |case: &ErrorCase| {
        let code = &api.codes[case.code];
        codes::variant_wish(code).given(given.code(code), Case::Camel)
    };
    variants(&operation.errors, wish, "Code")
}

/// Arguments and fields share one scope: a reader should not meet one name in two meanings.
fn arguments<'a>(
    operation: &'a ir::Operation,
    given: &Given,
) -> Table<ParameterId, Member<'a, Parameter>> {
    let wish = |it: &&Parameter| {
        let (place, wire) = (it.place.as_str(), it.wire.as_str());
        let key = format!("{wire} {place}");
        let short = match it.place {
            Place::Header => without_x(wire),
            _ => wire,
        };
        let name = wanted(short, Case::Snake);
        let placed = joined(name.clone(), &format!("_{place}"));
        Wish::new(key, name)
            .or(placed)
            .spelled_before(wire, Case::Snake, &format!("_{place}"))
            .given(given.parameter(it), Case::Snake)
    };
    let mut scope = Scope::with(prelude::LOCALS.iter().copied());
    let fields = named(&operation.parameters, wish, "_value", &mut scope);
    with_setters(fields).into_iter().collect()
}

/// The `X-` of a header's name says nothing, if more follows.
pub(super) fn without_x(name: &str) -> &str {
    let rest = name.strip_prefix("X-").or_else(|| name.strip_prefix("x-"));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
}
