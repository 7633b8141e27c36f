//! Rules about what a document must be before types are read: structure, references, versions.

super::rules! {}
