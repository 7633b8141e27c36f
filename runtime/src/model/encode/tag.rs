//! The tag of a union's branch, which the branch itself may or may not state.

use super::{Encode, Encoder};
use crate::model::decode::Field;
use crate::model::scan::{Found, scan};

/// The tag that an object has to hold if it begins where the buffer ends now.
#[derive(Clone, Copy)]
pub(super) struct Tag {
    pub(super) name: &'static str,
    value: &'static str,
    /// The length of the buffer before the object.
    at: usize,
}

impl Encoder {
    /// Appends an object with its tag, unless the object writes the tag itself.
    pub fn tagged(&mut self, name: &'static str, tag: &'static str, value: &impl Encode) {
        let at = self.out.len();
        let wanted = Tag {
            name,
            value: tag,
            at,
        };
        let outer = self.tag.replace(wanted);
        value.encode(self);
        // A value that writes its members on its own, such as a map, knows nothing of tags.
        if self.tag.take().is_some() {
            self.insert(wanted);
        }
        self.tag = outer;
    }

    /// The tag that is due, if the object that begins here is the one that has to hold it.
    pub(super) fn take_tag(&mut self) -> Option<Tag> {
        let at = self.out.len();
        self.tag.take_if(|tag| tag.at == at)
    }

    /// Appends the tag as the first member, unless one of the fields is it.
    pub(super) fn add_tag(&mut self, tag: Tag, fields: &[Field], values: &[&dyn Encode]) {
        let mut all = fields.iter().zip(values);
        if !all.any(|(field, &value)| field.name() == tag.name && Self::writes(*field, value)) {
            self.member(tag.name, tag.value);
        }
    }

    /// Writes the tag into an object that is written already and lacks it.
    fn insert(&mut self, tag: Tag) {
        let Some(written) = self.out.get(tag.at..) else {
            return;
        };
        let (found, _) = scan(written, &[&[tag.name]]);
        if written.first() != Some(&b'{') || found.first() != Some(&Found::Absent) {
            return;
        }
        let rest = self.out.split_off(tag.at.saturating_add(1));
        self.member(tag.name, tag.value);
        if rest.first() != Some(&b'}') {
            self.out.push(b',');
        }
        self.out.extend_from_slice(&rest);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    struct Card {
        kind: Option<String>,
        number: i64,
    }

    const FIELDS: &[Field] = &[Field::optional("kind"), Field::required("number")];

    impl Encode for Card {
        fn encode(&self, to: &mut Encoder) {
            to.object(FIELDS, &[&self.kind, &self.number]);
        }
    }

    /// A union within a union: its tag is `sort`.
    struct Inner(Card);

    impl Encode for Inner {
        fn encode(&self, to: &mut Encoder) {
            to.tagged("sort", "s", &self.0);
        }
    }

    struct Open(Card, BTreeMap<String, i64>);

    impl Encode for Open {
        fn encode(&self, to: &mut Encoder) {
            to.object_and_rest(FIELDS, &[&self.0.kind, &self.0.number], &self.1);
        }
    }

    fn card(kind: Option<&str>) -> Card {
        let kind = kind.map(str::to_owned);
        Card { kind, number: 1 }
    }

    fn written(value: &impl Encode) -> String {
        let mut to = Encoder::default();
        to.tagged("kind", "k", value);
        String::from_utf8(to.finish().expect("JSON")).expect("UTF-8")
    }

    #[test]
    fn every_form_of_a_branch_states_its_tag_once() {
        let map = |name: &str| BTreeMap::from([(name.to_owned(), 2)]);
        let none = BTreeMap::<String, i64>::new();
        let rows = [
            (written(&card(None)), r#"{"kind":"k","number":1}"#),
            (written(&card(Some("own"))), r#"{"kind":"own","number":1}"#),
            (
                written(&Inner(card(None))),
                r#"{"kind":"k","sort":"s","number":1}"#,
            ),
            (
                written(&Open(card(None), map("more"))),
                r#"{"kind":"k","number":1,"more":2}"#,
            ),
            (
                written(&Open(card(None), map("kind"))),
                r#"{"number":1,"kind":2}"#,
            ),
            (written(&map("more")), r#"{"kind":"k","more":2}"#),
            (written(&map("kind")), r#"{"kind":2}"#),
            (written(&none), r#"{"kind":"k"}"#),
            // What is no object has no place for one, nor do the objects in it.
            (written(&vec![card(None)]), r#"[{"number":1}]"#),
        ];
        for (written, expected) in rows {
            assert_eq!(written, expected);
        }
    }
}
