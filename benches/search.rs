//! What finding costs: answers, the index behind a commit, and building it.
//!
//! On a generated register of 100,000 records that are searched (20,000 initiatives, 55,000 organisations, about 25,000
//! events). Its names are put together of a few hundred words, so that a word is in far more records than in a real
//! register: the worst that a query meets.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on fails by panicking")]

use std::{hint::black_box, sync::Arc};

use buendnis::{
    model::{Change, ChangeSet, Organisation, Origin, Record, SubjectType, Timestamp},
    register::{Proposal, Register, Step},
    search::{Index, Query, Search, duplicates},
    snapshot::Snapshot,
    store::Memory,
    transfer::generate::{Size, generate},
};
use criterion::{Criterion, criterion_group, criterion_main};
use enumset::EnumSet;

const SIZE: Size = Size { initiatives: 20_000, organisations: 55_000, participations: 100_000 };
/// What duplicates are looked for among.
const LARGE: Size = Size { initiatives: 20_000, organisations: 50_000, participations: 400_000 };

fn records(size: Size) -> Vec<Record> {
    generate(size, 1, Timestamp::EPOCH).expect("the size is possible").collect()
}

fn all() -> EnumSet<SubjectType> {
    EnumSet::all() - SubjectType::Participation
}

/// What people type, from a name as it is to what is in none.
fn queries(index: &Arc<Index>, snapshot: &Snapshot) -> Vec<(&'static str, String)> {
    let list = snapshot.organisations(Default::default());
    let name = list.iter().nth(12_345).unwrap().record().name.de.to_string();
    assert!(index.search(&Query::parse(&name).unwrap(), all()).page(1, None).total > 0);
    let half: String = name.chars().take(name.chars().count() / 2).collect();
    vec![
        ("a whole name", name.clone()),
        ("half a name", half),
        ("a phrase", format!("\"{name}\"")),
        ("one letter", "i".into()),
        ("the word that is in most", "Industrie".into()),
        ("an abbreviation", "IHK".into()),
        ("a typo", "Idnustrie Verbnad".into()),
        ("a compound", "Wirtschaftsministerium Bayern".into()),
        ("part of a compound", "schaft".into()),
        ("nonsense", "Wolkenkuckucksheim".into()),
    ]
}

fn answers(criterion: &mut Criterion) {
    let snapshot = Snapshot::load(1, records(SIZE)).unwrap();
    let index = Arc::new(Index::of(&snapshot));
    println!("{} records are searched", index.len());
    for (title, suggest) in [("search, a page of 20", false), ("suggest, ten", true)] {
        let mut group = criterion.benchmark_group(title);
        for (name, text) in queries(&index, &snapshot) {
            group.bench_function(name, |bencher| {
                bencher.iter(|| {
                    let query = Query::parse(&text).unwrap();
                    let found = if suggest { index.suggest(&query, all()) } else { index.search(&query, all()) };
                    let page = found.page(if suggest { 10 } else { 20 }, None);
                    let shown = page.page.iter().map(|hit| found.highlight(&snapshot.record(hit.id).unwrap()));
                    black_box(shown.collect::<Vec<_>>())
                });
            });
        }
        group.finish();
    }
}

fn building(criterion: &mut Criterion) {
    let snapshot = Snapshot::load(1, records(SIZE)).unwrap();
    let mut group = criterion.benchmark_group("the index of 100,000 records");
    group.sample_size(10);
    group.bench_function("built", |bencher| bencher.iter(|| black_box(Index::of(&snapshot))));
    group.finish();
    let large = Snapshot::load(1, records(LARGE)).unwrap();
    let mut group = criterion.benchmark_group("among 50,000 organisations");
    group.sample_size(10);
    group.bench_function("pairs that may be one", |bencher| bencher.iter(|| black_box(duplicates::pairs(&large))));
    let index = Arc::new(Index::of(&large));
    let id = large.organisations(Default::default()).iter().nth(12_345).unwrap().record().id;
    group.bench_function("those that one may be", |bencher| bencher.iter(|| black_box(index.likely_same(&large, id))));
    group.finish();
}

fn proposal(record: Record) -> Proposal {
    let steps = vec![Step::Put(record)];
    Proposal { actor: "benchmark".into(), origin: Origin::Edit, note: None, steps, memo: None }
}

/// The same organisation otherwise than it is.
fn changed(present: &Organisation) -> Organisation {
    Organisation { collective: !present.collective, ..present.clone() }
}

/// A commit in memory by itself, with an index that follows, and until the index has it.
fn commits(criterion: &mut Criterion) {
    let register = Register::open(Memory::new(), Timestamp::now).unwrap();
    let steps = records(SIZE).into_iter().map(Step::Put).collect();
    register
        .submit_blocking(Proposal {
            steps,
            ..proposal(records(Size { initiatives: 1, organisations: 1, participations: 1 }).remove(0))
        })
        .unwrap();
    let id = register.snapshot().organisations(Default::default()).iter().nth(12_345).unwrap().record().id;
    let commit = || {
        let snapshot = register.snapshot();
        let present = snapshot.organisation(id).unwrap().record();
        register.submit_blocking(proposal(changed(present).into())).unwrap().snapshot
    };
    let mut group = criterion.benchmark_group("one commit in memory");
    group.bench_function("without an index", |bencher| bencher.iter(|| black_box(commit())));
    let search = Search::follow(&register);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(search.at(&register.snapshot())).unwrap();
    group.bench_function("with an index that follows", |bencher| bencher.iter(|| black_box(commit())));
    group.bench_function("until it is found", |bencher| {
        bencher.iter(|| {
            let snapshot = commit();
            black_box(runtime.block_on(search.at(&snapshot)).unwrap())
        });
    });
    group.finish();
}

/// What the thread of the index does for a commit.
fn following(criterion: &mut Criterion) {
    let mut snapshot = Snapshot::load(1, records(SIZE)).unwrap();
    let mut index = Index::of(&snapshot);
    let id = snapshot.organisations(Default::default()).iter().nth(12_345).unwrap().record().id;
    let mut group = criterion.benchmark_group("the index of 100,000 records");
    group.bench_function("brought up by one change", |bencher| {
        bencher.iter(|| {
            let before = snapshot.record(id.into()).unwrap();
            let after = changed(snapshot.organisation(id).unwrap().record()).into();
            let set = ChangeSet {
                revision: snapshot.revision() + 1,
                at: Timestamp::EPOCH,
                actor: "benchmark".into(),
                origin: Origin::Edit,
                note: None,
                changes: vec![Change::Updated { before, after }],
            };
            snapshot.apply_set(&set);
            // As readers hold the index of before.
            let held = index.clone();
            index.apply(&set, &snapshot);
            black_box(held)
        });
    });
    group.finish();
}

criterion_group!(benches, answers, building, following, commits);
criterion_main!(benches);
