//! How a network is drawn, and by what its nodes are ordered.

use async_graphql::{Enum, InputObject};

use crate::{
    network::{
        self, Failure, Inquiry,
        listing::{ListId, NodeOrder},
        measure::{
            brokerage::Roles,
            holes::{Holes, Ties},
            sample::Estimate,
        },
    },
    schema::vocabulary::{OrderDirection, OrganisationKind, ParticipationRole, set},
};

/// What the nodes are. TWO_MODE keeps organisations and initiatives; the others are one-mode projections.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "network::Projection")]
pub enum Projection {
    /// Organisations, tied by common initiatives.
    #[default]
    Organisations,
    /// Initiatives, tied by common organisations.
    Initiatives,
    /// States, tied by organisations that are active in both.
    States,
    /// Organisations and initiatives, tied by participations; unweighted.
    TwoMode,
}

/// Tie strength.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "network::Weighting")]
pub enum Weighting {
    /// The number of common affiliations.
    #[default]
    Shared,
    /// The sum of 1/(size - 1) over common affiliations (Newman 2001): a meeting of two counts for more than one of two
    /// hundred.
    Newman,
    /// Common affiliations over those of either.
    Jaccard,
}

/// How a network is drawn.
#[derive(Clone, Default, InputObject)]
pub struct NetworkOptions {
    /// What the nodes are.
    #[graphql(default)]
    projection: Projection,
    /// How strong a tie is.
    #[graphql(default)]
    weighting: Weighting,
    /// Count regional branches as their umbrella organisation, the topmost one.
    #[graphql(default)]
    roll_up: bool,
    /// Keep groups that are named only as such.
    #[graphql(default)]
    include_collectives: bool,
    /// Leave out weaker ties; their nodes stay.
    #[graphql(default)]
    min_weight: f64,
    /// Only participations in one of these roles.
    roles: Option<Vec<ParticipationRole>>,
    /// Only organisations of one of these kinds.
    organisation_kinds: Option<Vec<OrganisationKind>>,
}

impl From<NetworkOptions> for network::Options {
    fn from(options: NetworkOptions) -> Self {
        Self {
            projection: options.projection.into(),
            weighting: options.weighting.into(),
            roll_up: options.roll_up,
            include_collectives: options.include_collectives,
            min_weight: options.min_weight,
            roles: set(options.roles),
            kinds: set(options.organisation_kinds),
        }
    }
}

/// A measure of nodes, see `NetworkNode`.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum NetworkMetric {
    /// The number of neighbours.
    Degree,
    /// The sum of the weights of ties.
    WeightedDegree,
    /// How near the others are.
    Closeness,
    /// How near the others are, those out of reach included.
    HarmonicCloseness,
    /// On how many shortest ways it lies.
    Betweenness,
    /// How central the neighbours are.
    Eigenvector,
    /// How often a random walk comes by.
    PageRank,
    /// How much of its effort goes to the same few.
    Constraint,
    /// Its neighbours, less what is redundant among them.
    EffectiveSize,
    /// In how dense a part it lies.
    CoreNumber,
    /// How often its neighbours are neighbours.
    Clustering,
    /// Between how many pairs without a tie it stands.
    Brokerage,
}

/// An order of nodes.
#[derive(Clone, Copy, InputObject)]
pub struct NetworkNodeOrder {
    /// By which measure.
    pub metric: NetworkMetric,
    /// In which direction.
    #[graphql(default_with = "OrderDirection::Desc")]
    direction: OrderDirection,
}

impl NetworkNodeOrder {
    pub fn order(self) -> NodeOrder {
        let descending = self.direction == OrderDirection::Desc;
        // 0 is the order of ids.
        NodeOrder { list: ListId(2 + 2 * self.metric as u8 + u8::from(descending)), descending }
    }

    /// The measure of every node.
    pub async fn values(self, inquiry: &Inquiry) -> Result<Vec<Option<f64>>, Failure> {
        let numbers = |numbers: &[u32]| numbers.iter().map(|number| Some(f64::from(*number))).collect();
        let defined = |values: &[f64]| values.iter().copied().map(Some).collect();
        let estimates = |values: &[Estimate]| values.iter().map(|estimate| Some(estimate.value)).collect();
        let of_holes = |all: &[Option<Holes>], value: fn(Holes) -> f64| all.iter().map(|one| one.map(value)).collect();
        Ok(match self.metric {
            NetworkMetric::Degree => numbers(&inquiry.degrees().await?.degrees),
            NetworkMetric::WeightedDegree => defined(&inquiry.degrees().await?.strengths),
            NetworkMetric::Closeness => estimates(&inquiry.closeness().await?),
            NetworkMetric::HarmonicCloseness => estimates(&inquiry.harmonic_closeness().await?),
            NetworkMetric::Betweenness => estimates(&inquiry.betweenness().await?),
            NetworkMetric::Eigenvector => defined(&inquiry.eigenvector().await?),
            NetworkMetric::PageRank => defined(&inquiry.page_rank().await?),
            NetworkMetric::Constraint => of_holes(&inquiry.holes(Ties::Weighted).await?, |holes| holes.constraint),
            NetworkMetric::EffectiveSize => {
                of_holes(&inquiry.holes(Ties::Weighted).await?, |holes| holes.effective_size)
            }
            NetworkMetric::CoreNumber => numbers(&inquiry.core_numbers().await?),
            NetworkMetric::Clustering => defined(&inquiry.clustering().await?.of),
            NetworkMetric::Brokerage => {
                inquiry.brokerage().await?.iter().map(|roles: &Roles| Some(roles.total())).collect()
            }
        })
    }
}
