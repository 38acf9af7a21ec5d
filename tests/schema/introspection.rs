//! The schema as tools read it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::api::Api;

/// The query that GraphiQL and code generators send.
const INTROSPECTION: &str = "
query IntrospectionQuery {
  __schema {
    description
    queryType { name kind }
    mutationType { name kind }
    subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) {
    name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue {
  name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
}
fragment TypeRef on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
}";

fn schema() -> Value {
    Api::of([]).data(INTROSPECTION)["__schema"].take()
}

fn list<'v>(of: &'v Value, member: &str) -> impl Iterator<Item = &'v Value> {
    of[member].as_array().into_iter().flatten()
}

fn name(of: &Value) -> &str {
    of["name"].as_str().unwrap()
}

/// The types of our own.
fn types(schema: &Value) -> impl Iterator<Item = &Value> {
    let built_in = |name: &str| name.starts_with("__") || ["Int", "Float", "String", "Boolean", "ID"].contains(&name);
    list(schema, "types").filter(move |of| !built_in(name(of)))
}

/// Everything that can have a description, under its coordinate.
fn described(schema: &Value) -> Vec<(String, &Value)> {
    let mut all = Vec::new();
    for of in types(schema) {
        all.push((name(of).to_owned(), of));
        for member in list(of, "fields").chain(list(of, "inputFields")).chain(list(of, "enumValues")) {
            let coordinate = format!("{}.{}", name(of), name(member));
            all.extend(list(member, "args").map(|arg| (format!("{coordinate}({})", name(arg)), arg)));
            all.push((coordinate, member));
        }
    }
    all
}

#[test]
fn everything_has_a_description() {
    let schema = schema();
    let all = described(&schema);
    assert!(all.len() > 300, "{}", all.len());
    let silent = |of: &Value| of["description"].as_str().unwrap_or_default().trim().is_empty();
    let silent: Vec<_> = all.iter().filter(|(_, of)| silent(of)).map(|(coordinate, _)| coordinate).collect();
    assert!(silent.is_empty(), "without a description: {silent:#?}");
}

#[test]
fn descriptions_are_sentences() {
    // A description is read by itself, in a tooltip: it begins as a sentence does and ends as one.
    let schema = schema();
    let sentence = |text: &str| {
        !text.starts_with(char::is_lowercase)
            && text.ends_with(['.', '?'])
            && !text.contains("  ")
            && !text.contains('[')
    };
    let all = described(&schema);
    let odd: Vec<_> = all.iter().filter(|(_, of)| !sentence(of["description"].as_str().unwrap_or_default())).collect();
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn nothing_is_deprecated() {
    let schema = schema();
    let all = described(&schema);
    assert!(all.iter().any(|(_, of)| of["isDeprecated"] == json!(false)));
    let old: Vec<_> = all.iter().filter(|(_, of)| of["isDeprecated"] == json!(true)).map(|(name, _)| name).collect();
    assert!(old.is_empty(), "{old:?}");
}

#[test]
fn every_type_that_is_named_is_there() {
    let schema = schema();
    let known: BTreeSet<&str> = list(&schema, "types").map(name).collect();
    let mut open = vec![&schema];
    let mut seen = 0;
    while let Some(value) = open.pop() {
        if let Some(of) = value.get("ofType").filter(|of| of.is_null()).and(value["name"].as_str()) {
            assert!(known.contains(of), "{of}");
            seen += 1;
        }
        open.extend(value.as_array().into_iter().flatten());
        open.extend(value.as_object().into_iter().flat_map(serde_json::Map::values));
    }
    assert!(seen > 300, "{seen}");
}

#[test]
fn the_interface_names_who_implements_it() {
    let answer = Api::of([]).data("{ __type(name: \"Node\") { kind possibleTypes { name } interfaces { name } } }");
    let mut types: Vec<&str> = list(&answer["__type"], "possibleTypes").map(name).collect();
    types.sort_unstable();
    assert_eq!(types, ["Event", "Initiative", "Organisation", "Participation", "State"]);
    assert_eq!(answer["__type"]["kind"], "INTERFACE");
}

#[test]
fn roots_and_scalars_are_as_declared() {
    let schema = schema();
    assert_eq!(schema["queryType"], json!({ "name": "Query", "kind": "OBJECT" }));
    assert_eq!(schema["mutationType"], json!({ "name": "Mutation", "kind": "OBJECT" }));
    let urls: Vec<_> = types(&schema)
        .filter(|of| of["kind"] == "SCALAR")
        .map(|of| (name(of), of["specifiedByURL"].as_str().is_some_and(|url| url.starts_with("https://"))))
        .collect();
    assert_eq!(urls, [("DateTime", true), ("PartialDate", true), ("Revision", false), ("URL", true)]);
}
