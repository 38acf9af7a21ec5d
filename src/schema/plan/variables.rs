//! Whether the variables of a request are what the operation declares: the same question that validation answers with words
//! (see `coercion`), and async-graphql is left to find them where the answer is no.

use async_graphql::{
    Name, Value, Variables,
    parser::types::OperationDefinition,
    registry::{MetaType, MetaTypeName, Registry},
};

use super::{Done, Unplanned};
use crate::schema::coercion;

/// A variable that an operation declares.
pub struct Declared {
    pub name: Name,
    /// The type, such as `[ID!]!`.
    of: String,
    /// What stands for it where it is not given; none where it has to be.
    pub default: Option<Value>,
}

pub fn declared(operation: &OperationDefinition) -> Vec<Declared> {
    let definitions = operation.variable_definitions.iter().map(|definition| &definition.node);
    let declared = definitions.map(|definition| Declared {
        name: definition.name.node.clone(),
        of: definition.var_type.node.to_string(),
        default: definition.default_value().cloned(),
    });
    declared.collect()
}

impl Declared {
    pub fn check(&self, types: &Registry, given: &Variables) -> Done {
        let fits = match given.get(&self.name) {
            None => self.default.is_some(),
            Some(value) => fits(types, &self.of, value),
        };
        if fits { Ok(()) } else { Err(Unplanned) }
    }

    /// Whether null is given: where a default is all that lets the variable stand for a value that must be there, null is wrong
    /// though its type has it (GraphQL specification, "All Variable Usages Are Allowed").
    pub fn is_emptied(&self, given: &Variables) -> bool {
        given.get(&self.name) == Some(&Value::Null)
    }
}

fn fits(types: &Registry, of: &str, value: &Value) -> bool {
    match (MetaTypeName::create(of), value) {
        (MetaTypeName::NonNull(of), value) => *value != Value::Null && fits(types, of, value),
        (_, Value::Null) => true,
        (MetaTypeName::List(of), Value::List(items)) => items.iter().all(|item| fits(types, of, item)),
        // One value stands for a list of it.
        (MetaTypeName::List(of), value) => fits(types, of, value),
        (MetaTypeName::Named(of), value) => named(types, of, value),
    }
}

fn named(types: &Registry, of: &str, value: &Value) -> bool {
    match (types.types.get(of), value) {
        (Some(MetaType::Scalar { is_valid, .. }), value) => {
            is_valid.as_ref().is_none_or(|is_valid| is_valid(value)) && coercion::scalar(of, value).is_none()
        }
        (Some(MetaType::Enum { enum_values, .. }), Value::String(word)) => enum_values.contains_key(word.as_str()),
        (Some(MetaType::InputObject { input_fields, oneof: false, .. }), Value::Object(given)) => {
            let known = given.keys().all(|name| input_fields.contains_key(name.as_str()));
            let fit = input_fields.values().all(|field| match given.get(field.name.as_str()) {
                Some(value) => fits(types, &field.ty, value),
                None => !MetaTypeName::create(&field.ty).is_non_null() || field.default_value.is_some(),
            });
            known && fit
        }
        _ => false,
    }
}
