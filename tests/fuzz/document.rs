//! Documents: operations over the types of the schema, with aliases, fragments, directives and variables.

use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

use crate::{
    schema::{Argument, Ref, Shape, Types, named},
    value::value,
};

/// A document while it is written.
struct Draft<'a> {
    types: &'a Types,
    known: &'a [String],
    rng: &'a mut ChaCha8Rng,
    declared: Vec<String>,
    variables: Map<String, Value>,
    fragments: Vec<String>,
    /// Fields that may still be written.
    left: usize,
}

/// A request of one operation.
pub fn document(types: &Types, known: &[String], rng: &mut ChaCha8Rng) -> Value {
    let (word, root) = if rng.random_bool(0.2) { ("mutation", "Mutation") } else { ("query", "Query") };
    let (left, levels) = (rng.random_range(1..60), rng.random_range(1..9));
    let (declared, variables, fragments) = (Vec::new(), Map::new(), Vec::new());
    let mut draft = Draft { types, known, rng, declared, variables, fragments, left };
    let selection = draft.selection(root, levels);
    let Draft { declared, variables, fragments, rng, .. } = draft;
    let declared = if declared.is_empty() { String::new() } else { format!("({})", declared.join(", ")) };
    let query = format!("{word} Q{declared} {selection} {}", fragments.join(" "));
    let mut request = json!({ "query": query, "variables": variables });
    if rng.random_bool(0.1) {
        request["operationName"] = json!(["Q", "R", ""].choose(rng));
    }
    if rng.random_bool(0.1) {
        request["extensions"] = json!({ "cost": true });
    }
    request
}

impl Draft<'_> {
    /// Fields of a type in braces, never none.
    fn selection(&mut self, of: &str, levels: usize) -> String {
        let mut parts = Vec::new();
        match self.types.shape(of) {
            Shape::Fields(fields, kinds) => {
                let wanted = self.rng.random_range(1..6);
                for _ in 0..wanted {
                    let field = fields.choose(self.rng).unwrap();
                    parts.extend(self.field(&field.name, &field.arguments, named(&field.field_type), levels));
                }
                if let Some(kind) = kinds.choose(self.rng)
                    && levels > 0
                {
                    parts.push(format!("... on {kind} {}", self.selection(kind, levels - 1)));
                }
            }
            Shape::Union(kinds) => {
                let kind = kinds.choose(self.rng).unwrap();
                if levels > 0 {
                    parts.push(format!("... on {kind} {}", self.selection(kind, levels - 1)));
                }
            }
            Shape::Enum(_) | Shape::Input(_) | Shape::Scalar => {}
        }
        if parts.is_empty() || self.rng.random_bool(0.05) {
            parts.push("__typename".to_owned());
        }
        let selection = format!("{{ {} }}", parts.join(" "));
        // Now and then under a name of its own.
        if self.rng.random_bool(0.05) {
            let name = format!("F{}", self.fragments.len());
            self.fragments.push(format!("fragment {name} on {of} {selection}"));
            return format!("{{ ...{name} }}");
        }
        selection
    }

    /// A field, if there is room for it.
    fn field(&mut self, name: &str, arguments: &[Argument], of: &str, levels: usize) -> Option<String> {
        let leaf = matches!(self.types.shape(of), Shape::Scalar | Shape::Enum(_));
        if self.left == 0 || (!leaf && levels == 0) {
            return None;
        }
        self.left -= 1;
        // Two of one name with different arguments do not go together.
        let alias = if self.rng.random_bool(0.95) { format!("a{}: ", self.left) } else { String::new() };
        let given: Vec<_> = arguments.iter().filter_map(|argument| self.argument(argument)).collect();
        let given = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
        let directive = match self.rng.random_range(0..40) {
            0 => " @skip(if: false)",
            1 => " @include(if: true)",
            2 => " @skip(if: true)",
            _ => "",
        };
        let below = if leaf { String::new() } else { format!(" {}", self.selection(of, levels - 1)) };
        Some(format!("{alias}{name}{given}{directive}{below}"))
    }

    fn argument(&mut self, argument: &Argument) -> Option<String> {
        let needed = matches!(argument.value_type, Ref::NonNullType(_));
        if !needed && self.rng.random_bool(0.7) {
            return None;
        }
        let given = value(&argument.value_type, self.types, self.known, 4, self.rng);
        if self.rng.random_bool(0.5) {
            return Some(format!("{}: {}", argument.name, given.literal()));
        }
        let name = format!("v{}", self.declared.len());
        self.declared.push(format!("${name}: {}", argument.value_type));
        if self.rng.random_bool(0.95) {
            self.variables.insert(name.clone(), given.json());
        }
        Some(format!("{}: ${name}", argument.name))
    }
}
