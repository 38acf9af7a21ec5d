//! A network under study: what has been found out about it so far, and how each thing is found out. Each is a function
//! of the network and of what it rests on, computed on the smallest structure that answers it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::{
    Graph, Interrupt, Network, Options, Projection, Stop, Weighting,
    adjacency::{Adjacency, Space},
    community::Communities,
    incidence::Lists,
    measure::{
        assortativity::Mixing,
        betweenness::{self, most_in_two_modes, normalised},
        brokerage::{self, Roles},
        closeness::{self, Nearness},
        clustering,
        components::{Components, components},
        cores::core_numbers,
        cuts::{Cuts, cuts, cuts_of_projection},
        degree::{density, density_of_two_modes},
        eigenvector::eigenvector,
        holes::{Holes, Ties, holes},
        matrix::Shares,
        page_rank::page_rank,
        sample::Estimate,
        two_mode::{self, Sides},
    },
    projection::{Degrees, Rows},
};
use crate::model::{
    NodeId, OrganisationKind,
    limits::{EXACT_STEPS, EXACT_STEPS_TOGETHER},
};

/// What is computed at most once.
pub type Once<T> = OnceCell<Arc<T>>;

/// A network, and what is known of it.
#[derive(Debug)]
pub struct Study {
    pub network: Network,
    pub graph: Once<Graph>,
    pub ground: Once<Ground>,
    pub components: Once<Components>,
    pub sides: Once<Vec<Sides>>,
    pub degrees: Once<Degrees>,
    pub nearness: Once<Vec<Nearness>>,
    pub betweenness: Once<Vec<Estimate>>,
    pub eigenvector: Once<Vec<f64>>,
    pub page_rank: Once<Vec<f64>>,
    pub holes: Once<Vec<Option<Holes>>>,
    pub holes_of_equal: Once<Vec<Option<Holes>>>,
    pub core_numbers: Once<Vec<u32>>,
    pub clustering: Once<Clustering>,
    pub redundancy: Once<Vec<Option<f64>>>,
    pub cuts: Once<Cuts>,
    pub brokerage: Once<Vec<Roles>>,
    pub partial_brokerage: Once<Vec<Roles>>,
    pub mixing: Once<Mixing>,
    /// By resolution (as bits), seed and kind of chance; the newest last.
    communities: Mutex<Vec<(CommunityKey, Cell<Communities>)>>,
}

type CommunityKey = (u64, u64, bool);

/// An answer that is kept apart from the study.
type Cell<T> = Arc<Once<T>>;

/// Divisions of one network that are kept.
const MAX_DIVISIONS: usize = 8;

/// Clustering of nodes and of the network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clustering {
    pub of: Vec<f64>,
    pub transitivity: f64,
}

/// Where to search: both modes where they hold every tie, else the ties themselves.
#[derive(Clone, Debug)]
pub enum Ground {
    Modes(Lists),
    Ties(Arc<Graph>),
}

impl Adjacency for Ground {
    fn nodes(&self) -> usize {
        match self {
            Self::Modes(lists) => lists.nodes(),
            Self::Ties(graph) => graph.nodes(),
        }
    }

    fn neighbours(&self, node: usize) -> &[u32] {
        match self {
            Self::Modes(lists) => lists.get(node),
            Self::Ties(graph) => graph.neighbours(node),
        }
    }
}

impl Study {
    pub fn new(network: Network) -> Self {
        Self {
            network,
            graph: Once::new(),
            ground: Once::new(),
            components: Once::new(),
            sides: Once::new(),
            degrees: Once::new(),
            nearness: Once::new(),
            betweenness: Once::new(),
            eigenvector: Once::new(),
            page_rank: Once::new(),
            holes: Once::new(),
            holes_of_equal: Once::new(),
            core_numbers: Once::new(),
            clustering: Once::new(),
            redundancy: Once::new(),
            cuts: Once::new(),
            brokerage: Once::new(),
            partial_brokerage: Once::new(),
            mixing: Once::new(),
            communities: Mutex::default(),
        }
    }

    /// Where the communities of this resolution, seed and kind of chance are kept.
    pub fn communities(&self, resolution: f64, seed: u64, barber: bool) -> Cell<Communities> {
        let key = (resolution.to_bits(), seed, barber);
        let mut kept = self.communities.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = kept.iter().find(|(other, _)| *other == key) {
            return cell.clone();
        }
        if kept.len() >= MAX_DIVISIONS {
            kept.remove(0);
        }
        let cell = Cell::default();
        kept.push((key, cell.clone()));
        cell
    }

    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.network.nodes().len()
    }

    /// Whether the incidence says all: no tie of it is left out for its weight.
    pub fn keeps_every_tie(&self) -> bool {
        let Options { projection, weighting, min_weight, .. } = *self.network.options();
        match (projection, weighting) {
            (Projection::TwoMode, _) | (_, Weighting::Shared) => min_weight <= 1.0,
            (_, Weighting::Newman | Weighting::Jaccard) => min_weight <= 0.0,
        }
    }

    /// Whether weights are sums over common affiliations, so that the matrix of ties need not be built.
    pub fn is_sum_of_shares(&self) -> bool {
        !self.network.is_two_mode() && self.keeps_every_tie() && self.network.options().weighting != Weighting::Jaccard
    }

    pub fn space<'a>(&self, ground: &'a Ground) -> Space<'a, Ground> {
        match ground {
            Ground::Modes(_) if !self.network.is_two_mode() => {
                Space { adjacency: ground, counted: self.size(), steps: 2 }
            }
            _ => Space::whole(ground),
        }
    }

    pub fn find_components(&self, ground: &Ground, interrupt: &Interrupt) -> Result<Components, Stop> {
        components(self.space(ground), interrupt)
    }

    pub fn find_sides(&self, components: &Components) -> Vec<Sides> {
        two_mode::sides(self.network.incidence(), components)
    }

    pub fn find_degrees(&self, interrupt: &Interrupt) -> Result<Degrees, Stop> {
        let network = &self.network;
        if !network.is_two_mode() {
            return Degrees::of_projection(network.incidence(), network.options(), interrupt);
        }
        let kept = self.keeps_every_tie();
        let incidence = network.incidence();
        let lists = incidence.rows.iter().chain(incidence.columns.iter());
        let degrees: Vec<u32> = lists.map(|list| if kept { list.len() as u32 } else { 0 }).collect();
        let strengths = degrees.iter().map(|degree| f64::from(*degree)).collect();
        Ok(Degrees { degrees, strengths })
    }

    pub fn density(&self, degrees: &Degrees) -> f64 {
        if self.network.is_two_mode() {
            density_of_two_modes(self.network.incidence(), degrees.ties())
        } else {
            density(self.size(), degrees.ties())
        }
    }

    pub fn find_nearness(
        &self,
        ground: &Ground,
        components: &Components,
        interrupt: &Interrupt,
    ) -> Result<Vec<Nearness>, Stop> {
        closeness::nearness(self.space(ground), components, EXACT_STEPS_TOGETHER, interrupt)
    }

    pub fn find_betweenness(
        &self,
        graph: &Graph,
        components: &Components,
        sides: Option<&[Sides]>,
        interrupt: &Interrupt,
    ) -> Result<Vec<Estimate>, Stop> {
        let raw = betweenness::betweenness(graph, components, EXACT_STEPS, interrupt)?;
        let divided = |(node, value)| normalised(value, self.most_betweenness(sides, node));
        Ok(raw.into_iter().enumerate().map(divided).collect())
    }

    /// What the betweenness of a node is divided by.
    pub fn most_betweenness(&self, sides: Option<&[Sides]>, node: usize) -> f64 {
        sides.map_or_else(|| betweenness::pairs(self.size()), |sides| most_in_two_modes(sides[node]))
    }

    /// `graph` is needed unless [`Study::is_sum_of_shares`].
    pub fn find_page_rank(&self, graph: Option<&Graph>, interrupt: &Interrupt) -> Result<Vec<f64>, Stop> {
        match self.matrix(graph) {
            Some(Either::Graph(graph)) => page_rank(graph, interrupt),
            Some(Either::Shares(shares)) => page_rank(&shares, interrupt),
            None => Ok(Vec::new()),
        }
    }

    /// As [`Study::find_page_rank`].
    pub fn find_eigenvector(
        &self,
        graph: Option<&Graph>,
        components: &Components,
        interrupt: &Interrupt,
    ) -> Result<Vec<f64>, Stop> {
        match self.matrix(graph) {
            Some(Either::Graph(graph)) => eigenvector(graph, components, interrupt),
            Some(Either::Shares(shares)) => eigenvector(&shares, components, interrupt),
            None => Ok(Vec::new()),
        }
    }

    fn matrix<'a>(&'a self, graph: Option<&'a Graph>) -> Option<Either<'a>> {
        let shares = || Shares::new(self.network.incidence(), self.network.options().weighting);
        graph.map(Either::Graph).or_else(|| shares().map(Either::Shares))
    }

    /// `graph` is needed for a projection.
    pub fn find_clustering(&self, graph: Option<&Graph>, interrupt: &Interrupt) -> Result<Clustering, Stop> {
        match graph {
            Some(graph) => {
                let triangles = clustering::triangles(graph, interrupt)?;
                let of = clustering::clustering(graph, &triangles);
                Ok(Clustering { of, transitivity: clustering::transitivity(graph, &triangles) })
            }
            None if !self.keeps_every_tie() => Ok(Clustering { of: vec![0.0; self.size()], transitivity: 0.0 }),
            None => {
                let of = two_mode::clustering(self.network.incidence(), interrupt)?;
                Ok(Clustering { of, transitivity: two_mode::transitivity(self.network.incidence(), interrupt)? })
            }
        }
    }

    /// None of anybody in a projection.
    pub fn find_redundancy(&self, interrupt: &Interrupt) -> Result<Vec<Option<f64>>, Stop> {
        if self.network.is_two_mode() && self.keeps_every_tie() {
            two_mode::redundancy(self.network.incidence(), interrupt)
        } else {
            Ok(vec![None; self.size()])
        }
    }

    pub fn find_cuts(&self, ground: &Ground, interrupt: &Interrupt) -> Result<Cuts, Stop> {
        match ground {
            Ground::Modes(_) if !self.network.is_two_mode() => cuts_of_projection(self.network.incidence(), interrupt),
            ground => cuts(ground, interrupt),
        }
    }

    pub fn find_core_numbers(&self, graph: &Graph, interrupt: &Interrupt) -> Result<Vec<u32>, Stop> {
        core_numbers(graph, interrupt)
    }

    pub fn find_holes(&self, graph: &Graph, ties: Ties, interrupt: &Interrupt) -> Result<Vec<Option<Holes>>, Stop> {
        holes(graph, ties, interrupt)
    }

    pub fn find_brokerage(&self, graph: &Graph, interrupt: &Interrupt) -> Result<Vec<Roles>, Stop> {
        brokerage::brokerage(graph, &self.groups(), interrupt)
    }

    pub fn find_partial_brokerage(&self, graph: &Graph, interrupt: &Interrupt) -> Result<Vec<Roles>, Stop> {
        brokerage::partial(graph, &self.groups(), interrupt)
    }

    pub fn find_mixing(&self, interrupt: &Interrupt) -> Result<Mixing, Stop> {
        let groups = self.groups();
        let mut mixing = Mixing::new(groups.iter().max().map_or(0, |last| *last as usize + 1));
        let incidence = self.network.incidence();
        if self.network.is_two_mode() {
            let rows = incidence.rows.count();
            for (row, columns) in incidence.rows.iter().enumerate().filter(|_| self.keeps_every_tie()) {
                for column in columns {
                    let other = groups[rows + *column as usize];
                    mixing.add(groups[row], other);
                    mixing.add(other, groups[row]);
                }
            }
            return Ok(mixing);
        }
        let mut rows = Rows::new(incidence, self.network.options());
        for row in 0..self.size() {
            interrupt.check()?;
            rows.tied(row).for_each(|(other, _)| mixing.add(groups[row], groups[other as usize]));
        }
        Ok(mixing)
    }

    /// The group of each node: the kind of organisation or of initiative; states are all alike.
    fn groups(&self) -> Vec<u32> {
        let snapshot = self.network.snapshot();
        // No kind of initiative is a kind of organisation.
        let initiatives = OrganisationKind::ALL.len() as u32;
        let group = |id: &NodeId| match *id {
            NodeId::Organisation(id) => snapshot.organisation(id).map_or(0, |found| found.record().kind as u32),
            NodeId::Initiative(id) => {
                snapshot.initiative(id).map_or(0, |found| initiatives + found.record().kind as u32)
            }
            NodeId::State(_) | NodeId::Participation(_) | NodeId::Event(_) => 0,
        };
        self.network.nodes().iter().map(group).collect()
    }
}

/// The matrix of a network, built or not.
enum Either<'a> {
    Graph(&'a Graph),
    Shares(Shares<'a>),
}
