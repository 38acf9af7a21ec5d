//! Values of a type: most of them right, some at the edge, some of another type.

use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

use crate::schema::{Ref, Shape, Type, Types};

/// A value that can be written into a document or beside it.
#[derive(Clone, Debug)]
pub enum Given {
    Plain(Value),
    Enum(String),
    List(Vec<Given>),
    Object(Vec<(String, Given)>),
}

impl Given {
    pub fn json(&self) -> Value {
        match self {
            Self::Plain(value) => value.clone(),
            Self::Enum(name) => json!(name),
            Self::List(items) => items.iter().map(Self::json).collect(),
            Self::Object(fields) => {
                Value::Object(fields.iter().map(|(name, value)| (name.clone(), value.json())).collect::<Map<_, _>>())
            }
        }
    }

    pub fn literal(&self) -> String {
        match self {
            Self::Plain(value) => value.to_string(),
            Self::Enum(name) => name.clone(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::literal).collect::<Vec<_>>().join(", ")),
            Self::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| format!("{name}: {}", value.literal()));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// What no field expects.
fn odd(rng: &mut ChaCha8Rng) -> Given {
    let odd = [
        json!(null),
        json!(-1),
        json!(0),
        json!(2_147_483_647),
        json!(-2_147_483_648_i64),
        json!(9_007_199_254_740_993_i64),
        json!(1e300),
        json!(0.5),
        json!(true),
        json!(""),
        json!(" "),
        json!("\u{0}"),
        json!("ﬃ 𝔊 \u{202e}"),
        json!("a".repeat(20_000)),
        json!([]),
        json!([null]),
        json!({}),
        json!({ "id": 1 }),
    ];
    Given::Plain(odd.choose(rng).unwrap().clone())
}

fn text(known: &[String], rng: &mut ChaCha8Rng) -> String {
    let usual = ["ig-metall", "buendnis", "2014", "BW", "x", "2014-22", "2017-06-19/2017-06-25", "https://example.org"];
    match rng.random_range(0..10) {
        0..6 if !known.is_empty() => known.choose(rng).unwrap().clone(),
        6..9 => (*usual.choose(rng).unwrap()).to_owned(),
        _ => (0..rng.random_range(0..12)).map(|_| rng.random_range('\u{1}'..'\u{2ff}')).collect(),
    }
}

/// A value of a type, at most so many levels deep.
pub fn value(of: &Type, types: &Types, known: &[String], depth: usize, rng: &mut ChaCha8Rng) -> Given {
    if rng.random_bool(0.01) {
        return odd(rng);
    }
    match of {
        Ref::NonNullType(of) => value(of, types, known, depth, rng),
        Ref::ListType(of) => {
            let count = if depth == 0 { 0 } else { rng.random_range(0..4) };
            Given::List((0..count).map(|_| value(of, types, known, depth - 1, rng)).collect())
        }
        Ref::NamedType(name) => match types.shape(name) {
            Shape::Enum(names) => Given::Enum(names.choose(rng).unwrap().clone()),
            Shape::Input(fields) => {
                let mut given = Vec::new();
                for field in fields {
                    let needed = matches!(field.value_type, Ref::NonNullType(_));
                    if needed || (depth > 0 && rng.random_bool(0.3)) {
                        let below = depth.saturating_sub(1);
                        given.push((field.name.clone(), value(&field.value_type, types, known, below, rng)));
                    }
                }
                Given::Object(given)
            }
            _ => Given::Plain(scalar(name, known, rng)),
        },
    }
}

fn scalar(name: &str, known: &[String], rng: &mut ChaCha8Rng) -> Value {
    match name {
        "Int" => json!(rng.random_range(0..12)),
        "Float" => json!(f64::from(rng.random_range(0..100)) / 100.0),
        "Boolean" => json!(rng.random_bool(0.5)),
        "Revision" => json!(rng.random_range(0..4)),
        "PartialDate" => json!((*["2014", "2014-05", "2014-22", "201X", "2017-06-19", "../2019"].choose(rng).unwrap())),
        "DateTime" => json!("2026-01-15T12:00:00Z"),
        _ => json!(text(known, rng)),
    }
}
