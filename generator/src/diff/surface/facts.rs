//! Facts for the runtime, member by member as text.

use std::time::Duration;

use faultcode_facts::{Describe, Describer, Fact, Members, StatusRange, WireName};

/// What a fact says: the path of each member, such as `backoff.base`, with its value.
pub(super) fn flat(fact: &impl Describe) -> Vec<(String, String)> {
    fact.describe(&mut Lines { whole: true })
}

/// The same of the members that have other values than those that hold where nothing is said.
pub(super) fn stated(fact: &impl Describe) -> Vec<(String, String)> {
    fact.describe(&mut Lines { whole: false })
}

/// What a fact states, in one text.
pub(super) fn text(fact: &impl Describe) -> String {
    let lines = stated(fact).into_iter();
    let lines = lines.map(|(path, value)| match path.is_empty() {
        true => value,
        false => format!("{path}: {value}"),
    });
    lines.collect::<Vec<_>>().join(", ")
}

struct Lines {
    /// Whether members are described that have their usual values.
    whole: bool,
}

type Out = Vec<(String, String)>;

fn one(value: impl Into<String>) -> Out {
    vec![(String::new(), value.into())]
}

/// Lines in one value.
fn whole(lines: Out) -> String {
    let lines = lines
        .into_iter()
        .map(|(path, value)| match path.is_empty() {
            true => value,
            false => format!("{path} {value}"),
        });
    lines.collect::<Vec<_>>().join(" ")
}

fn below(name: &str, lines: Out) -> Out {
    let lines = lines.into_iter().map(|(path, value)| {
        let path = match path.is_empty() {
            true => name.to_owned(),
            false => format!("{name}.{path}"),
        };
        (path, value)
    });
    lines.collect()
}

struct All<'l> {
    lines: &'l mut Lines,
    found: Out,
}

impl Members for All<'_> {
    fn member<T: Describe>(&mut self, name: &'static str, own: &T, usual: &T) {
        if !self.lines.whole && own == usual {
            return;
        }
        let lines = own.describe(self.lines);
        self.found.extend(below(name, lines));
    }
}

impl Describer for Lines {
    type Out = Out;

    fn text(&mut self, text: &WireName) -> Out {
        one(text.as_str())
    }

    fn boolean(&mut self, value: bool) -> Out {
        one(value.to_string())
    }

    fn integer(&mut self, value: u64) -> Out {
        one(value.to_string())
    }

    fn float(&mut self, value: f64) -> Out {
        one(value.to_string())
    }

    fn duration(&mut self, value: Duration) -> Out {
        one(format!("{value:?}"))
    }

    fn statuses(&mut self, range: StatusRange) -> Out {
        one(range.to_string())
    }

    fn option<T: Describe>(&mut self, value: Option<&T>) -> Out {
        value.map_or_else(|| one("none"), |value| value.describe(self))
    }

    fn list<T: Describe>(&mut self, items: &[T]) -> Out {
        let items: Vec<String> = items.iter().map(|it| whole(it.describe(self))).collect();
        one(format!("[{}]", items.join(", ")))
    }

    fn shared<T: Describe>(&mut self, value: &T) -> Out {
        value.describe(self)
    }

    fn pair<A: Describe, B: Describe>(&mut self, (first, second): &(A, B)) -> Out {
        let (first, second) = (whole(first.describe(self)), whole(second.describe(self)));
        one(format!("{first} {second}"))
    }

    fn fact<T: Fact>(&mut self, fact: &T) -> Out {
        let mut all = All {
            lines: self,
            found: Vec::new(),
        };
        fact.members(&T::default(), &mut all);
        all.found
    }

    fn fact_over<T: Fact>(&mut self, fact: &T, _: &T) -> Out {
        self.fact(fact)
    }

    fn variant(
        &mut self,
        _: &'static str,
        variant: &'static str,
        values: Vec<(Option<&'static str>, Out)>,
    ) -> Out {
        let values = values.into_iter().map(|(name, lines)| match name {
            Some(name) => format!(" {name} {}", whole(lines)),
            None => format!(" {}", whole(lines)),
        });
        one(format!("{variant}{}", values.collect::<String>()))
    }
}
