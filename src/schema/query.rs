//! `Query`: the ways into the register.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result};

use super::{
    connection::{Connection, EventConnection, InitiativeConnection, OrganisationConnection, Paging, limit},
    event::Event,
    filter::{InitiativeFilter, OrganisationFilter, ready},
    history::ChangeConnection,
    initiative::Initiative,
    interlock::{self, Interlock},
    network::{self, Network, NetworkOptions},
    node::Node,
    organisation::Organisation,
    overlap::{self, StateOverlap},
    path::{Path, RouteArguments},
    problem::{refuse, under},
    scalar::{PartialDate, Revision},
    search::{self, DuplicateCandidate, SearchConnection, Suggestion},
    state::State,
    statistics::Statistics,
    viewer::Viewer,
    vocabulary::{InitiativeOrder, OrganisationOrder, SearchType, StateCode, set},
};
use crate::{
    model::{NodeId, Problem, ProblemKind, limits::MAX_NODES},
    snapshot::{Snapshot, filter::EventFilter, key::OrderBy},
};

/// The ways into the register.
#[derive(Description)]
pub struct Query;

/// The register at the revision of this request.
pub fn snapshot<'a>(ctx: &Context<'a>) -> Result<&'a Snapshot> {
    ctx.data::<Arc<Snapshot>>().map(Arc::as_ref)
}

#[Object(use_type_description)]
impl Query {
    /// The record with this global id, of whatever type; null if there is none.
    async fn node<'a>(&self, ctx: &Context<'a>, #[graphql(desc = "A global id.")] id: ID) -> Result<Option<Node<'a>>> {
        let id = id.parse().map_err(|error| refuse(vec![Problem::invalid("id", error)]))?;
        let id: NodeId = id;
        Ok(snapshot(ctx)?.find_node(id).map(Node::from))
    }

    /// The records with these global ids, in the order of the ids, null where there is none. At most 100.
    async fn nodes<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Global ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node<'a>>>> {
        let ids = node_ids("ids", &ids).map_err(refuse)?;
        let snapshot = snapshot(ctx)?;
        Ok(ids.into_iter().map(|id| snapshot.find_node(id).map(Node::from)).collect())
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

    /// The organisation with this id or this slug, or the one into which that was merged; null if there is none.
    async fn organisation<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The global id.")] id: Option<ID>,
        #[graphql(desc = "The slug.")] slug: Option<String>,
    ) -> Result<Option<Organisation<'a>>> {
        let snapshot = snapshot(ctx)?;
        let found = match either(id, slug)? {
            Either::Id(id) => snapshot.find_organisation(id),
            Either::Slug(slug) => snapshot.find_organisation_by_slug(&slug),
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

    /// A network of organisations, initiatives or states, to be measured. What is not asked for is not computed; what was asked
    /// for at this revision with the same arguments is not computed again. A question that takes too long (TIMEOUT) or too many ties
    /// (LIMIT_EXCEEDED) is refused with one that takes less.
    async fn network(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Only through these initiatives; all if left out. A date in `activeOn` holds for the participations as well."
        )]
        filter: Option<InitiativeFilter>,
        #[graphql(desc = "How it is drawn; organisations, tied by common initiatives, if left out.")] options: Option<
            NetworkOptions,
        >,
    ) -> Result<Network> {
        network::network(ctx, filter, options).await
    }

    /// A shortest chain of shared initiatives; null where none connects the two. Of several, the one whose ids come first.
    /// Ends are not passed through: `avoid` and `maxDegree` do not concern them.
    ///
    /// Costs a walk outwards from `to` until `from` is met, at worst through the whole register.
    async fn path<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The organisation at the beginning: its id or slug.")] from: ID,
        #[graphql(desc = "The organisation at the end: its id or slug.")] to: ID,
        #[graphql(
            desc = "Only through these initiatives; any if left out. A date in `activeOn` holds for the participations \
                          as well."
        )]
        filter: Option<InitiativeFilter>,
        #[graphql(desc = "Ids of organisations and initiatives that are not passed through, at most 1,000.")]
        avoid: Option<Vec<ID>>,
        #[graphql(desc = "Passes through no organisation with more initiatives, and through no initiative with more \
                          organisations, of those that `filter` leaves.")]
        max_degree: Option<i32>,
    ) -> Result<Option<Path<'a>>> {
        let filter = ready(ctx, filter).await?;
        let arguments = RouteArguments { from, to, filter, avoid, max_degree };
        Ok(arguments.paths(ctx, Ok(1))?.pop())
    }

    /// The shortest chains, by length and then by ids. No chain passes through anything twice. Ends are not passed
    /// through: `avoid` and `maxDegree` do not concern them.
    ///
    /// Costs one walk as `path` does, and mostly little more for each chain. A question that takes too many steps is
    /// refused (LIMIT_EXCEEDED).
    async fn paths<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The organisation at the beginning: its id or slug.")] from: ID,
        #[graphql(desc = "The organisation at the end: its id or slug.")] to: ID,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(5)")] first: Option<i32>,
        #[graphql(
            desc = "Only through these initiatives; any if left out. A date in `activeOn` holds for the participations \
                          as well."
        )]
        filter: Option<InitiativeFilter>,
        #[graphql(desc = "Ids of organisations and initiatives that are not passed through, at most 1,000.")]
        avoid: Option<Vec<ID>>,
        #[graphql(desc = "Passes through no organisation with more initiatives, and through no initiative with more \
                          organisations, of those that `filter` leaves.")]
        max_degree: Option<i32>,
    ) -> Result<Vec<Path<'a>>> {
        let filter = ready(ctx, filter).await?;
        let arguments = RouteArguments { from, to, filter, avoid, max_degree };
        arguments.paths(ctx, limit(first, 5))
    }

    /// Ties between two sets of organisations, e.g. all unions with all ministries, with the initiatives that make them;
    /// strongest tie first, then by the ids of the left and the right. Where both organisations are in both sets the tie
    /// is there once, with the smaller id on the left.
    ///
    /// Costs a look at every organisation and a walk through the initiatives of the left ones; a question that takes too
    /// many steps is refused (LIMIT_EXCEEDED).
    async fn interlocks<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The one set.")] left: OrganisationFilter,
        #[graphql(desc = "The other set.")] right: OrganisationFilter,
        #[graphql(
            desc = "Only through these initiatives; any if left out. A date in `activeOn` holds for the participations \
                          as well."
        )]
        filter: Option<InitiativeFilter>,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(50)")] first: Option<i32>,
    ) -> Result<Vec<Interlock<'a>>> {
        let left = ready(ctx, Some(left)).await?.unwrap_or_default();
        let right = ready(ctx, Some(right)).await?.unwrap_or_default();
        interlock::interlocks(ctx, left, right, ready(ctx, filter).await?, limit(first, 50))
    }

    /// Every two states that share an organisation, by the number of organisations active in both, then by their codes.
    ///
    /// Costs a walk through the register.
    async fn state_overlaps<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(
            desc = "Count regional branches as their topmost umbrella organisation.",
            default_with = "Some(false)"
        )]
        roll_up: Option<bool>,
    ) -> Result<Vec<StateOverlap<'a>>> {
        overlap::pairs(ctx, roll_up.unwrap_or_default())
    }

    /// What happened, in order: every change after a revision. Page on with `cursor`: a revision may have many changes.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only changes of later revisions; all if left out.")] after: Option<Revision>,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only changes behind this one: an `endCursor` of this list.")] cursor: Option<String>,
    ) -> Result<ChangeConnection> {
        ChangeConnection::all(ctx, after, first, cursor.as_deref()).await
    }

    /// What happened to a record that may be gone, the newest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global id of the record, or of one that is no more.")] of: ID,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor, which are older.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        let id = of.parse().map_err(|error| refuse(vec![Problem::invalid("of", error)]))?;
        ChangeConnection::of(ctx, id, first, after.as_deref()).await
    }

    /// Records by what somebody remembers of them, the best first: names before aliases before topics, places and summaries.
    /// Umlauts and accents may be spelled as you like, words may be in another form, begun, parts of compounds or, from five
    /// letters on, have a typo; abbreviations such as IGM find the name they stand for; `"quoted words"` stand together. Where
    /// no record has all of the words, those with the most of them are found. A query finds what a mutation answered before
    /// it has done.
    async fn search<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "What to look for, up to 32 words.")] text: String,
        #[graphql(desc = "Only records of these types.")] types: Option<Vec<SearchType>>,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
    ) -> Result<SearchConnection<'a>> {
        search::search(ctx, &text, types, first, after.as_deref()).await
    }

    /// Records whose names begin with what is being typed into an entry field, the best first. None for an empty text.
    async fn suggest<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "What has been typed so far, up to 32 words; each may be only begun.")] text: String,
        #[graphql(desc = "Only records of these types.")] types: Option<Vec<SearchType>>,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(10)")] first: Option<i32>,
    ) -> Result<Vec<Suggestion<'a>>> {
        search::suggest(ctx, &text, types, first).await
    }

    /// Pairs of organisations that may be one and the same, likeliest first; never an umbrella and one of its branches. What
    /// more than sixteen have in common speaks for no pair of them. At most a thousand pairs are found.
    async fn duplicate_candidates<'a>(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(20)")] first: Option<i32>,
    ) -> Result<Vec<DuplicateCandidate<'a>>> {
        search::duplicate_candidates(ctx, first).await
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
pub enum Either<I> {
    Id(I),
    Slug(String),
}

/// Exactly one of the two ways to name a record.
pub fn either<I>(id: Option<ID>, slug: Option<String>) -> Result<Either<I>>
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
pub fn node_ids(field: &str, ids: &[ID]) -> Result<Vec<NodeId>, Vec<Problem>> {
    if ids.len() > MAX_NODES {
        let message = format_args!("{} ids are more than {MAX_NODES}", ids.len());
        return Err(vec![Problem::new(ProblemKind::LimitExceeded, field, message)]);
    }
    let mut problems = Vec::new();
    let mut parsed = Vec::with_capacity(ids.len());
    for (n, id) in ids.iter().enumerate() {
        match id.parse() {
            Ok(id) => parsed.push(id),
            Err(error) => problems.push(Problem::invalid(format!("{field}[{n}]"), error)),
        }
    }
    if problems.is_empty() { Ok(parsed) } else { Err(problems) }
}
