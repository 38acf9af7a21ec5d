//! What the fields of the schema give, as far as it says how many values there will be.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, TypeKind, TypeSystemDefinition},
};

use super::super::limits::ASSUMED_LIST;
use crate::{model::limits::DEFAULT_PAGE, schema::sdl};

/// What a field gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The type of the value, or of those in the list.
    pub of: Box<str>,
    pub many: Many,
}

/// How many values a field gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Many {
    /// One, or this many by the nature of the list.
    Fixed(u64),
    /// As many as its page, the entries of which are in the lists below it: a connection.
    Page,
    /// As many as this argument says, a number or the length of a list; so many without it.
    Argument(&'static str, u64),
    /// A list below a connection.
    Entries,
}

/// The arguments that say how long a list will be, and what it is without them.
const LENGTHS: [(&str, u64); 4] =
    [("first", DEFAULT_PAGE as u64), ("limit", DEFAULT_PAGE as u64), ("top", DEFAULT_PAGE as u64), ("ids", 1)];

/// The fields of each type.
type Shapes = HashMap<Box<str>, HashMap<Box<str>, Shape>>;

static SHAPES: LazyLock<Shapes> = LazyLock::new(|| {
    let mut shapes = of(&sdl());
    shapes.extend(of(INTROSPECTION));
    // The introspection of the schema itself: two fields of the root that the text of the schema does not name.
    if let Some(query) = shapes.get_mut("Query") {
        query.insert("__schema".into(), Shape { of: "__Schema".into(), many: Many::Fixed(1) });
        query.insert("__type".into(), Shape { of: "__Type".into(), many: Many::Fixed(1) });
    }
    shapes
});

/// The introspection of a schema (GraphQL specification, "Schema Introspection"), with the number of entries that ours has
/// on average where it has more than one.
const INTROSPECTION: &str = "
    type __Schema { types: [__Type!]! queryType: __Type! mutationType: __Type subscriptionType: __Type directives: [__Directive!]! }
    type __Type {
        kind: String! name: String description: String specifiedByURL: String isOneOf: Boolean ofType: __Type
        fields: [__Field!] interfaces: [__Type!] possibleTypes: [__Type!] enumValues: [__EnumValue!] inputFields: [__InputValue!]
    }
    type __Field { name: String! description: String args: [__InputValue!]! type: __Type! isDeprecated: Boolean! deprecationReason: String }
    type __InputValue { name: String! description: String type: __Type! defaultValue: String isDeprecated: Boolean! deprecationReason: String }
    type __EnumValue { name: String! description: String isDeprecated: Boolean! deprecationReason: String }
    type __Directive { name: String! description: String locations: [String!]! args: [__InputValue!]! isRepeatable: Boolean! }
";

/// What the field of a type gives; none if there is no such field.
pub fn shape(of: &str, field: &str) -> Option<&'static Shape> {
    SHAPES.get(of)?.get(field)
}

fn of(schema: &str) -> Shapes {
    let definitions = match parse_schema(schema) {
        Ok(document) => document.definitions,
        Err(error) => {
            tracing::error!(%error, "the schema cannot be read: no complexity is known");
            Vec::new()
        }
    };
    let types = definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => {
            let name: Box<str> = definition.node.name.node.as_str().into();
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                _ => return None,
            };
            let connection = name.ends_with("Connection");
            let shapes = fields
                .iter()
                .map(|field| (field.node.name.node.as_str().into(), Shape::of(&name, connection, &field.node)));
            let shapes = shapes.collect();
            Some((name, shapes))
        }
        _ => None,
    });
    types.collect()
}

impl Shape {
    fn of(parent: &str, connection: bool, field: &FieldDefinition) -> Self {
        let (of, list) = innermost(&field.ty.node.base);
        let length =
            LENGTHS.iter().find(|(name, _)| field.arguments.iter().any(|argument| argument.node.name.node == *name));
        let many = match (list, length) {
            (true, _) if connection => Many::Entries,
            (true, None) => Many::Fixed(known_length(parent, &field.name.node).unwrap_or(ASSUMED_LIST)),
            (true, Some((name, without))) => Many::Argument(name, *without),
            (false, Some(_)) if of.ends_with("Connection") => Many::Page,
            (false, _) => Many::Fixed(1),
        };
        Self { of: of.into(), many }
    }
}

/// Lists whose length is known.
fn known_length(parent: &str, field: &str) -> Option<u64> {
    match (parent, field) {
        ("Query", "states") => Some(16),
        ("__Schema", "types") => Some(100),
        ("__Type", "interfaces" | "possibleTypes") => Some(1),
        ("__Type", "enumValues" | "inputFields") => Some(4),
        ("__Field" | "__Directive", "args") => Some(2),
        ("__Schema", "directives") => Some(5),
        _ => None,
    }
}

/// The name of a type without what stands around it, and whether it is that of a list.
fn innermost(base: &BaseType) -> (&str, bool) {
    match base {
        BaseType::Named(name) => (name.as_str(), false),
        BaseType::List(of) => (innermost(&of.base).0, true),
    }
}
