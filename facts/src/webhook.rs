//! How an API signs its deliveries, and when it repeats them (`x-webhook-signature`).

use std::time::Duration;

use crate::form::{List, Text};
use crate::status::StatusRange;

facts! {
    fact {
        /// How an API signs its webhook deliveries: every key of `x-webhook-signature` that a receiver needs.
        #[derive(Eq)]
        pub struct WebhookFacts;
        /// Standard Webhooks 1.0.
        const STANDARD;
        /// What is signed, and how the signature is written.
        scheme: WebhookScheme = WebhookScheme::Standard,
        /// The signature header. The schemes of Standard Webhooks have names of their own.
        header: Text = "webhook-signature",
        /// What stands before the signature of [`Plain`](WebhookScheme::Plain).
        prefix: Text = "sha256=",
        /// How a signature is written as text.
        encoding: SignatureEncoding = SignatureEncoding::Base64,
        /// How far the signed time may lie from ours, in both directions.
        tolerance: Duration = Duration::from_secs(300),
        /// The status that answers a delivery without a right signature.
        respond_signature: u16 = 400,
        /// The status that answers a delivery outside the tolerance.
        respond_timestamp: u16 = 400,
        /// Where the body, which is signed, holds the id of the event: a JSON pointer. The schemes of Standard Webhooks sign an
        /// id of their own.
        id: Option<Text> = None,
        /// The headers beside the signature.
        headers: HeaderNames = HeaderNames::DEFAULT,
        /// How long after its first delivery an event may be delivered again: so long a replay store remembers its id.
        repeats_for: Duration = Duration::ZERO,
    }

    fact {
        /// Names of the headers beside the signature. None of them is signed.
        #[derive(Eq)]
        pub struct HeaderNames;
        /// No header is named.
        const DEFAULT;
        /// The name of the event.
        event: Option<Text> = None,
        /// The id of the event, the same in every delivery of it.
        id: Option<Text> = None,
        /// The id of this delivery.
        delivery: Option<Text> = None,
        /// The id of the endpoint, as the API calls the receiver.
        endpoint: Option<Text> = None,
    }

    fact {
        /// When and how often an event is delivered.
        pub struct Deliveries;
        /// Nothing is said.
        const DEFAULT;
        /// The waits before a delivery that failed is tried again.
        schedule: List<Duration> = &[],
        /// How many deliveries may fail in a row before the API stops delivering.
        disable_after: Option<u32> = None,
        /// How many deliveries of one event there are at most, the first included.
        attempts: Option<u32> = None,
        /// How long the API waits for the answer to a delivery.
        answer_within: Option<Duration> = None,
        /// How long after its first delivery an event may be delivered again.
        repeats_for: Option<Duration> = None,
        /// What the API does after each answer.
        answers: Answers = Answers::DEFAULT,
    }

    impl Deliveries {
        /// How long an event may be delivered again: as stated, or as the schedule takes. Where only the `id` of an event is
        /// known, three days, which is what most senders take.
        pub fn repeats_for(&self, id: Option<&Text>) -> Duration {
            const USUAL: Duration = Duration::from_secs(3 * 86_400);
            let schedule = self.schedule.iter();
            let answer = self.answer_within.unwrap_or_default();
            let all = schedule.fold(Duration::ZERO, |sum, wait| {
                sum.saturating_add(*wait).saturating_add(answer)
            });
            let usual = match id {
                Some(_) if self.schedule.is_empty() => USUAL,
                _ => all,
            };
            self.repeats_for.unwrap_or(usual)
        }
    }

    fact {
        /// Which answers to a delivery have which effect, as the API says. A single status goes before a class of them.
        #[derive(Eq)]
        pub struct Answers;
        /// Nothing is said.
        const DEFAULT;
        /// The event counts as delivered.
        acknowledge: List<StatusRange> = &[],
        /// The event is delivered again.
        repeat: List<StatusRange> = &[],
        /// The event is given up.
        stop: List<StatusRange> = &[],
        /// The event is given up, and the endpoint gets no other ones.
        disable: List<StatusRange> = &[],
    }

    impl Answers {
        /// What the API does after an answer with this status. `None` where its document does not say.
        pub fn after(&self, status: u16) -> Option<AfterAnswer> {
            let fitting = self.all().into_iter().flat_map(|(after, ranges)| {
                let fitting = ranges.iter().filter(|range| range.contains(status));
                fitting.map(move |range| (range.last.saturating_sub(range.first), after))
            });
            fitting.min_by_key(|(width, _)| *width).map(|it| it.1)
        }

        /// A status whose answer has this effect: 503 to have an event delivered again, for example. `None` where no status of
        /// the document has it.
        pub fn status(&self, after: AfterAnswer) -> Option<u16> {
            // The usual one first, so that logs on both sides can be read.
            let usual = match after {
                AfterAnswer::Acknowledge => 200,
                AfterAnswer::Repeat => 503,
                AfterAnswer::Stop => 400,
                AfterAnswer::Disable => 410,
            };
            let ranges = self.all().into_iter().find(|(it, _)| *it == after)?.1;
            let mut all = [usual]
                .into_iter()
                .chain(ranges.iter().flat_map(|range| range.first..=range.last));
            all.find(|status| self.after(*status) == Some(after))
        }

        fn all(&self) -> [(AfterAnswer, &List<StatusRange>); 4] {
            [
                (AfterAnswer::Acknowledge, &self.acknowledge),
                (AfterAnswer::Repeat, &self.repeat),
                (AfterAnswer::Stop, &self.stop),
                (AfterAnswer::Disable, &self.disable),
            ]
        }
    }
}

impl WebhookFacts {
    /// Standard Webhooks 1.0, signed with a key pair.
    #[cfg(feature = "ed25519")]
    pub const STANDARD_ED25519: Self = WebhookScheme::StandardEd25519.usual();

    /// A signed time and signatures in one header.
    pub const fn timestamped(header: &'static str) -> Self {
        Self {
            header,
            ..WebhookScheme::Timestamped.usual()
        }
    }

    /// A signature of the body alone.
    pub const fn plain(header: &'static str) -> Self {
        Self {
            header,
            ..WebhookScheme::Plain.usual()
        }
    }

    /// Starts a verifier.
    pub fn verifier<V>(&self) -> V
    where
        Self: Verifiable<V>,
    {
        self.begin()
    }
}

/// Facts that deliveries can be verified by. Who verifies implements it for its own `V`; these facts know nothing of that.
pub trait Verifiable<V> {
    /// What verifies, to be made ready.
    fn begin(&self) -> V;
}

words! {
    /// What is signed, and how the signature is written. HMAC with SHA-256 where nothing else is said.
    #[non_exhaustive]
    pub enum WebhookScheme {
        /// Standard Webhooks 1.0: `id.timestamp.body`, in `webhook-id`, `webhook-timestamp` and `webhook-signature`.
        Standard = "standard",
        /// As [`Standard`](Self::Standard), but signed with a key pair (Ed25519, RFC 8032): the receiver holds the public key
        /// only, and cannot forge deliveries.
        StandardEd25519 = "standardEd25519",
        /// `timestamp.body`, in one header `t=<seconds>,v1=<signature>`.
        Timestamped = "timestamped",
        /// The body alone, in one header `sha256=<signature>`, or with another prefix or none. An old delivery cannot be told
        /// from a new one.
        Plain = "plain",
    }
}

impl WebhookScheme {
    /// The word for a scheme that nothing here verifies.
    pub const OTHER: &'static str = "other";

    /// Whether Standard Webhooks fixes the headers and the encoding.
    pub const fn is_standard(self) -> bool {
        matches!(self, Self::Standard | Self::StandardEd25519)
    }

    /// The facts of the scheme where nothing else is stated. Those that need a header have an empty one.
    pub const fn usual(self) -> WebhookFacts {
        let usual = WebhookFacts {
            scheme: self,
            ..WebhookFacts::STANDARD
        };
        if self.is_standard() {
            return usual;
        }
        WebhookFacts {
            header: "",
            encoding: SignatureEncoding::Hex,
            ..usual
        }
    }

    /// How it signs.
    pub const fn algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::StandardEd25519 => SignatureAlgorithm::Ed25519,
            Self::Standard | Self::Timestamped | Self::Plain => SignatureAlgorithm::HmacSha256,
        }
    }
}

words! {
    /// How a signature is made.
    pub enum SignatureAlgorithm {
        /// A key pair (RFC 8032).
        Ed25519 = "ed25519",
        /// HMAC with SHA-256 (RFC 2104).
        HmacSha256 = "hmac-sha256",
    }
}

words! {
    /// How a signature is written as text.
    pub enum SignatureEncoding {
        /// Two digits per byte, in either case.
        Hex = "hex",
        /// Base64 with padding (RFC 4648 §4), in its one canonical form.
        Base64 = "base64",
    }
}

words! {
    /// What the API does after an answer.
    pub enum AfterAnswer {
        /// The event counts as delivered.
        Acknowledge = "acknowledge",
        /// It delivers the event again.
        Repeat = "repeat",
        /// It gives the event up.
        Stop = "stop",
        /// It gives the event up and sends no other ones.
        Disable = "disable",
    }
}
