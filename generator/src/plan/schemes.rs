//! Names of security schemes, and the operations that make their tokens.

use crate::ir::{Api, OperationId, Scheme, SchemeId, Table, TokenOperation};

use super::names::{Case, RustIdent, Scope, Wish, joined};
use super::pair::Planned;

/// A scheme with its names.
pub type PlannedScheme<'a> = Planned<'a, Scheme, SchemeNames<'a>>;

/// Names of one security scheme.
#[derive(Clone, Debug)]
pub struct SchemeNames<'a> {
    /// The static.
    pub constant: RustIdent,
    /// The method of the builder.
    pub method: RustIdent,
    /// The method that takes a source of tokens.
    pub source: RustIdent,
    /// The method that takes a source of tokens, each of which belongs to a value of a path parameter.
    pub source_for: RustIdent,
    /// The method that takes a token, beside one that takes what tokens are fetched with.
    pub token: RustIdent,
    /// The operation that makes its tokens, unless it was left out.
    pub maker: Option<(&'a TokenOperation, OperationId)>,
}

/// Names every scheme; `builder` are the methods of the client's builder.
pub(super) fn names<'a>(
    api: &'a Api,
    statics: &mut Scope,
    builder: &mut Scope,
) -> Table<SchemeId, PlannedScheme<'a>> {
    let wish = |case| move |scheme: &Scheme| Wish::of(scheme.name.as_str(), case);
    let constants = statics.claim_table(&api.schemes, wish(Case::Shouty), "_SCHEME");
    let methods = builder.claim_table(&api.schemes, wish(Case::Snake), "_credential");
    api.schemes.map(|id, scheme| {
        let method = methods[id].ident.clone();
        let mut beside = |suffix| builder.claim(joined(&method, suffix), "").ident;
        let names = SchemeNames {
            constant: constants[id].ident.clone(),
            source: beside("_source"),
            source_for: beside("_source_for"),
            token: beside("_token"),
            maker: maker(api, scheme),
            method,
        };
        Planned::new(scheme, names)
    })
}

fn maker<'a>(api: &Api, scheme: &'a Scheme) -> Option<(&'a TokenOperation, OperationId)> {
    let token = scheme.token.as_ref()?;
    Some((token, api.operation(&token.operation)?))
}
