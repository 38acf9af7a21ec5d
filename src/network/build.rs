//! The network of a snapshot: which nodes there are, and which affiliations they have.

use std::{collections::BTreeMap, sync::Arc};

use enumset::EnumSet;

use super::{
    Graph, Incidence, Interrupt, Options, Projection, Stop, Weighting,
    projection::{count_up_to, project, two_mode},
};
use crate::{
    model::{InitiativeId, NodeId, OrganisationId, PartialDate, Problem, StateCode, limits::MAX_TIES},
    snapshot::{
        Initiative, Organisation, Participation, Slot, Snapshot,
        filter::{InitiativeFilter, active},
    },
};

/// A network as it was asked for, before anything is measured. Its nodes are the organisations, initiatives or states
/// with at least one link left after filter and options, numbered in the order of their ids. In a two-mode network
/// initiatives come first.
#[derive(Clone, Debug)]
pub struct Network {
    snapshot: Arc<Snapshot>,
    options: Options,
    /// The rows of the incidence, and in a two-mode network its columns after them.
    nodes: Vec<NodeId>,
    /// The columns of the incidence: what ties the nodes.
    affiliations: Vec<NodeId>,
    incidence: Incidence,
    /// The dates on which a participation must be under way.
    on: Vec<PartialDate>,
}

impl Network {
    /// The network of the initiatives that pass `filter`. A date in `filter.activeOn` (its own, or of filters that it
    /// joins by `and`) holds for participations as for initiatives. O(t log t) for t participations.
    pub fn new(
        snapshot: Arc<Snapshot>,
        filter: Option<InitiativeFilter>,
        options: Options,
    ) -> Result<Self, Vec<Problem>> {
        let on = filter.as_ref().map(dates).unwrap_or_default();
        let test = filter.map(|filter| filter.prepare(&snapshot)).transpose();
        let test = test.map_err(|problems| problems.into_iter().map(|problem| problem.under("filter")).collect());
        let checked = options.check().map_err(|all| all.into_iter().map(|problem| problem.under("options")).collect());
        let test = both(test, checked)?;
        let passes = |initiative: &Initiative<'_>| test.as_ref().is_none_or(|test| test.matches(*initiative));
        let ties = ties(&snapshot, &options, &on, passes);
        let Draft { nodes, affiliations, incidence } = Draft::new(options.projection, &ties);
        Ok(Self { snapshot, options, nodes, affiliations, incidence, on })
    }

    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The nodes in the order of their ids, which is that of their numbers.
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// The number of a node.
    pub fn position(&self, id: NodeId) -> Option<usize> {
        self.nodes.binary_search(&id).ok()
    }

    /// What ties the nodes of a projection, in the order of their ids; in a two-mode network the organisations.
    pub fn affiliations(&self) -> &[NodeId] {
        &self.affiliations
    }

    pub fn incidence(&self) -> &Incidence {
        &self.incidence
    }

    pub fn is_two_mode(&self) -> bool {
        self.options.projection == Projection::TwoMode
    }

    /// The affiliations that make the tie between two nodes; none in a two-mode network, where a tie is a
    /// participation.
    pub fn via(&self, node: usize, other: usize) -> impl Iterator<Item = NodeId> {
        let both = (!self.is_two_mode()).then(|| self.incidence.common(node, other));
        both.into_iter().flatten().map(|column| self.affiliations[column as usize])
    }

    /// How strong the tie between two nodes is. O(the affiliations of both).
    pub fn weight(&self, node: usize, other: usize) -> f64 {
        if self.is_two_mode() {
            return 1.0;
        }
        let Incidence { rows, columns } = &self.incidence;
        let shared = self.incidence.common(node, other);
        match self.options.weighting {
            Weighting::Shared => shared.count() as f64,
            Weighting::Newman => shared.map(|column| 1.0 / (columns.len(column as usize).max(2) - 1) as f64).sum(),
            Weighting::Jaccard => {
                let shared = shared.count() as f64;
                shared / (rows.len(node) as f64 + rows.len(other) as f64 - shared)
            }
        }
    }

    /// The participations that tie an initiative to each of its organisations, as these are counted, by their ids. O(k log k)
    /// for k links.
    pub fn participations(&self, initiative: InitiativeId) -> BTreeMap<OrganisationId, Vec<Participation<'_>>> {
        let counted = CountedAs::new(&self.snapshot, &self.options);
        let mut ties: BTreeMap<OrganisationId, Vec<Participation<'_>>> = BTreeMap::new();
        for (participation, organisation) in
            self.snapshot.initiative(initiative).into_iter().flat_map(Initiative::participants)
        {
            if let Some(organisation) =
                counted.find(organisation).filter(|_| counts(participation, &self.options, &self.on))
            {
                ties.entry(organisation).or_default().push(participation);
            }
        }
        ties
    }

    /// Whether there are no more than [`MAX_TIES`], for whoever is going to look at each.
    pub fn check_ties(&self, interrupt: &Interrupt) -> Result<(), Stop> {
        if self.is_two_mode() { Ok(()) } else { count_up_to(&self.incidence, &self.options, MAX_TIES, interrupt) }
    }

    /// Every tie, built. See [`project`] for what it costs; no more than [`MAX_TIES`].
    pub fn graph(&self, interrupt: &Interrupt) -> Result<Graph, Stop> {
        if self.is_two_mode() {
            return Ok(two_mode(&self.incidence, &self.options));
        }
        project(&self.incidence, &self.options, MAX_TIES, interrupt)
    }
}

/// One of two results if both are good, else the problems of both.
fn both<T>(first: Result<T, Vec<Problem>>, second: Result<(), Vec<Problem>>) -> Result<T, Vec<Problem>> {
    match (first, second) {
        (Ok(value), Ok(())) => Ok(value),
        (Ok(_), Err(problems)) | (Err(problems), Ok(())) => Err(problems),
        (Err(first), Err(second)) => Err([first, second].concat()),
    }
}

/// The dates at which all of a filter must hold.
fn dates(filter: &InitiativeFilter) -> Vec<PartialDate> {
    let below = filter.and.iter().flatten().flat_map(dates);
    filter.active_on.into_iter().chain(below).collect()
}

/// One organisation in one initiative, as it is counted.
struct Tie {
    initiative: InitiativeId,
    states: EnumSet<StateCode>,
    organisation: OrganisationId,
}

/// The links that are left after filter and options.
fn ties(
    snapshot: &Snapshot,
    options: &Options,
    on: &[PartialDate],
    passes: impl Fn(&Initiative<'_>) -> bool,
) -> Vec<Tie> {
    let mut counted = CountedAs::new(snapshot, options);
    let mut ties = Vec::new();
    for initiative in snapshot.initiative_rows().filter(passes) {
        let record = initiative.record();
        for (participation, organisation) in initiative.participants() {
            if let Some(organisation) = counted.get(organisation).filter(|_| counts(participation, options, on)) {
                ties.push(Tie { initiative: record.id, states: record.states, organisation });
            }
        }
    }
    ties
}

/// Whether a participation is in a role that is asked for, and under way.
fn counts(participation: Participation<'_>, options: &Options, on: &[PartialDate]) -> bool {
    let link = participation.record();
    options.roles.is_none_or(|roles| roles.contains(link.role))
        && on.iter().all(|on| active(link.since, link.until, on.interval()))
}

struct Draft {
    nodes: Vec<NodeId>,
    affiliations: Vec<NodeId>,
    incidence: Incidence,
}

impl Draft {
    fn new(projection: Projection, ties: &[Tie]) -> Self {
        let organisation = |tie: &Tie| NodeId::from(tie.organisation);
        let initiative = |tie: &Tie| NodeId::from(tie.initiative);
        let organisations = distinct(ties.iter().map(organisation));
        let initiatives = || distinct(ties.iter().map(initiative));
        match projection {
            Projection::Organisations => {
                let pairs = ties.iter().map(|tie| (organisation(tie), initiative(tie)));
                Self::of(organisations, initiatives(), pairs)
            }
            Projection::Initiatives | Projection::TwoMode => {
                let pairs = ties.iter().map(|tie| (initiative(tie), organisation(tie)));
                let mut draft = Self::of(initiatives(), organisations, pairs);
                if projection == Projection::TwoMode {
                    draft.nodes.extend_from_slice(&draft.affiliations);
                }
                draft
            }
            Projection::States => {
                let states = ties.iter().fold(EnumSet::empty(), |states, tie| states | tie.states);
                let of_tie = |tie: &Tie| tie.states.iter().map(NodeId::State).zip(std::iter::repeat(organisation(tie)));
                Self::of(states.iter().map(NodeId::State).collect(), organisations, ties.iter().flat_map(of_tie))
            }
        }
    }

    /// The network of these nodes and affiliations, both sorted, and their ties.
    fn of(nodes: Vec<NodeId>, affiliations: Vec<NodeId>, ties: impl Iterator<Item = (NodeId, NodeId)>) -> Self {
        let place = |all: &[NodeId], id| all.binary_search(&id).map_or(0, |place| place as u32);
        let ties = ties.map(|(node, affiliation)| (place(&nodes, node), place(&affiliations, affiliation))).collect();
        let incidence = Incidence::new(nodes.len(), affiliations.len(), ties);
        Self { nodes, affiliations, incidence }
    }
}

fn distinct(ids: impl Iterator<Item = NodeId>) -> Vec<NodeId> {
    let mut ids: Vec<NodeId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What each organisation is counted as, if it is: found once for each.
struct CountedAs<'a> {
    snapshot: &'a Snapshot,
    options: &'a Options,
    /// By slot; none where it was not asked for yet.
    known: Vec<Option<Option<OrganisationId>>>,
}

impl<'a> CountedAs<'a> {
    fn new(snapshot: &'a Snapshot, options: &'a Options) -> Self {
        Self { snapshot, options, known: Vec::new() }
    }

    fn get(&mut self, organisation: Organisation<'_>) -> Option<OrganisationId> {
        let Slot(slot) = organisation.slot();
        if self.known.len() <= slot as usize {
            self.known.resize(slot as usize + 1, None);
        }
        if let Some(counted) = self.known[slot as usize] {
            return counted;
        }
        let counted = self.find(organisation);
        self.known[slot as usize] = Some(counted);
        counted
    }

    fn find(&self, organisation: Organisation<'_>) -> Option<OrganisationId> {
        let own = organisation.record().id;
        let counted = if self.options.roll_up { self.snapshot.organisation(own)?.top() } else { organisation };
        let hidden = |one: Organisation<'_>| one.record().collective && !self.options.include_collectives;
        let record = counted.record();
        let wanted = self.options.kinds.is_none_or(|kinds| kinds.contains(record.kind));
        (wanted && !hidden(organisation) && !hidden(counted)).then_some(record.id)
    }
}
