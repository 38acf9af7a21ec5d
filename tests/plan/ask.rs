//! Questions by chance, over the whole schema: as it is, and not as we remember it.

use std::{collections::BTreeMap, fmt::Write};

use buendnis::{
    schema::sdl,
    snapshot::{Snapshot, key::OrderBy},
};
use graphql_parser::schema::{
    Definition, EnumType, Field, InputObjectType, InputValue, Type, TypeDefinition, parse_schema,
};
use rand::{Rng, RngExt};
use serde_json::{Map, Value, json};

/// A document, and the variables to ask it with.
#[derive(Debug)]
pub struct Question {
    pub text: String,
    pub variables: Vec<Value>,
}

/// What takes long, waits, or needs more than a snapshot: asked now and then, so that it is seen to be left alone.
const RARE: [&str; 17] = [
    "network",
    "path",
    "paths",
    "interlocks",
    "stateOverlaps",
    "overlaps",
    "related",
    "partners",
    "similar",
    "suggestedPartners",
    "history",
    "changes",
    "search",
    "suggest",
    "duplicateCandidates",
    "viewer",
    "nodes",
];

type Kind = Type<'static, String>;

pub struct Asker {
    objects: BTreeMap<String, Vec<Field<'static, String>>>,
    /// The types that a value of an interface or a union may have.
    possible: BTreeMap<String, Vec<String>>,
    enums: BTreeMap<String, EnumType<'static, String>>,
    inputs: BTreeMap<String, InputObjectType<'static, String>>,
    ids: Vec<String>,
    slugs: Vec<String>,
    cursors: Vec<String>,
}

impl Asker {
    pub fn new(snapshot: &Snapshot) -> Self {
        let document = parse_schema::<String>(&sdl()).unwrap().into_static();
        let mut asker = Self {
            objects: BTreeMap::new(),
            possible: BTreeMap::new(),
            enums: BTreeMap::new(),
            inputs: BTreeMap::new(),
            ids: vec!["sta_bw".into(), "nonsense".into(), "org_00000000000000000000000000".into()],
            slugs: vec!["nobody".into(), "No slug".into()],
            cursors: vec!["nonsense".into()],
        };
        for definition in document.definitions {
            match definition {
                Definition::TypeDefinition(TypeDefinition::Object(object)) => {
                    for interface in object.implements_interfaces {
                        asker.possible.entry(interface).or_default().push(object.name.clone());
                    }
                    asker.objects.insert(object.name, object.fields);
                }
                Definition::TypeDefinition(TypeDefinition::Interface(interface)) => {
                    asker.objects.insert(interface.name, interface.fields);
                }
                Definition::TypeDefinition(TypeDefinition::Union(union)) => {
                    asker.objects.insert(union.name.clone(), Vec::new());
                    asker.possible.insert(union.name, union.types);
                }
                Definition::TypeDefinition(TypeDefinition::Enum(words)) => {
                    asker.enums.insert(words.name.clone(), words);
                }
                Definition::TypeDefinition(TypeDefinition::InputObject(input)) => {
                    asker.inputs.insert(input.name.clone(), input);
                }
                _ => {}
            }
        }
        asker.remember(snapshot);
        asker
    }

    /// What is there to be named.
    fn remember(&mut self, snapshot: &Snapshot) {
        let initiatives = snapshot.initiatives(OrderBy::default());
        for initiative in initiatives.iter().step_by(4) {
            self.ids.push(initiative.record().id.to_string());
            self.slugs.push(initiative.record().slug.to_string());
            self.cursors.push(initiatives.cursor(initiative));
            let links = initiative.participations(None, None);
            self.cursors.extend(links.iter().take(1).map(|link| links.cursor(link)));
            self.ids.extend(links.iter().take(1).map(|link| link.record().id.to_string()));
        }
        let organisations = snapshot.organisations(OrderBy::default());
        for organisation in organisations.iter().step_by(7) {
            self.ids.push(organisation.record().id.to_string());
            self.slugs.push(organisation.record().slug.to_string());
            self.cursors.push(organisations.cursor(organisation));
        }
        let events = snapshot.events();
        for event in events.iter().step_by(5) {
            self.ids.push(event.record().id.to_string());
            self.slugs.push(event.record().slug.to_string());
            self.cursors.push(events.cursor(event));
        }
    }

    pub fn ask(&self, chance: &mut impl Rng) -> Question {
        let mut draft = Draft {
            asker: self,
            chance,
            declared: String::new(),
            fragments: String::new(),
            given: Vec::new(),
            names: 0,
        };
        let mut selection = String::new();
        draft.select("Query", 5, &mut selection);
        let Draft { declared, fragments, given, .. } = draft;
        let head = if declared.is_empty() { "query".to_owned() } else { format!("query({declared})") };
        let variables = (0..2).map(|set| {
            let values = given.iter().filter_map(|(name, values)| Some((name.clone(), values[set].clone()?)));
            Value::Object(values.collect::<Map<_, _>>())
        });
        Question { text: format!("{head} {{{selection}}}{fragments}"), variables: variables.collect() }
    }
}

/// A question that is being made up.
struct Draft<'a, R> {
    asker: &'a Asker,
    chance: &'a mut R,
    declared: String,
    fragments: String,
    /// The variables, with two values each; none where one is left out.
    given: Vec<(String, [Option<Value>; 2])>,
    names: usize,
}

impl<R: Rng> Draft<'_, R> {
    fn happens(&mut self, percent: u32) -> bool {
        self.chance.random_range(0..100) < percent
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.chance.random_range(0..all.len())]
    }

    fn name(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    /// Some fields of a type, in fragments here and there.
    fn select(&mut self, of: &str, levels: usize, into: &mut String) {
        if self.happens(8) {
            into.push_str(" __typename");
        }
        for _ in 0..self.chance.random_range(1..=if of == "Query" { 2 } else { 4 }) {
            self.part(of, levels, into);
        }
    }

    fn part(&mut self, of: &str, levels: usize, into: &mut String) {
        let asker = self.asker;
        if let Some(possible) = asker.possible.get(of).filter(|_| of != "Node" || self.happens(80)) {
            let on = self.pick(possible).clone();
            return self.fragment(&on, levels, into);
        }
        match self.chance.random_range(0..12) {
            0 => self.fragment(of, levels, into),
            1 => {
                let directive = self.directive();
                let _ = write!(into, " ...{directive} {{");
                self.field(of, levels, into);
                into.push_str(" }");
            }
            _ => self.field(of, levels, into),
        }
    }

    /// A fragment on a type, written here or by itself.
    fn fragment(&mut self, on: &str, levels: usize, into: &mut String) {
        let mut selection = String::new();
        self.select(on, levels, &mut selection);
        let directive = self.directive();
        if self.happens(50) {
            let _ = write!(into, " ... on {on}{directive} {{{selection} }}");
        } else {
            let name = self.name("F");
            let _ = write!(into, " ...{name}{directive}");
            let _ = write!(self.fragments, " fragment {name} on {on} {{{selection} }}");
        }
    }

    fn directive(&mut self) -> String {
        if !self.happens(12) {
            return String::new();
        }
        let name = if self.happens(50) { "include" } else { "skip" };
        let condition = if self.happens(50) {
            self.happens(50).to_string()
        } else {
            let of = if self.happens(70) { "Boolean!" } else { "Boolean! = true" };
            let values = [self.happens(50), self.happens(50)].map(|value| Some(json!(value)));
            let left_out = of.ends_with("true") && self.happens(30);
            self.declare(of, if left_out { [None, None] } else { values })
        };
        format!(" @{name}(if: {condition})")
    }

    fn declare(&mut self, of: &str, values: [Option<Value>; 2]) -> String {
        let name = self.name("v");
        let _ = write!(self.declared, " ${name}: {of}");
        self.given.push((name.clone(), values));
        format!("${name}")
    }

    fn field(&mut self, of: &str, levels: usize, into: &mut String) {
        let asker = self.asker;
        let fields = &asker.objects[of];
        let mut field = self.pick(fields);
        while (RARE.contains(&field.name.as_str()) && !self.happens(4))
            || (levels == 0 && asker.is_object(&field.field_type))
        {
            if levels == 0 && fields.iter().all(|field| asker.is_object(&field.field_type)) {
                return into.push_str(" __typename");
            }
            field = self.pick(fields);
        }
        // Mostly under a name of its own, so that two of the same name do not differ in their arguments.
        let plain = field.arguments.is_empty() && self.happens(70);
        let alias = if plain { String::new() } else { format!("{}: ", self.name("a")) };
        let _ = write!(into, " {alias}{}", field.name);
        self.arguments(&field.arguments, into);
        let directive = self.directive();
        into.push_str(&directive);
        if asker.is_object(&field.field_type) {
            into.push_str(" {");
            self.select(innermost(&field.field_type), levels.saturating_sub(1), into);
            into.push_str(" }");
        }
    }

    fn arguments(&mut self, arguments: &[InputValue<'static, String>], into: &mut String) {
        let mut given = Vec::new();
        // A record is named in one way.
        let named = arguments.iter().any(|argument| argument.name == "slug");
        let by_id = self.happens(50);
        for argument in arguments {
            let wanted = match &argument.value_type {
                Type::NonNullType(_) if argument.default_value.is_none() => true,
                _ if named => (argument.name == "id") == by_id || self.happens(3),
                // Without it a page has twenty entries, and five levels of them have three million.
                _ if argument.name == "first" => self.happens(85),
                _ if argument.name == "last" || argument.name == "before" => self.happens(8),
                _ => self.happens(35),
            };
            if wanted {
                let value = self.argument(argument);
                given.push(format!("{}: {value}", argument.name));
            }
        }
        if !given.is_empty() {
            let _ = write!(into, "({})", given.join(", "));
        }
    }

    /// A value, or a variable that has it.
    fn argument(&mut self, argument: &InputValue<'static, String>) -> String {
        let (of, name) = (&argument.value_type, argument.name.as_str());
        let first = self.value(of, name, 2);
        if self.happens(60) {
            return self.literal(&first, of);
        }
        let second = self.value(of, name, 2);
        let required = matches!(of, Type::NonNullType(_));
        let values = [first, second].map(|value| match self.chance.random_range(0..20) {
            0 if !required => None,
            1 => Some(Value::Null),
            2 => Some(json!({ "wrong": [1] })),
            _ => Some(value),
        });
        self.declare(&of.to_string(), values)
    }

    /// A value of an input type, mostly a good one.
    fn value(&mut self, of: &Kind, name: &str, levels: usize) -> Value {
        let asker = self.asker;
        match of {
            Type::NonNullType(of) => self.value(of, name, levels),
            Type::ListType(of) => {
                let length = self.chance.random_range(0..4);
                Value::Array((0..length).map(|_| self.value(of, name, levels)).collect())
            }
            Type::NamedType(of) => match of.as_str() {
                "Int" => json!(self.pick(&[0, 1, 1, 1, 2, 2, 2, 3, 3, 5, 7, 100, 101, -1])),
                "Float" => json!(0.5),
                "Boolean" => json!(self.happens(50)),
                "ID" => json!(self.pick(&asker.ids)),
                "PartialDate" => json!(self.pick(&["2010", "2014-22", "2016-03", "2017-06-19", "2020~", "1800"])),
                "String" if name == "after" || name == "before" => json!(self.pick(&asker.cursors)),
                "String" => json!(self.pick(&asker.slugs)),
                "Revision" => json!(1),
                of if asker.enums.contains_key(of) => json!(self.pick(&asker.enums[of].values).name),
                of => self.input(of, levels),
            },
        }
    }

    fn input(&mut self, of: &str, levels: usize) -> Value {
        let Some(input) = self.asker.inputs.get(of) else { return json!("?") };
        let mut fields = Map::new();
        for field in &input.fields {
            let deep = matches!(field.name.as_str(), "and" | "or" | "not");
            let wanted = matches!(field.value_type, Type::NonNullType(_)) || (self.happens(12) && field.name != "text");
            if wanted && (!deep || levels > 0) {
                let value = self.value(&field.value_type, &field.name, levels.saturating_sub(1));
                fields.insert(field.name.clone(), value);
            }
        }
        Value::Object(fields)
    }

    /// A value as it is written in a document.
    fn literal(&self, value: &Value, of: &Kind) -> String {
        match (value, of) {
            (value, Type::NonNullType(of)) => self.literal(value, of),
            (Value::Array(items), Type::ListType(of)) => {
                format!("[{}]", items.iter().map(|item| self.literal(item, of)).collect::<Vec<_>>().join(", "))
            }
            (Value::String(word), Type::NamedType(of)) if self.asker.enums.contains_key(of) => word.clone(),
            (Value::Object(fields), Type::NamedType(of)) => {
                let of = |name: &str| {
                    let fields = &self.asker.inputs[of].fields;
                    fields.iter().find(|field| field.name == name).unwrap().value_type.clone()
                };
                let fields = fields.iter().map(|(name, value)| format!("{name}: {}", self.literal(value, &of(name))));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            (value, _) => value.to_string(),
        }
    }
}

impl Asker {
    fn is_object(&self, of: &Kind) -> bool {
        self.objects.contains_key(innermost(of))
    }
}

fn innermost(of: &Kind) -> &str {
    match of {
        Type::NamedType(name) => name,
        Type::ListType(of) | Type::NonNullType(of) => innermost(of),
    }
}
