//! Networks as files: `GET /export/network.…` and `buendnis export network`, read by what reads such files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use api::{Answer, Api};
use axum::{body::Body, http::Request};
use buendnis::{
    model::{
        Initiative, LocalisedText, NodeId, Organisation, OrganisationId, Participation, ParticipationRole, Record,
    },
    transfer::seed,
};
use serde::Deserialize;
use serde_json::{Value, json};
use support::{NOON, initiative_no, organisation_no, participation_no};

const FORMATS: [(&str, &str); 5] = [
    ("graphml", "application/graphml+xml"),
    ("gexf", "application/gexf+xml"),
    ("dot", "text/vnd.graphviz; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("json", "application/json"),
];

/// Names with everything that some format escapes.
const NAMES: [&str; 4] = ["<Größe> & \"Söhne\" 🏭", "=1+1;'x'", "C:\\neu\\", "]]> -- {a} [b] %<"];

/// Four organisations with awkward names, one of them a branch of another, and two initiatives.
fn awkward() -> Api {
    let organisation = |n: u32| Organisation {
        name: LocalisedText::german(NAMES[n as usize - 1]),
        parent: (n == 4).then(|| OrganisationId::from_u128(1)),
        ..organisation_no(n)
    };
    let initiative = |n| Initiative { name: LocalisedText::german("\"Pakt\" <1>"), ..initiative_no(n) };
    let date = |text: &str| Some(text.parse().unwrap());
    let links = [
        Participation { since: date("2014-22"), until: date("2016"), ..participation_no(1, 1, 1) },
        Participation { role: ParticipationRole::Chair, since: date("2013~"), ..participation_no(2, 1, 1) },
        Participation { formal: false, until: date("2015"), ..participation_no(3, 1, 2) },
        participation_no(4, 1, 3),
        participation_no(5, 2, 3),
        participation_no(6, 2, 4),
    ];
    let records = (1..=4).map(|n| Record::from(organisation(n))).chain((1..=2).map(|n| initiative(n).into()));
    Api::of(records.chain(links.map(Record::from)))
}

fn bundled() -> Api {
    Api::of(seed::bundled(NOON).unwrap())
}

fn get(api: &Api, file: &str) -> Answer {
    api.send(Request::get(format!("/export/network.{file}")).body(Body::empty()).unwrap())
}

/// What is in a file, whatever its format.
#[derive(Debug, Default, PartialEq, Deserialize)]
struct Found {
    nodes: Vec<String>,
    names: Vec<String>,
    /// The ids of both ends, in their order.
    ties: Vec<[String; 2]>,
    weight: f64,
    roles: Vec<String>,
}

impl Found {
    fn sorted(mut self) -> Self {
        self.ties.iter_mut().for_each(|ends| ends.sort());
        self.nodes.sort();
        self.names.sort();
        self.ties.sort();
        self.roles.sort();
        self
    }
}

/// The network as Cytoscape reads it: that is JSON, for which we have a reader.
fn in_json(api: &Api, parameters: &str) -> Found {
    let file = get(api, &format!("json{parameters}")).json();
    let data = |list: &str| -> Vec<Value> {
        file["elements"][list].as_array().unwrap().iter().map(|element| element["data"].clone()).collect()
    };
    let texts = |of: &[Value], name: &str| -> Vec<String> {
        of.iter().filter_map(|data| data[name].as_str()).map(str::to_owned).collect()
    };
    let (nodes, ties) = (data("nodes"), data("edges"));
    let found = Found {
        nodes: texts(&nodes, "id"),
        names: texts(&nodes, "name"),
        ties: texts(&ties, "source").into_iter().zip(texts(&ties, "target")).map(|(a, b)| [a, b]).collect(),
        weight: ties.iter().map(|data| data["weight"].as_f64().unwrap()).sum(),
        roles: texts(&ties, "roles"),
    };
    found.sorted()
}

/// Writes the formats with these parameters to a folder, by what each is sent as.
fn download(api: &Api, parameters: &str, folder: &Path) {
    for (format, media_type) in FORMATS {
        let file = get(api, &format!("{format}{parameters}"));
        assert_eq!(file.status, 200, "{format}{parameters}: {}", file.text());
        assert_eq!(file.header("content-type"), media_type);
        assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"network.{format}\""));
        fs::write(folder.join(format!("network.{format}")), &file.body).unwrap();
    }
}

/// Every network that is looked at below.
const PARAMETERS: [&str; 9] = [
    "",
    "?projection=TWO_MODE",
    "?projection=TWO_MODE&rollUp=true&includeCollectives=true",
    "?projection=INITIATIVES&weighting=JACCARD",
    "?projection=STATES&weighting=NEWMAN",
    "?rollUp=true&minWeight=2",
    "?states=BW,HE&states=BE&activeOn=2016",
    "?text=industrie%20dialog",
    // Nothing is left.
    "?states=BW&kinds=LEGISLATIVE&statuses=PLANNED&participants=ig-metall",
];

#[test]
fn every_format_says_the_same() {
    for (api, parameters) in PARAMETERS.map(|parameters| (bundled(), parameters)) {
        let folder = tempfile::tempdir().unwrap();
        download(&api, parameters, folder.path());
        let json = in_json(&api, parameters);
        let text = |format: &str| fs::read_to_string(folder.path().join(format!("network.{format}"))).unwrap();
        let count = |format: &str, mark: &str| text(format).matches(mark).count();
        let (nodes, ties) = (json.nodes.len(), json.ties.len());
        for (format, node, tie) in
            [("graphml", "<node ", "<edge "), ("gexf", "<node ", "<edge "), ("dot", "[label=", " -- ")]
        {
            assert_eq!((count(format, node), count(format, tie)), (nodes, ties), "{format}{parameters}");
        }
        let mut table = csv::Reader::from_path(folder.path().join("network.csv")).unwrap();
        assert_eq!(table.records().map(Result::unwrap).count(), ties, "{parameters}");
        let separator = if parameters.is_empty() { '?' } else { '&' };
        let nodes_table = get(&api, &format!("csv{parameters}{separator}table=nodes"));
        assert_eq!(csv::Reader::from_reader(&*nodes_table.body).records().map(Result::unwrap).count(), nodes);
    }
}

#[test]
fn a_text_is_found_as_it_is_in_a_filter_of_the_api() {
    let api = bundled();
    for text in ["Industriedialog", "dialog* \"der Industrie\"", "xyzxyz"] {
        let asked: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let file = in_json(&api, &format!("?projection=INITIATIVES&text={asked}"));
        let query = format!(
            "{{ network(filter: {{ text: {} }}, options: {{ projection: INITIATIVES }}) {{
            nodes(first: 100) {{ nodes {{ entity {{ ... on Initiative {{ id }} }} }} }} }} }}",
            json!(text)
        );
        let nodes = api.data(&query)["network"]["nodes"]["nodes"].take();
        let ids = nodes.as_array().unwrap().iter().map(|node| node["entity"]["id"].as_str().unwrap().to_owned());
        assert_eq!(file.nodes.into_iter().collect::<BTreeSet<_>>(), ids.collect(), "{text}");
    }
}

/// 12.5 million ties are more than anybody draws; the two modes of the same network are a small file.
#[test]
fn what_is_too_large_to_be_drawn_is_refused_before_anything_is_sent() {
    let organisations = (1..=5_000).map(|n| Record::from(organisation_no(n)));
    let links = (1..=5_000).map(|n| Record::from(participation_no(n, 1, n)));
    let api = Api::of(organisations.chain([initiative_no(1).into()]).chain(links));
    let refused = get(&api, "csv");
    assert_eq!(refused.status, 400);
    let error = &refused.json()["errors"][0];
    assert_eq!([&error["extensions"]["code"], &error["extensions"]["field"]], ["LIMIT_EXCEEDED", "projection"]);
    assert!(error["message"].as_str().unwrap().contains("projection=TWO_MODE"), "{error}");
    assert_eq!(get(&api, "csv?projection=TWO_MODE").text().lines().count(), 5_001);
}

#[test]
fn the_two_modes_are_those_of_the_register() {
    let api = bundled();
    let register = api.register.snapshot();
    let ids = |participation: buendnis::snapshot::Participation<'_>| {
        let organisation = participation.organisation().unwrap();
        let record = participation.record();
        let ends = [NodeId::from(record.organisation), record.initiative.into()].map(|id| id.to_string());
        (!organisation.record().collective).then_some(ends)
    };
    let expected: BTreeSet<[String; 2]> = register
        .participations()
        .filter_map(ids)
        .map(|mut ends| {
            ends.sort();
            ends
        })
        .collect();
    let found = in_json(&api, "?projection=TWO_MODE");
    assert_eq!(found.ties, Vec::from_iter(expected));
    assert!(found.ties.len() > 50 && found.roles.len() == found.ties.len());
}

/// What each reader that is installed finds is what we wrote. The checks above are made everywhere.
#[test]
fn programs_that_read_networks_find_what_was_written() {
    let mut readers = BTreeSet::new();
    for (name, api) in [("bundled", bundled()), ("awkward", awkward())] {
        for parameters in PARAMETERS.iter().filter(|parameters| name == "bundled" || !parameters.contains("ig-metall"))
        {
            let folder = tempfile::tempdir().unwrap();
            download(&api, parameters, folder.path());
            let Ok(output) = Command::new("python3").arg("tests/fixtures/network/read.py").arg(folder.path()).output()
            else {
                eprintln!("no Python here: only what we read ourselves was compared");
                return;
            };
            assert!(output.status.success(), "{parameters}: {}", String::from_utf8_lossy(&output.stderr));
            let found: std::collections::BTreeMap<String, Found> = serde_json::from_slice(&output.stdout).unwrap();
            let expected = in_json(&api, parameters);
            for (reader, found) in found {
                let found = found.sorted();
                assert!((found.weight - expected.weight).abs() < 1e-9, "{reader} of {name}{parameters}");
                assert_eq!(Found { weight: expected.weight, ..found }, expected, "{reader} of {name}{parameters}");
                readers.insert(reader);
            }
        }
    }
    eprintln!("compared with {readers:?}");
}

#[test]
fn names_are_escaped_and_ties_say_what_they_are_made_of() {
    let api = awkward();
    let mut names: Vec<String> = NAMES.map(str::to_owned).into();
    names.sort();
    assert_eq!(in_json(&api, "").names, names);
    let file = get(&api, "json?projection=TWO_MODE").json();
    let tie = |organisation: u32, initiative: u32| {
        let id = |id: NodeId| id.to_string();
        let source = id(organisation_no(organisation).id.into());
        let target = id(initiative_no(initiative).id.into());
        let edges = file["elements"]["edges"].as_array().unwrap().iter().map(|edge| edge["data"].clone());
        let mut found = edges.filter(|data| data["source"] == source && data["target"] == target);
        let mut data = found.next().unwrap();
        assert_eq!(found.next(), None);
        data.as_object_mut().unwrap().retain(|name, _| !["id", "source", "target"].contains(&name.as_str()));
        data
    };
    // Two roles, of which one has not ended.
    assert_eq!(tie(1, 1), json!({ "weight": 1.0, "roles": "CHAIR | MEMBER", "formal": true, "since": "2013~" }));
    assert_eq!(tie(2, 1), json!({ "weight": 1.0, "roles": "MEMBER", "formal": false, "until": "2015" }));
    let tables = get(&api, "csv?table=nodes");
    // What a spreadsheet would run is disarmed; the rest is as it is.
    assert!(tables.text().contains(",'=1+1;'x',"), "{}", tables.text());
    assert!(tables.text().contains("\"<Größe> & \"\"Söhne\"\" 🏭\""), "{}", tables.text());
    let dot = get(&api, "dot");
    assert!(dot.text().contains(r#"title="C:\\neu\\""#), "{}", dot.text());
}

#[test]
fn everything_wrong_with_the_parameters_is_told() {
    let api = awkward();
    let many =
        "states=XX&projection=STATE&rollUp=yes&minWeight=-1&activeOn=soon&colour=red&activeOn=2015&participants=nobody";
    for (parameters, expected) in [
        (many, &["states", "projection", "rollUp", "activeOn", "colour"][..]),
        (
            "minWeight=-1&participants=nobody,organisation-1&minParticipations=-1",
            &["minWeight", "participants[0]", "minParticipations"],
        ),
        ("minWeight=NaN", &["minWeight"]),
        ("table=both&weighting=shared&kinds=ALLIANCE,DIALOG", &["table", "weighting", "kinds"]),
        ("text=a&text=b", &["text"]),
    ] {
        let answer = get(&api, &format!("graphml?{parameters}"));
        assert_eq!(answer.status, 400, "{parameters}");
        let errors = answer.json();
        let mut fields: Vec<_> = errors["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| error["extensions"]["field"].as_str().unwrap())
            .collect();
        let mut expected = expected.to_vec();
        fields.sort_unstable();
        expected.sort_unstable();
        assert_eq!(fields, expected, "{parameters}: {errors:#}");
    }
}

fn command(data: &Path, arguments: &[&str]) -> std::process::Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_buendnis"));
    program.args(["export", "network", "--data"]).arg(data).args(arguments).output().unwrap()
}

#[test]
fn the_command_writes_what_the_server_sends() {
    let (api, data) = (bundled(), tempfile::tempdir().unwrap());
    let out = data.path().join("network.gexf");
    let options = ["--projection", "TWO_MODE", "--roll-up", "--states", "BW,HE", "--active-on", "2016"];
    let arguments = [&options[..], &[out.to_str().unwrap()]].concat();
    let output = command(&data.path().join("data"), &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let sent = get(&api, "gexf?projection=TWO_MODE&rollUp=true&states=BW,HE&activeOn=2016");
    assert_eq!(fs::read_to_string(&out).unwrap(), sent.text());
    let message = String::from_utf8(output.stdout).unwrap();
    let counts = |mark: &str| sent.text().matches(mark).count();
    assert!(message.contains(&format!("{} nodes and {} ties", counts("<node "), counts("<edge "))), "{message}");
    let to_standard_output = command(&data.path().join("data"), &["--format", "csv", "--table", "nodes"]);
    assert_eq!(String::from_utf8(to_standard_output.stdout).unwrap(), get(&api, "csv?table=nodes").text());
}

#[test]
fn a_wrong_command_says_all_that_is_wrong() {
    let data = tempfile::tempdir().unwrap();
    for (arguments, code, parts) in [
        (&["--projection", "x", "--states", "XX", "--format", "dot"][..], 5, &["projection: `x`", "states: `XX`"][..]),
        (&["--participants", "nobody", "--min-weight=-1", "n.json"], 5, &["participants[0]", "minWeight"]),
        (&["network.png"], 5, &["--format"]),
        (&[], 5, &["--format"]),
        (&["--format", "png"], 2, &["graphml"]),
    ] {
        let output = command(data.path(), arguments);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
        parts.iter().for_each(|part| assert!(message.contains(part), "{arguments:?}: {message}"));
    }
}
