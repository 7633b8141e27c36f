//! Hands over a debt, reacts to every way in which that can be refused, and lists what is being collected.
//!
//! `cargo run -p example-app --bin getbill` needs no server: a fake transport answers with each declared error in turn.
//! `cargo run -p example-app --bin getbill -- CLIENT_ID CLIENT_SECRET [URL]` talks to a server.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use getbill::debts::{CREATE_DEBT, CreateDebtError};
use getbill::input::NewDebt;
use getbill::runtime::errors::TransportErrorKind;
use getbill::testing::SAMPLES;
use getbill::{AnyError, BuildError, Client, Decimal, Error, ErrorKind};

/// What this program needs; a token that may do more is more to lose.
const SCOPES: [&str; 2] = ["debts:read", "debts:write"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (id, secret, url) = match arguments.as_slice() {
        [] => return against_a_fake().await,
        [id, secret] => (id, secret, None),
        [id, secret, url] => (id, secret, Some(url)),
        _ => return Err("usage: getbill [CLIENT_ID CLIENT_SECRET [URL]]".into()),
    };
    // Tokens are fetched when one is needed, kept for their hour, and fetched again when one is refused.
    let mut builder = Client::builder()
        .oauth(id, secret)
        .client_scopes(SCOPES)
        .timeout(Duration::from_secs(60));
    if let Some(url) = url {
        builder = builder.base_url(url);
    }
    let client = builder.build()?;
    println!("{}", hand_over(&client, &debt()).await);
    list(&client).await?;
    Ok(())
}

fn debt() -> NewDebt {
    NewDebt::new("Nadia", "Roux", Decimal::new(14_990, 2), "EUR")
        .email("nadia@example.com")
        .internal_id("F-17")
}

/// What came of a debt, in terms of the creditor rather than of the API.
enum Outcome {
    /// The debt is recorded.
    Recorded { id: String },
    /// Members of the debt have to be corrected first.
    Correct { messages: Vec<String> },
    /// The debt is refused as it is, such as for a telephone number that is expensive to call: a person decides.
    Decide { why: String },
    /// The client id and its secret are not accepted.
    SignIn,
    /// The client may not write debts: ask an administrator for the scope.
    AskForScope,
    /// The limit is used up, or no server answers.
    Later { after: Option<Duration> },
    /// Nobody knows whether the debt is recorded, and no key protects it from being recorded twice: look for it first.
    LookUp,
    /// A person has to look into it.
    Support { report: String },
}

async fn hand_over(client: &Client, debt: &NewDebt) -> Outcome {
    match client.debts().create_debt(debt).await {
        Ok(debt) => Outcome::Recorded { id: debt.id },
        Err(error) => react(&error),
    }
}

/// Waits, repeats and new tokens that the document asks for lie behind us: what arrives here is final.
fn react(error: &Error<CreateDebtError>) -> Outcome {
    use CreateDebtError as E;
    match error.kind() {
        // Also where the debt is recorded and the answer could not be read.
        _ if error.is_ambiguous() || matches!(error.kind(), ErrorKind::Decode(_)) => {
            Outcome::LookUp
        }
        ErrorKind::Api(api) => match api {
            E::BadRequest(_) => Outcome::Correct {
                messages: error
                    .field_errors()
                    .iter()
                    .map(|it| it.message.clone())
                    .collect(),
            },
            E::UnprocessableContent(_) => Outcome::Decide {
                why: error.message().unwrap_or("no reason was given").to_owned(),
            },
            E::Unauthorized(_) => Outcome::SignIn,
            E::Forbidden(_) => Outcome::AskForScope,
            E::RateLimited(_) => Outcome::Later {
                after: error.retry_after(),
            },
            _ => Outcome::Support {
                report: error.support_report(),
            },
        },
        ErrorKind::Transport(_) => Outcome::Later { after: None },
        ErrorKind::Build(build) => match build {
            BuildError::MissingScope(_) => Outcome::AskForScope,
            BuildError::Refresh(_) => Outcome::SignIn,
            _ => Outcome::Support {
                report: error.support_report(),
            },
        },
        _ => Outcome::Support {
            report: error.support_report(),
        },
    }
}

/// All debts, a page at a time; no page is fetched before its first debt is asked for.
async fn list(client: &Client) -> Result<(), AnyError> {
    let mut debts = client.debts().list_debts().with(|it| it.limit(100)).items();
    while let Some(debt) = debts.next().await {
        let debt = debt?;
        println!(
            "{} {} {} {}",
            debt.id, debt.amount, debt.currency, debt.status
        );
    }
    Ok(())
}

async fn against_a_fake() -> Result<(), Box<dyn StdError>> {
    let (client, fake, _) = getbill::testing::client();
    let refusals = SAMPLES
        .iter()
        .filter(|sample| sample.operation.id == CREATE_DEBT.operation.id && sample.status >= 400);
    for sample in refusals {
        fake.then(&CREATE_DEBT, sample.status);
        println!("{:7} {}", sample.status, hand_over(&client, &debt()).await);
    }
    fake.then(&CREATE_DEBT, TransportErrorKind::Connect);
    println!("offline {}", hand_over(&client, &debt()).await);
    fake.succeed(&CREATE_DEBT);
    println!("success {}", hand_over(&client, &debt()).await);
    list(&client).await?;
    Ok(())
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Recorded { id } => write!(f, "recorded as {id}"),
            Self::Correct { messages } => write!(f, "correct it: {}", messages.join(", ")),
            Self::Decide { why } => write!(f, "decide: {why}"),
            Self::SignIn => f.write_str("check the client id and its secret"),
            Self::AskForScope => f.write_str("ask an administrator for the scope debts:write"),
            Self::Later { after: Some(wait) } => write!(f, "try again in {} s", wait.as_secs()),
            Self::Later { after: None } => f.write_str("try again later"),
            Self::LookUp => f.write_str("look whether it is recorded, by its internal_id"),
            Self::Support { report } => {
                write!(f, "ask support: {}", report.trim_end().replace('\n', ", "))
            }
        }
    }
}
