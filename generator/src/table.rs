//! Lists whose items are found by ids of their own.
//!
//! An id is made by putting an item into its list, and in no other way, so a look-up has no case in which nothing is
//! found. Ids of one list mean nothing to another: whoever leaves items out learns where the others went ([`Moved`]).

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A list of `T`, in the order in which its items came.
pub struct Table<I, T> {
    items: Vec<T>,
    id: PhantomData<fn() -> I>,
}

/// What finds an item of a [`Table`].
pub trait Id: Copy + Ord + position::Position {}

mod position {
    /// Ids and positions into each other; out of reach for everybody but the tables.
    pub trait Position {
        fn at(position: usize) -> Self;
        fn position(self) -> usize;
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(usize);

        impl position::Position for $name {
            fn at(position: usize) -> Self {
                Self(position)
            }

            fn position(self) -> usize {
                self.0
            }
        }

        impl Id for $name {}
    )*};
}

ids! {
    /// A named type.
    TypeId,
    /// An error entry.
    CodeId,
    /// A security scheme.
    SchemeId,
    /// A tag.
    TagId,
    /// An operation.
    OperationId,
    /// A parameter of one operation.
    ParameterId,
    /// An error enum of the output that operations share.
    SharedId,
}

impl<I: Id, T> Table<I, T> {
    /// A list without items.
    pub const fn new() -> Self {
        Self {
            items: Vec::new(),
            id: PhantomData,
        }
    }

    /// Adds an item.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::at(self.items.len() - 1)
    }

    /// Makes room for that many more items, and no more.
    pub fn reserve_exact(&mut self, more: usize) {
        self.items.reserve_exact(more);
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is no item.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The first item.
    pub fn first(&self) -> Option<&T> {
        self.items.first()
    }

    /// The items alone.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }

    /// The items in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The same, for changing.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// The ids in their order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.items.len()).map(I::at)
    }

    /// The items in their order, each with its id.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        let items = self.items.iter().enumerate();
        items.map(|(position, item)| (I::at(position), item))
    }

    /// The same, for changing.
    pub fn entries_mut(&mut self) -> impl Iterator<Item = (I, &mut T)> {
        let items = self.items.iter_mut().enumerate();
        items.map(|(position, item)| (I::at(position), item))
    }

    /// The first item of that kind.
    pub fn find(&self, is_it: impl Fn(&T) -> bool) -> Option<I> {
        self.items.iter().position(is_it).map(I::at)
    }

    /// Something for each item, found by the same ids.
    pub fn map<'t, U>(&'t self, mut make: impl FnMut(I, &'t T) -> U) -> Table<I, U> {
        self.entries().map(|(id, item)| make(id, item)).collect()
    }

    /// The same, of the items themselves.
    pub fn into_map<U>(self, mut make: impl FnMut(I, T) -> U) -> Table<I, U> {
        let items = self.items.into_iter().enumerate();
        items
            .map(|(position, item)| make(I::at(position), item))
            .collect()
    }

    /// Leaves out the other items.
    pub fn retain(&mut self, mut keep: impl FnMut(I, &T) -> bool) -> Moved<I> {
        let mut moved = Vec::with_capacity(self.items.len());
        let mut next = 0;
        self.items.retain(|item| {
            let kept = keep(I::at(moved.len()), item);
            moved.push(kept.then(|| I::at(next)));
            next += usize::from(kept);
            kept
        });
        Moved(moved)
    }

    /// Puts the items into the order of their keys; equal ones stay in theirs.
    pub fn sort_by_key<K: Ord>(&mut self, key: impl Fn(I, &T) -> K) -> Moved<I> {
        let items = std::mem::take(&mut self.items).into_iter().enumerate();
        let mut sorted: Vec<(usize, T)> = items.collect();
        sorted.sort_by_cached_key(|(position, item)| key(I::at(*position), item));
        let mut moved = vec![None; sorted.len()];
        for (new, (old, _)) in sorted.iter().enumerate() {
            moved[*old] = Some(I::at(new));
        }
        self.items = sorted.into_iter().map(|(_, item)| item).collect();
        Moved(moved)
    }
}

/// Where the items of a list are after some were left out or put elsewhere.
#[derive(Clone, Debug)]
pub struct Moved<I>(Vec<Option<I>>);

impl<I: Id> Moved<I> {
    /// Whether every item is where it was.
    pub fn is_nowhere(&self) -> bool {
        let mut all = self.0.iter().enumerate();
        all.all(|(position, moved)| *moved == Some(I::at(position)))
    }

    /// Lets an id find the item that it found before.
    ///
    /// # Panics
    ///
    /// The item was left out: whoever leaves items out keeps those that are named somewhere.
    pub fn follow(&self, id: &mut I) {
        *id = self.0[id.position()].expect("what is named is kept");
    }
}

impl<I: Id, T> Index<I> for Table<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.items[id.position()]
    }
}

impl<I: Id, T> IndexMut<I> for Table<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.position()]
    }
}

impl<I: Id, T> FromIterator<T> for Table<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(items: A) -> Self {
        Self {
            items: items.into_iter().collect(),
            id: PhantomData,
        }
    }
}

impl<I, T> Extend<T> for Table<I, T> {
    fn extend<A: IntoIterator<Item = T>>(&mut self, items: A) {
        self.items.extend(items);
    }
}

impl<'t, I, T> IntoIterator for &'t Table<I, T> {
    type Item = &'t T;
    type IntoIter = std::slice::Iter<'t, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'t, I, T> IntoIterator for &'t mut Table<I, T> {
    type Item = &'t mut T;
    type IntoIter = std::slice::IterMut<'t, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            id: PhantomData,
        }
    }
}

impl<I, T: Clone> Clone for Table<I, T> {
    fn clone(&self) -> Self {
        Self {
            items: self.items.clone(),
            id: PhantomData,
        }
    }
}

impl<I, T: fmt::Debug> fmt::Debug for Table<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters() -> Table<TagId, char> {
        "dacb".chars().collect()
    }

    #[test]
    fn an_id_finds_what_was_put_in_when_it_was_made() {
        let mut table = letters();
        let id = table.push('e');
        assert_eq!(table[id], 'e');
        assert_eq!(table.map(|id, letter| (id, *letter))[id], (id, 'e'));
        assert!(table.entries().all(|(id, letter)| table[id] == *letter));
    }

    #[test]
    fn ids_follow_their_items() {
        for remake in [
            (|table| table.retain(|_, letter| *letter != 'a'))
                as fn(&mut Table<TagId, char>) -> Moved<TagId>,
            |table| table.sort_by_key(|_, letter| *letter),
            |table| table.retain(|_, _| true),
        ] {
            let mut table = letters();
            let before: Vec<_> = letters().entries().map(|(id, it)| (id, *it)).collect();
            let moved = remake(&mut table);
            for (mut id, letter) in before {
                if table.iter().any(|kept| *kept == letter) {
                    moved.follow(&mut id);
                    assert_eq!(table[id], letter);
                }
            }
            assert_eq!(moved.is_nowhere(), table.iter().eq(letters().iter()));
        }
    }
}
