/// One of the values of `ParcelState`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ParcelState {
    /// The value `booked`.
    Booked,
    /// The value `on_its_way`.
    OnItsWay,
    /// The value `delivered`.
    Delivered,
    /// The value `cancelled`.
    Cancelled,
    /// A value that this version does not know.
    Unknown(UnknownText),
}
