//! `Path`.

use async_graphql::{Context, Description, ID, Object, Result};

use super::{entity::NetworkEntity, network::unanswered, pace::interrupt, problem::refuse, query::snapshot};
use crate::{
    model::Problem,
    network::{
        self, Node,
        path::{Asked, Route},
    },
    snapshot::{Snapshot, filter::InitiativeFilter},
};

/// A chain from one organisation to another: organisation, initiative, organisation, and so on.
#[derive(Description)]
pub struct Path<'a> {
    snapshot: &'a Snapshot,
    nodes: network::path::Path,
}

#[Object(use_type_description)]
impl<'a> Path<'a> {
    /// How many links the chain has: one less than its steps. Two organisations that share an initiative are 2 apart, and an
    /// organisation is 0 from itself.
    async fn length(&self) -> i32 {
        super::connection::count(self.nodes.len().saturating_sub(1))
    }

    /// Organisation, initiative, organisation, … from one end to the other, both included.
    async fn steps(&self) -> Vec<NetworkEntity<'a>> {
        self.nodes.iter().filter_map(|node: &Node| NetworkEntity::of(self.snapshot, *node)).collect()
    }
}

/// Between whom, and what is not on the way.
pub struct RouteArguments {
    pub from: ID,
    pub to: ID,
    pub filter: Option<InitiativeFilter>,
    pub avoid: Option<Vec<ID>>,
    pub max_degree: Option<i32>,
}

impl RouteArguments {
    /// The first `limit` of the chains.
    pub fn paths<'a>(self, ctx: &Context<'a>, limit: Result<usize, Vec<Problem>>) -> Result<Vec<Path<'a>>> {
        let snapshot = snapshot(ctx)?;
        let avoid: Vec<String> = self.avoid.unwrap_or_default().into_iter().map(String::from).collect();
        let Self { from, to, filter, max_degree, .. } = self;
        let asked = Asked { from: &from, to: &to, filter, avoid: &avoid, max_degree };
        let (route, limit) = both(Route::new(snapshot, asked), limit).map_err(refuse)?;
        let paths = route.paths(snapshot, limit, &interrupt(ctx)).map_err(unanswered("paths"))?;
        Ok(paths.into_iter().map(|nodes| Path { snapshot, nodes }).collect())
    }
}

/// Two values that are both good, or the problems of both.
pub fn both<A, B>(one: Result<A, Vec<Problem>>, other: Result<B, Vec<Problem>>) -> Result<(A, B), Vec<Problem>> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(one), Err(other)) => Err([one, other].concat()),
        (Err(problems), Ok(_)) | (Ok(_), Err(problems)) => Err(problems),
    }
}
