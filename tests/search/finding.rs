//! `search`, `suggest` and `text` of the filters, as clients ask them.

use buendnis::model::{Initiative, LocalisedText, Organisation, Record, StateCode};
use serde_json::{Value, json};

use super::{
    api::Api,
    records::{boxed, event, initiative, of_state, organisation},
    support::text,
};

fn records() -> Vec<Record> {
    let dialogue = Initiative {
        name: text("Dialog der Industrie", "Industry Dialogue"),
        aliases: boxed(&["Größe zählt"]),
        summary: Some(text("Betriebe reden über Straßen & <Brücken>.", "Companies talk about \"roads\".")),
        topics: boxed(&["Fachkräfte", "Elektromobilität"]),
        region: Some("Bodensee".into()),
        ..initiative("Dialog der Industrie")
    };
    let week = event("Woche der Industrie Weimar", &dialogue);
    let union =
        Organisation { short_name: Some("ver.di".into()), ..organisation("Vereinte Dienstleistungsgewerkschaft") };
    let federation = Organisation { aliases: boxed(&["Dialogverband"]), ..organisation("Bundesverband Gespräch") };
    vec![
        dialogue.into(),
        week.into(),
        union.into(),
        federation.into(),
        organisation("IG Metall").into(),
        organisation("IG Metall Bezirk Mitte").into(),
        organisation("Deutscher Gewerkschaftsbund").into(),
        of_state(StateCode::By, organisation("Stadtwerke München")).into(),
        of_state(StateCode::Nw, organisation("Müller Maschinenbau GmbH")).into(),
        of_state(StateCode::Th, organisation("Industrie- und Handelskammer Erfurt")).into(),
        organisation("Bauer & Söhne e. V.").into(),
    ]
}

/// The slugs, or codes, of what is found.
fn found(api: &Api, arguments: &str) -> String {
    let node =
        "... on State { slug: code } ... on Initiative { slug } ... on Organisation { slug } ... on Event { slug }";
    let data = api.data(&format!("{{ search({arguments}) {{ totalCount edges {{ node {{ {node} }} }} }} }}"));
    let edges = data["search"]["edges"].as_array().unwrap();
    assert_eq!(data["search"]["totalCount"], edges.len());
    edges.iter().map(|edge| edge["node"]["slug"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

/// Checks that each text finds these, the best first.
fn check(cases: &[(&str, &str)]) {
    let api = Api::of(records());
    for (text, expected) in cases {
        assert_eq!(found(&api, &format!("text: {}", json!(text))), *expected, "{text}");
    }
}

#[test]
fn umlauts_and_accents_are_spelled_as_anybody_likes() {
    let munich = "stadtwerke-muenchen";
    check(&[
        ("München", munich),
        ("MÜNCHEN", munich),
        ("Muenchen", munich),
        ("Munchen", munich),
        ("mun", munich),
        ("Mu\u{308}nchen", munich),
        ("Münchén", munich),
        ("Strasse", "dialog-der-industrie"),
        ("Straße", "dialog-der-industrie"),
        ("groesse", "dialog-der-industrie"),
        ("grosse", "dialog-der-industrie"),
        ("Bauer", "bauer-soehne-e-v"),
        ("soehne", "bauer-soehne-e-v"),
    ]);
}

#[test]
fn words_are_found_in_other_forms_begun_and_as_parts_of_compounds() {
    let dialogue = "dialog-der-industrie";
    check(&[
        ("Brücke", dialogue),
        ("company", dialogue),
        ("talking", dialogue),
        ("Fachkraft", dialogue),
        ("fachkräft", dialogue),
        ("mobilität", dialogue),
        ("gewerkschaft", "deutscher-gewerkschaftsbund vereinte-dienstleistungsgewerkschaft"),
        ("stadtwerk münch", "stadtwerke-muenchen"),
        ("Maschinen", "mueller-maschinenbau-gmbh"),
        ("schinen", "mueller-maschinenbau-gmbh"),
        // Three letters are in the middle of too many words.
        ("hin", ""),
    ]);
}

#[test]
fn a_compound_that_is_nowhere_is_found_by_its_parts() {
    let ministry = |name: &str| Record::from(organisation(name));
    let api = Api::of([
        ministry("Ministerium für Wirtschaft und Verkehr"),
        ministry("Ministerium der Finanzen"),
        ministry("Verband Maschinen- und Anlagenbau"),
        ministry("Gesellschaft für Landschaft"),
    ]);
    for (text, expected) in [
        ("Wirtschaftsministerium", "ministerium-fuer-wirtschaft-und-verkehr"),
        ("Finanzministerium", "ministerium-der-finanzen"),
        ("Maschinenbau", "verband-maschinen-und-anlagenbau"),
        ("Landschaftsgesellschaft", "gesellschaft-fuer-landschaft"),
        // One part alone is not enough.
        ("Landwirtschaftsministerium", ""),
        ("Landschaftsverband", ""),
    ] {
        assert_eq!(found(&api, &format!("text: \"{text}\"")), expected, "{text}");
    }
}

#[test]
fn a_long_word_may_have_one_typo() {
    check(&[
        ("Maschienenbau", "mueller-maschinenbau-gmbh"),
        ("Maschinnbau", "mueller-maschinenbau-gmbh"),
        ("Mashcinenbau", "mueller-maschinenbau-gmbh"),
        ("Naschinenbau", "mueller-maschinenbau-gmbh"),
        ("Maschimenba", "mueller-maschinenbau-gmbh"),
        ("Mashcinenbua", ""),
        ("Mule", ""),
        // A word that is there as it stands is not taken for another.
        ("Metall", "ig-metall ig-metall-bezirk-mitte"),
    ]);
}

#[test]
fn abbreviations_find_what_they_stand_for() {
    check(&[
        ("IGM", "ig-metall ig-metall-bezirk-mitte"),
        ("igm mitte", "ig-metall-bezirk-mitte"),
        ("DGB", "deutscher-gewerkschaftsbund"),
        ("D.G.B.", "deutscher-gewerkschaftsbund"),
        ("IHK", "industrie-und-handelskammer-erfurt"),
        ("IHK Erfurt", "industrie-und-handelskammer-erfurt"),
        ("verdi", "vereinte-dienstleistungsgewerkschaft"),
        ("ver.di", "vereinte-dienstleistungsgewerkschaft"),
        ("e.V. Bauer", "bauer-soehne-e-v"),
        ("NRW Maschinenbau", "mueller-maschinenbau-gmbh"),
        ("Stadtwerke Bavaria", "stadtwerke-muenchen"),
    ]);
}

#[test]
fn names_come_before_aliases_and_those_before_topics_and_summaries() {
    check(&[
        // In a name, in an alias, in a topic's compound.
        ("Dialog", "dialog-der-industrie bundesverband-gespraech"),
        ("Mitte Metall", "ig-metall-bezirk-mitte"),
        ("ig metall", "ig-metall ig-metall-bezirk-mitte"),
        ("Industrie", "dialog-der-industrie industrie-und-handelskammer-erfurt woche-der-industrie-weimar"),
        ("Thüringen", "TH dialog-der-industrie industrie-und-handelskammer-erfurt"),
    ]);
}

#[test]
fn quoted_words_stand_together() {
    check(&[
        ("\"Woche der Industrie\"", "woche-der-industrie-weimar"),
        ("\"der Industrie\"", "dialog-der-industrie woche-der-industrie-weimar"),
        ("„der Industrie“ Weimar", "woche-der-industrie-weimar"),
        ("\"Industrie der\"", ""),
        ("\"Metall Mitte\"", ""),
        ("\"Metall\"", "ig-metall ig-metall-bezirk-mitte"),
        ("\"Metal\"", ""),
        // Not from one text into the next.
        ("\"Fachkräfte Elektromobilität\"", ""),
        // Still being typed.
        ("\"Woche der", "woche-der-industrie-weimar"),
    ]);
}

#[test]
fn with_one_word_wrong_what_has_the_others_is_found() {
    check(&[
        ("IG Metall Bezirk Mitte Wolkenkuckucksheim", "ig-metall-bezirk-mitte"),
        ("Stadtwerke Wolkenkuckucksheim", "stadtwerke-muenchen"),
        ("Stadtwerke Wolkenkuckucksheim Xanadu", ""),
        ("\"Wolkenkuckucksheim\" Stadtwerke", ""),
        ("Wolkenkuckucksheim", ""),
    ]);
}

#[test]
fn fillers_count_only_alone_or_in_a_phrase() {
    check(&[
        ("die Stadtwerke in München", "stadtwerke-muenchen"),
        ("stadtwerke und", "stadtwerke-muenchen"),
        ("und", "industrie-und-handelskammer-erfurt"),
    ]);
}

#[test]
fn only_records_of_the_types_asked_for() {
    let api = Api::of(records());
    for (types, expected) in [
        ("[EVENT]", "woche-der-industrie-weimar"),
        ("[INITIATIVE, EVENT]", "dialog-der-industrie woche-der-industrie-weimar"),
        ("ORGANISATION", "industrie-und-handelskammer-erfurt"),
        ("STATE", ""),
        ("[]", ""),
        ("null", "dialog-der-industrie industrie-und-handelskammer-erfurt woche-der-industrie-weimar"),
    ] {
        assert_eq!(found(&api, &format!("text: \"industrie\", types: {types}")), expected, "{types}");
    }
}

#[test]
fn the_hits_are_marked_and_everything_else_is_text() {
    let api = Api::of(records());
    for (text, highlight) in [
        ("metall mitte", json!("IG <mark>Metall</mark> Bezirk <mark>Mitte</mark>")),
        ("munch", json!("Stadtwerke <mark>München</mark>")),
        ("Söhne", json!("Bauer &amp; <mark>Söhne</mark> e. V.")),
        ("brücken", json!("Betriebe reden über Straßen &amp; &lt;<mark>Brücken</mark>&gt;.")),
        ("roads", json!("Companies talk about &quot;<mark>roads</mark>&quot;.")),
        ("verdi", json!("<mark>ver.di</mark>")),
        ("IHK", json!("<mark>Industrie- und Handelskammer</mark> Erfurt")),
        ("NRW", json!("<mark>North Rhine-Westphalia</mark>")),
    ] {
        let query = format!("{{ search(text: {}, first: 1) {{ edges {{ highlight score }} }} }}", json!(text));
        let edge = &api.data(&query)["search"]["edges"][0];
        assert_eq!(edge["highlight"], highlight, "{text}");
        let score = edge["score"].as_f64().unwrap();
        assert!(score > 0.0 && score <= 1.0, "{text}: {score}");
    }
}

#[test]
fn pages_follow_on_from_one_another() {
    let names: Vec<String> = (1..=45).map(|n| format!("Verein {n:02}")).collect();
    let api = Api::of(names.iter().map(|name| organisation(name).into()));
    let (mut slugs, mut after, mut pages) = (Vec::new(), Value::Null, 0);
    loop {
        let query = format!(
            "{{ search(text: \"verein\", first: 20, after: {after}) {{
                totalCount edges {{ cursor node {{ ... on Organisation {{ slug }} }} }}
                pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        let search = api.data(&query)["search"].take();
        let (edges, info) = (search["edges"].as_array().unwrap(), &search["pageInfo"]);
        slugs.extend(edges.iter().map(|edge| edge["node"]["slug"].as_str().unwrap().to_owned()));
        assert_eq!(search["totalCount"], 45);
        assert_eq!(info["hasPreviousPage"], pages > 0);
        assert_eq!(info["startCursor"], edges.first().unwrap()["cursor"]);
        assert_eq!(info["endCursor"], edges.last().unwrap()["cursor"]);
        pages += 1;
        after = info["endCursor"].clone();
        if info["hasNextPage"] == false {
            break;
        }
        // Nothing that comes or goes moves the place of a cursor.
        let deleted = organisation(&format!("Verein {:02}", 20 * pages));
        api.change([buendnis::register::Step::Delete(deleted.id.into())]);
        api.change([buendnis::register::Step::Put(deleted.into())]);
    }
    let expected: Vec<String> = names.iter().map(|name| organisation(name).slug.to_string()).collect();
    assert_eq!((pages, slugs), (3, expected));
    assert_eq!(
        api.data("{ search(text: \"verein\", first: 0) { totalCount edges { cursor } } }")["search"]["totalCount"],
        45
    );
}

#[test]
fn what_cannot_be_looked_for_is_refused_with_everything_that_is_wrong() {
    let api = Api::of(records());
    let long = "a".repeat(10_000);
    let many = (0..40).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let list_cursor = api.data("{ organisations(first: 1) { pageInfo { endCursor } } }");
    let list_cursor = list_cursor["organisations"]["pageInfo"]["endCursor"].as_str().unwrap();
    for (arguments, problems) in [
        (json!({ "text": "" }), vec![("text", "INVALID_INPUT")]),
        (json!({ "text": " \t" }), vec![("text", "INVALID_INPUT")]),
        (json!({ "text": "\"\" -?!" }), vec![("text", "INVALID_INPUT")]),
        (json!({ "text": long }), vec![("text", "LIMIT_EXCEEDED")]),
        (json!({ "text": many }), vec![("text", "LIMIT_EXCEEDED")]),
        (json!({ "text": "a", "first": 101 }), vec![("first", "INVALID_INPUT")]),
        (json!({ "text": "a", "first": -1 }), vec![("first", "INVALID_INPUT")]),
        (json!({ "text": "a", "after": "nonsense" }), vec![("after", "INVALID_INPUT")]),
        (json!({ "text": "a", "after": list_cursor }), vec![("after", "INVALID_INPUT")]),
        (json!({ "text": "", "first": 1000, "after": "?" }), vec![("text", ""), ("first", ""), ("after", "")]),
    ] {
        let query = "query($text: String!, $first: Int, $after: String) {
            search(text: $text, first: $first, after: $after) { totalCount } }";
        let answer = api.post(&json!({ "query": query, "variables": arguments })).json();
        let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("{arguments:.100}: {answer}"));
        let fields: Vec<_> = errors.iter().map(|error| error["extensions"]["field"].as_str().unwrap()).collect();
        assert_eq!(fields, problems.iter().map(|(field, _)| *field).collect::<Vec<_>>(), "{arguments:.100}");
        for (error, (_, code)) in errors.iter().zip(&problems).filter(|(_, (_, code))| !code.is_empty()) {
            assert_eq!(error["extensions"]["code"], *code, "{arguments:.100}");
        }
        assert!(answer.to_string().len() < 1_000, "what was wrong does not come back whole");
    }
}

#[test]
fn suggestions_come_while_a_name_is_typed() {
    let api = Api::of(records());
    let suggested = |text: &str| {
        let query = "query($text: String!) { suggest(text: $text, types: [ORGANISATION]) { highlight } }";
        let mut answer = api.post(&json!({ "query": query, "variables": { "text": text } })).json();
        let list = answer["data"]["suggest"].take();
        list.as_array().unwrap().iter().map(|s| s["highlight"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for (typed, expected) in [
        ("", vec![]),
        ("  ", vec![]),
        ("s", vec!["<mark>Stadtwerke</mark> München", "Bauer &amp; <mark>Söhne</mark> e. V."]),
        ("st", vec!["<mark>Stadtwerke</mark> München"]),
        ("stadtwerke mue", vec!["<mark>Stadtwerke</mark> <mark>München</mark>"]),
        ("ig", vec!["<mark>IG</mark> Metall", "<mark>IG</mark> Metall Bezirk Mitte"]),
        ("dialogv", vec!["<mark>Dialogverband</mark>"]),
        ("stadwerke", vec!["<mark>Stadtwerke</mark> München"]),
        ("zzz", vec![]),
    ] {
        assert_eq!(suggested(typed), expected, "{typed}");
    }
    let refused = api.ask("{ suggest(text: \"a\", first: 101) { score } }");
    assert_eq!(refused["errors"][0]["extensions"]["field"], "first", "{refused}");
}

#[test]
fn text_in_a_filter_finds_what_has_every_word() {
    let api = Api::of(records());
    for (of, filter, expected) in [
        ("initiatives", "{ text: \"dialog bodensee\" }", vec!["dialog-der-industrie"]),
        ("initiatives", "{ text: \"dialog nordsee\" }", vec![]),
        ("initiatives", "{ not: { text: \"dialog\" } }", vec![]),
        (
            "initiatives",
            "{ and: [{ text: \"grosse\" }, { or: [{ text: \"x\" }, { text: \"thüringen\" }] }] }",
            vec!["dialog-der-industrie"],
        ),
        ("organisations", "{ text: \"ihk\" }", vec!["industrie-und-handelskammer-erfurt"]),
        ("organisations", "{ text: \"Metall\", not: { text: \"Mitte\" } }", vec!["ig-metall"]),
        ("organisations", "{ text: \"\\\"IG Metall\\\"\", minInitiatives: 1 }", vec![]),
    ] {
        let data = api.data(&format!("{{ found: {of}(filter: {filter}) {{ nodes {{ slug }} }} }}"));
        let slugs: Vec<_> =
            data["found"]["nodes"].as_array().unwrap().iter().map(|node| node["slug"].clone()).collect();
        assert_eq!(slugs, expected, "{filter}");
    }
}

#[test]
fn a_name_in_either_language_is_found() {
    let name = LocalisedText { de: "Gewerkschaft der Metaller".into(), en: Some("Metalworkers’ Union".into()) };
    let api = Api::of([Organisation { name, ..organisation("g") }.into()]);
    for text in ["metalworker", "unions", "Gewerkschaften", "metaller"] {
        assert_eq!(found(&api, &format!("text: \"{text}\"")), "g", "{text}");
    }
}
