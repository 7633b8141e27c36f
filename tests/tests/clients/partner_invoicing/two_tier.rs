//! Two tiers: credentials make the token of the partner, and that makes one for each business, kept by business and made again
//! once when it is refused. The server numbers its tokens and knows which are good, so that it is its own oracle.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use faultcode_runtime::Uuid;
use faultcode_runtime::testing::ManualClock;
use faultcode_tests::{Answer, Request, Server};
use partner_invoicing::Client;
use partner_invoicing::tokens::GetBusinessTokenError;

use super::setup::{self, KEY, PARTNER, new_invoice, refusal};

/// Tokens that were handed out, by whose they are; the partner's own stand under the empty name.
#[derive(Clone, Default)]
struct Tokens(Arc<Mutex<BTreeMap<String, Vec<String>>>>);

impl Tokens {
    fn issue(&self, whose: &str) -> Answer {
        let mut tokens = self.0.lock().unwrap();
        let of = tokens.entry(whose.to_owned()).or_default();
        let token = format!("token-canary-{whose}-{}", of.len() + 1);
        of.push(token.clone());
        let body =
            serde_json::json!({"access_token": token, "token_type": "Bearer", "expires_in": 3600});
        Answer::json(200, body.to_string()).after(Duration::from_millis(20))
    }

    fn issued(&self, whose: &str) -> usize {
        self.0.lock().unwrap().get(whose).map_or(0, Vec::len)
    }

    /// Whether the request carries the newest token of that owner.
    fn newest(&self, request: &Request, whose: &str) -> bool {
        let tokens = self.0.lock().unwrap();
        let newest = tokens.get(whose).and_then(|it| it.last());
        newest.is_some_and(|it| request.header("authorization") == Some(&format!("Bearer {it}")))
    }

    /// Takes the newest token of that owner back: the next one is asked for under another number.
    fn expire(&self, whose: &str) {
        let mut tokens = self.0.lock().unwrap();
        tokens
            .get_mut(whose)
            .unwrap()
            .push("nobody has this one".to_owned());
    }

    fn answer(&self, request: &Request) -> Answer {
        let path = request.target.split('?').next().unwrap_or_default();
        let segments: Vec<&str> = path.split('/').skip(3).collect();
        match segments.as_slice() {
            ["oauth2", "token", ""] => {
                let basic = "Basic MGQ2YjNmNWEtNmE1Mi00YjRmLThmMGItMWM5YTRmMGU3ZDIxOmtleS1jYW5hcnktNDcxMQ==";
                assert_eq!(request.header("authorization"), Some(basic));
                assert_eq!(request.text(), "grant_type=client_credentials");
                self.issue("")
            }
            [_, "oauth2", "token", ""] if !self.newest(request, "") => {
                refusal(401, "invalid_token")
            }
            [business, "oauth2", "token", ""] => self.issue(business),
            ["businesses", ""] if self.newest(request, "") => Answer::json(
                200,
                r#"{"count": 0, "next": null, "previous": null, "results": []}"#,
            ),
            ["businesses", business, "invoices", ""] if self.newest(request, business) => {
                match request.method.as_str() {
                    "POST" => setup::invoice(201),
                    _ => Answer::json(
                        200,
                        r#"{"count": 0, "page_info": {"total_count": 0, "current_page": 1, "total_pages": 1, "page_size": 20}, "results": []}"#,
                    ),
                }
            }
            _ => refusal(401, "invalid_token"),
        }
    }

    /// A client that has nothing but the partner's credentials.
    fn client(&self) -> (Server, Client) {
        let tokens = self.clone();
        let server = Server::deciding(move |request| tokens.answer(request));
        let builder = setup::builder(&server, &ManualClock::new()).partner(PARTNER, KEY);
        (server, builder.build().expect("a loopback URL"))
    }
}

fn businesses() -> Vec<Uuid> {
    (1..=5).map(Uuid::from_u128).collect()
}

/// A hundred calls at once, spread over the businesses.
async fn hundred(client: &Client, businesses: &[Uuid]) {
    let calls = (0..100).map(|number| {
        let client = client.clone();
        let business = businesses[number % businesses.len()];
        tokio::spawn(async move { client.invoices().list_invoices(&business).await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_calls_over_five_businesses_make_six_tokens() {
    let tokens = Tokens::default();
    let (server, client) = tokens.client();
    let businesses = businesses();
    hundred(&client, &businesses).await;
    assert_eq!(tokens.issued(""), 1);
    for business in &businesses {
        assert_eq!(tokens.issued(&business.to_string()), 1);
    }
    assert_eq!(server.count(), 100 + 1 + 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_token_that_expires_is_made_again_once_and_no_other() {
    let tokens = Tokens::default();
    let (_server, client) = tokens.client();
    let businesses = businesses();
    hundred(&client, &businesses).await;
    let expired = businesses[2].to_string();
    tokens.expire(&expired);
    hundred(&client, &businesses).await;
    assert_eq!(tokens.issued(""), 1);
    for business in businesses.iter().map(Uuid::to_string) {
        // The one that nobody has counts as well.
        let expected = if business == expired { 3 } else { 1 };
        assert_eq!(tokens.issued(&business), expected, "{business}");
    }
}

/// The token of the partner ran out as well: it is made again once, and with it the one of the business.
#[tokio::test]
async fn both_tiers_are_made_again() {
    let tokens = Tokens::default();
    let (server, client) = tokens.client();
    let business = businesses()[0];
    client
        .invoices()
        .create_invoice(&business, &new_invoice())
        .await
        .unwrap();
    tokens.expire("");
    tokens.expire(&business.to_string());
    client
        .invoices()
        .create_invoice(&business, &new_invoice())
        .await
        .unwrap();
    assert_eq!(
        (tokens.issued(""), tokens.issued(&business.to_string())),
        (3, 3)
    );
    let asked: Vec<_> = server.requests().into_iter().map(|it| it.target).collect();
    let of = format!("/v1/platform/{business}/oauth2/token/");
    let invoices = format!("/v1/platform/businesses/{business}/invoices/");
    let partner = "/v1/platform/oauth2/token/".to_owned();
    let (p, b, i) = (partner, of, invoices);
    let expected = [&p, &b, &i, &i, &b, &p, &b, &i];
    assert_eq!(asked.iter().collect::<Vec<_>>(), expected);
}

/// What concerns all businesses takes the token of the partner, what belongs to one takes that of the business.
#[tokio::test]
async fn each_operation_takes_the_token_of_its_tier() {
    let tokens = Tokens::default();
    let (_server, client) = tokens.client();
    client.businesses().list_businesses().await.unwrap();
    assert_eq!(tokens.issued(""), 1);
    client
        .invoices()
        .create_invoice(&businesses()[0], &new_invoice())
        .await
        .unwrap();
    assert_eq!(
        (
            tokens.issued(""),
            tokens.issued(&businesses()[0].to_string())
        ),
        (1, 1)
    );
}

/// A token of the partner that was made elsewhere makes those of the businesses.
#[tokio::test]
async fn a_token_of_the_partner_that_is_given_makes_those_of_businesses() {
    let tokens = Tokens::default();
    tokens.issue("");
    let answering = tokens.clone();
    let server = Server::deciding(move |request| answering.answer(request));
    let builder = setup::builder(&server, &ManualClock::new()).partner_token("token-canary--1");
    let client = builder.build().unwrap();
    let business = businesses()[0];
    let call = client.invoices().create_invoice(&business, &new_invoice());
    call.await.unwrap();
    assert_eq!(
        (tokens.issued(""), tokens.issued(&business.to_string())),
        (1, 1)
    );
}

/// A business of another partner gets no token, and the call says why.
#[tokio::test]
async fn a_business_of_somebody_else_gets_no_token() {
    let tokens = Tokens::default();
    let issue = tokens.clone();
    let server = Server::deciding(move |request| match request.target.as_str() {
        "/v1/platform/oauth2/token/" => issue.issue(""),
        _ => refusal(404, "business_not_found"),
    });
    let client = setup::builder(&server, &ManualClock::new())
        .partner(PARTNER, KEY)
        .build()
        .unwrap();
    let error = client
        .invoices()
        .create_invoice(&businesses()[0], &new_invoice())
        .await
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(!text.contains("canary"), "{text}");
    let error = client
        .tokens()
        .get_business_token(&businesses()[0])
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.api(),
            Some(GetBusinessTokenError::BusinessNotFound(_))
        ),
        "{error:?}"
    );
}
