//! The register beside a model of it that is too simple to be wrong: a map, all of which is looked through after every
//! proposal. Random proposals, many of them wrong, are taken by both or by neither, and lead both to the same records.

use std::collections::BTreeMap;

use buendnis::{
    model::{
        Event, Initiative, NodeId, Organisation, OrganisationKind, Participation, ParticipationRole, Record, Stamp,
        StateCode, Timestamp,
    },
    register::{Register, Step},
    snapshot::Snapshot,
};
use enumset::EnumSet;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};

use super::{
    door::{Clock, proposal},
    support::{
        back_end::every_back_end_holds, event_no, full_state, initiative_no, observe::records, organisation_no,
        participation_no,
    },
};

/// So few of each type that they are in each other's way.
const NUMBERS: u32 = 4;

/// The register as a map.
#[derive(Clone)]
struct Model(BTreeMap<NodeId, Record>);

impl Model {
    fn new() -> Self {
        Self(records(&Snapshot::empty()))
    }

    /// The model after these steps; none if anything is wrong with one of them.
    fn after(&self, steps: &[Step]) -> Option<Self> {
        let mut last: BTreeMap<NodeId, &Step> = BTreeMap::new();
        for step in steps {
            let id = step.subject()?;
            // Of several steps about one record the last counts, and what is put and deleted again never was.
            let undoes = matches!(step, Step::Delete(_)) && matches!(last.get(&id), Some(Step::Put(_)));
            if undoes && !self.0.contains_key(&id) {
                last.remove(&id)
            } else {
                last.insert(id, step)
            };
        }
        let mut after = self.clone();
        for step in last.into_values() {
            match step {
                Step::Put(record) => after.put(record)?,
                Step::Delete(id @ NodeId::State(_)) => panic!("{id} is never deleted here"),
                Step::Delete(id) => drop(after.0.remove(id)?),
                other => panic!("{other:?} is not among the steps"),
            }
        }
        after.0.values().all(|record| after.bears(record)).then_some(after)
    }

    /// Everything happens at one time.
    fn put(&mut self, record: &Record) -> Option<()> {
        let now = Timestamp::EPOCH;
        let stamp = match self.0.get(&record.id()) {
            None => Stamp::new(now),
            Some(before) if ends(before) != ends(record) => return None,
            Some(before) if record.clone().stamped(before.stamp()) == *before => before.stamp(),
            Some(before) => before.stamp().next(now),
        };
        self.0.insert(record.id(), record.clone().stamped(stamp));
        Some(())
    }

    /// Whether a record can be as it is among all the others.
    fn bears(&self, record: &Record) -> bool {
        ends(record)
            .into_iter()
            .chain(CHAINS.iter().filter_map(|above| above(record)))
            .all(|id| self.0.contains_key(&id))
            && !CHAINS.iter().any(|above| self.leads_back(record, *above))
            && self.0.values().filter(|other| other.id() != record.id()).all(|other| fit(record, other))
            && self.is_right(record)
    }

    /// Whether what is above a record is the record itself in the end.
    fn leads_back(&self, record: &Record, above: Above) -> bool {
        // A chain that does not end comes back within as many steps as there are records.
        let chain = std::iter::successors(above(record), |id| above(self.0.get(id)?));
        chain.take(self.0.len()).any(|id| id == record.id())
    }

    fn is_right(&self, record: &Record) -> bool {
        match record {
            Record::State(_) | Record::Organisation(_) => true,
            Record::Initiative(i) => !i.states.is_empty(),
            Record::Participation(p) => {
                let (Some(Record::Initiative(i)), Some(Record::Organisation(o))) =
                    (self.0.get(&p.initiative.into()), self.0.get(&p.organisation.into()))
                else {
                    return false;
                };
                let belongs = p.formal && p.role != ParticipationRole::Prospect;
                p.headcount.is_none_or(|count| count >= 0) && !(belongs && i.absent_kinds.contains(o.kind))
            }
            Record::Event(e) => match self.0.get(&e.initiative.into()) {
                Some(Record::Initiative(i)) => e.state.is_none_or(|state| i.states.contains(state)),
                _ => false,
            },
        }
    }
}

/// Whether two records can be in one register.
fn fit(one: &Record, other: &Record) -> bool {
    match (one, other) {
        (Record::Initiative(one), Record::Initiative(other)) => one.slug != other.slug,
        (Record::Organisation(one), Record::Organisation(other)) => one.slug != other.slug,
        (Record::Event(one), Record::Event(other)) => one.slug != other.slug,
        (Record::Participation(one), Record::Participation(other)) => {
            (one.initiative, one.organisation, one.role) != (other.initiative, other.organisation, other.role)
        }
        _ => true,
    }
}

/// What a link or an event belongs to for as long as it is there.
fn ends(record: &Record) -> Vec<NodeId> {
    match record {
        Record::Participation(link) => vec![link.initiative.into(), link.organisation.into()],
        Record::Event(event) => vec![event.initiative.into()],
        _ => vec![],
    }
}

type Above = fn(&Record) -> Option<NodeId>;

const CHAINS: [Above; 2] = [parent, predecessor];

fn parent(record: &Record) -> Option<NodeId> {
    match record {
        Record::Initiative(initiative) => initiative.parent.map(Into::into),
        Record::Organisation(organisation) => organisation.parent.map(Into::into),
        _ => None,
    }
}

fn predecessor(record: &Record) -> Option<NodeId> {
    match record {
        Record::Initiative(initiative) => initiative.predecessor.map(Into::into),
        _ => None,
    }
}

/// A record of any type, right or wrong.
fn record() -> impl Strategy<Value = Record> {
    let number = || 0..NUMBERS;
    let slug = || prop::bool::weighted(0.1);
    let maybe = || prop::option::weighted(0.2, 0..NUMBERS);
    let (bw, both) = (EnumSet::only(StateCode::Bw), StateCode::Bw | StateCode::By);
    let states = prop::sample::select(vec![bw, bw, bw, both, both, both, both, EnumSet::empty()]);
    let initiative = (number(), slug(), maybe(), maybe(), states, prop::bool::weighted(0.2));
    let initiative = initiative.prop_map(|(n, slug, parent, predecessor, states, absent)| {
        let absent_kinds = if absent { OrganisationKind::TradeUnion.into() } else { EnumSet::empty() };
        let (parent, predecessor) = (parent.map(|n| initiative_no(n).id), predecessor.map(|n| initiative_no(n).id));
        Initiative { slug: slugs(n, slug), parent, predecessor, states, absent_kinds, ..initiative_no(n) }.into()
    });
    let organisation = (number(), slug(), maybe(), any::<bool>()).prop_map(|(n, slug, parent, union)| {
        let kind = if union { OrganisationKind::TradeUnion } else { OrganisationKind::Company };
        let parent = parent.map(|n| organisation_no(n).id);
        Organisation { slug: slugs(n, slug), parent, kind, ..organisation_no(n) }.into()
    });
    let role = prop::sample::select(&[ParticipationRole::Member, ParticipationRole::Prospect, ParticipationRole::Lead]);
    let participation = (0..3 * NUMBERS, number(), number(), role, any::<bool>(), -1..9);
    let participation = participation.prop_map(|(n, i, o, role, formal, headcount)| {
        Participation { role, formal, headcount: Some(headcount), ..participation_no(n, i, o) }.into()
    });
    let event = (number(), slug(), number(), prop::option::of(Just(StateCode::By)));
    let event = event.prop_map(|(n, slug, i, state)| Event { slug: slugs(n, slug), state, ..event_no(n, i) }.into());
    let state = Just(full_state().into());
    prop_oneof![4 => initiative, 4 => organisation, 6 => participation, 2 => event, 1 => state]
}

/// A slug of its own, or one that others want as well.
fn slugs(number: u32, contended: bool) -> buendnis::model::Slug {
    if contended { "begehrt".to_owned() } else { format!("s-{number}") }.parse().unwrap()
}

fn step() -> impl Strategy<Value = Step> {
    (record(), prop::bool::weighted(0.2)).prop_map(|(record, delete)| match (&record, delete) {
        (Record::State(_), _) | (_, false) => Step::Put(record),
        (_, true) => Step::Delete(record.id()),
    })
}

/// First some furniture, then anything.
fn proposals() -> impl Strategy<Value = Vec<Vec<Step>>> {
    prop::collection::vec(prop::collection::vec(step(), 1..4), 0..60).prop_map(|mut proposals| {
        let furniture = (0..NUMBERS).flat_map(|n| [Record::from(organisation_no(n)), initiative_no(n).into()]);
        proposals.insert(0, furniture.map(Step::Put).collect());
        proposals
    })
}

#[test]
fn the_register_is_what_a_simple_model_says() {
    every_back_end_holds(128, &proposals(), |back_end, proposals| {
        let mut model = Model::new();
        let register = Register::over(back_end.store(), Clock::default().read()).unwrap();
        for steps in proposals {
            let after = model.after(&steps);
            let answer = register.submit_blocking(proposal(steps.clone()));
            assert_eq!(answer.is_ok(), after.is_some(), "{steps:#?}\n{answer:?}");
            model = after.unwrap_or(model);
            assert_eq!(records(&register.snapshot()), model.0, "{steps:#?}");
        }
        drop(register);
        back_end.reopen();
        let reopened = Register::over(back_end.store(), Clock::default().read()).unwrap();
        assert_eq!(records(&reopened.snapshot()), model.0);
    });
}

/// The comparison is of use only if much is taken and much is not.
#[test]
fn a_fair_part_of_the_proposals_is_right() {
    let mut runner = TestRunner::deterministic();
    let (mut proposed, mut right) = (0, 0);
    for _ in 0..64 {
        let mut model = Model::new();
        for steps in proposals().new_tree(&mut runner).unwrap().current() {
            let after = model.after(&steps);
            (proposed, right) = (proposed + 1, right + usize::from(after.is_some()));
            model = after.unwrap_or(model);
        }
    }
    assert!((proposed / 5..proposed / 5 * 4).contains(&right), "{right} of {proposed}");
}
