//! What one commit costs, and that it depends on the change and not on the register.
//!
//! The same change, one participation entered and taken out again, is committed to a register of 1,000 and to one of
//! 500,000 participations: in memory, which is the cost of checking, applying and publishing, and in a directory, which
//! adds the store and its sync.
//!
//! And how many such commits a second there are when one writer waits for each of his before the next, and when 32 do: those
//! that wait are committed together, with one sync for all.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on fails by panicking")]

use std::{hint::black_box, thread, time::Instant};

use buendnis::{
    model::{Organisation, Origin, Participation, ParticipationId, ParticipationRole, Record, Stamp, Timestamp},
    register::{Proposal, Register, Step},
    store::{Memory, Sled, Store},
    transfer::generate::{Size, generate},
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Organisations and initiatives in the proportions of the register that load tests use.
const SIZES: [Size; 2] = [
    Size { initiatives: 50, organisations: 125, participations: 1_000 },
    Size { initiatives: 25_000, organisations: 62_500, participations: 500_000 },
];

fn proposal(steps: Vec<Step>) -> Proposal {
    Proposal { actor: "benchmark".into(), origin: Origin::Edit, note: None, steps, memo: None }
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

/// Each round is a commit by every writer, of an organisation that nobody else changes.
fn writers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("durable commits by writers at once");
    group.sample_size(20);
    for writers in [1_u64, 32] {
        let directory = tempfile::tempdir().unwrap();
        let (register, _) = register(Sled::open(directory.path()).unwrap(), SIZES[0]);
        let snapshot = register.snapshot();
        let organisations = snapshot.organisations(Default::default());
        let own: Vec<Organisation> = organisations.iter().map(|one| one.record().clone()).collect();
        group.throughput(Throughput::Elements(writers));
        group.bench_function(BenchmarkId::from_parameter(writers), |bencher| {
            bencher.iter_custom(|rounds| {
                let start = Instant::now();
                thread::scope(|scope| {
                    for own in own.iter().take(writers as usize) {
                        scope.spawn(|| (0..rounds).for_each(|_| change(&register, own)));
                    }
                });
                start.elapsed()
            });
        });
    }
    group.finish();
}

/// Commits an organisation otherwise than it is.
fn change(register: &Register, organisation: &Organisation) {
    let snapshot = register.snapshot();
    let present = snapshot.organisation(organisation.id).unwrap().record();
    let other = Organisation { collective: !present.collective, ..present.clone() };
    register.submit_blocking(proposal(vec![Step::Put(other.into())])).unwrap();
}

criterion_group!(benches, commits, writers);
criterion_main!(benches);
