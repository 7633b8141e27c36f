//! openapi-to-rust's client.

mod harness;

use client::{ApiOpError, GetPetApiError, HttpClient};

#[derive(Clone)]
struct Generated(HttpClient);

impl harness::Shop for Generated {
    fn new(url: &str) -> Self {
        Self(HttpClient::new().with_base_url(url))
    }

    async fn pet(&self, id: &str) -> Result<usize, (String, i64)> {
        match self.0.get_pet(id).await {
            Ok(pet) => Ok(pet.name.len()),
            Err(ApiOpError::Api(answer)) => match answer.typed {
                Some(GetPetApiError::Status402(it)) => {
                    let amount = it.error.details.and_then(|it| it.additional_properties.get("amount")?.as_i64());
                    Err((it.error.code, amount.unwrap_or(0)))
                }
                other => panic!("{other:?}"),
            },
            Err(other) => panic!("{other}"),
        }
    }

    async fn list(&self) -> usize {
        let page = self.0.list_pets(Some("cat"), Some(100), None::<&str>).await;
        page.expect("a page").items.len()
    }
}

fn main() {
    harness::run::<Generated>();
}
