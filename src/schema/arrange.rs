//! The fields of an answer in the order of the query (GraphQL specification, "Field Ordering"). async-graphql 7.2
//! leaves them in the order in which they were done, which is that of the query as long as nothing waits for anything.
//! The answers about a network do: they are put in order afterwards.

use async_graphql::{
    Name, Value,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet},
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

/// The data of an answer in the order of the operation. Where fragments on different types have a field in common its
/// first place counts.
pub fn arrange(data: Value, document: &ExecutableDocument, operation: &OperationDefinition) -> Value {
    arranged(data, document, &[&operation.selection_set.node])
}

fn arranged(value: Value, document: &ExecutableDocument, selected: &[&SelectionSet]) -> Value {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(|item| arranged(item, document, selected)).collect()),
        Value::Object(mut fields) => {
            let mut wanted = IndexMap::new();
            selected.iter().for_each(|set| collect(document, set, &mut wanted));
            let mut ordered = IndexMap::with_capacity(fields.len());
            for (name, below) in wanted {
                if let Some(value) = fields.swap_remove(name) {
                    ordered.insert(name.clone(), arranged(value, document, &below));
                }
            }
            ordered.extend(fields);
            Value::Object(ordered)
        }
        value => value,
    }
}

/// The fields that a selection asks for by the names they have in the answer, in order, with what each asks for below.
fn collect<'d>(
    document: &'d ExecutableDocument,
    selected: &'d SelectionSet,
    into: &mut IndexMap<&'d Name, Vec<&'d SelectionSet>>,
) {
    for selection in &selected.items {
        match &selection.node {
            Selection::Field(field) => {
                let name = field.node.alias.as_ref().unwrap_or(&field.node.name);
                into.entry(&name.node).or_default().push(&field.node.selection_set.node);
            }
            Selection::InlineFragment(fragment) => collect(document, &fragment.node.selection_set.node, into),
            Selection::FragmentSpread(spread) => {
                // Validation has seen to it that it is there, and that none contains itself.
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect(document, &fragment.node.selection_set.node, into);
                }
            }
        }
    }
}
