//! A required member that is only sent appears.

use client::input::User;

pub fn made() -> User {
    User::new("Ada") //~ E0061
}
