//! Orders a product, reacts to every way in which that can be refused, and verifies a webhook.
//!
//! `cargo run -p example-app` needs no server: a fake transport answers with each declared error in turn, so that the
//! reaction to it is seen. `cargo run -p example-app --bin sessions -- URL KEY PRODUCT` talks to a server.

#[path = "../buy.rs"]
mod buy;
#[path = "../webhook.rs"]
mod webhook;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use faultcode_runtime::testing::ManualClock;
use faultcode_runtime::{Token, TokenError, Uuid};
use sessions::orders::CREATE_ORDER;
use sessions::types::{ApiKeyGrant, NewSession, TokenRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [url, key, product] => against_a_server(url, key, product.parse()?).await,
        [] => {
            against_a_fake().await?;
            webhook::show()
        }
        _ => Err("usage: sessions [URL KEY PRODUCT]".into()),
    }
}

async fn against_a_server(url: &str, key: &str, product: Uuid) -> Result<(), Box<dyn Error>> {
    // One client gets tokens with the API key; the other one uses them and asks for a new one when the server says that
    // the old one has expired. However many calls fail at once, one token is asked for.
    let keys = sessions::Client::builder()
        .base_url(url)
        .api_key(key)
        .build()?;
    let tokens = move |_previous: Option<Token>| {
        let call = keys
            .auth()
            .refresh_token(&TokenRequest::ApiKey(Box::new(ApiKeyGrant::new())));
        async move {
            let token = call
                .await
                .map_err(|error| TokenError::transient("no access token").with_source(error))?;
            let life = Duration::from_secs(u64::try_from(token.expires_in).unwrap_or(0));
            Ok(Token::new(token.access_token.expose().as_str()).expires_in(life))
        }
    };
    let client = sessions::Client::builder()
        .base_url(url)
        .access_token_source(tokens)
        .call_timeout(Duration::from_secs(30))
        .build()?;
    // `?` turns the error of any endpoint into `AnyError`.
    let session = client
        .sessions()
        .create_session(&NewSession::new("eu"))
        .await
        .map_err(sessions::AnyError::from)?;
    println!("{}", buy::buy(&client, &session.id, product).await);
    Ok(())
}

async fn against_a_fake() -> Result<(), Box<dyn Error>> {
    let fake = sessions::testing::fake();
    let client = sessions::Client::builder()
        .access_token("eyJhbGciOi.example")
        .transport(fake.clone())
        .clock(Arc::new(ManualClock::new()))
        .build()?;
    let product = Uuid::from_u128(7);
    let codes = sessions::testing::SAMPLES
        .iter()
        .filter(|sample| sample.operation.id == CREATE_ORDER.id)
        .filter_map(|sample| sample.code);
    for code in codes {
        fake.fail(&CREATE_ORDER, code);
        println!("{code:30} {}", buy::buy(&client, "ses_1", product).await);
    }
    fake.succeed(&CREATE_ORDER);
    println!(
        "{:30} {}",
        "success",
        buy::buy(&client, "ses_1", product).await
    );
    Ok(())
}
