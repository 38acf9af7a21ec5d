//! Backups: the log of a store in one file, of which the same store can be made again.
//!
//! The log is all there is: the records are what it leads to, and the history is the log. What was committed never
//! changes, so a backup is of one revision by nature, and is made while others commit. (What a store keeps beside the log,
//! the memos of requests, is of a day's use and stays behind.)
//!
//! A backup is gzip (RFC 1952), around
//!
//! | bytes | | |
//! | --- | --- | --- |
//! | 18 | `buendnis backup 1\n` | what it is, and the version of this page |
//! | 4, 4 and more | lengths of key and value, big-endian, then both | the parts of all change sets, in order, as a store keeps them |
//! | the same | the meta record | where the log ends, and what the records come to |
//!
//! Each value has the checksum of its frame, the whole has that of gzip. A backup that ends without the meta record was
//! cut off. To read one is to replay it: the records must come to what the meta record says.

use std::io::{self, BufReader, Read, Write};

use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};

use super::{
    Damage, Store, StoreError,
    key::META,
    log::{self, Assembly},
    meta::Meta,
};
use crate::model::{ChangeSet, Revision};

const MAGIC: &[u8] = b"buendnis backup ";
/// The version that this program writes, and the newest that it reads.
const VERSION: u8 = b'1';

/// Change sets read from the store at once.
const LOG_PAGE: u64 = 64;
/// Changes handed out at once: what a store takes in one step.
const GROUP: usize = 1_000;
/// No key is longer, and no value: a record before and after, each with every list and text at its limit.
const MAX_KEY_BYTES: u32 = 64;
const MAX_VALUE_BYTES: u32 = 16 << 20;

/// What is in a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    pub revision: Revision,
    /// Of all change sets together.
    pub changes: u64,
}

/// Why a backup could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the backup cannot be written")]
    Write(#[source] io::Error),
    #[error("the backup cannot be read, or was damaged or cut off: take another one")]
    Read(#[source] io::Error),
    #[error("this is no backup")]
    Foreign,
    #[error("the backup has format version `{}`, this program reads version {}: take a newer one", .0.escape_ascii(), VERSION as char)]
    Newer(u8),
    #[error("the backup is damaged: take another one")]
    Damaged(#[source] Damage),
    #[error("the backup has {0} bytes too many behind its end: take another one")]
    Trailing(usize),
}

impl From<Damage> for BackupError {
    fn from(damage: Damage) -> Self {
        Self::Damaged(damage)
    }
}

/// Writes everything up to revision `until`, which the store has reached.
pub fn write(store: &dyn Store, until: Revision, out: impl Write) -> Result<Contents, BackupError> {
    let mut out = GzEncoder::new(out, Compression::fast());
    out.write_all(&[MAGIC, &[VERSION, b'\n']].concat()).map_err(BackupError::Write)?;
    let mut meta = Meta::default();
    let mut changes = 0;
    while meta.revision < until {
        let limit = LOG_PAGE.min(until - meta.revision);
        let sets = store.log(meta.revision, limit as usize)?;
        if sets.is_empty() {
            return Err(Damage::LogGap(meta.revision + 1).into());
        }
        for part in sets.iter().flat_map(log::parts) {
            let part = part?;
            put(&mut out, part.key.as_ref(), &part.value.unwrap_or_default()).map_err(BackupError::Write)?;
        }
        meta = meta.after(&sets)?;
        changes += count(&sets);
    }
    put(&mut out, META, &meta.seal(META)?.value).map_err(BackupError::Write)?;
    out.finish().and_then(|mut out| out.flush()).map_err(BackupError::Write)?;
    Ok(Contents { revision: until, changes })
}

/// Reads a backup and hands its change sets to `take`, some at a time with the revision before them. That nothing is
/// missing and nothing damaged is known when this returns.
pub fn read(
    input: impl Read,
    mut take: impl FnMut(Revision, &[ChangeSet]) -> Result<(), StoreError>,
) -> Result<Contents, BackupError> {
    let mut input = GzDecoder::new(BufReader::new(input));
    check_version(&mut input)?;
    let mut assembly = Assembly::after(0);
    let mut meta = Meta::default();
    let mut changes = 0;
    let mut group: Vec<ChangeSet> = Vec::new();
    loop {
        let (key, value) = get(&mut input).map_err(BackupError::Read)?;
        let is_end = key == META;
        if !is_end {
            group.extend(assembly.push(&key, &value)?);
        }
        if is_end || count(&group) >= GROUP as u64 {
            if !group.is_empty() {
                take(meta.revision, &group)?;
            }
            changes += count(&group);
            meta = meta.after(&group)?;
            group.clear();
        }
        if is_end {
            check_end(input, meta, Meta::open(META, &value)?)?;
            return Ok(Contents { revision: meta.revision, changes });
        }
    }
}

fn count(sets: &[ChangeSet]) -> u64 {
    sets.iter().map(|set| set.changes.len() as u64).sum()
}

fn check_version(input: &mut impl Read) -> Result<(), BackupError> {
    let mut magic = [0; MAGIC.len() + 2];
    // Whatever is no gzip is no backup.
    input.read_exact(&mut magic).map_err(|_| BackupError::Foreign)?;
    match magic.strip_prefix(MAGIC) {
        Some([VERSION, b'\n']) => Ok(()),
        Some([version, _]) => Err(BackupError::Newer(*version)),
        _ => Err(BackupError::Foreign),
    }
}

/// Whether what was read is all that should be there, to the last byte.
fn check_end(mut input: GzDecoder<impl io::BufRead>, found: Meta, expected: Meta) -> Result<(), BackupError> {
    if found.revision != expected.revision {
        return Err(Damage::Lost { witnessed: expected.revision, found: found.revision }.into());
    }
    expected.verify(found.tally)?;
    // To read to the end is to have gzip compare its checksum.
    let mut rest = Vec::new();
    input.by_ref().read_to_end(&mut rest).map_err(BackupError::Read)?;
    input.into_inner().read_to_end(&mut rest).map_err(BackupError::Read)?;
    if rest.is_empty() { Ok(()) } else { Err(BackupError::Trailing(rest.len())) }
}

fn put(out: &mut impl Write, key: &[u8], value: &[u8]) -> io::Result<()> {
    for length in [key.len(), value.len()] {
        let length = u32::try_from(length).map_err(io::Error::other)?;
        out.write_all(&length.to_be_bytes())?;
    }
    out.write_all(key)?;
    out.write_all(value)
}

fn get(input: &mut impl Read) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut length = |limit| {
        let mut bytes = [0; 4];
        input.read_exact(&mut bytes)?;
        match u32::from_be_bytes(bytes) {
            length if length <= limit => Ok(length as usize),
            length => Err(io::Error::other(format!("{length} is no length"))),
        }
    };
    let (key_length, value_length) = (length(MAX_KEY_BYTES)?, length(MAX_VALUE_BYTES)?);
    let mut bytes = vec![0; key_length + value_length];
    input.read_exact(&mut bytes)?;
    let value = bytes.split_off(key_length);
    Ok((bytes, value))
}
