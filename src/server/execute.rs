//! A request that has been read: through the schema, by whatever way it came.

use async_graphql::{
    Request, Response,
    parser::types::{ExecutableDocument, OperationType},
};
use axum::http::{HeaderValue, StatusCode, header::ALLOW};

use super::{Service, refused::Refused, request::Asked};
use crate::schema::{Viewer, chosen, parse};

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// May be sent by anybody's link, and again by whoever likes: it changes nothing.
    Get,
    Post,
}

/// What the schema answers to a request, one revision seen all through.
pub async fn execute(service: &Service, viewer: Option<Viewer>, asked: Asked, way: Way) -> Result<Response, Refused> {
    let document = match parse(&asked.query) {
        Ok(document) => document,
        Err(error) => return Ok(Response::from_errors(vec![error])),
    };
    way.check(&document, asked.operation_name.as_deref())?;
    let mut request = Request::new(asked.query).variables(asked.variables);
    request.operation_name = asked.operation_name;
    request.set_parsed_query(document);
    // One snapshot for the whole request: everything in the answer is of one revision.
    let request = request.data(service.register.snapshot()).data(service.register.clone());
    let request = match viewer {
        Some(viewer) => request.data(viewer),
        None => request,
    };
    Ok(service.schema.execute(request).await)
}

impl Way {
    /// Refuses a change that comes by a way that is for reading.
    fn check(self, document: &ExecutableDocument, name: Option<&str>) -> Result<(), Refused> {
        let operation = chosen(&document.operations, name);
        if self == Self::Post || operation.is_none_or(|operation| operation.ty == OperationType::Query) {
            return Ok(());
        }
        let message = "GET is for queries: send this with POST";
        let refused = Refused::with(StatusCode::METHOD_NOT_ALLOWED, "INVALID_INPUT", message);
        Err(refused.header(ALLOW, HeaderValue::from_static("POST")))
    }
}
