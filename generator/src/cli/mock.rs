//! `mock`: the API of a document on an address of this machine, until it is told to stop.

use std::sync::Arc;

use super::End;
use super::arguments::Mock as Arguments;
use super::terminal::{Terminal, with_session};
use crate::mock::{Entry, Mock, Settings, Watch};

/// Threads that serve requests: more than a few would only wait for what they share.
const MOST_THREADS: usize = 4;

/// Serves a document. Its address is one line on standard output; a line per request goes to standard error.
pub(super) fn mock(arguments: &Arguments, terminal: &Terminal) -> End {
    let source = &arguments.source;
    let options = source.options("mock");
    with_session(
        &arguments.spec,
        &source.overlay,
        options,
        terminal,
        |session| {
            let quiet = terminal.is_quiet();
            let processors = std::thread::available_parallelism().map_or(1, usize::from);
            let mut settings = Settings {
                host: arguments.host,
                port: arguments.port,
                credentials: arguments.credential.clone(),
                rate_limit: arguments.rate,
                created_only: arguments.created_only,
                speed: arguments.speed,
                threads: processors.min(MOST_THREADS),
                ..Settings::default()
            };
            if let Some(key) = &arguments.webhook_key {
                settings.webhook_key.clone_from(key);
            }
            settings.watch = (!quiet).then(|| {
                Arc::new(|entry: &Entry| {
                    // A reader that went away is no fault.
                    let _ = std::io::Write::write_fmt(
                        &mut std::io::stderr().lock(),
                        format_args!("{entry}\n"),
                    );
                }) as Arc<Watch>
            });
            let started = Mock::start(session, settings);
            let mock = match started {
                Ok(mock) => mock,
                Err(error) => {
                    terminal.findings(&session.findings());
                    terminal.warn(&format!("error: {error}"));
                    return End::Bad;
                }
            };
            // What a document lacks is the business of `lint`.
            drop(session.findings());
            for script in &arguments.script {
                let Some((operation, steps)) = script.split_once('=') else {
                    terminal.warn("error: --script is OPERATION=STEPS, such as createOrder=503 x2");
                    return End::Bad;
                };
                if let Err(error) = mock.script(operation, steps) {
                    terminal.warn(&format!("error: {error}"));
                    return End::Bad;
                }
            }
            terminal.out(&format!("listening on {}\n", mock.url()));
            mock.until_interrupted();
            End::Good
        },
    )
}
