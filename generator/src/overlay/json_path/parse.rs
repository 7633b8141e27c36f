//! The text of a path into segments.

use super::{Comparison, JsonPath, Operand, Query, Segment, Selector, Test};
use crate::diagnostics::{Phrased, rules};

impl JsonPath {
    /// Reads a path.
    ///
    /// # Errors
    /// What the text lacks, for people.
    pub fn parse(text: &str) -> Result<Self, Phrased> {
        let mut reader = Reader {
            rest: text.trim(),
            depth: 0,
        };
        if !reader.eat("$") {
            return Err(Phrased::from(&rules::document::PATH_DOLLAR));
        }
        let segments = reader.segments()?;
        if !reader.rest.is_empty() {
            return Err(rules::document::EXPECTED_STEP.of([&reader.shown()]));
        }
        Ok(Self { segments })
    }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

/// Conditions inside of each other before giving up.
const DEPTH: usize = 64;

impl Reader<'_> {
    fn segments(&mut self) -> Result<Vec<Segment>, Phrased> {
        let mut segments = Vec::new();
        loop {
            let before = self.rest;
            self.blanks();
            if !self.rest.starts_with(['.', '[']) {
                // Blanks belong to a path only between its segments.
                self.rest = before;
                return Ok(segments);
            }
            segments.push(self.segment()?);
        }
    }

    fn segment(&mut self) -> Result<Segment, Phrased> {
        let descends = self.eat("..");
        if self.eat("[") {
            return Ok(Segment {
                descends,
                selectors: self.brackets()?,
            });
        }
        if !descends {
            self.eat(".");
        }
        if self.eat("*") {
            return Ok(Segment {
                descends,
                selectors: vec![Selector::All],
            });
        }
        let name = self.name();
        if name.is_empty() {
            return Err(rules::document::EXPECTED_NAME.of([&self.shown()]));
        }
        Ok(Segment {
            descends,
            selectors: vec![Selector::Name(name)],
        })
    }

    fn brackets(&mut self) -> Result<Vec<Selector>, Phrased> {
        let mut selectors = Vec::new();
        loop {
            self.blanks();
            selectors.push(self.selector()?);
            self.blanks();
            if self.eat("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return Err(rules::document::EXPECTED_END.of([&self.shown()]));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, Phrased> {
        if self.eat("*") {
            return Ok(Selector::All);
        }
        if self.eat("?") {
            return self.any().map(Selector::Filter);
        }
        if let Some(text) = self.quoted()? {
            return Ok(Selector::Name(text));
        }
        let start = self.integer();
        self.blanks();
        if !self.eat(":") {
            return start
                .map(Selector::Index)
                .ok_or_else(|| rules::document::EXPECTED_QUOTED.of([&self.shown()]));
        }
        self.blanks();
        let end = self.integer();
        self.blanks();
        let mut step = None;
        if self.eat(":") {
            self.blanks();
            step = self.integer();
        }
        Ok(Selector::Slice {
            start,
            end,
            step: step.unwrap_or(1),
        })
    }

    /// A whole number without leading zeros (RFC 9535, section 2.1).
    fn integer(&mut self) -> Option<i64> {
        let digits = self.rest.strip_prefix('-').unwrap_or(self.rest);
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let sign = self.rest.len() - digits.len();
        let (text, rest) = self.rest.split_at(sign + length);
        let leads = length > 1 && digits.starts_with('0') || text == "-0";
        let value = text.parse().ok().filter(|_| !leads)?;
        self.rest = rest;
        Some(value)
    }

    /// Alternatives of conditions.
    fn any(&mut self) -> Result<Test, Phrased> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Phrased::from(&rules::document::TOO_DEEP_CONDITIONS));
        }
        let mut alternatives = vec![self.all()?];
        while self.eat_after_blanks("||") {
            alternatives.push(self.all()?);
        }
        self.depth -= 1;
        Ok(single(alternatives, Test::Any))
    }

    fn all(&mut self) -> Result<Test, Phrased> {
        let mut tests = vec![self.test()?];
        while self.eat_after_blanks("&&") {
            tests.push(self.test()?);
        }
        Ok(single(tests, Test::All))
    }

    fn test(&mut self) -> Result<Test, Phrased> {
        self.blanks();
        if self.eat("!") {
            self.depth += 1;
            if self.depth > DEPTH {
                return Err(Phrased::from(&rules::document::TOO_DEEP_CONDITIONS));
            }
            let test = self.test()?;
            self.depth -= 1;
            return Ok(Test::Not(Box::new(test)));
        }
        if self.eat("(") {
            let test = self.any()?;
            if !self.eat_after_blanks(")") {
                return Err(rules::document::EXPECTED_CLOSE.of([&self.shown()]));
            }
            return Ok(test);
        }
        for (name, whole) in [("match(", true), ("search(", false)] {
            if self.eat(name) {
                let text = self.operand()?;
                if !self.eat_after_blanks(",") {
                    return Err(rules::document::EXPECTED_COMMA.of([&self.shown()]));
                }
                let pattern = self.operand()?;
                self.close()?;
                return Ok(Test::Matches {
                    whole,
                    text,
                    pattern,
                });
            }
        }
        if let Some(query) = self.query()? {
            return match self.comparison() {
                None => Ok(Test::Exists(query)),
                Some(comparison) => {
                    let right = self.operand()?;
                    Ok(Test::Compare(one(query)?, comparison, right))
                }
            };
        }
        let left = self.operand()?;
        let Some(comparison) = self.comparison() else {
            return Err(rules::document::NOT_COMPARED.of([&self.shown()]));
        };
        Ok(Test::Compare(left, comparison, self.operand()?))
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let signs = [
            ("==", Comparison::Equal),
            ("!=", Comparison::Different),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        signs
            .into_iter()
            .find_map(|(sign, comparison)| self.eat_after_blanks(sign).then_some(comparison))
    }

    /// A path from `@` or `$`.
    fn query(&mut self) -> Result<Option<Query>, Phrased> {
        self.blanks();
        let absolute = match () {
            () if self.eat("@") => false,
            () if self.eat("$") => true,
            () => return Ok(None),
        };
        Ok(Some(Query {
            absolute,
            segments: self.segments()?,
        }))
    }

    fn operand(&mut self) -> Result<Operand, Phrased> {
        self.blanks();
        if let Some(query) = self.query()? {
            return one(query);
        }
        if let Some(text) = self.quoted()? {
            return Ok(Operand::Text(text));
        }
        if self.eat("length(") {
            let of = self.operand()?;
            self.close()?;
            return Ok(Operand::Length(Box::new(of)));
        }
        for (name, counts) in [("count(", true), ("value(", false)] {
            if self.eat(name) {
                let Some(query) = self.query()? else {
                    return Err(rules::document::EXPECTED_PATH.of([&self.shown()]));
                };
                self.close()?;
                return Ok(if counts {
                    Operand::Count(query)
                } else {
                    Operand::Value(query)
                });
            }
        }
        let word = self.word();
        match word.as_str() {
            "" => Err(rules::document::EXPECTED_VALUE.of([&self.shown()])),
            "null" => Ok(Operand::Null),
            "true" => Ok(Operand::Bool(true)),
            "false" => Ok(Operand::Bool(false)),
            // The grammar of JSON numbers is stricter than that of Rust.
            word if word.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit()) => word
                .parse()
                .map(Operand::Number)
                .map_err(|_| rules::document::NO_NUMBER.of([word])),
            word => Err(rules::document::NO_FUNCTION.of([word])),
        }
    }

    fn close(&mut self) -> Result<(), Phrased> {
        if self.eat_after_blanks(")") {
            return Ok(());
        }
        Err(rules::document::EXPECTED_CLOSE.of([&self.shown()]))
    }

    /// Text in single or double quotes, escapes decoded.
    fn quoted(&mut self) -> Result<Option<String>, Phrased> {
        let first = self.rest.chars().next();
        let Some(quote) = first.filter(|quote| matches!(quote, '\'' | '"')) else {
            return Ok(None);
        };
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        let mut pending: Option<u32> = None;
        while let Some((at, character)) = characters.next() {
            if character == quote {
                self.rest = self.rest.get(at + 1..).unwrap_or("");
                return Ok(Some(text));
            }
            if character != '\\' {
                text.push(character);
                continue;
            }
            match characters.next() {
                Some((_, 'b')) => text.push('\u{8}'),
                Some((_, 'f')) => text.push('\u{c}'),
                Some((_, 'n')) => text.push('\n'),
                Some((_, 'r')) => text.push('\r'),
                Some((_, 't')) => text.push('\t'),
                Some((_, 'u')) => {
                    let digits: String =
                        characters.by_ref().take(4).map(|(_, sign)| sign).collect();
                    let unit = u32::from_str_radix(&digits, 16)
                        .map_err(|_| rules::document::NO_CHARACTER.of([&digits]))?;
                    // Characters beyond the first plane are written as two halves.
                    let value = match pending.take() {
                        Some(high) if (0xDC00..0xE000).contains(&unit) => {
                            0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00)
                        }
                        None if (0xD800..0xDC00).contains(&unit) => {
                            pending = Some(unit);
                            continue;
                        }
                        _ => unit,
                    };
                    text.extend(char::from_u32(value));
                }
                Some((_, escaped)) => text.push(escaped),
                None => break,
            }
        }
        Err(Phrased::from(&rules::document::QUOTE_OPEN))
    }

    /// A name without quotes. The hyphen is not in RFC 9535, but overlays in use write `$.paths.x-retry`.
    fn name(&mut self) -> String {
        self.take(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '$'))
    }

    fn word(&mut self) -> String {
        self.take(|character| {
            character.is_alphanumeric() || matches!(character, '-' | '+' | '.' | '_')
        })
    }

    fn take(&mut self, belongs: impl Fn(char) -> bool) -> String {
        let end = self
            .rest
            .find(|character| !belongs(character))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn eat_after_blanks(&mut self, text: &str) -> bool {
        self.blanks();
        self.eat(text)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn shown(&self) -> String {
        if self.rest.is_empty() {
            rules::document::THE_END.text().to_owned()
        } else {
            self.rest.chars().take(20).collect()
        }
    }
}

fn single(mut tests: Vec<Test>, several: fn(Vec<Test>) -> Test) -> Test {
    match tests.pop() {
        Some(only) if tests.is_empty() => only,
        last => {
            tests.extend(last);
            several(tests)
        }
    }
}

fn one(query: Query) -> Result<Operand, Phrased> {
    if query.is_singular() {
        return Ok(Operand::One(query));
    }
    Err(Phrased::from(&rules::document::MORE_THAN_ONE))
}
