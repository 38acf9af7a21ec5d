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

/// What a field or an item of a list becomes when its own fields or items are known. It costs a look at each of these.
pub fn settle(value: Value, nullable: bool) -> Value {
    let broken = match &value {
        Value::Object(fields) => fields.values().any(is_hole),
        Value::List(items) => items.iter().any(is_hole),
        value => is_hole(value),
    };
    match (broken, nullable) {
        (false, _) => value,
        (true, true) => Value::Null,
        (true, false) => hole(),
    }
}
