//! oas3-gen's client.

mod harness;

use client::{ApiResponse, GetPetRequest, GetPetRequestPath, ListPetsRequest, ListPetsRequestQuery, PetstoreClient};

#[derive(Clone)]
struct Generated(std::rc::Rc<PetstoreClient>);

impl harness::Shop for Generated {
    fn new(url: &str) -> Self {
        Self(PetstoreClient::with_base_url(url).expect("a client").into())
    }

    async fn pet(&self, id: &str) -> Result<usize, (String, i64)> {
        let path = GetPetRequestPath { pet_id: id.to_owned() };
        match self.0.get_pet(GetPetRequest { path }).await.expect("an answer") {
            ApiResponse::Ok(pet) => Ok(pet.name.len()),
            ApiResponse::PaymentRequired(it) => {
                let amount = it.error.details.and_then(|it| it.get("amount")?.as_i64());
                Err((it.error.code, amount.unwrap_or(0)))
            }
            _ => panic!("another answer"),
        }
    }

    async fn list(&self) -> usize {
        let query = ListPetsRequestQuery { kind: Some("cat".to_owned()), limit: Some(100), cursor: None };
        match self.0.list_pets(ListPetsRequest { query }).await.expect("an answer") {
            ApiResponse::Ok(page) => page.items.len(),
            _ => panic!("another answer"),
        }
    }
}

fn main() {
    harness::run::<Generated>();
}
