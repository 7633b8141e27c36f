/// How [`Parcels::create_parcel`] can be refused.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CreateParcelError {
    /// Status 401: The request was refused.
    Unauthorized(Box<Unauthorized>),
    /// Status 402: The request was refused.
    PaymentRequired(Box<PaymentRequired>),
    /// Status 409: The request was refused.
    Conflict(Box<Conflict>),
    /// Status 422: The request was refused.
    UnprocessableContent(Box<UnprocessableContent>),
    /// Status 429: The request was refused.
    RateLimited(Box<RateLimited>),
    /// Status 503: The request was refused.
    ServiceUnavailable(Box<ServiceUnavailable>),
    /// An answer that this version does not know. Compare `code()`; there is nothing in it to match.
    Unrecognized(Unrecognized),
}
