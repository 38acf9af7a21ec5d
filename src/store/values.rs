//! Values by their keys, in the order of keys: what every back end that keeps bytes has, and all that reading the log and
//! its index needs of it.

use super::{
    error::{Damage, StoreError},
    key::Span,
};

/// Which end of a range comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Forward,
    Backward,
}

/// A key or a value with the other.
pub type Pair<B> = (B, B);

pub trait Values {
    type Bytes: AsRef<[u8]>;

    fn get(&self, key: &[u8]) -> Result<Option<Self::Bytes>, StoreError>;

    /// The keys of a range with their values, as they were at one moment or later. Who takes few of them pays for few.
    fn range(&self, span: Span, order: Order) -> impl Iterator<Item = Result<Pair<Self::Bytes>, StoreError>>;

    /// What `damage` means for whoever runs the store.
    fn damaged(&self, damage: Damage) -> StoreError;
}
