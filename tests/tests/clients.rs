//! The checked-in clients of five vendors: every operation through every error, on a real socket.

#[path = "clients/accounts.rs"]
mod accounts;
#[path = "clients/billium.rs"]
mod billium;
#[path = "clients/fakes.rs"]
mod fakes;
#[path = "clients/getbill.rs"]
mod getbill;
#[path = "clients/mock.rs"]
mod mock;
#[path = "clients/odd.rs"]
mod odd;
#[path = "clients/partner_invoicing.rs"]
mod partner_invoicing;
#[path = "clients/sessions.rs"]
mod sessions;
