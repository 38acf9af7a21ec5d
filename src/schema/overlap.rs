//! `StateOverlap`.

use std::sync::Arc;

use async_graphql::{Description, Object, Result};

use super::{connection::limit, organisation::Organisation, problem::refuse, state::State};
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
pub fn pairs(snapshot: &Snapshot, roll_up: bool) -> Vec<StateOverlap<'_>> {
    let overlaps = Overlaps::of(snapshot, roll_up);
    let pairs = overlaps.pairs();
    told(snapshot, overlaps, pairs)
}

/// The overlaps of one state.
pub fn with(snapshot: &Snapshot, state: model::StateCode, roll_up: bool) -> Vec<StateOverlap<'_>> {
    let overlaps = Overlaps::of(snapshot, roll_up);
    let pairs = overlaps.with(state);
    told(snapshot, overlaps, pairs)
}

fn told<'a>(snapshot: &'a Snapshot, overlaps: Overlaps<'a>, pairs: Vec<Overlap>) -> Vec<StateOverlap<'a>> {
    let overlaps = Arc::new(overlaps);
    pairs.into_iter().map(|overlap| StateOverlap { snapshot, overlaps: overlaps.clone(), overlap }).collect()
}
