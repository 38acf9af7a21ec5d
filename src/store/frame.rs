//! The frame around every value.
//!
//! | bytes | | |
//! | --- | --- | --- |
//! | 0 | format version | [`OLDEST`] to [`NEWEST`]; 0 was never given |
//! | 1–8 | hash | XXH3 with 64 bits over key, version and payload, big-endian |
//! | 9– | payload | bincode 2, its standard configuration: little-endian, integers of variable length |
//!
//! The key is hashed too, so that a value found at another key than it was written to is noticed. XXH3 finds accidents
//! (a flipped bit is always found, other damage but once in 2⁶⁴ times), not attackers: who can write the files can write
//! a hash.

use bincode::{BorrowDecode, Encode, config};
use xxhash_rust::xxh3::Xxh3;

use super::{
    error::{Damage, Flaw, StoreError},
    key,
};

/// The first format, in which everything is written that it can hold.
pub const OLDEST: u8 = 1;

/// The newest format that this program writes and reads. Since 2 there are organisations with others merged into them.
pub const NEWEST: u8 = 2;

const HASH_BYTES: usize = size_of::<u64>();

/// A value ready to be written, with its hash, of which the digest of the store is made.
pub struct Sealed {
    pub value: Vec<u8>,
    pub hash: u64,
}

/// What was in a frame.
pub struct Opened<'a> {
    pub version: u8,
    pub payload: &'a [u8],
    pub hash: u64,
}

/// The frame of `payload` at `key`.
pub fn seal(key: &[u8], version: u8, payload: &[u8]) -> Sealed {
    let hash = hash(key, version, payload);
    Sealed { value: [&[version], hash.to_be_bytes().as_slice(), payload].concat(), hash }
}

/// The frame of `shape` at `key`.
pub fn seal_shape(key: &[u8], version: u8, shape: &impl Encode) -> Result<Sealed, StoreError> {
    Ok(seal(key, version, &encode(key, shape)?))
}

/// What is in the frame found at `key`.
pub fn open<'a>(key: &[u8], value: &'a [u8]) -> Result<Opened<'a>, Damage> {
    unframe(key, value).map_err(|flaw| at(key, flaw))
}

/// The shape in the frame found at `key`.
pub fn open_shape<'a, T: BorrowDecode<'a, ()>>(key: &[u8], value: &'a [u8]) -> Result<T, Damage> {
    decode(open(key, value)?.payload).map_err(|flaw| at(key, flaw))
}

fn unframe<'a>(key: &[u8], value: &'a [u8]) -> Result<Opened<'a>, Flaw> {
    let short = || Flaw::Short(value.len());
    let (version, rest) = value.split_first().ok_or_else(short)?;
    match *version {
        OLDEST..=NEWEST => {}
        0 => return Err(Flaw::Version { found: 0 }),
        found => return Err(Flaw::Newer { found, supported: NEWEST }),
    }
    let (expected, payload) = rest.split_first_chunk::<HASH_BYTES>().ok_or_else(short)?;
    let found = hash(key, *version, payload);
    let opened = Opened { version: *version, payload, hash: found };
    if found == u64::from_be_bytes(*expected) { Ok(opened) } else { Err(Flaw::Checksum) }
}

fn hash(key: &[u8], version: u8, payload: &[u8]) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(key);
    hasher.update(&[version]);
    hasher.update(payload);
    hasher.digest()
}

/// The payload that stands for `shape`; `key` is named should it fail.
pub fn encode(key: &[u8], shape: &impl Encode) -> Result<Vec<u8>, StoreError> {
    bincode::encode_to_vec(shape, config::standard())
        .map_err(|source| StoreError::Encode { item: key::describe(key), source })
}

/// The shape that all of `payload` stands for.
pub fn decode<'a, T: BorrowDecode<'a, ()>>(payload: &'a [u8]) -> Result<T, Flaw> {
    let (shape, length) = bincode::borrow_decode_from_slice(payload, config::standard())?;
    match payload.len() - length {
        0 => Ok(shape),
        trailing => Err(Flaw::Trailing(trailing)),
    }
}

/// `flaw` of the value at `key`.
pub fn at(key: &[u8], flaw: Flaw) -> Damage {
    Damage::Value { item: key::describe(key), source: flaw }
}
