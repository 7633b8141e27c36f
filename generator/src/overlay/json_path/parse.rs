//! The text of a path into segments.

use super::{Comparison, Filter, JsonPath, Literal, Segment, Selector, Test};

impl JsonPath {
    /// Reads a path.
    ///
    /// # Errors
    /// What the text lacks, for people.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.trim() };
        if !reader.eat("$") {
            return Err("a path begins with $".to_owned());
        }
        let mut segments = Vec::new();
        while !reader.rest.is_empty() {
            segments.push(reader.segment()?);
        }
        Ok(Self { segments })
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn segment(&mut self) -> Result<Segment, String> {
        let descends = self.eat("..");
        if self.eat("[") {
            return Ok(Segment {
                descends,
                selectors: self.brackets()?,
            });
        }
        if !descends && !self.eat(".") {
            return Err(format!("expected . or [ before {}", self.shown()));
        }
        if self.eat("*") {
            return Ok(Segment {
                descends,
                selectors: vec![Selector::All],
            });
        }
        let name = self.name();
        if name.is_empty() {
            return Err(format!(
                "expected a name before {}; names with other characters are quoted",
                self.shown()
            ));
        }
        Ok(Segment {
            descends,
            selectors: vec![Selector::Name(name)],
        })
    }

    fn brackets(&mut self) -> Result<Vec<Selector>, String> {
        let mut selectors = Vec::new();
        loop {
            self.blanks();
            selectors.push(self.selector()?);
            self.blanks();
            if self.eat("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return Err(format!("expected ] or , before {}", self.shown()));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, String> {
        if self.eat("*") {
            return Ok(Selector::All);
        }
        if self.eat("?") {
            return self.filter().map(Selector::Filter);
        }
        if let Some(text) = self.quoted()? {
            return Ok(Selector::Name(text));
        }
        let word = self.word();
        word.parse()
            .map(Selector::Index)
            .map_err(|_| format!("expected a quoted name before {}", self.shown()))
    }

    fn filter(&mut self) -> Result<Filter, String> {
        self.blanks();
        let grouped = self.eat("(");
        let mut alternatives = vec![vec![self.test()?]];
        loop {
            self.blanks();
            if self.eat("&&") {
                let test = self.test()?;
                if let Some(tests) = alternatives.last_mut() {
                    tests.push(test);
                }
            } else if self.eat("||") {
                alternatives.push(vec![self.test()?]);
            } else {
                break;
            }
        }
        if grouped && !self.eat(")") {
            return Err(format!("expected ) before {}", self.shown()));
        }
        Ok(Filter(alternatives))
    }

    fn test(&mut self) -> Result<Test, String> {
        self.blanks();
        let negated = self.eat("!");
        self.blanks();
        if !self.eat("@") {
            return Err(format!("expected @ before {}", self.shown()));
        }
        let mut member = Vec::new();
        loop {
            if self.eat(".") {
                let name = self.name();
                if name.is_empty() {
                    return Err(format!("expected a name before {}", self.shown()));
                }
                member.push(name);
            } else if self.eat("[") {
                let name = match self.quoted()? {
                    Some(name) => name,
                    None => self.word(),
                };
                if !self.eat("]") {
                    return Err(format!("expected ] before {}", self.shown()));
                }
                member.push(name);
            } else {
                break;
            }
        }
        self.blanks();
        let comparison = match () {
            () if self.eat("==") => Some(Comparison::Equal),
            () if self.eat("!=") => Some(Comparison::Different),
            () => None,
        };
        let comparison = match comparison {
            None => None,
            Some(comparison) => Some((comparison, self.literal()?)),
        };
        Ok(Test {
            negated,
            member,
            comparison,
        })
    }

    fn literal(&mut self) -> Result<Literal, String> {
        self.blanks();
        if let Some(text) = self.quoted()? {
            return Ok(Literal::Text(text));
        }
        let word = self.word();
        if word.is_empty() {
            return Err(format!("expected a value before {}", self.shown()));
        }
        Ok(Literal::Word(word))
    }

    /// Text in single or double quotes, escapes decoded.
    fn quoted(&mut self) -> Result<Option<String>, String> {
        let Some(quote) = self
            .rest
            .chars()
            .next()
            .filter(|quote| matches!(quote, '\'' | '"'))
        else {
            return Ok(None);
        };
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            if character == quote {
                self.rest = self.rest.get(at + 1..).unwrap_or("");
                return Ok(Some(text));
            }
            if character == '\\' {
                match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, escaped)) => text.push(escaped),
                    None => break,
                }
            } else {
                text.push(character);
            }
        }
        Err("a quote is never closed".to_owned())
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

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn shown(&self) -> String {
        if self.rest.is_empty() {
            "the end".to_owned()
        } else {
            self.rest.chars().take(20).collect()
        }
    }
}
