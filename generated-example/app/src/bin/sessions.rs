//! Rents a session, waits until it is active, says how a request through it went, and ends it.
//!
//! `cargo run -p example-app` needs no server: a fake transport refuses the session with each declared error in turn, so that
//! the reaction to it is seen, and then lets the whole course succeed. `cargo run -p example-app -- URL KEY JOB` talks to a
//! server.

use std::fmt;
use std::time::Duration;

use sessions::input::{
    Event, EventType, ProductFilter, ProductSession, RotationReason, RotationRequest,
};
use sessions::sessions::{CREATE_SESSION, CreateSessionError, DeleteSessionError};
use sessions::types::{Protocol, Proxy, Recommendation, RotationMode, SessionStatus, SessionType};
use sessions::{AnyError, Client, Decimal, Effect, Error, ErrorKind};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [url, key, job] => {
            let client = Client::builder()
                .base_url(url)
                .api_key(key)
                .timeout(Duration::from_secs(30))
                .build()?;
            Ok(run(&client, job).await?)
        }
        [] => against_a_fake().await,
        _ => Err("usage: sessions [URL KEY JOB]".into()),
    }
}

/// Rents a session for a job, uses it, and ends it whatever happened in between.
async fn run(client: &Client, job: &str) -> Result<(), AnyError> {
    // `?` turns the error of any endpoint into `AnyError`.
    let products = client
        .products()
        .list_products()
        .with(|it| it.type_(ProductFilter::Dynamic))
        .await?;
    let Some(product) = products.items.into_iter().find_map(|it| it.product_no) else {
        println!("nothing is to be had");
        return Ok(());
    };
    let session = match rent(client, job, &product).await {
        Outcome::Rented { session } => session,
        refused => {
            println!("{refused}");
            return Ok(());
        }
    };
    let used = wait_and_use(client, &session).await;
    match client.sessions().delete_session(&session).await {
        Ok(_) => println!("{session} is ended"),
        Err(error) => match error.api() {
            // It has ended by itself.
            Some(
                DeleteSessionError::SessionExpired(_) | DeleteSessionError::SessionNotFound(_),
            ) => {}
            _ => return Err(error.into()),
        },
    }
    used
}

/// What came of the wish for a session, in terms of the program rather than of the API.
enum Outcome {
    /// There is a session, though it may still be in the making.
    Rented { session: String },
    /// The balance has to be topped up first.
    TopUp { missing: Decimal },
    /// The owner of the account has to allow it first.
    AskOwner,
    /// Another session has to end first.
    EndOthers,
    /// Another product may be had, or this one at another price.
    ChooseAnew,
    /// Another wish went out under this key: look it up instead of renting again.
    LookUpEarlier,
    /// The servers are busy; the runtime has tried as long as it may.
    Later { attempts: usize },
    /// Nobody knows whether a session was rented: ask again with the same key, and only with that.
    Resume { key: String },
    /// A person has to look into it.
    Support { report: String },
}

/// Rents one address of a product.
async fn rent(client: &Client, job: &str, product: &str) -> Outcome {
    let wanted = ProductSession::new(SessionType::Dynamic, product)
        .quantity(1)
        .protocol(Protocol::Socks5)
        .rotation_mode(RotationMode::OnDemand);
    let call = client.sessions().create_session(&wanted.into());
    // The key belongs to the job: whoever starts the job again after a crash gets the same session, and pays once.
    match call.idempotency_key(format!("rent-{job}")).await {
        Ok(session) => Outcome::Rented {
            session: session.session_id,
        },
        Err(error) => react(&error),
    }
}

fn react(error: &Error<CreateSessionError>) -> Outcome {
    use CreateSessionError as E;
    let support = || Outcome::Support {
        report: error.support_report(),
    };
    match error.kind() {
        // Waits, repeats and token refreshes that the document asks for lie behind us: what arrives here is final.
        ErrorKind::Api(api) => match api {
            E::InsufficientBalance(details) => Outcome::TopUp {
                missing: details.required_amount - details.current_balance,
            },
            E::BudgetExceeded(_) => Outcome::AskOwner,
            E::SessionLimitReached(_) => Outcome::EndOthers,
            E::ProductNotFound(_) | E::ProductOutOfStock(_) | E::PriceMismatch(_) => {
                Outcome::ChooseAnew
            }
            E::IdempotencyConflict(_) => Outcome::LookUpEarlier,
            E::RateLimitExceeded(_) | E::BackendError(_) | E::BackendTimeout(_) => Outcome::Later {
                attempts: error.attempts().len(),
            },
            E::AuthInvalidKey(_)
            | E::AuthExpiredToken(_)
            | E::AuthInsufficientPermission(_)
            | E::AccountDisabled(_)
            | E::InvalidRequest(_)
            | E::InternalError(_) => support(),
            // A code that came after this program was written. Its group may still be known.
            _ if error.category() == Some("product") => Outcome::ChooseAnew,
            _ => support(),
        },
        // No complete answer came. If the server may have acted, the key is what tells a repeat from a second session.
        ErrorKind::Transport(_) => match (error.effect(), error.idempotency_key()) {
            (Effect::MaybeApplied, Some(key)) => Outcome::Resume {
                key: key.as_str().to_owned(),
            },
            _ => Outcome::Later {
                attempts: error.attempts().len(),
            },
        },
        // The session is rented, but its description could not be read: never rent again.
        ErrorKind::Decode(_) => Outcome::LookUpEarlier,
        // The call was wrong before it left.
        _ => support(),
    }
}

/// Waits at most two minutes for a session to become active, then uses it.
async fn wait_and_use(client: &Client, session: &str) -> Result<(), AnyError> {
    for _ in 0..60 {
        let read = client
            .sessions()
            .get_session(session)
            .with(|it| it.include_credentials(true))
            .await?;
        match (read.status, read.proxy) {
            (SessionStatus::Active, Some(proxy)) => {
                return use_it(client, session, &proxy).await;
            }
            (SessionStatus::Active | SessionStatus::Creating, _) => {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            // Failed, or a status that came after this program was written.
            (status, _) => {
                println!("{session} is {}", status.as_str());
                return Ok(());
            }
        }
    }
    println!("{session} did not become active");
    Ok(())
}

/// Uses a session once, says how that went, and takes another address if that is the advice.
async fn use_it(client: &Client, session: &str, proxy: &Proxy) -> Result<(), AnyError> {
    // The program's own requests go through `proxy.full_url`, a secret that is printed nowhere.
    println!("{session} is active: {proxy:?}");
    let seen = Event::new(EventType::HttpError)
        .status_code(403)
        .latency_ms(240)
        .target_host("shop.example.com");
    let report = client.sessions().report_event(session, &seen).await?;
    let advice = report.recommendation;
    let advice = advice.or(report.session_health.and_then(|it| it.recommendation));
    if let Some(Recommendation::ConsiderRotate | Recommendation::RotateNow) = advice {
        let why = RotationRequest::new().reason(RotationReason::Http403);
        let call = client
            .sessions()
            .rotate_session(session)
            .with(|it| it.include_credentials(true))
            .body(&why);
        call.await?;
        println!("{session} has another address");
    }
    let health = client.sessions().get_session_health(session).await?;
    println!(
        "{session} has the health {:?}",
        health.health_score.unwrap_or_default()
    );
    Ok(())
}

async fn against_a_fake() -> Result<(), Box<dyn std::error::Error>> {
    let (client, fake, _) = sessions::testing::client();
    let codes = sessions::testing::SAMPLES
        .iter()
        .filter(|sample| sample.operation.id == CREATE_SESSION.operation.id)
        .filter_map(|sample| sample.code);
    for code in codes {
        fake.then(&CREATE_SESSION, code);
        println!("{code:30} {}", rent(&client, "job-1", "dyn-7").await);
    }
    fake.succeed(&CREATE_SESSION);
    Ok(run(&client, "job-1").await?)
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rented { session } => write!(f, "rented as {session}"),
            Self::TopUp { missing } => write!(f, "top up by {missing}"),
            Self::AskOwner => f.write_str("ask the owner for a larger budget"),
            Self::EndOthers => f.write_str("end another session"),
            Self::ChooseAnew => f.write_str("look at products and prices again"),
            Self::LookUpEarlier => f.write_str("look up the earlier session"),
            Self::Later { attempts } => write!(f, "try later ({attempts} attempts made)"),
            Self::Resume { key } => write!(f, "ask again with the key {key}"),
            Self::Support { report } => {
                write!(f, "ask support: {}", report.trim_end().replace('\n', ", "))
            }
        }
    }
}
