//! What the branches of a union look like, and the choice of one by a single look at a value.
//!
//! Scalars and arrays are told apart by their JSON kind, objects by one pass over the names of their members. Nothing is
//! decoded on trial, so the choice costs the same whatever the branches are.

use jiter::Peek;

use super::{DecodeError, DecodeErrorKind, Decoder, Field, Kind, Seen, Step, Tokens, position};
use crate::model::encode::{Encode, Encoder};
use crate::model::value::Value;

/// What a value of a branch looks like.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    kind: Kind,
    map: bool,
    fields: &'static [Field],
    constants: &'static [(&'static str, &'static [Constant])],
}

/// A value that a member has to have.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A text.
    Text(&'static str),
    /// A number or a boolean as JSON writes it.
    Json(&'static str),
}

impl Shape {
    /// A string.
    pub const TEXT: Self = Self::of(Kind::String);
    /// A number.
    pub const NUMBER: Self = Self::of(Kind::Number);
    /// `true` or `false`.
    pub const BOOL: Self = Self::of(Kind::Bool);
    /// An array.
    pub const LIST: Self = Self::of(Kind::Array);
    /// An object of any members. It is chosen where no branch with members of its own knows one of the value's.
    pub const MAP: Self = Self {
        map: true,
        ..Self::of(Kind::Object)
    };

    const fn of(kind: Kind) -> Self {
        Self {
            kind,
            map: false,
            fields: &[],
            constants: &[],
        }
    }

    /// An object with these members.
    pub const fn object(fields: &'static [Field]) -> Self {
        Self {
            fields,
            ..Self::of(Kind::Object)
        }
    }

    /// An object that has none but these values in these members.
    #[must_use]
    pub const fn with(self, constants: &'static [(&'static str, &'static [Constant])]) -> Self {
        Self { constants, ..self }
    }
}

impl Constant {
    /// Whether a value is this one; numbers are compared by value.
    pub fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(text), Value::String(value)) => text == value,
            (Self::Json(_), Value::Bool(_) | Value::Number(_)) => {
                same(self, value.to_string().as_bytes())
            }
            _ => false,
        }
    }
}

impl Encode for Constant {
    fn encode(&self, to: &mut Encoder) {
        match self {
            Self::Text(text) => to.text(text),
            Self::Json(json) => to.literal(json),
        }
    }
}

/// What is known of one shape while the members of a value go by.
#[derive(Default)]
struct State {
    /// A constant differs.
    out: bool,
    seen: Seen,
    known: usize,
    /// Where the next member is looked for first.
    expected: usize,
    /// The constant that the member at hand has to equal.
    due: Option<usize>,
    /// Which of the first 64 constants were met, by position.
    met: u64,
    /// A member that this shape knows came again.
    twice: bool,
}

impl Decoder<'_> {
    /// The value of the member `name` of the object that follows, which is left unread: what a union looks at before
    /// it chooses a branch. A number or a boolean is given as JSON writes it; `None` where there is no such value.
    ///
    /// # Errors
    ///
    /// The next value is no JSON.
    pub fn tag(&mut self, name: &'static str) -> Result<Option<&str>, DecodeError> {
        if self.kind()? != Kind::Object {
            return Ok(None);
        }
        let mut ahead = self.json.clone();
        self.tags.push(name, ahead.at());
        let mut first = true;
        loop {
            match ahead.step(&mut first, Some(name))? {
                Step::Expected => break,
                Step::Named(key) if key == name => break,
                Step::Named(_) => ahead.skip()?,
                Step::End => return Ok(None),
            }
        }
        let has_text = ahead.scalar(&mut self.tag)?;
        Ok(has_text.then_some(self.tag.as_str()))
    }

    /// The branch that the next value belongs to, which is left unread. Of several objects that fit, the one that knows
    /// most of the members; of several that know as many, the first. `None` when no branch fits.
    ///
    /// # Errors
    ///
    /// The value is no JSON, or has a member twice that a branch knows.
    pub fn branch(
        &mut self,
        branches: &'static [&'static [Shape]],
    ) -> Result<Option<usize>, DecodeError> {
        let kind = self.kind()?;
        let all = branches.iter().enumerate();
        let shapes = all.flat_map(|(index, shapes)| shapes.iter().map(move |it| (index, it)));
        let mut shapes = shapes.filter(|(_, shape)| shape.kind == kind);
        if kind != Kind::Object {
            return Ok(shapes.next().map(|(index, _)| index));
        }
        let shapes: Vec<_> = shapes.collect();
        self.object_branch(&shapes)
    }

    fn object_branch(
        &self,
        shapes: &[(usize, &'static Shape)],
    ) -> Result<Option<usize>, DecodeError> {
        let mut states: Vec<State> = shapes.iter().map(|_| State::default()).collect();
        let mut members = 0_usize;
        let mut ahead = self.json.clone();
        let mut name = ahead.object()?;
        while let Some(member) = name {
            members = members.wrapping_add(1);
            let (mut due, mut twice) = (false, false);
            for (state, (_, shape)) in states.iter_mut().zip(shapes) {
                due |= state.meet(shape, member);
                twice |= state.twice;
            }
            if twice {
                let member = member.to_owned();
                return Err(DecodeError::new(DecodeErrorKind::Repeated, ahead.at()).inside(&member));
            }
            if due {
                let text = ahead.peek()? == Peek::String;
                if text {
                    let value = ahead.text()?;
                    settle(
                        &mut states,
                        shapes,
                        |constant| matches!(constant, Constant::Text(text) if *text == value),
                    );
                } else {
                    let value = ahead.raw()?;
                    settle(&mut states, shapes, |constant| same(constant, value));
                }
            } else {
                ahead.skip()?;
            }
            name = ahead.member()?;
        }
        let mut best: Option<(usize, usize)> = None;
        let mut map = None;
        for (state, (index, shape)) in states.iter().zip(shapes) {
            if shape.map {
                map = map.or(Some(*index));
            } else if state.fits(shape) && best.is_none_or(|(known, _)| state.known > known) {
                best = Some((state.known, *index));
            }
        }
        Ok(match (best, map) {
            (Some((0, _)), Some(map)) if members > 0 => Some(map),
            (Some((_, index)), _) => Some(index),
            (None, map) => map,
        })
    }
}

impl Tokens<'_> {
    /// Writes the text of a string, a number or a boolean over another one; `false` where there is none.
    fn scalar(&mut self, to: &mut String) -> Result<bool, DecodeError> {
        let text = match self.peek()? {
            Peek::String => self.text()?,
            Peek::Object | Peek::Array | Peek::Null => return Ok(false),
            _ => match std::str::from_utf8(self.raw()?) {
                Ok(text) => text,
                Err(_) => return Ok(false),
            },
        };
        if to.capacity() < text.len() {
            *to = text.to_owned();
        } else {
            to.clear();
            to.push_str(text);
        }
        Ok(true)
    }
}

impl State {
    /// Notes a member; true when its value has to be compared.
    fn meet(&mut self, shape: &Shape, member: &str) -> bool {
        self.due = shape.constants.iter().position(|(name, _)| *name == member);
        // Also where a constant differs already: another reader may take the other of two.
        if let Some(due) = self.due {
            let bit = u32::try_from(due).ok();
            let bit = bit.and_then(|due| 1_u64.checked_shl(due)).unwrap_or(0);
            self.twice |= self.met & bit != 0;
            self.met |= bit;
        }
        if self.out {
            self.due = None;
            return false;
        }
        if let Some(field) = position(shape.fields, member, self.expected) {
            self.twice |= !self.seen.insert(field);
            self.expected = field.wrapping_add(1);
            self.known = self.known.wrapping_add(1);
        } else if self.due.is_some() {
            self.known = self.known.wrapping_add(1);
        }
        self.due.is_some()
    }

    fn fits(&self, shape: &Shape) -> bool {
        let mut fields = shape.fields.iter().enumerate();
        !self.out && fields.all(|(index, field)| !field.is_required() || self.seen.has(index))
    }
}

/// Compares the value at hand with the constants that are due.
fn settle(
    states: &mut [State],
    shapes: &[(usize, &'static Shape)],
    equals: impl Fn(&Constant) -> bool,
) {
    for (state, (_, shape)) in states.iter_mut().zip(shapes) {
        let due = state.due.take().and_then(|due| shape.constants.get(due));
        if let Some((_, values)) = due {
            state.out |= !values.iter().any(&equals);
        }
    }
}

/// Whether a value that is no text is the constant; numbers are compared by value.
fn same(constant: &Constant, value: &[u8]) -> bool {
    let Constant::Json(json) = constant else {
        return false;
    };
    let number = |text: &str| text.parse::<f64>().ok();
    json.as_bytes() == value
        || std::str::from_utf8(value)
            .ok()
            .and_then(number)
            .is_some_and(|value| number(json) == Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: Shape = Shape::object(&[Field::required("number"), Field::optional("name")])
        .with(&[("kind", &[Constant::Text("card"), Constant::Text("c\"")])]);
    const BANK: Shape = Shape::object(&[Field::required("iban"), Field::optional("name")]);
    const CASH: Shape = Shape::object(&[Field::optional("name")])
        .with(&[("paid", &[Constant::Json("true"), Constant::Json("1")])]);

    fn chosen(branches: &'static [&'static [Shape]], json: &str) -> Option<usize> {
        let mut from = Decoder::new(json.as_bytes());
        let chosen = from.branch(branches).expect("the table holds JSON");
        from.skip().expect("nothing was read");
        from.finish().expect("nothing is left");
        chosen
    }

    #[test]
    fn one_look_chooses_the_branch() {
        const ALL: &[&[Shape]] = &[
            &[Shape::TEXT],
            &[Shape::NUMBER, Shape::BOOL],
            &[Shape::LIST],
            &[CARD],
            &[BANK, CASH],
        ];
        let rows = [
            ("\"a\"", Some(0)),
            ("-1.5e3", Some(1)),
            ("false", Some(1)),
            ("[{}]", Some(2)),
            ("null", None),
            (r#"{"number": 1}"#, Some(3)),
            (r#"{"number": 1, "kind": "card"}"#, Some(3)),
            (r#"{"number": 1, "kind": "c\u0022"}"#, Some(3)),
            (r#"{"kind": "bank", "number": 1}"#, Some(4)),
            (r#"{"kind": "card"}"#, Some(4)),
            (r#"{"iban": {"number": 1}, "x": []}"#, Some(4)),
            (r#"{"number": 1, "iban": 2, "name": 3}"#, Some(3)),
            (r#"{"paid": true, "number": 1, "kind": 5}"#, Some(4)),
            (r#"{"paid": 1.0, "kind": 5}"#, Some(4)),
            (r#"{"paid": false, "kind": 5}"#, None),
            ("{}", Some(4)),
        ];
        for (json, expected) in rows {
            assert_eq!(chosen(ALL, json), expected, "{json}");
        }
    }

    #[test]
    fn a_map_takes_what_nothing_else_knows() {
        const ALL: &[&[Shape]] = &[&[Shape::MAP], &[CASH]];
        let rows = [
            ("{}", Some(1)),
            (r#"{"a": 1}"#, Some(0)),
            (r#"{"a": 1, "name": 1}"#, Some(1)),
            (r#"{"name": 1, "paid": false}"#, Some(0)),
        ];
        for (json, expected) in rows {
            assert_eq!(chosen(ALL, json), expected, "{json}");
        }
    }

    #[test]
    fn what_is_no_json_is_no_branch() {
        for json in ["", "{", r#"{"a" 1}"#, r#"{"kind": "#] {
            let mut from = Decoder::new(json.as_bytes());
            assert!(from.branch(&[&[CARD], &[BANK]]).is_err(), "{json}");
        }
    }
}
