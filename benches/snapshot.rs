//! What a snapshot costs: from all records, which has to be linear in them, beside the same made record by record; and the
//! lists of the organisation with the most links, a page and how many they are.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on fails by panicking")]

use std::hint::black_box;

use buendnis::{
    model::{Change, Record, Timestamp},
    snapshot::{
        Snapshot,
        key::{Order, OrderBy},
        list::Window,
    },
    transfer::generate::{Size, generate},
};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn records(tenths: u32) -> Vec<Record> {
    let size = Size { initiatives: 2_000 * tenths, organisations: 5_000 * tenths, participations: 40_000 * tenths };
    generate(size, 1, Timestamp::EPOCH).expect("the size is possible").collect()
}

fn one_by_one(records: Vec<Record>) -> Snapshot {
    let mut snapshot = Snapshot::empty();
    records.into_iter().for_each(|after| snapshot.apply(&Change::Created { after }));
    snapshot
}

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("from all records");
    group.sample_size(10);
    for tenths in [1, 10, 40] {
        let records = records(tenths);
        group.throughput(Throughput::Elements(records.len() as u64));
        group.bench_function(BenchmarkId::new("at once", records.len()), |bencher| {
            let load = |records: Vec<Record>| Snapshot::load(1, records).unwrap();
            bencher.iter_batched(|| records.clone(), load, BatchSize::PerIteration);
        });
        if tenths <= 10 {
            group.bench_function(BenchmarkId::new("one by one", records.len()), |bencher| {
                bencher.iter_batched(|| records.clone(), one_by_one, BatchSize::PerIteration);
            });
        }
    }
    group.finish();
}

fn lists(criterion: &mut Criterion) {
    let snapshot = Snapshot::load(1, records(10)).unwrap();
    let by_count = OrderBy { order: Order::Count, descending: true };
    let hub = snapshot.organisations(by_count).iter().next().expect("there are organisations");
    let mut group = criterion.benchmark_group(format!("an organisation with {} links", hub.links().len()));
    let first = Window { limit: 20, ..Window::default() };
    group.bench_function("20 of its participations", |bencher| {
        bencher.iter(|| black_box(hub.participations(None).page(&first).items.len()));
    });
    group.bench_function("how many initiatives", |bencher| {
        bencher.iter(|| black_box(hub.initiatives(OrderBy::default()).total()));
    });
    group.bench_function("20 of its initiatives by name", |bencher| {
        bencher.iter(|| black_box(hub.initiatives(OrderBy::default()).page(&first).items.len()));
    });
    group.finish();
}

criterion_group!(benches, load, lists);
criterion_main!(benches);
