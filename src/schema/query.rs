//! `Query`: the ways into the register.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result};

use super::{
    connection::{Connection, EventConnection, InitiativeConnection, OrganisationConnection, Paging},
    event::Event,
    filter::{InitiativeFilter, OrganisationFilter, ready},
    initiative::Initiative,
    node::Node,
    organisation::Organisation,
    problem::{refuse, under},
    scalar::{PartialDate, Revision},
    state::State,
    statistics::Statistics,
    viewer::Viewer,
    vocabulary::{InitiativeOrder, OrganisationOrder, StateCode, set},
};
use crate::{
    model::{NodeId, Problem, ProblemKind, limits::MAX_NODES},
    snapshot::{Snapshot, filter::EventFilter, key::OrderBy},
};

/// The ways into the register.
#[derive(Description)]
pub struct Query;

/// The register at the revision of this request.
fn snapshot<'a>(ctx: &Context<'a>) -> Result<&'a Snapshot> {
    ctx.data::<Arc<Snapshot>>().map(Arc::as_ref)
}

#[Object(use_type_description)]
impl Query {
    /// The record with this global id, of whatever type; null if there is none.
    async fn node<'a>(&self, ctx: &Context<'a>, #[graphql(desc = "A global id.")] id: ID) -> Result<Option<Node<'a>>> {
        let id = id.parse().map_err(|error| refuse(vec![Problem::invalid("id", error)]))?;
        let id: NodeId = id;
        Ok(snapshot(ctx)?.node(id).map(Node::from))
    }

    /// The records with these global ids, in the order of the ids, null where there is none. At most 100.
    async fn nodes<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Global ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node<'a>>>> {
        let ids = node_ids(&ids).map_err(refuse)?;
        let snapshot = snapshot(ctx)?;
        Ok(ids.into_iter().map(|id| snapshot.node(id).map(Node::from)).collect())
    }

    /// One of the sixteen states.
    async fn state<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The ISO 3166-2:DE code without the prefix.")] code: StateCode,
    ) -> Result<State<'a>> {
        Ok(State(snapshot(ctx)?.state(code.into())))
    }

    /// The sixteen states by their German names.
    async fn states<'a>(&self, ctx: &Context<'a>) -> Result<Vec<State<'a>>> {
        Ok(snapshot(ctx)?.states().map(State).collect())
    }

    /// The initiative with this id or this slug; null if there is none.
    async fn initiative<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The global id.")] id: Option<ID>,
        #[graphql(desc = "The slug.")] slug: Option<String>,
    ) -> Result<Option<Initiative<'a>>> {
        let snapshot = snapshot(ctx)?;
        let found = match either(id, slug)? {
            Either::Id(id) => snapshot.initiative(id),
            Either::Slug(slug) => snapshot.initiative_by_slug(&slug),
        };
        Ok(found.map(Initiative))
    }

    /// Initiatives; by name unless ordered otherwise.
    async fn initiatives<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Which initiatives; all if left out.")] filter: Option<InitiativeFilter>,
        #[graphql(desc = "In which order; by name if left out.")] order_by: Option<InitiativeOrder>,
        #[graphql(desc = "How many from the start, 0 to 100; 20 if neither `first` nor `last` is given.")]
        first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only entries before this cursor.")] before: Option<String>,
    ) -> Result<InitiativeConnection<'a>> {
        let by = order_by.map_or(OrderBy::default(), OrderBy::from);
        let list = snapshot(ctx)?.initiatives_where(ready(ctx, filter).await?, by);
        let list = list.map_err(|all| refuse(under("filter", all)))?;
        Connection::new(list, Paging { first, after, last, before }).map(InitiativeConnection)
    }

    /// The organisation with this id or this slug; null if there is none.
    async fn organisation<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The global id.")] id: Option<ID>,
        #[graphql(desc = "The slug.")] slug: Option<String>,
    ) -> Result<Option<Organisation<'a>>> {
        let snapshot = snapshot(ctx)?;
        let found = match either(id, slug)? {
            Either::Id(id) => snapshot.organisation(id),
            Either::Slug(slug) => snapshot.organisation_by_slug(&slug),
        };
        Ok(found.map(Organisation))
    }

    /// Organisations; by name unless ordered otherwise.
    async fn organisations<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Which organisations; all if left out.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "In which order; by name if left out.")] order_by: Option<OrganisationOrder>,
        #[graphql(desc = "How many from the start, 0 to 100; 20 if neither `first` nor `last` is given.")]
        first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only entries before this cursor.")] before: Option<String>,
    ) -> Result<OrganisationConnection<'a>> {
        let by = order_by.map_or(OrderBy::default(), OrderBy::from);
        let list = snapshot(ctx)?.organisations(by).filtered(ready(ctx, filter).await?);
        let list = list.map_err(|all| refuse(under("filter", all)))?;
        Connection::new(list, Paging { first, after, last, before }).map(OrganisationConnection)
    }

    /// The event with this id or this slug; null if there is none.
    async fn event<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The global id.")] id: Option<ID>,
        #[graphql(desc = "The slug.")] slug: Option<String>,
    ) -> Result<Option<Event<'a>>> {
        let snapshot = snapshot(ctx)?;
        let found = match either(id, slug)? {
            Either::Id(id) => snapshot.event(id),
            Either::Slug(slug) => snapshot.event_by_slug(&slug),
        };
        Ok(found.map(Event))
    }

    /// Events, by their first day.
    async fn events<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "In one of these states. An event without a state may be in any of its initiative's.")]
        states: Option<Vec<StateCode>>,
        #[graphql(desc = "Not over before this date.")] from: Option<PartialDate>,
        #[graphql(desc = "Begun by this date.")] to: Option<PartialDate>,
        #[graphql(desc = "How many from the start, 0 to 100; 20 if neither `first` nor `last` is given.")]
        first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only entries before this cursor.")] before: Option<String>,
    ) -> Result<EventConnection<'a>> {
        let filter = EventFilter { states: set(states), from: from.map(|date| date.0), to: to.map(|date| date.0) };
        let list = snapshot(ctx)?.events_where(filter).map_err(refuse)?;
        Connection::new(list, Paging { first, after, last, before }).map(EventConnection)
    }

    /// Counts for dashboards.
    async fn statistics<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Over which initiatives; the whole register if left out.")] filter: Option<InitiativeFilter>,
    ) -> Result<Statistics<'a>> {
        let snapshot = snapshot(ctx)?;
        let test = ready(ctx, filter).await?.map(|filter| filter.prepare(snapshot));
        let test = test.transpose().map_err(|all| refuse(under("filter", all)))?;
        Ok(Statistics(snapshot.statistics(test)))
    }

    /// The revision that this whole answer is read from.
    async fn revision(&self, ctx: &Context<'_>) -> Result<Revision> {
        Ok(Revision(snapshot(ctx)?.revision()))
    }

    /// Who is asking; null without a token.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Viewer> {
        ctx.data_opt::<Viewer>().cloned()
    }
}

/// How a record was named.
enum Either<I> {
    Id(I),
    Slug(String),
}

/// Exactly one of the two ways to name a record.
fn either<I>(id: Option<ID>, slug: Option<String>) -> Result<Either<I>>
where
    I: std::str::FromStr<Err: std::fmt::Display>,
{
    let problem = match (id, slug) {
        (Some(id), None) => match id.parse() {
            Ok(id) => return Ok(Either::Id(id)),
            Err(error) => Problem::invalid("id", error),
        },
        (None, Some(slug)) => return Ok(Either::Slug(slug)),
        (Some(_), Some(_)) => Problem::invalid("slug", "give either `id` or `slug`, not both"),
        (None, None) => Problem::invalid("slug", "give an `id` or a `slug`"),
    };
    Err(refuse(vec![problem]))
}

/// The ids of a page of records; every malformed one otherwise.
fn node_ids(ids: &[ID]) -> Result<Vec<NodeId>, Vec<Problem>> {
    if ids.len() > MAX_NODES {
        let message = format_args!("{} ids are more than {MAX_NODES}", ids.len());
        return Err(vec![Problem::new(ProblemKind::LimitExceeded, "ids", message)]);
    }
    let mut problems = Vec::new();
    let mut parsed = Vec::with_capacity(ids.len());
    for (n, id) in ids.iter().enumerate() {
        match id.parse() {
            Ok(id) => parsed.push(id),
            Err(error) => problems.push(Problem::invalid(format!("ids[{n}]"), error)),
        }
    }
    if problems.is_empty() { Ok(parsed) } else { Err(problems) }
}
