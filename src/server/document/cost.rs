//! What an operation asks for, counted before any of it is done.

use async_graphql::{
    Value, Variables,
    parser::types::{ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet},
};

use super::shapes::{Many, shape};
use crate::model::limits::MAX_DRAWN_TIES;

/// What an operation asks for, its fragments written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// The values in the answer, at most, and objects counted as well: a page of 100 names costs 1 + 100 × 2.
    pub complexity: u64,
    pub depth: usize,
    pub aliases: usize,
    pub root_fields: usize,
    pub directives: usize,
    /// Whether it asks about the schema itself.
    pub introspects: bool,
    /// Whether variables say how long a list may be: with others it costs something else.
    pub varies: bool,
}

/// Counts what the operation asks for. Linear in its size with the fragments written out, which must be known to be small.
pub fn cost(document: &ExecutableDocument, operation: &OperationDefinition, given: &Variables) -> Cost {
    let root = match operation.ty {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    };
    let mut count = Count { document, operation, given, cost: Cost::default() };
    count.cost.directives = operation.directives.len();
    let complexity = count.selection(&operation.selection_set.node, root, 1, 0);
    Cost { complexity, ..count.cost }
}

struct Count<'d> {
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
    given: &'d Variables,
    cost: Cost,
}

impl Count<'_> {
    /// The complexity of a selection on the type `on`, below a field with pages of `page` entries and `above` others.
    fn selection(&mut self, selection: &SelectionSet, on: &str, page: u64, above: usize) -> u64 {
        let mut sum = 0_u64;
        for item in &selection.items {
            self.cost.directives += item.node.directives().len();
            let complexity = match &item.node {
                Selection::Field(field) => self.field(&field.node, on, page, above),
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map_or(on, |condition| &condition.node.on.node);
                    self.selection(&inline.node.selection_set.node, on, page, above)
                }
                Selection::FragmentSpread(spread) => {
                    match self.document.fragments.get(&spread.node.fragment_name.node) {
                        Some(fragment) => {
                            let on = &fragment.node.type_condition.node.on.node;
                            self.selection(&fragment.node.selection_set.node, on, page, above)
                        }
                        None => 0,
                    }
                }
            };
            sum = sum.saturating_add(complexity);
        }
        sum
    }

    fn field(&mut self, field: &Field, on: &str, page: u64, above: usize) -> u64 {
        self.cost.aliases += usize::from(field.alias.is_some());
        self.cost.root_fields += usize::from(above == 0);
        self.cost.depth = self.cost.depth.max(above + 1);
        self.cost.introspects |= matches!(field.name.node.as_str(), "__schema" | "__type");
        // A field that is not there costs nothing but its refusal.
        let Some(shape) = shape(on, &field.name.node) else { return 1 };
        let (times, page) = match shape.many {
            Many::Fixed(times) => (times, 1),
            Many::Entries => (page, 1),
            Many::Page => (1, self.page(field)),
            Many::Argument(name, without) => (self.length(field, name).unwrap_or(without), 1),
        };
        let within = self.selection(&field.selection_set.node, &shape.of, page, above + 1);
        times.saturating_mul(within.saturating_add(1))
    }

    /// How many entries a page has, at most.
    fn page(&mut self, field: &Field) -> u64 {
        let asked = self.length(field, "first").or_else(|| self.length(field, "last"));
        asked.unwrap_or(crate::model::limits::DEFAULT_PAGE as u64)
    }

    /// What an argument says of the length of a list: a number, or a list as long. More than the longest is refused later.
    fn length(&mut self, field: &Field, name: &str) -> Option<u64> {
        let value = &field.get_argument(name)?.node;
        let mut varies = false;
        let value = value.clone().into_const_with(|name| {
            varies = true;
            self.variable(&name).ok_or(())
        });
        self.cost.varies |= varies;
        let value = value.ok()?;
        match value {
            Value::Number(number) => Some(number.as_u64().unwrap_or(0).min(MAX_DRAWN_TIES as u64)),
            Value::List(items) => Some(items.len() as u64),
            _ => None,
        }
    }

    fn variable(&self, name: &str) -> Option<Value> {
        let given = self.given.iter().find(|(given, _)| given.as_str() == name).map(|(_, value)| value.clone());
        given.or_else(|| {
            let mut definitions = self.operation.variable_definitions.iter();
            let definition = definitions.find(|definition| definition.node.name.node == name)?;
            definition.node.default_value.as_ref().map(|default| default.node.clone())
        })
    }
}
