//! What is answered: every field of every type, and every way to ask for a part of a list.

use std::sync::Arc;

use buendnis::{
    model::{EventId, InitiativeId, NodeId, OrganisationId, ParticipationId},
    register::Step,
    schema::{Role, Viewer, schema},
};
use serde_json::{Value, json};

use crate::{api::Api, register::api};

/// Checks that each query is answered with this data and no error.
fn check<'a>(queries: impl IntoIterator<Item = (&'a str, Value)>) {
    let api = api();
    for (query, expected) in queries {
        let found = api.data(query);
        assert!(found == expected, "{query}\nexpected {expected}\n   found {found}");
    }
}

#[test]
fn every_field_of_an_initiative() {
    check([
        (
            "{ initiative(slug: \"dialog\") {
                id slug name en: name(language: EN) aliases kind status summary summaryEn: summary(language: EN) topics
                states { code } region startedOn endedOn website parent { slug } children { slug } predecessor { slug }
                successors { slug } version createdAt updatedAt
                figures { label en: label(language: EN) value qualifier }
                people { name function en: function(language: EN) }
                sources { title section url retrievedOn }
                unions: involvement(of: TRADE_UNION) government: involvement(of: GOVERNMENT)
                university: involvement(of: UNIVERSITY) council: involvement(of: CHAMBER)
            } }",
            json!({ "initiative": {
                "id": InitiativeId::from_u128(0x11).to_string(),
                "slug": "dialog",
                "name": "Dialog Industrie",
                "en": "Industry Dialogue",
                "aliases": ["Industriedialog"],
                "kind": "DIALOGUE",
                "status": "ACTIVE",
                "summary": "Man redet über Größe. 🏭",
                "summaryEn": "They talk about size. 🏭",
                "topics": ["Fachkräfte", "Übergänge"],
                "states": [{ "code": "BW" }, { "code": "HE" }],
                "region": "Bodensee",
                "startedOn": "2014-22",
                "endedOn": null,
                "website": "https://dialog.example.org/",
                "parent": null,
                "children": [{ "slug": "woche" }],
                "predecessor": { "slug": "allianz" },
                "successors": [],
                "version": 1,
                "createdAt": "2026-01-15T12:00:00Z",
                "updatedAt": "2026-01-15T12:00:00Z",
                "figures": [
                    { "label": "Betriebe", "en": "Companies", "value": 360, "qualifier": "mindestens" },
                    { "label": "Saldo", "en": "Saldo", "value": -5, "qualifier": null },
                ],
                "people": [
                    { "name": "Erika Mustermann", "function": "Ministerin", "en": "Minister" },
                    { "name": "Zoë Łukasz", "function": null, "en": null },
                ],
                "sources": [{
                    "title": "Regionale Industriepolitik",
                    "section": "Kapitel 3",
                    "url": "https://www.example.org/studie",
                    "retrievedOn": "2016-03-01",
                }],
                "unions": "SUPPORTING",
                "government": "PARTICIPATING",
                "university": "ABSENT",
                "council": "UNKNOWN",
            } }),
        ),
        (
            "{ initiative(slug: \"allianz\") {
                name(language: EN) aliases summary(language: EN) topics region endedOn website successors { slug }
                figures { value } people { name } sources { title } involvement(of: ASSOCIATION)
            } }",
            json!({ "initiative": {
                "name": "Änderungsbündnis",
                "aliases": [],
                "summary": null,
                "topics": ["Fachkräfte"],
                "region": null,
                "endedOn": "2012-03~",
                "website": null,
                "successors": [{ "slug": "dialog" }],
                "figures": [],
                "people": [],
                "sources": [],
                "involvement": "UNKNOWN",
            } }),
        ),
    ]);
}

#[test]
fn every_field_of_an_organisation() {
    check([
        (
            "{ organisation(slug: \"ig-metall\") {
                id slug name en: name(language: EN) shortName aliases kind collective state { code } website
                parent { slug } children { slug } sources { title section url retrievedOn } version createdAt updatedAt
                participations { totalCount } initiatives { nodes { slug } }
            } }",
            json!({ "organisation": {
                "id": OrganisationId::from_u128(0x21).to_string(),
                "slug": "ig-metall",
                "name": "IG Metall",
                "en": "Metalworkers’ Union",
                "shortName": "IGM",
                "aliases": ["Industriegewerkschaft Metall", "IG-Metall"],
                "kind": "TRADE_UNION",
                "collective": false,
                "state": null,
                "website": "https://www.igmetall.de/",
                "parent": null,
                "children": [{ "slug": "ig-metall-bw" }],
                "sources": [{
                    "title": "Regionale Industriepolitik",
                    "section": "Kapitel 3",
                    "url": "https://www.example.org/studie",
                    "retrievedOn": "2016-03-01",
                }],
                "version": 1,
                "createdAt": "2026-01-15T12:00:00Z",
                "updatedAt": "2026-01-15T12:00:00Z",
                "participations": { "totalCount": 1 },
                "initiatives": { "nodes": [{ "slug": "dialog" }] },
            } }),
        ),
        (
            "{ organisation(slug: \"aerzteverband\") {
                name(language: EN) shortName aliases website state { name } version createdAt updatedAt
            } }",
            json!({ "organisation": {
                "name": "Ärzteverband",
                "shortName": "ÄV",
                "aliases": [],
                "website": null,
                "state": { "name": "Hessen" },
                "version": 2,
                "createdAt": "2026-01-15T12:00:00Z",
                "updatedAt": "2026-01-15T12:00:01Z",
            } }),
        ),
        (
            "{ organisation(slug: \"betriebe\") { collective } branch: organisation(slug: \"ig-metall-bw\") { parent { slug } } }",
            json!({ "organisation": { "collective": true }, "branch": { "parent": { "slug": "ig-metall" } } }),
        ),
        (
            "{ organisation(slug: \"ministerium\") {
                participations { nodes { role initiative { slug } } }
                chairs: participations(roles: [CHAIR]) { nodes { role } totalCount }
                initiatives(orderBy: { field: NAME, direction: DESC }) { nodes { slug } }
                planned: initiatives(filter: { statuses: PLANNED }) { nodes { slug } totalCount }
            } }",
            json!({ "organisation": {
                "participations": { "nodes": [
                    { "role": "INITIATOR", "initiative": { "slug": "dialog" } },
                    { "role": "LEAD", "initiative": { "slug": "woche" } },
                    { "role": "CHAIR", "initiative": { "slug": "dialog" } },
                ] },
                "chairs": { "nodes": [{ "role": "CHAIR" }], "totalCount": 1 },
                "initiatives": { "nodes": [{ "slug": "woche" }, { "slug": "dialog" }] },
                "planned": { "nodes": [{ "slug": "woche" }], "totalCount": 1 },
            } }),
        ),
    ]);
}

#[test]
fn every_field_of_a_participation() {
    check([(
        "{ initiative(slug: \"dialog\") { participations {
            totalCount
            nodes {
                id initiative { slug } organisation { slug } role formal since until headcount note sources { title }
                version
            }
        }
        some: participations(roles: [MEMBER, INITIATOR], kinds: COMPANY) { nodes { organisation { slug } } } } }",
        json!({ "initiative": {
            "participations": { "totalCount": 4, "nodes": [
                {
                    "id": ParticipationId::from_u128(0x31).to_string(),
                    "initiative": { "slug": "dialog" },
                    "organisation": { "slug": "ministerium" },
                    "role": "INITIATOR",
                    "formal": true,
                    "since": null,
                    "until": null,
                    "headcount": null,
                    "note": null,
                    "sources": [],
                    "version": 1,
                },
                {
                    "id": ParticipationId::from_u128(0x34).to_string(),
                    "initiative": { "slug": "dialog" },
                    "organisation": { "slug": "ministerium" },
                    "role": "CHAIR",
                    "formal": true,
                    "since": null,
                    "until": null,
                    "headcount": null,
                    "note": null,
                    "sources": [],
                    "version": 1,
                },
                {
                    "id": ParticipationId::from_u128(0x33).to_string(),
                    "initiative": { "slug": "dialog" },
                    "organisation": { "slug": "betriebe" },
                    "role": "MEMBER",
                    "formal": true,
                    "since": null,
                    "until": null,
                    "headcount": null,
                    "note": null,
                    "sources": [],
                    "version": 1,
                },
                {
                    "id": ParticipationId::from_u128(0x32).to_string(),
                    "initiative": { "slug": "dialog" },
                    "organisation": { "slug": "ig-metall" },
                    "role": "SUPPORTER",
                    "formal": false,
                    "since": "2014-22",
                    "until": "2016",
                    "headcount": 3,
                    "note": "Nur am Anfang.",
                    "sources": [{ "title": "Regionale Industriepolitik" }],
                    "version": 1,
                },
            ] },
            "some": { "nodes": [{ "organisation": { "slug": "betriebe" } }] },
        } }),
    )]);
}

#[test]
fn every_field_of_an_event() {
    check([(
        "{ full: event(slug: \"auftakt\") { ...F } bare: event(slug: \"woche-2017\") { ...F } }
        fragment F on Event {
            id slug name en: name(language: EN) initiative { slug } state { code } place startsOn endsOn attendance version
        }",
        json!({
            "full": {
                "id": EventId::from_u128(0x41).to_string(),
                "slug": "auftakt",
                "name": "Auftakt",
                "en": "Opening",
                "initiative": { "slug": "dialog" },
                "state": { "code": "BW" },
                "place": "Tübingen",
                "startsOn": "2014-07-01",
                "endsOn": "2014-07-02",
                "attendance": 120,
                "version": 1,
            },
            "bare": {
                "id": EventId::from_u128(0x43).to_string(),
                "slug": "woche-2017",
                "name": "Woche 2017",
                "en": "Woche 2017",
                "initiative": { "slug": "woche" },
                "state": null,
                "place": null,
                "startsOn": "2017-06-19",
                "endsOn": null,
                "attendance": null,
                "version": 1,
            },
        }),
    )]);
}

#[test]
fn every_field_of_a_state() {
    check([
        (
            "{ state(code: BW) {
                id code iso name en: name(language: EN) coverage summary summaryEn: summary(language: EN)
                initiatives { nodes { slug } }
                running: initiatives(filter: { statuses: [ACTIVE] }, orderBy: { field: NAME, direction: DESC }) { nodes { slug } }
                organisations { nodes { slug } }
                seated: organisations(filter: { seatedIn: BW, collective: false }) { nodes { slug } }
            } }",
            json!({ "state": {
                "id": "sta_bw",
                "code": "BW",
                "iso": "DE-BW",
                "name": "Baden-Württemberg",
                "en": "Baden-Württemberg",
                "coverage": "DOCUMENTED",
                "summary": "Viel Dialog.",
                "summaryEn": "Much dialogue.",
                "initiatives": { "nodes": [{ "slug": "dialog" }, { "slug": "woche" }] },
                "running": { "nodes": [{ "slug": "dialog" }] },
                "organisations": { "nodes": [
                    { "slug": "betriebe" }, { "slug": "ig-metall" }, { "slug": "ig-metall-bw" }, { "slug": "ministerium" },
                ] },
                "seated": { "nodes": [{ "slug": "ig-metall-bw" }, { "slug": "ministerium" }] },
            } }),
        ),
        (
            "{ he: state(code: HE) { summary(language: EN) } th: state(code: TH) { coverage summary name(language: EN) } }",
            json!({
                "he": { "summary": "Ein Bündnis." },
                "th": { "coverage": "NO_FINDINGS", "summary": null, "name": "Thuringia" },
            }),
        ),
    ]);
}

#[test]
fn the_states_come_by_their_german_names() {
    let states = api().data("{ states { code name } }");
    let codes: Vec<_> =
        states["states"].as_array().unwrap().iter().map(|state| state["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]);
}

#[test]
fn german_is_spoken_unless_another_language_is_asked_for() {
    check([(
        "{ initiative(slug: \"dialog\") {
            none: name null: name(language: null) de: name(language: DE) en: name(language: EN)
            figures { null: label(language: null) }
        } }",
        json!({ "initiative": {
            "none": "Dialog Industrie",
            "null": "Dialog Industrie",
            "de": "Dialog Industrie",
            "en": "Industry Dialogue",
            "figures": [{ "null": "Betriebe" }, { "null": "Saldo" }],
        } }),
    )]);
}

#[test]
fn records_are_found_by_id_and_by_slug() {
    let (initiative, event) = (InitiativeId::from_u128(0x12), EventId::from_u128(0x42));
    let union = OrganisationId::from_u128(0x21);
    let missing = InitiativeId::from_u128(0x99);
    let query = format!(
        "{{ a: initiative(id: \"{initiative}\") {{ slug }} b: organisation(id: \"{union}\", slug: null) {{ slug }}
            c: event(id: \"{event}\") {{ slug }} d: initiative(id: \"{missing}\") {{ slug }}
            e: initiative(slug: \"gibt-es-nicht\") {{ slug }} f: organisation(slug: \"dialog\") {{ slug }}
            g: event(id: null, slug: \"messe\") {{ slug }} h: initiative(slug: \"Dialog\") {{ slug }} }}"
    );
    check([(
        query.as_str(),
        json!({
            "a": { "slug": "woche" }, "b": { "slug": "ig-metall" }, "c": { "slug": "messe" }, "d": null, "e": null,
            "f": null, "g": { "slug": "messe" }, "h": null,
        }),
    )]);
}

#[test]
fn a_node_is_a_record_of_any_type() {
    let ids = [
        NodeId::Event(EventId::from_u128(0x41)),
        NodeId::Participation(ParticipationId::from_u128(0x99)),
        "sta_he".parse().unwrap(),
        NodeId::Participation(ParticipationId::from_u128(0x32)),
        NodeId::Organisation(OrganisationId::from_u128(0x26)),
        NodeId::Initiative(InitiativeId::from_u128(0x11)),
        "sta_he".parse().unwrap(),
    ]
    .map(|id| id.to_string());
    let query = format!(
        "{{ nodes(ids: {ids:?}) {{
            __typename
            ... on State {{ code }} ... on Initiative {{ kind }} ... on Organisation {{ kind }}
            ... on Participation {{ role }} ...E
        }}
        node(id: \"{}\") {{ id __typename }} gone: node(id: \"{}\") {{ id }} none: nodes(ids: []) {{ id }} }}
        fragment E on Event {{ slug }}",
        ids[5], ids[1]
    );
    check([(
        query.as_str(),
        json!({
            "nodes": [
                { "__typename": "Event", "slug": "auftakt" },
                null,
                { "__typename": "State", "code": "HE" },
                { "__typename": "Participation", "role": "SUPPORTER" },
                { "__typename": "Organisation", "kind": "RESEARCH" },
                { "__typename": "Initiative", "kind": "DIALOGUE" },
                { "__typename": "State", "code": "HE" },
            ],
            "node": { "id": ids[5], "__typename": "Initiative" },
            "gone": null,
            "none": [],
        }),
    )]);
}

#[test]
fn fields_come_in_the_order_asked_for() {
    let text = |query: &str| api().post(&json!({ "query": query })).text().to_owned();
    assert_eq!(text("{ b: revision a: revision __typename }"), r#"{"data":{"b":2,"a":2,"__typename":"Query"}}"#);
    assert_eq!(
        text("{ state(code: TH) { name ...F code } } fragment F on State { iso name coverage }"),
        r#"{"data":{"state":{"name":"Thüringen","iso":"DE-TH","coverage":"NO_FINDINGS","code":"TH"}}}"#
    );
    // Whatever has to wait, for the store or for the index, others do not take its place.
    for query in [
        "{ changes(first: 0) { totalCount } revision }",
        "{ ...F } fragment F on Query { search(text: \"x\") { totalCount } revision }",
        "{ suggest(text: \"x\") { __typename } revision }",
        "{ duplicateCandidates { score } revision }",
        "{ initiatives(filter: { text: \"x\" }) { totalCount } revision }",
    ] {
        assert!(text(query).ends_with(r#""revision":2}}"#), "{query}: {}", text(query));
    }
    // Fragments on other types have no say in it.
    for query in [
        "{ state(code: TH) { history(first: 0) { totalCount } code } }",
        "{ node(id: \"sta_th\") { ... on Organisation { code: slug } ... on State { history(first: 0) { totalCount } code } } }",
    ] {
        assert!(text(query).ends_with(r#""code":"TH"}}}"#), "{query}: {}", text(query));
    }
}

#[test]
fn skip_and_include_leave_fields_out() {
    check([(
        "{ revision @skip(if: true) state(code: TH) { code @include(if: false) iso @include(if: true) } }",
        json!({ "state": { "iso": "DE-TH" } }),
    )]);
}

#[test]
fn a_connection_has_its_shape() {
    let page = api().data(
        "{ organisations(first: 2) { totalCount nodes { slug } edges { cursor node { slug } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }",
    );
    let page = &page["organisations"];
    assert_eq!(page["totalCount"], 6);
    assert_eq!(page["nodes"], json!([{ "slug": "aerzteverband" }, { "slug": "betriebe" }]));
    assert_eq!(page["edges"][1]["node"], page["nodes"][1]);
    assert_eq!(page["pageInfo"]["startCursor"], page["edges"][0]["cursor"]);
    assert_eq!(page["pageInfo"]["endCursor"], page["edges"][1]["cursor"]);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    assert_eq!(page["pageInfo"]["hasPreviousPage"], false);
}

#[test]
fn an_empty_page_knows_where_it_stands() {
    let info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    let query = format!(
        "{{ organisations(first: 0) {{ totalCount nodes {{ slug }} edges {{ cursor }} {info} }}
            initiatives(filter: {{ states: [] }}) {{ totalCount nodes {{ slug }} edges {{ cursor }} {info} }} }}"
    );
    let page = |total, next| {
        json!({ "totalCount": total, "nodes": [], "edges": [], "pageInfo": {
            "hasNextPage": next, "hasPreviousPage": false, "startCursor": null, "endCursor": null,
        } })
    };
    check([(query.as_str(), json!({ "organisations": page(6, true), "initiatives": page(0, false) }))]);
}

/// The slugs of all pages of a list, and the number of pages.
fn pages(api: &Api, list: &str, (size, cursor, has, at): (&str, &str, &str, &str)) -> (Vec<Vec<String>>, usize) {
    let mut pages = Vec::new();
    let mut place = String::new();
    loop {
        let arguments = format!("{size}{place}");
        let query = list.replace("PAGE", &arguments);
        let page = api.data(&query)["page"].take();
        let slugs = page["nodes"].as_array().unwrap().iter();
        pages.push(slugs.map(|node| node["slug"].as_str().unwrap().to_owned()).collect());
        if page["pageInfo"][has] == false {
            let count = pages.len();
            return (pages, count);
        }
        place = format!(", {cursor}: {}", page["pageInfo"][at]);
    }
}

const FORWARD: (&str, &str, &str, &str) = ("first: 2", "after", "hasNextPage", "endCursor");
const BACKWARD: (&str, &str, &str, &str) = ("last: 2", "before", "hasPreviousPage", "startCursor");

#[test]
fn pages_backward_are_pages_forward() {
    let info = "nodes { slug } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    for list in [
        "page: organisations(PAGE)",
        "page: organisations(orderBy: { field: INITIATIVE_COUNT, direction: DESC }, PAGE)",
        "page: organisations(filter: { not: { kinds: [RESEARCH] } }, PAGE)",
        "page: initiatives(orderBy: { field: STARTED_ON, direction: DESC }, PAGE)",
        "page: events(PAGE)",
    ] {
        let api = api();
        let list = format!("{{ {list} {{ {info} }} }}");
        let (forward, count) = pages(&api, &list, FORWARD);
        let (mut backward, _) = pages(&api, &list, BACKWARD);
        backward.reverse();
        assert_eq!(forward.concat(), backward.concat(), "{list}");
        assert!(count >= 2, "{list} has one page only");
        assert!(forward.iter().rev().skip(1).all(|page| page.len() == 2), "{forward:?}");
        assert!(backward.iter().skip(1).all(|page| page.len() == 2), "{backward:?}");
    }
}

#[test]
fn orders() {
    let slugs = |list: &str, order: &str| {
        let data = api().data(&format!("{{ page: {list}(orderBy: {order}) {{ nodes {{ slug }} }} }}"));
        let nodes = data["page"]["nodes"].as_array().unwrap().iter();
        nodes.map(|node| node["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    for (list, order, expected) in [
        // Ä sorts beside A: before B, before D.
        ("organisations", "null", "aerzteverband betriebe ig-metall ig-metall-bw ministerium zuse-institut"),
        ("organisations", "{ field: NAME }", "aerzteverband betriebe ig-metall ig-metall-bw ministerium zuse-institut"),
        (
            "organisations",
            "{ field: NAME, direction: DESC }",
            "zuse-institut ministerium ig-metall-bw ig-metall betriebe aerzteverband",
        ),
        (
            "organisations",
            "{ field: UPDATED_AT, direction: ASC }",
            "betriebe ig-metall ig-metall-bw ministerium zuse-institut aerzteverband",
        ),
        (
            "organisations",
            "{ field: INITIATIVE_COUNT }",
            "zuse-institut aerzteverband betriebe ig-metall ig-metall-bw ministerium",
        ),
        ("initiatives", "{ field: NAME }", "allianz dialog woche"),
        ("initiatives", "{ field: STARTED_ON }", "allianz dialog woche"),
        ("initiatives", "{ field: STARTED_ON, direction: DESC }", "woche dialog allianz"),
        ("initiatives", "{ field: UPDATED_AT, direction: DESC }", "woche dialog allianz"),
        ("initiatives", "{ field: PARTICIPATION_COUNT, direction: DESC }", "dialog woche allianz"),
    ] {
        assert_eq!(slugs(list, order), expected, "{list} by {order}");
    }
}

#[test]
fn a_cursor_survives_the_record_it_was_taken_from() {
    let api = api();
    let first = api.data("{ organisations(first: 2, filter: { minInitiatives: 0 }) { pageInfo { endCursor } } }");
    let cursor = &first["organisations"]["pageInfo"]["endCursor"];
    let rest = format!("{{ organisations(after: {cursor}) {{ nodes {{ slug }} pageInfo {{ hasPreviousPage }} }} }}");
    let before = api.data(&rest);
    let companies = NodeId::Organisation(OrganisationId::from_u128(0x25));
    let membership = NodeId::Participation(ParticipationId::from_u128(0x33));
    api.change([Step::Delete(companies), Step::Delete(membership)]);
    assert_eq!(api.data("{ organisation(slug: \"betriebe\") { id } }"), json!({ "organisation": null }));
    assert_eq!(api.data(&rest), before);
    let nodes = before["organisations"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.first(), Some(&json!({ "slug": "ig-metall" })));
}

#[test]
fn filters_of_initiatives() {
    let api = api();
    let igm = OrganisationId::from_u128(0x21);
    for (filter, expected) in [
        ("null".to_owned(), "allianz dialog woche"),
        ("{}".into(), "allianz dialog woche"),
        ("{ states: null, kinds: null, text: null, and: null, or: null, not: null }".into(), "allianz dialog woche"),
        ("{ states: [HE] }".into(), "allianz dialog"),
        ("{ states: HE }".into(), "allianz dialog"),
        ("{ states: [] }".into(), ""),
        ("{ states: [HE, BW], kinds: [EVENT_SERIES, ALLIANCE] }".into(), "allianz woche"),
        ("{ statuses: [PLANNED, UNKNOWN] }".into(), "woche"),
        ("{ topics: [\"fachkraefte\"] }".into(), "allianz dialog"),
        ("{ topics: [\"ÜBERGÄNGE\"] }".into(), "dialog"),
        ("{ topics: [\"Fach\"] }".into(), ""),
        ("{ participants: [\"ig-metall\", \"ig-metall-bw\"] }".into(), "dialog woche"),
        (format!("{{ participants: [\"{igm}\"] }}"), "dialog"),
        ("{ participantKinds: [ASSOCIATION] }".into(), "allianz"),
        ("{ involvement: { of: TRADE_UNION, is: [PARTICIPATING] } }".into(), "woche"),
        ("{ involvement: { of: TRADE_UNION, is: [SUPPORTING, UNKNOWN] } }".into(), "allianz dialog"),
        ("{ involvement: { of: UNIVERSITY, is: ABSENT } }".into(), "dialog"),
        ("{ activeOn: \"2011\" }".into(), "allianz woche"),
        ("{ activeOn: \"2014-08-31\" }".into(), "dialog woche"),
        ("{ startedFrom: \"2010-06\" }".into(), "allianz dialog"),
        ("{ startedFrom: \"2014\", startedTo: \"2014\" }".into(), "dialog"),
        ("{ startedTo: \"2014-05-31\" }".into(), "allianz"),
        ("{ minParticipations: 2 }".into(), "dialog woche"),
        ("{ minParticipations: 0 }".into(), "allianz dialog woche"),
        ("{ text: \"grosse bodensee\" }".into(), "dialog"),
        ("{ text: \"GRÖSSE bodensee\" }".into(), "dialog"),
        ("{ text: \"buendnis\" }".into(), "allianz"),
        ("{ text: \"🏭\" }".into(), "dialog"),
        ("{ and: [{ states: BW }, { states: HE }] }".into(), "dialog"),
        ("{ or: [{ kinds: ALLIANCE }] }".into(), "allianz"),
        ("{ or: [] }".into(), ""),
        ("{ and: [] }".into(), "allianz dialog woche"),
        ("{ not: { states: BW } }".into(), "allianz"),
        ("{ not: {} }".into(), ""),
    ] {
        let data = api.data(&format!("{{ initiatives(filter: {filter}) {{ totalCount nodes {{ slug }} }} }}"));
        let slugs = slugs(&data["initiatives"]);
        assert_eq!(slugs, expected, "{filter}");
        assert_eq!(data["initiatives"]["totalCount"], slugs.split_whitespace().count(), "{filter}");
    }
}

fn slugs(page: &Value) -> String {
    let nodes = page["nodes"].as_array().unwrap().iter();
    nodes.map(|node| node["slug"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[test]
fn filters_of_organisations() {
    let api = api();
    for (filter, expected) in [
        ("{}", "aerzteverband betriebe ig-metall ig-metall-bw ministerium zuse-institut"),
        ("{ kinds: [TRADE_UNION, RESEARCH] }", "ig-metall ig-metall-bw zuse-institut"),
        ("{ seatedIn: [HE] }", "aerzteverband"),
        ("{ activeIn: [HE] }", "aerzteverband betriebe ig-metall ministerium"),
        ("{ collective: true }", "betriebe"),
        ("{ collective: null }", "aerzteverband betriebe ig-metall ig-metall-bw ministerium zuse-institut"),
        ("{ minInitiatives: 2 }", "ministerium"),
        ("{ text: \"IGM\" }", "ig-metall ig-metall-bw"),
        ("{ text: \"aerzte\" }", "aerzteverband"),
        ("{ and: [{ kinds: TRADE_UNION }, { not: { seatedIn: BW } }] }", "ig-metall"),
        ("{ or: [{ minInitiatives: 2 }, { kinds: RESEARCH }] }", "ministerium zuse-institut"),
    ] {
        let data = api.data(&format!("{{ organisations(filter: {filter}) {{ nodes {{ slug }} }} }}"));
        assert_eq!(slugs(&data["organisations"]), expected, "{filter}");
    }
}

#[test]
fn filters_of_events() {
    let api = api();
    for (arguments, expected) in [
        ("first: 9", "auftakt messe woche-2017"),
        ("states: null, from: null, to: null", "auftakt messe woche-2017"),
        ("states: [BW]", "auftakt messe woche-2017"),
        ("states: HE", "messe"),
        ("states: []", ""),
        ("from: \"2014-07-02\"", "auftakt messe woche-2017"),
        ("from: \"2014-07-03\"", "messe woche-2017"),
        ("to: \"2014\"", "auftakt"),
        ("from: \"2017-06\", to: \"2017-06\"", "messe woche-2017"),
        ("last: 1", "woche-2017"),
    ] {
        let data = api.data(&format!("{{ events({arguments}) {{ nodes {{ slug }} }} }}"));
        assert_eq!(slugs(&data["events"]), expected, "{arguments}");
    }
    let own = api.data("{ initiative(slug: \"dialog\") { events(last: 1) { nodes { slug } totalCount } } }");
    assert_eq!(own["initiative"]["events"], json!({ "nodes": [{ "slug": "messe" }], "totalCount": 2 }));
}

#[test]
fn statistics_count() {
    let keys = |list: &[(&str, u32)]| -> Value {
        list.iter().map(|(key, count)| json!({ "key": key, "count": count })).collect()
    };
    check([
        (
            "{ statistics { states initiatives organisations participations events } }",
            json!({ "statistics": {
                "states": 16, "initiatives": 3, "organisations": 6, "participations": 7, "events": 3,
            } }),
        ),
        (
            "{ statistics(filter: { states: [HE] }) { states initiatives organisations participations events } }",
            json!({ "statistics": {
                "states": 2, "initiatives": 2, "organisations": 4, "participations": 5, "events": 2,
            } }),
        ),
        (
            "{ statistics {
                state: by(dimension: STATE) { key count } kind: by(dimension: INITIATIVE_KIND) { key count }
                status: by(dimension: INITIATIVE_STATUS) { key count } topic: by(dimension: TOPIC) { key count }
                year: by(dimension: START_YEAR) { key count } organisation: by(dimension: ORGANISATION_KIND) { key count }
                role: by(dimension: PARTICIPATION_ROLE, count: PARTICIPATIONS) { key count }
                union: by(dimension: UNION_INVOLVEMENT) { key count }
                members: by(dimension: STATE, count: ORGANISATIONS) { key count }
            } }",
            json!({ "statistics": {
                "state": keys(&[("BW", 2), ("HE", 2)]),
                "kind": keys(&[("DIALOGUE", 1), ("ALLIANCE", 1), ("EVENT_SERIES", 1)]),
                "status": keys(&[("PLANNED", 1), ("ACTIVE", 1), ("COMPLETED", 1)]),
                "topic": keys(&[("Fachkräfte", 2), ("Übergänge", 1)]),
                "year": keys(&[("2010", 1), ("2014", 1), ("UNKNOWN", 1)]),
                "organisation": keys(&[("GOVERNMENT", 2), ("TRADE_UNION", 2), ("COMPANY", 1), ("ASSOCIATION", 1)]),
                "role": keys(&[("INITIATOR", 1), ("LEAD", 1), ("CHAIR", 1), ("MEMBER", 2), ("SUPPORTER", 1), ("PROSPECT", 1)]),
                "union": keys(&[("PARTICIPATING", 1), ("SUPPORTING", 1), ("UNKNOWN", 1)]),
                "members": keys(&[("BW", 4), ("HE", 4)]),
            } }),
        ),
        (
            "{ statistics { by(dimension: STATE) { label en: label(language: EN) } year: by(dimension: START_YEAR) { label(language: null) } } }",
            json!({ "statistics": {
                "by": [{ "label": "Baden-Württemberg", "en": "Baden-Württemberg" }, { "label": "Hessen", "en": "Hesse" }],
                "year": [{ "label": "2010" }, { "label": "2014" }, { "label": "unbekannt" }],
            } }),
        ),
        (
            "{ statistics { groups(dimensions: [STATE, INITIATIVE_STATUS]) { keys labels(language: EN) count }
                often: groups(dimensions: [STATE], minCount: 3, count: ORGANISATIONS) { keys count }
                never: groups(dimensions: STATE, minCount: 9) { keys } } }",
            json!({ "statistics": {
                "groups": [
                    { "keys": ["BW", "PLANNED"], "labels": ["Baden-Württemberg", "planned"], "count": 1 },
                    { "keys": ["BW", "ACTIVE"], "labels": ["Baden-Württemberg", "active"], "count": 1 },
                    { "keys": ["HE", "ACTIVE"], "labels": ["Hesse", "active"], "count": 1 },
                    { "keys": ["HE", "COMPLETED"], "labels": ["Hesse", "completed"], "count": 1 },
                ],
                "often": [{ "keys": ["BW"], "count": 4 }, { "keys": ["HE"], "count": 4 }],
                "never": [],
            } }),
        ),
        (
            "{ statistics { crossTab(rows: STATE, columns: INITIATIVE_KIND) {
                rows { key count } columns { key label(language: EN) } cells } } }",
            json!({ "statistics": { "crossTab": {
                "rows": keys(&[("BW", 2), ("HE", 2)]),
                "columns": [
                    { "key": "DIALOGUE", "label": "Dialogue" },
                    { "key": "ALLIANCE", "label": "Alliance" },
                    { "key": "EVENT_SERIES", "label": "Event series" },
                ],
                "cells": [[1, 0, 1], [1, 1, 0]],
            } } }),
        ),
    ]);
}

#[test]
fn the_revision_is_that_of_the_answer() {
    let api = api();
    assert_eq!(api.data("{ revision }"), json!({ "revision": 2 }));
    assert_eq!(
        Api::of([]).data("{ revision statistics { initiatives } }"),
        json!({ "revision": 0, "statistics": { "initiatives": 0 } })
    );
    api.change([Step::Delete(NodeId::Event(EventId::from_u128(0x42)))]);
    assert_eq!(api.data("{ revision events { totalCount } }"), json!({ "revision": 3, "events": { "totalCount": 2 } }));
}

#[test]
fn the_viewer_is_who_came_with_the_request() {
    let api = api();
    assert_eq!(api.data("{ viewer { name role } }"), json!({ "viewer": null }));
    for (role, word) in [(Role::Reader, "READER"), (Role::Editor, "EDITOR"), (Role::Admin, "ADMIN")] {
        let viewer = Viewer { name: "Zoë".into(), role };
        let request =
            async_graphql::Request::new("{ viewer { name role } }").data(api.register.snapshot()).data(viewer);
        let answer = api.runtime.block_on(schema().execute(request)).data.into_json().unwrap();
        assert_eq!(answer, json!({ "viewer": { "name": "Zoë", "role": word } }));
    }
}

#[test]
fn a_schema_serves_many_snapshots() {
    // One schema is built once; the snapshot comes with the request.
    let (schema, old, api) = (schema(), Api::of([]), api());
    let revision = |register: &Arc<buendnis::register::Register>| {
        let request = async_graphql::Request::new("{ revision }").data(register.snapshot());
        api.runtime.block_on(schema.execute(request)).data.into_json().unwrap()
    };
    assert_eq!(revision(&old.register), json!({ "revision": 0 }));
    assert_eq!(revision(&api.register), json!({ "revision": 2 }));
}
