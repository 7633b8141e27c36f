//! The names of a file, in a form that is cheap to compare.

use std::fmt::{self, Write as _};

use proc_macro2::{Ident, TokenStream, TokenTree};

/// Which names and keywords a file holds and how often, whatever their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names {
    count: usize,
    sum: u64,
}

impl Names {
    fn add(&mut self, name: &Ident) {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        // Hashing refuses nothing.
        let _ = write!(hash, "{name}");
        self.count += 1;
        self.sum = self.sum.wrapping_add(hash.0);
    }

    /// Counts the names of all tokens.
    pub(super) fn all(&mut self, tokens: TokenStream) {
        for tree in tokens {
            match tree {
                TokenTree::Group(group) => self.all(group.stream()),
                TokenTree::Ident(name) => self.add(&name),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

/// The FNV-1a hash of what is written: enough against accidents, and documents cannot choose names freely.
struct Fnv(u64);

impl fmt::Write for Fnv {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Ok(())
    }
}
