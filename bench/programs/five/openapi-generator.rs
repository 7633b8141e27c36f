//! Calls five operations of the pet shop.
use client::apis::configuration::Configuration;
use client::apis::orders_api::get_inventory;
use client::apis::owners_api::create_owner;
use client::apis::pets_api::{create_pet, get_pet, list_pets};
use client::models::{NewOwner, NewPet, PetKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(calls(&url))
}

async fn calls(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = Configuration { base_path: url.to_owned(), ..Configuration::new() };
    let page = list_pets(&client, None, None, None).await?;
    let pet = get_pet(&client, "p1").await?;
    let made = create_pet(&client, NewPet::new("Tom".to_owned(), PetKind::Cat)).await?;
    let owner = create_owner(&client, NewOwner::new("Ann".to_owned(), "ann@shop.example".to_owned())).await?;
    let stock = get_inventory(&client).await?;
    println!("{} {} {} {} {}", page.items.len(), pet.name, made.id, owner.id, stock.counts.len());
    Ok(())
}
