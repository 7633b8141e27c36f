//! What was seen of each schema: it is looked at once, whoever asks.
//!
//! What a choice is depends on what its branches are, and they may be choices. A schema that is looked at while it is being
//! looked at is part of itself, and can be anything.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Schema;

use super::Types;
use super::choice::Leaf;
use super::object::place;
use super::shape::Shape;
use super::view::view;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::ir::Type;
use crate::lower::site::Site;
use crate::source::node::Node;
use crate::steps;

/// Which schema: where the model has it, and where it stands in the tree.
type Identity = (*const Schema, *const Node);

fn identity(site: Site<'_, Schema>) -> Identity {
    (place(site.item), site.node)
}

/// Looks inside of each other before giving up. What a schema is composed of has been looked at before, so only schemas that
/// are parts of themselves get here.
const NESTED: usize = 16;

/// What was seen so far.
#[derive(Default)]
pub(super) struct Looks<'a> {
    whole: RefCell<BTreeMap<Identity, Look<'a>>>,
    /// The same for schemas without their `allOf`.
    own: RefCell<BTreeMap<Identity, Look<'a>>>,
    /// Whether a choice can be an object.
    objects: RefCell<BTreeMap<Identity, bool>>,
    /// Whether null is a value of a schema.
    pub(super) nulls: RefCell<BTreeMap<*const Schema, bool>>,
    /// Which schemas take null by all parts of their `allOf`.
    pub(super) nulls_of_parts: RefCell<BTreeMap<*const Schema, bool>>,
    nested: Cell<usize>,
}

/// What was seen of one schema.
enum Look<'a> {
    /// It is being looked at.
    Open,
    /// It is that, and this was found about it, until it is reported.
    Done(Shape<'a>, Vec<Diagnostic>),
}

/// Which of the two questions a look answers.
type Memo<'l, 'a> = &'l RefCell<BTreeMap<Identity, Look<'a>>>;

/// What is done with a schema on the way to a look.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// What it is composed of comes first.
    Before,
    /// It is looked at.
    Look,
    /// Nobody asks what it is, but for what it is composed of.
    Through,
}

impl<'a> Types<'a> {
    /// What a schema is. What is wrong with it is not reported before a type is made of it.
    pub(in crate::lower) fn shape(&self, site: Site<'a, Schema>) -> Shape<'a> {
        let whole = &self.looks.whole;
        if let Some(known) = known(whole, site) {
            return known;
        }
        // What it is composed of is looked at first, so that looks do not get deeper than the stack.
        let mut seen = BTreeSet::new();
        let mut open = vec![(site, Step::Before)];
        while let Some((here, step)) = open.pop() {
            if step == Step::Look {
                self.look(whole, here, |diag| self.shape_of(here, diag));
                continue;
            }
            let is_known = step == Step::Before && known(whole, here).is_some();
            if is_known || !seen.insert((identity(here), step)) {
                continue;
            }
            if step == Step::Before {
                open.push((here, Step::Look));
            }
            let view = view(here);
            let parts = view.parts(here.node);
            // Of several parts only the members count, and what their branches are.
            let step = match parts.as_slice() {
                [_] => Step::Before,
                _ => Step::Through,
            };
            let parts = parts.into_iter().map(|part| (part, step));
            let branches = view.branches(here.node).into_iter();
            let below = parts.chain(branches.map(|branch| (branch, Step::Before)));
            open.extend(
                below.filter_map(|(site, step)| Some((site.resolve(self.document)?, step))),
            );
        }
        known(whole, site).unwrap_or(Shape::Plain(Type::Any))
    }

    /// What a schema is, now that a type is made of it: what is wrong with it is reported, once.
    pub(super) fn shape_for_type(
        &self,
        site: Site<'a, Schema>,
        diag: &mut Diagnostics,
    ) -> Shape<'a> {
        let shape = self.shape(site);
        let mut whole = self.looks.whole.borrow_mut();
        if self.is_reported
            && let Some(Look::Done(_, findings)) = whole.get_mut(&identity(site))
        {
            diag.adopt(std::mem::take(findings));
        }
        shape
    }

    /// What a schema is without its `allOf`.
    pub(super) fn own_shape(&self, site: Site<'a, Schema>) -> Shape<'a> {
        let own = &self.looks.own;
        if known(own, site).is_none() {
            self.look(own, site, |diag| {
                let view = view(site);
                if view.branches.is_empty() {
                    self.simple(site, &view, diag)
                } else {
                    self.choice(site, &view, diag)
                }
            });
        }
        known(own, site).unwrap_or(Shape::Plain(Type::Any))
    }

    /// Whether a choice can be an object, so that it goes together with objects.
    pub(super) fn holds_objects(&self, site: Site<'a, Schema>) -> bool {
        let place = identity(site);
        if let Some(known) = self.looks.objects.borrow().get(&place) {
            return *known;
        }
        let branches = view(site).branches(site.node);
        let leaves = self.leaves(&branches);
        let holds = leaves.is_some_and(|leaves| leaves.iter().any(Leaf::is_object))
            || self.perhaps(&branches, true).is_some();
        self.looks.objects.borrow_mut().insert(place, holds);
        holds
    }

    fn look(
        &self,
        asked: Memo<'_, 'a>,
        site: Site<'a, Schema>,
        look: impl FnOnce(&mut Diagnostics) -> Shape<'a>,
    ) {
        let level = self.looks.nested.get();
        if level > NESTED || known(asked, site).is_some() {
            return;
        }
        steps::count(1);
        asked.borrow_mut().insert(identity(site), Look::Open);
        self.looks.nested.set(level + 1);
        let (shape, findings) = Diagnostics::apart(look);
        self.looks.nested.set(level);
        let look = Look::Done(shape, findings);
        asked.borrow_mut().insert(identity(site), look);
    }
}

fn known<'a>(asked: Memo<'_, 'a>, site: Site<'a, Schema>) -> Option<Shape<'a>> {
    match asked.borrow().get(&identity(site))? {
        Look::Open => Some(Shape::Plain(Type::Any)),
        Look::Done(shape, _) => Some(shape.clone()),
    }
}
