//! Rules about paths, parameters, bodies and responses.

super::rules! {}
