//! The errors of a request: every one has a code, and a field that failed is null. What async-graphql finds itself gets
//! its code here.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_graphql::{
    QueryPathSegment, Response, ServerError, ServerResult, ValidationResult, Value, Variables,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextPrepareRequest, NextRequest,
        NextResolve, NextSubscribe, NextValidation, ResolveInfo,
    },
    parser::types::{ExecutableDocument, OperationDefinition},
};

use futures_util::stream::{BoxStream, StreamExt};
use tracing::{Instrument, debug_span};

use super::{
    arrange::arrange,
    coercion,
    document::{chosen, unreadable},
    hole::{hole, settle},
    pace::Pace,
    plan::Planned,
    problem::unfold,
};

/// Mistakes of a document, or of its values, that are told: nobody reads more, and 20 kB of fields that do not exist
/// would come back as 1.4 MB of errors.
const MAX_TOLD: usize = 100;

/// Takes part in every request.
pub struct Errors;

/// One request: gives a code to errors without one, by the stage in which they came up, and collects those of fields.
#[derive(Default)]
struct Request {
    /// The operation that was asked for by name.
    operation: OnceLock<String>,
    /// What is wrong with variables and literals; told once the document is known to be a good one.
    values: OnceLock<Vec<ServerError>>,
    /// What validation came to, or is known to come to.
    validated: OnceLock<ValidationResult>,
    failed: Mutex<Vec<ServerError>>,
    /// The document, by which the answer is put in order, and perhaps planned.
    document: OnceLock<ExecutableDocument>,
    variables: OnceLock<Variables>,
}

impl Request {
    fn chosen<'d>(&self, document: &'d ExecutableDocument) -> Option<&'d OperationDefinition> {
        chosen(&document.operations, self.operation.get().map(String::as_str))
    }
}

impl ExtensionFactory for Errors {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Request::default())
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Request {
    async fn request(&self, ctx: &ExtensionContext<'_>, next: NextRequest<'_>) -> Response {
        let mut response = next.run(ctx).await;
        // What is left after parsing and validation are values that could not be coerced: of variables, mostly.
        response.errors.iter_mut().for_each(|error| set_code(error, "INVALID_INPUT"));
        response
    }

    fn subscribe<'s>(
        &self,
        ctx: &ExtensionContext<'_>,
        stream: BoxStream<'s, Response>,
        next: NextSubscribe<'_>,
    ) -> BoxStream<'s, Response> {
        // Errors of the source itself pass by everything else here.
        let told = |mut response: Response| {
            response.errors = response.errors.into_iter().flat_map(unfold).collect();
            response.errors.iter_mut().for_each(|error| set_code(error, "INVALID_INPUT"));
            response
        };
        next.run(ctx, stream).map(told).boxed()
    }

    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: async_graphql::Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<async_graphql::Request> {
        if let Some(name) = &request.operation_name {
            self.operation.get_or_init(|| name.clone());
        }
        next.run(ctx, request).await
    }

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let parsed = next.run(ctx, query, variables).await;
        let document = parsed.map_err(unreadable)?;
        if let Some(operation) = self.chosen(&document) {
            let types = &ctx.schema_env.registry;
            let planned = ctx.data_opt::<Arc<Planned>>();
            match planned.and_then(|planned| planned.validated(types, variables)) {
                Some(known) => drop(self.validated.set(known)),
                None => drop(self.values.set(coercion::check(types, &document, operation, variables))),
            }
            self.document.get_or_init(|| document.clone());
            self.variables.get_or_init(|| variables.clone());
        }
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        if let Some(known) = self.validated.get() {
            return Ok(*known);
        }
        let validated = next.run(ctx).instrument(debug_span!("validate")).await;
        let validated = validated.map_err(|mut errors| {
            // A missing root type is reported by two of the rules.
            errors.dedup();
            errors
                .into_iter()
                .take(MAX_TOLD)
                .map(|error| with_code(error, "GRAPHQL_VALIDATION_FAILED"))
                .collect::<Vec<_>>()
        })?;
        match self.values.get() {
            Some(errors) if !errors.is_empty() => Err(errors.iter().take(MAX_TOLD).cloned().collect()),
            _ => Ok(*self.validated.get_or_init(|| validated)),
        }
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        // It is known to be good by now.
        if let Some(planned) = ctx.data_opt::<Arc<Planned>>()
            && let Some(document) = self.document.get()
            && let Some(operation) = self.chosen(document)
            && let Some(validated) = self.validated.get()
        {
            planned.compile(document, operation, ctx.schema_env, *validated);
        }
        let mut response = next.run(ctx, operation_name).await;
        response.data = settle(response.data, "Query");
        if let (Some(document), Some(variables)) = (self.document.get(), self.variables.get())
            && let Some(operation) = self.chosen(document)
        {
            arrange(&mut response.data, &ctx.schema_env.registry, document, operation, variables);
        }
        response.errors.append(&mut self.failed.lock().unwrap_or_else(PoisonError::into_inner));
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        // What the engine says of the type of an item is wrong where items may be null: the list settles its items.
        let of = match info.path_node.segment {
            QueryPathSegment::Name(_) => Some(info.return_type),
            QueryPathSegment::Index(_) => None,
        };
        // What is left of an answer that nobody will see.
        if ctx.data_opt::<Arc<Pace>>().is_some_and(|pace| !pace.step()) {
            return Ok(Some(hole()));
        }
        let value = next.run(ctx, info).await.unwrap_or_else(|error| {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).extend(unfold(error));
            Some(hole())
        });
        Ok(match of {
            Some(of) => value.map(|value| settle(value, of)),
            None => value,
        })
    }
}

pub(super) fn with_code(mut error: ServerError, code: &str) -> ServerError {
    set_code(&mut error, code);
    error
}

fn set_code(error: &mut ServerError, code: &str) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", Value::from(code));
    }
}
