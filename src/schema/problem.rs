//! What is wrong with an input, as GraphQL errors with stable codes.

use async_graphql::{Context, Error, ErrorExtensions, ServerError};

use crate::model::{Problem, ProblemKind};

/// The code of a problem in `extensions.code`.
fn code(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::InvalidInput => "INVALID_INPUT",
        ProblemKind::NotFound => "NOT_FOUND",
        ProblemKind::LimitExceeded => "LIMIT_EXCEEDED",
        ProblemKind::InUse => "IN_USE",
        ProblemKind::Conflict { .. } => "CONFLICT",
    }
}

fn error(problem: &Problem) -> Error {
    Error::new(problem.to_string()).extend_with(|_, extensions| {
        extensions.set("code", code(&problem.kind));
        extensions.set("field", problem.field.as_str());
        if let ProblemKind::Conflict { current_version } = problem.kind {
            extensions.set("currentVersion", current_version);
        }
    })
}

/// All problems of one field: an error each, the first of them as the field's own.
pub fn refuse(ctx: &Context<'_>, problems: &[Problem]) -> Error {
    let mut errors = problems.iter().map(error);
    let first = errors.next().unwrap_or_else(|| Error::new("refused without a reason"));
    for error in errors {
        let error: ServerError = error.into_server_error(ctx.item.pos);
        ctx.add_error(ctx.set_error_path(error));
    }
    first
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
