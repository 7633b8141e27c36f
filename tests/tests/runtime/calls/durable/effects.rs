//! What an error of a named call says: what the work of the name came to, not only what this call did.

use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::errors::{KeyError, Meta, StopReason, TokenError, TransportErrorKind};
use faultcode_runtime::testing::{Fake, ManualClock, Reply};
use faultcode_runtime::{BuildError, Effect, Error, ErrorKind, Upload};
use faultcode_tests::payments::input::NewCharge;
use faultcode_tests::payments::payments::{CHARGE, ChargeError};
use faultcode_tests::payments::types::Charge;
use faultcode_tests::payments::{Client, ClientBuilder};

use super::stores::{Shared, Store};

struct Bench {
    fake: Fake,
    clock: ManualClock,
    store: Store,
}

type Call = faultcode_runtime::Call<Charge, ChargeError>;

impl Bench {
    fn new(shared: &Shared) -> Self {
        Self {
            fake: Fake::new(&[]).strict(),
            clock: ManualClock::new(),
            store: shared.open(),
        }
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .transport(self.fake.clone())
            .clock(Arc::new(self.clock.clone()))
            .retry_with(|retries| retries.max_attempts(1))
            .key_store(self.store.clone())
    }

    fn client(&self) -> Client {
        self.builder().token("t").build().expect("a usable client")
    }

    fn call(&self, name: &str) -> Call {
        let body = NewCharge::new("r", 1);
        self.client().payments().charge(&body).durable(name)
    }

    /// Makes the call of a name, whose answer is lost or a success; the key that it carried.
    async fn earlier(&self, name: &str, finished: bool) -> String {
        self.fake.then(
            &CHARGE,
            match finished {
                true => Reply::json(200, r#"{"id": "c1"}"#),
                false => Reply::fault(TransportErrorKind::Reset),
            },
        );
        let outcome = self.call(name).await;
        assert_eq!(outcome.is_ok(), finished);
        let requests = self.fake.requests();
        let key =
            requests.last().expect("it was sent").request.headers()["idempotency-key"].clone();
        key.to_str().expect("visible ASCII").to_owned()
    }
}

/// How an error has to look.
fn check(meta: &Meta, expected: Effect, key: Option<&str>, what: &str) {
    assert_eq!(meta.effect(), expected, "{what}");
    assert_eq!(
        meta.is_ambiguous(),
        expected == Effect::MaybeApplied,
        "{what}"
    );
    if let Some(key) = key {
        let said = meta.idempotency_key().map(|key| key.as_str());
        assert_eq!(said, Some(key), "{what}");
    }
}

/// Every way in which a call ends before it is sent.
#[derive(Clone, Copy, Debug)]
enum End {
    Expired,
    NoToken,
    DeadlineOver,
    DeadlineWithoutToken,
    NoCredential,
    WrongHeader,
    WrongKeyText,
    OtherArguments,
    OtherKey,
    Stream,
    Refused,
    NotConnected,
}

const ENDS: [End; 12] = [
    End::Expired,
    End::NoToken,
    End::DeadlineOver,
    End::DeadlineWithoutToken,
    End::NoCredential,
    End::WrongHeader,
    End::WrongKeyText,
    End::OtherArguments,
    End::OtherKey,
    End::Stream,
    End::Refused,
    End::NotConnected,
];

async fn fail(bench: &Bench, end: End, name: &str) -> Error<ChargeError> {
    let body = NewCharge::new("r", 1);
    let with = |client: Client| client.payments().charge(&body).durable(name);
    let failed = match end {
        End::Expired => {
            bench.clock.advance(Duration::from_secs(24 * 3600));
            bench.call(name).await
        }
        End::NoToken => {
            let source = |_| async { Err(TokenError::transient("none to be had")) };
            with(bench.builder().token_source(source).build().unwrap()).await
        }
        End::DeadlineOver => bench.call(name).timeout(Duration::ZERO).await,
        End::DeadlineWithoutToken => {
            let clock = bench.clock.clone();
            let source = move |_| {
                clock.advance(Duration::from_secs(5));
                std::future::pending()
            };
            let client = bench.builder().token_source(source).build().unwrap();
            with(client).timeout(Duration::from_secs(3)).await
        }
        End::NoCredential => with(bench.builder().build().unwrap()).await,
        End::WrongHeader => bench.call(name).header("authorization", "x").await,
        End::WrongKeyText => bench.call(name).idempotency_key("a b").await,
        End::OtherArguments => {
            let other = NewCharge::new("r", 2);
            bench.client().payments().charge(&other).durable(name).await
        }
        End::OtherKey => bench.call(name).idempotency_key("another").await,
        End::Stream => {
            let call = Call::new(bench.client().inner(), &CHARGE);
            let call = call.upload("text/plain", Upload::reader(&b"abc"[..]));
            call.durable(name).await
        }
        End::Refused => {
            bench
                .fake
                .then(&CHARGE, Reply::json(402, r#"{"code": "CARD_DECLINED"}"#));
            bench.call(name).await
        }
        End::NotConnected => {
            bench
                .fake
                .then(&CHARGE, Reply::fault(TransportErrorKind::Connect));
            bench.call(name).await
        }
    };
    failed.expect_err("the call fails")
}

async fn the_effect_of_the_name_counts_however_the_call_ends(shared: &Shared) {
    for end in ENDS {
        for finished in [false, true] {
            let bench = Bench::new(shared);
            let name = format!("{end:?}-{finished}");
            let key = bench.earlier(&name, finished).await;
            let sent = bench.fake.requests().len();
            let error = fail(&bench, end, &name).await;
            let what = format!("{} {name}: {error:?}", shared.name);
            let effect = match finished {
                true => Effect::Applied,
                false => Effect::MaybeApplied,
            };
            check(error.meta(), effect, Some(&key), &what);
            let more = usize::from(matches!(end, End::Refused | End::NotConnected));
            assert_eq!(bench.fake.requests().len(), sent + more, "{what}");
            // The record is what it was.
            bench
                .fake
                .then(&CHARGE, Reply::json(200, r#"{"id": "c1"}"#));
            if !matches!(end, End::Expired) {
                bench
                    .call(&name)
                    .await
                    .expect("the name still stands for its call");
                let requests = bench.fake.requests();
                let last = requests.last().expect("it was sent");
                assert_eq!(last.request.headers()["idempotency-key"], *key, "{what}");
            }
        }
    }
}

async fn a_name_without_a_past_was_not_used(shared: &Shared) {
    for end in ENDS {
        // These need one.
        if matches!(end, End::Expired | End::OtherArguments | End::OtherKey) {
            continue;
        }
        let bench = Bench::new(shared);
        let name = format!("new-{end:?}");
        let error = fail(&bench, end, &name).await;
        let effect = match end {
            End::Refused => Effect::Rejected,
            _ => Effect::NotSent,
        };
        check(
            error.meta(),
            effect,
            None,
            &format!("{} {name}: {error:?}", shared.name),
        );
        // The name is free, also for other arguments.
        bench
            .fake
            .then(&CHARGE, Reply::json(200, r#"{"id": "c1"}"#));
        let body = NewCharge::new("other", 7);
        let call = bench.client().payments().charge(&body).durable(&name);
        call.await.expect("the name is free");
    }
}

/// Asks what errors say, of a store of any kind.
pub(crate) async fn told(shared: &Shared) {
    the_effect_of_the_name_counts_however_the_call_ends(shared).await;
    a_name_without_a_past_was_not_used(shared).await;
    the_key_of_a_name_is_the_stores_to_say(shared).await;
}

#[tokio::test]
async fn errors_say_what_the_work_of_the_name_came_to() {
    for shared in Shared::all() {
        told(&shared).await;
    }
}

#[tokio::test]
async fn the_words_of_the_errors_are_those_of_their_causes() {
    let bench = Bench::new(&Shared::memory());
    bench.earlier("a", false).await;
    let error = fail(&bench, End::DeadlineOver, "a").await;
    assert!(error.is_timeout());
    assert_eq!(error.stop_reason(), Some(StopReason::DeadlineExceeded));
    assert!(
        error.to_string().contains("may have done the work"),
        "{error}"
    );
    let error = fail(&bench, End::OtherArguments, "a").await;
    assert!(
        error.to_string().contains("may have done the work"),
        "{error}"
    );
    let error = fail(&bench, End::Expired, "a").await;
    let ErrorKind::Build(build) = error.kind() else {
        panic!("{error:?}")
    };
    assert!(matches!(build, BuildError::Key(KeyError::Expired)));
}

async fn the_key_of_a_name_is_the_stores_to_say(shared: &Shared) {
    let bench = Bench::new(shared);
    let key = bench.earlier("asked", false).await;
    let mut call = bench.call("asked");
    assert_eq!(call.key(), None);
    bench
        .fake
        .then(&CHARGE, Reply::json(200, r#"{"id": "c1"}"#));
    let done = call.send_with_meta().await.expect("the call of the record");
    assert_eq!(
        done.meta.idempotency_key().map(|key| key.as_str()),
        Some(&*key)
    );
}
