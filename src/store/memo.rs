//! Memos: small values that are kept beside the register for a while and then forgotten, such as the answer to a request
//! that may be sent again. They are no part of the register: not of its revisions, its log or its tally.

use bincode::{BorrowDecode, Encode};

use super::{
    error::{Damage, StoreError},
    frame,
    key::Key,
    write::Write,
};
use crate::model::Timestamp;

/// Where a memo is found again: a hash, so that it says nothing and has one length.
pub type MemoKey = [u8; 32];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memo {
    pub key: MemoKey,
    /// When it was made.
    pub at: Timestamp,
    pub value: Vec<u8>,
}

#[derive(Encode, BorrowDecode)]
struct Shape<'a> {
    at: i64,
    value: &'a [u8],
}

impl Memo {
    pub(super) fn write(&self) -> Result<Write, StoreError> {
        let key = Key::of_memo(&self.key);
        let shape = Shape { at: self.at.as_micros(), value: &self.value };
        let value = frame::seal_shape(key.as_ref(), frame::OLDEST, &shape)?.value;
        Ok(Write { key, value: Some(value) })
    }

    /// When the memo found at `key` was made, and what it says.
    pub(super) fn open(key: &[u8], value: &[u8]) -> Result<(Timestamp, Vec<u8>), Damage> {
        let Shape { at, value } = frame::open_shape(key, value)?;
        Ok((Timestamp::from_micros(at), value.to_vec()))
    }
}
