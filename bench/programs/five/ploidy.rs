//! Calls five operations of the pet shop.
use client::Client;
use client::client::default::parameters::ListPetsQuery;
use client::types::{NewOwner, NewPet, PetKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(calls(&url))
}

async fn calls(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(url)?;
    let page = client.list_pets(&ListPetsQuery::default()).await?;
    let pet = client.get_pet("p1").await?;
    let body = NewPet { name: "Tom".to_owned(), kind: PetKind::Cat, ..NewPet::default() };
    let made = client.create_pet(body).await?;
    let body = NewOwner { name: "Ann".to_owned(), email: "ann@shop.example".to_owned(), ..NewOwner::default() };
    let owner = client.create_owner(body).await?;
    let stock = client.get_inventory().await?;
    println!("{} {} {} {} {}", page.items.len(), pet.name, made.id, owner.id, stock.counts.len());
    Ok(())
}
