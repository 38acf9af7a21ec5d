//! What is wrong with an input, as GraphQL errors with stable codes.

use std::fmt;

use async_graphql::{Error, ErrorExtensionValues, ErrorExtensions, Pos, ServerError, Value};

use super::history;
use crate::model::{Conflict, Entry, Problem, ProblemKind};

/// The code of a problem in `extensions.code`.
pub fn code(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::InvalidInput => "INVALID_INPUT",
        ProblemKind::NotFound => "NOT_FOUND",
        ProblemKind::LimitExceeded => "LIMIT_EXCEEDED",
        ProblemKind::InUse => "IN_USE",
        ProblemKind::Conflict(_) => "CONFLICT",
    }
}

/// Everything that is wrong with one field. async-graphql lets a resolver fail with one error only, so this is it; the
/// client is told each problem by itself, see [`unfold`].
struct Problems(Vec<Told>);

/// A problem as the client is told it.
pub struct Told {
    pub problem: Problem,
    /// What stands in the way, if that is the problem.
    pub in_the_way: Vec<Entry>,
}

impl From<Problem> for Told {
    fn from(problem: Problem) -> Self {
        Self { problem, in_the_way: Vec::new() }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|told| writeln!(f, "{}", told.problem))
    }
}

/// The error of a field with these problems.
pub fn refuse(problems: Vec<Problem>) -> Error {
    refuse_with(problems.into_iter().map(Told::from).collect())
}

/// As [`refuse`], telling what stands in the way.
pub fn refuse_with(problems: Vec<Told>) -> Error {
    Error::new_with_source(Problems(problems))
}

/// The errors of which a client is told: one for each problem, all with the place of the field.
pub fn unfold(error: ServerError) -> Vec<ServerError> {
    let tell = |told: &Told| {
        let ServerError { locations, path, .. } = error.clone();
        let extensions = Some(extensions(told));
        ServerError { message: told.problem.to_string(), source: None, locations, path, extensions }
    };
    match error.source::<Problems>() {
        Some(Problems(problems)) => problems.iter().map(tell).collect(),
        None => vec![error],
    }
}

/// Problems of something that is no field: of a variable.
pub fn errors_at(problems: Vec<Problem>, place: Pos) -> impl Iterator<Item = ServerError> {
    problems.into_iter().map(move |problem| {
        let message = problem.to_string();
        ServerError { extensions: Some(extensions(&problem.into())), ..ServerError::new(message, Some(place)) }
    })
}

fn extensions(told: &Told) -> ErrorExtensionValues {
    let Told { problem, in_the_way } = told;
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code(&problem.kind));
    extensions.set("field", problem.field.as_str());
    if let ProblemKind::Conflict(Conflict { current_version, .. }) = problem.kind {
        extensions.set("currentVersion", current_version.map_or(Value::Null, Value::from));
        extensions.set("changes", Value::List(in_the_way.iter().map(history::told).collect()));
    }
    extensions
}

/// The same problems seen from the argument they were found in.
pub fn under(argument: &str, problems: Vec<Problem>) -> Vec<Problem> {
    problems.into_iter().map(|problem| problem.under(argument)).collect()
}

/// What the register guarantees to be there. Its absence is a fault of the program, never of the client.
pub fn present<T>(found: Option<T>) -> Result<T, Error> {
    found.ok_or_else(|| {
        tracing::error!("a record refers to one that is not there");
        Error::new("the register could not answer this").extend_with(|_, extensions| extensions.set("code", "INTERNAL"))
    })
}
