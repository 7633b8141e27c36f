/// How [`Parcels::create_parcel`] can be refused.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CreateParcelError {
    /// `TOKEN_EXPIRED` (401): The access token has expired.
    TokenExpired(Box<TokenExpired>),
    /// `TOKEN_INVALID` (401): The access token is not known.
    TokenInvalid(Box<TokenInvalid>),
    /// `BALANCE_TOO_LOW` (402): The balance does not cover the parcel.
    BalanceTooLow(Box<BalanceTooLow>),
    /// `KEY_REUSED` (409): The idempotency key belongs to another parcel.
    KeyReused(Box<KeyReused>),
    /// `ADDRESS_INVALID` (422): The carrier does not know the address.
    AddressInvalid(Box<AddressInvalid>),
    /// `TOO_MANY_REQUESTS` (429): The request quota is used up.
    TooManyRequests(Box<TooManyRequests>),
    /// `CARRIER_DOWN` (503): The carrier's system does not answer.
    CarrierDown(Box<CarrierDown>),
    /// An answer that this version does not know. Compare `code()`; there is nothing in it to match.
    Unrecognized(Unrecognized),
}
