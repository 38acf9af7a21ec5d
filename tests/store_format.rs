//! The format on disk. What each version wrote is in `fixtures/store/` and stays readable for ever; what is written today is
//! what the newest wrote.
//!
//! A line of the fixture is a name, a key in hexadecimal and a value in hexadecimal, with tabs between them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use buendnis::{
    model::{Change, ChangeSet, Former, NodeId, Organisation, OrganisationId, Origin, Position, Record},
    store::{Memo, Sled, Store, StoreError},
};
use data_encoding::HEXLOWER;
use support::{NOON, back_end::engine, chain, change_set, created, deleted, records, updated};

const VERSION_1: &str = "tests/fixtures/store/v1.txt";
/// Since then there are an index of the log, memos, and organisations that others were merged into.
const VERSION_2: &str = "tests/fixtures/store/v2.txt";
/// The file beside the engine's that names the last revision; it has no key.
const WITNESS: &str = "HEAD";

/// Three change sets that leave one full and one minimal record of each type. The first and the last are too large for one
/// part of the log.
fn history() -> Vec<ChangeSet> {
    let passing: Vec<Record> = (100..150).map(support::organisation).collect();
    let kept = records().into_iter().map(|(_, record)| record);
    let made = kept.chain(passing.iter().cloned()).map(created).collect();
    let last = change_set(3, passing.iter().map(support::changed).map(deleted).collect());
    vec![
        ChangeSet { origin: Origin::Import, ..change_set(1, made) },
        change_set(2, passing.iter().map(updated).collect()),
        ChangeSet { note: Some("Doppelte Einträge gelöscht".into()), ..last },
    ]
}

fn kept() -> Vec<Record> {
    sorted(records().into_iter().map(|(_, record)| record).collect())
}

/// What version 2 can hold besides: a merge, and a memo with it.
fn merge() -> (ChangeSet, Memo) {
    let before = support::minimal_organisation();
    let formerly = vec![Former { id: OrganisationId::from_u128(0x29), slug: "igm".parse().unwrap() }];
    let after = Organisation { formerly, stamp: before.stamp.next(NOON), ..before.clone() };
    let changes = vec![Change::Updated { before: before.into(), after: after.into() }];
    let memo = Memo { key: [7; 32], at: NOON, value: b"[4,[]]".to_vec() };
    (ChangeSet { origin: Origin::Merge, ..change_set(4, changes) }, memo)
}

fn kept_after_merge() -> Vec<Record> {
    let (set, _) = merge();
    let merged = set.changes[0].after().unwrap();
    kept().into_iter().map(|record| if record.id() == merged.id() { merged.clone() } else { record }).collect()
}

fn sorted(mut records: Vec<Record>) -> Vec<Record> {
    records.sort_by_key(Record::id);
    records
}

type Bytes = Vec<u8>;

/// A store as bytes: every value at its key, and the witness.
struct Content {
    values: BTreeMap<Bytes, Bytes>,
    witness: Bytes,
}

impl Content {
    fn of_history() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Sled::open(directory.path()).unwrap();
        store.commit(0, &history()).unwrap();
        let (merge, memo) = merge();
        store.commit_with(3, &[merge], &[memo]).unwrap();
        drop(store);
        let values = engine(directory.path()).iter().map(Result::unwrap).map(|(k, v)| (k.to_vec(), v.to_vec()));
        Self { values: values.collect(), witness: fs::read(directory.path().join(WITNESS)).unwrap() }
    }

    fn of_fixture() -> Self {
        Self::of(VERSION_1)
    }

    fn of(fixture: &str) -> Self {
        let mut content = Self { values: BTreeMap::new(), witness: Vec::new() };
        for line in fs::read_to_string(fixture).unwrap().lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let [name, key, value] = fields[..] else { panic!("three fields: {line}") };
            let value = HEXLOWER.decode(value.as_bytes()).unwrap();
            match name {
                WITNESS => content.witness = value,
                _ => drop(content.values.insert(HEXLOWER.decode(key.as_bytes()).unwrap(), value)),
            }
        }
        content
    }

    fn to_fixture(&self) -> String {
        let line = |name: &str, key: &[u8], value: &[u8]| {
            format!("{name}\t{}\t{}\n", HEXLOWER.encode(key), HEXLOWER.encode(value))
        };
        let values = self.values.iter().map(|(key, value)| line(&name(key), key, value));
        values.chain([line(WITNESS, b"", &self.witness)]).collect()
    }

    /// Opens a store of these bytes, and reads all of it.
    fn read(&self) -> Result<(Vec<Record>, Vec<ChangeSet>), StoreError> {
        self.opened(|store| Ok((sorted(store.load()?.records), store.log(0, usize::MAX)?)))
    }

    /// Opens a store of these bytes, and reads something of it.
    fn opened<T>(&self, read: impl FnOnce(&Sled) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let directory = tempfile::tempdir().unwrap();
        self.lay(directory.path());
        read(&Sled::open(directory.path())?)
    }

    /// Makes a store of these bytes.
    fn lay(&self, directory: &Path) {
        let engine = engine(directory);
        for (key, value) in &self.values {
            engine.insert(key, value.as_slice()).unwrap();
        }
        drop(engine);
        fs::write(directory.join(WITNESS), &self.witness).unwrap();
    }

    fn value(&mut self, key: &[u8]) -> &mut Bytes {
        self.values.get_mut(key).unwrap()
    }
}

/// What is at a key of the fixture, for its reader.
fn name(key: &[u8]) -> String {
    match key[0] {
        b'L' => format!("change set {} part {}", key[8], key[12]),
        b'M' => "meta".to_owned(),
        b'H' => format!("history {}", key[key.len() - 1]),
        b'K' => "memo".to_owned(),
        b'N' => format!("number {}", key[8]),
        _ => {
            let is_it = |record: &Record| record_key(record) == key;
            records().into_iter().find(|(_, record)| is_it(record)).unwrap().0.to_owned()
        }
    }
}

/// The key of a record, worked out from what the key space promises.
fn record_key(record: &Record) -> Bytes {
    let id = |first: u8, id: u128| [&[first], id.to_be_bytes().as_slice()].concat();
    match record {
        Record::State(state) => format!("S{}", state.code).into_bytes(),
        Record::Initiative(initiative) => id(b'I', initiative.id.as_u128()),
        Record::Organisation(organisation) => id(b'O', organisation.id.as_u128()),
        Record::Participation(participation) => id(b'P', participation.id.as_u128()),
        Record::Event(event) => id(b'E', event.id.as_u128()),
    }
}

fn log_key(revision: u64, part: u32) -> Bytes {
    [b"L".as_slice(), &revision.to_be_bytes(), &part.to_be_bytes()].concat()
}

#[test]
fn what_version_1_wrote_is_read() {
    assert_eq!(Content::of_fixture().read().unwrap(), (kept(), history()));
}

#[test]
fn a_store_is_kept_as_it_was_before_its_format_is_changed() {
    let directory = tempfile::tempdir().unwrap();
    let content = Content::of_fixture();
    content.lay(directory.path());
    let copy = directory.path().join("before-format-2");
    Sled::open(directory.path()).unwrap();
    assert_eq!(engine(&copy).get("Mmeta").unwrap().unwrap(), content.values[b"Mmeta".as_slice()]);
    // Opened again it is of today's format, and the copy stays as it is.
    fs::write(copy.join("HEAD"), "whoever kept it").unwrap();
    Sled::open(directory.path()).unwrap();
    assert_eq!(fs::read_to_string(copy.join("HEAD")).unwrap(), "whoever kept it");
    assert_ne!(engine(directory.path()).get("Mmeta").unwrap().unwrap(), content.values[b"Mmeta".as_slice()]);
    let new = tempfile::tempdir().unwrap();
    Sled::open(new.path()).unwrap();
    assert!(!new.path().join("before-format-2").exists());
}

#[test]
fn what_version_2_wrote_is_read() {
    let (merge, memo) = merge();
    let content = Content::of(VERSION_2);
    let log: Vec<ChangeSet> = history().into_iter().chain([merge]).collect();
    assert_eq!(content.read().unwrap(), (kept_after_merge(), log));
    assert_eq!(content.opened(|store| store.memo(&memo.key)).unwrap(), Some(memo));
}

#[test]
fn what_is_written_is_what_version_2_wrote() {
    let today = Content::of_history().to_fixture();
    if std::env::var_os("BUENDNIS_WRITE_FIXTURES").is_some() {
        fs::write(VERSION_2, &today).unwrap();
    }
    assert_eq!(today, fs::read_to_string(VERSION_2).unwrap());
}

#[test]
fn a_store_of_version_1_is_given_an_index_that_a_store_of_today_has_as_well() {
    let read = |store: &dyn Store| {
        let changes = store.changes(Position::end_of(0), usize::MAX)?;
        let subjects: BTreeSet<NodeId> = changes.iter().map(|logged| logged.entry.change.subject()).collect();
        let history = |id: &NodeId| Ok((store.history(*id, None, usize::MAX)?, store.count_history(*id)?));
        let histories = subjects.iter().map(history).collect::<Result<Vec<_>, StoreError>>()?;
        Ok((changes, histories, store.count_changes(0)?, store.count_changes(2)?))
    };
    let today = tempfile::tempdir().unwrap();
    let store = Sled::open(today.path()).unwrap();
    store.commit(0, &history()).unwrap();
    let upgraded = Content::of(VERSION_1).opened(|store| read(store)).unwrap();
    assert_eq!(upgraded.0.len(), history().iter().map(|set| set.changes.len()).sum::<usize>());
    assert!(upgraded == read(&store).unwrap());
}

/// Changes the bytes of a store; it must not open, or not be read, and must say what is wrong.
#[track_caller]
fn check_refused(change: impl FnOnce(&mut Content), expected: &[&str]) {
    let mut content = Content::of_fixture();
    change(&mut content);
    let error = chain(&content.read().unwrap_err());
    for text in expected {
        assert!(error.contains(text), "`{text}` is not in:\n{error}");
    }
}

#[test]
fn a_newer_format_is_refused_by_its_number() {
    let organisation = record_key(&support::full_organisation().into());
    check_refused(|content| content.value(&organisation)[0] = 3, &["format version 3", "up to 2", "newer version"]);
    check_refused(|content| content.value(b"Mmeta")[0] = 9, &["meta record", "format version 9", "up to 2"]);
    check_refused(|content| content.value(&log_key(2, 0))[0] = 3, &["change set 2", "format version 3"]);
}

#[test]
fn a_damaged_value_is_refused_by_the_id_of_its_record() {
    for (_, record) in records() {
        let damage = |content: &mut Content| *content.value(&record_key(&record)).last_mut().unwrap() ^= 1;
        check_refused(damage, &[&record.id().to_string(), "checksum", "buendnis recover"]);
    }
}

#[test]
fn a_value_at_another_key_than_its_own_is_refused() {
    let [from, to] = [support::full_event(), support::minimal_event()].map(|event| record_key(&event.into()));
    check_refused(|content| *content.value(&to) = content.values[&from].clone(), &["checksum"]);
}

#[test]
fn a_value_cut_off_is_refused() {
    for length in [0, 1, 8, 9, 20] {
        let key = record_key(&support::full_event().into());
        check_refused(|content| content.value(&key).truncate(length), &["evt_", "buendnis recover"]);
    }
}

#[test]
fn a_record_lost_without_a_trace_is_noticed() {
    for (_, record) in records() {
        let lose = |content: &mut Content| drop(content.values.remove(&record_key(&record)).unwrap());
        check_refused(lose, &["should hold", "buendnis recover"]);
    }
}

#[test]
fn a_record_of_yesterday_is_noticed() {
    let older = Content::of_history();
    let key = record_key(&support::full_event().into());
    let directory = tempfile::tempdir().unwrap();
    let event = Record::from(support::full_event());
    Sled::open(directory.path()).unwrap().commit(0, &[change_set(1, vec![created(support::changed(&event))])]).unwrap();
    let other = engine(directory.path()).get(&key).unwrap().unwrap().to_vec();
    assert_ne!(other, older.values[&key]);
    check_refused(|content| *content.value(&key) = other, &["should hold"]);
}

#[test]
fn a_store_that_has_been_used_does_not_begin_anew() {
    check_refused(|content| drop(content.values.remove(b"Mmeta".as_slice())), &["meta record is missing"]);
    check_refused(|content| content.values.clear(), &["meta record is missing"]);
    check_refused(|content| content.witness.clear(), &["HEAD", "committed last"]);
}

#[test]
fn a_gap_in_the_log_is_noticed() {
    for (revision, part) in [(1, 0), (1, 1), (2, 0), (3, 0)] {
        let lose = |content: &mut Content| drop(content.values.remove(&log_key(revision, part)).unwrap());
        check_refused(lose, &[&format!("no change set {revision}")]);
    }
}

#[test]
fn a_store_older_than_its_witness_is_refused() {
    let mut older = Content::of_fixture();
    older.witness = {
        let directory = tempfile::tempdir().unwrap();
        let store = Sled::open(directory.path()).unwrap();
        let sets: Vec<ChangeSet> =
            (1..5).map(|n| change_set(n, vec![created(support::organisation(n as u32))])).collect();
        store.commit(0, &sets).unwrap();
        fs::read(directory.path().join(WITNESS)).unwrap()
    };
    let error = chain(&older.read().unwrap_err());
    assert!(error.contains("ends at revision 3, but revision 4 was committed"), "{error}");
}

#[test]
fn the_log_of_an_unfinished_commit_is_removed() {
    let mut content = Content::of_fixture();
    for part in 0..3 {
        content.values.insert(log_key(4, part), b"half a commit".to_vec());
    }
    assert_eq!(content.read().unwrap(), (kept(), history()));
}
