//! The surface of a schema: everything a client can name, each with the promise that comes with it.

use std::collections::{BTreeMap, BTreeSet};

use graphql_parser::schema::{Definition, Field, InputValue, Type, TypeDefinition, parse_schema};

/// What can be named: `Initiative`, `Initiative.name`, `Initiative.name(language)`, `StateCode.BW`, `SearchResult|State`,
/// `Initiative:Node`.
pub type Coordinate = String;

/// The surface of a schema.
#[derive(Debug, Default)]
pub struct Surface {
    promises: BTreeMap<Coordinate, Promise>,
}

/// What clients rely on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The kind of a type; the type of a field; the type and the default of an argument or an input field.
    pub what: String,
    /// The named type it leads to.
    leads_to: Option<String>,
    /// Whether a client has to give it.
    required: bool,
}

impl Surface {
    /// The surface of a schema in the Schema Definition Language.
    pub fn of(sdl: &str) -> Self {
        let document = parse_schema::<String>(sdl).unwrap_or_else(|error| panic!("not a schema: {error}"));
        let mut surface = Self::default();
        for definition in &document.definitions {
            match definition {
                Definition::SchemaDefinition(schema) => {
                    for (operation, root) in [
                        ("query", &schema.query),
                        ("mutation", &schema.mutation),
                        ("subscription", &schema.subscription),
                    ] {
                        root.iter()
                            .for_each(|root| surface.add(format!("schema.{operation}"), root, Some(root), false));
                    }
                }
                Definition::TypeDefinition(definition) => surface.type_definition(definition),
                Definition::DirectiveDefinition(_) => {}
                Definition::TypeExtension(extension) => panic!("an extension in a whole schema: {extension}"),
            }
        }
        surface
    }

    fn add(&mut self, coordinate: Coordinate, what: &str, leads_to: Option<&str>, required: bool) {
        let promise = Promise { what: what.to_owned(), leads_to: leads_to.map(str::to_owned), required };
        assert!(!self.has(&coordinate), "{coordinate} is defined twice");
        self.promises.insert(coordinate, promise);
    }

    fn type_definition(&mut self, definition: &TypeDefinition<'_, String>) {
        match definition {
            TypeDefinition::Scalar(scalar) => self.add(scalar.name.clone(), "scalar", None, false),
            TypeDefinition::Object(object) => {
                self.add(object.name.clone(), "type", None, false);
                self.fields(&object.name, &object.fields);
                for interface in &object.implements_interfaces {
                    self.add(format!("{}:{interface}", object.name), "implements", Some(interface), false);
                }
            }
            TypeDefinition::Interface(interface) => {
                self.add(interface.name.clone(), "interface", None, false);
                self.fields(&interface.name, &interface.fields);
            }
            TypeDefinition::Union(union) => {
                self.add(union.name.clone(), "union", None, false);
                for member in &union.types {
                    self.add(format!("{}|{member}", union.name), "member", Some(member), false);
                }
            }
            TypeDefinition::Enum(words) => {
                self.add(words.name.clone(), "enum", None, false);
                for word in &words.values {
                    self.add(format!("{}.{}", words.name, word.name), "word", None, false);
                }
            }
            TypeDefinition::InputObject(input) => {
                let one_of = input.directives.iter().any(|directive| directive.name == "oneOf");
                self.add(input.name.clone(), if one_of { "input @oneOf" } else { "input" }, None, false);
                for field in &input.fields {
                    self.input(format!("{}.{}", input.name, field.name), field);
                }
            }
        }
    }

    fn fields(&mut self, of: &str, fields: &[Field<'_, String>]) {
        for field in fields {
            let coordinate = format!("{of}.{}", field.name);
            self.add(coordinate.clone(), &field.field_type.to_string(), Some(named(&field.field_type)), false);
            for argument in &field.arguments {
                self.input(format!("{coordinate}({})", argument.name), argument);
            }
        }
    }

    fn input(&mut self, coordinate: Coordinate, input: &InputValue<'_, String>) {
        let default = input.default_value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
        let required = default.is_empty() && matches!(input.value_type, Type::NonNullType(_));
        let what = format!("{}{default}", input.value_type);
        self.add(coordinate, &what, Some(named(&input.value_type)), required);
    }

    pub fn has(&self, coordinate: &str) -> bool {
        self.promises.contains_key(coordinate)
    }

    /// The same surface without `coordinates`, what is below them, and the types that only they lead to.
    pub fn without(&self, coordinates: &[&str]) -> Self {
        let kept = |coordinate: &str| {
            !coordinates.iter().any(|gone| {
                coordinate.strip_prefix(gone).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
            })
        };
        let mut left = Self::default();
        left.promises.extend(self.promises.iter().filter(|(name, _)| kept(name)).map(|(n, p)| (n.clone(), p.clone())));
        let reached = left.reachable();
        left.promises.retain(|coordinate, _| reached.contains(owner(coordinate)));
        left
    }

    /// The types that a request can come to, and `schema` itself.
    fn reachable(&self) -> BTreeSet<String> {
        let mut reached = BTreeSet::from(["schema".to_owned()]);
        loop {
            let next: BTreeSet<String> = self
                .promises
                .iter()
                .filter(|(coordinate, _)| reached.contains(owner(coordinate)))
                .filter_map(|(_, promise)| promise.leads_to.clone())
                .chain(self.implementers(&reached))
                .filter(|name| !reached.contains(name))
                .collect();
            if next.is_empty() {
                return reached;
            }
            reached.extend(next);
        }
    }

    /// The types that stand behind the interfaces among `reached`.
    fn implementers(&self, reached: &BTreeSet<String>) -> impl Iterator<Item = String> {
        self.promises.keys().filter_map(|coordinate| {
            let (object, interface) = coordinate.split_once(':')?;
            reached.contains(interface).then(|| object.to_owned())
        })
    }

    /// What a client written against `self` could no longer rely on with `new`.
    pub fn broken_by(&self, new: &Self) -> Vec<String> {
        let changed = self.promises.iter().filter_map(|(coordinate, old)| match new.promises.get(coordinate) {
            None => Some(format!("{coordinate}: `{}` is missing", old.what)),
            Some(new) if new.what != old.what => Some(format!("{coordinate}: `{}` should be `{}`", new.what, old.what)),
            Some(_) => None,
        });
        let demanded = new.promises.iter().filter_map(|(coordinate, promise)| {
            let new = promise.required && !self.has(coordinate) && self.has(asker(coordinate));
            new.then(|| format!("{coordinate}: `{}` is demanded of clients that do not know it", promise.what))
        });
        changed.chain(demanded).collect()
    }
}

/// The type at the bottom of lists and `!`.
fn named<'t>(of: &'t Type<'_, String>) -> &'t str {
    match of {
        Type::NamedType(name) => name,
        Type::ListType(inner) | Type::NonNullType(inner) => named(inner),
    }
}

/// The type that a coordinate belongs to.
fn owner(coordinate: &str) -> &str {
    coordinate.split(['.', '|', ':']).next().unwrap()
}

/// The field of an argument, the type of an input field.
fn asker(coordinate: &str) -> &str {
    coordinate.rsplit_once(['(', '.']).map_or(coordinate, |(asker, _)| asker)
}
