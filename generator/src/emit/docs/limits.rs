//! The limits of a value in words.

use crate::ir::{Bound, Extent, Limits};

/// What the document allows, in a sentence; `None` where it allows all.
pub(super) fn sentence(limits: &Limits) -> Option<String> {
    let numbers = numbers(limits.least.as_ref(), limits.most.as_ref());
    let parts = [
        numbers,
        extent(limits.characters, "character"),
        extent(limits.items, "item"),
    ];
    let said: Vec<_> = parts.into_iter().flatten().collect();
    let text = said.join(", ");
    let mut signs = text.chars();
    let first = signs.next()?.to_uppercase();
    Some(format!("{first}{}.", signs.as_str()))
}

fn numbers(least: Option<&Bound>, most: Option<&Bound>) -> Option<String> {
    let least = least.map(|it| match it.excluded {
        true => format!("more than {}", it.number),
        false => format!("at least {}", it.number),
    });
    let most = most.map(|it| match it.excluded {
        true => format!("less than {}", it.number),
        false => format!("at most {}", it.number),
    });
    let said: Vec<_> = least.into_iter().chain(most).collect();
    (!said.is_empty()).then(|| said.join(" and "))
}

fn extent(extent: Extent, what: &str) -> Option<String> {
    let counted = |count: usize| match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    };
    Some(match (extent.least, extent.most) {
        (None, None) => return None,
        (Some(least), Some(most)) if least == most => counted(least),
        (Some(least), Some(most)) => format!("{least} to {}", counted(most)),
        (Some(1), None) => "not empty".to_owned(),
        (Some(least), None) => format!("at least {}", counted(least)),
        (None, Some(most)) => format!("at most {}", counted(most)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: &str, excluded: bool) -> Option<Bound> {
        Some(Bound {
            number: number.to_owned(),
            excluded,
        })
    }

    #[test]
    fn limits_are_said_in_words() {
        let of = |least, most| Limits {
            least,
            most,
            ..Limits::default()
        };
        let length = |least, most| Limits {
            characters: Extent { least, most },
            ..Limits::default()
        };
        let rows = [
            (Limits::default(), None),
            (
                of(number("1", false), number("100", false)),
                Some("At least 1 and at most 100."),
            ),
            (of(number("0", true), None), Some("More than 0.")),
            (of(None, number("0.5", true)), Some("Less than 0.5.")),
            (length(Some(2), Some(100)), Some("2 to 100 characters.")),
            (length(Some(3), Some(3)), Some("3 characters.")),
            (length(Some(1), None), Some("Not empty.")),
            (length(None, Some(1)), Some("At most 1 character.")),
        ];
        for (limits, expected) in rows {
            assert_eq!(sentence(&limits).as_deref(), expected, "{limits:?}");
        }
    }
}
