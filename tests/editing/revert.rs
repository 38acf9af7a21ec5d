//! What was done, undone.

use buendnis::schema::Role;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, check_refused},
    support::back_end::every_back_end,
};

const ALL: &str = r#"{ initiatives { nodes { id slug status topics participations { nodes { id role organisation { id slug } } } events { nodes { id slug place } } } }
    organisations { nodes { id slug name shortName } } }"#;

#[test]
fn each_kind_of_change_is_undone_and_ids_come_back() {
    for mutation in [
        r#"createOrganisation(input: { name: { de: "Neu" }, kind: OTHER }) { revision }"#,
        r#"updateInitiative(initiative: { slug: "buendnis" }, input: { status: ACTIVE, topics: ["Arbeit"] }) { revision }"#,
        r#"deleteInitiative(initiative: { slug: "buendnis" }) { revision }"#,
        r#"deleteEvent(event: { slug: "auftakt" }) { revision }"#,
        r#"applyChanges(changes: [{ deleteInitiative: { slug: "buendnis" } } { deleteOrganisation: { slug: "ig-metall-bezirk-mitte" } } { deleteOrganisation: { slug: "ig-metall" } }]) { revision }"#,
    ] {
        every_back_end(|back_end| {
            let desk = Desk::furnished(back_end);
            let before = desk.data(ALL);
            desk.data(&format!("mutation {{ {mutation} }}"));
            let after = desk.data(ALL);
            assert_ne!(after, before, "{mutation}");
            let dry =
                desk.data("mutation { revert(revision: 2, dryRun: true) { revision dryRun changes { subject } } }");
            assert_eq!((&dry["revert"]["revision"], &dry["revert"]["dryRun"]), (&json!(2), &json!(true)), "{mutation}");
            assert_eq!(desk.data(ALL), after, "{mutation}");
            let done = desk.data("mutation { revert(revision: 2) { revision changes { subject } } }");
            assert_eq!(done["revert"]["changes"], dry["revert"]["changes"], "{mutation}");
            assert_eq!(desk.data(ALL), before, "{mutation}");
            // To undo the undoing does it again.
            desk.data("mutation { revert(revision: 3) { revision } }");
            assert_eq!(desk.data(ALL), after, "{mutation}");
        });
    }
}

#[test]
fn fields_that_were_changed_since_are_left_alone() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        desk.data(r#"mutation { updateOrganisation(organisation: { slug: "ig-metall" }, input: { name: { de: "IGM" }, shortName: "IGM" }) { revision } }"#);
        desk.data(r#"mutation { updateOrganisation(organisation: { slug: "ig-metall" }, input: { website: "https://igmetall.de" }) { revision } }"#);
        let reverted = desk.data(
            r#"mutation { revert(revision: 2, note: "Tippfehler") { changes { note fields { field before after } } } }"#,
        );
        let expected = json!([{ "note": "Tippfehler", "fields": [
            { "field": "name.de", "before": "IGM", "after": "IG Metall" }, { "field": "shortName", "before": "IGM", "after": null },
        ] }]);
        assert_eq!(reverted["revert"]["changes"], expected);
        let found = desk.data(r#"{ organisation(slug: "ig-metall") { name shortName website version } }"#);
        assert_eq!(
            found["organisation"],
            json!({ "name": "IG Metall", "shortName": null, "website": "https://igmetall.de", "version": 4 })
        );
        // Where all is as it was there is nothing left to do.
        let again = desk.data("mutation { revert(revision: 2) { revision changes { subject } } }");
        assert_eq!(again["revert"], json!({ "revision": 4, "changes": [] }));
    });
}

/// Fails unless to undo `revision` is refused with the changes of these revisions in the way; answers the message.
#[track_caller]
fn check_conflict(desk: &Desk, revision: u64, in_the_way: &[u64]) -> String {
    let before = desk.revision();
    let refused =
        desk.ask(Some(Role::Editor), &format!("mutation {{ revert(revision: {revision}) {{ revision }} }}"), json!({}));
    assert_eq!(desk.revision(), before);
    let errors = refused["errors"].as_array().unwrap();
    let of = |error: &Value| {
        let extensions = &error["extensions"];
        assert_eq!(
            (&extensions["code"], &extensions["field"]),
            (&json!("CONFLICT"), &json!("revision")),
            "{refused:#}"
        );
        extensions["changes"].as_array().unwrap().iter().map(|c| c["revision"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let mut found: Vec<u64> = errors.iter().flat_map(of).collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, in_the_way, "{refused:#}");
    errors.iter().map(|error| error["message"].as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_stands_in_the_way_is_named() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let mutate = |mutation: &str| desk.data(&format!("mutation {{ {mutation} }}"));
        mutate(r#"updateOrganisation(organisation: { slug: "ig-metall" }, input: { shortName: "IGM" }) { revision }"#);
        mutate(r#"updateOrganisation(organisation: { slug: "ig-metall" }, input: { shortName: "IG M" }) { revision }"#);
        assert!(check_conflict(&desk, 2, &[3]).contains("shortName"));
        mutate(r#"createOrganisation(input: { slug: "neu", name: { de: "Neu" }, kind: OTHER }) { revision }"#);
        mutate(
            r#"addParticipation(input: { initiative: { slug: "buendnis" }, organisation: { slug: "neu" }, role: MEMBER }) { revision }"#,
        );
        assert!(check_conflict(&desk, 4, &[5]).contains("participations"));
        mutate(r#"deleteInitiative(initiative: { slug: "buendnis" }) { revision }"#);
        mutate(
            r#"createInitiative(input: { slug: "buendnis", name: { de: "Anderes" }, kind: ALLIANCE, states: [BE] }) { revision }"#,
        );
        assert!(check_conflict(&desk, 6, &[]).contains("`buendnis` is the slug of another record"));
        assert!(check_conflict(&desk, 5, &[6]).contains("is gone since"));
    });
}

#[test]
fn a_record_that_comes_back_goes_on_counting_its_versions() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let version = || desk.data(r#"{ event(slug: "auftakt") { version } }"#)["event"]["version"].clone();
        let mutate = |mutation: &str| desk.data(&format!("mutation {{ {mutation} {{ revision }} }}"));
        mutate(r#"deleteEvent(event: { slug: "auftakt" })"#);
        mutate("revert(revision: 2)");
        assert_eq!(version(), 2);
        mutate(r#"updateEvent(event: { slug: "auftakt" }, input: { place: "Erfurt" })"#);
        mutate(r#"deleteEvent(event: { slug: "auftakt" })"#);
        // As it was before it was deleted the first time, which is another content than that of version 2 or 3.
        mutate("revert(revision: 2)");
        assert_eq!(version(), 4);
        assert_eq!(desk.data(r#"{ event(slug: "auftakt") { place } }"#)["event"]["place"], Value::Null);
        check_conflict(&desk, 2, &[3, 4, 5, 6]);
    });
}

#[test]
fn a_revision_that_is_not_there_cannot_be_undone() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        for revision in ["0", "2", "18446744073709551615"] {
            check_refused(
                &desk,
                &format!("revert(revision: {revision}) {{ revision }}"),
                &[("NOT_FOUND", "revision", "the newest is 1")],
            );
        }
        let query = "mutation { revert(revision: 1) { revision } }";
        for (viewer, code) in [(None, "UNAUTHENTICATED"), (Some(Role::Reader), "FORBIDDEN")] {
            assert_eq!(desk.ask(viewer, query, json!({}))["errors"][0]["extensions"]["code"], code);
        }
        // Even the first can.
        desk.data(query);
        assert_eq!(
            desk.data("{ statistics { organisations initiatives } }")["statistics"],
            json!({ "organisations": 0, "initiatives": 0 })
        );
    });
}
