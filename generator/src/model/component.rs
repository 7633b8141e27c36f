//! The parts around operations: info, servers, tags, components.

use indexmap::IndexMap;
use openapiv3::{
    Components, Contact, Example, ExternalDocumentation, Info, License, Link, LinkOperation,
    ReferenceOr, Server, ServerVariable, Tag,
};

use super::shape::Shape;
use super::{operation, schema, security};
use crate::source::node::Node;

pub(super) fn info(root: &Node, shape: &mut Shape<'_>) -> Info {
    let Some(node) = shape.member(root, "info") else {
        return Info::default();
    };
    shape.below("info", |shape| {
        shape.is_map(node);
        Info {
            title: shape.text(node, "title").unwrap_or_default(),
            description: shape.text(node, "description"),
            terms_of_service: shape.text(node, "termsOfService"),
            contact: shape.member(node, "contact").map(|contact| Contact {
                name: shape.text(contact, "name"),
                url: shape.text(contact, "url"),
                email: shape.text(contact, "email"),
                extensions: IndexMap::new(),
            }),
            license: shape.member(node, "license").map(|license| License {
                // A licence without a name says nothing, and nothing depends on it.
                name: shape.text(license, "name").unwrap_or_default(),
                url: shape.text(license, "url"),
                extensions: IndexMap::new(),
            }),
            version: shape.text(node, "version").unwrap_or_default(),
            extensions: IndexMap::new(),
        }
    })
}

pub(super) fn servers(node: &Node, shape: &mut Shape<'_>) -> Vec<Server> {
    shape
        .list(node, "servers", |server, shape| {
            shape.is_map(server).then(|| one_server(server, shape))
        })
        .unwrap_or_default()
}

fn one_server(node: &Node, shape: &mut Shape<'_>) -> Server {
    let variables = shape.map(node, "variables", |variable, shape| {
        shape.is_map(variable).then(|| ServerVariable {
            enumeration: shape.texts(variable, "enum"),
            // Lowering reports a variable without one.
            default: shape.text(variable, "default").unwrap_or_default(),
            description: shape.text(variable, "description"),
            extensions: IndexMap::new(),
        })
    });
    Server {
        url: shape.required_text(node, "url"),
        description: shape.text(node, "description"),
        variables: (!variables.is_empty()).then_some(variables),
        extensions: IndexMap::new(),
    }
}

pub(super) fn tags(root: &Node, shape: &mut Shape<'_>) -> Vec<Tag> {
    let read = |tag: &Node, shape: &mut Shape<'_>| {
        shape.is_map(tag).then(|| Tag {
            name: shape.required_text(tag, "name"),
            description: shape.text(tag, "description"),
            external_docs: external_docs(tag, shape),
            extensions: IndexMap::new(),
        })
    };
    shape.list(root, "tags", read).unwrap_or_default()
}

pub(super) fn external_docs(node: &Node, shape: &mut Shape<'_>) -> Option<ExternalDocumentation> {
    let docs = shape.member(node, "externalDocs")?;
    shape.below("externalDocs", |shape| {
        shape.is_map(docs);
        Some(ExternalDocumentation {
            description: shape.text(docs, "description"),
            // A link without a target is no link; nothing depends on it.
            url: shape.text(docs, "url")?,
            extensions: IndexMap::new(),
        })
    })
}

pub(super) fn components(root: &Node, shape: &mut Shape<'_>) -> Option<Components> {
    let node = shape.member(root, "components")?;
    Some(shape.below("components", |shape| {
        shape.is_map(node);
        Components {
            schemas: shape.map(node, "schemas", |value, shape| {
                Some(schema::schema(value, shape))
            }),
            responses: shape.map(node, "responses", |value, shape| {
                shape.reference_or(value, operation::response)
            }),
            parameters: shape.map(node, "parameters", |value, shape| {
                shape.reference_or(value, operation::parameter)
            }),
            examples: examples(node, shape),
            request_bodies: shape.map(node, "requestBodies", |value, shape| {
                shape.reference_or(value, operation::request_body)
            }),
            headers: operation::headers(node, shape),
            security_schemes: shape.map(node, "securitySchemes", |value, shape| {
                shape.reference_or(value, security::scheme)
            }),
            links: links(node, shape),
            callbacks: IndexMap::new(),
            extensions: IndexMap::new(),
        }
    }))
}

pub(super) fn examples(
    node: &Node,
    shape: &mut Shape<'_>,
) -> IndexMap<String, ReferenceOr<Example>> {
    shape.map(node, "examples", |value, shape| {
        // Bare values in place of example objects are common, and examples only document.
        if !value.is_map() {
            return None;
        }
        shape.reference_or(value, |node, shape| {
            Some(Example {
                summary: shape.text(node, "summary"),
                description: shape.text(node, "description"),
                value: None,
                external_value: shape.text(node, "externalValue"),
                extensions: IndexMap::new(),
            })
        })
    })
}

pub(super) fn links(node: &Node, shape: &mut Shape<'_>) -> IndexMap<String, ReferenceOr<Link>> {
    shape.map(node, "links", |value, shape| {
        shape.reference_or(value, |node, shape| {
            let operation = match (
                shape.text(node, "operationRef"),
                shape.text(node, "operationId"),
            ) {
                (Some(reference), _) => LinkOperation::OperationRef(reference),
                (None, id) => LinkOperation::OperationId(id.unwrap_or_default()),
            };
            Some(Link {
                description: shape.text(node, "description"),
                operation,
                request_body: None,
                parameters: IndexMap::new(),
                server: None,
                extensions: IndexMap::new(),
            })
        })
    })
}
