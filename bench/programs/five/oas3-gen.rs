//! Calls five operations of the pet shop.
use client::{
    ApiResponse, CreateOwnerRequest, CreatePetRequest, GetInventoryRequest, GetPetRequest,
    GetPetRequestPath, ListPetsRequest, ListPetsRequestQuery, NewOwner, NewPet, PetKind,
    PetstoreClient,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(calls(&url))
}

async fn calls(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let client = PetstoreClient::with_base_url(url)?;
    let query = ListPetsRequestQuery { kind: None, limit: None, cursor: None };
    let ApiResponse::Ok(page) = client.list_pets(ListPetsRequest { query }).await? else {
        return Err("no pets".into());
    };
    let path = GetPetRequestPath { pet_id: "p1".to_owned() };
    let ApiResponse::Ok(pet) = client.get_pet(GetPetRequest { path }).await? else {
        return Err("no pet".into());
    };
    let body = NewPet { name: "Tom".to_owned(), kind: PetKind::Cat, ..NewPet::default() };
    let ApiResponse::Created(made) = client.create_pet(CreatePetRequest { body }).await? else {
        return Err("no pet was made".into());
    };
    let body = NewOwner { name: "Ann".to_owned(), email: "ann@shop.example".to_owned(), ..NewOwner::default() };
    let ApiResponse::Created(owner) = client.create_owner(CreateOwnerRequest { body }).await? else {
        return Err("no owner was made".into());
    };
    let ApiResponse::Ok(stock) = client.get_inventory(GetInventoryRequest {}).await? else {
        return Err("no stock".into());
    };
    println!("{} {} {} {} {}", page.items.len(), pet.name, made.id, owner.id, stock.counts.len());
    Ok(())
}
