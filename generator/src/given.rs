//! Names that users give: a team has to live with the names of its client, so they are its own.
//!
//! ```yaml
//! names:
//!   createOrder: placeOrder                                     # an operation, a schema, a code or a group of operations
//!   schema:Order: Purchase                                      # where two of them are called so
//!   '#/components/schemas/Order/properties/created': madeAt     # whatever stands there
//! ```

use std::cell::Cell;

use crate::Options;
use crate::ir::{EnumValue, ErrorCode, Field, Operation, Parameter, Tag, TypeDef, WireName};
use crate::source::Span;
use crate::source::node::Node;
use crate::source::pointer::unescape;

/// The names that a user gives.
#[derive(Debug, Default)]
pub struct Given {
    /// In the order of the options.
    pub(crate) all: Vec<GivenName>,
}

/// A name, and what it is given to.
#[derive(Debug)]
pub(crate) struct GivenName {
    /// What it is given to.
    pub key: String,
    /// The name.
    pub name: String,
    /// Where it is given.
    pub span: Span,
    place: Option<Place>,
    used: Cell<bool>,
}

impl GivenName {
    /// Whether something has asked for it.
    pub fn is_used(&self) -> bool {
        self.used.get()
    }
}

/// Where a pointer leads: the key and the value there, or a value in the list of a schema.
#[derive(Debug)]
enum Place {
    Node(Option<Span>, Span),
    Parameter(Span),
    Value(Span, String),
    Nowhere,
}

impl Given {
    /// Reads what is given, while the document is as it was written.
    pub fn new(options: &Options, root: &Node) -> Self {
        let all = options.names.iter().map(|(key, name)| GivenName {
            key: key.clone(),
            name: name.clone(),
            span: options.places.span("names", key),
            place: place(key, root),
            used: Cell::new(false),
        });
        Self { all: all.collect() }
    }

    /// The name of an operation.
    pub fn operation(&self, operation: &Operation) -> Option<&str> {
        self.text("operation", &operation.id)
            .or_else(|| self.at(operation.span))
    }

    /// The name of a group of operations.
    pub fn tag(&self, tag: &Tag) -> Option<&str> {
        self.text("tag", &tag.name)
    }

    /// The name of an error code.
    pub fn code(&self, code: &ErrorCode) -> Option<&str> {
        let wire = code.code.as_ref()?;
        self.text("code", wire).or_else(|| self.at(code.span))
    }

    /// The name of a type.
    pub fn schema(&self, def: &TypeDef) -> Option<&str> {
        let component = match def.name.as_slice() {
            [only] => self.text("schema", only),
            _ => None,
        };
        component.or_else(|| self.at(def.span))
    }

    /// The name of a member.
    pub fn field(&self, field: &Field) -> Option<&str> {
        self.at(field.span)
    }

    /// The name of a parameter.
    pub fn parameter(&self, parameter: &Parameter) -> Option<&str> {
        let span = parameter.span;
        let holds = |whole: &Span| {
            whole.file == span.file && whole.start <= span.start && span.end <= whole.end
        };
        self.find(|it| matches!(&it.place, Some(Place::Parameter(whole)) if holds(whole)))
    }

    /// The name of a listed value.
    pub fn value(&self, def: &TypeDef, value: &EnumValue) -> Option<&str> {
        self.find(|it| match &it.place {
            Some(Place::Value(at, wire)) => *at == def.span && *wire == value.wire.as_str(),
            _ => false,
        })
    }

    fn text(&self, kind: &str, wire: &WireName) -> Option<&str> {
        let wire = wire.as_str();
        let named = |it: &&GivenName| {
            let own = it
                .key
                .strip_prefix(kind)
                .and_then(|rest| rest.strip_prefix(':'));
            it.place.is_none() && own == Some(wire)
        };
        let exact = self.all.iter().find(named);
        let found = exact.or_else(|| {
            self.all
                .iter()
                .find(|it| it.place.is_none() && it.key == wire)
        })?;
        found.used.set(true);
        Some(&found.name)
    }

    fn at(&self, span: Span) -> Option<&str> {
        self.find(|it| match &it.place {
            Some(Place::Node(key, value)) => *value == span || *key == Some(span),
            _ => false,
        })
    }

    fn find(&self, is: impl Fn(&GivenName) -> bool) -> Option<&str> {
        let found = self.all.iter().find(|it| is(it))?;
        found.used.set(true);
        Some(&found.name)
    }
}

/// Where a key leads that is a pointer.
fn place(key: &str, root: &Node) -> Option<Place> {
    let text = key.strip_prefix('#').unwrap_or(key);
    if !text.starts_with('/') {
        return None;
    }
    let (parent, last) = text.rsplit_once('/')?;
    let last = unescape(last);
    let Some(node) = root.at(text) else {
        return Some(Place::Nowhere);
    };
    if let Some((schema, "enum")) = parent.rsplit_once('/')
        && let (Some(schema), Some(wire)) = (root.at(schema), node.text())
    {
        return Some(Place::Value(schema.span, wire.to_owned()));
    }
    // A parameter is known by its name, which stands within it.
    if parent.ends_with("/parameters") {
        return Some(Place::Parameter(node.span));
    }
    let key = root.at(parent).and_then(|parent| parent.key_span(&last));
    Some(Place::Node(key, node.span))
}
