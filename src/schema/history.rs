//! Changes as history tells them, and the lists of them.

use async_graphql::{Context, Description, Enum, Error, ErrorExtensions, ID, Object, Result, SimpleObject};
use data_encoding::BASE64URL_NOPAD;

use super::{
    connection::{PageInfo, count},
    mutation::register,
    problem::refuse,
    query::snapshot,
    scalar::{DateTime, Revision},
    text::fields,
    vocabulary::SubjectType,
};
use crate::{
    model::{self, Entry, NodeId, Origin, Position, Problem, Record, text::excerpt},
    snapshot::list::Window,
    store::{Logged, StoreError},
};

/// What was done to a record, or in the course of what.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ChangeAction {
    /// It was made.
    Created,
    /// It was changed.
    Updated,
    /// It was taken out.
    Deleted,
    /// It was made, changed or taken out when two organisations were made one.
    Merged,
    /// It was made, changed or taken out to undo an earlier revision.
    Reverted,
    /// It was made or changed by an import.
    Imported,
}

impl ChangeAction {
    fn of(entry: &Entry) -> Self {
        match (entry.origin, &entry.change) {
            (Origin::Merge, _) => Self::Merged,
            (Origin::Revert, _) => Self::Reverted,
            (Origin::Import, _) => Self::Imported,
            (Origin::Edit, model::Change::Created { .. }) => Self::Created,
            (Origin::Edit, model::Change::Updated { .. }) => Self::Updated,
            (Origin::Edit, model::Change::Deleted { .. }) => Self::Deleted,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Updated => "UPDATED",
            Self::Deleted => "DELETED",
            Self::Merged => "MERGED",
            Self::Reverted => "REVERTED",
            Self::Imported => "IMPORTED",
        }
    }
}

/// A field of a record before and after a change, as text.
#[derive(SimpleObject)]
pub struct FieldChange {
    /// The name of the field, as in the inputs.
    field: &'static str,
    /// What it was; null where there was nothing.
    before: Option<String>,
    /// What it is; null where there is nothing.
    after: Option<String>,
}

/// The fields that a change made different.
fn field_changes(change: &model::Change) -> Vec<FieldChange> {
    let texts = |record: Option<&Record>| record.map(fields).unwrap_or_default();
    let (before, after) = (texts(change.before()), texts(change.after()));
    let names = if after.is_empty() { &before } else { &after };
    let value = |texts: &[(&str, Option<String>)], n: usize| texts.get(n).and_then(|(_, value)| value.clone());
    let changed = names.iter().enumerate().map(|(n, (field, _))| FieldChange {
        field,
        before: value(&before, n),
        after: value(&after, n),
    });
    changed.filter(|change| change.before != change.after).collect()
}

/// One record's change in one revision.
#[derive(Description)]
pub struct Change(pub Entry);

#[Object(use_type_description)]
impl Change {
    /// The revision that it belongs to.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who: the name of a token, or of a part of the program.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// What was done.
    async fn action(&self) -> ChangeAction {
        ChangeAction::of(&self.0)
    }

    /// The type of the record.
    async fn subject_type(&self) -> SubjectType {
        self.0.change.subject_type().into()
    }

    /// The global id of the record.
    async fn subject(&self) -> ID {
        self.0.change.subject().to_string().into()
    }

    /// The fields that are not what they were.
    async fn fields(&self) -> Vec<FieldChange> {
        field_changes(&self.0.change)
    }

    /// Why, in the editor's words.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}

/// A change as an error tells it.
pub fn told(entry: &Entry) -> async_graphql::Value {
    let field = |change: FieldChange| async_graphql::value!({ "field": change.field, "before": change.before, "after": change.after });
    let fields: Vec<_> = field_changes(&entry.change).into_iter().map(field).collect();
    async_graphql::value!({
        "revision": entry.revision,
        "at": entry.at.to_string(),
        "actor": entry.actor.to_string(),
        "action": ChangeAction::of(entry).name(),
        "subject": entry.change.subject().to_string(),
        "fields": fields,
    })
}

/// A page of changes.
#[derive(Description)]
pub struct ChangeConnection {
    page: Vec<Logged>,
    has_next: bool,
    has_previous: bool,
    list: List,
}

/// Of what a page is.
#[derive(Clone, Copy)]
enum List {
    All { after: model::Revision },
    Of(NodeId),
}

impl ChangeConnection {
    /// A page of all changes after a revision, in order.
    pub async fn all(
        ctx: &Context<'_>,
        after: Option<Revision>,
        first: Option<i32>,
        cursor: Option<&str>,
    ) -> Result<Self> {
        let after = after.map_or(0, |Revision(after)| after);
        let (limit, place) = window(first, cursor, "cursor")?;
        let start = Position::end_of(after);
        let from = place.map_or(start, |place| place.max(start));
        let until = snapshot(ctx)?.revision();
        let mut page = register(ctx)?.changes(from, limit + 1).await.map_err(unreadable)?;
        // What came after the register of this request is for the next.
        page.retain(|logged| logged.entry.revision <= until);
        Ok(Self::new(page, limit, place.is_some(), List::All { after }))
    }

    /// A page of the changes that concern a record, the newest first.
    pub async fn of(ctx: &Context<'_>, of: NodeId, first: Option<i32>, after: Option<&str>) -> Result<Self> {
        let (limit, place) = window(first, after, "after")?;
        let newest = Position::end_of(snapshot(ctx)?.revision());
        let from = place.map_or(newest, |place| place.min(newest));
        let page = register(ctx)?.history(of, from, limit + 1).await.map_err(unreadable)?;
        Ok(Self::new(page, limit, place.is_some(), List::Of(of)))
    }

    fn new(mut page: Vec<Logged>, limit: usize, has_previous: bool, list: List) -> Self {
        let has_next = page.len() > limit;
        page.truncate(limit);
        Self { page, has_next, has_previous, list }
    }
}

#[Object(use_type_description)]
impl ChangeConnection {
    /// The changes of the page with their cursors.
    async fn edges(&self) -> Vec<ChangeEdge> {
        self.page.iter().cloned().map(ChangeEdge).collect()
    }

    /// The changes of the page.
    async fn nodes(&self) -> Vec<Change> {
        self.page.iter().map(|logged| Change(logged.entry.clone())).collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: self.page.first().map(|logged| cursor(logged.position)),
            end_cursor: self.page.last().map(|logged| cursor(logged.position)),
        }
    }

    /// The number of changes of the whole list.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let register = register(ctx)?;
        let total = match self.list {
            List::All { after } => register.count_changes(after, snapshot(ctx)?.revision()).await,
            List::Of(of) => register.count_history(of).await,
        };
        Ok(count(usize::try_from(total.map_err(unreadable)?).unwrap_or(usize::MAX)))
    }
}

/// A change in a list.
#[derive(Description)]
pub struct ChangeEdge(Logged);

#[Object(use_type_description)]
impl ChangeEdge {
    /// The place of the change in the list.
    async fn cursor(&self) -> String {
        cursor(self.0.position)
    }

    /// The change.
    async fn node(&self) -> Change {
        Change(self.0.entry.clone())
    }
}

/// The layout of [`cursor`]; changes with it.
const CURSOR_VERSION: u8 = 1;

/// A position in the log as it is handed to clients: version, revision, part, index; base64url.
fn cursor(position: Position) -> String {
    let Position { revision, part, index } = position;
    let bytes = [&[CURSOR_VERSION], &revision.to_be_bytes()[..], &part.to_be_bytes(), &index.to_be_bytes()].concat();
    BASE64URL_NOPAD.encode(&bytes)
}

fn position(cursor: &str) -> Option<Position> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
    let (&[CURSOR_VERSION], rest) = bytes.split_first_chunk()? else { return None };
    let (revision, rest) = rest.split_first_chunk()?;
    let (part, index) = rest.split_first_chunk()?;
    let (revision, part) = (u64::from_be_bytes(*revision), u32::from_be_bytes(*part));
    Some(Position { revision, part, index: u32::from_be_bytes(index.try_into().ok()?) })
}

/// The size of a page and the place behind which it begins; everything wrong with them otherwise.
fn window(first: Option<i32>, after: Option<&str>, field: &str) -> Result<(usize, Option<Position>)> {
    let window = Window::parse(first, None, None, None);
    let place = after.map(|cursor| {
        position(cursor).ok_or_else(|| {
            let message = "is not a cursor of a list of changes: pass on an `endCursor` or `cursor` as it came";
            Problem::invalid(field, format_args!("`{}` {message}", excerpt(cursor, 40)))
        })
    });
    match (window, place.transpose()) {
        (Ok(window), Ok(place)) => Ok((window.limit, place)),
        (window, place) => Err(refuse(window.err().into_iter().flatten().chain(place.err()).collect())),
    }
}

/// What is told where the log cannot be read.
#[expect(clippy::needless_pass_by_value, reason = "it is what a `Result` is mapped with")]
pub fn unreadable(error: StoreError) -> Error {
    tracing::error!(error = &error as &dyn std::error::Error, "the log could not be read");
    let message = "the history could not be read: try again later, or ask the operator";
    Error::new(message).extend_with(|_, extensions| extensions.set("code", "UNAVAILABLE"))
}
