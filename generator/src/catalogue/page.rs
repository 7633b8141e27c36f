//! The catalogue as one page: a matrix of operations by codes, and a section per code with its facts and the arm that handles it.
//!
//! The page is one file that asks no network for anything. What each code means stands in it as plain HTML, so that it can be read,
//! linked to and printed; `view.js` draws the matrix from the data beside it, as much of it as is seen. Text of documents becomes
//! HTML in `html` and data in `data`, and nowhere else.

mod across;
mod data;
mod gathered;
mod html;
mod tone;

pub use gathered::Service;

/// The page of one document, or of several with what differs between them.
pub fn page(services: &[Service]) -> String {
    html::page(services, &across::differences(services))
}
