//! The text of a path into segments.

use super::{Comparison, JsonPath, Operand, Query, Segment, Selector, Test, literal};
use crate::diagnostics::{Phrased, rules};

impl JsonPath {
    /// Reads a path.
    ///
    /// # Errors
    /// What the text lacks, for people.
    pub fn parse(text: &str) -> Result<Self, Phrased> {
        let mut reader = Reader {
            rest: text,
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

/// The largest whole number that a double holds together with all below it.
const EXACT: u64 = (1 << 53) - 1;

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
        let before = self.rest;
        let start = self.integer();
        self.blanks();
        if !self.eat(":") {
            if start.is_none() {
                self.rest = before;
            }
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

    /// A whole number without leading zeros that every reader of JSON holds exactly (RFC 9535, section 2.1).
    fn integer(&mut self) -> Option<i64> {
        let digits = self.rest.strip_prefix('-').unwrap_or(self.rest);
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let sign = self.rest.len() - digits.len();
        let (text, rest) = self.rest.split_at(sign + length);
        let leads = length > 1 && digits.starts_with('0') || text == "-0";
        let value: i64 = text.parse().ok().filter(|_| !leads)?;
        if value.unsigned_abs() > EXACT {
            return None;
        }
        self.rest = rest;
        Some(value)
    }

    /// Alternatives of conditions.
    fn any(&mut self) -> Result<Test, Phrased> {
        self.deeper()?;
        let mut alternatives = vec![self.all()?];
        while self.eat_after_blanks("||") {
            alternatives.push(self.all()?);
        }
        self.depth -= 1;
        Ok(single(alternatives, Test::Any))
    }

    fn deeper(&mut self) -> Result<(), Phrased> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Phrased::from(&rules::document::TOO_DEEP_CONDITIONS));
        }
        Ok(())
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
            self.blanks();
            let Some(test) = self.true_or_false()? else {
                return Err(rules::document::EXPECTED_CONDITION.of([&self.shown()]));
            };
            return Ok(Test::Not(Box::new(test)));
        }
        let before = self.rest;
        if let Some(query) = self.query()? {
            return match self.comparison() {
                None => Ok(Test::Exists(query)),
                Some(comparison) => Ok(Test::Compare(one(query)?, comparison, self.operand()?)),
            };
        }
        if let Some(test) = self.true_or_false()? {
            return Ok(test);
        }
        let left = self.operand()?;
        let Some(comparison) = self.comparison() else {
            self.rest = before;
            return Err(rules::document::NOT_COMPARED.of([&self.shown()]));
        };
        Ok(Test::Compare(left, comparison, self.operand()?))
    }

    /// What is true or false by itself: conditions in parentheses, a function, or whether a path leads anywhere.
    fn true_or_false(&mut self) -> Result<Option<Test>, Phrased> {
        if self.eat("(") {
            let test = self.any()?;
            if !self.eat_after_blanks(")") {
                return Err(rules::document::EXPECTED_CLOSE.of([&self.shown()]));
            }
            return Ok(Some(test));
        }
        for (name, whole) in [("match(", true), ("search(", false)] {
            if self.eat(name) {
                return self.matches(whole).map(Some);
            }
        }
        Ok(self.query()?.map(Test::Exists))
    }

    /// What is between the parentheses of `match` and `search`.
    fn matches(&mut self, whole: bool) -> Result<Test, Phrased> {
        let text = self.operand()?;
        if !self.eat_after_blanks(",") {
            return Err(rules::document::EXPECTED_COMMA.of([&self.shown()]));
        }
        let pattern = self.operand()?;
        self.close()?;
        if let Operand::Text(pattern) = &pattern
            && super::compare::pattern(pattern, whole).is_none()
        {
            return Err(rules::document::NO_PATTERN.of([pattern]));
        }
        Ok(Test::Matches {
            whole,
            text,
            pattern,
        })
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
            self.deeper()?;
            let of = self.operand()?;
            self.depth -= 1;
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
            word if word.starts_with(|sign: char| sign == '-' || sign.is_ascii_digit()) => {
                let number = word.parse().ok().filter(|_| literal::is_number(word));
                number
                    .map(Operand::Number)
                    .ok_or_else(|| rules::document::NO_NUMBER.of([word]))
            }
            word => Err(rules::document::NO_FUNCTION.of([word])),
        }
    }

    fn close(&mut self) -> Result<(), Phrased> {
        if self.eat_after_blanks(")") {
            return Ok(());
        }
        Err(rules::document::EXPECTED_CLOSE.of([&self.shown()]))
    }

    /// Text in single or double quotes.
    fn quoted(&mut self) -> Result<Option<String>, Phrased> {
        let Some((text, rest)) = literal::quoted(self.rest)? else {
            return Ok(None);
        };
        self.rest = rest;
        Ok(Some(text))
    }

    /// A name without quotes. Hyphen and dollar sign are not in RFC 9535, but overlays in use write `$.paths.x-retry` and `$..$ref`.
    fn name(&mut self) -> String {
        if self.rest.starts_with(|first: char| first.is_ascii_digit()) {
            return String::new();
        }
        self.take(|character| {
            character.is_ascii_alphanumeric()
                || matches!(character, '_' | '-' | '$')
                || !character.is_ascii()
        })
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
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
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
