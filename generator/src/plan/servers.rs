//! Names of servers and of the variables in their URLs.

use super::names::{Case, RustIdent, Scope, Wish, wanted};
use super::pair::Named;
use super::types::named;
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
        let wish = |server: &&'a Server| {
            let (name, url) = (server.name.as_str(), server.template.as_str());
            Wish::new(url, wanted(name, Case::Camel))
                .or(wanted(&format!("{name} {url}"), Case::Camel))
        };
        ServerList {
            variants: named(&api.servers, wish, "", &mut Scope::default()),
            name: types.claim("Server", "Choice").ident,
        }
    });
    let own = api.operations.iter().filter_map(|it| it.server.as_ref());
    let mut variables: Vec<&'a ServerVariable> = Vec::new();
    for variable in api.servers.iter().chain(own).flat_map(|it| &it.variables) {
        if !variables.iter().any(|known| known.name == variable.name) {
            variables.push(variable);
        }
    }
    let wish = |variable: &&'a ServerVariable| {
        let name = format!("server {}", variable.name.as_str());
        Wish::of(&name, Case::Snake)
    };
    let variables = named(variables, wish, "_variable", builder);
    Servers { list, variables }
}
