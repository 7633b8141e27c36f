//! Calls five operations of the pet shop.
use client::apis::{OrdersApi, OwnersApi, PetsApi};
use client::models::{NewOwner, NewPet, PetKind};
use client::runtime::client::Client;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(calls(&url))
}

async fn calls(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(url);
    let pets = PetsApi::new(&client);
    let page = pets.list_pets(&None, None, &None).await?.data.ok_or("no pets")?;
    let pet = pets.get_pet("p1").await?.data.ok_or("no pet")?;
    let body = NewPet {
        name: "Tom".to_owned(),
        kind: PetKind::Cat,
        breed: None,
        born: None,
        owner_id: None,
        tags: None,
    };
    let made = pets.create_pet(&body).await?.created.ok_or("no pet was made")?;
    let body = NewOwner {
        name: "Ann".to_owned(),
        email: "ann@shop.example".to_owned(),
        phone: None,
        address: None,
    };
    let owners = OwnersApi::new(&client);
    let owner = owners.create_owner(&body).await?.created.ok_or("no owner was made")?;
    let stock = OrdersApi::new(&client).get_inventory().await?.data.ok_or("no stock")?;
    println!("{} {} {} {} {}", page.items.len(), pet.name, made.id, owner.id, stock.counts.len());
    Ok(())
}
