//! `StateOverlap`.

use std::sync::Arc;

use async_graphql::{Context, Description, Object, Result};

use super::{
    connection::limit, network::stopped, organisation::Organisation, pace::interrupt, problem::refuse, query::snapshot,
    state::State,
};
use crate::{
    model::{self, limits::MAX_PAGE},
    network::overlap::{Overlap, Overlaps},
    snapshot::Snapshot,
};

/// Two states and the organisations that are active in both: that are linked to an initiative of the one and to one of the
/// other, wherever they sit. An initiative of both states makes its organisations active in both.
#[derive(Description)]
pub struct StateOverlap<'a> {
    snapshot: &'a Snapshot,
    overlaps: Arc<Overlaps<'a>>,
    overlap: Overlap,
}

#[Object(use_type_description)]
impl<'a> StateOverlap<'a> {
    /// The one: in `State.overlaps` the state that was asked.
    async fn state(&self) -> State<'a> {
        State(self.snapshot.state(self.overlap.state))
    }

    /// The other.
    async fn other(&self) -> State<'a> {
        State(self.snapshot.state(self.overlap.other))
    }

    /// How many organisations are active in both.
    async fn shared(&self) -> u32 {
        self.overlap.shared
    }

    /// The organisations that are active in both, divided by those that are active in either.
    async fn jaccard(&self) -> f64 {
        self.overlap.jaccard
    }

    /// The organisations that are active in both, by name.
    async fn organisations(
        &self,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(100)")] first: Option<i32>,
    ) -> Result<Vec<Organisation<'a>>> {
        let limit = limit(first, MAX_PAGE).map_err(refuse)?;
        Ok(self.overlaps.organisations(self.overlap, limit).into_iter().map(Organisation).collect())
    }
}

/// The overlaps of all states.
pub fn pairs<'a>(ctx: &Context<'a>, roll_up: bool) -> Result<Vec<StateOverlap<'a>>> {
    let overlaps = overlaps(ctx, "stateOverlaps", roll_up)?;
    let pairs = overlaps.pairs();
    told(ctx, overlaps, pairs)
}

/// The overlaps of one state.
pub fn with<'a>(ctx: &Context<'a>, state: model::StateCode, roll_up: bool) -> Result<Vec<StateOverlap<'a>>> {
    let overlaps = overlaps(ctx, "overlaps", roll_up)?;
    let pairs = overlaps.with(state);
    told(ctx, overlaps, pairs)
}

fn overlaps<'a>(ctx: &Context<'a>, field: &'static str, roll_up: bool) -> Result<Overlaps<'a>> {
    Overlaps::of(snapshot(ctx)?, roll_up, &interrupt(ctx)).map_err(stopped(field))
}

fn told<'a>(ctx: &Context<'a>, overlaps: Overlaps<'a>, pairs: Vec<Overlap>) -> Result<Vec<StateOverlap<'a>>> {
    let (snapshot, overlaps) = (snapshot(ctx)?, Arc::new(overlaps));
    Ok(pairs.into_iter().map(|overlap| StateOverlap { snapshot, overlaps: overlaps.clone(), overlap }).collect())
}
