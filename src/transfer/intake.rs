//! From lines of any format to one proposal: every line is read by itself first, then it is found out which records they
//! are and to which they refer, and last the register says what it thinks of them together.
//!
//! A line says all of what a record shall be. It is about the record with its id; else about the one with its slug (a
//! participation: the one with its ends and role; a state: the one with its code); else about a new one.

mod identity;
mod outcome;

use std::sync::Arc;

pub use outcome::{Batch, Outcome};

use super::{
    fault::{Faults, Spot},
    json::Members,
    reading::{self, Draft, Mention},
};
use crate::{
    model::{NodeId, Problem, Record, Slug, SubjectType},
    register::Kept,
    snapshot::Snapshot,
};

/// Lines as they come in.
#[derive(Default)]
pub struct Intake {
    files: Vec<Arc<str>>,
    drafts: Vec<(Spot, Draft)>,
    /// Whom lines are about that cannot be read: whoever refers to them is not at fault as well.
    spoiled: Vec<(SubjectType, Option<Slug>, Option<NodeId>)>,
    faults: Faults,
}

impl Intake {
    /// The place before the first line of another file.
    pub fn file(&mut self, name: &str) -> Spot {
        let file: Arc<str> = name.into();
        self.files.push(file.clone());
        Spot { file, line: 0 }
    }

    /// Takes a line that describes a record of this type.
    pub fn add(&mut self, spot: &Spot, subject: SubjectType, members: Members<'_>) {
        let read = reading::read(subject, members);
        match read.draft {
            Some(draft) => self.drafts.push((spot.clone(), draft)),
            None => self.spoiled.push((subject, read.slug, read.id)),
        }
        read.problems.into_iter().for_each(|problem| self.fault(spot, problem));
    }

    /// Takes records that were made whole, such as those of a seed.
    pub fn add_records(&mut self, name: &str, records: impl IntoIterator<Item = Record>) {
        let spot = self.file(name);
        self.drafts.extend(records.into_iter().map(|record| (spot.clone(), whole(record))));
    }

    /// Notes what is wrong with a line.
    pub fn fault(&mut self, spot: &Spot, problem: Problem) {
        self.faults.note(spot, problem);
    }

    /// Finds out which records of `register` the lines are about, and to which they refer.
    pub fn against(self, register: &Snapshot) -> Batch {
        identity::identify(self, register)
    }
}

/// A record that knows its id and those of others as a draft. The others may be here under another id.
fn whole(record: Record) -> Draft {
    let mention = |field, id: NodeId| Mention { field, subject: id.subject_type(), name: id.to_string().into() };
    let mentions = match &record {
        Record::State(_) => Vec::new(),
        Record::Organisation(record) => record.parent.map(|id| mention("parent", id.into())).into_iter().collect(),
        Record::Initiative(record) => {
            let parent = record.parent.map(|id| mention("parent", id.into()));
            let predecessor = record.predecessor.map(|id| mention("predecessor", id.into()));
            parent.into_iter().chain(predecessor).collect()
        }
        Record::Participation(record) => {
            vec![mention("initiative", record.initiative.into()), mention("organisation", record.organisation.into())]
        }
        Record::Event(record) => vec![mention("initiative", record.initiative.into())],
    };
    Draft { id: Some(record.id()), record, kept: Kept::default(), mentions }
}
