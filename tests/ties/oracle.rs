//! The answers of NetworkX. `tests/fixtures/network/ties.py` makes them: `ties.json` holds some, and where Python has
//! NetworkX it is asked anew, also about registers that nobody has seen before.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use buendnis::{
    model::{Initiative, Organisation, Participation, ParticipationRole, Record, StateCode},
    register::Step,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    api::Api,
    support::{initiative_no, organisation_no, participation_no},
};

const SCRIPT: &str = "tests/fixtures/network/ties.py";

/// A network of two modes, by numbers from 0 on.
#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Register {
    name: String,
    organisations: u32,
    initiatives: u32,
    states: Vec<String>,
    links: Vec<(u32, u32)>,
}

/// What NetworkX says about it.
#[derive(Debug, PartialEq, Deserialize)]
struct Answer {
    #[serde(flatten)]
    register: Register,
    partners: Vec<Vec<(u32, u32)>>,
    similar: Vec<Vec<(u32, f64)>>,
    suggested: Vec<Vec<(u32, f64)>>,
    related: Vec<Vec<(u32, u32)>>,
    ways: Vec<Way>,
    interlocks: Vec<(u32, u32, u32)>,
    overlaps: Vec<(String, String, u32, f64)>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Way {
    from: u32,
    to: u32,
    /// The kind of node, 0 for an organisation, and its number.
    avoid: Vec<(u32, u32)>,
    max_degree: Option<u32>,
    paths: Vec<Vec<u32>>,
}

impl Register {
    /// A server over it.
    fn api(&self) -> Api {
        let organisations = (0..self.organisations).map(|n| Record::from(organisation_no(n + 1)));
        let initiatives = (0..self.initiatives).map(|n| {
            let code: StateCode = self.states[n as usize].parse().unwrap();
            Record::from(Initiative { states: code.into(), ..initiative_no(n + 1) })
        });
        // Some of the links in two roles, which makes no difference.
        let links = self.links.iter().flat_map(|(o, i)| {
            let number = (o + 1) * 1_000 + 2 * (i + 1);
            let link = participation_no(number, i + 1, o + 1);
            let again = Participation { role: ParticipationRole::Chair, ..participation_no(number + 1, i + 1, o + 1) };
            [Some(link), Some(again).filter(|_| (o + i) % 3 == 0)].into_iter().flatten().map(Record::from)
        });
        Api::of(organisations.chain(initiatives).chain(links))
    }
}

/// The number in a slug.
fn number(record: &Value) -> u32 {
    let (_, number) = record["slug"].as_str().unwrap().rsplit_once('-').unwrap();
    number.parse::<u32>().unwrap() - 1
}

fn items(list: &Value) -> &[Value] {
    list.as_array().unwrap()
}

/// Checks that two lists have the same members with the same numbers, to 1e-9, and that ours is in order.
fn check_scores(what: &str, found: &[(u32, f64)], expected: &[(u32, f64)]) {
    let sorted = |list: &[(u32, f64)]| {
        let mut list = list.to_vec();
        list.sort_by_key(|(number, _)| *number);
        list
    };
    let (found_by_number, expected) = (sorted(found), sorted(expected));
    assert_eq!(found_by_number.len(), expected.len(), "{what}: {found:?} {expected:?}");
    for (found, expected) in found_by_number.iter().zip(&expected) {
        assert!(found.0 == expected.0 && (found.1 - expected.1).abs() < 1e-9, "{what}: {found:?} {expected:?}");
    }
    for pair in found.windows(2) {
        let in_order = pair[0].1 > pair[1].1 || (pair[0].1 == pair[1].1 && pair[0].0 < pair[1].0);
        assert!(in_order, "{what}: {pair:?}");
    }
}

fn check(answer: &Answer) {
    let api = answer.register.api();
    let name = &answer.register.name;
    for n in 0..answer.register.organisations {
        check_organisation(&api, answer, n);
    }
    for n in 0..answer.register.initiatives {
        let query = format!(
            "{{ initiative(slug: \"initiative-{}\") {{ related(first: 100) {{
                initiative {{ slug }} shared organisations {{ id }} }} }} }}",
            n + 1
        );
        let related = api.data(&query)["initiative"]["related"].take();
        let found: Vec<_> =
            items(&related).iter().map(|one| (number(&one["initiative"]), counted(one, "organisations"))).collect();
        assert_eq!(found, answer.related[n as usize], "{name}: related of {n}");
    }
    for way in &answer.ways {
        check_way(&api, name, way);
    }
    check_interlocks(&api, answer);
    let overlaps = api.data("{ stateOverlaps { state { code } other { code } shared jaccard organisations { id } } }");
    let code = |state: &Value| state["code"].as_str().unwrap().to_owned();
    let found: Vec<_> = items(&overlaps["stateOverlaps"])
        .iter()
        .map(|one| {
            (code(&one["state"]), code(&one["other"]), counted(one, "organisations"), one["jaccard"].as_f64().unwrap())
        })
        .collect();
    assert_eq!(found, answer.overlaps, "{name}: overlaps");
}

/// The number of what is shared, which is as many as there are `makers`.
fn counted(tie: &Value, makers: &str) -> u32 {
    assert_eq!(tie["shared"], items(&tie[makers]).len(), "{tie}");
    tie["shared"].as_u64().unwrap() as u32
}

fn check_organisation(api: &Api, answer: &Answer, n: u32) {
    let name = &answer.register.name;
    let query = format!(
        "{{ organisation(slug: \"organisation-{}\") {{
            partners(first: 100) {{ totalCount edges {{ shared initiatives {{ id }} node {{ slug }} }} }}
            similar(first: 100) {{ jaccard organisation {{ slug }} }}
            suggestedPartners(first: 100) {{ score organisation {{ slug }} commonPartners {{ slug }} }}
        }} }}",
        n + 1
    );
    let found = api.data(&query)["organisation"].take();
    let partners: Vec<_> = items(&found["partners"]["edges"])
        .iter()
        .map(|edge| (number(&edge["node"]), counted(edge, "initiatives")))
        .collect();
    assert_eq!(partners, answer.partners[n as usize], "{name}: partners of {n}");
    assert_eq!(found["partners"]["totalCount"], partners.len());
    let scores = |list: &Value, score: &str| -> Vec<_> {
        items(list).iter().map(|one| (number(&one["organisation"]), one[score].as_f64().unwrap())).collect()
    };
    let similar = scores(&found["similar"], "jaccard");
    assert_eq!(similar, answer.similar[n as usize], "{name}: similar to {n}");
    let suggested = scores(&found["suggestedPartners"], "score");
    check_scores(&format!("{name}: suggested to {n}"), &suggested, &answer.suggested[n as usize]);
    for suggestion in items(&found["suggestedPartners"]) {
        let of = |n: u32| answer.partners[n as usize].iter().map(|(partner, _)| *partner);
        let other = number(&suggestion["organisation"]);
        let mut common: Vec<u32> = items(&suggestion["commonPartners"]).iter().map(number).collect();
        common.sort_unstable();
        let mut expected: Vec<u32> = of(n).filter(|partner| of(other).any(|other| other == *partner)).collect();
        expected.sort_unstable();
        assert_eq!(common, expected, "{name}: common partners of {n} and {other}");
    }
}

fn check_way(api: &Api, name: &str, way: &Way) {
    let id = |(kind, n): &(u32, u32)| {
        let query = if *kind == 0 { "organisation" } else { "initiative" };
        api.data(&format!("{{ {query}(slug: \"{query}-{}\") {{ id }} }}", n + 1))[query]["id"].take()
    };
    let avoid: Vec<Value> = way.avoid.iter().map(id).collect();
    let variables = json!({
        "from": format!("organisation-{}", way.from + 1),
        "to": format!("organisation-{}", way.to + 1),
        "avoid": avoid,
        "maxDegree": way.max_degree,
    });
    let query = "query($from: ID!, $to: ID!, $avoid: [ID!], $maxDegree: Int) {
        path(from: $from, to: $to, avoid: $avoid, maxDegree: $maxDegree) { ...steps }
        paths(from: $from, to: $to, avoid: $avoid, maxDegree: $maxDegree, first: 12) { ...steps }
    }
    fragment steps on Path { length steps { ... on Organisation { slug } ... on Initiative { slug } } }";
    let answer = api.post(&json!({ "query": query, "variables": variables })).json();
    assert_eq!(answer.get("errors"), None, "{name}: {variables}");
    let steps = |path: &Value| -> Vec<u32> {
        assert_eq!(path["length"], items(&path["steps"]).len() - 1);
        items(&path["steps"]).iter().map(number).collect()
    };
    let found: Vec<_> = items(&answer["data"]["paths"]).iter().map(steps).collect();
    assert_eq!(found, way.paths, "{name}: {variables}");
    let first = Some(&answer["data"]["path"]).filter(|path| !path.is_null()).map(steps);
    assert_eq!(first.as_ref(), way.paths.first(), "{name}: {variables}");
}

/// The left are the even ones, the right those that can be divided by three: they are told by words of their aliases.
fn check_interlocks(api: &Api, answer: &Answer) {
    let query = "{ interlocks(left: { text: \"links\" }, right: { text: \"rechts\" }, first: 100) {
        left { slug } right { slug } shared initiatives { id } } }";
    let sides = (0..answer.register.organisations).filter_map(|n| {
        let aliases: Vec<Box<str>> = [(2, "links"), (3, "rechts")]
            .into_iter()
            .filter(|(by, _)| n % by == 0)
            .map(|(_, alias)| alias.into())
            .collect();
        let sided = Organisation { aliases, ..organisation_no(n + 1) };
        (!sided.aliases.is_empty()).then(|| Step::Put(sided.into()))
    });
    api.change(sides);
    let found: Vec<_> = items(&api.data(query)["interlocks"])
        .iter()
        .map(|tie| (number(&tie["left"]), number(&tie["right"]), counted(tie, "initiatives")))
        .collect();
    let expected = &answer.interlocks[..answer.interlocks.len().min(100)];
    assert_eq!(found, expected, "{}: interlocks", answer.register.name);
}

fn fixture() -> Vec<Answer> {
    serde_json::from_str(include_str!("../fixtures/network/ties.json")).unwrap()
}

#[test]
fn the_answers_are_those_of_networkx() {
    let answers = fixture();
    assert!(answers.iter().any(|answer| answer.register.name.starts_with("Davis") && !answer.ways.is_empty()));
    answers.iter().for_each(check);
}

/// A number from 0 to `below`, by chance that is the same on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: u32) -> u32 {
        // Knuth's MMIX generator.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(below)) as u32
    }

    fn register(&mut self, n: u32) -> Register {
        let (organisations, initiatives) = (self.below(24) + 1, self.below(16) + 1);
        let mut links: Vec<_> =
            (0..self.below(70)).map(|_| (self.below(organisations), self.below(initiatives))).collect();
        links.sort_unstable();
        links.dedup();
        let states = (0..initiatives).map(|_| ["BB", "BE", "BW", "HE"][self.below(4) as usize].into()).collect();
        Register { name: format!("unseen {n}"), organisations, initiatives, states, links }
    }
}

/// Only where Python has NetworkX; the answers that are kept are compared everywhere.
#[test]
fn networkx_still_says_so_and_says_the_same_of_others() {
    if !Command::new("python3").args(["-c", "import networkx"]).output().is_ok_and(|output| output.status.success()) {
        eprintln!("no NetworkX here: only the kept answers were compared");
        return;
    }
    let kept = fixture();
    let mut chance = Chance(20_261_124);
    let mut registers: Vec<Register> = (0..20).map(|n| chance.register(n)).collect();
    registers.extend(fixture().into_iter().map(|answer| answer.register));
    let mut python = Command::new("python3");
    let mut python = python.args([SCRIPT, "--answer"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(&serde_json::to_vec(&registers).unwrap()).unwrap();
    let output = python.wait_with_output().unwrap();
    let answers: Vec<Answer> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answers.len(), registers.len());
    assert!(answers[20..] == kept[..], "`{SCRIPT}` makes another `ties.json` than the one that is kept");
    answers.iter().for_each(check);
}
