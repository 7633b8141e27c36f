//! hyper-util by hand.

mod harness;
mod models;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use models::{Failure, Pet, PetPage};

#[derive(Clone)]
struct ByHand {
    url: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl ByHand {
    async fn get(&self, path: &str) -> (StatusCode, Bytes) {
        let request = Request::get(format!("{}{path}", self.url))
            .header("accept", "application/json")
            .header("user-agent", "by-hand/1.0")
            .body(Full::default())
            .expect("a request");
        let answer = self.client.request(request).await.expect("an answer");
        let status = answer.status();
        let body = answer.into_body().collect().await.expect("a body");
        (status, body.to_bytes())
    }
}

impl harness::Shop for ByHand {
    fn new(url: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            url: url.to_owned(),
            client: Client::builder(TokioExecutor::new()).build(connector),
        }
    }

    async fn pet(&self, id: &str) -> Result<usize, (String, i64)> {
        let (status, body) = self.get(&format!("/pets/{id}")).await;
        if status.is_success() {
            let pet: Pet = serde_json::from_slice(&body).expect("a pet");
            return Ok(pet.name.len());
        }
        let failure: Failure = serde_json::from_slice(&body).expect("a failure");
        let amount = failure.error.details.map_or(0, |it| it.amount);
        Err((failure.error.code, amount))
    }

    async fn list(&self) -> usize {
        let (_, body) = self.get("/pets?kind=cat&limit=100").await;
        let page: PetPage = serde_json::from_slice(&body).expect("a page");
        page.items.len()
    }
}

fn main() {
    harness::run::<ByHand>();
}
