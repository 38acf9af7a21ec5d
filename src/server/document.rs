//! A document that may be executed: read, and known to be small enough before anything looks at it a second time.
//!
//! In this order, each step making the next one safe: [`scan`] counts tokens and levels in the text, the parser reads it,
//! [`fragments`] measures what it amounts to with its fragments written out, [`cost`] counts what the operation asks for.

mod cost;
mod fragments;
mod scan;
mod shapes;

use async_graphql::{
    ErrorExtensionValues, Pos, ServerError, Variables,
    parser::types::{ExecutableDocument, OperationType},
};

pub use self::cost::Cost;
use self::cost::cost;
use super::limits::{Limits, MAX_LEVELS, MAX_NESTING, MAX_SELECTIONS};
use crate::schema::{chosen, parse};

/// A document that has been read.
#[derive(Clone, Debug)]
pub struct Document(ExecutableDocument);

impl Document {
    /// Reads a text, however large and however wrong, in time and memory linear in its length.
    pub fn read(text: &str, limits: &Limits) -> Result<Self, ServerError> {
        scan::scan(text, limits.tokens).map_err(|excess| match excess {
            scan::Excess::Tokens => too_much(None, "a document", limits.tokens, "words and signs"),
            scan::Excess::Nesting => too_much(None, "a document", MAX_NESTING, "brackets within each other"),
        })?;
        let document = parse(text)?;
        fragments::check(&document).map_err(|excess| match excess {
            fragments::Excess::Cycle(at) => {
                error(Some(at), "GRAPHQL_VALIDATION_FAILED", "this fragment contains itself".to_owned())
            }
            fragments::Excess::Levels(at) => {
                too_much(Some(at), "a document", MAX_LEVELS, "fields and fragments within each other")
            }
            fragments::Excess::Selections => {
                too_much(None, "a document with its fragments written out", MAX_SELECTIONS, "fields and fragments")
            }
        })?;
        Ok(Self(document))
    }

    /// What the operation of this name does, if there is exactly one that can be meant.
    pub fn kind(&self, name: Option<&str>) -> Option<OperationType> {
        chosen(&self.0.operations, name).map(|operation| operation.ty)
    }

    /// What the operation asks for, if that is within the limits. Nothing, if no operation can be meant.
    pub fn cost(&self, name: Option<&str>, given: &Variables, limits: &Limits) -> Result<Cost, ServerError> {
        let Some(operation) = chosen(&self.0.operations, name) else { return Ok(Cost::default()) };
        let cost = cost(&self.0, operation, given);
        let within = |found: usize, limit: usize, what: &str| {
            if found <= limit { Ok(()) } else { Err(too_much(None, "an operation", limit, what)) }
        };
        within(cost.depth, limits.depth, "fields within each other")?;
        within(cost.aliases, limits.aliases, "aliases")?;
        within(cost.root_fields, limits.root_fields, "fields at its root")?;
        within(cost.directives, limits.directives, "directives")?;
        if cost.complexity > limits.complexity {
            let (complexity, limit) = (cost.complexity, limits.complexity);
            let message = format!(
                "this could have {complexity} values, and {limit} are allowed: ask for smaller pages, or for less of each entry"
            );
            return Err(error(None, "LIMIT_EXCEEDED", message));
        }
        Ok(cost)
    }

    pub fn into_inner(self) -> ExecutableDocument {
        self.0
    }
}

fn too_much(at: Option<Pos>, of: &str, limit: impl std::fmt::Display, what: &str) -> ServerError {
    error(at, "LIMIT_EXCEEDED", format!("{of} may have {limit} {what}"))
}

fn error(at: Option<Pos>, code: &'static str, message: String) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", code);
    ServerError { extensions: Some(extensions), ..ServerError::new(message, at) }
}
