//! What it costs to measure a large network, beside NetworkX and python-igraph in the same run on the same machine.
//!
//! The organisations of a generated register of 20,000 initiatives, 50,000 organisations and 400,000 participations,
//! tied by common initiatives: some 44,000 nodes and 4 million ties. Each step is timed as a library function, the
//! median of five. With `PYTHON=…/python` the same network goes to `benches/network.py`, once for each library that
//! this Python has.
//!
//!     PYTHON=venv/bin/python cargo bench --bench network

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on fails by panicking")]
#![allow(clippy::print_stdout, reason = "that is what a benchmark is for")]

use std::{
    hint::black_box,
    io::Write,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use async_graphql::Request;
use buendnis::{
    model::{
        Record, Timestamp,
        limits::{EXACT_STEPS, EXACT_STEPS_TOGETHER},
    },
    network::{
        Interrupt, Means, Network, Options,
        adjacency::Space,
        community::{Chance, Search, communities},
        measure::{
            betweenness::{betweenness, normalised, pairs},
            brokerage::brokerage,
            closeness::nearness,
            clustering::triangles,
            components::components,
            cores::core_numbers,
            cuts::cuts_of_projection,
            eigenvector::eigenvector,
            holes::{Ties, holes},
            matrix::Shares,
            page_rank::page_rank,
            sample::Estimate,
            two_mode,
        },
        projection::Degrees,
    },
    schema::schema_with,
    snapshot::{Snapshot, key::OrderBy},
    transfer::generate::{Size, generate},
};

const SIZE: Size = Size { initiatives: 20_000, organisations: 50_000, participations: 400_000 };

/// How often each step is timed.
const RUNS: usize = 5;

/// Says how long a step takes, and gives back what came of it.
fn step<T>(name: &str, runs: usize, work: impl Fn() -> T) -> T {
    let mut times: Vec<Duration> = Vec::new();
    let mut result = None;
    for _ in 0..runs {
        let start = Instant::now();
        result = Some(black_box(work()));
        times.push(start.elapsed());
    }
    times.sort_unstable();
    println!("buendnis   {name:<28} {:>9.3} s", times[times.len() / 2].as_secs_f64());
    result.expect("there is a run")
}

/// How many point queries one thread answers in a second, alone and while both cores look for the betweenness of one network after
/// another: in turn, so that what else goes on on the machine hits both.
fn point_queries_meanwhile(snapshot: &Arc<Snapshot>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
    let schema = schema_with(Means { time: Duration::from_secs(600), ..Means::default() });
    let list = snapshot.organisations(OrderBy::default());
    let id = list.iter().find(|organisation| organisation.links().len() == 4).unwrap().record().id;
    let point = format!("{{ node(id: \"{id}\") {{ id ... on Organisation {{ name kind state {{ code }} }} }} }}");
    let count = || {
        let (start, mut answers) = (Instant::now(), 0_u32);
        while start.elapsed() < Duration::from_secs(1) {
            let response = runtime.block_on(schema.execute(Request::new(&point).data(snapshot.clone())));
            assert!(response.errors.is_empty(), "{:?}", response.errors);
            answers += 1;
        }
        f64::from(answers)
    };
    let mut shares = Vec::new();
    for round in 0..ROUNDS {
        let alone = count();
        let busy = runtime.spawn({
            let (schema, snapshot) = (schema.clone(), snapshot.clone());
            async move {
                for network in 0.. {
                    // Another network each time, of the same ties, so that nothing is there already.
                    let least = f64::from(network + 1000 * round) * 1e-9;
                    let query = format!(
                        "{{ network(options: {{ minWeight: {least:.9} }}) {{
                            nodes(first: 1, orderBy: {{ metric: BETWEENNESS }}) {{ nodes {{ betweenness }} }} }} }}"
                    );
                    schema.execute(Request::new(query).data(snapshot.clone())).await;
                }
            }
        });
        let meanwhile = count();
        busy.abort();
        println!("buendnis   point queries a second: {alone} alone, {meanwhile} during an analysis");
        shares.push(meanwhile / alone);
    }
    shares.sort_unstable_by(f64::total_cmp);
    println!("buendnis   during an analysis {:.1} % of point queries, the median", 100.0 * shares[shares.len() / 2]);
}

/// Pairs of seconds in which point queries are counted.
const ROUNDS: u32 = 9;

fn main() {
    let records: Vec<Record> = generate(SIZE, 1, Timestamp::EPOCH).expect("the size is possible").collect();
    let snapshot = Arc::new(Snapshot::load(1, records).unwrap());
    let never = Interrupt::never();
    let options = Options::default();
    let network = step("drawing", RUNS, || Network::new(snapshot.clone(), None, options).unwrap());
    let incidence = network.incidence();
    let degrees = step("degrees, nothing built", RUNS, || Degrees::of_projection(incidence, &options, &never).unwrap());
    let graph = step("projection", RUNS, || network.graph(&never).unwrap());
    assert_eq!(graph.ties() as u64, degrees.ties());
    let both = incidence.both_modes();
    let space = Space::projection(incidence, &both);
    let parts = step("components", RUNS, || components(space, &never).unwrap());
    step("PageRank", RUNS, || page_rank(&Shares::new(incidence, options.weighting).unwrap(), &never).unwrap());
    step("PageRank, on built ties", RUNS, || page_rank(&graph, &never).unwrap());
    step("eigenvector", RUNS, || {
        eigenvector(&Shares::new(incidence, options.weighting).unwrap(), &parts, &never).unwrap()
    });
    step("core numbers", RUNS, || core_numbers(&graph, &never).unwrap());
    step("articulation points, bridges", RUNS, || cuts_of_projection(incidence, &never).unwrap());
    step("triangles", 1, || triangles(&graph, &never).unwrap());
    step("constraint, effective size", 1, || holes(&graph, Ties::Weighted, &never).unwrap());
    let groups: Vec<u32> = (0..graph.nodes() as u32).map(|node| node % 12).collect();
    step("brokerage", 1, || brokerage(&graph, &groups, &never).unwrap());
    step("two modes: clustering", 1, || two_mode::clustering(incidence, &never).unwrap());
    step("two modes: redundancy", 1, || two_mode::redundancy(incidence, &never).unwrap());
    step("ties of initiatives, counted", 1, || Degrees::of_projection(&incidence.turned(), &options, &never).unwrap());
    let search = Search { resolution: 1.0, seed: 0, chance: Chance::Newman };
    let division = step("Leiden", 1, || communities(&graph, &search, &never).unwrap());
    let between = step("betweenness, sampled", 1, || betweenness(&graph, &parts, EXACT_STEPS, &never).unwrap());
    let near = step("closeness", 1, || nearness(space, &parts, EXACT_STEPS_TOGETHER, &never).unwrap());
    let sources = |estimate: Option<&Estimate>| estimate.and_then(|found| found.sample).map(|sample| sample.drawn);
    let most = pairs(graph.nodes());
    let between: Vec<Estimate> = between.into_iter().map(|value| normalised(value, most)).collect();
    let largest = |of: fn(&Estimate) -> f64| between.iter().map(of).fold(0.0, f64::max);
    println!(
        "buendnis   betweenness from {:?} sources: largest {:.5}, largest standard error {:.6}; closeness from {:?}",
        sources(between.first()),
        largest(|estimate| estimate.value),
        largest(|estimate| estimate.error),
        sources(near.iter().map(|near| &near.distance).find(|distance| distance.sample.is_some())),
    );
    println!(
        "buendnis   {} nodes, {} ties, {} components; Leiden: {} communities, modularity {:.4}",
        graph.nodes(),
        graph.ties(),
        parts.sizes.len(),
        division.count,
        division.quality,
    );
    point_queries_meanwhile(&snapshot);
    let Ok(python) = std::env::var("PYTHON") else { return };
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("participations.csv");
    let mut ties = std::io::BufWriter::new(std::fs::File::create(&file).unwrap());
    for (organisation, initiatives) in incidence.rows.iter().enumerate() {
        initiatives.iter().for_each(|initiative| writeln!(ties, "{organisation},{initiative}").unwrap());
    }
    drop(ties);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/network.py");
    for library in std::env::var("LIBRARIES").unwrap_or_else(|_| "igraph networkx".into()).split(' ') {
        let status = Command::new(&python).arg(script).arg(library).arg(&file).status().unwrap();
        assert!(status.success(), "{library}");
    }
}
