//! Communities: groups of nodes with more ties among them than chance would give.
//!
//! How good a division is says its modularity, Σ_c (L(c)/M - γ A(c) B(c)/M²), where L(c) is the weight of the ties
//! within community c, M that of all ties, and γ the resolution: above 1 finds smaller communities, below 1 larger
//! ones. A and B are what chance goes by ([`Chance`]). Without ties it is 0 and every node a community. The division is
//! looked for by [`leiden`].

mod aggregate;
mod leiden;
mod moving;
mod refining;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use self::leiden::{Choice, Setting};
use super::{
    Graph, Interrupt, Stop,
    adjacency::Space,
    measure::components::{components, groups},
};

/// What ties would be like by chance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Chance {
    /// Any two nodes may be tied, the likelier the stronger they are: A(c) = B(c) = Σ s(i)/2 (Newman and Girvan 2004).
    #[default]
    Newman,
    /// Only nodes of different modes may be tied: A(c) is the sum of strengths of the one mode, B(c) of the other
    /// (Barber 2007,
    /// *Modularity and community detection in bipartite networks*). The given number of nodes are the first mode.
    Barber { rows: usize },
}

/// How to look for communities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// 0 or more.
    pub resolution: f64,
    pub seed: u64,
    pub chance: Chance,
}

/// A division of all nodes, numbered by their smallest nodes. Each community is connected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Communities {
    /// The community of each node.
    pub of: Vec<u32>,
    pub count: usize,
    /// The modularity that was made as large as possible, at its resolution.
    pub quality: f64,
}

impl Communities {
    /// The nodes of each community, ascending.
    pub fn members(&self) -> Vec<Vec<u32>> {
        groups(&self.of, self.count)
    }
}

/// Ties and nodes, at most, that are gone through again and again from other beginnings, of which the best is kept.
const RESTART_WORK: usize = 1_000_000;

/// Beginnings, at most.
const MOST_RESTARTS: usize = 200;

/// The best division that is found. Small networks are searched from several beginnings.
pub fn communities(graph: &Graph, search: &Search, interrupt: &Interrupt) -> Result<Communities, Stop> {
    let parts = Parts::new(graph, search.chance);
    let restarts = (RESTART_WORK / (graph.nodes() + graph.ties() + 1)).clamp(1, MOST_RESTARTS);
    let mut rng = ChaCha8Rng::seed_from_u64(search.seed);
    let mut best: Option<Communities> = None;
    for restart in 0..restarts {
        // From nothing, and in turn from the best so far with a part of its nodes set free.
        let start = match &best {
            Some(best) if restart % 2 == 1 => loosened(&best.of, &mut rng),
            _ => (0..graph.nodes() as u32).collect(),
        };
        let choice = if restart == 0 { Choice::Best } else { Choice::Any };
        let setting = Setting { choice, resolution: search.resolution, total: parts.total, interrupt };
        let of = leiden::leiden(graph, &parts, start, &setting, &mut rng)?;
        let found = connected(graph, &of, interrupt)?;
        let quality = parts.quality(graph, &found, search.resolution);
        if best.as_ref().is_none_or(|best| quality > best.quality) {
            let count = found.iter().max().map_or(0, |last| *last as usize + 1);
            best = Some(Communities { of: found, count, quality });
        }
    }
    Ok(best.unwrap_or_default())
}

/// A division in which about a quarter of the nodes are communities of their own.
fn loosened(of: &[u32], rng: &mut ChaCha8Rng) -> Vec<u32> {
    let mut free = (0..of.len() as u32).collect::<Vec<_>>();
    of.iter().for_each(|community| free[*community as usize] = u32::MAX);
    free.retain(|community| *community != u32::MAX);
    let mut loosen = |community: &u32| if rng.random_ratio(1, 4) { free.pop() } else { None }.unwrap_or(*community);
    of.iter().map(&mut loosen).collect()
}

/// The modularity of a division.
pub fn modularity(graph: &Graph, of: &[u32], chance: Chance, resolution: f64) -> f64 {
    Parts::new(graph, chance).quality(graph, of, resolution)
}

/// The division with communities of several parts taken apart, which only makes it better, and numbered by smallest
/// nodes.
fn connected(graph: &Graph, of: &[u32], interrupt: &Interrupt) -> Result<Vec<u32>, Stop> {
    let mut within = Graph::with_capacity(graph.nodes());
    for node in 0..graph.nodes() {
        within.push(graph.tied(node).filter(|(other, _)| of[*other] == of[node]).map(|(other, w)| (other as u32, w)));
    }
    Ok(components(Space::whole(&within), interrupt)?.of)
}

/// What chance goes by: for each node its part in A and in B, and the weight of all ties.
#[derive(Clone, Debug, Default)]
struct Parts {
    a: Vec<f64>,
    b: Vec<f64>,
    total: f64,
}

impl Parts {
    fn new(graph: &Graph, chance: Chance) -> Self {
        let strengths: Vec<f64> = (0..graph.nodes()).map(|node| graph.weights(node).iter().sum()).collect();
        let total = strengths.iter().sum::<f64>() / 2.0;
        match chance {
            Chance::Newman => {
                let halves: Vec<f64> = strengths.iter().map(|strength| strength / 2.0).collect();
                Self { a: halves.clone(), b: halves, total }
            }
            Chance::Barber { rows } => {
                let only = |rows: std::ops::Range<usize>| {
                    strengths.iter().enumerate().map(|(n, s)| if rows.contains(&n) { *s } else { 0.0 }).collect()
                };
                Self { a: only(0..rows), b: only(rows..strengths.len()), total }
            }
        }
    }

    fn quality(&self, graph: &Graph, of: &[u32], resolution: f64) -> f64 {
        if self.total == 0.0 {
            return 0.0;
        }
        let count = of.iter().max().map_or(0, |last| *last as usize + 1);
        let (mut within, mut a, mut b) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
        for node in 0..graph.nodes() {
            let own = of[node] as usize;
            a[own] += self.a[node];
            b[own] += self.b[node];
            // Every tie from both of its ends.
            within[own] +=
                graph.tied(node).filter(|(other, _)| of[*other] == of[node]).map(|(_, w)| w / 2.0).sum::<f64>();
        }
        let of_community = |c: usize| within[c] / self.total - resolution * a[c] * b[c] / (self.total * self.total);
        (0..count).map(of_community).sum()
    }
}
