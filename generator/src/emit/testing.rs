//! `testing.rs` and `tests/errors.rs`: one sample answer per success and per error case, and a test of each operation.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::gate;
use super::literal::{ident, lit};
use super::operation::{case_code, static_path};
use crate::ir::{OperationId, Sample};
use crate::plan::names::RustIdent;
use crate::plan::{Crate, Operation};

/// The samples and the fake transport that answers with them.
pub(super) fn emit_testing(plan: &Crate<'_>) -> TokenStream {
    let mut samples = Vec::new();
    for (id, operation) in plan.operations.entries() {
        let own = plan.shows_errors(id);
        let shown = operation.ir.samples.iter();
        let shown = shown.filter(|it| own || it.case.is_none());
        samples.extend(shown.map(|it| sample(it, operation, plan)));
    }
    let mut used: Vec<_> = plan
        .services
        .entries()
        .filter(|(_, service)| {
            let mut operations = service.names.operations.iter();
            operations.any(|id| !plan.api.operations[*id].samples.is_empty())
        })
        .map(|(tag, service)| (&service.names.module, gate::service(plan, tag)))
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

        pub use faultcode_runtime::testing::{Fake, ManualClock, Reply, Sample};

        use super::Client;

        #services

        /// An answer for each success and for each declared error. Of operations that share an error enum, one has them for all.
        pub static SAMPLES: &[Sample] = &[#(#samples),*];

        /// A transport that answers from [`SAMPLES`].
        pub fn fake() -> Fake {
            Fake::new(SAMPLES)
        }

        /// A client without a network or a credential, the fake that answers its calls from [`SAMPLES`], and the clock by
        /// which it waits.
        pub fn client() -> (Client, Fake, ManualClock) {
            faultcode_runtime::testing::client(SAMPLES)
        }
    }
}

fn sample(sample: &Sample, operation: &Operation<'_>, plan: &Crate<'_>) -> TokenStream {
    let (operation, gate) = (
        static_path(operation, plan),
        gate::service(plan, operation.ir.tag),
    );
    let code = match sample.case {
        Some(id) => case_code(&plan.api.codes[id]),
        None => quote!(None),
    };
    let status = Literal::u16_unsuffixed(sample.status);
    let (content_type, body) = (lit(&sample.media_type), lit(&sample.body));
    quote!(#gate Sample { operation: &#operation.operation, code: #code, status: #status, content_type: #content_type, body: #body })
}

/// `tests/errors.rs` of a crate: each operation through each error that it declares.
pub fn error_tests(plan: &Crate<'_>) -> TokenStream {
    let library = ident(&plan.library);
    let shown: Vec<_> = plan.operations.entries().collect();
    // Methods of several services may have one name, and so do their statics: then the module tells them apart.
    let mut seen: BTreeSet<&RustIdent> = BTreeSet::new();
    let constants = shown.iter().map(|(_, operation)| &operation.names.constant);
    let repeated: BTreeSet<&RustIdent> = constants.filter(|it| !seen.insert(*it)).collect();
    let of = |id: OperationId| {
        let name = &plan.operations[id].names.constant;
        let (module, constant) = (ident(&plan.service_of(id).module), ident(name));
        match repeated.contains(name) {
            true => quote!(#library::#module::#constant),
            false => quote!(#constant),
        }
    };
    let others: Vec<_> = shown
        .iter()
        .filter(|(id, _)| !plan.owns_errors(*id))
        .collect();
    let owned = shown.iter().filter(|(id, _)| plan.owns_errors(*id));
    let tests = owned.map(|(id, operation)| {
        let names = &operation.names;
        let (method, error) = (ident(&names.test), ident(&names.error));
        let constant = of(*id);
        let alike = others
            .iter()
            .filter(|(_, other)| names.shared.is_some() && other.names.shared == names.shared);
        let others = alike.map(|(other, _)| {
            let other = of(*other);
            quote!(check_errors_like::<#error>(&#other, &#constant, SAMPLES);)
        });
        quote! {
            #[test]
            fn #method() {
                check_errors::<#error>(&#constant, SAMPLES);
                #(#others)*
            }
        }
    });
    let driven_by = match others.is_empty() {
        true => quote!(check_errors),
        false => quote!({check_errors, check_errors_like}),
    };
    let mut services: Vec<_> = plan.services.iter().collect();
    services.sort_by_key(|it| &it.names.module);
    let imports = services.into_iter().filter_map(|service| {
        let operations = service.names.operations.iter();
        let mut names: Vec<_> = operations
            .flat_map(|id| {
                let names = &plan.operations[*id].names;
                let error = plan.owns_errors(*id).then_some(&names.error);
                std::iter::once(&names.constant).chain(error)
            })
            .filter(|name| !repeated.contains(*name))
            .collect();
        names.sort();
        if names.is_empty() {
            return None;
        }
        let (module, names) = (ident(&service.names.module), names.into_iter().map(ident));
        Some(quote!(use #library::#module::{#(#names),*};))
    });
    if plan.operations.is_empty() {
        return quote! {
            //! Each operation through each error that it declares; the document has none.
        };
    }
    quote! {
        //! Each operation through each error that it declares, and through what nobody declares: see `check_errors`.

        use faultcode_runtime::testing::#driven_by;
        #(#imports)*
        use #library::testing::SAMPLES;

        #(#tests)*
    }
}
