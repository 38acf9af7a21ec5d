//! The values that a request gives, in variables and in the query itself. Whether they fit is decided before anything is
//! executed (GraphQL specification, "Coercing Variable Values" and "Values of Correct Type"); async-graphql 7.2 finds out in
//! the middle of it, and does not say where in an input the value stands.

use std::{convert::Infallible, fmt::Display, str::FromStr};

use async_graphql::{
    ServerError, Value, Variables,
    parser::types::{
        ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet, VariableDefinition,
    },
    registry::{MetaType, MetaTypeName, Registry},
};

use super::problem::errors_at;
use crate::model::{self, Problem};

/// Everything wrong with the variables of an operation, and with the values in its document.
pub fn check(
    types: &Registry,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    given: &Variables,
) -> Vec<ServerError> {
    let definitions = operation.variable_definitions.iter();
    let variables = definitions.flat_map(|definition| {
        let problems = problems(types, &definition.node, given);
        errors_at(problems, definition.pos)
    });
    let mut errors: Vec<ServerError> = variables.collect();
    let root = match operation.ty {
        OperationType::Query => Some(&types.query_type),
        OperationType::Mutation => types.mutation_type.as_ref(),
        OperationType::Subscription => types.subscription_type.as_ref(),
    };
    if let Some(root) = root {
        literals(types, root, &operation.selection_set.node, &mut errors);
    }
    // Each fragment once, wherever it is spread.
    for fragment in document.fragments.values() {
        let on = &fragment.node.type_condition.node.on.node;
        literals(types, on, &fragment.node.selection_set.node, &mut errors);
    }
    errors
}

/// Everything wrong with the values in the arguments of a selection on the type `on`. A field or type that is not there is
/// for validation to report.
fn literals(types: &Registry, on: &str, selection: &SelectionSet, errors: &mut Vec<ServerError>) {
    for item in &selection.items {
        match &item.node {
            Selection::Field(field) => {
                let Some(known) = types.types.get(on).and_then(|of| of.field_by_name(&field.node.name.node)) else {
                    continue;
                };
                for (name, value) in &field.node.arguments {
                    if let Some(argument) = known.args.get(name.node.as_str()) {
                        // Variables in it are checked by themselves.
                        let Ok(literal) = value.node.clone().into_const_with(|_| Ok::<_, Infallible>(Value::Null));
                        let mut check = Check { types, problems: Vec::new() };
                        check.value(&argument.ty, &literal, &name.node);
                        errors.extend(errors_at(check.problems, value.pos));
                    }
                }
                let of = MetaTypeName::concrete_typename(&known.ty);
                literals(types, of, &field.node.selection_set.node, errors);
            }
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map_or(on, |condition| &condition.node.on.node);
                literals(types, on, &fragment.node.selection_set.node, errors);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn problems(types: &Registry, definition: &VariableDefinition, given: &Variables) -> Vec<Problem> {
    let (name, of) = (&definition.name.node, &definition.var_type.node);
    let wanted = |state| vec![Problem::invalid(name.as_str(), format_args!("`${name}` of type `{of}` is {state}"))];
    match given.get(name) {
        None if of.nullable || definition.default_value.is_some() => Vec::new(),
        None => wanted("missing"),
        Some(Value::Null) if !of.nullable => wanted("null"),
        Some(value) => {
            let mut check = Check { types, problems: Vec::new() };
            check.value(&of.to_string(), value, name);
            check.problems
        }
    }
}

struct Check<'a> {
    types: &'a Registry,
    problems: Vec<Problem>,
}

impl Check<'_> {
    /// Where null may stand, and what an object must hold, is for validation to say: here it is about single values. Names that
    /// an object does not have validation overlooks in an argument of which another variable is not given.
    fn value(&mut self, of: &str, value: &Value, at: &str) {
        match (MetaTypeName::create(of), value) {
            (_, Value::Null) => {}
            (MetaTypeName::NonNull(of), value) => self.value(of, value, at),
            (MetaTypeName::List(of), Value::List(items)) => {
                items.iter().enumerate().for_each(|(n, item)| self.value(of, item, &format!("{at}[{n}]")));
            }
            // One value stands for a list of it.
            (MetaTypeName::List(of), value) => self.value(of, value, at),
            (MetaTypeName::Named(of), value) => self.named(of, value, at),
        }
    }

    fn named(&mut self, of: &str, value: &Value, at: &str) {
        if let (Some(MetaType::InputObject { input_fields, .. }), Value::Object(fields)) =
            (self.types.types.get(of), value)
        {
            for (name, value) in fields {
                let at = format!("{at}.{name}");
                match input_fields.get(name.as_str()) {
                    Some(field) => self.value(&field.ty, value, &at),
                    None => self.problems.push(Problem::invalid(at, format_args!("`{of}` has no field `{name}`"))),
                }
            }
        }
        self.problems.extend(scalar(of, value).map(|message| Problem::invalid(at, message)));
    }
}

/// What is wrong with a value of a scalar type.
pub(super) fn scalar(of: &str, value: &Value) -> Option<String> {
    match of {
        "PartialDate" => text::<model::PartialDate>(of, value),
        "URL" => text::<model::Url>(of, value),
        // No name, no note and no address has it, and what keeps or shows a text may take it for the end.
        "String" | "ID" => match value {
            Value::String(text) if text.contains('\0') => Some("a text cannot hold the character NUL".to_owned()),
            _ => None,
        },
        "Int" => match value {
            Value::Number(number) if number.as_i64().is_none_or(|number| i32::try_from(number).is_err()) => {
                Some(format!("{number} is not a whole number from {} to {}", i32::MIN, i32::MAX))
            }
            _ => None,
        },
        _ => None,
    }
}

fn text<T: FromStr<Err: Display>>(of: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.parse::<T>().err().map(|error| error.to_string()),
        value => Some(format!("{value} is not text, as a {of} is")),
    }
}
