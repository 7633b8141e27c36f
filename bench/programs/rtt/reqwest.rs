//! reqwest by hand.

mod harness;
mod models;

use models::{Failure, Pet, PetPage};
use reqwest::Client;

#[derive(Clone)]
struct ByHand {
    url: String,
    client: Client,
}

impl harness::Shop for ByHand {
    fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            client: Client::builder().user_agent("by-hand/1.0").build().expect("a client"),
        }
    }

    async fn pet(&self, id: &str) -> Result<usize, (String, i64)> {
        let call = self.client.get(format!("{}/pets/{id}", self.url));
        let answer = call.header("accept", "application/json").send().await.expect("an answer");
        if answer.status().is_success() {
            let pet: Pet = answer.json().await.expect("a pet");
            return Ok(pet.name.len());
        }
        let failure: Failure = answer.json().await.expect("a failure");
        let amount = failure.error.details.map_or(0, |it| it.amount);
        Err((failure.error.code, amount))
    }

    async fn list(&self) -> usize {
        let call = self.client.get(format!("{}/pets", self.url));
        let call = call.query(&[("kind", "cat"), ("limit", "100")]);
        let answer = call.header("accept", "application/json").send().await.expect("an answer");
        let page: PetPage = answer.json().await.expect("a page");
        page.items.len()
    }
}

fn main() {
    harness::run::<ByHand>();
}
