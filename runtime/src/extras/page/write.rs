//! Which page a request asks for: written into it, and read from what the caller wrote.

use super::position::Position;
use crate::call::request::{BuildError, Request};
use crate::facts::{PagePlace, PageTurn};
use crate::model::encode::Encoder;

impl Position {
    /// Lets the request ask for this page.
    pub(super) fn write(&self, turn: PageTurn, request: &mut Request) -> Result<(), BuildError> {
        let (text, number) = match self {
            Self::Start => return Ok(()),
            Self::Target(target) => {
                request.go_to(target);
                return Ok(());
            }
            Self::Cursor { text, number } => (text.clone(), *number),
            Self::Count(count) => (count.to_string(), true),
        };
        let (PageTurn::Cursor { to, .. }
        | PageTurn::LastItem { to, .. }
        | PageTurn::Offset { to, .. }
        | PageTurn::Number { to, .. }) = turn
        else {
            return Ok(());
        };
        match to {
            PagePlace::Query(name) => {
                request.set_query(name, &text);
                Ok(())
            }
            PagePlace::Body(at) => {
                let json = if number {
                    text.into_bytes()
                } else {
                    Encoder::whole(text.as_str())?
                };
                request.set_member(at, json)
            }
        }
    }
}
