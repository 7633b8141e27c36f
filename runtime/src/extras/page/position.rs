//! Which page comes next, and the text under which a caller may keep that.

use crate::call::request::PageError;
use crate::facts::PageTurn;

/// Which page a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// The one that the caller's own parameters ask for.
    Start,
    /// The one behind a cursor. It may travel as a number in JSON.
    Cursor { text: String, number: bool },
    /// The one of that number, or behind that many items.
    Count(u64),
    /// The one at that path and query.
    Target(String),
}

impl Position {
    /// What tells the page from others, where that is no number.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Cursor { text, .. } => Some(text),
            Self::Target(target) => Some(target),
            Self::Start | Self::Count(_) => None,
        }
    }

    /// The text from which [`parse`](Self::parse) makes it again.
    pub(super) fn token(&self) -> Option<String> {
        match self {
            Self::Start => None,
            Self::Cursor {
                text,
                number: false,
            } => Some(format!("c:{text}")),
            Self::Cursor { text, number: true } => Some(format!("i:{text}")),
            Self::Count(count) => Some(format!("n:{count}")),
            Self::Target(target) => Some(format!("u:{target}")),
        }
    }

    /// The position of a token, if operations of this kind have such positions.
    pub(super) fn parse(token: &str, turn: PageTurn) -> Result<Self, PageError> {
        let (kind, rest) = token.split_once(':').ok_or(PageError::Token)?;
        let is_number = || !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
        match (kind, turn) {
            ("c", PageTurn::Cursor { .. } | PageTurn::LastItem { .. }) if !rest.is_empty() => {
                Ok(Self::Cursor {
                    text: rest.to_owned(),
                    number: false,
                })
            }
            ("i", PageTurn::Cursor { .. } | PageTurn::LastItem { .. }) if is_number() => {
                Ok(Self::Cursor {
                    text: rest.to_owned(),
                    number: true,
                })
            }
            ("n", PageTurn::Offset { .. } | PageTurn::Number { .. }) => {
                let count = rest.parse().map_err(|_| PageError::Token)?;
                Ok(Self::Count(count))
            }
            ("u", PageTurn::Link | PageTurn::Url(_)) => Ok(Self::Target(rest.to_owned())),
            _ => Err(PageError::Token),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::PagePlace;

    const CURSOR: PageTurn = PageTurn::Cursor {
        to: PagePlace::Query("after"),
        from: "/next",
    };
    const NUMBER: PageTurn = PageTurn::Number {
        to: PagePlace::Query("page"),
        first: 1,
        pages: None,
    };

    #[test]
    fn a_token_gives_the_position_back() {
        let text = |text: &str, number| Position::Cursor {
            text: text.to_owned(),
            number,
        };
        let rows = [
            (text("a:b/?%", false), CURSOR),
            (text("17", true), CURSOR),
            (Position::Count(u64::MAX), NUMBER),
            (Position::Target("/v1/a?b=c".to_owned()), PageTurn::Link),
        ];
        for (position, turn) in rows {
            let token = position.token().unwrap();
            assert_eq!(Position::parse(&token, turn), Ok(position), "{token}");
        }
        assert_eq!(Position::Start.token(), None);
    }

    #[test]
    fn a_token_of_another_operation_is_refused() {
        let rows = [
            ("", CURSOR),
            ("a", CURSOR),
            ("c:", CURSOR),
            ("i:-1", CURSOR),
            ("i:1,\"x\":2", CURSOR),
            ("n:1", CURSOR),
            ("u:/v1", CURSOR),
            ("c:a", NUMBER),
            ("n:x", NUMBER),
            ("n:99999999999999999999", NUMBER),
            ("c:a", PageTurn::Link),
        ];
        for (token, turn) in rows {
            assert_eq!(
                Position::parse(token, turn),
                Err(PageError::Token),
                "{token}"
            );
        }
    }
}
