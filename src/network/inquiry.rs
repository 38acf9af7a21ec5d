//! What one request asks about a network. Each answer is computed when it is asked for the first time, by whoever asks
//! first, and then is there for everybody who asks about the same network; the time limit is that of the request.

use std::sync::Arc;

use super::{
    Graph, Interrupt, Network, Stop,
    analyst::{Analyst, Failure, Until},
    community::{Chance, Communities, Search, communities, modularity},
    measure::{
        assortativity::Mixing,
        betweenness,
        brokerage::Roles,
        closeness::Nearness,
        components::Components,
        cuts::Cuts,
        degree,
        holes::{Holes, Ties},
        sample::Estimate,
        two_mode::Sides,
    },
    projection::Degrees,
    study::{Clustering, Ground, Study},
};

/// A handle that costs little to clone.
#[derive(Clone, Debug)]
pub struct Inquiry {
    study: Arc<Study>,
    analyst: Arc<Analyst>,
    until: Until,
    parameters: Arc<str>,
}

/// An answer, shared with whoever else asks.
pub type Shared<T> = Result<Arc<T>, Failure>;

/// The answer in a cell; where there is none yet, the one that the block finds. Meanwhile others who ask wait for it;
/// if this request goes away, the next of them begins anew.
macro_rules! once {
    ($inquiry:ident.$cell:ident, $find:block) => {
        $inquiry.study.$cell.get_or_try_init(|| async { $find.await.map(Arc::new) }).await.cloned()
    };
}

impl Inquiry {
    pub fn new(study: Arc<Study>, analyst: Arc<Analyst>, until: Until, parameters: &str) -> Self {
        Self { study, analyst, until, parameters: parameters.into() }
    }

    pub fn network(&self) -> &Network {
        &self.study.network
    }

    /// The text that the network was asked for with.
    pub fn parameters(&self) -> &str {
        &self.parameters
    }

    /// Has something found out that is not kept.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Study, &Interrupt) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Failure> {
        let study = self.study.clone();
        self.analyst.run(&self.until, move |interrupt| work(&study, interrupt)).await
    }

    /// Every tie, built: what measures of dense structure rest on, and what has a limit.
    pub async fn graph(&self) -> Shared<Graph> {
        once!(self.graph, { self.work(|study, interrupt| study.network.graph(interrupt)) })
    }

    async fn ground(&self) -> Shared<Ground> {
        once!(self.ground, {
            async {
                if self.study.keeps_every_tie() {
                    return self.work(|study, _| Ok(Ground::Modes(study.network.incidence().both_modes()))).await;
                }
                Ok(Ground::Ties(self.graph().await?))
            }
        })
    }

    pub async fn components(&self) -> Shared<Components> {
        once!(self.components, {
            async {
                let ground = self.ground().await?;
                self.work(move |study, interrupt| study.find_components(&ground, interrupt)).await
            }
        })
    }

    /// The sizes of the two modes as each node sees them; none in a projection.
    async fn sides(&self) -> Result<Option<Arc<Vec<Sides>>>, Failure> {
        if !self.network().is_two_mode() {
            return Ok(None);
        }
        let sides = once!(self.sides, {
            async {
                let components = self.components().await?;
                self.work(move |study, _| Ok(study.find_sides(&components))).await
            }
        });
        sides.map(Some)
    }

    pub async fn degrees(&self) -> Shared<Degrees> {
        once!(self.degrees, { self.work(|study, interrupt| study.find_degrees(interrupt)) })
    }

    pub async fn density(&self) -> Result<f64, Failure> {
        Ok(self.study.density(&*self.degrees().await?))
    }

    /// The degree of each node divided by what it could be at most.
    pub async fn degree_centrality(&self, node: usize) -> Result<f64, Failure> {
        let degree = self.degrees().await?.degrees[node];
        Ok(match self.sides().await? {
            Some(sides) => degree::centrality_in_two_modes(degree, sides[node]),
            None => degree::centrality(degree, self.network().nodes().len()),
        })
    }

    async fn nearness(&self) -> Shared<Vec<Nearness>> {
        once!(self.nearness, {
            async {
                let (ground, components) = (self.ground().await?, self.components().await?);
                self.work(move |study, interrupt| study.find_nearness(&ground, &components, interrupt)).await
            }
        })
    }

    pub async fn closeness(&self) -> Result<Vec<Estimate>, Failure> {
        let (nearness, sides) = (self.nearness().await?, self.sides().await?);
        let nodes = self.network().nodes().len();
        let of_node = |(node, near): (usize, &Nearness)| match &sides {
            Some(sides) => near.closeness_in_two_modes(sides[node], nodes),
            None => near.closeness(nodes),
        };
        Ok(nearness.iter().enumerate().map(of_node).collect())
    }

    pub async fn harmonic_closeness(&self) -> Result<Vec<Estimate>, Failure> {
        let nodes = self.network().nodes().len();
        Ok(self.nearness().await?.iter().map(|near| near.harmonic(nodes)).collect())
    }

    pub async fn betweenness(&self) -> Shared<Vec<Estimate>> {
        once!(self.betweenness, {
            async {
                let (graph, components, sides) = (self.graph().await?, self.components().await?, self.sides().await?);
                let find = move |study: &Study, interrupt: &Interrupt| {
                    study.find_betweenness(&graph, &components, sides.as_ref().map(|sides| &sides[..]), interrupt)
                };
                self.work(find).await
            }
        })
    }

    /// How far the betweenness of a node is from the exact one, at most, but for a probability of 5 %.
    pub async fn betweenness_bound(&self, node: usize) -> Result<f64, Failure> {
        let (betweenness, sides) = (self.betweenness().await?, self.sides().await?);
        let most = self.study.most_betweenness(sides.as_ref().map(|sides| &sides[..]), node);
        Ok(betweenness::bound(betweenness[node], most))
    }

    /// The graph where a matrix of ties has to be built.
    async fn matrix(&self) -> Result<Option<Arc<Graph>>, Failure> {
        if self.study.is_sum_of_shares() { Ok(None) } else { self.graph().await.map(Some) }
    }

    pub async fn page_rank(&self) -> Shared<Vec<f64>> {
        once!(self.page_rank, {
            async {
                let graph = self.matrix().await?;
                self.work(move |study, interrupt| study.find_page_rank(graph.as_deref(), interrupt)).await
            }
        })
    }

    pub async fn eigenvector(&self) -> Shared<Vec<f64>> {
        once!(self.eigenvector, {
            async {
                let (graph, components) = (self.matrix().await?, self.components().await?);
                self.work(move |study, interrupt| study.find_eigenvector(graph.as_deref(), &components, interrupt))
                    .await
            }
        })
    }

    /// Constraint and effective size, with the weights of ties or without.
    pub async fn holes(&self, ties: Ties) -> Shared<Vec<Option<Holes>>> {
        let find = || async {
            let graph = self.graph().await?;
            let holes = self.work(move |study, interrupt| study.find_holes(&graph, ties, interrupt)).await;
            holes.map(Arc::new)
        };
        let cell = match ties {
            Ties::Weighted => &self.study.holes,
            Ties::Equal => &self.study.holes_of_equal,
        };
        cell.get_or_try_init(find).await.cloned()
    }

    pub async fn core_numbers(&self) -> Shared<Vec<u32>> {
        once!(self.core_numbers, {
            async {
                let graph = self.graph().await?;
                self.work(move |study, interrupt| study.find_core_numbers(&graph, interrupt)).await
            }
        })
    }

    pub async fn clustering(&self) -> Shared<Clustering> {
        once!(self.clustering, {
            async {
                let graph = if self.network().is_two_mode() { None } else { Some(self.graph().await?) };
                self.work(move |study, interrupt| study.find_clustering(graph.as_deref(), interrupt)).await
            }
        })
    }

    pub async fn redundancy(&self) -> Shared<Vec<Option<f64>>> {
        once!(self.redundancy, { self.work(|study, interrupt| study.find_redundancy(interrupt)) })
    }

    pub async fn cuts(&self) -> Shared<Cuts> {
        once!(self.cuts, {
            async {
                let ground = self.ground().await?;
                self.work(move |study, interrupt| study.find_cuts(&ground, interrupt)).await
            }
        })
    }

    pub async fn brokerage(&self) -> Shared<Vec<Roles>> {
        once!(self.brokerage, {
            async {
                let graph = self.graph().await?;
                self.work(move |study, interrupt| study.find_brokerage(&graph, interrupt)).await
            }
        })
    }

    pub async fn partial_brokerage(&self) -> Shared<Vec<Roles>> {
        once!(self.partial_brokerage, {
            async {
                let graph = self.graph().await?;
                self.work(move |study, interrupt| study.find_partial_brokerage(&graph, interrupt)).await
            }
        })
    }

    pub async fn mixing(&self) -> Shared<Mixing> {
        once!(self.mixing, { self.work(|study, interrupt| study.find_mixing(interrupt)) })
    }

    /// Communities, kept for each way of looking for them.
    pub async fn communities(&self, resolution: f64, seed: u64, barber: bool) -> Shared<Communities> {
        let rows = self.network().incidence().rows.count();
        let chance = if barber { Chance::Barber { rows } } else { Chance::Newman };
        let cell = self.study.communities(resolution, seed, barber);
        let find = || async {
            let graph = self.graph().await?;
            let search = Search { resolution, seed, chance };
            self.work(move |_, interrupt| communities(&graph, &search, interrupt)).await.map(Arc::new)
        };
        cell.get_or_try_init(find).await.cloned()
    }

    /// How good a division is by Newman's modularity, and in a two-mode network by Barber's.
    pub async fn qualities(&self, of: &Arc<Communities>, resolution: f64) -> Result<(f64, Option<f64>), Failure> {
        let (graph, of) = (self.graph().await?, of.clone());
        let both_modes = self.network().is_two_mode();
        let find = move |study: &Study, _: &Interrupt| {
            let rows = study.network.incidence().rows.count();
            let by = |chance| modularity(&graph, &of.of, chance, resolution);
            Ok((by(Chance::Newman), both_modes.then(|| by(Chance::Barber { rows }))))
        };
        self.work(find).await
    }

    /// Whether any closeness is an estimate here.
    pub async fn estimates_closeness(&self) -> Result<bool, Failure> {
        Ok(self.nearness().await?.iter().any(|near| near.distance.sample.is_some()))
    }

    /// Whether any betweenness is an estimate here.
    pub async fn estimates_betweenness(&self) -> Result<bool, Failure> {
        Ok(self.betweenness().await?.iter().any(|value| value.sample.is_some()))
    }
}
