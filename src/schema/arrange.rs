//! The fields of an answer in the order of the query (GraphQL specification, "Field Ordering"). async-graphql 7.2
//! leaves them in the order in which they were done, which is that of the query as long as nothing waits for anything.
//! The answers about a network do: they are put in order afterwards.

use async_graphql::{
    InputType, Name, Positioned, Value, Variables,
    indexmap::IndexMap,
    parser::types::{Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};

/// The only field of `Query` below which there is anything to wait for.
const WAITING: &str = "network";

/// Whether an operation may ask for something that waits.
pub fn may_wait(operation: &OperationDefinition) -> bool {
    operation.selection_set.node.items.iter().any(|selection| match &selection.node {
        Selection::Field(field) => field.node.name.node == WAITING,
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => true,
    })
}

/// The data of an answer in the order of the operation. What does not wait is in order, and is not looked into: only
/// async-graphql knows which fragments were for the type of an object. Where fragments on different types have a field in
/// common below a field that waits, its first place counts.
pub fn arrange(
    data: Value,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Value {
    let Value::Object(fields) = data else { return data };
    let arranging = Arranging { document, variables };
    arranging.object(fields, &[&operation.selection_set.node], &|value, asked| match asked {
        [field, ..] if field.name.node == WAITING => arranging.value(value, asked),
        _ => value,
    })
}

struct Arranging<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Variables,
}

impl<'d> Arranging<'d> {
    /// The value of a field that was asked for in these places.
    fn value(&self, value: Value, asked: &[&'d Field]) -> Value {
        match value {
            Value::List(items) => Value::List(items.into_iter().map(|item| self.value(item, asked)).collect()),
            Value::Object(fields) => {
                let selected: Vec<_> = asked.iter().map(|field| &field.selection_set.node).collect();
                self.object(fields, &selected, &|value, asked| self.value(value, asked))
            }
            value => value,
        }
    }

    /// An object in the order of what is selected on it, each value as `below` leaves it.
    fn object(
        &self,
        mut fields: IndexMap<Name, Value>,
        selected: &[&'d SelectionSet],
        below: &dyn Fn(Value, &[&'d Field]) -> Value,
    ) -> Value {
        let mut wanted = IndexMap::new();
        selected.iter().for_each(|set| self.collect(set, &mut wanted));
        let mut ordered = IndexMap::with_capacity(fields.len());
        for (name, asked) in wanted {
            if let Some(value) = fields.swap_remove(name) {
                ordered.insert(name.clone(), below(value, &asked));
            }
        }
        ordered.extend(fields);
        Value::Object(ordered)
    }

    /// The fields that a selection asks for by the names they have in the answer, in order, each with where it does.
    fn collect(&self, selected: &'d SelectionSet, into: &mut IndexMap<&'d Name, Vec<&'d Field>>) {
        for selection in &selected.items {
            match &selection.node {
                // What is left out has no place.
                selection if is_skipped(selection.directives(), self.variables) => {}
                Selection::Field(field) => {
                    let name = field.node.alias.as_ref().unwrap_or(&field.node.name);
                    into.entry(&name.node).or_default().push(&field.node);
                }
                Selection::InlineFragment(fragment) => self.collect(&fragment.node.selection_set.node, into),
                Selection::FragmentSpread(spread) => {
                    // Validation has seen to it that it is there, and that none contains itself.
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        self.collect(&fragment.node.selection_set.node, into);
                    }
                }
            }
        }
    }
}

/// As async-graphql has it: a variable that is not given is false.
fn is_skipped(directives: &[Positioned<Directive>], variables: &Variables) -> bool {
    directives.iter().any(|directive| {
        let wanted = match &*directive.node.name.node {
            "include" => true,
            "skip" => false,
            _ => return false,
        };
        let Some(condition) = directive.node.get_argument("if") else { return false };
        let condition = condition.node.clone().into_const_with(|name| variables.get(&name).cloned().ok_or(()));
        bool::parse(Some(condition.unwrap_or_default())).unwrap_or_default() != wanted
    })
}
