//! Names of servers and of the variables in their URLs.

use super::names::{Case, RustIdent, Scope, wanted};
use crate::ir::{Api, ServerVariable};

/// What a caller can choose about the server.
#[derive(Clone, Debug)]
pub struct Servers<'a> {
    /// The enum of the servers, where there are several.
    pub choice: Option<Choice>,
    /// The variables of all servers, those of single operations included; each name once.
    pub variables: Vec<(&'a ServerVariable, RustIdent)>,
}

/// The enum of the servers.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The enum.
    pub name: RustIdent,
    /// One variant per server of [`Api::servers`].
    pub variants: Vec<RustIdent>,
}

/// Names the servers; `types` are the names of types, `builder` those of the builder's methods.
pub fn names<'a>(api: &'a Api, types: &mut Scope, builder: &mut Scope) -> Servers<'a> {
    let choice = (api.servers.len() > 1).then(|| {
        let mut scope = Scope::default();
        let variants = api.servers.iter().map(|server| {
            let name = wanted(server.name.as_str(), Case::Camel);
            scope.claim(&name, "").ident
        });
        Choice {
            variants: variants.collect(),
            name: types.claim("Server", "Choice").ident,
        }
    });
    let own = api.operations.iter().filter_map(|it| it.server.as_ref());
    let mut variables: Vec<(&ServerVariable, RustIdent)> = Vec::new();
    for variable in api.servers.iter().chain(own).flat_map(|it| &it.variables) {
        if !variables
            .iter()
            .any(|(known, _)| known.name == variable.name)
        {
            let name = format!("server {}", variable.name.as_str());
            let method = builder.claim(&wanted(&name, Case::Snake), "_variable");
            variables.push((variable, method.ident));
        }
    }
    Servers { choice, variables }
}
