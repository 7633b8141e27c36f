//! What envelopes say, which many ask for: the same layers of them are read once, and what is wrong is reported once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::extension::{envelope, merge};
use crate::ir::Envelope;
use crate::source::node::Node;

/// The positions that can state envelopes, the farthest first: document, path, operation, response, media type.
pub(super) type Layers<'s> = [Option<&'s Node>; 5];

/// The same positions, by which what was read is found.
type Places = [Option<*const Node>; 5];

/// What was read so far.
#[derive(Default)]
pub(crate) struct Stated {
    envelopes: RefCell<BTreeMap<Places, Rc<[Envelope]>>>,
    findings: RefCell<Vec<Diagnostic>>,
}

impl Stated {
    /// The envelopes of these layers on top of each other; none where the nearest takes them away.
    pub fn envelopes(&self, layers: Layers<'_>) -> Rc<[Envelope]> {
        let key = layers.map(|layer| layer.map(std::ptr::from_ref));
        if let Some(known) = self.envelopes.borrow().get(&key) {
            return Rc::clone(known);
        }
        let read = merge::layers(layers).map(|node| {
            let (read, findings) = Diagnostics::apart(|diag| envelope::read(&node, diag));
            self.findings.borrow_mut().extend(findings);
            read
        });
        let read: Rc<[Envelope]> = read.unwrap_or_default().into();
        self.envelopes.borrow_mut().insert(key, Rc::clone(&read));
        read
    }

    /// Reports what is wrong with what was read.
    pub fn report(&self, diag: &mut Diagnostics) {
        diag.adopt(self.findings.take());
    }
}
