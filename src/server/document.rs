//! A document that may be executed: read, and known to be small enough before anything looks at it a second time.
//!
//! In this order, each step making the next one safe: [`scan`] counts tokens and levels in the text, the parser reads it,
//! [`fragments`] measures what it amounts to with its fragments written out, [`cost`] counts what the operation asks for.

mod cost;
mod fragments;
mod scan;
mod shapes;

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use async_graphql::{
    ErrorExtensionValues, Pos, ServerError, Variables,
    parser::types::{ExecutableDocument, OperationType, Selection},
};

pub use self::cost::Cost;
use self::cost::cost;
use super::{
    limits::{Limits, MAX_LEVELS, MAX_NESTING, MAX_SELECTIONS},
    persisted::hash,
};
use crate::schema::{Planned, chosen, parse};

/// A document that has been read, and what has been found out about it since.
pub struct Document {
    document: ExecutableDocument,
    /// The SHA-256 of the text.
    pub hash: Arc<str>,
    /// What is known of each operation, by its name; empty if it has none.
    known: HashMap<Box<str>, Known>,
}

/// What is known of an operation.
#[derive(Default)]
struct Known {
    /// What it asks for, if that is the same whatever the variables.
    cost: OnceLock<Cost>,
    plan: Arc<Planned>,
}

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
        let names = document.operations.iter().map(|(name, _)| name.map_or("", |name| name.as_str()));
        let known = names.map(|name| (name.into(), Known::default())).collect();
        Ok(Self { document, hash: hash(text).into(), known })
    }

    /// What the operation of this name does, if there is exactly one that can be meant.
    pub fn kind(&self, name: Option<&str>) -> Option<OperationType> {
        chosen(&self.document.operations, name).map(|operation| operation.ty)
    }

    /// What the operation asks for, if that is within the limits. Nothing, if no operation can be meant.
    pub fn cost(&self, name: Option<&str>, given: &Variables, limits: &Limits) -> Result<Cost, ServerError> {
        let Some(operation) = chosen(&self.document.operations, name) else { return Ok(Cost::default()) };
        let known = self.known(name);
        if let Some(cost) = known.and_then(|known| known.cost.get()) {
            return Ok(*cost);
        }
        let cost = cost(&self.document, operation, given);
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
        if let (Some(known), false) = (known, cost.varies) {
            known.cost.get_or_init(|| cost);
        }
        Ok(cost)
    }

    /// Refuses a subscription that would not be one: it has a single field at its root (GraphQL specification, "Single root
    /// field"), which async-graphql looks for there and not in fragments.
    pub fn check_subscription(&self, name: Option<&str>) -> Result<(), ServerError> {
        let Some(operation) = chosen(&self.document.operations, name) else { return Ok(()) };
        match operation.selection_set.node.items.as_slice() {
            [item] if matches!(item.node, Selection::Field(_)) => Ok(()),
            _ => {
                let message = "a subscription has one field at its root, and names it there and not in a fragment";
                Err(error(Some(operation.selection_set.pos), "GRAPHQL_VALIDATION_FAILED", message.to_owned()))
            }
        }
    }

    /// The plan of the operation of this name, or where to put it.
    pub fn plan(&self, name: Option<&str>) -> Option<&Arc<Planned>> {
        self.known(name).map(|known| &known.plan)
    }

    /// The document as the schema takes it.
    pub fn inner(&self) -> &ExecutableDocument {
        &self.document
    }

    fn known(&self, name: Option<&str>) -> Option<&Known> {
        match name {
            None if self.known.len() == 1 => self.known.values().next(),
            name => self.known.get(name.unwrap_or_default()),
        }
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
