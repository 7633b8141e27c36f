//! Calls five operations of the pet shop.
use client::{HttpClient, NewOwner, NewPet, PetKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(calls(&url))
}

async fn calls(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = HttpClient::new().with_base_url(url);
    let page = client.list_pets(None::<&str>, None, None::<&str>).await?;
    let pet = client.get_pet("p1").await?;
    let made = client.create_pet(NewPet::new(PetKind::Cat, "Tom".to_owned())).await?;
    let owner = client.create_owner(NewOwner::new("ann@shop.example".to_owned(), "Ann".to_owned())).await?;
    let stock = client.get_inventory().await?;
    let counts = stock.counts.additional_properties;
    println!("{} {} {} {} {}", page.items.len(), pet.name, made.id, owner.id, counts.len());
    Ok(())
}
