//! Names of servers and of the variables in their URLs.

use super::names::{Case, RustIdent, Scope, wanted};
use super::pair::{Named, Planned};
use crate::ir::{Api, Server, ServerVariable};

/// What a caller can choose about the server.
#[derive(Clone, Debug)]
pub struct Servers<'a> {
    /// The enum of the servers, where there are several.
    pub list: Option<ServerList<'a>>,
    /// The variables of all servers, those of single operations included; each name once.
    pub variables: Vec<Named<'a, ServerVariable>>,
}

/// The enum of the servers.
#[derive(Clone, Debug)]
pub struct ServerList<'a> {
    /// The enum.
    pub name: RustIdent,
    /// Its variants.
    pub variants: Vec<Named<'a, Server>>,
}

/// Names the servers; `types` are the names of types, `builder` those of the builder's methods.
pub fn names<'a>(api: &'a Api, types: &mut Scope, builder: &mut Scope) -> Servers<'a> {
    let list = (api.servers.len() > 1).then(|| {
        let mut scope = Scope::default();
        let variants = api.servers.iter().map(|server| {
            let name = wanted(server.name.as_str(), Case::Camel);
            Planned::new(server, scope.claim(&name, "").ident)
        });
        ServerList {
            variants: variants.collect(),
            name: types.claim("Server", "Choice").ident,
        }
    });
    let own = api.operations.iter().filter_map(|it| it.server.as_ref());
    let mut variables: Vec<Named<'_, ServerVariable>> = Vec::new();
    for variable in api.servers.iter().chain(own).flat_map(|it| &it.variables) {
        if !variables.iter().any(|known| known.ir.name == variable.name) {
            let name = format!("server {}", variable.name.as_str());
            let method = builder.claim(&wanted(&name, Case::Snake), "_variable");
            variables.push(Planned::new(variable, method.ident));
        }
    }
    Servers { list, variables }
}
