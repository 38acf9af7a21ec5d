//! One record by its id or slug, with what hangs on it: the time must not grow with the register.
//!
//! The same two queries, through parsing, validation and execution, and by the plan that the first time leaves behind, on the
//! bundled register and on one of 20,000
//! initiatives, 50,000 organisations and 400,000 participations, for an organisation of the same number of links.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on fails by panicking")]

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use async_graphql::{Request, Variables};
use buendnis::{
    model::{Record, Timestamp},
    schema::{Pace, Planned, schema},
    snapshot::{Snapshot, key::OrderBy},
    transfer::{
        generate::{Size, generate},
        seed,
    },
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use serde_json::json;

const QUERIES: [(&str, &str); 2] = [
    ("by id", "query($id: ID!) { node(id: $id) { id ... on Organisation { name kind state { code } } } }"),
    (
        "by slug, with its links",
        "query($slug: String!) { organisation(slug: $slug) { name participations { nodes { role initiative { name } } } } }",
    ),
];

/// The number of links that the organisation asked for has, so that both registers answer the same amount.
const LINKS: usize = 4;

fn point_queries(criterion: &mut Criterion) {
    let size = Size { initiatives: 20_000, organisations: 50_000, participations: 400_000 };
    let bundled = seed::bundled(Timestamp::EPOCH).unwrap();
    let generated: Vec<Record> = generate(size, 1, Timestamp::EPOCH).expect("the size is possible").collect();
    let registers = [("bundled", bundled), ("generated", generated)];
    let registers = registers.map(|(name, records)| (name, Arc::new(Snapshot::load(1, records).unwrap())));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let schema = schema();
    for (title, query) in QUERIES {
        let mut group = criterion.benchmark_group(title);
        for (register, snapshot) in &registers {
            let list = snapshot.organisations(OrderBy::default());
            let asked = list.iter().find(|organisation| organisation.links().len() == LINKS).unwrap().record();
            let variables = Variables::from_json(json!({ "id": asked.id.to_string(), "slug": asked.slug.as_str() }));
            group.bench_function(BenchmarkId::new("executor", register), |bencher| {
                bencher.iter(|| {
                    let request = Request::new(query).variables(variables.clone()).data(snapshot.clone());
                    let response = runtime.block_on(schema.execute(request));
                    assert!(response.errors.is_empty(), "{:?}", response.errors);
                    black_box(response)
                });
            });
            let planned = Arc::<Planned>::default();
            let first = Request::new(query).variables(variables.clone()).data(snapshot.clone()).data(planned.clone());
            runtime.block_on(schema.execute(first));
            let plan = planned.get().expect("the plan knows all that is asked");
            group.bench_function(BenchmarkId::new("plan", register), |bencher| {
                let pace = Pace::until(Instant::now() + Duration::from_secs(600));
                bencher.iter(|| black_box(plan.write(snapshot, &variables, &pace).expect("it writes the answer")));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, point_queries);
criterion_main!(benches);
