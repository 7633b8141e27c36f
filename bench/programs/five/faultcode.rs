//! Calls five operations of the pet shop.
use client::Client;
use client::input::{NewOwner, NewPet, PetKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(calls(&url))
}

async fn calls(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().base_url(url).build()?;
    let page = client.pets().list_pets().await?;
    let pet = client.pets().get_pet("p1").await?;
    let made = client.pets().create_pet(&NewPet::new("Tom", PetKind::Cat)).await?;
    let owner = client.owners().create_owner(&NewOwner::new("Ann", "ann@shop.example")).await?;
    let stock = client.orders().get_inventory().await?;
    println!("{} {} {} {} {}", page.items.len(), pet.name, made.id, owner.id, stock.counts.len());
    Ok(())
}
