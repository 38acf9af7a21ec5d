//! `RelatedInitiative`.

use std::sync::Arc;

use async_graphql::{Context, Description, Object, Result};

use super::{
    connection::limit, initiative::Initiative, network::stopped, organisation::Organisation, pace::interrupt,
    problem::refuse,
};
use crate::{
    model::{Problem, limits::MAX_PAGE},
    network::related::Related,
    snapshot,
};

/// An initiative with organisations of another.
#[derive(Description)]
pub struct RelatedInitiative<'a> {
    related: Arc<Related<'a>>,
    initiative: snapshot::Initiative<'a>,
    shared: u32,
}

#[Object(use_type_description)]
impl<'a> RelatedInitiative<'a> {
    /// The initiative.
    async fn initiative(&self) -> Initiative<'a> {
        Initiative(self.initiative)
    }

    /// How many organisations are in both.
    async fn shared(&self) -> u32 {
        self.shared
    }

    /// The organisations that are in both, by name.
    async fn organisations(
        &self,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(100)")] first: Option<i32>,
    ) -> Result<Vec<Organisation<'a>>> {
        let limit = limit(first, MAX_PAGE).map_err(refuse)?;
        Ok(self.related.organisations_in(self.initiative, limit).into_iter().map(Organisation).collect())
    }
}

/// The first `limit` of the initiatives around one.
pub fn related<'a>(
    ctx: &Context<'a>,
    to: snapshot::Initiative<'a>,
    roll_up: bool,
    limit: Result<usize, Vec<Problem>>,
) -> Result<Vec<RelatedInitiative<'a>>> {
    let limit = limit.map_err(refuse)?;
    let related = Arc::new(Related::to(to.snapshot(), to, roll_up, &interrupt(ctx)).map_err(stopped("related"))?);
    let first = related.first(limit).into_iter();
    Ok(first.map(|(initiative, shared)| RelatedInitiative { related: related.clone(), initiative, shared }).collect())
}
