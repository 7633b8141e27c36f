//! The error enum of one operation, and the table of errors in its method's documentation.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};

use super::docs::{self, Docs, cell};
use super::errors::{first_paragraph, headline, statuses_among, statuses_text};
use super::literal::{ident, number, word};
use super::operation::link;
use super::uses::Uses;
use super::{answers, params, stated};
use crate::ir::{self, Carried, CodeId, DocText, ErrorCase, ErrorCode, OperationId};
use crate::plan::{Crate, Named, Operation};
use crate::verdict::repeat;

/// The enum and its table of codes.
pub(super) fn emit_operation_error(planned: &Operation<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let (plan, names) = (uses.plan, &planned.names);
    let name = ident(&names.error);
    let docs = Docs::of(format!("How {} can be refused.", link(planned, plan)));
    let details = details(planned, uses);
    if let Some(shared) = names.shared {
        let shared = uses.shared(shared);
        return quote! {
            #docs
            pub type #name = #shared;
            #details
        };
    }
    let errors = error_enum(&name, docs, &names.cases, &|case| Some(&case.doc), uses);
    let existing = existing(planned, uses);
    quote!(#errors #details #existing)
}

/// The operation's own names of details that others declare differently.
fn details(planned: &Operation<'_>, uses: &mut Uses<'_>) -> TokenStream {
    let mut all = TokenStream::new();
    for (code, name) in &planned.names.details {
        let entry = &uses.plan.api.codes[*code];
        let wire = entry.code.as_ref().map(|code| docs::code(code.as_str()));
        let docs = Docs::of(format!(
            "What {} holds where {} answers it. Other operations have other details of this code.",
            wire.unwrap_or_else(|| statuses_text(entry)),
            link(planned, uses.plan)
        ));
        let (name, target) = (ident(name), uses.error_in_module(*code));
        all.extend(quote! {
            #docs
            pub type #name = #target;
        });
    }
    all
}

/// The enums that several operations share.
pub(super) fn emit_shared(uses: &mut Uses<'_>) -> TokenStream {
    let plan = uses.plan;
    let mut all = TokenStream::new();
    for shared in &plan.shared {
        let docs = Docs::of(format!(
            "How {} operations can be refused, for which the document declares the same errors.",
            shared.operations
        ));
        let name = ident(&shared.name);
        all.extend(error_enum(&name, docs, &shared.cases, &|_| None, uses));
    }
    all
}

fn error_enum(
    name: &Ident,
    docs: Docs,
    cases: &[Named<'_, ErrorCase>],
    meaning: &dyn Fn(&ErrorCase) -> Option<&DocText>,
    uses: &mut Uses<'_>,
) -> TokenStream {
    let mut variants = Vec::new();
    let mut lines = Vec::new();
    let all = entries(cases, uses.plan);
    for (position, planned) in cases.iter().enumerate() {
        let (id, variant) = (planned.ir.code, ident(&planned.names));
        let (held, how) = held(planned.ir, uses);
        let (case, facts) = (number(position), uses.code(id));
        let entry = &uses.plan.api.codes[id];
        let statuses = statuses_among(entry, &all);
        let docs = Docs::of(headline(entry, &statuses, meaning(planned.ir)));
        variants.push(quote!(#docs #variant(#held),));
        lines.push(quote!(#case #variant: #how #facts,));
    }
    let open = (!uses.plan.exhaustive).then(|| quote!(#[non_exhaustive]));
    let (endpoint_error, unrecognized) = (uses.rt("endpoint_error"), uses.rt("Unrecognized"));
    quote! {
        #docs
        #[derive(Clone)]
        #open
        pub enum #name {
            #(#variants)*
            /// An answer that this version does not know. Compare `code()`; there is nothing in it to match.
            Unrecognized(#unrecognized),
        }

        #endpoint_error!(#name { #(#lines)* });
    }
}

/// The entries of all cases of an enum.
fn entries<'p>(cases: &[Named<'_, ErrorCase>], plan: &'p Crate<'_>) -> Vec<&'p ErrorCode> {
    let entries = cases.iter().map(|case| &plan.api.codes[case.ir.code]);
    entries.collect()
}

/// What the variant of a case holds, and the word for how that is read.
fn held(case: &ErrorCase, uses: &mut Uses<'_>) -> (TokenStream, Ident) {
    let (held, how) = match &case.carried {
        Carried::Details => (uses.error(case.code).into_token_stream(), "details"),
        Carried::Json(ty) => (uses.ty(ty), "json"),
        Carried::Text => (uses.rt("Text"), "text"),
        Carried::Bytes => (uses.rt("Bytes"), "bytes"),
        Carried::Nothing => (uses.rt("NoBody"), "nothing"),
    };
    (held, word(how))
}

/// The operation that reads what another one finds there already, and the code that says so.
///
/// The names of that operation are written out: they are in no other place of this file. One that a feature can take away
/// is left alone.
pub(super) fn reads<'a>(
    operation: &ir::Operation,
    plan: &'a Crate<'_>,
) -> Option<(CodeId, &'a ir::Existing, OperationId)> {
    let mut cases = operation.errors.iter();
    let (code, existing) = cases.find_map(|case| {
        let entry = &plan.api.codes[case.code];
        Some((case.code, entry.existing.as_ref()?))
    })?;
    let target = plan.api.operation(&existing.operation)?;
    let service = plan.api.operations[target].tag;
    let always = service == operation.tag || plan.features.of_service(service).is_none();
    always.then_some((code, existing, target))
}

fn existing(planned: &Operation<'_>, uses: &mut Uses<'_>) -> Option<TokenStream> {
    let plan = uses.plan;
    let (code, existing, target) = reads(planned.ir, plan)?;
    let path = match plan.api.operations[target].tag == planned.ir.tag {
        true => quote!(super),
        false => {
            let module = ident(&plan.service_of(target).module);
            quote!(super::super::#module)
        }
    };
    let target = &plan.operations[target];
    let resource = match &target.ir.success.kind {
        // Its items have errors of an enum that stands elsewhere; a stream is no resource.
        ir::SuccessKind::Stream(_) => return None,
        ir::SuccessKind::Several(_) => {
            let success = target.names.answers.success.as_ref()?;
            let name = ident(&success.name);
            quote!(#path::#name)
        }
        _ => answers::success(target, uses),
    };
    let mut lines = Vec::new();
    for (name, from) in &existing.arguments {
        let mut parameters = target.ir.parameters.iter();
        let parameter = parameters.find(|it| it.wire == *name)?;
        let parameter = params::parameter(parameter, uses);
        let from = stated::value(from, uses);
        lines.push(quote!((#parameter, #from),));
    }
    let (existing, code) = (uses.rt("existing"), uses.code(code));
    let (own, error) = (ident(&planned.names.error), ident(&target.names.error));
    let constant = ident(&target.names.constant);
    Some(quote! {
        #existing!(#own by #code {
            #path::#constant,
            #resource,
            #path::#error,
            #(#lines)*
        });
    })
}

/// What a case means: what its operation says of it, else what the document says of it everywhere.
fn meaning_of<'a>(case: &'a ErrorCase, entry: &'a ErrorCode) -> &'a DocText {
    match case.doc.is_empty() {
        true => &entry.doc,
        false => &case.doc,
    }
}

/// Adds the section `# Errors`.
pub(super) fn errors_section(planned: &Operation<'_>, plan: &Crate<'_>, docs: Docs) -> Docs {
    let (operation, names) = (planned.ir, &planned.names);
    let docs = docs.lines(["# Errors".to_owned()]);
    let error = &names.error;
    if operation.errors.is_empty() {
        return docs.ours(format!(
            "[`{error}`]: the document declares no error of this endpoint."
        ));
    }
    let (enumeration, docs) = match names.shared {
        None => (error, docs.ours(format!("[`{error}`]:"))),
        Some(shared) => {
            let shared = &plan.shared[shared];
            let others = match shared.operations - 1 {
                1 => "another operation".to_owned(),
                others => format!("{others} other operations"),
            };
            let name = &shared.name;
            let begin = format!("[`{error}`], which is [`{name}`], as for {others}");
            if names.cases.len() > LONGEST_TABLE {
                return docs.ours(format!("{begin}: {} variants.", names.cases.len()));
            }
            (name, docs.ours(format!("{begin}:")))
        }
    };
    let mut lines = vec![
        "| variant | status | meaning | repeated | what to do |".to_owned(),
        "|---|---|---|---|---|".to_owned(),
    ];
    let all = entries(&names.cases, plan);
    for case in &names.cases {
        let (entry, variant) = (&plan.api.codes[case.ir.code], &case.names);
        let meaning = cell(&first_paragraph(meaning_of(case.ir, entry)));
        let text = entry
            .action
            .as_ref()
            .and_then(|action| action.text.as_ref());
        let action = text.map_or(String::new(), |text| cell(text.as_str()));
        let row = [
            format!("[`{variant}`]({enumeration}::{variant})"),
            statuses_among(entry, &all),
            meaning,
            repeat(plan.api, operation, entry).phrase().to_owned(),
            action,
        ];
        lines.push(format!("| {} |", row.join(" | ")));
    }
    docs.lines(lines)
}

/// Rows of a table that many operations would repeat.
const LONGEST_TABLE: usize = 16;
