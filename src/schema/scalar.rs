//! The scalars of the API.

use async_graphql::{Description, InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::model;

/// A text as a value of the model, or an error that says what would be right.
fn parse<S: ScalarType + InputType, T: std::str::FromStr<Err: std::fmt::Display>>(
    value: Value,
    wrap: fn(T) -> S,
) -> InputValueResult<S> {
    match &value {
        Value::String(text) => match text.parse() {
            Ok(parsed) => Ok(wrap(parsed)),
            Err(error) => Err(InputValueError::custom(error)),
        },
        _ => Err(InputValueError::expected_type(value)),
    }
}

/// A point in time, RFC 3339, UTC, such as `2017-06-19T08:00:00Z`.
#[derive(Clone, Copy, Description)]
pub struct DateTime(pub model::Timestamp);

#[Scalar(name = "DateTime", use_type_description, specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(value, Self)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A date as precise as it is known, in EDTF (ISO 8601-2): `2010`, `2010-11`, `2017-06-19`, `2014-22` (summer 2014;
/// 21 is spring, 23 autumn, 24 winter), `2010-12~` (about). It stands for every day it may mean.
#[derive(Clone, Copy, Description)]
pub struct PartialDate(pub model::PartialDate);

#[Scalar(name = "PartialDate", use_type_description, specified_by_url = "https://www.loc.gov/standards/datetime/")]
impl ScalarType for PartialDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(value, Self)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// The number of a committed change set; grows by exactly one with each. A JSON integer; 0 is the empty register.
#[derive(Clone, Copy, Description)]
pub struct Revision(pub model::Revision);

#[Scalar(name = "Revision", use_type_description)]
impl ScalarType for Revision {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) if number.as_u64().is_some() => Ok(Self(number.as_u64().unwrap_or_default())),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(self.0.into())
    }
}

/// An absolute web address, `http` or `https`.
#[derive(Clone, Description)]
pub struct Url(pub model::Url);

#[Scalar(name = "URL", use_type_description, specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(value, Self)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}
