//! `Query.search`, `Query.suggest`, `Query.duplicateCandidates`: finding records by what somebody remembers of them.

use std::sync::Arc;

use async_graphql::{Context, Description, Error, ErrorExtensions, Object, Result, SimpleObject, Union};
use enumset::EnumSet;

use super::{
    connection::{PageInfo, count, limit},
    event::Event,
    initiative::Initiative,
    organisation::Organisation,
    problem::{present, refuse},
    state::State,
    vocabulary::SearchType,
};
use crate::{
    model::{NodeId, Problem, SubjectType},
    search::{BY_SCORE, Found, Hit, Hits, Index, Query, Search, duplicates::Pair},
    snapshot::{self, Snapshot, key::Cursor, list::Window},
};

/// A record that was found.
#[derive(Union)]
pub enum SearchResult<'a> {
    State(State<'a>),
    Initiative(Initiative<'a>),
    Organisation(Organisation<'a>),
    Event(Event<'a>),
}

impl<'a> SearchResult<'a> {
    fn of(snapshot: &'a Snapshot, id: NodeId) -> Option<Self> {
        Some(match snapshot.node(id)? {
            snapshot::Node::State(state) => Self::State(State(state)),
            snapshot::Node::Initiative(initiative) => Self::Initiative(Initiative(initiative)),
            snapshot::Node::Organisation(organisation) => Self::Organisation(Organisation(organisation)),
            snapshot::Node::Event(event) => Self::Event(Event(event)),
            snapshot::Node::Participation(_) => return None,
        })
    }
}

/// A page of what was found, the best first.
#[derive(Description)]
pub struct SearchConnection<'a> {
    snapshot: &'a Snapshot,
    found: Arc<Found>,
    hits: Hits,
}

#[Object(use_type_description)]
impl<'a> SearchConnection<'a> {
    /// The entries of the page.
    async fn edges(&self) -> Vec<SearchEdge<'a>> {
        let edge = |hit: &Hit| {
            let node = SearchResult::of(self.snapshot, hit.id)?;
            Some(SearchEdge { snapshot: self.snapshot, found: self.found.clone(), hit: hit.clone(), node })
        };
        self.hits.page.iter().filter_map(edge).collect()
    }

    /// Where the page stands among all that was found.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.hits.after,
            has_previous_page: self.hits.before,
            start_cursor: self.hits.page.first().map(cursor),
            end_cursor: self.hits.page.last().map(cursor),
        }
    }

    /// How many records were found.
    async fn total_count(&self) -> i32 {
        count(self.hits.total)
    }
}

/// A record that was found.
#[derive(Description)]
pub struct SearchEdge<'a> {
    snapshot: &'a Snapshot,
    found: Arc<Found>,
    hit: Hit,
    node: SearchResult<'a>,
}

#[Object(use_type_description)]
impl<'a> SearchEdge<'a> {
    /// The place of the entry among what was found: pass it as `after`.
    async fn cursor(&self) -> String {
        cursor(&self.hit)
    }

    /// The record.
    async fn node(&self) -> &SearchResult<'a> {
        &self.node
    }

    /// How well it fits, above 0 and up to 1, which is the whole of a name of one word. Scores of one search compare; those of
    /// two do not.
    async fn score(&self) -> f64 {
        self.hit.score()
    }

    /// The text with most of the hits, a long one cut around the first: HTML in which the hits stand in `<mark>` and
    /// everything else is escaped. Null where the record was found by a state's short form alone.
    async fn highlight(&self) -> Option<String> {
        self.found.highlight(&self.snapshot.record(self.hit.id)?)
    }
}

/// A record that may be meant by the beginning of its name.
#[derive(SimpleObject)]
pub struct Suggestion<'a> {
    /// The record.
    node: SearchResult<'a>,
    /// The name by which it was found, HTML with the hits in `<mark>` and everything else escaped.
    highlight: String,
    /// How well it fits, above 0 and up to 1.
    score: f64,
}

/// Two organisations that may be one and the same.
#[derive(Description)]
pub struct DuplicateCandidate<'a> {
    snapshot: &'a Snapshot,
    pair: Pair,
}

#[Object(use_type_description)]
impl<'a> DuplicateCandidate<'a> {
    /// The one that was entered first.
    async fn organisation(&self) -> Result<Organisation<'a>> {
        present(self.snapshot.organisation(self.pair.one).map(Organisation))
    }

    /// The other.
    async fn other(&self) -> Result<Organisation<'a>> {
        present(self.snapshot.organisation(self.pair.other).map(Organisation))
    }

    /// How likely they are one, from 0 to 1. Half of it where they sit in different states.
    async fn score(&self) -> f64 {
        self.pair.likeness.score
    }

    /// What they have in common: `same name` (legal forms such as AG, fillers and the spelling of states do not count), `same
    /// name as an alias`, `same words in another order`, `same name abbreviated`, `close spelling`, `same initials`, `same
    /// website`, `same short name`, several of them with commas between.
    async fn reason(&self) -> &str {
        &self.pair.likeness.reason
    }
}

/// `Query.search`.
pub async fn search<'a>(
    ctx: &Context<'a>,
    text: &str,
    types: Option<Vec<SearchType>>,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<SearchConnection<'a>> {
    let (query, window) = (Query::parse(text), window(first, after));
    let (query, window) = match (query, window) {
        (Ok(query), Ok(window)) => (query, window),
        (query, window) => {
            let problems = query.err().into_iter().chain(window.err().into_iter().flatten());
            return Err(refuse(problems.collect()));
        }
    };
    let (index, snapshot) = view(ctx).await?;
    let found = index.search(&query, subjects(types)).within(snapshot);
    let hits = found.page(window.limit, window.after.as_ref().map(|cursor| &cursor.key));
    Ok(SearchConnection { snapshot, found: Arc::new(found), hits })
}

/// `Query.suggest`.
pub async fn suggest<'a>(
    ctx: &Context<'a>,
    text: &str,
    types: Option<Vec<SearchType>>,
    first: Option<i32>,
) -> Result<Vec<Suggestion<'a>>> {
    let limit = limit(first, 10).map_err(refuse)?;
    // Nothing typed yet is no mistake in a field of a form.
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let query = Query::parse(text).map_err(|problem| refuse(vec![problem]))?;
    let (index, snapshot) = view(ctx).await?;
    let found = index.suggest(&query, subjects(types)).within(snapshot);
    let suggestion = |hit: Hit| {
        let highlight = found.highlight(&snapshot.record(hit.id)?)?;
        Some(Suggestion { node: SearchResult::of(snapshot, hit.id)?, highlight, score: hit.score() })
    };
    Ok(found.page(limit, None).page.into_iter().filter_map(suggestion).collect())
}

/// `Query.duplicateCandidates`.
pub async fn duplicate_candidates<'a>(ctx: &Context<'a>, first: Option<i32>) -> Result<Vec<DuplicateCandidate<'a>>> {
    let limit = limit(first, 20).map_err(refuse)?;
    let snapshot = ctx.data::<Arc<Snapshot>>()?;
    let (cache, of) = (ctx.data::<Arc<Search>>()?.duplicates(), snapshot.clone());
    // Some hundred milliseconds for a large register: for a thread that serves nobody else meanwhile.
    let pairs = tokio::task::spawn_blocking(move || cache.pairs(&of)).await.map_err(|_| unavailable())?;
    Ok(pairs.iter().take(limit).map(|pair| DuplicateCandidate { snapshot, pair: pair.clone() }).collect())
}

/// The index for the snapshot of the request, and that snapshot.
pub async fn view<'a>(ctx: &Context<'a>) -> Result<(Arc<Index>, &'a Snapshot)> {
    let snapshot = ctx.data::<Arc<Snapshot>>()?;
    let index = ctx.data::<Arc<Search>>()?.at(snapshot).await.map_err(|_| unavailable())?;
    Ok((index, snapshot))
}

fn unavailable() -> Error {
    let message = "there is no index to search: the server is shutting down";
    Error::new(message).extend_with(|_, extensions| extensions.set("code", "UNAVAILABLE"))
}

/// The window that `first` and `after` mean among hits by their score.
fn window(first: Option<i32>, after: Option<&str>) -> Result<Window, Vec<Problem>> {
    let window = Window::parse(first, after, None, None)?;
    match &window.after {
        Some(cursor) if cursor.order != BY_SCORE => {
            let message = "the cursor is of another list: pass on one of this search as it came";
            Err(vec![Problem::invalid("after", message)])
        }
        _ => Ok(window),
    }
}

fn cursor(hit: &Hit) -> String {
    Cursor { order: BY_SCORE, key: hit.key.clone() }.encode()
}

/// The types to look among; all if none are named.
fn subjects(types: Option<Vec<SearchType>>) -> EnumSet<SubjectType> {
    let all = || EnumSet::all() - SubjectType::Participation;
    types.map_or_else(all, |types| types.into_iter().map(SubjectType::from).collect())
}
