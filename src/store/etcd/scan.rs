//! Reading all records, as they were at one revision of etcd.

use super::{
    Head,
    members::Failed,
    values::{Space, behind},
};
use crate::{
    model::Record,
    store::{
        Loaded,
        error::StoreError,
        key,
        meta::Tally,
        record,
        values::{Order, Values},
    },
};

const PAGE: i64 = 2_000;

/// How often to begin again when what is read has been compacted away meanwhile.
const TRIES: usize = 3;

/// All records, and where the store was when they were read.
pub fn scan(space: &Space) -> Result<(Loaded, Head), StoreError> {
    for _ in 1..TRIES {
        match scan_once(space) {
            Err(Obstacle::Failed(failed)) if failed.is_compacted() => {}
            read => return read.map_err(|obstacle| obstacle.into_error(space)),
        }
    }
    scan_once(space).map_err(|obstacle| obstacle.into_error(space))
}

enum Obstacle {
    Failed(Failed),
    Store(StoreError),
}

impl Obstacle {
    fn into_error(self, space: &Space) -> StoreError {
        match self {
            Self::Failed(failed) => space.failed("read", failed),
            Self::Store(error) => error,
        }
    }
}

fn scan_once(space: &Space) -> Result<(Loaded, Head), Obstacle> {
    let (head, revision) = space.head_at().map_err(Obstacle::Store)?;
    let mut records = Vec::new();
    let mut tally = Tally::default();
    for range in key::RECORDS {
        read(space, range, revision, &mut records, &mut tally)?;
    }
    head.meta.verify(tally).map_err(|damage| Obstacle::Store(space.damaged(damage)))?;
    Ok((Loaded { revision: head.meta.revision, at: head.meta.at, records }, head))
}

/// Reads the records of one type, as they were at `revision`.
fn read(
    space: &Space,
    range: std::ops::Range<[u8; 1]>,
    revision: i64,
    records: &mut Vec<Record>,
    tally: &mut Tally,
) -> Result<(), Obstacle> {
    let mut rest = Some(key::span(range));
    while let Some(span) = rest.take() {
        let page = space.page(&span, Order::Forward, PAGE, revision).map_err(Obstacle::Failed)?;
        for (key, value) in &page.entries {
            let (record, hash) = record::open(key, value).map_err(|damage| Obstacle::Store(space.damaged(damage)))?;
            tally.count_in(record.subject_type(), hash);
            records.push(record);
        }
        rest = page.entries.back().filter(|_| page.more).map(|(last, _)| behind(span, last, Order::Forward));
    }
    Ok(())
}
