//! Registers in memory, out to files and in again.

use buendnis::{
    model::{Origin, Record, SubjectType},
    register::{Kept, Proposal, Register, Step},
    snapshot::Snapshot,
    store::Memory,
    transfer::{
        Error,
        intake::{Intake, Outcome},
        ndjson, table,
    },
};

use super::NOON;

pub fn empty() -> Register {
    Register::open(Memory::default(), || NOON).unwrap()
}

/// A register of these records, with their own versions and times.
pub fn register(records: impl IntoIterator<Item = Record>) -> Register {
    let register = empty();
    let restore = |record: Record| {
        let stamp = record.stamp();
        let (created_at, updated_at) = (Some(stamp.created_at), Some(stamp.updated_at));
        Step::Restore(record, Kept { version: Some(stamp.version), created_at, updated_at })
    };
    let steps = records.into_iter().map(restore).collect();
    let proposal = Proposal { actor: "test".into(), origin: Origin::Import, note: None, steps, memo: None };
    register.submit_blocking(proposal).unwrap();
    register
}

pub fn export(register: &Snapshot) -> String {
    let mut out = Vec::new();
    ndjson::write(register, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub fn export_table(register: &Snapshot, subject: SubjectType) -> String {
    let mut out = Vec::new();
    table::write(register, subject, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

pub fn import(register: &Register, text: &str) -> Result<Outcome, Error> {
    import_files(register, &[("in.ndjson", text)])
}

pub fn import_files(register: &Register, files: &[(&str, &str)]) -> Result<Outcome, Error> {
    let mut intake = Intake::default();
    for (name, text) in files {
        ndjson::read(name, &mut text.as_bytes(), &mut intake).unwrap();
    }
    intake.against(&register.snapshot()).commit(register, "test", None)
}

pub fn import_tables(register: &Register, tables: &[(SubjectType, String)]) -> Result<Outcome, Error> {
    let mut intake = Intake::default();
    for (subject, text) in tables {
        table::read(&format!("{}.csv", subject.name()), *subject, &mut text.as_bytes(), &mut intake).unwrap();
    }
    intake.against(&register.snapshot()).commit(register, "test", None)
}

/// Every fault, a line each.
pub fn faults(result: Result<Outcome, Error>) -> Vec<String> {
    match result {
        Err(Error::Import(faults)) => faults.told().iter().map(ToString::to_string).collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => Vec::new(),
    }
}
