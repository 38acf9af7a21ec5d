//! Reading the log.

use sled::IVec;

use super::engine::Engine;
use crate::{
    model::{Change, ChangeSet, Entry, NodeId, Position, Revision},
    store::{
        Logged,
        error::{Damage, StoreError},
        index,
        key::{self, Key},
        log::{Assembly, Heading, Part},
    },
};

/// Up to `limit` change sets after revision `after`, none beyond `current`. All of them must be there.
pub fn read(engine: &Engine, after: Revision, current: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
    let mut sets = Vec::new();
    if after >= current || limit == 0 {
        return Ok(sets);
    }
    let mut assembly = Assembly::after(after);
    for entry in engine.db.range(key::log_after(after)) {
        let (key, value) = entry.map_err(|error| engine.error("read", error))?;
        let Some(set) = assembly.push(&key, &value).map_err(|damage| engine.damaged(damage))? else {
            continue;
        };
        let revision = set.revision;
        sets.push(set);
        if revision == current || sets.len() == limit {
            return Ok(sets);
        }
    }
    Err(engine.damaged(Damage::LogGap(assembly.next())))
}

/// Up to `limit` changes behind `after`, none beyond revision `current`.
pub fn changes(engine: &Engine, after: Position, current: Revision, limit: usize) -> Result<Vec<Logged>, StoreError> {
    let mut page = Vec::new();
    let mut reader = Reader::new(engine);
    for entry in engine.db.range(key::log_from(after)) {
        if page.len() >= limit {
            break;
        }
        let (key, value) = entry.map_err(|error| engine.error("read", error))?;
        let part = Part::open(&key, &value).map_err(|damage| engine.damaged(damage))?;
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
pub fn of_record(engine: &Engine, of: NodeId, before: Position, limit: usize) -> Result<Vec<Logged>, StoreError> {
    let mut page = Vec::new();
    let mut reader = Reader::new(engine);
    for entry in engine.db.range(key::history_until(of, before.revision)).rev() {
        let (key, value) = entry.map_err(|error| engine.error("read", error))?;
        for position in positions(engine, &key, &value)?.into_iter().rev().filter(|position| *position < before) {
            if page.len() >= limit {
                return Ok(page);
            }
            page.push(reader.read(position)?);
        }
    }
    Ok(page)
}

/// How many changes up to revision `current` concern a record. O(revisions in which one does).
pub fn count_of_record(engine: &Engine, of: NodeId, current: Revision) -> Result<u64, StoreError> {
    let mut count = 0;
    for entry in engine.db.range(key::history_until(of, current)) {
        let (key, value) = entry.map_err(|error| engine.error("read", error))?;
        count += positions(engine, &key, &value)?.len() as u64;
    }
    Ok(count)
}

/// How many changes there are up to the end of a revision.
pub fn count_until(engine: &Engine, revision: Revision) -> Result<u64, StoreError> {
    let Some(key) = index::number_key(revision) else { return Ok(0) };
    let value = engine.get(key.as_ref())?.ok_or_else(|| missing(engine, &key))?;
    index::open_number(key.as_ref(), &value).map_err(|damage| engine.damaged(damage))
}

/// Where the changes are to which a value of the index leads.
fn positions(engine: &Engine, key: &[u8], value: &[u8]) -> Result<Vec<Position>, StoreError> {
    let Some(key::Place::History { revision, .. }) = key::Place::of(key) else {
        return Err(engine.damaged(Damage::Key(key::describe(key))));
    };
    let places = index::open_places(key, value).map_err(|damage| engine.damaged(damage))?;
    Ok(places.into_iter().map(|(part, index)| Position { revision, part, index }).collect())
}

fn missing(engine: &Engine, key: &Key) -> StoreError {
    engine.damaged(Damage::Missing(key::describe(key.as_ref())))
}

/// Reads single changes. What lies beside the one read last is not read again.
struct Reader<'a> {
    engine: &'a Engine,
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

impl<'a> Reader<'a> {
    fn new(engine: &'a Engine) -> Self {
        Self { engine, last: None }
    }

    fn read(&mut self, position: Position) -> Result<Logged, StoreError> {
        let Position { revision, part, index } = position;
        let lost = || self.engine.damaged(Damage::LogGap(revision));
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
                first.heading.ok_or_else(|| self.engine.damaged(Damage::LogGap(revision)))?
            }
        };
        Ok(self.last.insert(Headed { revision, number, heading, changes }))
    }

    fn part(&self, revision: Revision, number: u32) -> Result<Part, StoreError> {
        let key = Key::of_log(revision, number);
        let value: Option<IVec> = self.engine.get(key.as_ref())?;
        let value = value.ok_or_else(|| self.engine.damaged(Damage::LogGap(revision)))?;
        Part::open(key.as_ref(), &value).map_err(|damage| self.engine.damaged(damage))
    }
}
