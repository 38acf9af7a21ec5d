//! What becomes of a field that failed.
//!
//! It is null, and where it cannot be null, the object or list it stands in is, and so on upwards (GraphQL specification,
//! "Handling Execution Errors"). async-graphql 7.2 leaves such a field out instead, which no client can read: so a hole is
//! put in its place, and moves up until it finds a place that may be null.

use async_graphql::Value;

/// A value that cannot be there. No scalar of the schema is binary, so nothing else looks like it.
pub fn hole() -> Value {
    Value::Binary(Default::default())
}

fn is_hole(value: &Value) -> bool {
    matches!(value, Value::Binary(_))
}

/// What the value of a field of type `of`, such as `[Node]!`, becomes when all that is in it is known. It costs a look at
/// each of its items and their fields.
pub fn settle(value: Value, of: &str) -> Value {
    let (of, nullable) = of.strip_suffix('!').map_or((of, true), |of| (of, false));
    let value = match (value, of.strip_prefix('[').and_then(|of| of.strip_suffix(']'))) {
        (Value::List(items), Some(of)) => Value::List(items.into_iter().map(|item| settle(item, of)).collect()),
        (value, _) => value,
    };
    match (is_broken(&value), nullable) {
        (false, _) => value,
        (true, true) => Value::Null,
        (true, false) => hole(),
    }
}

fn is_broken(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.values().any(is_hole),
        Value::List(items) => items.iter().any(is_hole),
        value => is_hole(value),
    }
}
