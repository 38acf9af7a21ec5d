//! How a query is refused: every problem by itself, with a code a client can act on and words a person can.

use buendnis::model::OrganisationId;
use serde_json::{Value, json};

use crate::{
    api::{Answer, Api},
    register::api,
};

/// The codes of `extensions.code`, as the documentation lists them.
const CODES: [&str; 12] = [
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "LIMIT_EXCEEDED",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "NOT_FOUND",
    "INVALID_INPUT",
    "CONFLICT",
    "IN_USE",
    "UNAVAILABLE",
    "TIMEOUT",
    "INTERNAL",
];

/// What would tell a client how the program is made.
const INTERNALS: [&str; 12] = [
    "::",
    "Option",
    "Vec<",
    "serde",
    "enum ",
    "struct ",
    "panicked",
    "src/",
    ".rs",
    "untagged",
    "unwrap",
    "async_graphql",
];

/// A part of the message, the code, the field (empty if there is none), and the path (null if there is none).
type Expected<'a> = (&'a str, &'a str, &'a str, Value);

/// Checks the errors of an answer, all of them and in this order; and that each is fit for a client.
fn check_errors(what: &str, answer: &Answer, expected: &[Expected<'_>]) {
    let json = answer.json();
    let errors = json["errors"].as_array().unwrap_or_else(|| panic!("{what} was answered: {json}"));
    for error in errors {
        let message = error["message"].as_str().unwrap();
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        assert!(CODES.contains(&code), "{what} has an error without a code: {error}");
        assert!(!message.trim().is_empty(), "{what}: {error}");
        for internal in INTERNALS {
            assert!(!message.contains(internal), "{what} tells of internals: {message}");
        }
    }
    let found: Vec<_> = errors
        .iter()
        .zip(expected)
        .map(|(error, (part, ..))| {
            let message = error["message"].as_str().unwrap();
            let part = if message.contains(part) { *part } else { message };
            let extensions = &error["extensions"];
            let field = extensions["field"].as_str().unwrap_or_default();
            (part, extensions["code"].as_str().unwrap(), field, error["path"].clone())
        })
        .collect();
    assert_eq!(found, expected, "{what}: {json:#}");
    assert_eq!(errors.len(), expected.len(), "{what}: {json:#}");
}

/// Checks a request that was not executed: 400, and no data, not even null.
fn refused(api: &Api, request: &Value, expected: &[Expected<'_>]) {
    let answer = api.post(request);
    check_errors(&request.to_string(), &answer, expected);
    assert_eq!(answer.status, 400, "{request}");
    assert_eq!(answer.json().get("data"), None, "{request}");
}

/// Checks a request in which fields failed: 200, and the data that is left.
fn failed(api: &Api, query: &str, data: &Value, expected: &[Expected<'_>]) {
    let answer = api.post(&json!({ "query": query }));
    check_errors(query, &answer, expected);
    assert_eq!(answer.status, 200, "{query}");
    assert_eq!(&answer.json()["data"], data, "{query}");
}

#[test]
fn a_wrong_page_is_refused_by_argument() {
    let api = api();
    let order = "the cursor is of a list in another order";
    let cursor = api.data("{ organisations(first: 1) { pageInfo { endCursor } } }");
    let cursor = cursor["organisations"]["pageInfo"]["endCursor"].as_str().unwrap();
    let foreign = format!("orderBy: {{ field: UPDATED_AT }}, after: {cursor:?}, before: {cursor:?}");
    for (arguments, problems) in [
        ("first: 101", &[("101 is not a page size: 0 to 100", "first")][..]),
        ("last: 101", &[("101 is not a page size: 0 to 100", "last")]),
        ("first: -1", &[("-1 is not a page size", "first")]),
        ("last: -2147483648", &[("is not a page size", "last")]),
        ("first: 1, last: 1", &[("either `first` or `last`", "last")]),
        ("after: \"\"", &[("is not a cursor", "after")]),
        ("after: \"Größe 🏭\"", &[("`Größe 🏭` is not a cursor", "after")]),
        ("before: \"AQE\"", &[("`AQE` is not a cursor", "before")]),
        (&foreign, &[(order, "after"), (order, "before")]),
        (
            "first: 101, last: -1, after: \"x\", before: \"y\"",
            &[
                ("either `first` or `last`", "last"),
                ("101 is not", "first"),
                ("-1 is not", "last"),
                ("`x` is not a cursor", "after"),
                ("`y` is not a cursor", "before"),
            ],
        ),
    ] {
        let code = "INVALID_INPUT";
        let expected: Vec<Expected<'_>> =
            problems.iter().map(|(part, field)| (*part, code, *field, json!(["page"]))).collect();
        failed(&api, &format!("{{ page: organisations({arguments}) {{ totalCount }} }}"), &Value::Null, &expected);
    }
}

#[test]
fn every_connection_refuses_a_wrong_page() {
    let api = api();
    let expected = |path: Value| [("-1 is not a page size", "INVALID_INPUT", "first", path)];
    for field in ["initiatives", "organisations", "events"] {
        failed(&api, &format!("{{ {field}(first: -1) {{ totalCount }} }}"), &Value::Null, &expected(json!([field])));
    }
    for (of, field) in [
        ("state(code: BW)", "initiatives"),
        ("state(code: BW)", "organisations"),
        ("initiative(slug: \"dialog\")", "participations"),
        ("initiative(slug: \"dialog\")", "events"),
        ("organisation(slug: \"zuse-institut\")", "participations"),
        ("organisation(slug: \"zuse-institut\")", "initiatives"),
    ] {
        // The field cannot be null, so what it is in is; a state cannot be null either.
        let data = if of.starts_with("state") { Value::Null } else { json!({ "of": null }) };
        let query = format!("{{ of: {of} {{ {field}(first: -1) {{ totalCount }} }} }}");
        failed(&api, &query, &data, &expected(json!(["of", field])));
    }
}

#[test]
fn a_record_is_named_in_one_way() {
    let api = api();
    let missing = ("give an `id` or a `slug`", "INVALID_INPUT", "slug", json!(["of"]));
    let both = ("either `id` or `slug`, not both", "INVALID_INPUT", "slug", json!(["of"]));
    let malformed = ("is not an id of this register", "INVALID_INPUT", "id", json!(["of"]));
    let organisation = format!("id: \"{}\"", OrganisationId::from_u128(1));
    let mistaken = |wanted| (wanted, "INVALID_INPUT", "id", json!(["of"]));
    for (query, expected) in [
        ("initiative".to_owned(), missing.clone()),
        ("organisation(id: null)".into(), missing.clone()),
        ("event(id: null, slug: null)".into(), missing),
        (format!("initiative({organisation}, slug: \"dialog\")"), both.clone()),
        ("event(id: \"\", slug: \"\")".into(), both),
        ("initiative(id: \"\")".into(), malformed.clone()),
        ("organisation(id: \"org_\")".into(), malformed.clone()),
        ("event(id: \"Größe\")".into(), malformed.clone()),
        ("node(id: \"sta_xx\")".into(), malformed.clone()),
        ("node(id: 7)".into(), malformed),
        (format!("initiative({organisation})"), mistaken("is the id of a record of type ORGANISATION, not INITIATIVE")),
        (format!("event({organisation})"), mistaken("is the id of a record of type ORGANISATION, not EVENT")),
        ("organisation(id: \"sta_bw\")".into(), mistaken("of type STATE, not ORGANISATION")),
    ] {
        failed(&api, &format!("{{ of: {query} {{ id }} }}"), &json!({ "of": null }), &[expected]);
    }
}

#[test]
fn every_bad_id_of_many_is_named() {
    let api = api();
    let path = || json!(["nodes"]);
    failed(
        &api,
        "{ nodes(ids: [\"x\", \"sta_bw\", \"ini_1\"]) { id } }",
        &Value::Null,
        &[
            ("`x` is not an id", "INVALID_INPUT", "ids[0]", path()),
            ("`ini_1` is not an id", "INVALID_INPUT", "ids[2]", path()),
        ],
    );
    let ids = |count| vec!["sta_bw"; count];
    let query = format!("{{ nodes(ids: {:?}) {{ id }} }}", ids(101));
    failed(&api, &query, &Value::Null, &[("101 ids are more than 100", "LIMIT_EXCEEDED", "ids", path())]);
    let full = api.data(&format!("{{ nodes(ids: {:?}) {{ id }} }}", ids(100)));
    assert_eq!(full["nodes"].as_array().map(Vec::len), Some(100));
}

#[test]
fn a_wrong_filter_is_refused_by_field() {
    let api = api();
    let deep = |levels: usize| format!("{}{{}}{}", "{ not: ".repeat(levels), " }".repeat(levels));
    let (eight, nine) = (deep(7), deep(8));
    assert_eq!(
        api.data(&format!("{{ initiatives(filter: {eight}) {{ totalCount }} }}"))["initiatives"]["totalCount"],
        0
    );
    let nested = "filter.not.not.not.not.not.not.not.not";
    let many = format!("{{ topics: {:?} }}", vec!["a"; 1001]);
    for (filter, problems) in [
        (
            "{ participants: [\"ig-metall\", \"nobody\", \"org_00000000000000000000000099\", \"\"] }",
            &[
                ("no organisation with the id or slug `nobody`", "NOT_FOUND", "filter.participants[1]"),
                ("no organisation with the id or slug `org_", "NOT_FOUND", "filter.participants[2]"),
                ("no organisation with the id or slug ``", "NOT_FOUND", "filter.participants[3]"),
            ][..],
        ),
        ("{ text: \"\" }", &[("an empty text", "INVALID_INPUT", "filter.text")]),
        ("{ text: \" \\t\\n\" }", &[("an empty text", "INVALID_INPUT", "filter.text")]),
        ("{ minParticipations: -1 }", &[("-1 is less than 0", "INVALID_INPUT", "filter.minParticipations")]),
        (
            "{ startedFrom: \"2015\", startedTo: \"2014\" }",
            &[("2014 is before `startedFrom`, 2015", "INVALID_INPUT", "filter.startedTo")],
        ),
        (&nine, &[("nested 8 deep", "LIMIT_EXCEEDED", nested)]),
        (&many, &[("1001 values are more than 1000", "LIMIT_EXCEEDED", "filter.topics")]),
        (
            "{ or: [{}, { text: \"\", not: { minParticipations: -5 } }] }",
            &[
                ("-5 is less than 0", "INVALID_INPUT", "filter.or[1].not.minParticipations"),
                ("an empty text", "INVALID_INPUT", "filter.or[1].text"),
            ],
        ),
    ] {
        for of in ["initiatives", "statistics"] {
            let expected: Vec<Expected<'_>> =
                problems.iter().map(|(part, code, field)| (*part, *code, *field, json!(["of"]))).collect();
            failed(&api, &format!("{{ of: {of}(filter: {filter}) {{ __typename }} }}"), &Value::Null, &expected);
        }
    }
    let empty = [("an empty text", "INVALID_INPUT", "filter.text", json!(["organisations"]))];
    failed(&api, "{ organisations(filter: { text: \"\" }) { totalCount } }", &Value::Null, &empty);
    let swapped = [("2014 is before `from`, 2015", "INVALID_INPUT", "to", json!(["events"]))];
    failed(&api, "{ events(from: \"2015\", to: \"2014\") { totalCount } }", &Value::Null, &swapped);
}

#[test]
fn wrong_groupings_are_refused() {
    let api = api();
    let five = "STATE, TOPIC, START_YEAR, INITIATIVE_KIND, STATE";
    for (arguments, problems) in [
        ("dimensions: []".to_owned(), &[("at least one dimension", "INVALID_INPUT", "dimensions")][..]),
        (format!("dimensions: [{five}]"), &[("5 dimensions are more than 4", "LIMIT_EXCEEDED", "dimensions")]),
        ("dimensions: STATE, minCount: -1".into(), &[("-1 is less than 0", "INVALID_INPUT", "minCount")]),
        (
            "dimensions: [], minCount: -1".into(),
            &[("at least one", "INVALID_INPUT", "dimensions"), ("-1 is less", "INVALID_INPUT", "minCount")],
        ),
    ] {
        let path = json!(["statistics", "groups"]);
        let expected: Vec<Expected<'_>> =
            problems.iter().map(|(part, code, field)| (*part, *code, *field, path.clone())).collect();
        failed(&api, &format!("{{ statistics {{ groups({arguments}) {{ count }} }} }}"), &Value::Null, &expected);
    }
}

#[test]
fn a_field_that_failed_is_null_there_or_above() {
    // The story: such a field was left out of the answer, though its type cannot be null, and an object of failed
    // fields only became null, though it cannot be null either.
    let api = api();
    let size = |path: Value| ("-1 is not a page size", "INVALID_INPUT", "first", path);
    for (query, data, paths) in [
        (
            "{ revision a: node(id: \"x\") { id } state(code: BW) { code } }",
            json!({ "revision": 2, "a": null, "state": { "code": "BW" } }),
            vec![("is not an id", "INVALID_INPUT", "id", json!(["a"]))],
        ),
        (
            "{ a: initiative(slug: \"dialog\") { slug participations(first: -1) { totalCount } }
               b: initiative(slug: \"woche\") { slug } }",
            json!({ "a": null, "b": { "slug": "woche" } }),
            vec![size(json!(["a", "participations"]))],
        ),
        (
            "{ nodes(ids: [\"sta_bw\", \"org_00000000000000000000000000\"]) { __typename ... on State { initiatives(first: -1) { totalCount } } } }",
            json!({ "nodes": [null, null] }),
            vec![size(json!(["nodes", 0, "initiatives"]))],
        ),
        (
            "{ revision initiatives(first: 2) { nodes { slug events(first: -1) { totalCount } } } }",
            Value::Null,
            vec![
                size(json!(["initiatives", "nodes", 0, "events"])),
                size(json!(["initiatives", "nodes", 1, "events"])),
            ],
        ),
        (
            "{ organisation(slug: \"ig-metall-bw\") { slug parent { slug children { participations(first: -1) { totalCount } } } } }",
            json!({ "organisation": { "slug": "ig-metall-bw", "parent": null } }),
            vec![size(json!(["organisation", "parent", "children", 0, "participations"]))],
        ),
    ] {
        failed(&api, query, &data, &paths);
    }
}

const MONTH_13: &str = "`2010-13` has month 13: months are 01 to 12, seasons 21 (spring)";

#[test]
fn a_bad_value_in_the_query_says_where_it_stands_and_what_would_be_right() {
    let api = api();
    for (query, problems) in [
        ("{ initiatives(filter: { activeOn: \"2010-13\" }) { totalCount } }", &[(MONTH_13, "filter.activeOn")][..]),
        (
            "{ initiatives(filter: { startedTo: \"\" }) { totalCount } }",
            &[("`` is not a date: write a year", "filter.startedTo")],
        ),
        ("{ initiatives(filter: { startedFrom: 2010 }) { totalCount } }", &[("PartialDate", "filter.startedFrom")]),
        ("{ events(from: \"2010-02-30\") { totalCount } }", &[("`2010-02-30` has day 30", "from")]),
        (
            "{ states { ...on State { initiatives(first: 3000000000) { totalCount } } ...f } }
             fragment f on State { other: initiatives(filter: { or: [{}, { activeOn: \"x\" }] }) { totalCount } }",
            &[("-2147483648 to 2147483647", "first"), ("`x` is not a date", "filter.or[1].activeOn")],
        ),
    ] {
        let expected: Vec<Expected<'_>> =
            problems.iter().map(|(part, field)| (*part, "INVALID_INPUT", *field, Value::Null)).collect();
        refused(&api, &json!({ "query": query }), &expected);
    }
}

#[test]
fn bad_variables_are_refused_before_anything_is_executed() {
    let api = api();
    let filter = "query($f: InitiativeFilter) { initiatives(filter: $f) { totalCount } }";
    let date = "query($d: PartialDate = \"2014\", $e: PartialDate) { events(from: $d, to: $e) { totalCount } }";
    let code = "query($c: StateCode!) { state(code: $c) { code } }";
    let states = "query($s: [StateCode!]!) { initiatives(filter: { states: $s }) { totalCount } }";
    let first = "query($n: Int) { states { initiatives(first: $n) { totalCount } } }";
    for (query, variables, problems) in [
        (code, json!({}), &[("`$c` of type `StateCode!` is missing", "c")][..]),
        (states, json!({ "s": null }), &[("`$s` of type `[StateCode!]!` is null", "s")]),
        (date, json!({ "d": "2010-13" }), &[(MONTH_13, "d")]),
        (date, json!({ "d": 2010, "e": "x" }), &[("PartialDate", "d"), ("`x` is not a date", "e")]),
        (filter, json!({ "f": { "activeOn": "2010-13" } }), &[(MONTH_13, "f.activeOn")]),
        (
            filter,
            json!({ "f": { "or": [{}, { "not": { "startedTo": "?", "activeOn": "!" } }] } }),
            &[("`!` is not a date", "f.or[1].not.activeOn"), ("`?` is not a date", "f.or[1].not.startedTo")],
        ),
        (first, json!({ "n": 3_000_000_000_u32 }), &[("-2147483648 to 2147483647", "n")]),
    ] {
        let expected: Vec<Expected<'_>> =
            problems.iter().map(|(part, field)| (*part, "INVALID_INPUT", *field, Value::Null)).collect();
        refused(&api, &json!({ "query": query, "variables": variables }), &expected);
    }
}

#[test]
fn good_variables_are_taken() {
    let api = api();
    for (query, variables, data) in [
        (
            "query($c: StateCode!, $unset: Int) { state(code: $c) { code initiatives(first: $unset) { totalCount } } }",
            json!({ "c": "HE" }),
            json!({ "state": { "code": "HE", "initiatives": { "totalCount": 2 } } }),
        ),
        (
            "query($f: InitiativeFilter = { states: HE }) { initiatives(filter: $f) { totalCount } }",
            json!({}),
            json!({ "initiatives": { "totalCount": 2 } }),
        ),
        (
            "query($f: InitiativeFilter = { states: HE }) { initiatives(filter: $f) { totalCount } }",
            json!({ "f": null }),
            json!({ "initiatives": { "totalCount": 3 } }),
        ),
        (
            "query($s: [StateCode!], $d: PartialDate, $l: Language = EN) {
                initiatives(filter: { states: $s, activeOn: $d }) { nodes { name(language: $l) } } }",
            json!({ "s": ["HE"], "d": "2015", "unknown": 1 }),
            json!({ "initiatives": { "nodes": [{ "name": "Industry Dialogue" }] } }),
        ),
        (
            "query A($c: StateCode!) { state(code: $c) { code } } query B { revision }",
            json!({}),
            json!({ "revision": 2 }),
        ),
    ] {
        let answer = api.post(&json!({ "query": query, "variables": variables, "operationName": operation(query) }));
        assert_eq!(answer.json(), json!({ "data": data }), "{query} with {variables}");
    }
}

/// The last operation, where there are several.
fn operation(query: &str) -> Option<&str> {
    query.contains("query B").then_some("B")
}

#[test]
fn what_is_no_query_of_this_schema_is_refused() {
    let api = api();
    let invalid = "GRAPHQL_VALIDATION_FAILED";
    for (query, parts) in [
        ("{ nope }", &["Unknown field \"nope\""][..]),
        ("{ initiative(slug: \"x\", nope: 1) { id } }", &["Unknown argument \"nope\""]),
        ("{ initiatives(filter: { nope: 1 }) { totalCount } }", &["unknown field \"nope\""]),
        ("{ initiatives(orderBy: {}) { totalCount } }", &["field"]),
        ("{ state(code: XX) { code } }", &["does not contain the value \"XX\""]),
        ("{ node }", &["argument \"id\"", "selection of subfields"]),
        ("{ node(id: null) { id } }", &["expected type \"ID\""]),
        ("{ initiatives }", &["selection of subfields"]),
        ("{ revision { x } }", &["must not have a selection", "Unknown field \"x\""]),
        ("{ ...F }", &["Unknown fragment"]),
        ("{ ... on Nope { id } }", &["Unknown type \"Nope\""]),
        ("{ revision } fragment F on Query { revision }", &["\"F\" is never used"]),
        ("query($x: Int) { revision }", &["\"$x\" is not used"]),
        ("{ initiatives(first: $x) { totalCount } }", &["\"$x\" is not defined"]),
        ("{ revision @nope }", &["Unknown directive \"nope\""]),
        ("{ a: revision a: __typename }", &["conflict"]),
    ] {
        let expected: Vec<Expected<'_>> = parts.iter().map(|part| (*part, invalid, "", Value::Null)).collect();
        refused(&api, &json!({ "query": query }), &expected);
    }
}

#[test]
fn what_is_no_graphql_is_refused() {
    let api = api();
    for query in
        ["", " ", "{", "{ }", "{ revision", "query {", "x", "{ a(b: ) }", "\u{0}", "{ \u{0} }", "🏭", "type A { b: C }"]
    {
        let expected = [("", "GRAPHQL_PARSE_FAILED", "", Value::Null)];
        refused(&api, &json!({ "query": query }), &expected);
    }
}

#[test]
fn an_operation_must_be_there() {
    let api = api();
    let two = "query A { revision } query B { revision }";
    for (query, name, code, part) in [
        (two, Value::Null, "INVALID_INPUT", "Operation name required"),
        (two, json!("C"), "INVALID_INPUT", "Unknown operation named \"C\""),
        ("{ revision }", json!("A"), "INVALID_INPUT", "Unknown operation named \"A\""),
        ("query A { revision } query A { revision }", Value::Null, "GRAPHQL_PARSE_FAILED", "A"),
        ("mutation { x }", Value::Null, "GRAPHQL_VALIDATION_FAILED", "Unknown field \"x\" on type \"Mutation\""),
    ] {
        let expected = [(part, code, "", Value::Null)];
        refused(&api, &json!({ "query": query, "operationName": name }), &expected);
    }
    let named = api.post(&json!({ "query": two, "operationName": "B" }));
    assert_eq!(named.json(), json!({ "data": { "revision": 2 } }));
}

#[test]
fn nothing_goes_round_or_down_for_ever() {
    let api = api();
    let nested = |open: &str, close: &str, levels: usize| format!("{}{}", open.repeat(levels), close.repeat(levels));
    for (query, code) in [
        ("{ ...A } fragment A on Query { ...A }".to_owned(), "GRAPHQL_VALIDATION_FAILED"),
        (
            "{ ...A } fragment A on Query { ...B } fragment B on Query { revision ...A }".into(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (nested("{ a", "}", 40), "LIMIT_EXCEEDED"),
        (nested("{ a", "}", 100), "LIMIT_EXCEEDED"),
        (nested("{ a", "}", 100_000), "LIMIT_EXCEEDED"),
        (format!("{{ node(id: {}) {{ id }} }}", nested("[", "]", 100_000)), "LIMIT_EXCEEDED"),
        (format!("query($x: {}) {{ revision }}", nested("[", "]", 100_000)), "LIMIT_EXCEEDED"),
    ] {
        let what: String = query.chars().take(60).collect();
        let answer = api.post(&json!({ "query": query }));
        assert_eq!(answer.status, 400, "{what}");
        let json = answer.json();
        assert_eq!(json["errors"][0]["extensions"]["code"], code, "{what}: {json:.200}");
        assert!(answer.body.len() < 2_000, "{what} comes back: {} bytes", answer.body.len());
    }
}

/// 20 kB of fields that do not exist came back as 1.4 MB of errors.
#[test]
fn of_very_many_mistakes_the_first_hundred_are_told() {
    let api = api();
    let pages: String = (0..200).map(|n| format!("a{n}: initiatives(first: \"many\") {{ totalCount }} ")).collect();
    for (what, fields) in [("a document", "x ".repeat(5_000)), ("its values", pages)] {
        let answer = api.post(&json!({ "query": format!("{{ states {{ {fields} }} }}") })).json();
        assert_eq!(answer["errors"].as_array().map(Vec::len), Some(100), "{what}");
    }
}

#[test]
fn odd_texts_do_no_harm() {
    let api = api();
    let long = "ß".repeat(200_000);
    let (empty, much) = (("an empty text", "INVALID_INPUT"), ("a text of 400000 bytes", "LIMIT_EXCEEDED"));
    for (text, wrong) in [
        ("Größe", None),
        ("🏭🏭", None),
        ("\u{1}\u{7f}", Some(empty)),
        ("\u{202e}abc", None),
        ("ﷺ", None),
        ("'; DROP", None),
        ("%00", None),
        (&long, Some(much)),
    ] {
        let query = "query($t: String!, $i: ID!) {
            initiative(slug: $t) { id } organisation(slug: $t) { id } event(slug: $t) { id }
            initiatives(filter: { topics: [$t] }) { totalCount } node(id: $i) { id } }";
        let answer = api.post(&json!({ "query": query, "variables": { "t": text, "i": text } }));
        let what: String = text.chars().take(10).collect();
        check_errors(&what, &answer, &[("is not an id of this register", "INVALID_INPUT", "id", json!(["node"]))]);
        let none = json!({ "totalCount": 0 });
        let data = json!({
            "initiative": null, "organisation": null, "event": null, "initiatives": &none, "node": null,
        });
        assert_eq!(answer.json()["data"], data, "{what}");
        assert!(answer.body.len() < 2_000, "{what} comes back: {} bytes", answer.body.len());
        let query = "query($t: String!) { organisations(filter: { text: $t }) { totalCount } }";
        let answer = api.post(&json!({ "query": query, "variables": { "t": text } }));
        match wrong {
            Some((part, code)) => {
                check_errors(&what, &answer, &[(part, code, "filter.text", json!(["organisations"]))]);
            }
            None => assert_eq!(answer.json(), json!({ "data": { "organisations": none } }), "{what}"),
        }
        assert!(answer.body.len() < 2_000, "{what} comes back: {} bytes", answer.body.len());
    }
}
