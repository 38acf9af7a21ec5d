//! Where a record stands in a list, and the cursors that remember it.

use std::{cmp::Ordering, sync::Arc};

use data_encoding::BASE64URL_NOPAD;
use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale::locale;

/// The bytes by which a name sorts among German names: DIN 5007-1, Ä beside A, case and accents only where the letters
/// are the same (Unicode Collation Algorithm, UTS 10, with the German tailoring of CLDR).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameKey(Arc<[u8]>);

impl NameKey {
    pub fn of(name: &str) -> Self {
        thread_local! {
            static COLLATOR: Option<CollatorBorrowed<'static>> =
                Collator::try_new(locale!("de").into(), CollatorOptions::default()).ok();
        }
        let mut bytes = Vec::with_capacity(2 * name.len());
        COLLATOR.with(|collator| match collator {
            // The data is compiled in, so there always is a collator.
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(name, &mut bytes);
            }
            None => bytes.extend_from_slice(name.as_bytes()),
        });
        Self(bytes.into())
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

/// A place in an ordered list: no two records of a list share one, and it means the same whether or not its record is
/// still there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// A count, a date or a role; 0 where the list is ordered by name alone.
    pub primary: i64,
    pub name: Option<NameKey>,
    /// The last resort.
    pub id: u128,
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.primary.cmp(&other.primary).then_with(|| self.name.cmp(&other.name)).then_with(|| self.id.cmp(&other.id))
    }
}

/// By what a list is ordered. A cursor carries it, so that one taken from another order is refused rather than
/// misread. The numbers are part of cursors that clients hold; 7 is the order of search results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    Name = 1,
    StartedOn = 2,
    UpdatedAt = 3,
    Count = 4,
    Role = 5,
    StartsOn = 6,
}

/// An order and its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderBy {
    pub order: Order,
    pub descending: bool,
}

impl Default for OrderBy {
    fn default() -> Self {
        Self { order: Order::Name, descending: false }
    }
}

/// A place in a list as it is handed to clients: opaque text, URL-safe. Stays valid when records are added, changed or
/// deleted, the one it was taken from included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub order: u8,
    pub key: SortKey,
}

/// Why a text is not a cursor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a cursor: pass on an `endCursor`, `startCursor` or `cursor` of this same list as it came")]
pub struct CursorError(String);

/// The layout below; changes with it.
const CURSOR_VERSION: u8 = 1;

impl Cursor {
    /// version, order, primary (8 bytes), id (16 bytes), name key or nothing; base64url.
    pub fn encode(&self) -> String {
        let name = self.key.name.as_ref().map_or(&[][..], |name| &name.0);
        let mut bytes = Vec::with_capacity(26 + name.len());
        bytes.extend([CURSOR_VERSION, self.order]);
        bytes.extend(self.key.primary.to_be_bytes());
        bytes.extend(self.key.id.to_be_bytes());
        bytes.extend(name);
        BASE64URL_NOPAD.encode(&bytes)
    }

    pub fn decode(text: &str) -> Result<Self, CursorError> {
        Self::read(text).ok_or_else(|| CursorError(crate::model::text::excerpt(text, 40)))
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (&[CURSOR_VERSION, order], rest) = bytes.split_first_chunk()? else { return None };
        let (primary, rest) = rest.split_first_chunk()?;
        let (id, name) = rest.split_first_chunk()?;
        let key = SortKey {
            primary: i64::from_be_bytes(*primary),
            name: (!name.is_empty()).then(|| NameKey::from_bytes(name)),
            id: u128::from_be_bytes(*id),
        };
        Some(Self { order, key })
    }
}
