//! Collects what is traced on a thread, and every text that an error can be turned into.
//!
//! Both answer the same two questions: is the fact there, and is the secret not there?

use std::error::Error;
use std::fmt;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Metadata, Subscriber};

/// A span, or an event.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The name of a span, the message of an event.
    pub name: String,
    /// Every field that was filled, in the order of filling.
    pub fields: Vec<(String, String)>,
    span: Option<u64>,
}

impl Trace {
    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter();
        fields
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What the current thread traces while this lives.
pub struct Traces {
    collected: Arc<Mutex<Vec<Trace>>>,
    _guard: DefaultGuard,
}

impl Traces {
    /// Starts to collect, in place of whatever collected on this thread before.
    pub fn start() -> Self {
        let collector = Collector::default();
        Self {
            collected: Arc::clone(&collector.collected),
            _guard: collect(collector),
        }
    }

    /// Every span or event of that name so far.
    pub fn named(&self, name: &str) -> Vec<Trace> {
        let traces = lock(&self.collected);
        let named = traces.iter().filter(|trace| trace.name == name);
        named.cloned().collect()
    }

    /// Everything that a log could show of it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for trace in lock(&self.collected).iter() {
            writeln!(text, "{} {:?}", trace.name, trace.fields).expect("strings take all text");
        }
        text
    }
}

/// Gives a subscriber what the current thread traces while the guard lives.
pub fn collect(subscriber: impl Subscriber + Send + Sync + 'static) -> DefaultGuard {
    // While there is a single collector, `tracing` asks the thread that first comes to a place whether it is of
    // interest, and remembers that for all threads. A second collector makes it ask every collector there is.
    static SECOND: OnceLock<Dispatch> = OnceLock::new();
    SECOND.get_or_init(|| Dispatch::new(Collector::default()));
    tracing::subscriber::set_default(subscriber)
}

#[derive(Default)]
struct Collector {
    collected: Arc<Mutex<Vec<Trace>>>,
    spans: AtomicU64,
}

fn lock(collected: &Mutex<Vec<Trace>>) -> MutexGuard<'_, Vec<Trace>> {
    collected.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let number = self.spans.fetch_add(1, Ordering::Relaxed) + 1;
        let mut trace = Trace {
            name: span.metadata().name().to_owned(),
            span: Some(number),
            ..Trace::default()
        };
        span.record(&mut trace);
        lock(&self.collected).push(trace);
        Id::from_u64(number)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let number = span.into_u64();
        let mut traces = lock(&self.collected);
        if let Some(trace) = traces.iter_mut().find(|it| it.span == Some(number)) {
            values.record(trace);
        }
    }

    fn event(&self, event: &Event<'_>) {
        let mut trace = Trace::default();
        event.record(&mut trace);
        lock(&self.collected).push(trace);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Visit for Trace {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" && self.span.is_none() {
            value.clone_into(&mut self.name);
        } else {
            self.fields
                .push((field.name().to_owned(), value.to_owned()));
        }
    }
}

/// Every text that an error can be turned into without asking for the body: `Display`, `Debug` in both forms, and the
/// same of its causes.
pub fn shown(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        writeln!(text, "{error}\n{error:?}\n{error:#?}").expect("strings take all text");
        next = error.source();
    }
    text
}
