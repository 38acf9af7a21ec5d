//! The errors of a request: every one has a code, and a field that failed is null. What async-graphql finds itself gets
//! its code here.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{
    Response, ServerError, ServerResult, ValidationResult, Value, Variables,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextRequest, NextResolve,
        NextValidation, ResolveInfo,
    },
    parser::types::ExecutableDocument,
};

use super::{
    hole::{hole, settle},
    problem::unfold,
};

/// Takes part in every request.
pub struct Errors;

/// One request: gives a code to errors without one, by the stage in which they came up, and collects those of fields.
#[derive(Default)]
struct Request {
    failed: Mutex<Vec<ServerError>>,
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

    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let parsed = next.run(ctx, query, variables).await;
        parsed.map_err(|error| with_code(error, "GRAPHQL_PARSE_FAILED"))
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let validated = next.run(ctx).await;
        let code = |error| with_code(error, "GRAPHQL_VALIDATION_FAILED");
        validated.map_err(|errors| errors.into_iter().map(code).collect())
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let mut response = next.run(ctx, operation_name).await;
        response.data = settle(response.data, true);
        response.errors.append(&mut self.failed.lock().unwrap_or_else(PoisonError::into_inner));
        response
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        let nullable = !info.return_type.ends_with('!');
        let value = next.run(ctx, info).await.unwrap_or_else(|error| {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).extend(unfold(error));
            Some(hole())
        });
        Ok(value.map(|value| settle(value, nullable)))
    }
}

fn with_code(mut error: ServerError, code: &str) -> ServerError {
    set_code(&mut error, code);
    error
}

fn set_code(error: &mut ServerError, code: &str) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", Value::from(code));
    }
}
