//! Reading a document, and finding the operation in it that is meant.

use async_graphql::{
    ServerError,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition},
    },
};

use super::error::with_code;

/// The document that a text is. An error has its code and the place where reading stopped.
pub fn parse(text: &str) -> Result<ExecutableDocument, ServerError> {
    parse_query(text).map_err(|error| unreadable(error.into()))
}

/// The operation that will be executed, if there is exactly one that can be meant.
pub fn chosen<'d>(operations: &'d DocumentOperations, name: Option<&str>) -> Option<&'d OperationDefinition> {
    let operation = match (operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => operations.values().next(),
        (DocumentOperations::Multiple(_), None) => None,
    };
    operation.map(|operation| &operation.node)
}

/// Why a query could not be read, in words of our own: the parser's are several lines, repeat the query however long it
/// is, and name its rules.
pub(super) fn unreadable(error: ServerError) -> ServerError {
    let message = &error.message;
    if message.starts_with("The recursion depth") || message.starts_with("recursion limit") {
        let message = "fields and fragments are nested too deep, or a fragment contains itself".into();
        return with_code(ServerError { message, ..error }, "LIMIT_EXCEEDED");
    }
    let message = match message.rsplit_once("\n  = ") {
        Some((_, expected)) => format!("the query cannot be read here: {}", expected.trim().replace('_', " ")),
        None => message.chars().take(MESSAGE_LENGTH).collect(),
    };
    with_code(ServerError { message, ..error }, "GRAPHQL_PARSE_FAILED")
}

/// Characters of a message of the parser, at most: it may hold a part of the query.
const MESSAGE_LENGTH: usize = 200;
