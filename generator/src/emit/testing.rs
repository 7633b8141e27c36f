//! `testing.rs` and `tests/errors.rs`: one sample answer per success and per error case, and a test of each operation.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::gate;
use super::literal::{ident, lit};
use super::operation::{case_code, static_path};
use crate::ir::Sample;
use crate::plan::{Crate, Operation};

/// The samples and the fake transport that answers with them.
pub(super) fn emit_testing(plan: &Crate<'_>) -> TokenStream {
    let mut samples = Vec::new();
    for (index, operation) in plan.api.operations.iter().enumerate() {
        let Some(names) = plan.operations.get(index) else {
            continue;
        };
        let own = plan.owns_errors(index);
        samples.extend(
            operation
                .samples
                .iter()
                .filter(|it| own || it.case.is_none())
                .filter_map(|it| sample(it, names, plan)),
        );
    }
    let mut used: Vec<_> = plan
        .services
        .iter()
        .enumerate()
        .filter(|(_, service)| {
            let mut operations = service
                .operations
                .iter()
                .filter_map(|it| plan.api.operations.get(*it));
            operations.any(|operation| !operation.samples.is_empty())
        })
        .map(|(index, service)| (&service.module, gate::service(plan, index)))
        .collect();
    used.sort_by_key(|(module, _)| *module);
    let services: TokenStream = if plan.features.names().is_empty() {
        let modules: Vec<_> = used.iter().map(|(module, _)| ident(module)).collect();
        match modules.as_slice() {
            [] => TokenStream::new(),
            [one] => quote!(use super::#one;),
            many => quote!(use super::{#(#many),*};),
        }
    } else {
        let lines = used.iter().map(|(module, gate)| {
            let module = ident(module);
            quote!(#gate use super::#module;)
        });
        lines.collect()
    };
    quote! {
        //! Answers for tests: a transport that answers every operation with any of its declared errors.

        use faultcode_runtime::testing::{Fake, Sample};

        #services

        /// One answer per success and per declared error.
        pub static SAMPLES: &[Sample] = &[#(#samples),*];

        /// A transport that answers from [`SAMPLES`].
        pub fn fake() -> Fake {
            Fake::new(SAMPLES)
        }
    }
}

fn sample(sample: &Sample, names: &Operation, plan: &Crate<'_>) -> Option<TokenStream> {
    let (operation, gate) = (
        static_path(names, plan)?,
        gate::service(plan, names.service),
    );
    let code = match sample.case {
        Some(id) => case_code(plan.api.codes.get(id.0)?),
        None => quote!(None),
    };
    let status = Literal::u16_unsuffixed(sample.status);
    let (content_type, body) = (lit(&sample.media_type), lit(&sample.body));
    Some(
        quote!(#gate Sample { operation: &#operation, code: #code, status: #status, content_type: #content_type, body: #body }),
    )
}

/// `tests/errors.rs` of a crate: each operation through each error that it declares.
pub fn error_tests(plan: &Crate<'_>) -> TokenStream {
    let library = ident(&plan.library);
    let owners = |(index, names)| plan.owns_errors(index).then_some(names);
    let shown: Vec<&Operation> = plan
        .operations
        .iter()
        .enumerate()
        .filter_map(owners)
        .collect();
    let tests = shown.iter().map(|names| {
        let (method, error, constant) = (
            ident(&names.method),
            ident(&names.error),
            ident(&names.constant),
        );
        quote! {
            #[test]
            fn #method() {
                check_errors::<#error>(&#constant, SAMPLES);
            }
        }
    });
    let mut services: Vec<_> = plan.services.iter().collect();
    services.sort_by_key(|it| &it.module);
    let imports = services.into_iter().filter_map(|service| {
        let operations = service
            .operations
            .iter()
            .filter(|it| plan.owns_errors(**it))
            .filter_map(|it| plan.operations.get(*it));
        let mut names: Vec<_> = operations
            .flat_map(|it| [&it.constant, &it.error])
            .collect();
        names.sort();
        if names.is_empty() {
            return None;
        }
        let (module, names) = (ident(&service.module), names.into_iter().map(ident));
        Some(quote!(use #library::#module::{#(#names),*};))
    });
    quote! {
        //! Each operation through each error that it declares.

        use faultcode_runtime::testing::check_errors;
        #(#imports)*
        use #library::testing::SAMPLES;

        #(#tests)*
    }
}
