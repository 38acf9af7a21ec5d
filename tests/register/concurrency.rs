//! Many editors and readers at once.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use buendnis::{
    model::{Organisation, Timestamp},
    register::{Refusal, Register},
    store::Memory,
};

use super::{
    door::{Kept, proposal, puts, register},
    support::organisation_no,
};

const EDITORS: u32 = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn revisions_have_no_gaps_and_every_receipt_shows_its_own_change() {
    let store = Kept::new(Memory::new());
    let register = Arc::new(Register::open(store.clone(), Timestamp::now).unwrap());
    let edit = |n: u32| {
        let register = register.clone();
        tokio::spawn(async move {
            let receipt = register.submit(proposal(puts([organisation_no(n).into()]))).await.unwrap();
            let revision = receipt.set.as_ref().unwrap().revision;
            assert_eq!(receipt.snapshot.revision(), revision);
            assert!(receipt.snapshot.organisation(organisation_no(n).id).is_some());
            // One change set is one organisation: the snapshot has those up to its revision and no later one.
            assert_eq!(receipt.snapshot.organisations(Default::default()).total() as u64, revision);
            assert!(register.snapshot().revision() >= revision, "shown before it is acknowledged");
            revision
        })
    };
    let tasks: Vec<_> = (0..EDITORS).map(edit).collect();
    let mut revisions = BTreeSet::new();
    for task in tasks {
        revisions.insert(task.await.unwrap());
    }
    assert!(revisions.into_iter().eq(1..=u64::from(EDITORS)));
    assert!(store.all().iter().map(|set| set.revision).eq(1..=u64::from(EDITORS)));
    assert!(store.all().is_sorted_by_key(|set| set.at));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_want_the_same_slug_one_gets_it() {
    let register = Arc::new(Register::open(Memory::new(), Timestamp::now).unwrap());
    let edit = |n: u32| {
        let register = register.clone();
        let record = Organisation { slug: "begehrt".parse().unwrap(), ..organisation_no(n) };
        tokio::spawn(async move { register.submit(proposal(puts([record.into()]))).await })
    };
    let tasks: Vec<_> = (0..EDITORS).map(edit).collect();
    let mut taken = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => taken += 1,
            Err(refusal) => assert!(matches!(&refusal, Refusal::Invalid(findings) if findings.len() == 1), "{refusal}"),
        }
    }
    assert_eq!(taken, 1);
    assert_eq!(register.snapshot().organisations(Default::default()).total(), 1);
}

#[test]
fn readers_see_revisions_only_grow_and_each_snapshot_whole() {
    let register = Arc::new(Register::open(Memory::new(), Timestamp::now).unwrap());
    let done = Arc::new(AtomicBool::new(false));
    let read = || {
        let (register, done) = (register.clone(), done.clone());
        thread::spawn(move || {
            let mut last = 0;
            while !done.load(Ordering::Acquire) {
                let snapshot = register.snapshot();
                assert!(snapshot.revision() >= last);
                last = snapshot.revision();
                // Two organisations come with each change set, never one.
                assert_eq!(snapshot.organisations(Default::default()).total() as u64, 2 * last);
            }
        })
    };
    let readers: Vec<_> = (0..2).map(|_| read()).collect();
    for n in 0..100 {
        let pair = [2 * n, 2 * n + 1].map(|n| organisation_no(n).into());
        register.submit_blocking(proposal(puts(pair))).unwrap();
    }
    done.store(true, Ordering::Release);
    readers.into_iter().for_each(|reader| reader.join().unwrap());
}

#[tokio::test]
async fn who_gives_up_waiting_holds_nobody_up() {
    let register = Arc::new(Register::open(Memory::new(), Timestamp::now).unwrap());
    for n in 0..20 {
        let task = {
            let register = register.clone();
            tokio::spawn(async move { register.submit(proposal(puts([organisation_no(n).into()]))).await })
        };
        task.abort();
        let _ = task.await;
    }
    let receipt = register.submit(proposal(puts([organisation_no(99).into()]))).await.unwrap();
    assert!(receipt.snapshot.organisation(organisation_no(99).id).is_some());
}

#[test]
fn a_follower_sees_every_commit_once_in_order_with_the_register_it_led_to() {
    let register = register(vec![]);
    let mut follower = register.subscribe();
    let first = register.snapshot().revision() + 1;
    std::thread::scope(|scope| {
        for n in 0..8 {
            let register = &register;
            scope.spawn(move || {
                for m in 0..8 {
                    register.submit_blocking(proposal(puts([organisation_no(8 * n + m).into()]))).unwrap();
                }
            });
        }
    });
    let seen: Vec<_> = std::iter::repeat_with(|| follower.blocking_recv().unwrap()).take(64).collect();
    let revisions: Vec<_> = seen.iter().map(|publication| publication.set.revision).collect();
    assert_eq!(revisions, (first..first + 64).collect::<Vec<_>>());
    for publication in seen {
        assert_eq!(publication.snapshot.revision(), publication.set.revision);
        let subject = publication.set.changes[0].subject();
        assert!(publication.snapshot.node(subject).is_some(), "{subject}");
    }
}
