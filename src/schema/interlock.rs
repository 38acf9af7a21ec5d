//! `Interlock`.

use async_graphql::{Context, Description, Object, Result};

use super::{
    connection::{count, limit},
    initiative::Initiative,
    network::unanswered,
    organisation::Organisation,
    pace::interrupt,
    path::both,
    problem::refuse,
    query::snapshot,
};
use crate::{
    model::{Problem, limits::MAX_PAGE},
    network::{self, interlock::Sides},
    snapshot::filter::{InitiativeFilter, OrganisationFilter},
};

/// A tie between an organisation of one set and one of another.
#[derive(Description)]
pub struct Interlock<'a>(network::interlock::Interlock<'a>);

#[Object(use_type_description)]
impl<'a> Interlock<'a> {
    /// The one of the left set.
    async fn left(&self) -> Organisation<'a> {
        Organisation(self.0.left)
    }

    /// The one of the right set.
    async fn right(&self) -> Organisation<'a> {
        Organisation(self.0.right)
    }

    /// How many initiatives make the tie.
    async fn shared(&self) -> i32 {
        count(self.0.shared())
    }

    /// The initiatives that make the tie, by name.
    async fn initiatives(
        &self,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(100)")] first: Option<i32>,
    ) -> Result<Vec<Initiative<'a>>> {
        let limit = limit(first, MAX_PAGE).map_err(refuse)?;
        Ok(self.0.initiatives(limit).into_iter().map(Initiative).collect())
    }
}

/// The first `limit` of the ties between two sets.
pub fn interlocks<'a>(
    ctx: &Context<'a>,
    left: OrganisationFilter,
    right: OrganisationFilter,
    filter: Option<InitiativeFilter>,
    limit: Result<usize, Vec<Problem>>,
) -> Result<Vec<Interlock<'a>>> {
    let snapshot = snapshot(ctx)?;
    let sides = Sides::new(snapshot, left, right, filter);
    let (sides, limit) = both(sides, limit).map_err(refuse)?;
    let ties = sides.ties(snapshot, limit, &interrupt(ctx)).map_err(unanswered("interlocks"))?;
    Ok(ties.into_iter().map(Interlock).collect())
}
