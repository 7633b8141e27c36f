/// `BALANCE_TOO_LOW` (402): The balance does not cover the parcel.
///
/// What to do: Add money to the account.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BalanceTooLow {
    /// The member `available`.
    pub available: Decimal,
    /// The member `needed`.
    pub needed: Decimal,
}
