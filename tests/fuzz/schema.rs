//! The types of our schema, read by a parser that is not the server's.

use std::collections::HashMap;

pub use graphql_parser::schema::Type as Ref;
use graphql_parser::schema::{Definition, Field, InputValue, TypeDefinition, parse_schema};

pub type Type = Ref<'static, String>;
pub type Argument = InputValue<'static, String>;

/// What a type is made of.
pub enum Shape {
    /// An object or an interface, with the types that a value of it may be.
    Fields(Vec<Field<'static, String>>, Vec<String>),
    /// A union.
    Union(Vec<String>),
    Enum(Vec<String>),
    Input(Vec<Argument>),
    Scalar,
}

pub struct Types(HashMap<String, Shape>);

impl Types {
    pub fn ours() -> Self {
        let document = parse_schema::<String>(include_str!("../../schema.graphql")).unwrap().into_static();
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            Definition::TypeDefinition(definition) => Some(definition),
            _ => None,
        });
        let types: Vec<_> = types.collect();
        let implementing = |interface: &str| {
            let names = types.iter().filter_map(|definition| match definition {
                TypeDefinition::Object(object) => {
                    object.implements_interfaces.iter().any(|name| name == interface).then(|| object.name.clone())
                }
                _ => None,
            });
            names.collect()
        };
        let shapes = types.iter().map(|definition| match definition {
            TypeDefinition::Object(object) => (object.name.clone(), Shape::Fields(object.fields.clone(), vec![])),
            TypeDefinition::Interface(interface) => {
                let shape = Shape::Fields(interface.fields.clone(), implementing(&interface.name));
                (interface.name.clone(), shape)
            }
            TypeDefinition::Union(union) => (union.name.clone(), Shape::Union(union.types.clone())),
            TypeDefinition::Enum(of) => {
                (of.name.clone(), Shape::Enum(of.values.iter().map(|value| value.name.clone()).collect()))
            }
            TypeDefinition::InputObject(input) => (input.name.clone(), Shape::Input(input.fields.clone())),
            TypeDefinition::Scalar(scalar) => (scalar.name.clone(), Shape::Scalar),
        });
        Self(shapes.collect())
    }

    /// The shape of a type; those that every schema has are scalars.
    pub fn shape(&self, name: &str) -> &Shape {
        self.0.get(name).unwrap_or(&Shape::Scalar)
    }
}

/// The type without lists and exclamation marks.
pub fn named(of: &Type) -> &str {
    match of {
        Ref::NamedType(name) => name,
        Ref::ListType(of) | Ref::NonNullType(of) => named(of),
    }
}
