//! Ours, with the transport that the feature names.

mod harness;

use client::Client;
use client::pets::{GetPetError, ListPetsParams};
use faultcode_runtime::Error;

#[derive(Clone)]
struct Generated(Client);

impl harness::Shop for Generated {
    fn new(url: &str) -> Self {
        let builder = Client::builder().base_url(url);
        #[cfg(feature = "reqwest")]
        let builder = builder.transport(
            faultcode_runtime::ReqwestTransport::new(reqwest::Client::builder()).expect("a transport"),
        );
        Self(builder.build().expect("a client"))
    }

    async fn pet(&self, id: &str) -> Result<usize, (String, i64)> {
        match self.0.pets().get_pet(id).await {
            Ok(pet) => Ok(pet.name.len()),
            Err(Error::Api { error: GetPetError::PaymentRequired(it), .. }) => {
                Err(("PAYMENT_REQUIRED".to_owned(), it.amount))
            }
            Err(other) => panic!("{other}"),
        }
    }

    async fn list(&self) -> usize {
        let mut params = ListPetsParams::default();
        params.kind = Some("cat".to_owned());
        params.limit = Some(100);
        let page = self.0.pets().list_pets(&params).await.expect("a page");
        page.items.len()
    }
}

fn main() {
    harness::run::<Generated>();
}
