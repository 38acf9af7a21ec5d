//! Every measure against NetworkX and igraph, which share no code with ours: on networks kept with their values, and,
//! where Python with NetworkX is there, on new ones on the spot.

use std::{
    collections::BTreeSet,
    io::Write,
    process::{Command, Stdio},
};

use buendnis::network::{
    Graph, Interrupt, Network, Options, Projection, Weighting,
    adjacency::Space,
    community::{Chance, Search, communities},
    measure::{
        assortativity::Mixing,
        betweenness::{betweenness, most_in_two_modes, normalised, pairs},
        brokerage::{brokerage, partial},
        closeness::nearness,
        clustering,
        components::{Components, components},
        cores::core_numbers,
        cuts::{Cuts, cuts, cuts_of_projection},
        degree,
        eigenvector::eigenvector,
        holes::{Ties, holes},
        matrix::{Matrix, Shares},
        page_rank::page_rank,
        two_mode,
    },
    projection::Degrees,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Map, Value, json};

use crate::world::*;

const FIXTURES: &str = include_str!("oracle/fixtures.json");

/// How far two numbers may be apart.
const TOLERANCE: f64 = 1e-9;

fn never() -> Interrupt {
    Interrupt::never()
}

/// What the library says of a network, in the words of `oracle.py`.
fn values_of(ties: &[(u32, u32)]) -> Value {
    let snapshot = snapshot(records(ties));
    let mut values = Map::new();
    values.insert("TWO_MODE".into(), both_modes(&network(&snapshot, on(Projection::TwoMode))));
    for (name, projection) in [("ORGANISATIONS", Projection::Organisations), ("INITIATIVES", Projection::Initiatives)] {
        for (weight, weighting) in ["SHARED", "NEWMAN", "JACCARD"].into_iter().zip(WEIGHTINGS) {
            let network = network(&snapshot, Options { projection, weighting, ..Options::default() });
            values.insert(format!("{name} {weight}"), one_mode(&network));
        }
    }
    values.into()
}

fn one_mode(network: &Network) -> Value {
    let graph = network.graph(&never()).unwrap();
    let incidence = network.incidence();
    let both = incidence.both_modes();
    let components = components(Space::projection(incidence, &both), &never()).unwrap();
    let degrees = Degrees::of_projection(incidence, network.options(), &never()).unwrap();
    let rank = page_rank(&graph, &never()).unwrap();
    let vector = eigenvector(&graph, &components, &never()).unwrap();
    let weighted = holes(&graph, Ties::Weighted, &never()).unwrap();
    let mut values = json!({
        "edges": graph.iter().collect::<Vec<_>>(),
        "weightedDegree": degrees.strengths,
        "eigenvector": vector,
        "pageRank": rank,
        "constraint": weighted.iter().map(|holes| holes.map(|holes| holes.constraint)).collect::<Vec<_>>(),
        "effectiveSize": weighted.iter().map(|holes| holes.map(|holes| holes.effective_size)).collect::<Vec<_>>(),
    });
    assert_eq!(Matrix::strengths(&graph), degrees.strengths);
    assert_eq!(degrees.ties() as usize, graph.ties());
    if let Some(shares) = Shares::new(incidence, network.options().weighting) {
        // The same without building any tie.
        near("strengths", &json!(shares.strengths()), &json!(degrees.strengths));
        near("pageRank", &json!(page_rank(&shares, &never()).unwrap()), &json!(rank));
        near("eigenvector", &json!(eigenvector(&shares, &components, &never()).unwrap()), &json!(vector));
    }
    if network.options().weighting == Weighting::Shared {
        append(&mut values, unweighted(network, &graph, &components, &degrees));
    }
    values
}

fn unweighted(network: &Network, graph: &Graph, components: &Components, degrees: &Degrees) -> Value {
    let incidence = network.incidence();
    let both = incidence.both_modes();
    let nodes = graph.nodes();
    let near_nodes = nearness(Space::projection(incidence, &both), components, u64::MAX, &never()).unwrap();
    let raw = betweenness(graph, components, u64::MAX, &never()).unwrap();
    let triangles = clustering::triangles(graph, &never()).unwrap();
    let equal = holes(graph, Ties::Equal, &never()).unwrap();
    let Cuts { points, bridges } = cuts_of_projection(incidence, &never()).unwrap();
    assert_eq!(cuts(graph, &never()).unwrap(), Cuts { points: points.clone(), bridges: bridges.clone() });
    assert_eq!(nearness(Space::whole(graph), components, u64::MAX, &never()).unwrap(), near_nodes);
    let groups: Vec<u32> = (0..nodes as u32).map(|node| node % 3).collect();
    let mut mixing = Mixing::new(3);
    graph.iter().for_each(|(a, b, _)| {
        mixing.add(groups[a], groups[b]);
        mixing.add(groups[b], groups[a]);
    });
    let roles = brokerage(graph, &groups, &never()).unwrap();
    let shares = partial(graph, &groups, &never()).unwrap();
    let list = |r: buendnis::network::measure::brokerage::Roles| {
        [r.coordinator, r.consultant, r.gatekeeper, r.representative, r.liaison]
    };
    json!({
        "density": degree::density(nodes, degrees.ties()),
        "transitivity": clustering::transitivity(graph, &triangles),
        "degree": degrees.degrees,
        "closeness": near_nodes.iter().map(|near| near.closeness(nodes).value).collect::<Vec<_>>(),
        "harmonic": near_nodes.iter().map(|near| near.harmonic(nodes).value).collect::<Vec<_>>(),
        "betweenness": raw.iter().map(|value| normalised(*value, pairs(nodes)).value).collect::<Vec<_>>(),
        "constraintOfEqual": equal.iter().map(|holes| holes.map(|holes| holes.constraint)).collect::<Vec<_>>(),
        "effectiveSizeOfEqual": equal.iter().map(|holes| holes.map(|holes| holes.effective_size)).collect::<Vec<_>>(),
        "coreNumber": core_numbers(graph, &never()).unwrap(),
        "clustering": clustering::clustering(graph, &triangles),
        "components": components.of,
        "articulationPoints": places(&points),
        "bridges": bridges,
        "assortativity": mixing.assortativity(),
        "brokerage": roles.iter().zip(&shares).map(|(raw, partial)| [list(*raw), list(*partial)]).collect::<Vec<_>>(),
    })
}

fn both_modes(network: &Network) -> Value {
    let graph = network.graph(&never()).unwrap();
    let incidence = network.incidence();
    let components = components(Space::whole(&graph), &never()).unwrap();
    let sides = two_mode::sides(incidence, &components);
    let near_nodes = nearness(Space::whole(&graph), &components, u64::MAX, &never()).unwrap();
    let raw = betweenness(&graph, &components, u64::MAX, &never()).unwrap();
    let Cuts { points, bridges } = cuts(&graph, &never()).unwrap();
    let each = |value: &dyn Fn(usize) -> f64| (0..graph.nodes()).map(value).collect::<Vec<_>>();
    json!({
        "density": degree::density_of_two_modes(incidence, graph.ties() as u64),
        "transitivity": two_mode::transitivity(incidence, &never()).unwrap(),
        "degree": each(&|node| degree::centrality_in_two_modes(graph.degree(node) as u32, sides[node])),
        "closeness": each(&|node| near_nodes[node].closeness_in_two_modes(sides[node], graph.nodes()).value),
        "betweenness": each(&|node| normalised(raw[node], most_in_two_modes(sides[node])).value),
        "clustering": two_mode::clustering(incidence, &never()).unwrap(),
        "redundancy": two_mode::redundancy(incidence, &never()).unwrap(),
        "coreNumber": core_numbers(&graph, &never()).unwrap(),
        "components": components.of,
        "articulationPoints": places(&points),
        "bridges": bridges,
        "eigenvector": eigenvector(&graph, &components, &never()).unwrap(),
        "pageRank": page_rank(&graph, &never()).unwrap(),
    })
}

fn places(points: &[bool]) -> Vec<usize> {
    points.iter().enumerate().filter(|(_, point)| **point).map(|(place, _)| place).collect()
}

fn append(values: &mut Value, more: Value) {
    let Value::Object(more) = more else { panic!("{more}") };
    values.as_object_mut().unwrap().extend(more);
}

/// Checks that two answers are alike, whichever way numbers are written. Eigenvectors are as exact as the iteration.
fn near(at: &str, found: &Value, expected: &Value) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            assert_eq!(found.keys().collect::<BTreeSet<_>>(), expected.keys().collect::<BTreeSet<_>>(), "{at}");
            found.iter().for_each(|(key, value)| near(&format!("{at}: {key}"), value, &expected[key]));
        }
        (Value::Array(found), Value::Array(expected)) => {
            assert_eq!(found.len(), expected.len(), "{at}: {found:?}, not {expected:?}");
            found.iter().zip(expected).enumerate().for_each(|(n, (f, e))| near(&format!("{at}[{n}]"), f, e));
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            let tolerance = if at.contains("eigenvector") { 1e-6 } else { TOLERANCE };
            assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{at}: {found}, not {expected}");
        }
        _ => assert_eq!(found, expected, "{at}"),
    }
}

/// Organisation and initiative of each tie.
type PlainTies = Vec<(u32, u32)>;

/// The networks that are kept: name, ties, and what is known of them.
fn fixtures() -> Vec<(String, PlainTies, Value)> {
    let fixtures: Vec<Value> = serde_json::from_str(FIXTURES).unwrap();
    let one = |fixture: Value| {
        let ties = serde_json::from_value(fixture["ties"].clone()).unwrap();
        (fixture["name"].as_str().unwrap().to_owned(), ties, fixture)
    };
    fixtures.into_iter().map(one).collect()
}

#[test]
fn every_measure_has_the_value_of_networkx() {
    for (name, ties, fixture) in fixtures() {
        near(&name, &values_of(&ties), &fixture["values"]);
    }
}

/// Labels are nobody's business: what counts is that no other division is better, and that communities hold together.
#[test]
fn no_communities_of_networkx_igraph_or_leidenalg_are_better() {
    for (name, ties, fixture) in fixtures() {
        let snapshot = snapshot(records(&ties));
        let cases = [
            ("ORGANISATIONS", Projection::Organisations, false),
            ("INITIATIVES", Projection::Initiatives, false),
            ("TWO_MODE", Projection::TwoMode, false),
            ("BARBER", Projection::TwoMode, true),
        ];
        for (key, projection, barber) in cases {
            let Some(expected) = fixture["modularity"][key].as_f64() else { continue };
            let network = network(&snapshot, on(projection));
            let graph = network.graph(&never()).unwrap();
            let rows = network.incidence().rows.count();
            let chance = if barber { Chance::Barber { rows } } else { Chance::Newman };
            let found = communities(&graph, &Search { resolution: 1.0, seed: 0, chance }, &never()).unwrap();
            assert!(found.quality >= expected - TOLERANCE, "{name}, {key}: {} < {expected}", found.quality);
            check_division(&graph, &found.of, found.count);
        }
    }
}

fn check_division(graph: &Graph, of: &[u32], count: usize) {
    assert_eq!(of.len(), graph.nodes());
    let mut next = 0;
    for community in of {
        assert!(*community <= next, "numbered by the smallest node: {of:?}");
        next = next.max(community + 1);
    }
    assert_eq!(next as usize, count);
    let within = graph.iter().filter(|(a, b, _)| of[*a] == of[*b]).map(|(a, b, w)| (a as u32, b as u32, w));
    let within = Graph::of_ties(graph.nodes(), within);
    assert_eq!(components(Space::whole(&within), &never()).unwrap().sizes.len(), count, "each is connected: {of:?}");
}

/// The values of Davis, Gardner and Gardner's women and events that the literature and our own notes give.
#[test]
fn southern_women_are_as_they_are_known() {
    let (_, ties, _) = fixtures().into_iter().find(|(name, ..)| name.starts_with("Davis")).unwrap();
    let values = values_of(&ties);
    let (both, women) = (&values["TWO_MODE"], &values["ORGANISATIONS SHARED"]);
    // Events first: 14 of them. Evelyn and Flora are the first and the last but one of the women, E8 and E14 events 8
    // and 14.
    let known = [
        (&both["density"], 0.353_175),
        (&both["degree"][14], 0.571_429),
        (&both["closeness"][14], 0.8),
        (&both["degree"][7], 0.777_778),
        (&both["degree"][13], 0.166_667),
        (&both["transitivity"], 0.467_764),
        (&both["redundancy"][14], 0.964_286),
        (&both["coreNumber"][14], 4.0),
        (&women["coreNumber"][0], 14.0),
        (&women["constraintOfEqual"][0], 0.221_137),
        (&women["constraint"][0], 0.257_789),
        (&women["effectiveSizeOfEqual"][0], 2.647_059),
        // 9.6 where the strongest tie of the other end divides, as NetworkX 3.6.1 has it for all nodes at once.
        (&women["effectiveSize"][0], 8.774_524),
        (&values["ORGANISATIONS NEWMAN"]["weightedDegree"][0], 8.0),
    ];
    for (found, expected) in known {
        assert!((found.as_f64().unwrap() - expected).abs() < 1e-6, "{found}, not {expected}");
    }
    let four = [(&both["betweenness"][14], 0.0966), (&both["closeness"][7], 0.8462), (&both["betweenness"][7], 0.2438)];
    for (found, expected) in four {
        assert!((found.as_f64().unwrap() - expected).abs() < 5e-5, "{found}, not {expected}");
    }
    assert_eq!(women["edges"].as_array().unwrap().len(), 139);
    assert_eq!(both["articulationPoints"], json!([]));
    // Evelyn's strongest tie by common events is the one to Theresa.
    let ties_of_evelyn = |weighting: &str| -> Vec<f64> {
        let edges = values[format!("ORGANISATIONS {weighting}")]["edges"].as_array().unwrap().clone();
        edges.iter().filter(|edge| edge[0] == 0).map(|edge| edge[2].as_f64().unwrap()).collect()
    };
    let strongest = ties_of_evelyn("SHARED").iter().position(|weight| *weight == 7.0).unwrap();
    let theresa = |weighting: &str| ties_of_evelyn(weighting)[strongest];
    assert!((theresa("SHARED") - 7.0).abs() < 1e-9);
    assert!((theresa("NEWMAN") - 1.486_880).abs() < 1e-6);
    assert!((theresa("JACCARD") - 0.777_778).abs() < 1e-6);
    let latapy: Vec<f64> = serde_json::from_value(both["clustering"].clone()).unwrap();
    assert!((latapy[14..].iter().sum::<f64>() / 18.0 - 0.317_140).abs() < 1e-6, "of the women");
}

/// Ties without gaps in the numbers, as `oracle.py` expects them.
fn ties() -> impl Strategy<Value = Vec<(u32, u32)>> {
    proptest::collection::btree_set((0u32..25, 0u32..20), 0..80).prop_map(|ties| {
        let place = |all: &BTreeSet<u32>, n| all.iter().position(|other| *other == n).unwrap() as u32;
        let organisations: BTreeSet<u32> = ties.iter().map(|(o, _)| *o).collect();
        let initiatives: BTreeSet<u32> = ties.iter().map(|(_, i)| *i).collect();
        ties.iter().map(|(o, i)| (place(&organisations, *o), place(&initiatives, *i))).collect()
    })
}

/// Runs where `python3` (or `$PYTHON`) has NetworkX and NumPy; says so where it has not.
#[test]
fn networkx_agrees_on_new_networks_where_it_is_there() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let has = Command::new(&python).args(["-c", "import networkx, numpy"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        eprintln!("skipped: `{python}` has no networkx and numpy; the fixtures hold their values");
        return;
    }
    let mut runner = TestRunner::default();
    let networks: Vec<Vec<(u32, u32)>> = (0..24).map(|_| ties().new_tree(&mut runner).unwrap().current()).collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/network/oracle/oracle.py");
    let mut child =
        Command::new(python).args([script, "values"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(&networks).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{networks:?}");
    let expected: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    for (ties, expected) in networks.iter().zip(&expected) {
        near(&format!("{ties:?}"), &values_of(ties), expected);
    }
}
