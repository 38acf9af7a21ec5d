//! Networks as clients ask for them: every field, every list and every refusal, the same on each run and any number of
//! threads.

use std::{num::NonZero, sync::Arc, time::Duration};

use async_graphql::{Request, Response};
use buendnis::{
    model::*,
    network::Means,
    schema::{RegisterSchema, schema, schema_with},
    snapshot::Snapshot,
};
use serde_json::{Value, json};

use crate::world::*;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().unwrap().block_on(future)
}

async fn ask(schema: &RegisterSchema, snapshot: &Arc<Snapshot>, query: &str) -> Response {
    schema.execute(Request::new(query).data(snapshot.clone())).await
}

/// As much time as a build without optimisation on a busy machine takes.
fn patient() -> RegisterSchema {
    schema_with(Means { time: Duration::from_secs(600), ..Means::default() })
}

fn data(snapshot: &Arc<Snapshot>, query: &str) -> Value {
    let response = block_on(ask(&patient(), snapshot, query));
    assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
    response.data.into_json().unwrap()["network"].clone()
}

/// The code, the field and the message of the first error.
fn error(schema: &RegisterSchema, snapshot: &Arc<Snapshot>, query: &str) -> (String, String, String) {
    let response = block_on(ask(schema, snapshot, query));
    let error = response.errors.first().unwrap_or_else(|| panic!("{query}: {}", response.data));
    let extension = |name| match error.extensions.as_ref().and_then(|all| all.get(name)) {
        Some(async_graphql::Value::String(text)) => text.clone(),
        other => panic!("{query}: {other:?}"),
    };
    (extension("code"), extension("field"), error.message.clone())
}

/// Organisations 0, 1 and 2 in initiative 0; 2 and 3 in 1; 4 alone in 2.
const TIES: [(u32, u32); 6] = [(0, 0), (1, 0), (2, 0), (2, 1), (3, 1), (4, 2)];

fn small() -> Arc<Snapshot> {
    let mut all = records(&TIES);
    let union = Organisation { kind: OrganisationKind::TradeUnion, ..organisation(3) };
    all.retain(|record| record.id() != union.id.into());
    all.push(union.into());
    snapshot(all)
}

/// Everything that can be asked of a network and of its nodes.
const EVERYTHING: &str = "
    revision nodeCount edgeCount density transitivity componentCount assortativity eiIndex
    provenance { revision software parameters definitions estimated }
    edges(first: 100) { totalCount nodes { source { degree } target { degree } weight via { __typename } } }
    components { component }
    communities { modularity barberModularity count members { community } }
    bridges { weight source { entity { ...Id } } target { entity { ...Id } } }
    nodes(first: 100) { nodes {
        entity { ...Id } degree degreeCentrality weightedDegree closeness closenessError harmonicCloseness betweenness
        betweennessError eigenvector pageRank constraint effectiveSize efficiency equal: constraint(weighted: false)
        coreNumber clustering redundancy articulationPoint component community
        brokerage { coordinator consultant gatekeeper representative liaison total }
        shares: brokerage(partial: true) { total }
    } }";

fn everything(options: &str) -> String {
    format!(
        "{{ network(options: {options}) {{ {EVERYTHING} }} }}
         fragment Id on NetworkEntity {{ ... on State {{ id }} ... on Initiative {{ id }} ... on Organisation {{ id }} }}"
    )
}

#[test]
fn the_numbers_of_a_network_and_of_its_nodes() {
    let found = data(&small(), &everything("{}"));
    let expected = json!({
        "revision": 1, "nodeCount": 5, "edgeCount": 4, "density": 0.4, "transitivity": 0.6, "componentCount": 2,
        "eiIndex": -0.5,
    });
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&found[field], value, "{field}");
    }
    assert_eq!(found["components"], json!([vec![json!({ "component": 0 }); 4], [{ "component": 1 }]]));
    let nodes = found["nodes"]["nodes"].as_array().unwrap();
    let of = |field: &str| nodes.iter().map(|node| node[field].clone()).collect::<Vec<_>>();
    assert_eq!(of("degree"), [2, 2, 3, 1, 0]);
    assert_eq!(of("weightedDegree"), [2.0, 2.0, 3.0, 1.0, 0.0]);
    assert_eq!(of("coreNumber"), [2, 2, 2, 1, 0]);
    assert_eq!(of("articulationPoint"), [false, false, true, false, false]);
    assert_eq!(of("component"), [0, 0, 0, 0, 1]);
    assert_eq!(nodes[2]["betweenness"], json!(2.0 / 6.0));
    assert_eq!(nodes[2]["closeness"], json!(0.75));
    assert_eq!(nodes[4]["constraint"], Value::Null);
    assert_eq!(nodes[4]["effectiveSize"], Value::Null);
    assert_eq!(nodes[0]["redundancy"], Value::Null);
    // Between the companies 0 and 1 on the one side and the union 3 on the other, each way.
    let broker = &nodes[2]["brokerage"];
    assert_eq!(
        [&broker["gatekeeper"], &broker["representative"], &broker["total"]],
        [2.0, 2.0, 4.0].map(|n| json!(n)).each_ref()
    );
    assert_eq!(
        found["bridges"],
        json!([{
            "weight": 1.0,
            "source": { "entity": { "id": org(2).to_string() } },
            "target": { "entity": { "id": org(3).to_string() } },
        }])
    );
    let parameters: Value = serde_json::from_str(found["provenance"]["parameters"].as_str().unwrap()).unwrap();
    assert_eq!(parameters["options"]["projection"], "ORGANISATIONS");
    assert_eq!(found["provenance"]["estimated"], false);
}

#[test]
fn two_modes_have_their_own_measures() {
    let found = data(&small(), &everything("{ projection: TWO_MODE }"));
    assert_eq!([&found["nodeCount"], &found["edgeCount"]], [&json!(8), &json!(6)]);
    assert_eq!(found["density"], json!(6.0 / 15.0));
    let nodes = found["nodes"]["nodes"].as_array().unwrap();
    // Initiatives come first. The second ties two of the four organisations of its component.
    assert_eq!(nodes[1]["entity"]["id"], json!(ini(1).to_string()));
    assert_eq!(nodes[1]["degreeCentrality"], json!(0.5));
    assert_eq!(nodes[5]["entity"]["id"], json!(org(2).to_string()));
    assert_eq!(nodes[5]["degreeCentrality"], json!(1.0));
    assert_eq!(nodes[5]["redundancy"], json!(0.0));
    assert!(found["communities"]["barberModularity"].as_f64() >= found["communities"]["modularity"].as_f64());
}

#[test]
fn states_are_tied_by_organisations() {
    let found = data(
        &small(),
        "{ network(options: { projection: STATES }) { edges { nodes {
        source { entity { ... on State { code } } } target { entity { ... on State { code } } }
        weight via { ... on Organisation { slug } } } } nodeCount assortativity } }",
    );
    assert_eq!(
        found,
        json!({ "nodeCount": 3, "assortativity": null, "edges": { "nodes": [{
        "source": { "entity": { "code": "BW" } }, "target": { "entity": { "code": "BY" } },
        "weight": 1.0, "via": [{ "slug": "o2" }],
    }] } })
    );
}

#[test]
fn nodes_are_ordered_by_any_measure_and_paged() {
    let metrics = [
        "DEGREE",
        "WEIGHTED_DEGREE",
        "CLOSENESS",
        "HARMONIC_CLOSENESS",
        "BETWEENNESS",
        "EIGENVECTOR",
        "PAGE_RANK",
        "CONSTRAINT",
        "EFFECTIVE_SIZE",
        "CORE_NUMBER",
        "CLUSTERING",
        "BROKERAGE",
    ];
    let snapshot = small();
    for metric in metrics {
        for direction in ["ASC", "DESC"] {
            let order = format!("orderBy: {{ metric: {metric}, direction: {direction} }}");
            let ids = |page: &Value| -> Vec<String> {
                let nodes = page["nodes"]["nodes"].as_array().unwrap().iter();
                nodes.map(|node| node["entity"]["id"].as_str().unwrap().to_owned()).collect()
            };
            let page = |more: &str| {
                let query = format!(
                    "{{ network {{ nodes({order}, {more}) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage endCursor }}
                     nodes {{ entity {{ ... on Organisation {{ id }} }} }} }} }} }}"
                );
                data(&snapshot, &query)
            };
            let all = ids(&page("first: 100"));
            assert_eq!(all.len(), 5, "{metric}");
            let mut paged = Vec::new();
            let mut after = String::new();
            loop {
                let part = page(&format!("first: 2{after}"));
                assert_eq!(part["nodes"]["pageInfo"]["hasPreviousPage"], json!(!paged.is_empty()));
                paged.extend(ids(&part));
                if part["nodes"]["pageInfo"]["hasNextPage"] == json!(false) {
                    break;
                }
                after = format!(", after: {}", part["nodes"]["pageInfo"]["endCursor"]);
            }
            assert_eq!(paged, all, "{metric} {direction}");
            if metric == "CONSTRAINT" {
                assert_eq!(all[4], org(4).to_string(), "undefined comes last {direction}");
            }
        }
    }
    let by_degree = "{ network { nodes(orderBy: { metric: DEGREE }) { nodes { degree } } } }";
    assert_eq!(data(&snapshot, by_degree)["nodes"]["nodes"][0]["degree"], 3, "the largest first unless said otherwise");
}

#[test]
fn ties_are_paged() {
    let snapshot = small();
    let mut found = Vec::new();
    let mut after = String::new();
    for _ in 0..4 {
        let page = data(&snapshot, &format!("{{ network {{ edges(first: 1{after}) {{ totalCount edges {{ cursor node {{
            source {{ entity {{ ... on Organisation {{ slug }} }} }} target {{ entity {{ ... on Organisation {{ slug }} }} }} }} }} }} }} }}"));
        assert_eq!(page["edges"]["totalCount"], 4);
        let edge = &page["edges"]["edges"][0];
        let slug = |end: &str| edge["node"][end]["entity"]["slug"].as_str().unwrap().to_owned();
        found.push(slug("source") + &slug("target"));
        after = format!(", after: {}", edge["cursor"]);
    }
    assert_eq!(found, ["o0o1", "o0o2", "o1o2", "o2o3"]);
}

/// The ties among the organisations with these slugs, as `o0o1`, in their order.
fn ties_among(snapshot: &Arc<Snapshot>, slugs: &[&str], first: &str) -> Vec<String> {
    let nodes = "{ network { nodes(first: 100) { nodes { entity { ... on Organisation { id slug } } } } } }";
    let nodes = data(snapshot, nodes)["nodes"]["nodes"].take();
    let nodes = nodes.as_array().unwrap().iter().map(|node| &node["entity"]);
    let ids: Vec<_> = nodes.filter(|o| slugs.contains(&o["slug"].as_str().unwrap())).map(|o| &o["id"]).collect();
    // One of them twice, and a record that is no node.
    let among = {
        let mut among: Vec<Value> = ids.iter().map(|id| (*id).clone()).collect();
        among.extend([ids[0].clone(), json!(initiative(0).id.to_string())]);
        json!(among)
    };
    let slug = "entity { ... on Organisation { slug } }";
    let ties = format!("ties(among: {among}{first}) {{ source {{ {slug} }} target {{ {slug} }} }}");
    let found = data(snapshot, &format!("{{ network(options: {{ weighting: NEWMAN }}) {{ {ties} }} }}"));
    let ends = |tie: &Value| ["source", "target"].map(|end| tie[end]["entity"]["slug"].as_str().unwrap().to_owned());
    found["ties"].as_array().unwrap().iter().map(|tie| ends(tie).concat()).collect()
}

#[test]
fn ties_among_some_nodes_come_with_the_strongest_first() {
    let snapshot = small();
    // Of two in initiative 1, a half each of three in initiative 0.
    assert_eq!(ties_among(&snapshot, &["o0", "o1", "o2", "o3", "o4"], ""), ["o2o3", "o0o1", "o0o2", "o1o2"]);
    assert_eq!(ties_among(&snapshot, &["o0", "o1", "o2", "o3", "o4"], ", first: 2"), ["o2o3", "o0o1"]);
    assert_eq!(ties_among(&snapshot, &["o0", "o2", "o4"], ""), ["o0o2"]);
    assert_eq!(ties_among(&snapshot, &["o4"], ""), [""; 0]);
    assert_eq!(ties_among(&snapshot, &["o0", "o1"], ", first: 0"), [""; 0]);
}

#[test]
fn a_wrong_question_is_told_what_is_wrong() {
    let cases = [
        ("{ network(options: { minWeight: -1 }) { nodeCount } }", "INVALID_INPUT", "options.minWeight"),
        ("{ network(filter: { participants: [\"nobody\"] }) { nodeCount } }", "NOT_FOUND", "filter.participants[0]"),
        ("{ network { node(id: \"x\") { degree } } }", "INVALID_INPUT", "id"),
        ("{ network { nodes(first: 101) { totalCount } } }", "INVALID_INPUT", "first"),
        ("{ network { nodes(after: \"x\") { totalCount } } }", "INVALID_INPUT", "after"),
        ("{ network { ties(among: [], first: 1001) { weight } } }", "INVALID_INPUT", "first"),
        ("{ network { ties(among: [\"x\"]) { weight } } }", "INVALID_INPUT", "among[0]"),
        ("{ network { communities(resolution: -1) { count } } }", "INVALID_INPUT", "resolution"),
        ("{ network { communities(chance: BARBER) { count } } }", "INVALID_INPUT", "chance"),
    ];
    for (query, code, field) in cases {
        let found = error(&schema(), &small(), query);
        assert_eq!((&*found.0, &*found.1), (code, field), "{query}: {}", found.2);
    }
}

#[test]
fn a_question_that_takes_too_long_or_too_much_is_told_of_a_cheaper_one() {
    let in_no_time = schema_with(Means { time: Duration::ZERO, ..Means::default() });
    let (code, _, message) = error(&in_no_time, &small(), "{ network { edgeCount } }");
    assert_eq!(code, "TIMEOUT");
    assert!(message.contains("TWO_MODE"), "{message}");
    let ties: Vec<(u32, u32)> = (0..5_000).map(|o| (o, 0)).collect();
    let large = snapshot(records(&ties));
    let (code, field, message) = error(&patient(), &large, "{ network { nodes(first: 1) { nodes { coreNumber } } } }");
    assert_eq!((&*code, &*field), ("LIMIT_EXCEEDED", "coreNumber"));
    assert!(message.contains("minWeight") && message.contains("pageRank"), "{message}");
    // What needs no tie is answered all the same.
    let cheap = "{ network { nodeCount edgeCount density componentCount bridges { weight } nodes(first: 1) { nodes {
        degree weightedDegree pageRank eigenvector articulationPoint component } } } }";
    assert_eq!(data(&large, cheap)["edgeCount"], 12_497_500);
}

/// A graph of some size with several of everything.
fn tangle() -> Vec<Record> {
    let tie = |n: u32| ((n * n * 7 + n * 13) % 41, (n * 5 + n * n) % 23);
    let mut ties: Vec<(u32, u32)> = (0..120).map(tie).collect();
    ties.sort_unstable();
    ties.dedup();
    records(&ties)
}

#[test]
fn the_same_bytes_with_any_number_of_threads_and_in_any_order_of_insertion() {
    let forwards = snapshot(tangle());
    let backwards = snapshot(tangle().into_iter().rev());
    for options in
        ["{}", "{ weighting: NEWMAN }", "{ projection: TWO_MODE }", "{ projection: INITIATIVES, weighting: JACCARD }"]
    {
        let bytes = |threads: usize, snapshot: &Arc<Snapshot>| {
            let schema = schema_with(Means { threads: NonZero::new(threads), time: Duration::from_secs(600) });
            let response = block_on(ask(&schema, snapshot, &everything(options)));
            assert!(response.errors.is_empty(), "{options}: {:?}", response.errors);
            response.data.to_string()
        };
        let expected = bytes(1, &forwards);
        for (threads, snapshot) in [(1, &forwards), (2, &forwards), (1, &backwards), (2, &backwards)] {
            let found = bytes(threads, snapshot);
            let place = found.bytes().zip(expected.bytes()).position(|(found, expected)| found != expected);
            let around = |text: &str, at: usize| text[at.saturating_sub(60)..(at + 60).min(text.len())].to_owned();
            if let Some(at) = place {
                panic!("{options}, {threads} threads: {}, not {}", around(&found, at), around(&expected, at));
            }
            assert_eq!(found.len(), expected.len());
        }
    }
}
