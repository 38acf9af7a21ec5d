//! The links that a question looks at: the two-mode network, as far as it has been walked.

use std::{collections::HashSet, rc::Rc};

use foldhash::fast::RandomState;

use super::{
    steps::{Steps, Unanswered},
    unit::distinct,
};
use crate::{
    model::{PartialDate, Problem},
    snapshot::{
        Initiative, Link, Organisation, Participation, Slot, Snapshot,
        filter::{InitiativeFilter, InitiativeTest, active},
        list::Item,
    },
};

/// Which links there are: those of initiatives that pass a filter. A date in `activeOn` holds for the link as well as
/// for the initiative, as in `network`.
#[derive(Default)]
pub struct Through {
    test: Option<InitiativeTest>,
    on: Vec<PartialDate>,
}

impl Through {
    pub fn new(snapshot: &Snapshot, filter: Option<InitiativeFilter>) -> Result<Self, Vec<Problem>> {
        let on = filter.as_ref().map(dates).unwrap_or_default();
        let test = filter.map(|filter| filter.prepare(snapshot)).transpose();
        let test = test.map_err(|all| all.into_iter().map(|problem| problem.under("filter")).collect::<Vec<_>>())?;
        Ok(Self { test, on })
    }

    fn passes(&self, initiative: Initiative<'_>) -> bool {
        self.test.as_ref().is_none_or(|test| test.matches(initiative))
    }

    fn under_way(&self, snapshot: &Snapshot, link: &Link) -> bool {
        let on = |link: &Participation<'_>, on: &PartialDate| {
            active(link.record().since, link.record().until, on.interval())
        };
        self.on.is_empty()
            || Participation::at(snapshot, link.participation)
                .is_some_and(|link| self.on.iter().all(|date| on(&link, date)))
    }
}

/// The dates at which all of a filter must hold.
fn dates(filter: &InitiativeFilter) -> Vec<PartialDate> {
    let below = filter.and.iter().flatten().flat_map(dates);
    filter.active_on.into_iter().chain(below).collect()
}

/// A member of the two-mode network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    Organisation(Slot),
    Initiative(Slot),
}

impl Node {
    pub fn slot(self) -> Slot {
        match self {
            Self::Organisation(slot) | Self::Initiative(slot) => slot,
        }
    }
}

/// Something about every node, as far as it is known. Indexed by slot: a walk may come to all of a register.
#[derive(Clone, Default)]
pub struct ByNode<T> {
    organisations: Vec<Option<T>>,
    initiatives: Vec<Option<T>>,
}

impl<T: Clone> ByNode<T> {
    pub fn new(snapshot: &Snapshot) -> Self {
        let (organisations, initiatives) = (snapshot.organisation_slots(), snapshot.initiative_slots());
        Self { organisations: vec![None; organisations], initiatives: vec![None; initiatives] }
    }

    pub fn get(&self, node: Node) -> Option<&T> {
        match node {
            Node::Organisation(slot) => self.organisations.get(slot.0 as usize)?.as_ref(),
            Node::Initiative(slot) => self.initiatives.get(slot.0 as usize)?.as_ref(),
        }
    }

    pub fn insert(&mut self, node: Node, value: T) {
        let place = match node {
            Node::Organisation(slot) => self.organisations.get_mut(slot.0 as usize),
            Node::Initiative(slot) => self.initiatives.get_mut(slot.0 as usize),
        };
        // Every node of the snapshot has a place.
        if let Some(place) = place {
            *place = Some(value);
        }
    }
}

/// The neighbours of every node that somebody asked for, each once.
pub struct Links<'a> {
    snapshot: &'a Snapshot,
    through: &'a Through,
    /// Whether an initiative passes, by slot.
    passing: Vec<Option<bool>>,
    known: ByNode<Rc<[Node]>>,
}

impl<'a> Links<'a> {
    pub fn new(snapshot: &'a Snapshot, through: &'a Through) -> Self {
        let passing = vec![None; snapshot.initiative_slots()];
        Self { snapshot, through, passing, known: ByNode::new(snapshot) }
    }

    /// Whom a node is linked to, by slot. O(k log k) for k links, the first time.
    pub fn of(&mut self, node: Node, steps: &mut Steps<'_>) -> Result<Rc<[Node]>, Unanswered> {
        if let Some(known) = self.known.get(node) {
            return Ok(known.clone());
        }
        let links = match node {
            Node::Organisation(slot) => Organisation::at(self.snapshot, slot).map(Organisation::links),
            Node::Initiative(slot) => Initiative::at(self.snapshot, slot).map(Initiative::links),
        };
        let links = links.unwrap_or_default();
        steps.take(links.len())?;
        let neighbours: Rc<[Node]> = match node {
            Node::Organisation(_) => self.initiatives(links).into_iter().map(Node::Initiative).collect(),
            Node::Initiative(slot) if !self.passes(slot) => Rc::default(),
            Node::Initiative(_) => self.under_way(links).into_iter().map(Node::Organisation).collect(),
        };
        self.known.insert(node, neighbours.clone());
        Ok(neighbours)
    }

    fn initiatives(&mut self, links: &[Link]) -> Vec<Slot> {
        let mut initiatives = self.under_way(links);
        initiatives.retain(|slot| self.passes(*slot));
        initiatives
    }

    /// The other ends of the links that are under way, each once.
    fn under_way(&self, links: &[Link]) -> Vec<Slot> {
        distinct(links.iter().filter(|link| self.through.under_way(self.snapshot, link)).map(|link| link.other))
    }

    /// Whether an initiative passes the filter, which is asked once.
    fn passes(&mut self, slot: Slot) -> bool {
        if let Some(passes) = self.passing[slot.0 as usize] {
            return passes;
        }
        let initiative = Initiative::at(self.snapshot, slot);
        let passes = initiative.is_some_and(|initiative| self.through.passes(initiative));
        self.passing[slot.0 as usize] = Some(passes);
        passes
    }

    /// The initiatives that two organisations have in common.
    pub fn shared(&mut self, one: Node, other: Node, steps: &mut Steps<'_>) -> Result<Vec<Slot>, Unanswered> {
        let (one, other) = (self.of(one, steps)?, self.of(other, steps)?);
        let both = one.iter().filter(|node| other.binary_search(node).is_ok());
        Ok(both.map(|node| node.slot()).collect())
    }

    /// The id of a node, by which equals are told apart.
    pub fn id(&self, node: Node) -> u128 {
        let id = match node {
            Node::Organisation(slot) => Organisation::at(self.snapshot, slot).map(|one| one.record().id.as_u128()),
            Node::Initiative(slot) => Initiative::at(self.snapshot, slot).map(|one| one.record().id.as_u128()),
        };
        id.unwrap_or_default()
    }
}

/// A set of nodes.
pub type Nodes = HashSet<Node, RandomState>;
