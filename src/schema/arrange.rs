//! The fields of an answer in the order of the query (GraphQL specification, "Field Ordering"). async-graphql 7.2 leaves
//! them in the order in which they were done, and what waits for the store, for an index or for an analysis is done later.
//! So every answer of its is put in order afterwards.

use async_graphql::{
    InputType, Name, Positioned, Value, Variables,
    indexmap::IndexMap,
    parser::types::{
        Directive, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
    },
    registry::{MetaType, MetaTypeName, Registry},
};

/// Puts the data of an answer into the order of the operation: linear in both.
pub fn arrange(
    data: &mut Value,
    types: &Registry,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) {
    let root = match operation.ty {
        OperationType::Query => Some(types.query_type.as_str()),
        OperationType::Mutation => types.mutation_type.as_deref(),
        OperationType::Subscription => types.subscription_type.as_deref(),
    };
    let Some(root) = root else { return };
    Selected { types, document, variables }.shape(root, &[&operation.selection_set.node]).arrange(data);
}

/// What is selected on a value: for each type of object that it may be, the fields in order. A value without fields has none.
struct Shape<'d>(Vec<IndexMap<&'d Name, Shape<'d>>>);

impl Shape<'_> {
    fn arrange(&self, value: &mut Value) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.arrange(item)),
            Value::Object(fields) => self.object(fields),
            _ => {}
        }
    }

    /// Of what type an object is, its fields say. Where two types have the same, it is of the one whose order it has.
    fn object(&self, fields: &mut IndexMap<Name, Value>) {
        let may_be = |wanted: &&IndexMap<&Name, Shape<'_>>| fields.keys().all(|name| wanted.contains_key(name));
        let is_in_order = |wanted: &IndexMap<&Name, Shape<'_>>| fields.keys().eq(wanted.keys().copied());
        let types = self.0.iter().filter(may_be).map(|wanted| (wanted, is_in_order(wanted)));
        let Some((wanted, in_order)) = types.min_by_key(|(wanted, in_order)| (wanted.len(), !in_order)) else { return };
        if !in_order {
            fields.sort_by_cached_key(|name, _| wanted.get_index_of(name));
        }
        for (name, value) in fields {
            if let Some(shape) = wanted.get(name) {
                shape.arrange(value);
            }
        }
    }
}

struct Selected<'d> {
    types: &'d Registry,
    document: &'d ExecutableDocument,
    variables: &'d Variables,
}

impl<'d> Selected<'d> {
    /// What these selections, put together, come to on a value of a type.
    fn shape(&self, of: &str, selected: &[&'d SelectionSet]) -> Shape<'d> {
        match self.types.types.get(of) {
            Some(MetaType::Object { .. }) => Shape(vec![self.object(of, selected)]),
            Some(MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. }) => {
                Shape(possible_types.iter().map(|of| self.object(of, selected)).collect())
            }
            _ => Shape(Vec::new()),
        }
    }

    fn object(&self, of: &str, selected: &[&'d SelectionSet]) -> IndexMap<&'d Name, Shape<'d>> {
        let mut fields = IndexMap::new();
        selected.iter().for_each(|set| self.collect(of, set, &mut fields));
        let below = |asked: &[&'d Field]| {
            let selected: Vec<_> = asked.iter().map(|field| &field.selection_set.node).collect();
            let [field, ..] = asked else { return Shape(Vec::new()) };
            // Of introspection nothing waits.
            match self.types.types.get(of).and_then(|of| of.field_by_name(&field.name.node)) {
                Some(field) => self.shape(MetaTypeName::concrete_typename(&field.ty), &selected),
                None => Shape(Vec::new()),
            }
        };
        fields.into_iter().map(|(name, asked)| (name, below(&asked))).collect()
    }

    /// The fields that a selection asks for of objects of a type by the names they have in the answer, in order, each with
    /// where it does.
    fn collect(&self, of: &str, selected: &'d SelectionSet, into: &mut IndexMap<&'d Name, Vec<&'d Field>>) {
        for selection in &selected.items {
            match &selection.node {
                // What is left out has no place.
                selection if is_skipped(selection.directives(), self.variables) => {}
                Selection::Field(field) => {
                    let name = field.node.alias.as_ref().unwrap_or(&field.node.name);
                    into.entry(&name.node).or_default().push(&field.node);
                }
                Selection::InlineFragment(fragment) => {
                    let on = fragment.node.type_condition.as_ref().map(|condition| &*condition.node.on.node);
                    if on.is_none_or(|on| self.applies(on, of)) {
                        self.collect(of, &fragment.node.selection_set.node, into);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    // Validation has seen to it that it is there, and that none contains itself.
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node)
                        && self.applies(&fragment.node.type_condition.node.on.node, of)
                    {
                        self.collect(of, &fragment.node.selection_set.node, into);
                    }
                }
            }
        }
    }

    /// Whether a fragment on one type is for objects of another.
    fn applies(&self, on: &str, of: &str) -> bool {
        self.types.types.get(on).is_some_and(|on| on.is_possible_type(of))
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
