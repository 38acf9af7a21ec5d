//! The shortest chains between two organisations: organisation, initiative, organisation, and so on.
//!
//! A chain passes through no node twice. Of chains of the same length the one whose ids come first, compared from the
//! beginning, is the first, so that the answer is the same on every run.

use std::collections::BTreeSet;

use super::{
    Interrupt,
    links::{ByNode, Links, Node, Nodes, Through},
    steps::{Steps, Unanswered},
};
use crate::{
    model::{NodeId, Problem, ProblemKind, limits::MAX_FILTER_VALUES, text::excerpt},
    snapshot::{
        self, Snapshot,
        filter::{InitiativeFilter, organisation},
    },
};

/// A question for chains, as a client asks it.
pub struct Asked<'q> {
    /// Ids or slugs of organisations.
    pub from: &'q str,
    pub to: &'q str,
    /// Only through initiatives that pass this.
    pub filter: Option<InitiativeFilter>,
    /// Ids of organisations and initiatives that are not passed through.
    pub avoid: &'q [String],
    /// Nodes with more links than this are not passed through. Counted are those that are left by the filter.
    pub max_degree: Option<i32>,
}

/// A question that has been checked.
pub struct Route {
    from: Node,
    to: Node,
    through: Through,
    avoid: Nodes,
    max_degree: Option<usize>,
}

/// The nodes from one end to the other.
pub type Path = Vec<Node>;

impl Route {
    /// The route that is asked for, or everything that is wrong with the question.
    pub fn new(snapshot: &Snapshot, asked: Asked<'_>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut keep = |problem: Problem| problems.push(problem);
        let from = end(snapshot, "from", asked.from).map_err(&mut keep);
        let to = end(snapshot, "to", asked.to).map_err(&mut keep);
        let max_degree = asked.max_degree.map(usize::try_from).transpose();
        let max_degree = max_degree.map_err(|_| keep(Problem::invalid("maxDegree", "a number of links is 0 or more")));
        let avoid = avoided(snapshot, asked.avoid).map_err(|found| found.into_iter().for_each(&mut keep));
        let through = Through::new(snapshot, asked.filter).map_err(|found| found.into_iter().for_each(&mut keep));
        match (from, to, max_degree, avoid, through) {
            (Ok(from), Ok(to), Ok(max_degree), Ok(avoid), Ok(through)) => {
                Ok(Self { from, to, through, avoid, max_degree })
            }
            _ => Err(problems),
        }
    }

    /// The first `limit` of the chains, shortest first. None where nothing connects the two; one of a single node where
    /// the two are the same.
    ///
    /// Yen's algorithm (Management Science 17, 1971) with Lawler's saving (1972): O(limit · length) searches, each
    /// breadth first from the far end, O(n + k) for n nodes and k links at worst; most end at once, since the distances
    /// of the first search lead the way. Refused where they follow more links than
    /// [`MAX_STEPS`](crate::model::limits::MAX_STEPS), or told to stop.
    pub fn paths(&self, snapshot: &Snapshot, limit: usize, interrupt: &Interrupt) -> Result<Vec<Path>, Unanswered> {
        let mut search = Search::new(snapshot, self, interrupt);
        let mut candidates: BTreeSet<Candidate> = BTreeSet::new();
        candidates.extend(search.best(&[self.from], &Nodes::default())?);
        let mut found: Vec<Path> = Vec::new();
        while found.len() < limit
            && let Some(Candidate { path, turn, .. }) = candidates.pop_first()
        {
            found.push(path);
            let path = &found[found.len() - 1];
            if found.len() == limit {
                break;
            }
            for turn in turn..path.len().saturating_sub(1) {
                let root = &path[..=turn];
                let same_root = found.iter().filter(|other| other.starts_with(root));
                let taken = same_root.filter_map(|other| other.get(turn + 1)).copied().collect();
                candidates.extend(search.best(root, &taken)?);
            }
        }
        Ok(found)
    }
}

/// The organisation at one end.
fn end(snapshot: &Snapshot, field: &str, name: &str) -> Result<Node, Problem> {
    let found = organisation(snapshot, name).map(|organisation| Node::Organisation(organisation.slot()));
    found.ok_or_else(|| {
        let message = format_args!("there is no organisation with the id or slug `{}`", excerpt(name, 40));
        Problem::new(ProblemKind::NotFound, field, message)
    })
}

fn avoided(snapshot: &Snapshot, ids: &[String]) -> Result<Nodes, Vec<Problem>> {
    if ids.len() > MAX_FILTER_VALUES {
        let message = format_args!("{} values are more than {MAX_FILTER_VALUES}", ids.len());
        return Err(vec![Problem::new(ProblemKind::LimitExceeded, "avoid", message)]);
    }
    let mut problems = Vec::new();
    let mut nodes = Nodes::default();
    for (n, id) in ids.iter().enumerate() {
        match node(snapshot, id, &format!("avoid[{n}]")) {
            Ok(node) => {
                nodes.insert(node);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(nodes) } else { Err(problems) }
}

/// The organisation or initiative with an id.
fn node(snapshot: &Snapshot, id: &str, field: &str) -> Result<Node, Problem> {
    let id: NodeId = id.parse().map_err(|error| Problem::invalid(field, error))?;
    match (snapshot.node(id), id) {
        (Some(snapshot::Node::Organisation(one)), _) => Ok(Node::Organisation(one.slot())),
        (Some(snapshot::Node::Initiative(one)), _) => Ok(Node::Initiative(one.slot())),
        (None, NodeId::Organisation(_) | NodeId::Initiative(_)) => {
            Err(Problem::new(ProblemKind::NotFound, field, format_args!("there is nothing with the id `{id}`")))
        }
        _ => {
            Err(Problem::invalid(field, format_args!("`{id}` is the id of neither an organisation nor an initiative")))
        }
    }
}

/// A chain, ordered by length and then by ids. `turn` is where it leaves the one that it was made from.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    length: usize,
    ids: Vec<u128>,
    path: Path,
    turn: usize,
}

struct Search<'a> {
    snapshot: &'a Snapshot,
    route: &'a Route,
    links: Links<'a>,
    steps: Steps<'a>,
    /// How far it is to the end from anywhere.
    distances: Distances,
}

impl<'a> Search<'a> {
    fn new(snapshot: &'a Snapshot, route: &'a Route, interrupt: &'a Interrupt) -> Self {
        let advice = "pass through smaller hubs only by a lower `maxDegree`, through fewer initiatives by `filter`, or ask for fewer";
        Self {
            snapshot,
            route,
            links: Links::new(snapshot, &route.through),
            steps: Steps::new("maxDegree", advice, interrupt),
            distances: Distances::to(snapshot, route.to, &[]),
        }
    }

    /// The first of the chains that begin with `root` and go on to none of `taken`.
    fn best(&mut self, root: &[Node], taken: &Nodes) -> Result<Option<Candidate>, Unanswered> {
        let Some(last) = root.last().copied() else { return Ok(None) };
        if last == self.route.to {
            return Ok(taken.is_empty().then(|| self.candidate(root.to_vec(), 0)));
        }
        let mut next = Vec::new();
        for node in &*self.links.of(last, &mut self.steps)? {
            if !taken.contains(node) && !root.contains(node) && self.passes(*node)? {
                next.push(*node);
            }
        }
        // As if nothing were in the way: mostly nothing is. Else once more without what the root passes through.
        let mut distances = std::mem::take(&mut self.distances);
        let rest = self.descend(root, &next, &mut distances);
        self.distances = distances;
        let rest = match rest? {
            Descent::Done(rest) => Some(rest),
            Descent::NoWay => None,
            Descent::Blocked => {
                match self.descend(root, &next, &mut Distances::to(self.snapshot, self.route.to, root))? {
                    Descent::Done(rest) => Some(rest),
                    Descent::NoWay | Descent::Blocked => None,
                }
            }
        };
        Ok(rest.map(|rest| self.candidate([root, &rest].concat(), root.len() - 1)))
    }

    fn candidate(&self, path: Path, turn: usize) -> Candidate {
        Candidate { length: path.len(), ids: path.iter().map(|node| self.links.id(*node)).collect(), path, turn }
    }

    /// Whether chains may pass through a node, or end there.
    fn passes(&mut self, node: Node) -> Result<bool, Unanswered> {
        if node == self.route.to {
            return Ok(true);
        }
        if self.route.avoid.contains(&node) {
            return Ok(false);
        }
        match self.route.max_degree {
            Some(most) => Ok(self.links.of(node, &mut self.steps)?.len() <= most),
            None => Ok(true),
        }
    }
}

/// What came of a way from one place to the end.
enum Descent {
    /// The nodes of the way.
    Done(Vec<Node>),
    /// The distances lead through what the chain has passed already.
    Blocked,
    NoWay,
}

impl Search<'_> {
    /// The first of the shortest ways to the end that begin with one of `next` and pass through nothing of `root`. Each
    /// node is tried once.
    fn descend(&mut self, root: &[Node], next: &[Node], distances: &mut Distances) -> Result<Descent, Unanswered> {
        let Some(length) = self.nearest(next, distances)? else { return Ok(Descent::NoWay) };
        let mut way = Vec::new();
        let mut tried = Nodes::default();
        let mut choices = vec![self.at_distance(length, next, distances)];
        while let Some(choice) = choices.last_mut() {
            let Some(node) = choice.pop() else {
                choices.pop();
                way.pop();
                continue;
            };
            if root.contains(&node) || !tried.insert(node) || !self.passes(node)? {
                continue;
            }
            way.push(node);
            if node == self.route.to {
                return Ok(Descent::Done(way));
            }
            let neighbours = self.links.of(node, &mut self.steps)?;
            self.steps.take(neighbours.len())?;
            choices.push(self.at_distance(length - way.len() as u32, &neighbours, distances));
        }
        Ok(Descent::Blocked)
    }

    /// Those of `nodes` that are this far from the end, the smallest id last.
    fn at_distance(&self, distance: u32, nodes: &[Node], distances: &Distances) -> Vec<Node> {
        let mut nodes: Vec<Node> =
            nodes.iter().filter(|node| distances.known.get(**node) == Some(&distance)).copied().collect();
        nodes.sort_unstable_by_key(|node| std::cmp::Reverse(self.links.id(*node)));
        nodes
    }

    /// The smallest distance from one of `nodes` to the end; none where there is no way.
    fn nearest(&mut self, nodes: &[Node], distances: &mut Distances) -> Result<Option<u32>, Unanswered> {
        loop {
            if let Some(nearest) = nodes.iter().filter_map(|node| distances.known.get(*node)).min() {
                return Ok(Some(*nearest));
            }
            if distances.frontier.is_empty() {
                return Ok(None);
            }
            self.widen(distances)?;
        }
    }

    /// Finds what is one step farther from the end.
    fn widen(&mut self, distances: &mut Distances) -> Result<(), Unanswered> {
        distances.radius += 1;
        for node in std::mem::take(&mut distances.frontier) {
            if !self.passes(node)? {
                continue;
            }
            let neighbours = self.links.of(node, &mut self.steps)?;
            self.steps.take(neighbours.len())?;
            for neighbour in &*neighbours {
                if !distances.without.contains(neighbour) && distances.known.get(*neighbour).is_none() {
                    distances.known.insert(*neighbour, distances.radius);
                    distances.frontier.push(*neighbour);
                }
            }
        }
        Ok(())
    }
}

/// Distances to the end of a route, as far as they have been asked for: breadth first.
#[derive(Default)]
struct Distances {
    known: ByNode<u32>,
    /// The nodes at `radius`, beyond which nothing is known.
    frontier: Vec<Node>,
    radius: u32,
    /// What is not there.
    without: Nodes,
}

impl Distances {
    fn to(snapshot: &Snapshot, end: Node, without: &[Node]) -> Self {
        let mut known = ByNode::new(snapshot);
        known.insert(end, 0);
        Self { known, frontier: vec![end], radius: 0, without: without.iter().copied().collect() }
    }
}
