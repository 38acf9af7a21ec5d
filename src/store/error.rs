//! What can go wrong with a store, in three steps from the outside in: [`StoreError`] is what an operation answers,
//! [`Damage`] what is wrong with a store as a whole, [`Flaw`] what is wrong with one value.
//!
//! Each text says what happened and where; the texts of [`StoreError`] also say what a person can do next.

use std::{error::Error, fmt, io, path::PathBuf};

use super::meta::Tally;
use crate::model::{Revision, date::DateError, slug::SlugError};

/// Why a store could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "the data directory `{}` is in use by {holder}: stop that process, or choose another directory",
        .directory.display()
    )]
    InUse { directory: PathBuf, holder: Holder },
    #[error("`{}` has something in it already: choose another directory, which is made", .directory.display())]
    Occupied { directory: PathBuf },
    #[error("cannot {operation} `{}`: check that the path exists, is writable and its disk is not full", .path.display())]
    File { operation: &'static str, path: PathBuf, source: io::Error },
    #[error("cannot {operation} the store in `{location}`: check its disk, then start again")]
    Engine { operation: &'static str, location: String, source: Box<dyn Error + Send + Sync> },
    #[error(
        "the store in `{location}` is damaged: run `buendnis recover --data {location} --backup-dir DIR`, which sets it aside \
         and makes it anew of the newest backup in DIR and what can still be read; without backups, leave out --backup-dir"
    )]
    Damaged { location: String, source: Box<Damage> },
    #[error("the store at {location} is damaged: restore the newest backup under another prefix")]
    DamagedShared { location: String, source: Box<Damage> },
    #[error(
        "{item} of the store in `{location}` has format version {found}, this program reads versions up to \
         {supported}: start a newer version of the program"
    )]
    Newer { location: String, item: String, found: u8, supported: u8 },
    #[error("cannot encode {item}: report it, the program is wrong")]
    Encode { item: String, source: bincode::error::EncodeError },
    #[error("cannot {operation} the store at {location} now: {advice}; what could be read before still can")]
    Unavailable {
        operation: &'static str,
        location: String,
        advice: &'static str,
        source: Box<dyn Error + Send + Sync>,
    },
    #[error(
        "a change of {operations} operations and {bytes} bytes is more than one transaction of etcd takes, which is \
         {most_operations} and {most_bytes}: make it in several"
    )]
    TooLarge { operations: usize, most_operations: usize, bytes: usize, most_bytes: usize },
    #[error("there is a register at {location} already: name another prefix")]
    NotEmpty { location: String },
    #[error("at {location} a register was being restored, and not to its end: restore the backup again")]
    Unfinished { location: String },
    #[error("the store is at revision {current}, not {base}: take in what others committed and try again")]
    Stale { base: Revision, current: Revision },
    #[error("change set {found} follows revision {}, not {expected}: number change sets without gaps", .expected - 1)]
    Unordered { expected: Revision, found: Revision },
    #[error(
        "a commit to the store in `{location}` failed, and its state is unknown since: check its disk, then start again"
    )]
    Poisoned { location: String },
}

impl StoreError {
    /// What is wrong with the store at `location`. A value of a newer format is no damage.
    pub(super) fn damaged(location: &str, damage: Damage) -> Self {
        let location = location.to_owned();
        match damage {
            Damage::Value { item, source: Flaw::Newer { found, supported } } => {
                Self::Newer { location, item, found, supported }
            }
            damage => Self::Damaged { location, source: Box::new(damage) },
        }
    }
}

/// Who has a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Process(u32),
    /// The holder has not written down its number yet.
    Unknown,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Process(id) => write!(f, "process {id}"),
            Self::Unknown => f.write_str("another process"),
        }
    }
}

/// What is wrong with a store.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    #[error("{item} cannot be read")]
    Value { item: String, source: Flaw },
    #[error("`{0}` is not a key of a store")]
    Key(String),
    #[error("the meta record is missing, though the store has been used")]
    MetaMissing,
    #[error("it should hold {expected} but holds {found}")]
    Tally { expected: Tally, found: Tally },
    #[error("its data ends at revision {found}, but revision {witnessed} was committed")]
    Lost { witnessed: Revision, found: Revision },
    #[error("{0} is missing")]
    Missing(String),
    #[error("the log has no change set {0}, or only a part of it")]
    LogGap(Revision),
    #[error("the file HEAD, which names the last revision, is missing")]
    WitnessMissing,
    #[error("`{}` does not say which revision was committed last", .0.display())]
    Witness(PathBuf),
    #[error("the storage engine found its files damaged")]
    Files(#[source] Box<dyn Error + Send + Sync>),
    #[error("the storage engine gave up: {0}")]
    Panicked(String),
}

/// What is wrong with one value.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    #[error("its format version {found} is newer than {supported}")]
    Newer { found: u8, supported: u8 },
    #[error("{found} is not a format version")]
    Version { found: u8 },
    #[error("its {0} bytes are fewer than a frame has")]
    Short(usize),
    #[error("it does not match its checksum")]
    Checksum,
    #[error("its bytes have not the shape they should have")]
    Shape(#[from] bincode::error::DecodeError),
    #[error("{0} bytes are left over behind it")]
    Trailing(usize),
    #[error("{number} is not the number of a {vocabulary}")]
    Number { vocabulary: &'static str, number: u8 },
    #[error("it has a date that is none")]
    Date(#[from] DateError),
    #[error("it has a slug that is none")]
    Slug(#[from] SlugError),
    #[error("it names a record that is none")]
    Subject,
    #[error("it is a change from nothing to nothing")]
    Change,
}
