//! What one commit costs, and that it depends on the change and not on the register.
//!
//! The same change, one participation entered and taken out again, is committed to a register of 1,000 and to one of
//! 500,000 participations: in memory, which is the cost of checking, applying and publishing, and in a directory, which
//! adds the store and its sync.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on fails by panicking")]

use std::hint::black_box;

use buendnis::{
    model::{Origin, Participation, ParticipationId, ParticipationRole, Record, Stamp, Timestamp},
    register::{Proposal, Register, Step},
    store::{Memory, Sled, Store},
    transfer::generate::{Size, generate},
};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

/// Organisations and initiatives in the proportions of the register that load tests use.
const SIZES: [Size; 2] = [
    Size { initiatives: 50, organisations: 125, participations: 1_000 },
    Size { initiatives: 25_000, organisations: 62_500, participations: 500_000 },
];

fn proposal(steps: Vec<Step>) -> Proposal {
    Proposal { actor: "benchmark".into(), origin: Origin::Edit, note: None, steps }
}

/// A generated register, and a participation that is not in it.
fn register(store: impl Store + 'static, size: Size) -> (Register, Participation) {
    let records: Vec<Record> = generate(size, 1, Timestamp::EPOCH).expect("the size is possible").collect();
    let link = records.iter().find_map(|record| match record {
        Record::Participation(participation) => Some(Participation::clone(participation)),
        _ => None,
    });
    let link = link.expect("there are participations");
    let register = Register::open(store, Timestamp::now).unwrap();
    register.submit_blocking(proposal(records.into_iter().map(Step::Put).collect())).unwrap();
    let snapshot = register.snapshot();
    let organisation = snapshot.organisation(link.organisation).unwrap();
    let taken = |role| organisation.participations(None).iter().any(|p| p.record().role == role);
    let role = ParticipationRole::ALL.into_iter().find(|role| !taken(*role)).unwrap_or(ParticipationRole::Patron);
    let link = Participation { id: ParticipationId::generate(), role, stamp: Stamp::new(Timestamp::EPOCH), ..link };
    (register, link)
}

fn bench<S: Store + 'static>(criterion: &mut Criterion, name: &str, open: impl Fn() -> S) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(50);
    for size in SIZES {
        let (register, link) = register(open(), size);
        let mut there = false;
        group.bench_function(BenchmarkId::from_parameter(size.participations), |bencher| {
            bencher.iter(|| {
                let step = if there { Step::Delete(link.id.into()) } else { Step::Put(link.clone().into()) };
                there = !there;
                black_box(register.submit_blocking(proposal(vec![step])).unwrap());
            });
        });
    }
    group.finish();
}

fn commits(criterion: &mut Criterion) {
    bench(criterion, "one commit in memory", Memory::new);
    let directories: std::cell::RefCell<Vec<tempfile::TempDir>> = Default::default();
    bench(criterion, "one durable commit", || {
        let directory = tempfile::tempdir().unwrap();
        let store = Sled::open(directory.path()).unwrap();
        directories.borrow_mut().push(directory);
        store
    });
}

criterion_group!(benches, commits);
criterion_main!(benches);
