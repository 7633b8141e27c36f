//! Schedules at random, the same for the same seed. It is long because each part of a schedule has its own draw.

use std::time::{Duration, SystemTime};

use faultcode_runtime::document::{
    Code, CodeAt, CodeKind, Envelope, Idempotency, KeyFact, KeyMode, MessageAt, Method, Need,
    Operation, RateLimitFacts, Scalar, Scheme, SchemeKind, StatusRange, When,
};
use faultcode_runtime::errors::TransportErrorKind;
use faultcode_runtime::retry::{
    Backoff, BackoffKind, Beyond, BudgetCosts, HintSource, HintUnit, Idempotent, Jitter,
    NetworkRetry, Replays,
};
use faultcode_runtime::{IdempotencyKey, RetryPolicy};

use super::catalogue::{COUNT, EFFECTS, RETRIES};
use super::drive::KEY;
use super::presets;
use super::told::{Form, Place, Style, Told};
use super::world::{
    ATTEMPT, Answer, Bucket, Call, Change, Credential, Event, Issued, Policies, START, Schedule,
    Sent, Shape, Spoken, Stated, What,
};

/// SplitMix64.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// True so many times in a hundred.
    fn in_hundred(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn maybe<T>(&mut self, times: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.in_hundred(times).then(|| make(self))
    }
}

const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

const fn one(status: u16) -> StatusRange {
    StatusRange::one(status)
}

/// An operation as a document might state it. It is never freed: operations are statics.
pub fn stated(random: &mut Random) -> Stated {
    use Method::{Delete, Get, Options, Other, Patch, Post, Put, Trace};
    let method = random.pick(&[
        Post,
        Post,
        Post,
        Post,
        Patch,
        Patch,
        Put,
        Delete,
        Get,
        Get,
        Options,
        Trace,
        Other("QUERY"),
    ]);
    let keyed = matches!(method, Post | Patch) || random.in_hundred(15);
    let idempotency = random.maybe(if keyed { 65 } else { 0 }, |random| {
        let facts: &Idempotency = Box::leak(Box::new(idempotency(random)));
        facts
    });
    let policies = policies(random);
    let scheme: &Scheme = Box::leak(Box::new(Scheme {
        refresh_codes: random.pick(&[&[], &["TOKEN_OLD"]]),
        refresh_statuses: random.pick(REFRESHING),
        max_refreshes: random.pick(&[0, 1, 1, 1, 2, 3]),
        ..Scheme::new("token", SchemeKind::Bearer)
    }));
    let needs: &[Need] = Box::leak(Box::new([Need {
        scheme,
        scopes: &[],
    }]));
    let rate_limit = RateLimitFacts {
        reset_as: HintUnit::Auto,
        ..RateLimitFacts::DEFAULT
    };
    let operation = Operation {
        id: "act",
        method,
        path: &["/act"],
        template: "/act",
        retry: Box::leak(Box::new(policies.given)),
        idempotency,
        envelopes: &[ENVELOPE],
        rate_limit: Box::leak(Box::new(rate_limit)),
        security: Box::leak(Box::new([needs])),
        statuses: entries(random),
        ..Operation::DEFAULT
    };
    Stated {
        operation: Box::leak(Box::new(operation)),
        policy: policies.modelled,
    }
}

const ENVELOPE: Envelope = Envelope {
    when: &[When {
        at: &["success"],
        equals: Some(Scalar::Bool(false)),
        exists: true,
    }],
    code: Some(CodeAt {
        at: &["code"],
        kind: CodeKind::Text,
        pattern: None,
    }),
    message: Some(MessageAt {
        at: &["message"],
        join: "; ",
        sensitive: false,
    }),
    retry_after: Some((&["details", "retry_after"], HintUnit::Seconds)),
    reset_at: Some((&["details", "reset_time"], HintUnit::DateTime)),
    ..Envelope::DEFAULT
};

fn entries(random: &mut Random) -> &'static [Code] {
    let mut entries: Vec<Code> = Vec::new();
    for _ in 0..random.pick(&[0, 0, 1, 2, 3]) {
        let range = random.pick(&[
            one(400),
            one(404),
            one(409),
            one(429),
            one(500),
            one(503),
            StatusRange::class(4),
            StatusRange::class(5),
        ]);
        // Two entries of one status are no document.
        if entries.iter().any(|it| it.status[0] == range) {
            continue;
        }
        entries.push(Code {
            status: Box::leak(Box::new([range])),
            retry: random.pick(&RETRIES),
            effect: random.pick(&EFFECTS),
            ..Code::STATUS
        });
    }
    entries.leak()
}

fn idempotency(random: &mut Random) -> Idempotency {
    use KeyMode::{Auto, Optional, Required};
    let fact = |status, code| KeyFact { status, code };
    let one = |status| Some(StatusRange::one(status));
    let class = |hundreds| Some(StatusRange::class(hundreds));
    let mode = random.pick(&[Auto, Auto, Auto, Auto, Required, Optional, KeyMode::None]);
    Idempotency {
        mode,
        prefix: random.pick(&["", "pay-"]),
        ttl: random.pick(&[
            None,
            Some(ms(3_000)),
            Some(ms(30_000)),
            Some(ms(86_400_000)),
        ]),
        mismatch: random.maybe(60, |random| {
            random.pick(&[
                fact(one(409), None),
                fact(one(422), None),
                fact(class(4), None),
                fact(one(409), Some("KEY_REUSED")),
                fact(None, Some("KEY_REUSED")),
            ])
        }),
        in_flight: random.maybe(60, |random| {
            random.pick(&[
                fact(one(425), None),
                fact(one(409), Some("KEY_BUSY")),
                fact(class(4), Some("KEY_BUSY")),
                fact(None, Some("KEY_BUSY")),
            ])
        }),
        replays: random.pick(&[
            None,
            None,
            Some(Replays::Success),
            Some(Replays::Executed),
            Some(Replays::All),
        ]),
        replayed_header: random.pick(&[None, Some("idempotent-replayed")]),
        ..Idempotency::HEADER
    }
}

const REFRESHING: &[&[StatusRange]] = &[&[], &[one(401)]];

const TRANSIENT: &[&[StatusRange]] = &[
    &[StatusRange::class(5)],
    &[one(409), one(503)],
    &[],
    &[StatusRange::class(4)],
];

const THROTTLING: &[&[StatusRange]] = &[&[], &[one(429), one(503)], &[one(403)]];

/// A preset, as it is or with changes.
pub fn policies(random: &mut Random) -> Policies {
    let (given, modelled) = random.pick(&[
        (RetryPolicy::STANDARD, presets::STANDARD),
        (RetryPolicy::STANDARD, presets::STANDARD),
        (RetryPolicy::STANDARD, presets::STANDARD),
        (RetryPolicy::AWS_2_1, presets::AWS_2_1),
        (RetryPolicy::AWS_2_0, presets::AWS_2_0),
        (RetryPolicy::STRIPE, presets::STRIPE),
        (RetryPolicy::NONE, presets::NONE),
    ]);
    let mut both = Policies { given, modelled };
    let mut change = |change: &dyn Fn(&mut RetryPolicy)| {
        change(&mut both.given);
        change(&mut both.modelled);
    };
    if random.in_hundred(60) {
        let attempts = random.pick(&[1, 2, 3, 4, 5, 8]);
        change(&|it| it.max_attempts = attempts);
    }
    if random.in_hundred(40) {
        let backoff = backoff(random);
        change(&|it| it.backoff = backoff);
    }
    if random.in_hundred(30) {
        let throttle = random.maybe(70, backoff);
        change(&|it| it.throttle = throttle);
    }
    if random.in_hundred(30) {
        let network = random.maybe(70, backoff);
        change(&|it| it.network = network);
    }
    if random.in_hundred(25) {
        let on = random.pick(TRANSIENT);
        change(&|it| it.transient_on = on);
    }
    if random.in_hundred(25) {
        let on = random.pick(THROTTLING);
        change(&|it| it.throttle_on = on);
    }
    if random.in_hundred(20) {
        let network = NetworkRetry {
            connect: random.in_hundred(50),
            timeout: random.in_hundred(50),
            reset: random.in_hundred(50),
        };
        change(&|it| it.network_on = network);
    }
    if random.in_hundred(30) {
        let missing = random.pick(&[None, Some(ms(1_000)), Some(ms(0)), Some(ms(200_000))]);
        change(&|it| it.hints.missing = missing);
    }
    if random.in_hundred(40) {
        let max = random.pick(&[ms(5_000), ms(20_000), ms(600_000)]);
        let beyond = random.pick(&[Beyond::Fail, Beyond::Clamp, Beyond::Ignore]);
        change(&|it| (it.hints.max, it.hints.beyond) = (max, beyond));
    }
    if random.in_hundred(25) {
        let sources = random.pick(SOURCES);
        change(&|it| it.hints.sources = sources);
    }
    if random.in_hundred(25) {
        let header = random.pick(&[None, Some("stripe-should-retry")]);
        change(&|it| it.should_retry_header = header);
    }
    if random.in_hundred(40) {
        let costs = BudgetCosts {
            capacity: random.pick(&[0, 20, 100, 500]),
            cost: random.pick(&[0, 5, 14]),
            timeout_cost: random.pick(&[3, 14, 40]),
            throttle_cost: random.pick(&[0, 5, 30]),
            refill: random.pick(&[0, 1, 9]),
        };
        let budget = random.maybe(80, |_| costs);
        change(&|it| it.budget = budget);
    }
    if random.in_hundred(25) {
        let idempotent = random.pick(&[Idempotent::True, Idempotent::False, Idempotent::Auto]);
        change(&|it| it.idempotent = idempotent);
    }
    if random.in_hundred(10) {
        change(&|it| it.long_poll = true);
    }
    if random.in_hundred(20) {
        let elapsed = random.pick(&[ms(300), ms(4_000), ms(90_000)]);
        change(&|it| it.max_elapsed = Some(elapsed));
    }
    both
}

const HEADER: HintSource = HintSource::Header {
    name: "x-wait",
    unit: HintUnit::Seconds,
};

const BODY: HintSource = HintSource::Body {
    at: "/wait",
    unit: HintUnit::Millis,
};

const SOURCES: &[&[HintSource]] = &[
    &[],
    &[HEADER, BODY],
    &[BODY, HintSource::Reset],
    &[
        HintSource::Reset,
        HintSource::Header {
            name: "retry-after",
            unit: HintUnit::Seconds,
        },
        HEADER,
    ],
];

fn backoff(random: &mut Random) -> Backoff {
    Backoff {
        kind: random.pick(&[
            BackoffKind::Exponential,
            BackoffKind::Linear,
            BackoffKind::Fixed,
        ]),
        base: random.pick(&[ms(0), ms(50), ms(1_000), ms(7_000)]),
        factor: random.pick(&[1.0, 1.5, 2.0, 10.0]),
        cap: random.pick(&[ms(9_000), ms(20_000)]),
        jitter: random.pick(&[Jitter::Full, Jitter::Equal, Jitter::None]),
        floor: random.pick(&[ms(0), ms(0), ms(500)]),
    }
}

/// A client and its calls.
pub fn schedule(random: &mut Random, stated: Stated) -> Schedule {
    let operation = stated.operation;
    let auto = operation
        .idempotency
        .is_some_and(|it| it.mode == KeyMode::Auto);
    let named = auto && random.in_hundred(25);
    let change = match random.below(10) {
        0 => Change::Attempts(random.pick(&[1, 2, 6])),
        1 => Change::Replaced(policies(random)),
        _ => Change::Nothing,
    };
    let budget = match random.below(4) {
        0 => Bucket::Own,
        1 => Bucket::Unlimited,
        _ => Bucket::Holding {
            capacity: random.pick(&[0, 30, 500]),
            tokens: random.pick(&[0, 4, 13, 29, 500]),
        },
    };
    let body = match operation.method {
        Method::Post | Method::Put | Method::Patch => match random.below(10) {
            0 => Sent::Nothing,
            1 | 2 if !named => Sent::Once,
            _ => Sent::Bytes,
        },
        _ => Sent::Nothing,
    };
    let policy = random.maybe(10, policies).filter(|_| budget != Bucket::Own);
    let calls = (0..random.pick(&[1, 1, 2, 3])).map(|_| {
        let key = match operation.idempotency {
            _ if named => None,
            Some(_) => random.maybe(35, key),
            None => random.maybe(2, key),
        };
        call(random, &stated, policy, key, named, body)
    });
    let calls = calls.collect();
    Schedule {
        stated,
        change,
        call_timeout: random.maybe(10, |random| random.pick(&[ms(2_000), ms(50_000)])),
        credential: match random.below(3) {
            0 => Credential::Fixed,
            _ => Credential::Source((0..3).map(|_| issued(random)).collect()),
        },
        budget,
        jitter: random.pick(&[1.0, 1.0, 0.5, 0.0]),
        calls,
    }
}

fn issued(random: &mut Random) -> Issued {
    match random.below(20) {
        0 => Issued::Down,
        1 => Issued::Revoked,
        2 => Issued::Token(Some(ms(0))),
        3 => Issued::Token(Some(ms(3_600_000))),
        _ => Issued::Token(None),
    }
}

fn key(random: &mut Random) -> IdempotencyKey {
    let age = random.pick(&[
        None,
        Some(ms(0)),
        Some(ms(2_000)),
        Some(ms(29_000)),
        Some(ms(90_000_000)),
    ]);
    let key = match age {
        None => IdempotencyKey::new(KEY),
        Some(age) => IdempotencyKey::restore(KEY, SystemTime::UNIX_EPOCH + START - age),
    };
    key.expect("a key that every operation takes")
}

fn call(
    random: &mut Random,
    stated: &Stated,
    policy: Option<Policies>,
    key: Option<IdempotencyKey>,
    named: bool,
    body: Sent,
) -> Call {
    let timeout = random.maybe(15, |random| {
        random.pick(&[ms(0), ms(900), ms(20_000), ms(100_000)])
    });
    let idempotency = stated.operation.idempotency.is_some();
    let events = (0..random.pick(&[0, 1, 2, 3, 5, 8])).map(|_| event(random, idempotency));
    Call {
        events: events.collect(),
        after: random.pick(&[ms(0), ms(0), ms(60_000), ms(61_250)]),
        policy,
        timeout,
        key,
        named,
        body,
    }
}

fn event(random: &mut Random, idempotency: bool) -> Event {
    use TransportErrorKind as K;
    let took = random.pick(&[ms(0), ms(0), ms(0), ms(125)]);
    let takes_body = random.in_hundred(85);
    let what = match random.below(100) {
        0..75 => What::Answer(answer(random, idempotency)),
        75..85 => What::Fault(random.pick(&[
            K::Dns,
            K::Connect,
            K::ConnectTimeout,
            K::Certificate,
            K::Tls,
            K::NoTls,
            K::Proxy,
            K::Refused,
            K::Timeout,
            K::Stalled,
            K::Reset,
            K::BodyInterrupted,
            K::HeadTooLarge,
            K::Protocol,
            K::Upload,
        ])),
        85..90 => What::Broken(
            answer(random, idempotency),
            random.pick(&[K::BodyInterrupted, K::Stalled, K::Timeout]),
        ),
        // Nothing of it was sent, so nothing of its body was asked for.
        90..96 => {
            return Event {
                took,
                takes_body: false,
                what: What::Unstarted,
            };
        }
        _ => {
            return Event {
                took: ATTEMPT,
                ..Event::silence()
            };
        }
    };
    Event {
        took,
        takes_body,
        what,
    }
}

fn answer(random: &mut Random, idempotency: bool) -> Answer {
    let status = random.pick(&[
        200, 200, 200, 201, 301, 303, 307, 400, 401, 401, 402, 404, 408, 408, 409, 409, 422, 425,
        429, 429, 460, 499, 500, 500, 501, 502, 503, 503, 504, 599,
    ]);
    let body = match (status, random.below(20)) {
        (200..300, 0..12) => Shape::Success,
        (200..300, 12) => Shape::Misfit,
        (200..300, 13) => Shape::Truncated,
        (_, 0) => Shape::Empty,
        (400.., 1) => Shape::Success,
        (400.., 2) => Shape::Misfit,
        (400.., 3) => Shape::Truncated,
        (200..300, 14) => Shape::Misfit,
        _ => Shape::Error,
    };
    let code = match random.below(10) {
        0..4 => None,
        4 => Some(Spoken::Unknown),
        // The codes of keys mean something only where there are keys.
        _ => Some(Spoken::Known(random.below(match idempotency {
            true => COUNT,
            false => COUNT - 3,
        }))),
    };
    let mut told = Vec::new();
    for at in Place::ALL {
        if random.in_hundred(14) {
            told.push(Told {
                at,
                form: form(random, at),
            });
        }
    }
    Answer {
        status,
        code,
        body,
        should_retry: random.maybe(20, |random| {
            random.pick(&["true", "true", "false", "True", "1", "false, true"])
        }),
        replayed: random.maybe(6, |random| random.pick(&["true", "false"])),
        told,
        date: random.maybe(30, |random| random.pick(&[0, -3600, 7])),
        remaining: random.maybe(15, |random| random.pick(&[0, 0, 3])),
    }
}

/// A wait as it can be written at that place.
fn form(random: &mut Random, at: Place) -> Form {
    use Form::{Broken, Instant, Lines, Number, Quoted, Window};
    let seconds = random.pick(&[-10, 0, 1, 3, 8, 20, 60, 121]);
    let number = |text: &'static str, millis| Number(text, ms(millis));
    match at {
        Place::RetryAfterMs => random.pick(&[
            number("0", 0),
            number("1500", 1_500),
            number("250.5", 250).plus_micros(500),
            number("120000", 120_000),
            number("120001", 120_001),
            Broken("-1"),
            Broken("abc"),
            Broken("1e3"),
            Broken(""),
        ]),
        Place::RetryAfter | Place::Header => random.pick(&[
            number("0", 0),
            number("1", 1_000),
            number("018", 18_000),
            number("3.5", 3_500),
            number("4", 4_000),
            number("61", 61_000),
            number("121", 121_000),
            Lines(["5", "10"], ms(10_000)),
            Lines(["x", "2"], ms(2_000)),
            Instant(Style::Imf, seconds),
            Instant(Style::Imf, seconds),
            Instant(Style::Rfc850, seconds),
            Instant(Style::Asctime, seconds),
            Broken("-10"),
            Broken("+5"),
            Broken("1e9"),
            Broken("0x10"),
            Broken("inf"),
            Broken("nan"),
            Broken("5, 10"),
            Broken("5;q=1"),
            Broken(".5"),
            Broken("5."),
            Broken("Zun, 29 Sep 2023 16:26:27 GMT"),
        ]),
        Place::EnvelopeAfter => random.pick(&[
            number("0", 0),
            number("2", 2_000),
            number("2.5", 2_500),
            number("60", 60_000),
            Quoted("6", ms(6_000)),
            Broken("-1"),
            Broken("true"),
            Broken("{}"),
            Broken("\"soon\""),
        ]),
        Place::EnvelopeReset => random.pick(&[
            Instant(Style::Rfc3339, seconds),
            Instant(Style::Rfc3339, seconds),
            Broken("false"),
            Broken("\"2026-13-01T00:00:00Z\""),
        ]),
        Place::RateLimit => random.pick(&[
            Window(0, 30),
            Window(3, 4),
            Window(1, 0),
            Broken("\"default\";r=;t=9"),
            Broken("\"default\";t=30"),
        ]),
        Place::Reset => random.pick(&[
            number("30", 30_000),
            number("2", 2_000),
            Instant(Style::EpochSeconds, seconds),
            Instant(Style::EpochMillis, seconds),
            Instant(Style::Rfc3339, seconds),
            Broken("-1"),
            Broken("later"),
        ]),
        Place::Body => random.pick(&[
            number("700", 700),
            Quoted("4000", ms(4_000)),
            Broken("[]"),
            Broken("-5"),
        ]),
    }
}

impl Form {
    fn plus_micros(self, micros: u64) -> Self {
        match self {
            Self::Number(text, wait) => Self::Number(text, wait + Duration::from_micros(micros)),
            other => other,
        }
    }
}
