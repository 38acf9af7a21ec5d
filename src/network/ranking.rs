//! The beginning of a list without putting all of it in order, and pages of lists that are ordered by a number.

use std::cmp::Ordering;

use crate::{
    model::Problem,
    snapshot::{
        Slot, Snapshot,
        key::{Cursor, Order, SortKey},
        list::{Item, Window},
    },
};

/// Something with its place: entries with a larger number come first, of equal numbers the one with the smaller id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The number, negated.
    descending: i64,
    id: u128,
}

impl Place {
    pub fn new(number: u32, id: u128) -> Self {
        Self { descending: -i64::from(number), id }
    }

    pub fn number(self) -> u32 {
        u32::try_from(-self.descending).unwrap_or_default()
    }

    fn of(cursor: &Cursor) -> Self {
        Self { descending: cursor.key.primary, id: cursor.key.id }
    }

    fn cursor(self, order: u8) -> Cursor {
        Cursor { order, key: SortKey { primary: self.descending, name: None, id: self.id } }
    }
}

/// The first `limit` of `entries`: O(n + limit · log limit) for n entries.
pub fn first<T>(mut entries: Vec<T>, limit: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    if limit < entries.len() {
        entries.select_nth_unstable_by(limit, &order);
        entries.truncate(limit);
    }
    entries.sort_unstable_by(order);
    entries
}

/// The first `limit` of the records in `slots` by name.
pub fn by_name<'a, T: Item<'a>>(snapshot: &'a Snapshot, slots: impl IntoIterator<Item = Slot>, limit: usize) -> Vec<T> {
    let items = slots.into_iter().filter_map(|slot| T::at(snapshot, slot));
    let keyed = items.map(|item| (item.sort_key(Order::Name), item)).collect();
    first(keyed, limit, |a: &(SortKey, T), b| a.0.cmp(&b.0)).into_iter().map(|(_, item)| item).collect()
}

/// A list in the order of places, of which only the page that is asked for is put in order.
pub struct Ranking<T> {
    /// Which list this is: a cursor of another one is refused.
    order: u8,
    entries: Vec<(Place, T)>,
}

/// Entries of a ranking, and whether there are others around them.
pub struct RankedPage<T> {
    pub entries: Vec<T>,
    pub has_next: bool,
    pub has_previous: bool,
}

impl<T> RankedPage<(Place, T)> {
    /// The same page of something else.
    pub fn filter_map<U>(self, to: impl Fn(Place, T) -> Option<U>) -> RankedPage<U> {
        let Self { entries, has_next, has_previous } = self;
        let entries = entries.into_iter().filter_map(|(place, entry)| to(place, entry)).collect();
        RankedPage { entries, has_next, has_previous }
    }
}

impl<T: Copy> Ranking<T> {
    /// The numbers of lists are part of cursors that clients hold; they are beside those of `snapshot::key::Order`.
    pub fn new(order: u8, entries: Vec<(Place, T)>) -> Self {
        Self { order, entries }
    }

    pub fn total(&self) -> usize {
        self.entries.len()
    }

    /// The cursor of an entry.
    pub fn cursor(&self, place: Place) -> String {
        place.cursor(self.order).encode()
    }

    /// The entries of a window that is read forward; what is wrong with it otherwise. O(n) for a list of n entries.
    pub fn page(&self, window: &Window) -> Result<RankedPage<(Place, T)>, Vec<Problem>> {
        if window.after.as_ref().is_some_and(|cursor| cursor.order != self.order) {
            let message = "the cursor is of another list: page on with the same arguments";
            return Err(vec![Problem::invalid("after", message)]);
        }
        let after = window.after.as_ref().map(Place::of);
        let rest: Vec<_> = self.entries.iter().filter(|(place, _)| after.is_none_or(|after| after < *place)).collect();
        let has_previous = rest.len() < self.entries.len();
        let has_next = rest.len() > window.limit;
        let entries = first(rest, window.limit, |a, b| a.0.cmp(&b.0)).into_iter().copied().collect();
        Ok(RankedPage { entries, has_next, has_previous })
    }
}
