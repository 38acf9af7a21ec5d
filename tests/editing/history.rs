//! Who changed what and when, per record and over all; and what stands in the way of an edit.

use buendnis::schema::Role;
use serde_json::{Value, json};

use crate::{
    desk::Desk,
    support::back_end::{BackEnd, every_back_end},
};

/// The actions and subjects of a list of changes.
fn told(changes: &Value) -> Vec<(u64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let nodes = changes["nodes"].as_array().unwrap().iter();
    nodes.map(|c| (c["revision"].as_u64().unwrap(), text(&c["action"]), text(&c["subjectType"]))).collect()
}

fn lines(lines: &[(u64, &str, &str)]) -> Vec<(u64, String, String)> {
    lines.iter().map(|(revision, action, of)| (*revision, (*action).to_owned(), (*of).to_owned())).collect()
}

/// A furnished desk after two more edits: a new name, and an end of the link.
fn edited(back_end: &BackEnd) -> Desk {
    let desk = Desk::furnished(back_end);
    desk.data(r#"mutation { updateOrganisation(organisation: { slug: "ig-metall-bezirk-mitte" }, input: { shortName: "IGM Mitte" }) { revision } }"#);
    let link = desk.data(r#"{ initiative(slug: "buendnis") { participations { nodes { id } } } }"#);
    let link = &link["initiative"]["participations"]["nodes"][0]["id"];
    desk.data(&format!("mutation {{ updateParticipation(id: {link}, input: {{ until: \"2018\" }}) {{ revision }} }}"));
    desk
}

#[test]
fn the_history_of_a_record_tells_of_its_links_as_well_the_newest_first() {
    every_back_end(|back_end| {
        let desk = edited(back_end);
        let history = desk.data(
            r#"{
                organisation(slug: "ig-metall-bezirk-mitte") { history { totalCount nodes { revision action subjectType actor note fields { field before after } } } }
                initiative(slug: "buendnis") { history { totalCount nodes { revision action subjectType } } }
                event(slug: "auftakt") { history { nodes { revision action subjectType } } }
                state(code: TH) { history { totalCount nodes { revision action subjectType } } }
            }"#,
        );
        let of_organisation = &history["organisation"]["history"];
        let expected = lines(&[
            (3, "UPDATED", "PARTICIPATION"),
            (2, "UPDATED", "ORGANISATION"),
            (1, "CREATED", "PARTICIPATION"),
            (1, "CREATED", "ORGANISATION"),
        ]);
        assert_eq!(told(of_organisation), expected);
        assert_eq!(of_organisation["totalCount"], 4);
        let change = &of_organisation["nodes"][1];
        assert_eq!(change["fields"], json!([{ "field": "shortName", "before": null, "after": "IGM Mitte" }]));
        assert_eq!((&change["actor"], &change["note"]), (&json!("anna"), &Value::Null));
        assert_eq!(of_organisation["nodes"][3]["note"], "Grundstock");
        let expected = lines(&[
            (3, "UPDATED", "PARTICIPATION"),
            (1, "CREATED", "PARTICIPATION"),
            (1, "CREATED", "EVENT"),
            (1, "CREATED", "INITIATIVE"),
        ]);
        assert_eq!(told(&history["initiative"]["history"]), expected);
        assert_eq!(told(&history["event"]["history"]), lines(&[(1, "CREATED", "EVENT")]));
        assert_eq!(history["state"]["history"], json!({ "totalCount": 0, "nodes": [] }));
    });
}

#[test]
fn all_changes_are_told_in_order_from_any_revision_on() {
    every_back_end(|back_end| {
        let desk = edited(back_end);
        let all = desk.data("{ changes { totalCount nodes { revision action subjectType } } }")["changes"].clone();
        assert_eq!(all["totalCount"], 7);
        assert_eq!(told(&all)[5..], lines(&[(2, "UPDATED", "ORGANISATION"), (3, "UPDATED", "PARTICIPATION")]));
        let since =
            desk.data("{ changes(after: 2) { totalCount nodes { revision action subjectType } } }")["changes"].clone();
        assert_eq!((told(&since), &since["totalCount"]), (lines(&[(3, "UPDATED", "PARTICIPATION")]), &json!(1)));
        for after in ["3", "99", "18446744073709551615"] {
            let none = desk.data(&format!("{{ changes(after: {after}) {{ totalCount nodes {{ revision }} }} }}"));
            assert_eq!(none["changes"], json!({ "totalCount": 0, "nodes": [] }), "{after}");
        }
    });
}

/// The revisions of a list of changes, read in pages of two.
fn paged(desk: &Desk, list: &str, argument: &str) -> Vec<u64> {
    let mut revisions = Vec::new();
    let mut after = String::new();
    loop {
        let query = list
            .replace("PAGE", &format!("first: 2{after}"))
            .replace("PARTS", "nodes { revision } pageInfo { hasNextPage hasPreviousPage endCursor }");
        let data = desk.data(&query);
        let page = data.get("changes").or_else(|| data["organisation"].get("history")).unwrap();
        revisions.extend(page["nodes"].as_array().unwrap().iter().map(|c| c["revision"].as_u64().unwrap()));
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_empty());
        if page["pageInfo"]["hasNextPage"] == false {
            return revisions;
        }
        after = format!(", {argument}: {}", page["pageInfo"]["endCursor"]);
    }
}

#[test]
fn lists_of_changes_are_read_in_pages_that_may_end_within_a_revision() {
    every_back_end(|back_end| {
        let desk = edited(back_end);
        assert_eq!(paged(&desk, "{ changes(PAGE) { PARTS } }", "cursor"), [1, 1, 1, 1, 1, 2, 3]);
        assert_eq!(paged(&desk, "{ changes(after: 1, PAGE) { PARTS } }", "cursor"), [2, 3]);
        let of_one = r#"{ organisation(slug: "ig-metall-bezirk-mitte") { history(PAGE) { PARTS } } }"#;
        assert_eq!(paged(&desk, of_one, "after"), [3, 2, 1, 1]);
    });
}

#[test]
fn the_history_of_a_record_that_is_gone_is_still_told() {
    every_back_end(|back_end| {
        let desk = edited(back_end);
        let id = desk.data(r#"{ event(slug: "auftakt") { id } }"#)["event"]["id"].clone();
        desk.data(r#"mutation { deleteEvent(event: { slug: "auftakt" }) { revision } }"#);
        let history = desk.data(&format!("{{ history(of: {id}) {{ totalCount nodes {{ revision action subjectType fields {{ field before after }} }} }} }}"));
        assert_eq!(told(&history["history"]), lines(&[(4, "DELETED", "EVENT"), (1, "CREATED", "EVENT")]));
        let slug = json!({ "field": "slug", "before": "auftakt", "after": null });
        assert!(history["history"]["nodes"][0]["fields"].as_array().unwrap().contains(&slug), "{history}");
    });
}

#[test]
fn wrong_arguments_of_lists_of_changes_are_refused_by_name() {
    every_back_end(|back_end| {
        let desk = edited(back_end);
        for (query, code, field) in [
            ("{ changes(first: -1) { totalCount } }", "INVALID_INPUT", "first"),
            ("{ changes(first: 101) { totalCount } }", "INVALID_INPUT", "first"),
            (r#"{ changes(cursor: "x") { totalCount } }"#, "INVALID_INPUT", "cursor"),
            (r#"{ organisation(slug: "ig-metall") { history(after: "") { totalCount } } }"#, "INVALID_INPUT", "after"),
            (r#"{ history(of: "org_x") { totalCount } }"#, "INVALID_INPUT", "of"),
        ] {
            let errors = desk.errors(query);
            assert_eq!((errors[0].0.as_str(), errors[0].1.as_str()), (code, field), "{query}");
        }
        let both = desk.errors(r#"{ changes(first: -1, cursor: "x") { totalCount } }"#);
        assert_eq!(both.iter().map(|error| error.1.as_str()).collect::<Vec<_>>(), ["first", "cursor"]);
    });
}

#[test]
fn a_conflict_tells_what_changed_since() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let rename = |fields: &str| {
            format!(
                r#"mutation {{ updateOrganisation(organisation: {{ slug: "ig-metall" }}, input: {{ {fields} }}, expectedVersion: 1) {{ revision }} }}"#
            )
        };
        desk.data(&rename(r#"name: { de: "IGM" }"#));
        desk.data(r#"mutation { updateOrganisation(organisation: { slug: "ig-metall" }, input: { shortName: "IGM" }) { revision } }"#);
        // What is linked to it is not part of it.
        desk.data(r#"mutation { addParticipation(input: { initiative: { slug: "buendnis" }, organisation: { slug: "ig-metall" }, role: PARTNER }) { revision } }"#);
        let refused = desk.ask(Some(Role::Editor), &rename(r#"name: { de: "Industriegewerkschaft" }"#), json!({}));
        let extensions = &refused["errors"][0]["extensions"];
        assert_eq!((&extensions["code"], &extensions["field"]), (&json!("CONFLICT"), &json!("expectedVersion")));
        assert_eq!(extensions["currentVersion"], 3);
        let changes: Vec<_> = extensions["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (&c["revision"], &c["actor"], &c["fields"]))
            .collect();
        let anna = json!("anna");
        let renamed = json!([{ "field": "name.de", "before": "IG Metall", "after": "IGM" }]);
        let shortened = json!([{ "field": "shortName", "before": null, "after": "IGM" }]);
        assert_eq!(changes, [(&json!(2), &anna, &renamed), (&json!(3), &anna, &shortened)]);
    });
}
