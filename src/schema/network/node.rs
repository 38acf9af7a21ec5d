//! `NetworkNode`.

use async_graphql::{Context, Description, Object, Result, SimpleObject};

use super::failure::failed;
use crate::{
    network::{
        Inquiry,
        listing::{Entries, Place},
        measure::{
            brokerage,
            holes::{Holes, Ties},
        },
    },
    schema::{
        connection::{PageInfo, count},
        entity::NetworkEntity,
        problem::present,
        query::snapshot,
    },
};

/// A record as a node of a network. Null where a measure is not defined for it, such as the constraint of an isolate.
#[derive(Description)]
pub struct NetworkNode {
    inquiry: Inquiry,
    node: usize,
}

impl NetworkNode {
    pub fn new(inquiry: &Inquiry, node: usize) -> Self {
        Self { inquiry: inquiry.clone(), node }
    }

    async fn holes(&self, field: &'static str, weighted: bool) -> Result<Option<Holes>> {
        let ties = if weighted { Ties::Weighted } else { Ties::Equal };
        Ok(self.inquiry.holes(ties).await.map_err(failed(field))?[self.node])
    }
}

#[Object(use_type_description)]
impl NetworkNode {
    /// The record.
    async fn entity<'a>(&self, ctx: &Context<'a>) -> Result<NetworkEntity<'a>> {
        let id = self.inquiry.network().nodes()[self.node];
        present(NetworkEntity::of_id(snapshot(ctx)?, id))
    }

    /// The number of its neighbours. Counted without building the ties.
    async fn degree(&self) -> Result<u32> {
        Ok(self.inquiry.degrees().await.map_err(failed("degree"))?.degrees[self.node])
    }

    /// The degree divided by what it could be at most: n - 1, in a two-mode network the nodes of the other mode in its
    /// component.
    async fn degree_centrality(&self) -> Result<f64> {
        self.inquiry.degree_centrality(self.node).await.map_err(failed("degreeCentrality"))
    }

    /// The sum of the weights of its ties.
    async fn weighted_degree(&self) -> Result<f64> {
        Ok(self.inquiry.degrees().await.map_err(failed("weightedDegree"))?.strengths[self.node])
    }

    /// How near the others are: (r-1)/Σd × (r-1)/(n-1) for the r nodes that it reaches (Wasserman and Faust 1994); in a
    /// two-mode network after Borgatti and Everett 1997, within its component. 0 for an isolate. An estimate in large
    /// networks, see `closenessError`.
    async fn closeness(&self) -> Result<Option<f64>> {
        Ok(Some(self.inquiry.closeness().await.map_err(failed("closeness"))?[self.node].value))
    }

    /// The standard error of `closeness`, in its units: 0 where it is exact.
    async fn closeness_error(&self) -> Result<f64> {
        Ok(self.inquiry.closeness().await.map_err(failed("closenessError"))?[self.node].error)
    }

    /// How near the others are, those out of reach included: Σ 1/d / (n-1) (Marchiori and Latora 2000). An estimate
    /// where `closeness` is one.
    async fn harmonic_closeness(&self) -> Result<f64> {
        Ok(self.inquiry.harmonic_closeness().await.map_err(failed("harmonicCloseness"))?[self.node].value)
    }

    /// On how many of the shortest ways between two others it lies (Freeman 1977, computed after Brandes 2001), divided
    /// by (n-1)(n-2)/2; in a two-mode network by what it could be at most (Borgatti and Everett 1997). An estimate in
    /// large networks, see `betweennessError`. Needs every tie of a projection.
    async fn betweenness(&self) -> Result<Option<f64>> {
        Ok(Some(self.inquiry.betweenness().await.map_err(failed("betweenness"))?[self.node].value))
    }

    /// The standard error of `betweenness`, in its units, as far as the sample shows it: 0 where it is exact, and where nobody
    /// of the sample sees a difference.
    async fn betweenness_error(&self) -> Result<f64> {
        Ok(self.inquiry.betweenness().await.map_err(failed("betweennessError"))?[self.node].error)
    }

    /// How far `betweenness` is from the exact value at most, in its units, but for a probability of 5 %, whatever the sample has
    /// missed (Hoeffding's inequality, Brandes and Pich 2007); much wider than the standard error. 0 where it is exact.
    async fn betweenness_bound(&self) -> Result<f64> {
        self.inquiry.betweenness_bound(self.node).await.map_err(failed("betweennessBound"))
    }

    /// How central its neighbours are (Bonacich 1972): the first eigenvector of the weighted ties, of norm 1, of the
    /// largest component; 0 elsewhere. In a two-mode network the singular vectors of the two modes, each divided by √2.
    async fn eigenvector(&self) -> Result<Option<f64>> {
        Ok(Some(self.inquiry.eigenvector().await.map_err(failed("eigenvector"))?[self.node]))
    }

    /// How often a random walk along the weighted ties comes by, which starts anew with probability 0.15 (Brin and Page
    /// 1998). Sums to 1.
    async fn page_rank(&self) -> Result<Option<f64>> {
        Ok(Some(self.inquiry.page_rank().await.map_err(failed("pageRank"))?[self.node]))
    }

    /// How much of its effort goes, directly or around, to the same few (Burt 1992). May exceed 1; null for isolates.
    /// Needs every tie of a projection.
    async fn constraint(
        &self,
        #[graphql(desc = "Whether the weights of ties count.", default = true)] weighted: bool,
    ) -> Result<Option<f64>> {
        Ok(self.holes("constraint", weighted).await?.map(|holes| holes.constraint))
    }

    /// Its neighbours, less what is redundant among them (Burt 1992; unweighted d - 2t/d, Borgatti 1997). Null for
    /// isolates. Needs every tie of a projection.
    async fn effective_size(
        &self,
        #[graphql(desc = "Whether the weights of ties count.", default = true)] weighted: bool,
    ) -> Result<Option<f64>> {
        Ok(self.holes("effectiveSize", weighted).await?.map(|holes| holes.effective_size))
    }

    /// Effective size / degree. Null for isolates.
    async fn efficiency(
        &self,
        #[graphql(desc = "Whether the weights of ties count.", default = true)] weighted: bool,
    ) -> Result<Option<f64>> {
        Ok(self.holes("efficiency", weighted).await?.map(|holes| holes.efficiency))
    }

    /// The largest k of a k-core that it is in: a part in which everybody has at least k neighbours (Seidman 1983). One
    /// large initiative decides it in a projection: of 186 organisations, it gives each of them 185. Needs every tie of
    /// a projection.
    async fn core_number(&self) -> Result<u32> {
        Ok(self.inquiry.core_numbers().await.map_err(failed("coreNumber"))?[self.node])
    }

    /// Of the pairs of its neighbours, the share that is tied (Watts and Strogatz 1998), 0 with fewer than two; in a
    /// two-mode network the mean overlap with others of its mode (Latapy et al. 2008, "dot"). Needs every tie of a
    /// projection.
    async fn clustering(&self) -> Result<Option<f64>> {
        Ok(Some(self.inquiry.clustering().await.map_err(failed("clustering"))?.of[self.node]))
    }

    /// In a two-mode network, of the pairs of its neighbours the share that others tie as well (Latapy et al. 2008).
    /// Null with fewer than two, and in projections.
    async fn redundancy(&self) -> Result<Option<f64>> {
        Ok(self.inquiry.redundancy().await.map_err(failed("redundancy"))?[self.node])
    }

    /// Between how many pairs without a tie it stands, by the kinds of the three (Gould and Fernandez 1989). Needs
    /// every tie of a projection.
    async fn brokerage(
        &self,
        #[graphql(
            desc = "Divide each pair among its brokers, 1/(their number) for each, instead of counting it whole for each. \
                          Looks at every way of two ties, of which networks with hubs of tens of thousands have too many.",
            default = false
        )]
        partial: bool,
    ) -> Result<Brokerage> {
        let found = if partial { self.inquiry.partial_brokerage().await } else { self.inquiry.brokerage().await };
        Ok(Brokerage::from(found.map_err(failed("brokerage"))?[self.node]))
    }

    /// Whether its loss would cut its component into several.
    async fn articulation_point(&self) -> Result<bool> {
        Ok(self.inquiry.cuts().await.map_err(failed("articulationPoint"))?.points[self.node])
    }

    /// The number of its component: its place in `Network.components`.
    async fn component(&self) -> Result<u32> {
        Ok(self.inquiry.components().await.map_err(failed("component"))?.of[self.node])
    }

    /// The number of its community at resolution 1 and seed 0: its place in `Network.communities.members`.
    async fn community(&self) -> Result<u32> {
        Ok(self.inquiry.communities(1.0, 0, false).await.map_err(failed("community"))?.of[self.node])
    }
}

/// Pairs (A, C) of nodes without a tie that a broker B ties, by their kinds. Each pair counts in both orders, since
/// ties have no direction.
#[derive(SimpleObject)]
pub struct Brokerage {
    /// All three of one kind: A·A·A.
    coordinator: f64,
    /// The two of one kind, the broker of another: A·B·A.
    consultant: f64,
    /// The broker of the second's kind: A·B·B.
    gatekeeper: f64,
    /// The broker of the first's kind: A·A·B. Here always as often as `gatekeeper`.
    representative: f64,
    /// Three kinds: A·B·C.
    liaison: f64,
    /// All of these.
    total: f64,
}

impl From<brokerage::Roles> for Brokerage {
    fn from(roles: brokerage::Roles) -> Self {
        let brokerage::Roles { coordinator, consultant, gatekeeper, representative, liaison } = roles;
        Self { coordinator, consultant, gatekeeper, representative, liaison, total: roles.total() }
    }
}

/// A page of a list of nodes.
#[derive(Description)]
pub struct NetworkNodeConnection {
    pub inquiry: Inquiry,
    pub page: Entries<usize>,
}

#[Object(use_type_description)]
impl NetworkNodeConnection {
    /// The entries of the page with their cursors.
    async fn edges(&self) -> Vec<NetworkNodeEdge> {
        let edge = |(place, node): &(Place, usize)| NetworkNodeEdge {
            cursor: place.cursor(),
            node: NetworkNode::new(&self.inquiry, *node),
        };
        self.page.entries.iter().map(edge).collect()
    }

    /// The nodes of the page.
    async fn nodes(&self) -> Vec<NetworkNode> {
        self.page.entries.iter().map(|(_, node)| NetworkNode::new(&self.inquiry, *node)).collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        page_info(&self.page)
    }

    /// The number of entries of the whole list.
    async fn total_count(&self) -> i32 {
        count(self.inquiry.network().nodes().len())
    }
}

/// An entry of a list of nodes.
#[derive(SimpleObject)]
pub struct NetworkNodeEdge {
    /// The place of the entry in the list: pass it as `after`.
    cursor: String,
    /// The node.
    node: NetworkNode,
}

/// Where a page of a network's list stands.
pub fn page_info<T>(page: &Entries<T>) -> PageInfo {
    let cursor = |entry: Option<&(Place, T)>| entry.map(|(place, _)| place.cursor());
    PageInfo {
        has_next_page: page.has_next,
        has_previous_page: page.has_previous,
        start_cursor: cursor(page.entries.first()),
        end_cursor: cursor(page.entries.last()),
    }
}
