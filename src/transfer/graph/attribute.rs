//! What is told of nodes and ties, and the values it has.

use std::{borrow::Cow, fmt};

/// A value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Text(Cow<'a, str>),
    Whole(u32),
    Real(f64),
    Is(bool),
}

/// Of what type the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Text,
    Whole,
    Real,
    Is,
}

/// Something that is told of every node or tie that has it.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    pub name: &'static str,
    pub of: Type,
}

const fn text(name: &'static str) -> Attribute {
    Attribute { name, of: Type::Text }
}

/// Of nodes. `label` is the short name where there is one; of a list, the words are joined by ` | `.
pub const NODE: [Attribute; 12] = [
    text("label"),
    text("name"),
    text("nameEn"),
    text("type"),
    text("slug"),
    text("kind"),
    text("status"),
    text("state"),
    text("states"),
    Attribute { name: "collective", of: Type::Is },
    text("startedOn"),
    text("endedOn"),
];

/// Of ties: the weight, in a projection the number of affiliations in common, else what the participations say.
pub const TIE: [Attribute; 6] = [
    Attribute { name: "weight", of: Type::Real },
    Attribute { name: "shared", of: Type::Whole },
    text("roles"),
    Attribute { name: "formal", of: Type::Is },
    text("since"),
    text("until"),
];

/// The values of the attributes, in their order; none where it has not got it.
pub type Values<'a, const N: usize> = [Option<Value<'a>>; N];

/// The attributes that are there, with their place among all.
pub fn given<'v, 'a, const N: usize>(
    attributes: &'v [Attribute; N],
    values: &'v Values<'a, N>,
) -> impl Iterator<Item = (usize, &'v Attribute, &'v Value<'a>)> {
    let places = attributes.iter().enumerate().zip(values);
    places.filter_map(|((place, attribute), value)| Some((place, attribute, value.as_ref()?)))
}

impl<'a> Value<'a> {
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Whole(number) => number.fmt(f),
            // With a point, so that every reader takes it for a number with decimals.
            Self::Real(number) => write!(f, "{number:?}"),
            Self::Is(is) => is.fmt(f),
        }
    }
}
