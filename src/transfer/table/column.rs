//! The columns of each type.

use crate::model::SubjectType;

/// A column: its name, and what its cells hold.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub holds: Holds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Text,
    /// One language of the text that the field is.
    Language {
        field: &'static str,
        language: &'static str,
    },
    Number,
    YesOrNo,
    /// Texts.
    List,
    /// What has parts of its own.
    Json,
}

const fn column(name: &'static str, holds: Holds) -> Column {
    Column { name, holds }
}

const fn text(name: &'static str) -> Column {
    column(name, Holds::Text)
}

const fn language(name: &'static str, field: &'static str, language: &'static str) -> Column {
    column(name, Holds::Language { field, language })
}

const ID: Column = text("id");
const SLUG: Column = text("slug");
const NAME_DE: Column = language("name.de", "name", "de");
const NAME_EN: Column = language("name.en", "name", "en");
const SUMMARY_DE: Column = language("summary.de", "summary", "de");
const SUMMARY_EN: Column = language("summary.en", "summary", "en");
const ALIASES: Column = column("aliases", Holds::List);
const SOURCES: Column = column("sources", Holds::Json);
const VERSION: Column = column("version", Holds::Number);
const CREATED_AT: Column = text("createdAt");
const UPDATED_AT: Column = text("updatedAt");

const STATE: &[Column] = &[ID, text("code"), text("coverage"), SUMMARY_DE, SUMMARY_EN, VERSION, CREATED_AT, UPDATED_AT];

const ORGANISATION: &[Column] = &[
    ID,
    SLUG,
    NAME_DE,
    NAME_EN,
    text("shortName"),
    ALIASES,
    text("kind"),
    column("collective", Holds::YesOrNo),
    text("state"),
    text("website"),
    text("parent"),
    column("formerly", Holds::Json),
    SOURCES,
    VERSION,
    CREATED_AT,
    UPDATED_AT,
];

const INITIATIVE: &[Column] = &[
    ID,
    SLUG,
    NAME_DE,
    NAME_EN,
    ALIASES,
    text("kind"),
    text("status"),
    SUMMARY_DE,
    SUMMARY_EN,
    column("topics", Holds::List),
    column("states", Holds::List),
    text("region"),
    text("startedOn"),
    text("endedOn"),
    text("website"),
    text("parent"),
    text("predecessor"),
    column("figures", Holds::Json),
    column("people", Holds::Json),
    column("absentKinds", Holds::List),
    SOURCES,
    VERSION,
    CREATED_AT,
    UPDATED_AT,
];

const PARTICIPATION: &[Column] = &[
    ID,
    text("initiative"),
    text("organisation"),
    text("role"),
    column("formal", Holds::YesOrNo),
    text("since"),
    text("until"),
    column("headcount", Holds::Number),
    text("note"),
    SOURCES,
    VERSION,
    CREATED_AT,
    UPDATED_AT,
];

const EVENT: &[Column] = &[
    ID,
    SLUG,
    NAME_DE,
    NAME_EN,
    text("initiative"),
    text("state"),
    text("place"),
    text("startsOn"),
    text("endsOn"),
    column("attendance", Holds::Number),
    VERSION,
    CREATED_AT,
    UPDATED_AT,
];

pub fn columns(subject: SubjectType) -> &'static [Column] {
    match subject {
        SubjectType::State => STATE,
        SubjectType::Organisation => ORGANISATION,
        SubjectType::Initiative => INITIATIVE,
        SubjectType::Participation => PARTICIPATION,
        SubjectType::Event => EVENT,
    }
}
