//! Small random registers whose records touch each other: few names, few dates, many links.

use std::collections::BTreeMap;

use buendnis::model::{
    Change, Event, Initiative, InitiativeId, InitiativeKind, InitiativeStatus, LocalisedText, NodeId, Organisation,
    OrganisationId, OrganisationKind, Participation, ParticipationRole, Record, Stamp, State, StateCode, SubjectType,
    Timestamp,
};
use enumset::EnumSet;
use proptest::prelude::*;

use super::{event_no, full_state, initiative_no, organisation_no, participation_no};

/// How many of each type there are at most.
pub const NUMBERS: u32 = 7;

/// One thing to try with one record. `variety` decides what the record looks like.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pub subject: SubjectType,
    pub number: u32,
    pub variety: u32,
    pub delete: bool,
}

pub fn ops(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Op>> {
    let subject = prop_oneof![
        1 => Just(SubjectType::State),
        3 => Just(SubjectType::Initiative),
        3 => Just(SubjectType::Organisation),
        6 => Just(SubjectType::Participation),
        2 => Just(SubjectType::Event),
    ];
    let op = (subject, 0..NUMBERS, any::<u32>(), prop::bool::weighted(0.2)).prop_map(
        |(subject, number, variety, delete)| {
            // More participations than anything else, so that there are several between the same two.
            let number = if subject == SubjectType::Participation { number * 4 + variety % 4 } else { number };
            Op { subject, number, variety, delete }
        },
    );
    prop::collection::vec(op, count)
}

/// A register as a plain map, for comparison.
#[derive(Clone, Default)]
pub struct World {
    pub records: BTreeMap<NodeId, Record>,
    changes: i64,
}

impl World {
    /// The world after `ops`.
    pub fn of(ops: &[Op]) -> Self {
        let mut world = Self::default();
        for op in ops {
            world.change(op);
        }
        world
    }

    /// Carries `op` out where the invariants of the register let it, and answers what changed.
    pub fn change(&mut self, op: &Op) -> Option<Change> {
        let record = self.record(op)?;
        let id = record.id();
        self.changes += 1;
        let at = Timestamp::from_micros(self.changes / 3);
        match self.records.get(&id).cloned() {
            Some(before) if op.delete && !self.is_needed(id) => {
                self.records.remove(&id);
                Some(Change::Deleted { before })
            }
            Some(before) => {
                let after = unmoved(record, &before).stamped(before.stamp().next(at));
                self.records.insert(id, after.clone());
                Some(Change::Updated { before, after })
            }
            None if matches!(record, Record::State(_)) => {
                let Record::State(state) = &record else { return None };
                let before = Record::from(State::undocumented(state.code));
                let after = record.clone().stamped(before.stamp().next(at));
                self.records.insert(id, after.clone());
                Some(Change::Updated { before, after })
            }
            None => {
                let after = record.stamped(Stamp::new(at));
                self.records.insert(id, after.clone());
                Some(Change::Created { after })
            }
        }
    }

    fn record(&self, op: &Op) -> Option<Record> {
        match op.subject {
            SubjectType::State => {
                let code = StateCode::ALL[op.number as usize % StateCode::ALL.len()];
                Some(State { code, ..full_state() }.into()).filter(|_| !op.delete)
            }
            SubjectType::Initiative => Some(self.initiative(op.number, op.variety).into()),
            SubjectType::Organisation => Some(self.organisation(op.number, op.variety).into()),
            SubjectType::Participation => self.participation(op.number, op.variety).map(Into::into),
            SubjectType::Event => self.event(op.number, op.variety).map(Into::into),
        }
    }

    fn initiative(&self, number: u32, variety: u32) -> Initiative {
        let mut pick = Pick(variety);
        let lower = |n: u32| Some(InitiativeId::from_u128(n.into())).filter(|id| n < number && self.has(*id));
        Initiative {
            slug: format!("i-{number}-{}", pick.below(3)).parse().unwrap(),
            name: name(&mut pick),
            states: StateCode::ALL[pick.below(3) as usize] | StateCode::ALL[pick.below(3) as usize],
            kind: InitiativeKind::ALL[pick.below(2) as usize],
            status: InitiativeStatus::ALL[pick.below(4) as usize],
            topics: ["Öl", "Arbeit", "Zukunft"].iter().take(pick.below(4) as usize).map(|t| (*t).into()).collect(),
            started_on: [None, Some("2014"), Some("2014-22"), Some("2015-01-01~")][pick.below(4) as usize]
                .map(|date| date.parse().unwrap()),
            parent: lower(pick.below(NUMBERS)),
            predecessor: lower(pick.below(NUMBERS)),
            absent_kinds: if pick.below(2) == 0 { EnumSet::empty() } else { OrganisationKind::TradeUnion.into() },
            ..initiative_no(number)
        }
    }

    fn organisation(&self, number: u32, variety: u32) -> Organisation {
        let mut pick = Pick(variety);
        let lower = |n: u32| Some(OrganisationId::from_u128(n.into())).filter(|id| n < number && self.has(*id));
        Organisation {
            slug: format!("o-{number}-{}", pick.below(3)).parse().unwrap(),
            name: name(&mut pick),
            kind: [OrganisationKind::TradeUnion, OrganisationKind::Company][pick.below(2) as usize],
            state: [None, Some(StateCode::Bw), Some(StateCode::Be)][pick.below(3) as usize],
            collective: pick.below(2) == 0,
            parent: lower(pick.below(NUMBERS)),
            ..organisation_no(number)
        }
    }

    fn participation(&self, number: u32, variety: u32) -> Option<Participation> {
        let mut pick = Pick(variety);
        let roles = [ParticipationRole::Member, ParticipationRole::Initiator, ParticipationRole::Prospect];
        let participation = Participation {
            role: roles[pick.below(3) as usize],
            formal: pick.below(2) == 0,
            ..participation_no(number, pick.below(NUMBERS), pick.below(NUMBERS))
        };
        let fits = self.has(participation.initiative) && self.has(participation.organisation);
        fits.then_some(participation)
    }

    fn event(&self, number: u32, variety: u32) -> Option<Event> {
        let mut pick = Pick(variety);
        let event = Event {
            slug: format!("e-{number}-{}", pick.below(3)).parse().unwrap(),
            name: name(&mut pick),
            state: [None, Some(StateCode::Bw)][pick.below(2) as usize],
            starts_on: ["2014", "2014-06-01", "2015"][pick.below(3) as usize].parse().unwrap(),
            ends_on: [None, Some("2015-06-01".parse().unwrap())][pick.below(2) as usize],
            ..event_no(number, pick.below(NUMBERS))
        };
        self.has(event.initiative).then_some(event)
    }

    fn has(&self, id: impl Into<NodeId>) -> bool {
        self.records.contains_key(&id.into())
    }

    /// Whether another record needs this one.
    fn is_needed(&self, id: NodeId) -> bool {
        let needed = |record: &Record| match record {
            Record::Initiative(i) => [i.parent, i.predecessor].into_iter().flatten().any(|other| id == other.into()),
            Record::Organisation(o) => o.parent.is_some_and(|other| id == other.into()),
            Record::Participation(p) => id == p.initiative.into() || id == p.organisation.into(),
            Record::Event(e) => id == e.initiative.into(),
            Record::State(_) => false,
        };
        self.records.values().any(needed)
    }
}

/// `record` with the ends that it had before.
fn unmoved(record: Record, before: &Record) -> Record {
    match (record, before) {
        (Record::Participation(record), Record::Participation(before)) => {
            let (initiative, organisation) = (before.initiative, before.organisation);
            Participation { initiative, organisation, ..(*record).clone() }.into()
        }
        (Record::Event(record), Record::Event(before)) => {
            Event { initiative: before.initiative, ..(*record).clone() }.into()
        }
        (record, _) => record,
    }
}

/// Names of which some are equal and some differ only by accents.
fn name(pick: &mut Pick) -> LocalisedText {
    LocalisedText::german(["Arzt", "Ärzte", "arzt", "Zukunft", "Öl"][pick.below(5) as usize])
}

/// Takes one small number after another out of a large one.
struct Pick(u32);

impl Pick {
    fn below(&mut self, limit: u32) -> u32 {
        let picked = self.0 % limit;
        self.0 /= limit;
        // Mixed again, so that the last ones are not always 0.
        self.0 = self.0.wrapping_mul(0x9e37_79b1).rotate_left(13);
        picked
    }
}
