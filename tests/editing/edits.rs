//! What editors can do, what they are told when they cannot, and that nothing is half done.

use buendnis::schema::Role;
use serde_json::{Value, json};

use crate::{
    desk::{Desk, check_refused, errors},
    support::back_end::every_back_end,
};

#[test]
fn a_new_record_is_answered_as_it_is_with_a_slug_made_from_its_name() {
    every_back_end(|back_end| {
        let desk = Desk::new(back_end);
        let create = r#"mutation { createOrganisation(input: { name: { de: "Ärztekammer Thüringen", en: "Chamber" }, kind: CHAMBER,
            shortName: "ÄKT", aliases: ["Kammer"], state: TH, website: "https://example.org", sources: [{ title: "Liste" }] })
            { revision organisation { slug name(language: EN) shortName aliases kind collective state { code } website version sources { title } } } }"#;
        let expected = |slug: &str, revision: u64| {
            json!({ "createOrganisation": { "revision": revision, "organisation": {
                "slug": slug, "name": "Chamber", "shortName": "ÄKT", "aliases": ["Kammer"], "kind": "CHAMBER", "collective": false,
                "state": { "code": "TH" }, "website": "https://example.org", "version": 1, "sources": [{ "title": "Liste" }],
            } } })
        };
        assert_eq!(desk.data(create), expected("aerztekammer-thueringen", 1));
        assert_eq!(desk.data(create), expected("aerztekammer-thueringen-2", 2));
    });
}

#[test]
fn a_field_left_out_stays_and_null_clears_it() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let update = |fields: &str| {
            let update = format!(
                r#"mutation {{ updateOrganisation(organisation: {{ slug: "ig-metall-bezirk-mitte" }}, input: {{ {fields} }})
                   {{ organisation {{ name shortName parent {{ slug }} version }} }} }}"#
            );
            desk.data(&update)["updateOrganisation"]["organisation"].clone()
        };
        let name = "IG Metall Bezirk Mitte";
        let with = |short: Value, parent: Value, version: u32| json!({ "name": name, "shortName": short, "parent": parent, "version": version });
        assert_eq!(update(r#"shortName: "IGM""#), with(json!("IGM"), json!({ "slug": "ig-metall" }), 2));
        assert_eq!(update("parent: null"), with(json!("IGM"), Value::Null, 3));
        assert_eq!(update("shortName: null, aliases: null"), with(Value::Null, Value::Null, 4));
        // What changes nothing is no change.
        let revision = desk.revision();
        assert_eq!(update(r#"name: { de: "IG Metall Bezirk Mitte" }"#), with(Value::Null, Value::Null, 4));
        assert_eq!(desk.revision(), revision);
    });
}

#[test]
fn every_mutation_does_what_it_says() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let link = desk.data(r#"{ initiative(slug: "buendnis") { participations { nodes { id role } } } }"#);
        let link = link["initiative"]["participations"]["nodes"][0]["id"].as_str().unwrap().to_owned();
        let steps = [
            (
                r#"updateInitiative(initiative: { slug: "buendnis" }, input: { status: ACTIVE, startedOn: "2016-09", topics: ["Gute Arbeit"] })
                   { initiative { status startedOn topics version } }"#.to_owned(),
                json!({ "initiative": { "status": "ACTIVE", "startedOn": "2016-09", "topics": ["Gute Arbeit"], "version": 2 } }),
            ),
            (
                format!(r#"updateParticipation(id: "{link}", input: {{ role: LEAD, note: "Federführung" }}) {{ participation {{ role note formal }} }}"#),
                json!({ "participation": { "role": "LEAD", "note": "Federführung", "formal": true } }),
            ),
            (
                r#"updateEvent(event: { slug: "auftakt" }, input: { place: "Erfurt", attendance: 80 }) { event { place attendance } }"#.to_owned(),
                json!({ "event": { "place": "Erfurt", "attendance": 80 } }),
            ),
            (
                r#"updateState(code: TH, input: { coverage: DOCUMENTED, summary: { de: "Thüringen." } }) { state { coverage summary } }"#.to_owned(),
                json!({ "state": { "coverage": "DOCUMENTED", "summary": "Thüringen." } }),
            ),
            (
                r#"createEvent(input: { name: { de: "Woche der Industrie" }, initiative: { slug: "buendnis" }, startsOn: "2017" })
                   { event { slug initiative { slug events { totalCount } } } }"#.to_owned(),
                json!({ "event": { "slug": "woche-der-industrie", "initiative": { "slug": "buendnis", "events": { "totalCount": 2 } } } }),
            ),
            (r#"deleteEvent(event: { slug: "woche-der-industrie" }) { revision }"#.to_owned(), json!({ "revision": 7 })),
            (
                r#"addParticipation(input: { initiative: { slug: "buendnis" }, organisation: { slug: "ig-metall" }, role: SUPPORTER, formal: false })
                   { participation { formal initiative { involvement(of: TRADE_UNION) } } }"#.to_owned(),
                json!({ "participation": { "formal": false, "initiative": { "involvement": "PARTICIPATING" } } }),
            ),
            (format!(r#"removeParticipation(id: "{link}") {{ deleted }}"#), json!({ "deleted": link })),
            (
                r#"createInitiative(input: { name: { de: "Woche" }, kind: EVENT_SERIES, states: [TH], parent: { slug: "buendnis" } })
                   { initiative { slug status parent { slug children { slug } } } }"#.to_owned(),
                json!({ "initiative": { "slug": "woche", "status": "UNKNOWN", "parent": { "slug": "buendnis", "children": [{ "slug": "woche" }] } } }),
            ),
            (r#"deleteInitiative(initiative: { slug: "woche" }) { revision }"#.to_owned(), json!({ "revision": 11 })),
        ];
        for (mutation, expected) in steps {
            let data = desk.data(&format!("mutation {{ it: {mutation} }}"));
            assert_eq!(data["it"], expected, "{mutation}");
        }
        // An initiative goes with its links and events, and what was linked to it stays.
        desk.data(r#"mutation { deleteInitiative(initiative: { slug: "buendnis" }) { deleted } }"#);
        let left = desk.data("{ statistics { initiatives organisations participations events } }");
        assert_eq!(
            left["statistics"],
            json!({ "initiatives": 0, "organisations": 2, "participations": 0, "events": 0 })
        );
        desk.data(r#"mutation { deleteOrganisation(organisation: { slug: "ig-metall-bezirk-mitte" }) { deleted } }"#);
    });
}

#[test]
fn all_problems_of_one_input_are_told_together_with_their_fields() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        check_refused(
            &desk,
            r#"createInitiative(input: { slug: "Bündnis!", name: { de: " " }, kind: ALLIANCE, states: [], startedOn: "2017", endedOn: "2016",
                parent: { slug: "nirgends" }, predecessor: { id: "org_x" } }) { revision }"#,
            &[
                ("INVALID_INPUT", "input.slug", "is not a slug"),
                ("NOT_FOUND", "input.parent.slug", "no initiative with the slug `nirgends`"),
                ("INVALID_INPUT", "input.predecessor.id", "not an id"),
            ],
        );
        check_refused(
            &desk,
            r#"createInitiative(input: { name: { de: "x " }, kind: ALLIANCE, states: [], startedOn: "2017", endedOn: "2016" }) { revision }"#,
            &[
                ("INVALID_INPUT", "input.name.de", "begins or ends with a blank"),
                ("INVALID_INPUT", "input.endedOn", "2016 is before `startedOn`, 2017"),
                ("INVALID_INPUT", "input.states", "at least one state"),
            ],
        );
        check_refused(
            &desk,
            r#"createOrganisation(input: { name: { de: "X" }, kind: OTHER, website: "x.org", sources: [{ title: "S", retrievedOn: "gestern" }] })
                { revision }"#,
            &[
                ("INVALID_INPUT", "input.website", "is not a web address"),
                ("INVALID_INPUT", "input.sources[0].retrievedOn", "is not a date"),
            ],
        );
        for (mutation, expected) in [
            (
                r#"createOrganisation(input: { slug: "ig-metall", name: { de: "Andere" }, kind: TRADE_UNION }) { revision }"#,
                ("INVALID_INPUT", "input.slug", "`ig-metall`"),
            ),
            (
                r#"createOrganisation(input: { name: { de: "…" }, kind: OTHER }) { revision }"#,
                ("INVALID_INPUT", "input.slug", "cannot be made from the name"),
            ),
            (
                r#"updateOrganisation(organisation: { slug: "ig-metall" }, input: { name: null }) { revision }"#,
                ("INVALID_INPUT", "input.name", "cannot be cleared"),
            ),
            (
                r#"updateOrganisation(organisation: { slug: "ig-metall" }, input: { parent: { slug: "ig-metall-bezirk-mitte" } }) { revision }"#,
                ("INVALID_INPUT", "input.parent", "itself"),
            ),
            (
                r#"addParticipation(input: { initiative: { slug: "buendnis" }, organisation: { slug: "ig-metall-bezirk-mitte" }, role: MEMBER }) { revision }"#,
                ("INVALID_INPUT", "input.role", "already"),
            ),
            (
                r#"updateEvent(event: { slug: "auftakt" }, input: { state: BW }) { revision }"#,
                ("INVALID_INPUT", "input.state", "BW is not a state of the initiative"),
            ),
            (
                r#"updateInitiative(initiative: { slug: "buendnis" }, input: { states: [HE] }) { revision }"#,
                ("INVALID_INPUT", "input.states", "events in TH"),
            ),
            (
                r#"deleteOrganisation(organisation: { slug: "ig-metall-bezirk-mitte" }) { revision }"#,
                ("IN_USE", "organisation", "1 participations"),
            ),
            (
                r#"deleteOrganisation(organisation: { slug: "ig-metall" }) { revision }"#,
                ("IN_USE", "organisation", "1 records"),
            ),
            (
                r#"deleteOrganisation(organisation: { slug: "nie" }) { revision }"#,
                ("NOT_FOUND", "organisation.slug", "nie"),
            ),
            (r#"removeParticipation(id: "ini_x") { revision }"#, ("INVALID_INPUT", "id", "not an id")),
        ] {
            check_refused(&desk, mutation, &[expected]);
        }
    });
}

#[test]
fn an_edit_of_what_has_moved_on_is_a_conflict() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let rename = |version: i32, name: &str| {
            let rename = format!(
                r#"mutation {{ updateOrganisation(organisation: {{ slug: "ig-metall" }}, input: {{ name: {{ de: "{name}" }} }}, expectedVersion: {version})
                   {{ organisation {{ version }} }} }}"#
            );
            desk.ask(Some(Role::Editor), &rename, json!({}))
        };
        assert_eq!(rename(1, "IGM")["data"]["updateOrganisation"]["organisation"]["version"], 2);
        let conflict = rename(1, "Industriegewerkschaft Metall");
        assert_eq!(errors(&conflict)[0].0, "CONFLICT");
        assert_eq!(conflict["errors"][0]["extensions"]["currentVersion"], 2);
        assert_eq!(desk.data(r#"{ organisation(slug: "ig-metall") { name } }"#)["organisation"]["name"], "IGM");
        // Without a version the last one wins.
        desk.data(r#"mutation { updateOrganisation(organisation: { slug: "ig-metall" }, input: { name: { de: "IG Metall" } }) { revision } }"#);
    });
}

#[test]
fn a_change_set_is_done_wholly_or_not_at_all_and_a_dry_run_says_what_it_would_do() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let before = desk.revision();
        let apply = |dry_run: bool| {
            format!(
                r#"mutation {{ applyChanges(dryRun: {dry_run}, note: "Zuwachs", changes: [
                    {{ createOrganisation: {{ slug: "dgb", name: {{ de: "DGB" }}, kind: TRADE_UNION }} }}
                    {{ addParticipation: {{ initiative: {{ slug: "buendnis" }}, organisation: {{ slug: "dgb" }}, role: MEMBER }} }}
                    {{ deleteEvent: {{ slug: "auftakt" }} }}
                ]) {{ revision dryRun changes {{ revision action subjectType actor note fields {{ field before after }} }} }} }}"#
            )
        };
        let dry = desk.data(&apply(true))["applyChanges"].clone();
        assert_eq!((&dry["dryRun"], &dry["revision"]), (&json!(true), &json!(before)));
        assert_eq!(desk.revision(), before);
        let done = desk.data(&apply(false))["applyChanges"].clone();
        assert_eq!((&done["dryRun"], &done["revision"]), (&json!(false), &json!(before + 1)));
        let changed: Vec<_> = done["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (c["action"].clone(), c["subjectType"].clone()))
            .collect();
        let expected = [("DELETED", "EVENT"), ("CREATED", "ORGANISATION"), ("CREATED", "PARTICIPATION")];
        assert_eq!(changed, expected.map(|(action, of)| (json!(action), json!(of))));
        // The new link is of another id each time; all else is as the dry run said.
        let told = |payload: &Value| {
            let mut changes = payload["changes"].clone();
            for change in changes.as_array_mut().unwrap() {
                change["fields"].as_array_mut().unwrap().retain(|field| field["field"] != "organisation");
            }
            changes
        };
        assert_eq!(told(&dry), told(&done));
        let created = &done["changes"][1];
        assert_eq!((&created["actor"], &created["note"]), (&json!("anna"), &json!("Zuwachs")));
        assert!(
            created["fields"]
                .as_array()
                .unwrap()
                .contains(&json!({ "field": "name.de", "before": null, "after": "DGB" }))
        );
    });
}

#[test]
fn the_errors_of_all_steps_are_told_with_their_places() {
    every_back_end(|back_end| {
        check_refused(
            &Desk::furnished(back_end),
            r#"applyChanges(changes: [
                { createOrganisation: { slug: "dgb", name: { de: "DGB" }, kind: TRADE_UNION } }
                { addParticipation: { initiative: { slug: "buendnis" }, organisation: { slug: "fehlt" }, role: MEMBER } }
                { createOrganisation: { slug: "ig-metall-bezirk-mitte", name: { de: "Noch eine" }, kind: TRADE_UNION } }
                { deleteOrganisation: { slug: "ig-metall" } }
            ]) { revision }"#,
            &[
                ("NOT_FOUND", "changes[1].addParticipation.organisation.slug", "fehlt"),
                ("INVALID_INPUT", "changes[2].createOrganisation.slug", "`ig-metall-bezirk-mitte`"),
                ("IN_USE", "changes[3].deleteOrganisation", "1 records"),
            ],
        );
    });
}

#[test]
fn records_are_changed_by_steps_too() {
    every_back_end(|back_end| {
        let desk = Desk::furnished(back_end);
        let link = desk.data(r#"{ initiative(slug: "buendnis") { participations { nodes { id } } } }"#);
        let link = &link["initiative"]["participations"]["nodes"][0]["id"];
        let steps = |version: u32| {
            format!(
                r#"applyChanges(changes: [
                    {{ createOrganisation: {{ slug: "dgb", name: {{ de: "DGB" }}, kind: TRADE_UNION }} }}
                    {{ updateOrganisation: {{ organisation: {{ slug: "ig-metall" }}, input: {{ parent: {{ slug: "dgb" }} }}, expectedVersion: {version} }} }}
                    {{ updateInitiative: {{ initiative: {{ slug: "buendnis" }}, input: {{ status: ACTIVE }} }} }}
                    {{ updateParticipation: {{ id: {link}, input: {{ role: LEAD }} }} }}
                    {{ updateEvent: {{ event: {{ slug: "auftakt" }}, input: {{ place: "Erfurt" }} }} }}
                    {{ updateState: {{ code: TH, input: {{ coverage: DOCUMENTED }} }} }}
                ]) {{ changes {{ action subjectType }} }}"#
            )
        };
        check_refused(
            &desk,
            &steps(7),
            &[("CONFLICT", "changes[1].updateOrganisation.expectedVersion", "version 1, not 7")],
        );
        check_refused(
            &desk,
            r#"applyChanges(changes: [
                { updateEvent: { event: { slug: "nie" }, input: { place: "Erfurt" } } }
                { updateInitiative: { initiative: { slug: "buendnis" }, input: { name: { de: " " } } } }
            ]) { revision }"#,
            &[
                ("NOT_FOUND", "changes[0].updateEvent.event.slug", "nie"),
                ("INVALID_INPUT", "changes[1].updateInitiative.input.name.de", "empty"),
            ],
        );
        let done = desk.data(&format!("mutation {{ {} }}", steps(1)));
        assert_eq!(done["applyChanges"]["changes"].as_array().unwrap().len(), 6);
        let found = desk.data(
            r#"{ organisation(slug: "ig-metall") { parent { slug } } event(slug: "auftakt") { place } state(code: TH) { coverage }
                initiative(slug: "buendnis") { status participations { nodes { role } } } }"#,
        );
        assert_eq!(
            found,
            json!({ "organisation": { "parent": { "slug": "dgb" } }, "event": { "place": "Erfurt" }, "state": { "coverage": "DOCUMENTED" },
                "initiative": { "status": "ACTIVE", "participations": { "nodes": [{ "role": "LEAD" }] } } })
        );
    });
}

#[test]
fn only_editors_edit() {
    every_back_end(|back_end| {
        let desk = Desk::new(back_end);
        let create = r#"mutation { createOrganisation(input: { name: { de: "X" }, kind: OTHER }) { revision } }"#;
        for (viewer, code) in [(None, "UNAUTHENTICATED"), (Some(Role::Reader), "FORBIDDEN")] {
            assert_eq!(errors(&desk.ask(viewer, create, json!({})))[0].0, code);
            assert_eq!(desk.revision(), 0);
        }
        for role in [Role::Editor, Role::Admin] {
            let answer = desk.ask(Some(role), create, json!({}));
            assert_eq!(answer.get("errors"), None, "{answer}");
        }
        assert_eq!(desk.revision(), 2);
    });
}

#[test]
fn mutations_of_one_request_are_done_in_order_and_each_answers_its_own_revision() {
    every_back_end(|back_end| {
        let desk = Desk::new(back_end);
        let answer = desk.data(
            r#"mutation {
                a: createOrganisation(input: { slug: "a", name: { de: "A" }, kind: OTHER }) { revision organisation { name } }
                b: updateOrganisation(organisation: { slug: "a" }, input: { name: { de: "B" } }) { revision organisation { name } }
                c: deleteOrganisation(organisation: { slug: "a" }) { revision }
            }"#,
        );
        let expected = json!({
            "a": { "revision": 1, "organisation": { "name": "A" } },
            "b": { "revision": 2, "organisation": { "name": "B" } },
            "c": { "revision": 3 },
        });
        assert_eq!(answer, expected);
    });
}
