//! Organisations entered twice: the list of candidates, and the warning to whoever enters one.

use buendnis::model::{Organisation, Record, StateCode};
use serde_json::{Value, json};

use super::{
    api::{Api, EDITOR},
    records::{boxed, of_state, organisation},
};

fn with_website(website: &str, organisation: Organisation) -> Organisation {
    Organisation { website: Some(website.parse().unwrap()), ..organisation }
}

fn records() -> Vec<Record> {
    let umbrella = with_website("https://www.igmetall.de/", organisation("IG Metall"));
    let branch = |name: &str| {
        let branch = with_website("https://igmetall.de", organisation(name));
        Organisation { parent: Some(umbrella.id), short_name: Some("IGM".into()), ..branch }
    };
    let with_alias = Organisation { aliases: boxed(&["IHK Erfurt"]), ..organisation("Handelskammer zu Erfurt") };
    vec![
        branch("IG Metall Bezirk Mitte").into(),
        branch("IG Metall Bezirk Nord").into(),
        umbrella.clone().into(),
        organisation("Müller Maschinenbau").into(),
        organisation("Mueller-Maschinenbau e. V.").into(),
        organisation("Maschinenbau Müller").into(),
        organisation("Stahlwerk Kassel").into(),
        organisation("Stahlwerk Kasel").into(),
        organisation("IHK Erfurt").into(),
        with_alias.into(),
        with_website("http://www.beispiel-werk.de/start/#oben", organisation("Beispielwerk")).into(),
        with_website("https://Beispiel-Werk.de/start", organisation("Ganz anderer Name")).into(),
        of_state(StateCode::Bw, organisation("Ministerium der Wirtschaft")).into(),
        of_state(StateCode::He, organisation("Ministerium „der Wirtschaft“")).into(),
        organisation("Werk 11 Halle").into(),
        organisation("Werk 12 Halle").into(),
        Organisation { collective: true, ..organisation("Stahlwerk-Kassel") }.into(),
    ]
    .into_iter()
    .enumerate()
    .map(|(n, record)| numbered(record, n))
    .collect()
}

/// Names that are alike make the same slug; here each has its own.
fn numbered(record: Record, n: usize) -> Record {
    match record {
        Record::Organisation(organisation) if n > 2 => {
            let slug = organisation.slug.numbered(n as u32);
            let id = buendnis::model::OrganisationId::of_seed(&slug);
            Organisation { id, slug, ..(*organisation).clone() }.into()
        }
        record => record,
    }
}

/// Pairs of names with the reason, sorted.
fn candidates(api: &Api, first: usize) -> Vec<(String, f64)> {
    let query = format!(
        "{{ duplicateCandidates(first: {first}) {{ organisation {{ name }} other {{ name }} score reason }} }}"
    );
    let data = api.data(&query);
    let pairs = data["duplicateCandidates"].as_array().unwrap().iter();
    let shown = |pair: &Value| {
        let mut names = [&pair["organisation"]["name"], &pair["other"]["name"]].map(|name| name.as_str().unwrap());
        names.sort_unstable();
        (format!("{} = {}: {}", names[0], names[1], pair["reason"].as_str().unwrap()), pair["score"].as_f64().unwrap())
    };
    pairs.map(shown).collect()
}

#[test]
fn pairs_that_may_be_one_come_with_their_reason_the_likeliest_first() {
    let found = candidates(&Api::of(records()), 100);
    assert!(found.is_sorted_by(|a, b| a.1 >= b.1), "{found:?}");
    assert!(found.iter().all(|(_, score)| *score > 0.0 && *score <= 1.0), "{found:?}");
    let mut pairs: Vec<&str> = found.iter().map(|(pair, _)| &**pair).collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        [
            "Beispielwerk = Ganz anderer Name: same website",
            "Handelskammer zu Erfurt = IHK Erfurt: same name as an alias",
            "Maschinenbau Müller = Mueller-Maschinenbau e. V.: same words in another order",
            "Maschinenbau Müller = Müller Maschinenbau: same words in another order",
            "Ministerium der Wirtschaft = Ministerium „der Wirtschaft“: same name",
            "Mueller-Maschinenbau e. V. = Müller Maschinenbau: same name",
            "Stahlwerk Kasel = Stahlwerk Kassel: close spelling",
        ]
    );
}

#[test]
fn as_many_as_asked_for() {
    let api = Api::of(records());
    assert_eq!(candidates(&api, 2), candidates(&api, 100)[..2]);
    assert!(candidates(&api, 0).is_empty());
    let refused = api.ask("{ duplicateCandidates(first: 101) { score } }");
    assert_eq!(refused["errors"][0]["extensions"]["field"], "first", "{refused}");
}

#[test]
fn names_that_are_only_written_otherwise_are_the_same() {
    for (one, other, reason) in [
        ("IHK zu Erfurt", "Industrie- und Handelskammer Erfurt", "same name abbreviated"),
        ("TU Dresden", "Technische Universität Dresden", "same name abbreviated"),
        ("IG Bergbau, Chemie, Energie", "Industriegewerkschaft Bergbau, Chemie, Energie", "same name abbreviated"),
        ("Salzgitter AG", "Salzgitter", "same name"),
        ("Verein Muster (VM)", "Verein Muster e. V.", "same name"),
        ("Werk Muster GmbH & Co. KG", "Werk Muster Aktiengesellschaft", "same name"),
        ("DGB Bezirk NRW", "DGB-Bezirk Nordrhein-Westfalen", "same name"),
        (
            "Hessisches Ministerium der Finanzen",
            "Ministerium der Finanzen des Landes Hessen",
            "same words in another order",
        ),
        ("Deutscher Gewerkschaftsbund", "DGB", "same initials"),
    ] {
        let pairs = candidates(&Api::of([organisation(one).into(), organisation(other).into()]), 100);
        let reasons: Vec<&str> = pairs.iter().filter_map(|(pair, _)| Some(pair.rsplit_once(": ")?.1)).collect();
        assert_eq!(reasons, [reason], "{one} = {other}");
    }
}

#[test]
fn names_of_two_that_look_like_one_are_left_alone() {
    for (one, other) in [
        ("IHK Frankfurt (Oder)", "IHK Frankfurt"),
        ("DGB Bezirk Bayern", "DGB Bezirk Baden-Württemberg"),
        ("Industrie- und Handelskammer Erfurt", "Industrie- und Handelskammer Gera"),
        ("Industrie- und Handelskammer Kiel", "Handwerkskammer Kiel"),
        ("Salzgitter AG", "Peine AG"),
        ("Stadt Halle (Saale)", "Stadt Halle (Westfalen)"),
    ] {
        let pairs = candidates(&Api::of([organisation(one).into(), organisation(other).into()]), 100);
        assert!(pairs.is_empty(), "{pairs:?}");
    }
}

/// What an editor is told who creates an organisation.
fn create(api: &Api, input: &str) -> Value {
    let query = format!("mutation {{ made: createOrganisation(input: {input}) {{ organisation {{ slug }} }} }}");
    let answer = api.post_as(EDITOR, &json!({ "query": query })).json();
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["extensions"]["warnings"].clone()
}

#[test]
fn whoever_enters_an_organisation_twice_is_warned() {
    let api = Api::of(records());
    for (input, expected) in [
        ("{ name: { de: \"Stahlwerk Kassel\" }, kind: COMPANY, slug: \"a\" }", "stahlwerk-kassel-6"),
        ("{ name: { de: \"Stahlwrk Kassel\" }, kind: COMPANY, slug: \"b\" }", "stahlwerk-kassel-6"),
        (
            "{ name: { de: \"Unbekannt\" }, kind: OTHER, website: \"https://beispiel-werk.de/start\" }",
            "beispielwerk-10",
        ),
    ] {
        let warnings = create(&api, input);
        let first = &warnings.as_array().unwrap_or_else(|| panic!("{input} is not warned of"))[0];
        assert_eq!(first["code"], "LIKELY_DUPLICATE", "{input}");
        assert_eq!(first["field"], "input.name", "{input}");
        assert_eq!(first["path"], json!(["made"]), "{input}");
        let slugs: Vec<&str> = warnings.as_array().unwrap().iter().map(|w| w["slug"].as_str().unwrap()).collect();
        assert!(slugs.contains(&expected), "{input}: {slugs:?}");
        assert_eq!(
            api.data(&format!("{{ organisation(slug: \"{expected}\") {{ id }} }}"))["organisation"]["id"],
            warnings.as_array().unwrap().iter().find(|w| w["slug"] == expected).unwrap()["id"]
        );
    }
}

#[test]
fn nobody_is_warned_of_a_branch_or_of_something_else() {
    let api = Api::of(records());
    for input in [
        "{ name: { de: \"Etwas ganz Neues\" }, kind: OTHER }",
        "{ name: { de: \"IG Metall\" }, kind: TRADE_UNION, slug: \"x\", parent: { slug: \"ig-metall\" } }",
        "{ name: { de: \"Ministerium der Wirtschaft\" }, kind: GOVERNMENT, slug: \"y\", state: TH }",
        "{ name: { de: \"Werk 13 Halle\" }, kind: COMPANY }",
    ] {
        assert_eq!(create(&api, input), Value::Null, "{input}");
    }
}
