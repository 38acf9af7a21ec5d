//! Reading the log, and the index that leads to it, of whatever keeps values in the order of keys.

use super::{
    Logged,
    error::{Damage, StoreError},
    index,
    key::{self, Key},
    log::{Assembly, Heading, Part},
    values::{Order, Values},
};
use crate::model::{Change, ChangeSet, Entry, NodeId, Position, Revision};

/// Up to `limit` change sets after revision `after`, none beyond `current`. All of them must be there.
pub fn read(
    values: &impl Values,
    after: Revision,
    current: Revision,
    limit: usize,
) -> Result<Vec<ChangeSet>, StoreError> {
    let mut sets = Vec::new();
    if after >= current || limit == 0 {
        return Ok(sets);
    }
    let mut assembly = Assembly::after(after);
    for entry in values.range(key::log_after(after), Order::Forward) {
        let (key, value) = entry?;
        let Some(set) = assembly.push(key.as_ref(), value.as_ref()).map_err(|damage| values.damaged(damage))? else {
            continue;
        };
        let revision = set.revision;
        sets.push(set);
        if revision == current || sets.len() == limit {
            return Ok(sets);
        }
    }
    Err(values.damaged(Damage::LogGap(assembly.next())))
}

/// As [`read`], up to wherever the log ends.
#[cfg(feature = "etcd")]
pub fn read_available(values: &impl Values, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
    let mut sets = Vec::new();
    if after == Revision::MAX {
        return Ok(sets);
    }
    let mut assembly = Assembly::after(after);
    let mut entries = values.range(key::log_after(after), Order::Forward);
    while sets.len() < limit
        && let Some(entry) = entries.next()
    {
        let (key, value) = entry?;
        sets.extend(assembly.push(key.as_ref(), value.as_ref()).map_err(|damage| values.damaged(damage))?);
    }
    Ok(sets)
}

/// Up to `limit` changes behind `after`, none beyond revision `current`.
pub fn changes(
    values: &impl Values,
    after: Position,
    current: Revision,
    limit: usize,
) -> Result<Vec<Logged>, StoreError> {
    let mut page = Vec::new();
    let mut reader = Reader::new(values);
    for entry in values.range(key::log_from(after), Order::Forward) {
        if page.len() >= limit {
            break;
        }
        let (key, value) = entry?;
        let part = Part::open(key.as_ref(), value.as_ref()).map_err(|damage| values.damaged(damage))?;
        if part.revision > current {
            break;
        }
        let part = reader.take(part)?;
        let places = (0..part.changes.len()).filter_map(|index| part.logged(index as u32));
        page.extend(places.filter(|logged| logged.position > after).take(limit - page.len()));
    }
    Ok(page)
}

/// Up to `limit` changes that concern a record, the newest first, from before a position.
pub fn of_record(values: &impl Values, of: NodeId, before: Position, limit: usize) -> Result<Vec<Logged>, StoreError> {
    let mut page = Vec::new();
    let mut reader = Reader::new(values);
    for entry in values.range(key::history_until(of, before.revision), Order::Backward) {
        let (key, value) = entry?;
        for position in
            positions(values, key.as_ref(), value.as_ref())?.into_iter().rev().filter(|position| *position < before)
        {
            if page.len() >= limit {
                return Ok(page);
            }
            page.push(reader.read(position)?);
        }
    }
    Ok(page)
}

/// How many changes up to revision `current` concern a record. O(revisions in which one does).
pub fn count_of_record(values: &impl Values, of: NodeId, current: Revision) -> Result<u64, StoreError> {
    let mut count = 0;
    for entry in values.range(key::history_until(of, current), Order::Forward) {
        let (key, value) = entry?;
        count += positions(values, key.as_ref(), value.as_ref())?.len() as u64;
    }
    Ok(count)
}

/// How many changes there are up to the end of a revision.
pub fn count_until(values: &impl Values, revision: Revision) -> Result<u64, StoreError> {
    let Some(key) = index::number_key(revision) else { return Ok(0) };
    let value = values.get(key.as_ref())?.ok_or_else(|| missing(values, &key))?;
    index::open_number(key.as_ref(), value.as_ref()).map_err(|damage| values.damaged(damage))
}

/// Where the changes are to which a value of the index leads.
fn positions(values: &impl Values, key: &[u8], value: &[u8]) -> Result<Vec<Position>, StoreError> {
    let Some(key::Place::History { revision, .. }) = key::Place::of(key) else {
        return Err(values.damaged(Damage::Key(key::describe(key))));
    };
    let places = index::open_places(key, value).map_err(|damage| values.damaged(damage))?;
    Ok(places.into_iter().map(|(part, index)| Position { revision, part, index }).collect())
}

fn missing(values: &impl Values, key: &Key) -> StoreError {
    values.damaged(Damage::Missing(key::describe(key.as_ref())))
}

/// Reads single changes. What lies beside the one read last is not read again.
struct Reader<'a, V> {
    values: &'a V,
    last: Option<Headed>,
}

/// A part of a change set with the heading of the set.
struct Headed {
    revision: Revision,
    number: u32,
    heading: Heading,
    changes: Vec<Change>,
}

impl Headed {
    fn logged(&self, index: u32) -> Option<Logged> {
        let Self { revision, number, heading, changes } = self;
        let Heading { at, actor, origin, note, .. } = heading.clone();
        let change = changes.get(index as usize)?.clone();
        let position = Position { revision: *revision, part: *number, index };
        Some(Logged { position, entry: Entry { revision: *revision, at, actor, origin, note, change } })
    }
}

impl<'a, V: Values> Reader<'a, V> {
    fn new(values: &'a V) -> Self {
        Self { values, last: None }
    }

    fn read(&mut self, position: Position) -> Result<Logged, StoreError> {
        let Position { revision, part, index } = position;
        let lost = || self.values.damaged(Damage::LogGap(revision));
        let headed = match self.last.take() {
            Some(last) if (last.revision, last.number) == (revision, part) => self.last.insert(last),
            last => {
                self.last = last;
                let part = self.part(revision, part)?;
                self.take(part)?
            }
        };
        headed.logged(index).ok_or_else(lost)
    }

    /// Gives a part its heading, which only the first of a set brings along.
    fn take(&mut self, part: Part) -> Result<&Headed, StoreError> {
        let Part { revision, number, heading, changes } = part;
        let known = self.last.take().filter(|last| last.revision == revision).map(|last| last.heading);
        let heading = match heading.or(known) {
            Some(heading) => heading,
            None => {
                let first = self.part(revision, 0)?;
                first.heading.ok_or_else(|| self.values.damaged(Damage::LogGap(revision)))?
            }
        };
        Ok(self.last.insert(Headed { revision, number, heading, changes }))
    }

    fn part(&self, revision: Revision, number: u32) -> Result<Part, StoreError> {
        let key = Key::of_log(revision, number);
        let value = self.values.get(key.as_ref())?;
        let value = value.ok_or_else(|| self.values.damaged(Damage::LogGap(revision)))?;
        Part::open(key.as_ref(), value.as_ref()).map_err(|damage| self.values.damaged(damage))
    }
}
