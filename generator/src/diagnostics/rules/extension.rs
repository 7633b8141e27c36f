//! Rules about the faultcode extensions and the foreign dialects.

super::rules! {}
