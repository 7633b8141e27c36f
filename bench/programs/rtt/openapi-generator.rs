//! openapi-generator's client.

mod harness;

use client::apis::configuration::Configuration;
use client::apis::Error;
use client::apis::pets_api::{GetPetError, get_pet, list_pets};

#[derive(Clone)]
struct Generated(std::rc::Rc<Configuration>);

impl harness::Shop for Generated {
    fn new(url: &str) -> Self {
        let configuration = Configuration { base_path: url.to_owned(), ..Configuration::new() };
        Self(configuration.into())
    }

    async fn pet(&self, id: &str) -> Result<usize, (String, i64)> {
        match get_pet(&self.0, id).await {
            Ok(pet) => Ok(pet.name.len()),
            Err(Error::ResponseError(answer)) => match answer.entity {
                Some(GetPetError::Status402(it)) => {
                    let amount = it.error.details.and_then(|it| it.get("amount")?.as_i64());
                    Err((it.error.code, amount.unwrap_or(0)))
                }
                other => panic!("{other:?}"),
            },
            Err(other) => panic!("{other}"),
        }
    }

    async fn list(&self) -> usize {
        let page = list_pets(&self.0, Some("cat"), Some(100), None).await;
        page.expect("a page").items.len()
    }
}

fn main() {
    harness::run::<Generated>();
}
