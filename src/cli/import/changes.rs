//! What an import would change, for people.

use crate::{
    model::{Change, Record},
    snapshot::Snapshot,
    transfer::page::differences,
};

/// A line for the change that leads from one register to the other.
pub fn tell(before: &Snapshot, after: &Snapshot, change: &Change) -> String {
    match change {
        Change::Created { after: record } => format!("create {}\n", name(after, record)),
        Change::Updated { before: old, after: new } => {
            let fields = differences((before, old), (after, new)).join(", ");
            format!("update {}: {fields}\n", name(after, new))
        }
        Change::Deleted { before: record } => format!("delete {}\n", name(before, record)),
    }
}

/// What people call a record.
fn name(register: &Snapshot, record: &Record) -> String {
    match record {
        Record::State(state) => format!("state {}", state.code),
        Record::Initiative(initiative) => format!("initiative `{}`", initiative.slug),
        Record::Organisation(organisation) => format!("organisation `{}`", organisation.slug),
        Record::Event(event) => format!("event `{}`", event.slug),
        Record::Participation(link) => {
            let initiative = register.initiative(link.initiative).map(|one| one.record().slug.as_str());
            let organisation = register.organisation(link.organisation).map(|one| one.record().slug.as_str());
            let (initiative, organisation) = (initiative.unwrap_or_default(), organisation.unwrap_or_default());
            format!("participation of `{organisation}` in `{initiative}` as {}", link.role)
        }
    }
}
