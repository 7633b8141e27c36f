//! Rules about schemas and the types they become.

super::rules! {}
