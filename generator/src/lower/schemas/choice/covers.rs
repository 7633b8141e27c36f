//! Choices that leave open what another schema says.
//!
//! ```yaml
//! anyOf: [{type: object}, {type: array, items: {}}, {type: string}]   # covers an Order, a list of orders and a text
//! ```

use super::{Leaf, Payload, Sort, scalar_sort};
use crate::ir::Type;
use crate::lower::schemas::{Shape, Types};
use crate::lower::site::SchemaSite;

impl<'a> Types<'a> {
    /// Whether a choice has, for every kind of value of another schema, a branch that says nothing more of such values: the
    /// other schema then says what they are.
    pub(in crate::lower) fn covers(&self, choice: &Shape<'a>, other: &Shape<'a>) -> bool {
        let leaves = match choice {
            Shape::Choice(leaves) => leaves,
            Shape::Plain(Type::Any) => return true,
            Shape::List(items) if self.is_any(*items) => {
                return matches!(other, Shape::List(_) | Shape::Tuple(_));
            }
            _ => return false,
        };
        let is_free = |sort: Sort| leaves.iter().any(|leaf| self.is_free(leaf, sort));
        match other {
            Shape::Choice(others) => others.iter().all(|leaf| is_free(leaf.sort)),
            Shape::Object(_) | Shape::Union(_) | Shape::Map(_) => is_free(Sort::Map),
            Shape::List(_) | Shape::Tuple(_) => is_free(Sort::List),
            Shape::TextEnum(..) => is_free(Sort::Text),
            Shape::IntEnum(_) => is_free(Sort::Number),
            Shape::Plain(Type::Any) | Shape::Same(_) | Shape::ValueEnum(_) => false,
            Shape::Plain(ty) => is_free(scalar_sort(ty)),
        }
    }

    /// Whether items can be any value.
    fn is_any(&self, items: Option<SchemaSite<'a>>) -> bool {
        let items = items.and_then(|items| items.resolve(self.document));
        items.is_none_or(|items| matches!(self.shape(items), Shape::Plain(Type::Any)))
    }

    /// Whether a branch takes all values of a kind.
    fn is_free(&self, leaf: &Leaf<'a>, sort: Sort) -> bool {
        let any_map = Type::Map(Box::new(Type::Any));
        let shape = || Some(self.shape(leaf.site.resolve(self.document)?));
        match (sort, leaf.sort) {
            (Sort::Object | Sort::Union | Sort::Map, Sort::Map) => {
                matches!(&leaf.payload, Payload::Type(ty) if *ty == any_map)
            }
            (Sort::List, Sort::List) => match shape() {
                Some(Shape::List(items)) => self.is_any(items),
                _ => false,
            },
            (Sort::Text, Sort::Text) | (Sort::Number, Sort::Number) | (Sort::Bool, Sort::Bool) => {
                matches!(leaf.payload, Payload::Type(_)) || matches!(shape(), Some(Shape::Plain(_)))
            }
            _ => false,
        }
    }
}
