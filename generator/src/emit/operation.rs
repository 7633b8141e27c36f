//! One operation: its facts, its method, its parameters and its error enum in one file.

use std::collections::BTreeSet;

use faultcode_facts::ACCEPT;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{Docs, code, inline};
use super::errors::{first_paragraph, sentence};
use super::literal::{Differing, ident, lit, option, option_lit};
use super::object::deprecated;
use super::uses::Uses;
use super::{answers, api, body, facts, operation_error, page, params, retry, stated};
use crate::ir::{self, KeyMode, OperationId, PathPiece, Style, Type, WireName};
use crate::plan::modules::Module;
use crate::plan::{Crate, Operation};

/// The file.
pub(super) fn emit_operation(plan: &Crate<'_>, id: OperationId) -> TokenStream {
    let planned = &plan.operations[id];
    let operation = planned.ir;
    let uses = &mut Uses::new(plan, Module::Operation(id));
    let service = uses.service(operation.tag);
    let docs = Docs::inner().ours(sentence(&route(operation)));
    let constant = constant(planned, uses);
    let parameters = uses.sending(|uses| params::emit_params(planned, uses));
    let method = method(planned, uses);
    let answers = answers::emit_answers(planned, uses);
    let errors = operation_error::emit_operation_error(planned, uses);
    let imports = uses.tokens();
    quote! {
        #docs
        #imports
        #constant
        impl #service<'_> {
            #method
        }
        #parameters
        #answers
        #errors
    }
}

/// `` `POST /v1/orders` ``
fn route(operation: &ir::Operation) -> String {
    code(&format!(
        "{} {}",
        operation.method.name(),
        operation.template.as_str()
    ))
}

/// What the operation does, in one line.
pub(super) fn title(operation: &ir::Operation) -> Option<String> {
    let texts = [&operation.summary, &operation.doc];
    let title = texts
        .iter()
        .map(|text| inline(&first_paragraph(text)))
        .find(|text| !text.is_empty());
    title.map(|title| sentence(&title))
}

/// `[`Orders::create_order`]`
pub(super) fn link(operation: &Operation<'_>, plan: &Crate<'_>) -> String {
    let service = &plan.services[operation.ir.tag].names.name;
    format!("[`{service}::{}`]", operation.names.method)
}

fn constant(planned: &Operation<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let operation = planned.ir;
    let plan = uses.plan;
    let api = plan.api;
    let (ty, base) = (uses.rt("Operation"), uses.api("OPERATION"));
    let mut value = Differing::from(ty.clone(), base);
    value.set("id", lit(&operation.id));
    value.set("method", stated::value(&operation.method, uses));
    value.set("template", lit(&operation.template));
    value.set_if(operation.server.is_some(), "server", || {
        let server = operation.server.as_ref();
        let server = server.map(|server| facts::server(server, uses));
        option(server.map(|server| quote!(&#server)))
    });
    let pieces = pieces(operation);
    let pieces = pieces.iter().map(lit);
    value.set("path", quote!(&[#(#pieces),*]));
    value.set_if(!operation.success.statuses.is_empty(), "success", || {
        stated::list(&operation.success.statuses, uses)
    });
    value.set_if(!operation.success.failures.is_empty(), "failure", || {
        stated::list(&operation.success.failures, uses)
    });
    value.set_if(!operation.success.absent.is_empty(), "presence", || {
        stated::value(&operation.success.presence(), uses)
    });
    value.set_if(!operation.success.existing.is_empty(), "existing", || {
        stated::list(&operation.success.existing, uses)
    });
    let accept = operation.success.accept.as_str();
    value.set_if(accept != ACCEPT, "accept", || {
        let accept = lit(&operation.success.accept);
        quote!(#accept)
    });
    if let Some(own) = operation.retry.as_ref().filter(|own| **own != api.retry) {
        let wide = api::has_retry(api).then_some(&api.retry);
        let policy = retry::policy(own, wide, uses);
        value.set("retry", quote!(&#policy));
    }
    if let Some(own) = &operation.idempotency {
        let key = match &api.idempotency {
            Some(wide) => stated::over(own, wide, uses.api("IDEMPOTENCY"), uses),
            None => stated::value(own, uses),
        };
        value.set("idempotency", quote!(Some(&#key)));
    }
    if let Some(own) = operation
        .envelopes
        .as_ref()
        .filter(|own| **own != api.envelopes)
    {
        value.set("envelopes", uses.envelopes(own));
    }
    value.set_if(!operation.envelopes_of.is_empty(), "envelopes_of", || {
        let pairs: Vec<_> = operation
            .envelopes_of
            .iter()
            .map(|(range, list)| {
                let (range, list) = (stated::value(range, uses), uses.envelopes(list));
                quote!((#range, #list))
            })
            .collect();
        quote!(&[#(#pairs),*])
    });
    value.set_if(!operation.in_stream.is_empty(), "in_stream", || {
        stated::list(&operation.in_stream, uses)
    });
    if let Some(own) = operation
        .rate_limit
        .as_ref()
        .filter(|own| **own != api.rate_limit)
    {
        let facts = stated::value(own, uses);
        value.set("rate_limit", quote!(&#facts));
    }
    value.set_if(
        plan.usual_security != operation.security,
        "security",
        || facts::security(&operation.security, uses),
    );
    if let Some(own) = &operation.statuses {
        value.set("statuses", facts::entries(own, uses));
    }
    value.set_if(operation.key_class.is_some(), "key_class", || {
        option_lit(operation.key_class.as_ref())
    });
    if let Some(own) = operation
        .support
        .as_ref()
        .filter(|own| api.support.as_ref() != Some(*own))
    {
        let support = stated::value(own, uses);
        value.set("support", quote!(Some(&#support)));
    }
    if let Some(own) = &operation.pagination {
        let pagination = page::pagination(own, uses);
        value.set("pagination", quote!(Some(&#pagination)));
    }
    let docs = Docs::of(format!(
        "The facts of {}, and by its type how it is refused.",
        link(planned, plan)
    ));
    let (endpoint, constant) = (uses.rt("Endpoint"), ident(&planned.names.constant));
    let error = ident(&planned.names.error);
    quote! {
        #docs
        pub static #constant: #endpoint<#error> = #endpoint::new(#value);
    }
}

/// The fixed pieces of the path, one more than there are parameters in it.
fn pieces(operation: &ir::Operation) -> Vec<WireName> {
    let mut pieces = vec![String::new()];
    for piece in &operation.path {
        match (piece, pieces.last_mut()) {
            (PathPiece::Fixed(text), Some(last)) => last.push_str(text.as_str()),
            _ => pieces.push(String::new()),
        }
    }
    pieces.into_iter().map(WireName::new).collect()
}

/// Where lints stop counting arguments, the receiver included.
const MOST_ARGUMENTS: usize = 7;

fn method(planned: &Operation<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let (operation, names) = (planned.ir, &planned.names);
    let mut arguments = Vec::new();
    let mut steps = Vec::new();
    let mut given = BTreeSet::new();
    for piece in &operation.path {
        let PathPiece::Parameter(id) = piece else {
            continue;
        };
        let planned = &names.parameters[*id];
        let (parameter, name) = (planned.ir, ident(&planned.names.field));
        let wire = lit(&parameter.wire);
        let (ty, value) = uses.sending(|uses| path_argument(&parameter.ty, &name, uses));
        // A path may name one parameter twice.
        if given.insert(*id) {
            arguments.push(quote!(#name: #ty));
        }
        let simple = (parameter.style, parameter.explode) == (Style::Simple, false);
        steps.push(
            if parameter.allow_reserved || parameter.style == Style::Json {
                let facts = params::parameter(parameter, uses);
                quote!(.path_in(#facts, #value))
            } else if simple {
                quote!(.path(#wire, #value))
            } else {
                let (style, explode) = (stated::value(&parameter.style, uses), parameter.explode);
                quote!(.path_as(#wire, #style, #explode, #value))
            },
        );
    }
    for planned in names.parameters.iter().filter(|it| it.ir.is_argument()) {
        let (parameter, name) = (planned.ir, ident(&planned.names.field));
        let (ty, value) = uses.sending(|uses| lent(&parameter.ty, &name, uses));
        arguments.push(quote!(#name: #ty));
        let facts = params::parameter(parameter, uses);
        steps.push(quote!(.param(#facts, #value)));
    }
    let mut optional = Optional {
        params: names.params.as_ref().map(ident),
        body: None,
    };
    match &operation.body {
        Some(body) if body.required => {
            let (ty, step) = uses.sending(|uses| body::argument(body, uses));
            arguments.push(quote!(body: #ty));
            steps.push(step);
        }
        Some(body) => {
            let (ty, step) = uses.sending(|uses| body::offer(body, uses));
            optional.body = Some(ty);
            steps.extend(step);
        }
        None => {}
    }
    let (method, constant) = (ident(&names.method), ident(&names.constant));
    let value = answers::success(planned, uses);
    let ty = optional.call(&value, &ident(&names.error), uses);
    let call = uses.rt("Call");
    let docs = documentation(planned, uses);
    let many = (arguments.len() >= MOST_ARGUMENTS).then(|| {
        quote!(#[expect(clippy::too_many_arguments, reason = "each is required by the document")])
    });
    let shared = (&*arguments, &*steps, many.as_ref());
    let stream = answers::stream_method(planned, shared, &optional, uses);
    let deprecated = deprecated(operation.deprecated);
    quote! {
        #docs
        #deprecated
        #many
        #[inline]
        pub fn #method(&self, #(#arguments),*) -> #ty {
            #call::new(self.client, &#constant) #(#steps)*
        }

        #stream
    }
}

/// What a call may leave out: it stands in the call's type, and no argument asks for it.
pub(super) struct Optional {
    /// The parameters' struct.
    params: Option<Ident>,
    /// The kind of the body.
    body: Option<TokenStream>,
}

impl Optional {
    /// The type of a call that returns `value`.
    pub(super) fn call(
        &self,
        value: &TokenStream,
        error: &Ident,
        uses: &mut Uses<'_>,
    ) -> TokenStream {
        let call = uses.rt("Call");
        match (&self.params, &self.body) {
            (None, None) => quote!(#call<#value, #error>),
            (Some(params), None) => quote!(#call<#value, #error, #params>),
            (None, Some(body)) => quote!(#call<#value, #error, (), #body>),
            (Some(params), Some(body)) => quote!(#call<#value, #error, #params, #body>),
        }
    }
}

/// A parameter as an argument that is lent.
fn lent(ty: &Type, name: &Ident, uses: &mut Uses<'_>) -> (TokenStream, TokenStream) {
    match uses.plan.resolved(ty) {
        Type::Any => {
            let own = uses.ty(ty);
            (quote!(&#own), quote!(#name))
        }
        _ => path_argument(ty, name, uses),
    }
}

fn path_argument(ty: &Type, name: &Ident, uses: &mut Uses<'_>) -> (TokenStream, TokenStream) {
    match uses.plan.resolved(ty) {
        Type::String | Type::Any => (quote!(&str), quote!(#name)),
        Type::Bool | Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64 => {
            let own = uses.ty(ty);
            (own, quote!(&#name))
        }
        Type::List(item) => {
            let item = uses.ty(item);
            (quote!(&[#item]), quote!(#name))
        }
        _ => {
            let own = uses.ty(ty);
            (quote!(&#own), quote!(#name))
        }
    }
}

/// Whether the description says what the summary says already, at its beginning.
fn begins_with(doc: &ir::DocText, summary: &ir::DocText) -> bool {
    let words = |text: &ir::DocText| -> Vec<String> {
        let words = text.as_str().split(|sign: char| !sign.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    words(doc).starts_with(&words(summary))
}

/// Which scopes a credential needs, where the document names some.
fn scopes(operation: &ir::Operation, plan: &Crate<'_>) -> Option<String> {
    let alternatives = operation.security.iter().map(|needs| {
        let needs = needs.iter().filter(|need| !need.scopes.is_empty());
        let texts = needs.map(|need| {
            let scopes: Vec<_> = need.scopes.iter().map(|it| code(it.as_str())).collect();
            let noun = if scopes.len() == 1 {
                "the scope"
            } else {
                "the scopes"
            };
            let scheme = code(plan.api.schemes[need.scheme].name.as_str());
            format!("{noun} {} of {scheme}", scopes.join(", "))
        });
        texts.collect::<Vec<_>>().join(" and ")
    });
    let mut texts: Vec<_> = alternatives.filter(|text| !text.is_empty()).collect();
    texts.dedup();
    let free = operation.security.len() > texts.len();
    match (texts.is_empty(), free) {
        (true, _) => None,
        (false, false) => Some(format!("Needs {}.", texts.join(", or "))),
        (false, true) => Some(format!(
            "By that way of authentication, needs {}.",
            texts.join(", or ")
        )),
    }
}

fn documentation(planned: &Operation<'_>, uses: &Uses<'_>) -> Docs {
    let operation = planned.ir;
    let mut docs = Docs::default();
    if !begins_with(&operation.doc, &operation.summary) {
        docs = docs.ours(sentence(&inline(&first_paragraph(&operation.summary))));
    }
    docs = docs.theirs(&operation.doc);
    let mut facts = vec![sentence(&route(operation))];
    match operation.idempotency.as_ref().map(|key| key.mode) {
        Some(KeyMode::Auto) => {
            facts.push("Sends an idempotency key, so that a repeat does the work once.".to_owned())
        }
        Some(KeyMode::Required) => {
            facts.push("Needs an idempotency key from the caller.".to_owned())
        }
        Some(KeyMode::Optional) => {
            facts.push("Takes an idempotency key from the caller.".to_owned())
        }
        Some(KeyMode::None) | None => {}
    }
    let scope = operation.idempotency.as_ref();
    if let Some(scope) = scope.and_then(|key| key.scope.as_ref()) {
        facts.push(format!(
            "Keys belong to {}: under another one, the same key is another.",
            code(scope.as_str())
        ));
    }
    if let Some(class) = &operation.key_class {
        facts.push(format!(
            "Takes only keys of the class {}.",
            code(class.as_str())
        ));
    }
    facts.extend(scopes(operation, uses.plan));
    if operation_error::reads(operation, uses.plan).is_some() {
        let sentence = "Where it is there already, `create_or_get()` of the call reads it.";
        facts.push(sentence.to_owned());
    }
    if let Some(paging) = &operation.pagination {
        facts.push(page::sentence(paging));
    }
    facts.extend(answers::absence(&operation.success));
    facts.extend(answers::existing(&operation.success));
    docs = docs.ours(facts.join(" "));
    for parameter in &planned.names.parameters {
        if parameter.ir.required && !parameter.ir.doc.is_empty() {
            let name = &parameter.names.field;
            let text = inline(&first_paragraph(&parameter.ir.doc));
            docs = docs.ours(sentence(&format!("`{name}`: {text}")));
        }
    }
    operation_error::errors_section(planned, uses.plan, docs)
}

/// What a test or a sample needs to name the static: `orders::CREATE_ORDER`.
pub(super) fn static_path(operation: &Operation<'_>, plan: &Crate<'_>) -> TokenStream {
    let service = &plan.services[operation.ir.tag].names;
    let (module, constant) = (ident(&service.module), ident(&operation.names.constant));
    quote!(#module::#constant)
}

/// The code of a case, `None` for a status entry.
pub(super) fn case_code(entry: &ir::ErrorCode) -> TokenStream {
    option(entry.code.as_ref().map(lit))
}
