//! An operation that was executed before is not validated as a whole again: nobody may be able to tell.

use serde_json::{Value, json};

use super::api::{Api, EDITOR};

const CREATE: &str = r#"mutation($name: String!, $kind: OrganisationKind!, $aliases: [String!], $collective: Boolean = false, $sources: [SourceInput!]) {
    createOrganisation(input: { name: { de: $name }, kind: $kind, aliases: $aliases, collective: $collective, sources: $sources }) { revision } }"#;

const LIST: &str = "query($first: Int! = 3, $after: String, $filter: OrganisationFilter) {
    organisations(first: $first, after: $after, filter: $filter) { totalCount nodes { network: initiatives(first: 1) { totalCount } } } }";

fn good() -> Value {
    json!({ "name": "IG Metall", "kind": "TRADE_UNION", "aliases": ["IGM"], "sources": [{ "title": "Liste" }] })
}

#[test]
fn wrong_variables_are_told_alike_before_and_after_an_operation_was_executed() {
    let wrong_changes = [
        ("name", Value::Null),
        ("name", json!(7)),
        ("kind", json!("GUILD")),
        ("kind", json!(["TRADE_UNION"])),
        ("aliases", json!([null])),
        ("aliases", json!([{ "de": "IGM" }])),
        ("collective", json!("no")),
        ("sources", json!([{}])),
        ("sources", json!([{ "title": null }])),
        ("sources", json!([{ "title": "Liste", "colour": "red" }])),
    ];
    let wrong_questions =
        [("first", Value::Null), ("first", json!("3")), ("after", json!(7)), ("filter", json!({ "colour": "red" }))];
    let change = (CREATE, good(), &wrong_changes[..]);
    for (query, good, wrong) in [change, (LIST, json!({ "after": null, "filter": {} }), &wrong_questions[..])] {
        let ask =
            |api: &Api, variables: &Value| api.post_as(EDITOR, &json!({ "query": query, "variables": variables }));
        for (name, value) in wrong {
            let mut variables = good.clone();
            variables[*name] = value.clone();
            let [fresh, known] = [Api::of([]), Api::of([])];
            let first = ask(&known, &good);
            assert_eq!(first.json().get("errors"), None, "{}", first.text());
            let before = known.register.snapshot().revision();
            let (fresh, again) = (ask(&fresh, &variables), ask(&known, &variables));
            assert!(fresh.json()["errors"][0]["extensions"]["code"].is_string(), "{name} {value}: {}", fresh.text());
            assert_eq!((again.status, again.text()), (fresh.status, fresh.text()), "{name} {value}");
            assert_eq!(known.register.snapshot().revision(), before, "{name} {value}");
        }
    }
}

#[test]
fn good_variables_are_good_each_time() {
    let api = Api::of([]);
    for (number, aliases) in [json!(["IGM"]), json!([]), Value::Null, json!("IGM")].into_iter().enumerate() {
        let mut variables = good();
        variables["name"] = json!(format!("IG Metall {number}"));
        variables["aliases"] = aliases;
        let answer = api.post_as(EDITOR, &json!({ "query": CREATE, "variables": variables })).json();
        assert_eq!(answer["data"], json!({ "createOrganisation": { "revision": number + 1 } }), "{answer}");
    }
}
