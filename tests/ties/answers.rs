//! A small register by hand: branches and umbrellas, groups, dates, several roles; pages, limits and errors.

use buendnis::model::{
    Initiative, Organisation, OrganisationId, OrganisationKind, Participation, ParticipationRole, Record, StateCode,
};
use serde_json::{Value, json};

use super::{
    api::Api,
    support::{initiative_no, organisation_no, participation_no},
};

/// Two unions with branches, a ministry, a group of companies and somebody alone:
///
/// | | 1 `dialog` BW | 2 `pakt` HE | 3 `rat` HE BE | 4 `netz` BE |
/// | --- | --- | --- | --- | --- |
/// | 1 `igm` | | | | |
/// | 2 `igm-bw`, of 1 | x twice | | | |
/// | 3 `igm-mitte`, of 1 | x | x until 2015 | | |
/// | 4 `verdi` | | x | x | |
/// | 5 `ministerium` | x | | | x |
/// | 6 `betriebe` | | | x | x |
/// | 7 `allein` | | | | |
fn api() -> Api {
    let organisation = |n, slug: &str, kind, parent: Option<u128>| Organisation {
        slug: slug.parse().unwrap(),
        kind,
        parent: parent.map(OrganisationId::from_u128),
        collective: slug == "betriebe",
        ..organisation_no(n)
    };
    let initiative = |n, slug: &str, states| Initiative { slug: slug.parse().unwrap(), states, ..initiative_no(n) };
    use OrganisationKind::{Company, Government, Research, TradeUnion};
    let organisations = [
        organisation(1, "igm", TradeUnion, None),
        organisation(2, "igm-bw", TradeUnion, Some(1)),
        organisation(3, "igm-mitte", TradeUnion, Some(1)),
        organisation(4, "verdi", TradeUnion, None),
        organisation(5, "ministerium", Government, None),
        organisation(6, "betriebe", Company, None),
        organisation(7, "allein", Research, None),
    ];
    let initiatives = [
        initiative(1, "dialog", StateCode::Bw.into()),
        initiative(2, "pakt", StateCode::He.into()),
        initiative(3, "rat", StateCode::He | StateCode::Be),
        initiative(4, "netz", StateCode::Be.into()),
    ];
    let chair = Participation { role: ParticipationRole::Chair, ..participation_no(2, 1, 2) };
    let short = Participation { until: Some("2015".parse().unwrap()), ..participation_no(4, 2, 3) };
    let links = [(1, 1, 2), (3, 1, 3), (5, 2, 4), (6, 3, 4), (7, 1, 5), (8, 4, 5), (9, 3, 6), (10, 4, 6)];
    let links = links.map(|(n, initiative, organisation)| participation_no(n, initiative, organisation));
    let records = organisations.map(Record::from).into_iter().chain(initiatives.map(Record::from));
    Api::of(records.chain(links.map(Record::from)).chain([chair.into(), short.into()]))
}

/// Checks that each query is answered with this data and no error.
fn check<'a>(queries: impl IntoIterator<Item = (&'a str, Value)>) {
    let api = api();
    for (query, expected) in queries {
        let found = api.data(query);
        assert!(found == expected, "{query}\nexpected {expected}\n   found {found}");
    }
}

#[test]
fn partners_come_by_the_strength_of_the_tie() {
    let edge = |slug: &str, shared, initiatives: &[&str]| {
        let initiatives: Vec<_> = initiatives.iter().map(|slug| json!({ "slug": slug })).collect();
        json!({ "shared": shared, "node": { "slug": slug }, "initiatives": initiatives })
    };
    check([
        (
            "{ organisation(slug: \"igm-mitte\") { partners {
                totalCount edges { shared node { slug } initiatives { slug } } nodes { slug } } } }",
            json!({ "organisation": { "partners": {
                "totalCount": 3,
                "edges": [
                    edge("igm-bw", 1, &["dialog"]),
                    edge("verdi", 1, &["pakt"]),
                    edge("ministerium", 1, &["dialog"]),
                ],
                "nodes": [{ "slug": "igm-bw" }, { "slug": "verdi" }, { "slug": "ministerium" }],
            } } }),
        ),
        // As its umbrella, with what the other branches do; and nobody is a partner of itself.
        (
            "{ organisation(slug: \"igm-mitte\") { partners(rollUp: true) { edges { shared node { slug } initiatives { slug } } } } }",
            json!({ "organisation": { "partners": { "edges": [
                edge("verdi", 1, &["pakt"]),
                edge("ministerium", 1, &["dialog"]),
            ] } } }),
        ),
        // An umbrella without links of its own.
        (
            "{ organisation(slug: \"igm\") { partners { totalCount } rolled: partners(rollUp: true) { totalCount } } }",
            json!({ "organisation": { "partners": { "totalCount": 0 }, "rolled": { "totalCount": 2 } } }),
        ),
        // Of others, the branches are one: two ties become one.
        (
            "{ organisation(slug: \"ministerium\") {
                partners { nodes { slug } }
                rolled: partners(rollUp: true) { edges { shared node { slug } initiatives(first: 0) { slug } } }
            } }",
            json!({ "organisation": {
                "partners": { "nodes": [{ "slug": "igm-bw" }, { "slug": "igm-mitte" }, { "slug": "betriebe" }] },
                "rolled": { "edges": [edge("igm", 1, &[]), edge("betriebe", 1, &[])] },
            } }),
        ),
        (
            "{ organisation(slug: \"ministerium\") {
                none: partners(minShared: 2) { totalCount } all: partners(minShared: 0) { totalCount }
                null: partners(minShared: null, rollUp: null) { totalCount }
            } }",
            json!({ "organisation": {
                "none": { "totalCount": 0 }, "all": { "totalCount": 3 }, "null": { "totalCount": 3 },
            } }),
        ),
        (
            "{ organisation(slug: \"allein\") {
                partners { totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor } }
                similar { jaccard } suggestedPartners { score }
            } }",
            json!({ "organisation": {
                "partners": {
                    "totalCount": 0, "edges": [],
                    "pageInfo": { "hasNextPage": false, "hasPreviousPage": false, "endCursor": null },
                },
                "similar": [], "suggestedPartners": [],
            } }),
        ),
    ]);
}

#[test]
fn partners_come_page_by_page_without_gap_or_repetition() {
    let api = api();
    for arguments in ["", ", rollUp: true", ", minShared: 0"] {
        let all = api.data(&format!(
            "{{ organisation(slug: \"ministerium\") {{ partners(first: 100{arguments}) {{ nodes {{ slug }} }} }} }}"
        ));
        let all = all["organisation"]["partners"]["nodes"].as_array().unwrap();
        let (mut after, mut found) = (String::new(), Vec::new());
        loop {
            let page = api.data(&format!(
                "{{ organisation(slug: \"ministerium\") {{ partners(first: 1{arguments}{after}) {{
                    nodes {{ slug }} edges {{ cursor }}
                    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }} }}"
            ));
            let page = &page["organisation"]["partners"];
            let info = &page["pageInfo"];
            assert_eq!(info["hasPreviousPage"], !found.is_empty());
            assert_eq!(
                (&info["startCursor"], &info["endCursor"]),
                (&page["edges"][0]["cursor"], &page["edges"][0]["cursor"])
            );
            found.extend(page["nodes"].as_array().unwrap().clone());
            if info["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", info["endCursor"]);
        }
        assert_eq!(&found, all, "{arguments}");
    }
}

#[test]
fn initiatives_are_related_by_who_is_in_both() {
    check([(
        "{ initiative(slug: \"pakt\") {
                related { initiative { slug } shared organisations { slug } }
                rolled: related(rollUp: true) { initiative { slug } shared organisations { slug } }
                one: related(first: 1) { initiative { slug } } none: related(first: 0) { shared }
            } }",
        json!({ "initiative": {
                "related": [
                    { "initiative": { "slug": "dialog" }, "shared": 1, "organisations": [{ "slug": "igm-mitte" }] },
                    { "initiative": { "slug": "rat" }, "shared": 1, "organisations": [{ "slug": "verdi" }] },
                ],
                "rolled": [
                    { "initiative": { "slug": "dialog" }, "shared": 1, "organisations": [{ "slug": "igm" }] },
                    { "initiative": { "slug": "rat" }, "shared": 1, "organisations": [{ "slug": "verdi" }] },
                ],
                "one": [{ "initiative": { "slug": "dialog" } }],
                "none": [],
            } }),
    )]);
}

#[test]
fn states_overlap_in_the_organisations_that_are_active_in_both() {
    let overlap = |state: &str, other: &str, shared, jaccard: f64, organisations: &[&str]| {
        let organisations: Vec<_> = organisations.iter().map(|slug| json!({ "slug": slug })).collect();
        json!({
            "state": { "code": state }, "other": { "code": other }, "shared": shared, "jaccard": jaccard,
            "organisations": organisations,
        })
    };
    let fields = "state { code } other { code } shared jaccard organisations { slug }";
    check([
        (
            &*format!("{{ stateOverlaps {{ {fields} }} }}"),
            json!({ "stateOverlaps": [
                overlap("BE", "HE", 2, 0.5, &["verdi", "betriebe"]),
                overlap("BE", "BW", 1, 0.2, &["ministerium"]),
                overlap("BW", "HE", 1, 0.2, &["igm-mitte"]),
            ] }),
        ),
        (
            &*format!("{{ state(code: HE) {{ overlaps(rollUp: true) {{ {fields} }} }} }}"),
            json!({ "state": { "overlaps": [
                overlap("HE", "BE", 2, 0.5, &["verdi", "betriebe"]),
                overlap("HE", "BW", 1, 0.25, &["igm"]),
            ] } }),
        ),
        ("{ state(code: TH) { overlaps { shared } } }", json!({ "state": { "overlaps": [] } })),
    ]);
}

#[test]
fn interlocks_are_ties_between_two_sets() {
    let tie = |left: &str, right: &str, initiative: &str| {
        json!({
            "left": { "slug": left }, "right": { "slug": right }, "shared": 1, "initiatives": [{ "slug": initiative }],
        })
    };
    let fields = "left { slug } right { slug } shared initiatives { slug }";
    let unions = "kinds: [TRADE_UNION]";
    check([
        (
            &*format!("{{ interlocks(left: {{ {unions} }}, right: {{ kinds: [GOVERNMENT] }}) {{ {fields} }} }}"),
            json!({ "interlocks": [tie("igm-bw", "ministerium", "dialog"), tie("igm-mitte", "ministerium", "dialog")] }),
        ),
        // In both sets: each tie once, and nobody with itself.
        (
            &*format!("{{ interlocks(left: {{ {unions} }}, right: {{ {unions} }}) {{ {fields} }} }}"),
            json!({ "interlocks": [tie("igm-bw", "igm-mitte", "dialog"), tie("igm-mitte", "verdi", "pakt")] }),
        ),
        // After the branch has left.
        (
            &*format!(
                "{{ interlocks(left: {{ {unions} }}, right: {{ {unions} }}, filter: {{ activeOn: \"2016\" }}) {{ {fields} }} }}"
            ),
            json!({ "interlocks": [tie("igm-bw", "igm-mitte", "dialog")] }),
        ),
        (
            &*format!("{{ interlocks(left: {{}}, right: {{}}, filter: {{ states: [BE] }}, first: 1) {{ {fields} }} }}"),
            json!({ "interlocks": [tie("verdi", "betriebe", "rat")] }),
        ),
    ]);
}

const STEPS: &str = "length steps { ... on Organisation { slug } ... on Initiative { slug } ... on State { code } }";

#[test]
fn a_path_keeps_to_what_it_is_told() {
    let path = |slugs: &[&str]| {
        let steps: Vec<_> = slugs.iter().map(|slug| json!({ "slug": slug })).collect();
        json!({ "length": slugs.len() - 1, "steps": steps })
    };
    let [left, right] = [["igm-mitte", "pakt", "verdi"], ["igm-mitte", "dialog", "ministerium"]];
    let right = [&right[..], &["netz", "betriebe", "rat", "verdi"]].concat();
    let api = api();
    let id =
        |query: &str, slug: &str| api.data(&format!("{{ {query}(slug: {slug:?}) {{ id }} }}"))[query]["id"].to_string();
    let (pakt, companies) = (id("initiative", "pakt"), id("organisation", "betriebe"));
    for (arguments, expected) in [
        (String::new(), json!([path(&left), path(&right)])),
        (", first: 1".into(), json!([path(&left)])),
        (", first: 0".into(), json!([])),
        (format!(", avoid: [{pakt}]"), json!([path(&right)])),
        (format!(", avoid: [{companies}]"), json!([path(&left)])),
        (format!(", avoid: [{pakt}, {companies}]"), json!([])),
        // The ends are not passed through.
        (format!(", avoid: [{}]", id("organisation", "verdi")), json!([path(&left), path(&right)])),
        (", maxDegree: 2".into(), json!([path(&left)])),
        (", maxDegree: 3".into(), json!([path(&left), path(&right)])),
        (", maxDegree: 0".into(), json!([])),
        (", filter: { states: [HE] }".into(), json!([path(&left)])),
        (", filter: { not: { states: [HE] } }".into(), json!([])),
        // The branch had left the pact by then, and a dialogue of three is one of three still.
        (", filter: { activeOn: \"2016\" }".into(), json!([path(&right)])),
    ] {
        let query = format!("{{ paths(from: \"igm-mitte\", to: \"verdi\"{arguments}) {{ {STEPS} }} }}");
        assert_eq!(api.data(&query)["paths"], expected, "{query}");
    }
    let same = api.data(&format!("{{ path(from: \"verdi\", to: \"verdi\") {{ {STEPS} }} }}"));
    assert_eq!(same["path"], path(&["verdi"]));
    let nowhere = api.data(&format!("{{ path(from: \"verdi\", to: \"allein\") {{ {STEPS} }} }}"));
    assert_eq!(nowhere["path"], Value::Null);
}

/// The code and the field of each error of an answer.
fn errors(answer: &Value) -> Vec<(&str, &str)> {
    let told = |error: &'_ Value| error["extensions"].clone();
    let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("no errors in {answer}"));
    assert!(errors.iter().all(|error| told(error)["code"].is_string()));
    let text =
        |value: &'_ Value, name| value["extensions"][name].as_str().unwrap_or_default().to_owned().leak() as &str;
    errors.iter().map(|error| (text(error, "code"), text(error, "field"))).collect()
}

#[test]
fn everything_wrong_with_a_question_is_told_by_argument() {
    let api = api();
    let unknown = OrganisationId::from_u128(99);
    let (invalid, missing) = ("INVALID_INPUT", "NOT_FOUND");
    let many = vec!["\"x\""; 1_001].join(", ");
    for (query, expected) in [
        (
            format!(
                "{{ paths(from: \"nobody\", to: \"{unknown}\", first: 101, maxDegree: -1, avoid: [\"{unknown}\", \"igm\", \"sta_bw\"],
                    filter: {{ minParticipations: -1 }}) {{ length }} }}"
            ),
            vec![
                (missing, "from"),
                (missing, "to"),
                (invalid, "maxDegree"),
                (missing, "avoid[0]"),
                (invalid, "avoid[1]"),
                (invalid, "avoid[2]"),
                (invalid, "filter.minParticipations"),
                (invalid, "first"),
            ],
        ),
        (format!("{{ path(from: \"igm\", to: \"verdi\", avoid: [{many}]) {{ length }} }}"), vec![("LIMIT_EXCEEDED", "avoid")]),
        (
            "{ organisation(slug: \"igm\") { partners(minShared: -1, first: -1, after: \"x\") { totalCount } } }".into(),
            vec![(invalid, "minShared"), (invalid, "first"), (invalid, "after")],
        ),
        ("{ organisation(slug: \"igm\") { similar(first: 101) { jaccard } } }".into(), vec![(invalid, "first")]),
        ("{ organisation(slug: \"igm\") { suggestedPartners(first: -1) { score } } }".into(), vec![(invalid, "first")]),
        ("{ initiative(slug: \"pakt\") { related(first: 101) { shared } } }".into(), vec![(invalid, "first")]),
        (
            "{ interlocks(left: { text: \"\" }, right: { minInitiatives: -1 }, filter: { text: \" \" }, first: 101) { shared } }"
                .into(),
            vec![(invalid, "left.text"), (invalid, "right.minInitiatives"), (invalid, "filter.text"), (invalid, "first")],
        ),
    ] {
        let answer = api.ask(&query);
        assert_eq!(errors(&answer), expected, "{query}\n{answer:#}");
    }
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let api = api();
    let cursors = api.data(
        "{ organisations(first: 1) { pageInfo { endCursor } }
           organisation(slug: \"ministerium\") { partners(first: 1, rollUp: true) { pageInfo { endCursor } } } }",
    );
    for list in [&cursors["organisations"], &cursors["organisation"]["partners"]] {
        let cursor = &list["pageInfo"]["endCursor"];
        let query =
            format!("{{ organisation(slug: \"ministerium\") {{ partners(after: {cursor}) {{ totalCount }} }} }}");
        assert_eq!(errors(&api.ask(&query)), [("INVALID_INPUT", "after")]);
    }
}
