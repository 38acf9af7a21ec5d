//! The arguments of lists that are filtered and ordered.

use async_graphql::InputType;

use super::{Asked, Given, Out, Unplanned};
use crate::{
    schema::{
        filter::{Filter, InitiativeFilter, OrganisationFilter, Texts},
        vocabulary::{InitiativeOrder, OrganisationOrder},
    },
    snapshot::key::OrderBy,
};

/// The argument `filter`. One with a text waits for the index, which the plan does not.
pub struct Filtered<F>(Given<Option<F>>);

impl<F: Filter + InputType + Clone + 'static> Filtered<F> {
    pub fn of(asked: &Asked<'_>) -> Option<Self> {
        Given::of(asked, "filter").map(Self)
    }

    pub fn get(&self, out: &Out<'_>) -> Result<Option<F::Ready>, Unplanned> {
        match self.0.get(out)? {
            Some(filter) if filter.has_text() => Err(Unplanned),
            filter => Ok(filter.map(|filter| filter.resolve(&Texts::none()))),
        }
    }
}

/// The arguments `filter` and `orderBy`.
pub struct Arranged<F, O> {
    filter: Filtered<F>,
    by: Given<Option<O>>,
}

/// As lists of initiatives have them.
pub type Initiatives = Arranged<InitiativeFilter, InitiativeOrder>;

/// As lists of organisations have them.
pub type Organisations = Arranged<OrganisationFilter, OrganisationOrder>;

impl<F, O> Arranged<F, O>
where
    F: Filter + InputType + Clone + 'static,
    O: InputType + Clone + 'static,
    OrderBy: From<O>,
{
    pub fn of(asked: &Asked<'_>) -> Option<Self> {
        Some(Self { filter: Filtered::of(asked)?, by: Given::of(asked, "orderBy")? })
    }

    pub fn get(&self, out: &Out<'_>) -> Result<(Option<F::Ready>, OrderBy), Unplanned> {
        let by = self.by.get(out)?.map_or(OrderBy::default(), OrderBy::from);
        Ok((self.filter.get(out)?, by))
    }
}
