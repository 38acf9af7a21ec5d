//! `Network`: who is tied to whom, measured. What a query does not ask for is not computed, and what one has asked is
//! there for others who ask the same.

mod communities;
mod edge;
mod failure;
mod node;
mod options;
mod provenance;

use std::sync::Arc;

use async_graphql::{Context, Description, ID, InputType, Object, Result, Value};

pub use failure::{stopped, unanswered};
pub use options::{NetworkNodeOrder, NetworkOptions};

use self::{
    communities::{Chance, Communities},
    edge::{NetworkEdge, NetworkEdgeConnection},
    failure::{failed, refused},
    node::{NetworkNode, NetworkNodeConnection},
    provenance::Provenance,
};
use super::{
    connection::{count, limit},
    filter::{InitiativeFilter, ready},
    pace::gone,
    path::both,
    problem::refuse,
    query::node_ids,
    scalar::Revision,
};
use crate::{
    model::{
        NodeId, Problem,
        limits::{DEFAULT_PAGE, MAX_DRAWN_TIES},
    },
    network::{
        self, Analyst, Inquiry,
        listing::{self, NodeOrder, Place, TIES},
        measure::components::groups,
    },
    snapshot::Snapshot,
};

/// A network of organisations, initiatives or states.
///
/// A tie is a distinct pair, however many roles or affiliations make it. The nodes are those with at least one link
/// left after filter and options; isolates of a projection stay. Weights count for weightedDegree, eigenvector,
/// pageRank, constraint, effectiveSize and communities, and for nothing else.
#[derive(Description)]
pub struct Network {
    inquiry: Inquiry,
    /// Whether anything in the answer is an estimate where it can be one.
    asks: provenance::Asked,
}

/// How many ties are drawn if nothing else is said.
const DEFAULT_DRAWN_TIES: i32 = 500;

/// The network that the arguments mean.
pub async fn network(
    ctx: &Context<'_>,
    filter: Option<InitiativeFilter>,
    options: Option<NetworkOptions>,
) -> Result<Network> {
    let options = options.unwrap_or_default();
    let parameters = parameters(filter.as_ref(), &options);
    let filter = ready(ctx, filter).await?;
    let (snapshot, analyst) = (ctx.data::<Arc<Snapshot>>()?, ctx.data::<Arc<Analyst>>()?);
    let inquiry = analyst.inquire(snapshot, filter, options.into(), parameters, gone(ctx)).await.map_err(refused)?;
    Ok(Network { inquiry, asks: provenance::Asked::of(ctx) })
}

/// What a network was asked for with, as JSON: what was left out is not in it, so that the same is always written the
/// same.
fn parameters(filter: Option<&InitiativeFilter>, options: &NetworkOptions) -> String {
    let filter = filter.map_or(Value::Null, InputType::to_value);
    let all = Value::Object([("filter", filter), ("options", options.to_value())].map(named).into_iter().collect());
    said(all).to_string()
}

fn named((name, value): (&str, Value)) -> (async_graphql::Name, Value) {
    (async_graphql::Name::new(name), value)
}

/// A value without the members that are null, as JSON.
fn said(value: Value) -> serde_json::Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().filter(|(_, value)| *value != Value::Null);
            members.map(|(name, value)| (name.to_string(), said(value))).collect()
        }
        Value::List(items) => items.into_iter().map(said).collect(),
        value => value.into_json().unwrap_or_default(),
    }
}

/// How many ties are drawn.
fn drawn_ties(first: Option<i32>) -> Result<usize, Vec<Problem>> {
    let first = first.unwrap_or(DEFAULT_DRAWN_TIES);
    let fits = usize::try_from(first).ok().filter(|first| *first <= MAX_DRAWN_TIES);
    let message = format_args!("{first} is not a number of ties to draw: 0 to {MAX_DRAWN_TIES}");
    fits.ok_or_else(|| vec![Problem::invalid("first", message)])
}

impl Network {
    fn nodes_of(&self, group: &[u32]) -> Vec<NetworkNode> {
        group.iter().map(|node| NetworkNode::new(&self.inquiry, *node as usize)).collect()
    }
}

#[Object(use_type_description)]
impl Network {
    /// The revision that it was drawn at.
    async fn revision(&self) -> Revision {
        Revision(self.inquiry.network().snapshot().revision())
    }

    /// What makes its numbers citable.
    async fn provenance(&self) -> Result<Provenance> {
        let estimated = self.asks.estimated(&self.inquiry).await.map_err(failed("provenance"))?;
        Ok(Provenance { inquiry: self.inquiry.clone(), estimated })
    }

    /// The number of nodes.
    async fn node_count(&self) -> i32 {
        count(self.inquiry.network().nodes().len())
    }

    /// The number of ties. Counted without building them.
    async fn edge_count(&self) -> Result<i32> {
        let degrees = self.inquiry.degrees().await.map_err(failed("edgeCount"))?;
        Ok(count(usize::try_from(degrees.ties()).unwrap_or(usize::MAX)))
    }

    /// Of all ties that there could be, the share that is there: 2t/(n(n-1)); in a two-mode network t/(n m). 0 where
    /// there could be none.
    async fn density(&self) -> Result<f64> {
        self.inquiry.density().await.map_err(failed("density"))
    }

    /// 3 × triangles / pairs of neighbours of a common node; in a two-mode network 4 × rings of four / ways of three
    /// (Robins and Alexander 2004). 0 where there are none. Needs every tie of a projection.
    async fn transitivity(&self) -> Result<f64> {
        Ok(self.inquiry.clustering().await.map_err(failed("transitivity"))?.transitivity)
    }

    /// The number of parts between which there is no way.
    async fn component_count(&self) -> Result<i32> {
        Ok(count(self.inquiry.components().await.map_err(failed("componentCount"))?.sizes.len()))
    }

    /// Whether ties are among the like, by the kinds of organisations or initiatives: 1 where they are within kinds
    /// only, 0 where they are as by chance (Newman 2003). Null where all nodes with ties are of one kind.
    async fn assortativity(&self) -> Result<Option<f64>> {
        Ok(self.inquiry.mixing().await.map_err(failed("assortativity"))?.assortativity())
    }

    /// (Ties between kinds - ties within) / ties, by the kinds of organisations or initiatives: -1 where they are
    /// within kinds only (Krackhardt and Stern 1988). Null without ties.
    async fn ei_index(&self) -> Result<Option<f64>> {
        Ok(self.inquiry.mixing().await.map_err(failed("eiIndex"))?.ei_index())
    }

    /// The nodes; by id unless ordered by a measure. Nodes for which it is not defined come last either way.
    async fn nodes(
        &self,
        #[graphql(desc = "By which measure; by id if left out.")] order_by: Option<NetworkNodeOrder>,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
    ) -> Result<NetworkNodeConnection> {
        let order = order_by.map_or(NodeOrder { list: listing::ListId(0), descending: false }, NetworkNodeOrder::order);
        let after = after.map(|cursor| Place::parse(order.list, &cursor)).transpose();
        let (limit, after) = both(limit(first, DEFAULT_PAGE), after).map_err(refuse)?;
        let nodes = self.inquiry.network().nodes();
        let values = match order_by {
            Some(by) => by.values(&self.inquiry).await.map_err(failed("nodes(orderBy)"))?,
            None => vec![None; nodes.len()],
        };
        let page = order.page(nodes, |node| values[node], after.as_ref(), limit);
        Ok(NetworkNodeConnection { inquiry: self.inquiry.clone(), page })
    }

    /// The ties, by the ids of their ends.
    async fn edges(
        &self,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
    ) -> Result<NetworkEdgeConnection> {
        let after = after.map(|cursor| Place::parse(TIES, &cursor)).transpose();
        let (limit, after) = both(limit(first, DEFAULT_PAGE), after).map_err(refuse)?;
        let find = move |study: &network::Study, interrupt: &network::Interrupt| {
            listing::ties(&study.network, after.as_ref(), limit, interrupt)
        };
        let page = self.inquiry.work(find).await.map_err(failed("edges"))?;
        Ok(NetworkEdgeConnection { inquiry: self.inquiry.clone(), page })
    }

    /// The ties among these nodes, the strongest first, then by the ids of their ends: what is drawn of a network that is too large
    /// to be drawn whole. Needs no other tie.
    async fn ties(
        &self,
        #[graphql(desc = "The global ids of nodes, at most 100. Others are passed over.")] among: Vec<ID>,
        #[graphql(desc = "How many, 0 to 1,000.", default_with = "Some(500)")] first: Option<i32>,
    ) -> Result<Vec<NetworkEdge>> {
        let (among, limit) = both(node_ids("among", &among), drawn_ties(first)).map_err(refuse)?;
        let find = move |study: &network::Study, interrupt: &network::Interrupt| {
            listing::ties_among(&study.network, &among, limit, interrupt)
        };
        let ties = self.inquiry.work(find).await.map_err(failed("ties"))?;
        Ok(ties.into_iter().map(|(one, other)| NetworkEdge::new(&self.inquiry, one, other)).collect())
    }

    /// The node of this record; null if it is none.
    async fn node(
        &self,
        #[graphql(desc = "The global id of an organisation, an initiative or a state.")] id: ID,
    ) -> Result<Option<NetworkNode>> {
        let id: NodeId = id.parse().map_err(|error| refuse(vec![Problem::invalid("id", error)]))?;
        let node = self.inquiry.network().position(id);
        Ok(node.map(|node| NetworkNode::new(&self.inquiry, node)))
    }

    /// The nodes of each component, by id; the components by their first nodes.
    async fn components(&self) -> Result<Vec<Vec<NetworkNode>>> {
        let components = self.inquiry.components().await.map_err(failed("components"))?;
        Ok(groups(&components.of, components.sizes.len()).iter().map(|group| self.nodes_of(group)).collect())
    }

    /// Groups with more ties within than by chance: the best division that the Leiden algorithm finds, each community
    /// connected, numbered by their first nodes. Weighted.
    async fn communities(
        &self,
        #[graphql(desc = "Above 1 finds smaller communities, below 1 larger ones; 0 or more.", default = 1.0)]
        resolution: f64,
        #[graphql(desc = "Another one may find another of several good divisions.", default = 0)] seed: i32,
        #[graphql(desc = "What ties would be like by chance.", default)] chance: Chance,
    ) -> Result<Communities> {
        Communities::find(&self.inquiry, resolution, seed, chance).await
    }

    /// Ties whose loss would cut the network, by the ids of their ends.
    async fn bridges(&self) -> Result<Vec<NetworkEdge>> {
        let cuts = self.inquiry.cuts().await.map_err(failed("bridges"))?;
        let edge = |(one, other): &(u32, u32)| NetworkEdge::new(&self.inquiry, *one as usize, *other as usize);
        Ok(cuts.bridges.iter().map(edge).collect())
    }
}
