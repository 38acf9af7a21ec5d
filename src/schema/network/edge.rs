//! `NetworkEdge`.

use async_graphql::{Context, Description, Object, Result, SimpleObject};

use super::{
    failure::failed,
    node::{NetworkNode, page_info},
};
use crate::{
    network::{
        Inquiry,
        listing::{Entries, Place},
    },
    schema::{
        connection::{PageInfo, count, limit},
        entity::NetworkEntity,
        problem::refuse,
        query::snapshot,
    },
};

/// A tie between two nodes.
#[derive(Description)]
pub struct NetworkEdge {
    inquiry: Inquiry,
    source: usize,
    target: usize,
}

impl NetworkEdge {
    pub fn new(inquiry: &Inquiry, source: usize, target: usize) -> Self {
        Self { inquiry: inquiry.clone(), source, target }
    }
}

/// How many affiliations of a tie are given if nothing else is said.
const DEFAULT_VIA: usize = 20;

#[Object(use_type_description)]
impl NetworkEdge {
    /// The end with the smaller id.
    async fn source(&self) -> NetworkNode {
        NetworkNode::new(&self.inquiry, self.source)
    }

    /// The end with the larger id.
    async fn target(&self) -> NetworkNode {
        NetworkNode::new(&self.inquiry, self.target)
    }

    /// How strong it is, by the weighting of the network; 1 in a two-mode network.
    async fn weight(&self) -> f64 {
        self.inquiry.network().weight(self.source, self.target)
    }

    /// The affiliations that make the tie, by id; none in a two-mode network, where it is a participation.
    async fn via<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(20)")] first: Option<i32>,
    ) -> Result<Vec<NetworkEntity<'a>>> {
        let limit = limit(first, DEFAULT_VIA).map_err(refuse)?;
        let snapshot = snapshot(ctx)?;
        let via = self.inquiry.network().via(self.source, self.target).take(limit);
        Ok(via.filter_map(|id| NetworkEntity::of_id(snapshot, id)).collect())
    }
}

/// A page of a list of ties.
#[derive(Description)]
pub struct NetworkEdgeConnection {
    pub inquiry: Inquiry,
    pub page: Entries<(usize, usize)>,
}

#[Object(use_type_description)]
impl NetworkEdgeConnection {
    /// The entries of the page with their cursors.
    async fn edges(&self) -> Vec<NetworkEdgeEdge> {
        let edge = |(place, (source, target)): &(Place, (usize, usize))| NetworkEdgeEdge {
            cursor: place.cursor(),
            node: NetworkEdge::new(&self.inquiry, *source, *target),
        };
        self.page.entries.iter().map(edge).collect()
    }

    /// The ties of the page.
    async fn nodes(&self) -> Vec<NetworkEdge> {
        let ends = self.page.entries.iter().map(|(_, ends)| *ends);
        ends.map(|(source, target)| NetworkEdge::new(&self.inquiry, source, target)).collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        page_info(&self.page)
    }

    /// The number of ties of the whole network.
    async fn total_count(&self) -> Result<i32> {
        let degrees = self.inquiry.degrees().await.map_err(failed("totalCount"))?;
        Ok(count(usize::try_from(degrees.ties()).unwrap_or(usize::MAX)))
    }
}

/// An entry of a list of ties.
#[derive(SimpleObject)]
pub struct NetworkEdgeEdge {
    /// The place of the entry in the list: pass it as `after`.
    cursor: String,
    /// The tie.
    node: NetworkEdge,
}
