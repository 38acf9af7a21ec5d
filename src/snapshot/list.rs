//! Lists and their pages: one pure implementation of keyset paging for every connection of the API.

use std::{ops::Bound, sync::OnceLock};

use imbl::OrdMap;

use super::{
    Snapshot,
    filter::{InitiativeFilter, OrganisationFilter},
    key::{Cursor, Order, SortKey},
    links::Link,
    participation::{self, End, Ends, Linked},
    table::Slot,
};
use crate::model::{
    Problem,
    limits::{DEFAULT_PAGE, MAX_PAGE},
};

/// The rows of a list in order.
pub type OrderIndex = OrdMap<SortKey, Slot>;

/// What a list is made of: a handle on a row of a snapshot.
pub trait Item<'a>: Copy + 'a {
    fn at(snapshot: &'a Snapshot, slot: Slot) -> Option<Self>;

    /// The same, from what a link says of the row.
    fn of_ends(ends: Ends<'a>) -> Option<Self> {
        ends.row()
    }

    fn sort_key(self, order: Order) -> SortKey;
}

/// The part of a list that was asked for, after the Relay Cursor Connections specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Counted from the end of the list (`last`). The order of the entries stays the same.
    pub backward: bool,
    /// At most [`MAX_PAGE`].
    pub limit: usize,
    pub after: Option<Cursor>,
    pub before: Option<Cursor>,
}

impl Default for Window {
    fn default() -> Self {
        Self { backward: false, limit: DEFAULT_PAGE, after: None, before: None }
    }
}

impl Window {
    /// The window that the arguments of a connection mean; everything wrong with them otherwise.
    pub fn parse(
        first: Option<i32>,
        after: Option<&str>,
        last: Option<i32>,
        before: Option<&str>,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        if first.is_some() && last.is_some() {
            problems.push(Problem::invalid("last", "give either `first` or `last`, not both"));
        }
        let limit = page_size("first", first, &mut problems).or(page_size("last", last, &mut problems));
        let after = parse_cursor("after", after, &mut problems);
        let before = parse_cursor("before", before, &mut problems);
        let window =
            Self { backward: last.is_some() && first.is_none(), limit: limit.unwrap_or(DEFAULT_PAGE), after, before };
        if problems.is_empty() { Ok(window) } else { Err(problems) }
    }
}

/// The cursor of an entry of a list in this order.
pub fn cursor<'a>(item: impl Item<'a>, order: Order) -> String {
    Cursor { order: order as u8, key: item.sort_key(order) }.encode()
}

/// The size of a page or of another part of a list, 0 to [`MAX_PAGE`].
pub fn page_size(field: &str, size: Option<i32>, problems: &mut Vec<Problem>) -> Option<usize> {
    let size = size?;
    match usize::try_from(size) {
        Ok(size) if size <= MAX_PAGE => Some(size),
        _ => {
            problems.push(Problem::invalid(field, format_args!("{size} is not a page size: 0 to {MAX_PAGE}")));
            None
        }
    }
}

fn parse_cursor(field: &str, text: Option<&str>, problems: &mut Vec<Problem>) -> Option<Cursor> {
    match Cursor::decode(text?) {
        Ok(cursor) => Some(cursor),
        Err(error) => {
            problems.push(Problem::invalid(field, error));
            None
        }
    }
}

/// Where the entries of a list come from, ascending by their key.
enum Source<'a> {
    Index(&'a OrderIndex),
    Links(&'a [Link], End),
    Slots(Slots),
}

/// Some rows, each once. How many they are is known before they are in order.
struct Slots {
    unsorted: Vec<Slot>,
    sorted: OnceLock<Vec<(SortKey, Slot)>>,
}

impl Slots {
    fn new(slots: impl IntoIterator<Item = Slot>) -> Self {
        let mut unsorted: Vec<Slot> = slots.into_iter().collect();
        unsorted.sort_unstable();
        unsorted.dedup();
        Self { unsorted, sorted: OnceLock::new() }
    }

    /// O(k log k) for k rows, the first time.
    fn sorted(&self, key: impl Fn(Slot) -> Option<SortKey>) -> &[(SortKey, Slot)] {
        self.sorted.get_or_init(|| {
            let keyed = self.unsorted.iter().filter_map(|slot| Some((key(*slot)?, *slot)));
            let mut sorted: Vec<(SortKey, Slot)> = keyed.collect();
            sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            sorted
        })
    }
}

/// A test that entries must pass.
type Keep<'a, T> = Box<dyn Fn(T) -> bool + Send + Sync + 'a>;

/// An ordered list of records at one revision, of which nothing is computed before it is asked for.
pub struct List<'a, T> {
    snapshot: &'a Snapshot,
    source: Source<'a>,
    order: Order,
    descending: bool,
    keep: Option<Keep<'a, T>>,
}

/// Entries of a list, and whether the list goes on in the direction of reading.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    more: bool,
}

impl<'a, T: Item<'a>> List<'a, T> {
    /// All rows of an index.
    pub(super) fn of_index(snapshot: &'a Snapshot, index: &'a OrderIndex, order: Order) -> Self {
        Self { snapshot, source: Source::Index(index), order, descending: false, keep: None }
    }

    /// The rows of `slots`, each once, all of which are there.
    pub(super) fn of_slots(snapshot: &'a Snapshot, slots: impl IntoIterator<Item = Slot>, order: Order) -> Self {
        let source = Source::Slots(Slots::new(slots));
        Self { snapshot, source, order, descending: false, keep: None }
    }

    pub(super) fn descending(self, descending: bool) -> Self {
        Self { descending, ..self }
    }

    /// Leaves out what does not pass. Reading then costs as much as is skipped.
    pub(super) fn keeping(self, keep: impl Fn(T) -> bool + Send + Sync + 'a) -> Self {
        Self { keep: Some(Box::new(keep)), ..self }
    }

    /// How many entries the list has: from the index if all of them are kept, else by going through them.
    pub fn total(&self) -> usize {
        match (&self.keep, &self.source) {
            (Some(keep), Source::Slots(slots)) => {
                let items = slots.unsorted.iter().filter_map(|slot| T::at(self.snapshot, *slot));
                items.filter(|item| keep(*item)).count()
            }
            (Some(_), _) => self.iter().count(),
            (None, Source::Index(index)) => index.len(),
            (None, Source::Links(links, _)) => links.len(),
            (None, Source::Slots(slots)) => slots.unsorted.len(),
        }
    }

    /// Every entry, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = T> {
        self.walk(Bound::Unbounded, Bound::Unbounded, false)
    }

    /// The cursor of an entry of this list.
    pub fn cursor(&self, item: T) -> String {
        cursor(item, self.order)
    }

    /// By what the list is ordered.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Whether the cursors of `window` were taken from a list of this order.
    pub fn check(&self, window: &Window) -> Result<(), Vec<Problem>> {
        let problems: Vec<Problem> = [("after", &window.after), ("before", &window.before)]
            .into_iter()
            .filter(|(_, cursor)| cursor.as_ref().is_some_and(|cursor| cursor.order != self.order as u8))
            .map(|(field, _)| {
                Problem::invalid(field, "the cursor is of a list in another order: page on with the same `orderBy`")
            })
            .collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The entries of the window.
    pub fn page(&self, window: &Window) -> Page<T> {
        let after = excluded(&window.after);
        let before = excluded(&window.before);
        let mut items: Vec<T> = self.walk(after, before, window.backward).take(window.limit + 1).collect();
        let more = items.len() > window.limit;
        items.truncate(window.limit);
        if window.backward {
            items.reverse();
        }
        Page { items, more }
    }

    pub fn has_next(&self, window: &Window, page: &Page<T>) -> bool {
        let beyond =
            |cursor: &Cursor| self.walk(Bound::Included(&cursor.key), Bound::Unbounded, false).next().is_some();
        (!window.backward && page.more) || window.before.as_ref().is_some_and(beyond)
    }

    pub fn has_previous(&self, window: &Window, page: &Page<T>) -> bool {
        let beyond = |cursor: &Cursor| self.walk(Bound::Unbounded, Bound::Included(&cursor.key), true).next().is_some();
        (window.backward && page.more) || window.after.as_ref().is_some_and(beyond)
    }

    /// The kept entries between two places, from the back if `reverse`. Places are in the list's order, so a
    /// descending list swaps them on its ascending source.
    fn walk<'s>(
        &'s self,
        after: Bound<&'s SortKey>,
        before: Bound<&'s SortKey>,
        reverse: bool,
    ) -> impl Iterator<Item = T> + use<'a, 's, T> {
        let (low, high) = if self.descending { (before, after) } else { (after, before) };
        let items = self.items(low, high, reverse != self.descending);
        items.filter(move |item| self.keep.as_ref().is_none_or(|keep| keep(*item)))
    }

    fn items<'s>(&'s self, low: Bound<&'s SortKey>, high: Bound<&'s SortKey>, reverse: bool) -> Items<'s, T> {
        if is_empty(low, high) {
            return Box::new(std::iter::empty());
        }
        let at = |slot: &Slot| T::at(self.snapshot, *slot);
        match &self.source {
            Source::Index(index) => {
                directed(index.range((low.cloned(), high.cloned())).filter_map(move |(_, slot)| at(slot)), reverse)
            }
            Source::Links(links, end) => {
                let key = |link: &Link| participation::link_key(self.snapshot, link);
                let items = between(links, low, high, key).iter();
                directed(items.filter_map(|link| T::of_ends(end.ends(self.snapshot, link))), reverse)
            }
            Source::Slots(slots) => {
                let sorted = slots.sorted(|slot| Some(at(&slot)?.sort_key(self.order)));
                let items = between(sorted, low, high, |(key, _)| key.clone()).iter();
                directed(items.filter_map(move |(_, slot)| at(slot)), reverse)
            }
        }
    }
}

impl<'a> List<'a, super::Initiative<'a>> {
    /// Narrowed by a filter of the client, if it is a good one.
    pub fn filtered(self, filter: Option<InitiativeFilter>) -> Result<Self, Vec<Problem>> {
        let Some(filter) = filter else { return Ok(self) };
        let test = filter.prepare(self.snapshot)?;
        Ok(self.keeping(move |initiative| test.matches(initiative)))
    }
}

impl<'a> List<'a, super::Organisation<'a>> {
    /// Narrowed by a filter of the client, if it is a good one.
    pub fn filtered(self, filter: Option<OrganisationFilter>) -> Result<Self, Vec<Problem>> {
        let Some(filter) = filter else { return Ok(self) };
        let test = filter.prepare(self.snapshot)?;
        Ok(self.keeping(move |organisation| test.matches(organisation)))
    }
}

impl<'a, T: Linked<'a>> List<'a, T> {
    /// The links of one row.
    pub(super) fn of_links(snapshot: &'a Snapshot, links: &'a [Link], end: End) -> Self {
        Self { snapshot, source: Source::Links(links, end), order: Order::Role, descending: false, keep: None }
    }
}

type Items<'s, T> = Box<dyn Iterator<Item = T> + 's>;

fn directed<'s, T: 's>(items: impl DoubleEndedIterator<Item = T> + 's, reverse: bool) -> Items<'s, T> {
    if reverse { Box::new(items.rev()) } else { Box::new(items) }
}

fn excluded(cursor: &Option<Cursor>) -> Bound<&SortKey> {
    cursor.as_ref().map_or(Bound::Unbounded, |cursor| Bound::Excluded(&cursor.key))
}

fn is_empty(low: Bound<&SortKey>, high: Bound<&SortKey>) -> bool {
    match (low, high) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
        (Bound::Included(low), Bound::Included(high)) => low > high,
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => low >= high,
    }
}

/// The part of a sorted slice whose keys lie between the bounds.
fn between<'s, E>(
    entries: &'s [E],
    low: Bound<&SortKey>,
    high: Bound<&SortKey>,
    key: impl Fn(&E) -> SortKey,
) -> &'s [E] {
    let start = match low {
        Bound::Unbounded => 0,
        Bound::Included(low) => entries.partition_point(|entry| key(entry) < *low),
        Bound::Excluded(low) => entries.partition_point(|entry| key(entry) <= *low),
    };
    let end = match high {
        Bound::Unbounded => entries.len(),
        Bound::Included(high) => entries.partition_point(|entry| key(entry) <= *high),
        Bound::Excluded(high) => entries.partition_point(|entry| key(entry) < *high),
    };
    entries.get(start..end).unwrap_or_default()
}
