//! One more place of an inline object.

use client::Client;
use client::input::{CreateOrderRequest, CreateOrderRequestTo, CreateUserRequest, CreateUserRequestHome};

pub async fn make(client: &Client) -> bool {
    let order = CreateOrderRequest::new().to(CreateOrderRequestTo::new().street("Main"));
    let user = CreateUserRequest::new().home(CreateUserRequestHome::new().street("Side"));
    client.orders().create_order(&order).await.is_ok() && client.orders().create_user(&user).await.is_ok()
}
