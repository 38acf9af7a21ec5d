//! What an operation selects, compiled: fragments written out, fields of one name put together, conditions left to each
//! request.

use std::{cell::Cell, collections::HashMap, sync::Arc};

use async_graphql::{
    InputType, Name, Positioned, Value, Variables,
    indexmap::{IndexMap, map::Entry},
    parser::types::{Directive, ExecutableDocument, Field, Selection as Selected, SelectionSet},
};

use super::{Done, out::Out};

/// A type of the schema as the plan knows it.
pub trait Type: Sized + 'static {
    /// What stands for a value of the type, at one snapshot.
    type Of<'a>;

    /// What `__typename` says.
    const NAME: &'static str;

    /// Whether it is a record with a global id, on which fragments on `Node` apply.
    const IS_NODE: bool = false;

    /// How a field is written; none where only async-graphql knows.
    fn field(asked: &Asked<'_>) -> Option<Write<Self>>;
}

/// How a field of a type is written.
pub type Write<T> = Box<dyn for<'a> Fn(&<T as Type>::Of<'a>, &mut Out<'a>) -> Done + Send + Sync>;

/// What is known of an operation while it is compiled.
pub struct Scope<'d> {
    pub document: &'d ExecutableDocument,
    /// What stands for variables that are not given, if anything does.
    pub defaults: Arc<HashMap<Name, Option<Value>>>,
    /// How many fields it may still have, all fragments written out.
    pub room: Cell<usize>,
}

/// A field that an operation asks for.
pub struct Asked<'d> {
    pub scope: &'d Scope<'d>,
    pub field: &'d Field,
    /// What is selected below it, at every place where it is asked for.
    below: Vec<&'d SelectionSet>,
}

impl<'d> Asked<'d> {
    pub fn name(&self) -> &'d str {
        &self.field.name.node
    }

    /// What is selected below the field, which is of type `T`.
    pub fn select<T: Type>(&self) -> Option<Selection<T>> {
        Selection::compile(self.scope, &self.below)
    }
}

/// The fields of an object, in order.
pub struct Selection<T: Type>(Vec<Member<T>>);

struct Member<T: Type> {
    /// `,"name":`
    key: Box<[u8]>,
    when: When,
    write: Write<T>,
}

impl<T: Type> Selection<T> {
    pub fn compile(scope: &Scope<'_>, selected: &[&SelectionSet]) -> Option<Self> {
        let mut fields = IndexMap::new();
        for set in selected {
            Collect { scope, on: T::NAME, is_node: T::IS_NODE }.set(set, &When::default(), &mut fields)?;
        }
        let members = fields.into_iter().map(|(name, (when, asked))| {
            scope.room.set(scope.room.get().checked_sub(1)?);
            let write = if asked.name() == "__typename" { typename() } else { T::field(&asked)? };
            Some(Member { key: format!(",\"{name}\":").into_bytes().into(), when, write })
        });
        members.collect::<Option<_>>().map(Self)
    }

    /// Writes an object. One that has no field is null, as async-graphql has it.
    pub fn write<'a>(&self, it: &T::Of<'a>, out: &mut Out<'a>) -> Done {
        out.step()?;
        let start = out.json.len();
        for Member { key, when, write } in &self.0 {
            if when.holds(out.variables) {
                out.raw(key);
                write(it, out)?;
            }
        }
        match out.json.get_mut(start) {
            Some(comma) => *comma = b'{',
            None => return out.null(),
        }
        out.raw(b"}");
        Ok(())
    }
}

fn typename<T: Type>() -> Write<T> {
    Box::new(|_, out| out.word(T::NAME))
}

/// A field by the name it has in the answer, when it is there, and what it asks for.
type Fields<'d> = IndexMap<&'d str, (When, Asked<'d>)>;

/// Collects the fields that a selection has on objects of one type.
struct Collect<'d> {
    scope: &'d Scope<'d>,
    on: &'static str,
    is_node: bool,
}

impl<'d> Collect<'d> {
    fn set(&self, selected: &'d SelectionSet, when: &When, into: &mut Fields<'d>) -> Option<()> {
        selected.items.iter().try_for_each(|item| match &item.node {
            Selected::Field(field) => {
                let when = when.and(&field.node.directives)?;
                if when.never { Some(()) } else { self.field(&field.node, when, into) }
            }
            Selected::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map(|condition| &*condition.node.on.node);
                self.fragment(on, &fragment.node.directives, &fragment.node.selection_set.node, when, into)
            }
            Selected::FragmentSpread(spread) => {
                let fragment = &self.scope.document.fragments.get(&spread.node.fragment_name.node)?.node;
                let on = Some(&*fragment.type_condition.node.on.node);
                self.fragment(on, &spread.node.directives, &fragment.selection_set.node, when, into)
            }
        })
    }

    fn fragment(
        &self,
        on: Option<&str>,
        directives: &[Positioned<Directive>],
        selected: &'d SelectionSet,
        when: &When,
        into: &mut Fields<'d>,
    ) -> Option<()> {
        let when = when.and(directives)?;
        match on {
            _ if when.never => Some(()),
            None => self.set(selected, &when, into),
            Some(on) if on == self.on || (on == "Node" && self.is_node) => self.set(selected, &when, into),
            Some("State" | "Initiative" | "Organisation" | "Participation" | "Event") => Some(()),
            // What a union means here is for async-graphql to say.
            Some(_) => None,
        }
    }

    fn field(&self, field: &'d Field, when: When, into: &mut Fields<'d>) -> Option<()> {
        let below = &field.selection_set.node;
        match into.entry(field.response_key().node.as_str()) {
            Entry::Vacant(place) => {
                place.insert((when, Asked { scope: self.scope, field, below: vec![below] }));
            }
            Entry::Occupied(mut place) => {
                let (before, asked) = place.get_mut();
                // async-graphql puts objects together only where the first has a field. Those before the last were looked at
                // when it came.
                let has_field =
                    asked.below.last().is_none_or(|set| set.items.is_empty() || set.items.iter().any(always));
                if *before != when || asked.field.name != field.name || !has_field {
                    return None;
                }
                asked.below.push(below);
            }
        }
        Some(())
    }
}

fn always(selected: &Positioned<Selected>) -> bool {
    matches!(&selected.node, Selected::Field(field) if field.node.directives.is_empty())
}

/// When a part of an answer is there: `@include` and `@skip` on it and on the fragments around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct When {
    /// Whatever is asked.
    never: bool,
    /// What each of these variables has to be.
    variables: Vec<(Name, bool)>,
}

impl When {
    /// This and the conditions of directives. None where there are others.
    fn and(&self, directives: &[Positioned<Directive>]) -> Option<Self> {
        let mut both = self.clone();
        for Positioned { node: directive, .. } in directives {
            let wanted = match &*directive.name.node {
                "include" => true,
                "skip" => false,
                _ => return None,
            };
            let mut variable = None;
            let condition = directive.get_argument("if")?.node.clone().into_const_with(|name| {
                variable = Some(name);
                Ok::<_, ()>(Value::Null)
            });
            match (variable, condition) {
                (Some(name), _) => both.variables.push((name, wanted)),
                (None, Ok(Value::Boolean(is))) => both.never |= is != wanted,
                (None, _) => return None,
            }
        }
        Some(both)
    }

    /// As async-graphql has it: a variable that is not given is false, whatever its default.
    #[inline]
    fn holds(&self, given: &Variables) -> bool {
        self.variables.iter().all(|(name, wanted)| {
            let value = given.get(name).cloned().unwrap_or_default();
            bool::parse(Some(value)).unwrap_or_default() == *wanted
        })
    }
}
