//! The compiled read path: a query that was executed once is written from then on without the executor.
//!
//! async-graphql owns the schema: it reads, validates and executes a document the first time. What it then knows to be good is
//! compiled ([`select`]) to a tree of small functions over the handles of a snapshot, one for each field, which write JSON
//! straight into the answer. Each type of the schema says in a file of its own how its fields are written ([`types`]).
//!
//! The plan knows a part of the schema and gives answers without errors only. A field that it does not know leaves the
//! whole operation to async-graphql, and so does anything that goes wrong on the way, a bad cursor or a filter that names nobody:
//! what was written by then is thrown away, and nothing has been changed by it. So there is one place that words errors, and both
//! ways give the same bytes, which `tests/plan.rs` holds them to.
//!
//! *Invariants:* changes nothing; never gives an error; never knows a field otherwise than the schema does.

mod given;
mod out;
mod select;
mod types;
mod variables;

use std::{
    cell::Cell,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_graphql::{
    SchemaEnv, ValidationResult, Variables,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType},
    registry::Registry,
};

use self::{out::Out, select::Selection, types::Query, variables::Declared};
use super::pace::Pace;
use crate::snapshot::Snapshot;

/// The fields of a plan, fragments written out and those of `node` once for each type: plans are kept with their documents,
/// and some 300 bytes a field make 150 kB of the largest. The longest query in our README has 30.
const MAX_FIELDS: usize = 500;

/// Why the plan gives no answer: async-graphql has to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unplanned;

/// What becomes of writing a value.
type Done = Result<(), Unplanned>;

/// A place for what is known of an operation once it has been executed, to go with its requests as data of type
/// `Arc<Planned>`.
#[derive(Default)]
pub struct Planned(OnceLock<Known>);

/// What is known of an operation that was valid.
struct Known {
    /// None where it cannot be planned.
    plan: Option<Plan>,
    validated: ValidationResult,
    variables: Vec<Declared>,
}

/// A query that is known to be valid, as the functions that write its answer.
pub struct Plan {
    root: Selection<Query>,
    variables: Vec<Declared>,
    schema: SchemaEnv,
    /// How many bytes the answers have had lately.
    bytes: AtomicUsize,
}

/// How much room an answer begins with: a page of twenty records with some fields, or a quarter more than the last one took,
/// so that a large one need not be moved.
const LEAST_ROOM: usize = 4096;
const MOST_ROOM: usize = 256 * 1024;

impl Planned {
    /// The plan; none as long as the operation has not been executed, or where it cannot be planned.
    pub fn get(&self) -> Option<&Plan> {
        self.0.get()?.plan.as_ref()
    }

    /// Compiles an operation that has just been validated.
    pub(super) fn compile(
        &self,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        schema: &SchemaEnv,
        validated: ValidationResult,
    ) {
        self.0.get_or_init(|| Known {
            plan: Plan::new(document, operation, schema),
            validated,
            variables: variables::declared(operation),
        });
    }

    /// What validation would come to with these variables, if that is known: of all its rules only those for their values can
    /// tell otherwise than the last time. None says nothing.
    pub(super) fn validated(&self, types: &Registry, given: &Variables) -> Option<ValidationResult> {
        let Known { validated, variables, .. } = self.0.get()?;
        let good = |declared: &Declared| declared.check(types, given).is_ok() && !declared.is_emptied(given);
        variables.iter().all(good).then_some(*validated)
    }
}

impl Plan {
    fn new(document: &ExecutableDocument, operation: &OperationDefinition, schema: &SchemaEnv) -> Option<Self> {
        if operation.ty != OperationType::Query || !operation.directives.is_empty() {
            return None;
        }
        let variables = variables::declared(operation);
        let defaults = variables.iter().map(|declared| (declared.name.clone(), declared.default.clone())).collect();
        let scope = select::Scope { document, defaults: Arc::new(defaults), room: Cell::new(MAX_FIELDS) };
        let root = Selection::compile(&scope, &[&operation.selection_set.node])?;
        Some(Self { root, variables, schema: schema.clone(), bytes: AtomicUsize::new(0) })
    }

    /// The whole answer to the operation with these variables, `{"data":…}`, as JSON.
    pub fn write(&self, snapshot: &Snapshot, given: &Variables, pace: &Pace) -> Result<Vec<u8>, Unplanned> {
        self.variables.iter().try_for_each(|declared| declared.check(&self.schema.registry, given))?;
        let last = self.bytes.load(Ordering::Relaxed);
        let mut out = Out::new(snapshot, given, pace, (last + last / 4).clamp(LEAST_ROOM, MOST_ROOM));
        out.raw(b"{\"data\":");
        self.root.write(&(), &mut out)?;
        out.raw(b"}");
        self.bytes.store(out.json.len(), Ordering::Relaxed);
        if out.json.capacity() > LEAST_ROOM.max(2 * out.json.len()) {
            // It may be kept.
            out.json.shrink_to_fit();
        }
        Ok(out.json)
    }
}
