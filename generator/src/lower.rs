//! The typed model and the extensions into the intermediate representation.
//!
//! The model says what there is, the tree says where it stands; both are walked side by side. What the document states
//! in several positions is merged here, so that nothing after this stage knows of positions any more.

mod answers;
mod bodies;
mod codes;
mod made;
mod operations;
mod pages;
mod schemas;
mod shown;
mod site;
mod stated;
mod webhooks;

use std::collections::BTreeMap;

use crate::diagnostics::Diagnostics;
use crate::dialect::Origins;
use crate::extension::position;
use crate::infer::Inferred;
use crate::ir::{Api, DocText, Table, Tag, TagId, WireName};
use crate::model::Model;
use crate::name::Names;
use crate::select::Selected;
use crate::source::FileId;
use crate::source::node::Node;

use self::codes::Codes;
use self::made::Made;
use self::operations::facts::Wide;
use self::operations::{facts, security, server};
use self::schemas::Types;
use self::schemas::heirs::Heirs;
use self::site::Document;
use self::stated::Stated;

pub(crate) use self::answers::response::Declared;
pub(crate) use self::operations::facts::Positions;
pub(crate) use self::operations::server::{origin, origin_of};
pub(crate) use self::shown::{Shown, with_shown};

/// What lowering carries along.
pub(crate) struct Cx<'a, 'd> {
    document: Document<'a>,
    types: Types<'a>,
    codes: Codes,
    wide: Wide<'a>,
    seen: answers::envelope::Compared,
    /// Which types are pages.
    pages: pages::Seats,
    /// Which codes were named by foreign extensions.
    origins: &'a Origins,
    /// The overlays, by their files.
    overlays: &'a BTreeMap<FileId, String>,
    /// What the schemas say where the document declares nothing.
    inferred: &'a Inferred,
    /// What operations are called.
    names: &'a Names,
    diag: &'d mut Diagnostics,
}

/// A document as the stages before have left it.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The typed document.
    pub model: &'a Model,
    /// The tree that it was made of.
    pub root: &'a Node,
    /// What the extensions of other tools have named in it.
    pub origins: &'a Origins,
    /// The names of its overlays, by their files.
    pub overlays: &'a BTreeMap<FileId, String>,
    /// What its schemas and headers say beside its declarations.
    pub inferred: &'a Inferred,
    /// What was left out of it.
    pub selected: &'a Selected,
    /// What its operations are called.
    pub names: &'a Names,
}

/// Makes the representation of a document.
pub fn lower(given: Given<'_>, diag: &mut Diagnostics) -> Api {
    let Given {
        model,
        root,
        origins,
        overlays,
        inferred,
        selected,
        names,
    } = given;
    let heirs = Heirs::of(&model.api);
    let (made, stated) = (Made::default(), Stated::default());
    let document = Document {
        api: &model.api,
        more: &model.operations,
        root,
        heirs: &heirs,
        made: &made,
        stated: &stated,
    };
    position::check(root, diag);
    let wide = Wide::read(document, selected);
    let mut cx = Cx {
        document,
        types: Types::new(document),
        codes: Codes::new(root, diag),
        wide,
        seen: answers::envelope::Compared::default(),
        pages: pages::Seats::new(),
        origins,
        overlays,
        inferred,
        names,
        diag,
    };
    let mut api = Api {
        title: DocText::new(&*model.api.info.title),
        version: DocText::new(&*model.api.info.version),
        doc: DocText::new(model.api.info.description.clone().unwrap_or_default()),
        servers: server::servers(model, root, cx.diag),
        tags: tags(model),
        schemes: security::schemes(&mut cx),
        ..Api::default()
    };
    cx.wide.unasked = security::unasked(&mut cx, &api);
    facts::lower_wide(&mut cx, &mut api);
    inferred.complete(&mut api);
    operations::lower_operations(&mut cx, &mut api);
    security::report_unneeded(&mut cx, &api);
    api.known = cx.codes.known();
    webhooks::lower_webhooks(&mut cx, &mut api);
    stated.report(cx.diag);
    answers::envelope::report(&mut cx);
    cx.codes.finish(&mut api, cx.wide.in_part, cx.diag);
    api.types = cx.types.defs;
    bodies::multipart::rename(&mut api.types);
    security::default_refresh(&mut api);
    api
}

fn tags(model: &Model) -> Table<TagId, Tag> {
    let tags = model.api.tags.iter();
    tags.map(|tag| Tag {
        name: WireName::new(&*tag.name),
        doc: DocText::new(tag.description.clone().unwrap_or_default()),
    })
    .collect()
}
