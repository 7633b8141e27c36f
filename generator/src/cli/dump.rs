//! `dump`: the document or the model after a stage, for those who work on the generator.

use super::End;
use super::arguments::Dump;
use super::terminal::{Terminal, with_session};

/// Prints the result of a stage. Errors of the stages before it are printed and do not stop it where a result exists.
pub(super) fn dump(arguments: &Dump, terminal: &Terminal) -> End {
    let source = &arguments.source;
    let options = source.options("dump");
    with_session(
        &arguments.spec,
        &source.overlay,
        options,
        terminal,
        |session| {
            let text = session.show(arguments.stage);
            let found = session.findings();
            let failed = found.has_errors();
            terminal.findings(&found);
            if let Some(text) = &text {
                terminal.out(text);
            }
            if failed || text.is_none() {
                End::Bad
            } else {
                End::Good
            }
        },
    )
}
