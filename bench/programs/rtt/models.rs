//! The pet shop's models as one writes them by hand.
#![allow(dead_code)]

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PetKind {
    Cat,
    Dog,
    Bird,
    Rabbit,
    Other,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PetState {
    Available,
    Reserved,
    Home,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Pet {
    pub id: String,
    pub name: String,
    pub kind: PetKind,
    pub state: PetState,
    pub breed: Option<String>,
    pub born: Option<String>,
    pub weight: Option<f64>,
    pub vaccinated: Option<bool>,
    pub chip: Option<i64>,
    pub owner: Option<Owner>,
    pub tags: Option<Vec<String>>,
    pub photos: Option<Vec<Photo>>,
    pub labels: Option<BTreeMap<String, String>>,
    pub created_at: String,
    pub updated_at: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Owner {
    pub id: String,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub address: Option<Address>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Address {
    pub line1: String,
    pub line2: Option<String>,
    pub city: String,
    pub postal_code: Option<String>,
    pub country: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Photo {
    pub url: String,
    pub width: i32,
    pub height: i32,
    pub caption: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PetPage {
    pub items: Vec<Pet>,
    pub has_more: bool,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Failure {
    pub error: FailureBody,
    pub request_id: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct FailureBody {
    pub code: String,
    pub message: String,
    pub details: Option<Details>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Details {
    pub amount: i64,
    pub currency: String,
    pub due: Option<String>,
}
