//! Ours, with the transport that the feature names.

mod harness;

use client::Client;
use client::pets::GetPetError;

#[derive(Clone)]
struct Generated(Client);

impl harness::Shop for Generated {
    fn new(url: &str) -> Self {
        let builder = Client::builder().base_url(url);
        #[cfg(feature = "reqwest")]
        let builder = builder.transport(
            faultcode_runtime::transports::ReqwestTransport::new(reqwest::Client::builder()).expect("a transport"),
        );
        Self(builder.build().expect("a client"))
    }

    async fn pet(&self, id: &str) -> Result<usize, (String, i64)> {
        match self.0.pets().get_pet(id).await {
            Ok(pet) => Ok(pet.name.len()),
            Err(error) => match error.api() {
                Some(GetPetError::PaymentRequiredCode(it)) => {
                    Err(("PAYMENT_REQUIRED".to_owned(), it.amount))
                }
                _ => panic!("{error}"),
            },
        }
    }

    async fn list(&self) -> usize {
        let call = self.0.pets().list_pets();
        let call = call.with(|it| it.kind("cat").limit(100));
        let page = call.await.expect("a page");
        page.items.len()
    }
}

fn main() {
    harness::run::<Generated>();
}
