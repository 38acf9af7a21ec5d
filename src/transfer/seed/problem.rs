//! What can be wrong with a seed, and where.

use std::{fmt, sync::Arc};

use crate::model::{
    NodeId, ParticipationRole, Slug, StateCode, SubjectType, date::DateError, id::IdError, slug::SlugError,
    url::UrlError, vocabulary::WordError,
};

/// All that is wrong with a seed, by file and line. Never empty.
#[derive(Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

/// One mistake: where, and what.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub spot: Spot,
    pub cause: Cause,
}

/// A place in a seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub file: Arc<str>,
    /// From 1 on.
    pub line: usize,
    /// What the place tells about, such as ``initiative `x` ``; none for the file itself.
    pub subject: Option<Arc<str>>,
    /// The path of the field, such as `figures.label.de`; none for the subject itself.
    pub field: Option<String>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    #[error("not TOML: {0}")]
    Syntax(String),
    #[error("is missing")]
    Missing,
    #[error("is {found}; it must be {wanted}")]
    Type { found: &'static str, wanted: &'static str },
    #[error("`{0}` is out of range: whole numbers from {min} to {max}", min = i32::MIN, max = i32::MAX)]
    Number(String),
    #[error("is not a field here; fields are {}", .known.join(", "))]
    UnknownField { known: Vec<&'static str> },
    #[error("{0}")]
    Slug(#[from] SlugError),
    #[error("{0}")]
    Date(#[from] DateError),
    #[error("{0}")]
    Url(#[from] UrlError),
    #[error("{0}")]
    Word(#[from] WordError),
    #[error("{0}")]
    Id(#[from] IdError),
    #[error("{0} is the id of another record as well")]
    IdTwice(NodeId),
    #[error("is given beside `section`: give one of the two")]
    TwoOrigins,
    #[error("no {} has the slug `{slug}`{}", lower(*.wanted), hint(.nearest.as_ref()))]
    UnknownSlug { wanted: SubjectType, slug: Slug, nearest: Option<Slug> },
    #[error("`{slug}` is already the slug of another {}, at {}:{}", lower(*.of), .first.file, .first.line)]
    SlugTwice { of: SubjectType, slug: Slug, first: Spot },
    #[error("`{organisation}` already takes part as {role}, at {}:{}", .first.file, .first.line)]
    ParticipationTwice { organisation: Slug, role: ParticipationRole, first: Spot },
    #[error("`{code}` belongs into `{file}`")]
    StateElsewhere { code: StateCode, file: String },
}

fn lower(subject: SubjectType) -> String {
    subject.name().to_ascii_lowercase()
}

fn hint(nearest: Option<&Slug>) -> String {
    nearest.map(|slug| format!("; did you mean `{slug}`?")).unwrap_or_default()
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.0.iter().enumerate() {
            let separator = if n == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.spot, self.cause)
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        match (&self.subject, &self.field) {
            (Some(subject), Some(field)) => write!(f, ": {subject}, field `{field}`"),
            (Some(subject), None) => write!(f, ": {subject}"),
            (None, Some(field)) => write!(f, ": field `{field}`"),
            (None, None) => Ok(()),
        }
    }
}
