//! What lowering has for whoever makes examples: the answers of each operation as the document declares them, and types of
//! error bodies, from which nothing is generated.

use std::collections::BTreeMap;

use openapiv3::MediaType;

use super::Given;
use super::answers::response::{Declared, declared};
use super::made::Made;
use super::operations::facts::Positions;
use super::schemas::Types;
use super::schemas::heirs::Heirs;
use super::site::{Document, Route, SchemaSite, child};
use super::stated::Stated;
use crate::diagnostics::Diagnostics;
use crate::ir::{Operation, Table, Type, TypeDef, TypeId, WireName};
use crate::source::Span;
use crate::source::node::Node;

/// The answers and the error bodies of a document.
pub(crate) struct Shown<'a> {
    document: Document<'a>,
    routes: BTreeMap<Span, Route<'a>>,
    bodies: Types<'a>,
}

/// Calls `look` with what a document shows.
pub(crate) fn with_shown<T>(
    given: Given<'_>,
    diag: &mut Diagnostics,
    look: impl FnOnce(Shown<'_>, &mut Diagnostics) -> T,
) -> T {
    let heirs = Heirs::of(&given.model.api);
    let (made, stated) = (Made::default(), Stated::default());
    let document = Document {
        api: &given.model.api,
        more: &given.model.operations,
        root: given.root,
        heirs: &heirs,
        made: &made,
        stated: &stated,
    };
    let routes = document.operations().into_iter();
    let shown = Shown {
        document,
        routes: routes.map(|route| (route.span(), route)).collect(),
        bodies: Types::new(document).unreported(),
    };
    let seen = look(shown, diag);
    stated.report(diag);
    seen
}

impl<'a> Shown<'a> {
    /// The whole tree.
    pub fn root(&self) -> &'a Node {
        self.document.root
    }

    /// The declared answers of an operation, and where their facts stand.
    pub fn answers(
        &self,
        operation: &Operation,
        diag: &mut Diagnostics,
    ) -> Option<(Vec<Declared<'a>>, Positions<'a>)> {
        let route = self.routes.get(&operation.span)?;
        let node = child(route.path, route.method);
        let positions = Positions {
            root: self.document.root,
            path: route.path,
            operation: node,
            stated: self.document.stated,
        };
        let declared = declared(self.document, route.model, node, diag);
        Some((declared, positions))
    }

    /// The type of a JSON error body of an operation. What is odd about it is not worth a finding.
    pub fn error_body(
        &mut self,
        of: &'a MediaType,
        node: &'a Node,
        operation: &WireName,
    ) -> Option<Type> {
        let site = SchemaSite::new(of.schema.as_ref()?, child(node, "schema"));
        let path = [operation.clone(), WireName::new("error")];
        let bodies = &mut self.bodies;
        let (typed, _) = Diagnostics::apart(|diag| bodies.lower(site, &path, diag));
        Some(typed.ty)
    }

    /// The types that error bodies name.
    pub fn error_types(&self) -> &Table<TypeId, TypeDef> {
        &self.bodies.defs
    }
}
