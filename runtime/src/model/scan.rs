//! Finds the values at several JSON pointers in one pass over a body, without building a tree.

use std::ops::Range;

use jiter::Peek;

use crate::model::decode::{DecodeError, Step, Tokens};

/// What stands at a pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing.
    #[default]
    Absent,
    /// A value, by its bytes.
    At(Range<usize>),
    /// More than one value: a member on the way is there twice, so neither can be trusted.
    Twice,
}

impl Found {
    /// The bytes of the value in `body`.
    pub(crate) fn bytes<'b>(&self, body: &'b [u8]) -> Option<&'b [u8]> {
        match self {
            Self::At(range) => body.get(range.clone()),
            _ => None,
        }
    }
}

/// How a scan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// After one whole value.
    Whole,
    /// After one whole value, with something behind it.
    Trailing,
    /// In the middle of a value, or at something that is no JSON.
    Broken,
}

/// The places of up to 64 pointers in a body, each a JSON pointer's segments, and how the scan ended.
pub(crate) fn scan(body: &[u8], pointers: &[&[&str]]) -> (Vec<Found>, End) {
    let mut found = vec![Found::Absent; pointers.len()];
    let end = scan_into(body, pointers, &mut found);
    (found, end)
}

/// The same into as many places as there are pointers, all of them absent so far.
pub(crate) fn scan_into(body: &[u8], pointers: &[&[&str]], found: &mut [Found]) -> End {
    let mut scan = Scan {
        json: Tokens::new(body),
        pointers,
        found,
    };
    let all = if pointers.len() >= 64 {
        u64::MAX
    } else {
        (1_u64 << pointers.len()).wrapping_sub(1)
    };
    match scan.value(all, 0) {
        Err(_) => End::Broken,
        Ok(()) if scan.json.finish().is_ok() => End::Whole,
        Ok(()) => End::Trailing,
    }
}

struct Scan<'b, 'p> {
    json: Tokens<'b>,
    pointers: &'p [&'p [&'p str]],
    found: &'p mut [Found],
}

impl Scan<'_, '_> {
    /// Reads one value; `active` are the pointers whose first `depth` segments led here.
    fn value(&mut self, active: u64, depth: usize) -> Result<(), DecodeError> {
        let kind = self.json.peek()?;
        let start = self.json.at();
        let deeper = select(self.pointers, active, |pointer| pointer.len() > depth);
        match kind {
            Peek::Object if deeper != 0 => self.object(deeper, depth)?,
            Peek::Array if deeper != 0 => self.array(deeper, depth)?,
            _ => self.json.skip()?,
        }
        let end = self.json.at();
        for index in ones(active & !deeper) {
            if let Some(found) = self.found.get_mut(index) {
                *found = match found {
                    Found::Absent => Found::At(start..end),
                    _ => Found::Twice,
                };
            }
        }
        Ok(())
    }

    fn object(&mut self, active: u64, depth: usize) -> Result<(), DecodeError> {
        let mut seen = 0;
        let mut first = true;
        loop {
            // Most servers write the members in the order in which an envelope names them.
            let due = ones(active & !seen).next();
            let due = due.and_then(|index| self.pointers.get(index)?.get(depth).copied());
            let member = match (self.json.step(&mut first, due)?, due) {
                (Step::Expected, Some(due)) => due,
                (Step::Named(name), _) => name,
                (Step::Expected, None) | (Step::End, _) => return Ok(()),
            };
            let inside = select(self.pointers, active, |pointer| {
                pointer.get(depth) == Some(&member)
            });
            let repeated = inside & seen;
            seen |= inside;
            if inside & !repeated == 0 {
                self.json.skip()?;
            } else {
                self.value(inside & !repeated, depth.wrapping_add(1))?;
            }
            for index in ones(repeated) {
                if let Some(found) = self.found.get_mut(index) {
                    *found = Found::Twice;
                }
            }
        }
    }

    fn array(&mut self, active: u64, depth: usize) -> Result<(), DecodeError> {
        let mut position = 0_usize;
        let mut more = self.json.array()?;
        while more.is_some() {
            let inside = select(self.pointers, active, |pointer| {
                pointer
                    .get(depth)
                    .is_some_and(|segment| segment.parse() == Ok(position))
            });
            if inside == 0 {
                self.json.skip()?
            } else {
                self.value(inside, depth.wrapping_add(1))?
            }
            position = position.wrapping_add(1);
            more = self.json.element()?;
        }
        Ok(())
    }
}

/// Those of the active pointers that are wanted.
fn select(pointers: &[&[&str]], active: u64, wanted: impl Fn(&[&str]) -> bool) -> u64 {
    let chosen = ones(active).filter(|index| pointers.get(*index).is_some_and(|it| wanted(it)));
    chosen.fold(0, |chosen, index| chosen | 1 << index)
}

/// The positions of the ones in a set.
fn ones(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = (set != 0).then(|| set.trailing_zeros() as usize);
        // Takes the lowest one away.
        set &= set.wrapping_sub(1);
        next
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pointer_finds_its_value() {
        const POINTERS: &[&[&str]] = &[&[], &["a"], &["a", "b"], &["c", "1"], &["x"], &["d", "e"]];
        let rows: &[(&str, [&str; 6], End)] = &[
            (
                r#"{"a":{"b":1},"c":[1,[2]]}"#,
                [
                    r#"{"a":{"b":1},"c":[1,[2]]}"#,
                    r#"{"b":1}"#,
                    "1",
                    "[2]",
                    "-",
                    "-",
                ],
                End::Whole,
            ),
            (
                r#"{"a":1,"a":2}"#,
                [r#"{"a":1,"a":2}"#, "twice", "twice", "-", "-", "-"],
                End::Whole,
            ),
            (
                r#"{"d":{"e":1,"e":2}}"#,
                [r#"{"d":{"e":1,"e":2}}"#, "-", "-", "-", "-", "twice"],
                End::Whole,
            ),
            (
                r#"{"a":1} x"#,
                [r#"{"a":1}"#, "1", "-", "-", "-", "-"],
                End::Trailing,
            ),
            (r#"{"a":1,"#, ["-", "1", "-", "-", "-", "-"], End::Broken),
            ("", ["-"; 6], End::Broken),
            ("7", ["7", "-", "-", "-", "-", "-"], End::Whole),
            (
                r#"{"\u0061":5}"#,
                [r#"{"\u0061":5}"#, "5", "-", "-", "-", "-"],
                End::Whole,
            ),
        ];
        for (body, expected, whole) in rows {
            let (found, complete) = scan(body.as_bytes(), POINTERS);
            let shown: Vec<String> = found
                .iter()
                .map(|found| match found {
                    Found::Absent => "-".into(),
                    Found::Twice => "twice".into(),
                    at => String::from_utf8_lossy(at.bytes(body.as_bytes()).unwrap_or_default())
                        .into(),
                })
                .collect();
            assert_eq!(
                (shown, complete),
                (expected.map(String::from).to_vec(), *whole),
                "{body}"
            );
        }
    }
}
