//! The filters of lists as GraphQL inputs.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Result};

use super::{
    scalar::PartialDate,
    search::view,
    vocabulary::{InitiativeKind, InitiativeStatus, Involvement, OrganisationKind, StateCode, set},
};
use crate::{
    model::{self, SubjectType},
    search::{Index, Query},
    snapshot::{Snapshot, filter},
};

/// All given fields must match; a list means any of its values, an empty list matches nothing.
#[derive(Clone, InputObject)]
pub struct InitiativeFilter {
    /// Belongs to one of these states.
    states: Option<Vec<StateCode>>,
    /// Is of one of these kinds.
    kinds: Option<Vec<InitiativeKind>>,
    /// Has one of these statuses.
    statuses: Option<Vec<InitiativeStatus>>,
    /// Has one of these topics. Case and spelling of umlauts do not matter.
    topics: Option<Vec<String>>,
    /// One of these organisations takes part (ids or slugs).
    participants: Option<Vec<String>>,
    /// An organisation of one of these kinds is linked to it.
    participant_kinds: Option<Vec<OrganisationKind>>,
    /// A kind of organisation takes part in one of these ways.
    involvement: Option<InvolvementFilter>,
    /// Active at some moment of this date. An end that is not known is open; the day of the end itself is not active.
    active_on: Option<PartialDate>,
    /// May have started on this date or later. Initiatives whose start is not known do not match.
    started_from: Option<PartialDate>,
    /// May have started on this date or earlier. Initiatives whose start is not known do not match.
    started_to: Option<PartialDate>,
    /// Has at least this many participations.
    min_participations: Option<i32>,
    /// Has all of these words in names, topics, states, region or summary, found as `search` finds them: in another form or
    /// spelling, begun, as parts of compounds, `"quoted words"` together; up to 32.
    text: Option<String>,
    /// All of these filters match.
    and: Option<Vec<InitiativeFilter>>,
    /// One of these filters matches.
    or: Option<Vec<InitiativeFilter>>,
    /// This filter does not match.
    not: Option<Box<InitiativeFilter>>,
}

/// How a kind of organisation takes part.
#[derive(Clone, InputObject)]
pub struct InvolvementFilter {
    /// The kind of organisation.
    of: OrganisationKind,
    /// In one of these ways.
    is: Vec<Involvement>,
}

/// All given fields must match; a list means any of its values, an empty list matches nothing.
#[derive(Clone, InputObject)]
pub struct OrganisationFilter {
    /// Is of one of these kinds.
    kinds: Option<Vec<OrganisationKind>>,
    /// Sits in one of these states.
    seated_in: Option<Vec<StateCode>>,
    /// Takes part in an initiative of one of these states.
    active_in: Option<Vec<StateCode>>,
    /// Is, or is not, a group named only as such.
    collective: Option<bool>,
    /// Is linked to at least this many initiatives.
    min_initiatives: Option<i32>,
    /// Has all of these words in its names or its state's, found as `search` finds them: in another form or spelling, begun, as
    /// parts of compounds, abbreviated, `"quoted words"` together; up to 32.
    text: Option<String>,
    /// All of these filters match.
    and: Option<Vec<OrganisationFilter>>,
    /// One of these filters matches.
    or: Option<Vec<OrganisationFilter>>,
    /// This filter does not match.
    not: Option<Box<OrganisationFilter>>,
}

/// A filter as clients write it.
pub trait Filter: Sized {
    /// The same filter as the rooms below take it.
    type Ready;

    /// Whether it asks for a text anywhere.
    fn has_text(&self) -> bool;

    /// With what `texts` finds.
    fn resolve(self, texts: &Texts<'_>) -> Self::Ready;
}

/// The filter of an argument for the rooms below. What it asks of texts is looked up here, in the register of the request.
pub async fn ready<F: Filter>(ctx: &Context<'_>, filter: Option<F>) -> Result<Option<F::Ready>> {
    let Some(filter) = filter else { return Ok(None) };
    let texts = if filter.has_text() { Texts(Some(view(ctx).await?)) } else { Texts(None) };
    Ok(Some(filter.resolve(&texts)))
}

/// Where texts are looked up; nowhere for a filter without one.
pub struct Texts<'a>(Option<(Arc<Index>, &'a Snapshot)>);

impl Texts<'_> {
    /// For filters that ask for none.
    pub fn none() -> Self {
        Self(None)
    }

    fn find(&self, text: Option<String>, subject: SubjectType) -> Option<filter::Text> {
        let (text, (index, snapshot)) = text.zip(self.0.as_ref())?;
        Some(Query::parse(&text).map(|query| index.having(&query, subject).within(snapshot).ids()))
    }
}

impl Filter for InitiativeFilter {
    type Ready = filter::InitiativeFilter;

    fn has_text(&self) -> bool {
        let inner = [&self.and, &self.or].into_iter().flatten().flatten().chain(self.not.as_deref());
        self.text.is_some() || inner.into_iter().any(Self::has_text)
    }

    fn resolve(self, texts: &Texts<'_>) -> Self::Ready {
        let input = self;
        let involvement =
            |input: InvolvementFilter| (input.of.into(), input.is.into_iter().map(model::Involvement::from).collect());
        filter::InitiativeFilter {
            states: set(input.states),
            kinds: set(input.kinds),
            statuses: set(input.statuses),
            topics: input.topics,
            participants: input.participants,
            participant_kinds: set(input.participant_kinds),
            involvement: input.involvement.map(involvement),
            active_on: input.active_on.map(|date| date.0),
            started_from: input.started_from.map(|date| date.0),
            started_to: input.started_to.map(|date| date.0),
            min_participations: input.min_participations,
            text: texts.find(input.text, SubjectType::Initiative),
            and: input.and.map(|filters| all(filters, texts)),
            or: input.or.map(|filters| all(filters, texts)),
            not: input.not.map(|filter| Box::new(filter.resolve(texts))),
        }
    }
}

impl Filter for OrganisationFilter {
    type Ready = filter::OrganisationFilter;

    fn has_text(&self) -> bool {
        let inner = [&self.and, &self.or].into_iter().flatten().flatten().chain(self.not.as_deref());
        self.text.is_some() || inner.into_iter().any(Self::has_text)
    }

    fn resolve(self, texts: &Texts<'_>) -> Self::Ready {
        let input = self;
        filter::OrganisationFilter {
            kinds: set(input.kinds),
            seated_in: set(input.seated_in),
            active_in: set(input.active_in),
            collective: input.collective,
            min_initiatives: input.min_initiatives,
            text: texts.find(input.text, SubjectType::Organisation),
            and: input.and.map(|filters| all(filters, texts)),
            or: input.or.map(|filters| all(filters, texts)),
            not: input.not.map(|filter| Box::new(filter.resolve(texts))),
        }
    }
}

fn all<F: Filter>(filters: Vec<F>, texts: &Texts<'_>) -> Vec<F::Ready> {
    filters.into_iter().map(|filter| filter.resolve(texts)).collect()
}
