//! Things of the representation and their names, side by side: whoever holds one holds the other.

use super::names::RustIdent;

/// A thing of the representation with its names.
#[derive(Debug)]
pub struct Planned<'a, T, N> {
    /// What the document says.
    pub ir: &'a T,
    /// What it is called.
    pub names: N,
}

/// A thing with one name.
pub type Named<'a, T> = Planned<'a, T, RustIdent>;

/// A field of a struct that callers make.
pub type Member<'a, T> = Planned<'a, T, MemberNames>;

/// Names of a field of a struct that callers make.
#[derive(Clone, Debug)]
pub struct MemberNames {
    /// The field, or the argument.
    pub field: RustIdent,
    /// The chained setter.
    pub setter: RustIdent,
}

impl<'a, T, N> Planned<'a, T, N> {
    /// The pair.
    pub const fn new(ir: &'a T, names: N) -> Self {
        Self { ir, names }
    }
}

impl<T, N: Clone> Clone for Planned<'_, T, N> {
    fn clone(&self) -> Self {
        Self {
            ir: self.ir,
            names: self.names.clone(),
        }
    }
}
