//! The messages of `graphql-transport-ws`, and the codes with which a connection ends.

use std::borrow::Cow;

use async_graphql::ServerError;
use serde::Serialize;
use serde_json::{Map, Value, value::RawValue};

/// How a connection ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    pub code: u16,
    pub reason: Cow<'static, str>,
}

impl Close {
    pub const GOING_AWAY: Self = Self::with(1001, "the server shuts down");
    pub const TOO_LARGE: Self = Self::with(1009, "the message is too large");
    pub const UNAUTHORIZED: Self = Self::with(4401, "Unauthorized");
    pub const FORBIDDEN: Self = Self::with(4403, "Forbidden");
    pub const SUBPROTOCOL: Self = Self::with(4406, "Subprotocol not acceptable");
    pub const INIT_TIMEOUT: Self = Self::with(4408, "Connection initialisation timeout");
    pub const TOO_MANY_INITS: Self = Self::with(4429, "Too many initialisation requests");
    pub const INTERNAL: Self = Self::with(4500, "Internal server error");

    const fn with(code: u16, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason) }
    }

    /// The message is none of the protocol's.
    pub fn bad(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code: 4400, reason: short(reason.into()) }
    }

    /// There is an operation of this id already.
    pub fn exists(id: &str) -> Self {
        Self { code: 4409, reason: short(format!("Subscriber for {id} already exists").into()) }
    }
}

/// The reason of a close frame has up to 123 bytes (RFC 6455, section 5.5).
fn short(reason: Cow<'static, str>) -> Cow<'static, str> {
    if reason.len() <= 123 {
        return reason;
    }
    let end = (0..=120).rev().find(|&end| reason.is_char_boundary(end)).unwrap_or(0);
    format!("{}…", reason.split_at(end).0).into()
}

/// What a client says.
#[derive(Debug, PartialEq)]
pub enum Said {
    Init(Map<String, Value>),
    Ping(Option<Value>),
    Pong,
    Subscribe { id: String, payload: Map<String, Value> },
    Complete { id: String },
}

impl Said {
    pub fn read(text: &str) -> Result<Self, Close> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err(Close::bad("a message is a JSON object"));
        };
        let kind = message.remove("type");
        let payload = message.remove("payload");
        match (kind.as_ref().and_then(Value::as_str), payload) {
            (Some("connection_init"), None | Some(Value::Null)) => Ok(Self::Init(Map::new())),
            (Some("connection_init"), Some(Value::Object(payload))) => Ok(Self::Init(payload)),
            (Some("ping"), payload @ (None | Some(Value::Object(_) | Value::Null))) => Ok(Self::Ping(payload)),
            (Some("pong"), None | Some(Value::Object(_) | Value::Null)) => Ok(Self::Pong),
            (Some("subscribe"), Some(Value::Object(payload))) => Ok(Self::Subscribe { id: id(&mut message)?, payload }),
            (Some("complete"), None) => Ok(Self::Complete { id: id(&mut message)? }),
            (Some(kind), _) => Err(Close::bad(format!("there is no message `{kind}` of this form"))),
            (None, _) => Err(Close::bad("a message has a `type`")),
        }
    }
}

fn id(message: &mut Map<String, Value>) -> Result<String, Close> {
    match message.remove("id") {
        Some(Value::String(id)) if !id.is_empty() => Ok(id),
        _ => Err(Close::bad("the message has an `id`, a text that is not empty")),
    }
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Says<'m> {
    ConnectionAck,
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
    Next {
        id: &'m str,
        payload: &'m RawValue,
    },
    Error {
        id: &'m str,
        payload: &'m [ServerError],
    },
    Complete {
        id: &'m str,
    },
}
