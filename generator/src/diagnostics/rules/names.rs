//! Rules about identifiers, modules and files of the output.

super::rules! {}
