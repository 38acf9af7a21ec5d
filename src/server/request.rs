//! Reading a GraphQL request: its members, from a body or from an address, each of the type that the GraphQL-over-HTTP
//! specification gives it. Members that it does not know are ignored.

use async_graphql::Variables;
use axum::http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{persisted::Named, refused::Refused};

/// What a client asks for.
#[derive(Debug)]
pub struct Asked {
    pub document: Named,
    pub operation_name: Option<String>,
    pub variables: Variables,
    /// Whether it wants to know what the operation costs: `"extensions": {"cost": true}`.
    pub cost: bool,
}

/// Refuses a body of another media type. It is also what keeps pages of others from sending changes: a form cannot send this
/// type, and a script has to ask first.
pub fn check_type(headers: &HeaderMap) -> Result<(), Refused> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if is_json(content_type) {
        return Ok(());
    }
    let message = "send a JSON object with Content-Type: application/json";
    Err(Refused::with(StatusCode::UNSUPPORTED_MEDIA_TYPE, "INVALID_INPUT", message))
}

/// The request in a body.
pub fn in_body(body: &[u8]) -> Result<Asked, Refused> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => asked(members),
        Ok(Value::Array(_)) => Err(Refused::malformed("send one request at a time, not a list")),
        Ok(_) => Err(Refused::malformed("send a JSON object, `{\"query\": \"…\"}`")),
        Err(error) => Err(Refused::malformed(format!("the body is not JSON: {error}"))),
    }
}

/// The request in the parameters of an address: `variables` and `extensions` are JSON in text.
pub fn in_address(parameters: &str) -> Result<Asked, Refused> {
    let mut members = Map::new();
    for (name, text) in form_urlencoded::parse(parameters.as_bytes()) {
        let value = match &*name {
            "query" | "operationName" | "documentId" => Value::String(text.into_owned()),
            // As forms and clients send what they do not have.
            "variables" | "extensions" if text.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&text)
                .map_err(|error| Refused::malformed(format!("`{name}` is not JSON: {error}")))?,
            _ => continue,
        };
        if members.insert(name.clone().into_owned(), value).is_some() {
            return Err(Refused::malformed(format!("`{name}` is there twice")));
        }
    }
    asked(members)
}

/// The request with these members.
pub fn asked(mut members: Map<String, Value>) -> Result<Asked, Refused> {
    let (query, id) = (text(&mut members, "query")?, text(&mut members, "documentId")?);
    let variables = object(&mut members, "variables")?;
    let extensions = object(&mut members, "extensions")?;
    Ok(Asked {
        document: Named::of(query, id, &extensions)?,
        operation_name: text(&mut members, "operationName")?,
        variables: Variables::from_json(Value::Object(variables)),
        cost: extensions.get("cost") == Some(&Value::Bool(true)),
    })
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Refused> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refused::malformed(format!("`{name}` must be text"))),
    }
}

fn object(members: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Refused> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(Refused::malformed(format!("`{name}` must be an object or null"))),
    }
}

/// Whether a media type is JSON in UTF-8, the only charset that JSON has.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let json = parts.next().is_some_and(|media_type| media_type.eq_ignore_ascii_case("application/json"));
    let utf8 = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
    };
    json && parts.all(utf8)
}
