//! Two organisations made one.

use serde_json::json;

use crate::{
    desk::{Desk, check_refused},
    support::back_end::{BackEnd, every_back_end},
};

/// The IG Metall entered twice, the second time with a branch, and both linked to the alliance as members.
fn twice(back_end: &BackEnd) -> Desk {
    let desk = Desk::furnished(back_end);
    desk.data(
        r#"mutation { applyChanges(changes: [
            { createOrganisation: { slug: "igm", name: { de: "Industriegewerkschaft Metall", en: "Metalworkers" }, shortName: "IGM",
                aliases: ["IG Metall"], kind: TRADE_UNION, website: "https://www.igmetall.de", sources: [{ title: "Liste" }] } }
            { createOrganisation: { slug: "igm-kueste", name: { de: "IGM Küste" }, kind: TRADE_UNION, parent: { slug: "igm" } } }
            { createInitiative: { slug: "dialog", name: { de: "Dialog" }, kind: DIALOGUE, states: [HH] } }
            { addParticipation: { initiative: { slug: "buendnis" }, organisation: { slug: "ig-metall" }, role: MEMBER, since: "2016" } }
            { addParticipation: { initiative: { slug: "buendnis" }, organisation: { slug: "igm" }, role: MEMBER, since: "2015", headcount: 3, note: "laut Liste" } }
            { addParticipation: { initiative: { slug: "buendnis" }, organisation: { slug: "igm" }, role: INITIATOR } }
            { addParticipation: { initiative: { slug: "dialog" }, organisation: { slug: "igm" }, role: LEAD } }
        ]) { revision } }"#,
    );
    desk
}

const MERGE: &str = r#"mutation { mergeOrganisations(keep: { slug: "ig-metall" }, absorb: { slug: "igm" })
    { revision organisation { slug version aliases website sources { title } formerly { slug } children { slug } initiatives { nodes { slug } } } } }"#;

#[test]
fn links_children_and_names_move_and_double_links_become_one() {
    every_back_end(|back_end| {
        let desk = twice(back_end);
        let links = r#"{ organisation(slug: "igm") { participations { nodes { id role } } } }"#;
        let before = desk.data(links)["organisation"]["participations"]["nodes"].clone();
        let merged = desk.data(MERGE)["mergeOrganisations"].clone();
        assert_eq!(merged["revision"], 3);
        let expected = json!({
            "slug": "ig-metall", "version": 2, "website": "https://www.igmetall.de", "sources": [{ "title": "Liste" }],
            "aliases": ["Industriegewerkschaft Metall", "Metalworkers", "IGM"],
            "formerly": [{ "slug": "igm" }],
            "children": [{ "slug": "ig-metall-bezirk-mitte" }, { "slug": "igm-kueste" }],
            "initiatives": { "nodes": [{ "slug": "buendnis" }, { "slug": "dialog" }] },
        });
        assert_eq!(merged["organisation"], expected);
        let after = desk.data(
            r#"{ organisation(slug: "ig-metall") { participations { nodes { id role since headcount note } } } }"#,
        );
        let after = after["organisation"]["participations"]["nodes"].as_array().unwrap().clone();
        let roles: Vec<_> = after.iter().map(|link| link["role"].as_str().unwrap()).collect();
        assert_eq!(roles, ["INITIATOR", "LEAD", "MEMBER"]);
        // What moved is the same link; of the two that were one, each says what only it said.
        assert_eq!((&after[0]["id"], &after[1]["id"]), (&before[0]["id"], &before[1]["id"]));
        let member = json!({ "since": "2016", "headcount": 3, "note": "laut Liste" });
        assert_eq!(
            json!({ "since": after[2]["since"], "headcount": after[2]["headcount"], "note": after[2]["note"] }),
            member
        );
        let left = desk.data("{ statistics { organisations participations } }");
        assert_eq!(left["statistics"], json!({ "organisations": 3, "participations": 4 }));
    });
}

#[test]
fn the_old_id_and_slug_lead_to_the_one_that_stayed() {
    every_back_end(|back_end| {
        let desk = twice(back_end);
        let id = desk.data(r#"{ organisation(slug: "igm") { id } }"#)["organisation"]["id"].clone();
        desk.data(MERGE);
        let found = desk.data(&format!(
            r#"{{ a: organisation(id: {id}) {{ slug }} b: organisation(slug: "igm") {{ slug }} c: node(id: {id}) {{ ... on Organisation {{ slug }} }}
                 d: nodes(ids: [{id}]) {{ ... on Organisation {{ slug }} }} e: initiatives(filter: {{ participants: ["igm"] }}) {{ totalCount }} }}"#
        ));
        let here = json!({ "slug": "ig-metall" });
        assert_eq!(found, json!({ "a": here, "b": here, "c": here, "d": [here], "e": { "totalCount": 2 } }));
        // Also in edits, and through another merge.
        desk.data(&format!(
            "mutation {{ updateOrganisation(organisation: {{ id: {id} }}, input: {{ state: HE }}) {{ revision }} }}"
        ));
        desk.data(
            r#"mutation { createOrganisation(input: { slug: "metall", name: { de: "Metall" }, kind: TRADE_UNION }) { revision }
                mergeOrganisations(keep: { slug: "metall" }, absorb: { slug: "igm" }) { organisation { formerly { slug } } } }"#,
        );
        let found = desk.data(&format!(r#"{{ a: organisation(id: {id}) {{ slug state {{ code }} formerly {{ slug }} }} b: organisation(slug: "ig-metall") {{ slug }} }}"#));
        assert_eq!(found["b"]["slug"], "metall");
        assert_eq!(
            found["a"],
            json!({ "slug": "metall", "state": null, "formerly": [{ "slug": "ig-metall" }, { "slug": "igm" }] })
        );
        let history = desk.data(&format!("{{ history(of: {id}) {{ nodes {{ action subjectType }} }} }}"));
        assert_eq!(history["history"]["nodes"][0]["action"], "MERGED");
    });
}

#[test]
fn a_former_slug_is_nobody_elses() {
    every_back_end(|back_end| {
        let desk = twice(back_end);
        desk.data(MERGE);
        check_refused(
            &desk,
            r#"createOrganisation(input: { slug: "igm", name: { de: "Andere" }, kind: OTHER }) { revision }"#,
            &[("INVALID_INPUT", "input.slug", "merged")],
        );
        let made = desk.data(
            r#"mutation { createOrganisation(input: { name: { de: "IGM" }, kind: OTHER }) { organisation { slug } } }"#,
        );
        assert_eq!(made["createOrganisation"]["organisation"]["slug"], "igm-2");
        // The one that stayed may bear it.
        desk.data(
            r#"mutation { updateOrganisation(organisation: { slug: "ig-metall" }, input: { slug: "igm" }) { revision } }"#,
        );
        assert_eq!(desk.data(r#"{ organisation(slug: "igm") { slug } }"#)["organisation"]["slug"], "igm");
    });
}

#[test]
fn a_branch_that_swallows_its_umbrella_takes_its_place() {
    every_back_end(|back_end| {
        let desk = twice(back_end);
        desk.data(
            r#"mutation { mergeOrganisations(keep: { slug: "igm-kueste" }, absorb: { slug: "igm" }) { revision } }"#,
        );
        let found = desk.data(r#"{ organisation(slug: "igm") { slug parent { slug } children { slug } } }"#);
        assert_eq!(found["organisation"], json!({ "slug": "igm-kueste", "parent": null, "children": [] }));
    });
}

#[test]
fn what_cannot_be_merged_is_refused_by_argument() {
    every_back_end(|back_end| {
        let desk = twice(back_end);
        for (merge, expected) in [
            (
                r#"mergeOrganisations(keep: { slug: "igm" }, absorb: { slug: "igm" }) { revision }"#,
                &[("INVALID_INPUT", "absorb", "to be kept")][..],
            ),
            (
                r#"mergeOrganisations(keep: { slug: "nie" }, absorb: { id: "ini_x" }) { revision }"#,
                &[("NOT_FOUND", "keep.slug", "nie"), ("INVALID_INPUT", "absorb.id", "not an id")],
            ),
        ] {
            check_refused(&desk, merge, expected);
        }
    });
}

#[test]
fn a_merge_is_undone_with_all_that_it_moved() {
    every_back_end(|back_end| {
        let desk = twice(back_end);
        let all = r#"{ organisations { nodes { id slug aliases website formerly { slug } parent { slug } children { slug } sources { title }
            participations { nodes { id role since headcount note initiative { slug } } } } } }"#;
        let before = desk.data(all);
        desk.data(MERGE);
        assert_ne!(desk.data(all), before);
        let reverted =
            desk.data("mutation { revert(revision: 3) { revision dryRun changes { action } } }")["revert"].clone();
        assert_eq!((&reverted["revision"], &reverted["dryRun"]), (&json!(4), &json!(false)));
        assert!(
            reverted["changes"].as_array().unwrap().iter().all(|change| change["action"] == "REVERTED"),
            "{reverted}"
        );
        assert_eq!(desk.data(all), before);
        // And done again.
        desk.data("mutation { revert(revision: 4) { revision } }");
        assert_eq!(desk.data(r#"{ organisation(slug: "igm") { slug } }"#)["organisation"]["slug"], "ig-metall");
    });
}
