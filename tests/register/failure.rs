//! What readers and editors see when the store fails.

use std::{error::Error, sync::Arc};

use buendnis::{
    model::Timestamp,
    register::{Refusal, Register},
    store::{Memory, Sled, StoreError},
};

use super::{
    door::{Kept, findings, organisations, proposal, puts, submit},
    support::{observe::records, organisation_no},
};

fn put(number: u32) -> Vec<buendnis::register::Step> {
    puts([organisation_no(number).into()])
}

#[test]
fn a_commit_that_fails_is_neither_acknowledged_nor_shown() {
    for failing in 1..4 {
        let store = Kept::new(Memory::failing_at(failing));
        let register = Register::open(store.clone(), Timestamp::now).unwrap();
        let taken = (1..failing).filter(|n| submit(&register, put(*n as u32)).is_ok()).count();
        assert_eq!(taken as u64, failing - 1);
        let before = register.snapshot();
        let refused = submit(&register, put(99)).unwrap_err();
        assert_eq!(refused.to_string(), "the change could not be stored");
        assert!(refused.source().is_some_and(|source| source.to_string().contains("memory")));
        assert!(matches!(&refused, Refusal::Store(error) if matches!(**error, StoreError::File { .. })), "{refused:?}");
        assert!(Arc::ptr_eq(&before, &register.snapshot()));
        assert_eq!(organisations(&register.snapshot()).len(), taken);
        assert_eq!(store.all().len(), taken);
    }
}

#[test]
fn after_a_failure_readers_read_on_and_editors_are_told() {
    let register = Register::open(Memory::failing_at(2), Timestamp::now).unwrap();
    submit(&register, put(1)).unwrap();
    submit(&register, put(2)).unwrap_err();
    for _ in 0..2 {
        let refused = submit(&register, put(3)).unwrap_err();
        assert!(matches!(&refused, Refusal::Store(e) if matches!(**e, StoreError::Poisoned { .. })), "{refused:?}");
    }
    assert_eq!(organisations(&register.snapshot()), ["organisation-1"]);
    // What is wrong is still told, and what changes nothing still succeeds.
    assert_eq!(findings(&register, vec![buendnis::register::Step::Delete(organisation_no(2).id.into())]).len(), 1);
    assert_eq!(submit(&register, put(1)).unwrap().set, None);
    assert_eq!(register.snapshot().revision(), 1);
}

#[tokio::test]
async fn proposals_that_wait_together_fail_or_pass_as_the_store_says() {
    let store = Kept::new(Memory::failing_at(2));
    let register = Arc::new(Register::open(store.clone(), Timestamp::now).unwrap());
    let submit = |n: u32| {
        let register = register.clone();
        tokio::spawn(async move { register.submit(proposal(put(n))).await })
    };
    let waiting: Vec<_> = (0..200).map(submit).collect();
    let mut taken = 0;
    for answer in waiting {
        match answer.await.unwrap() {
            Ok(receipt) => {
                taken += 1;
                assert!(receipt.set.is_some());
            }
            Err(refusal) => assert!(matches!(refusal, Refusal::Store(_)), "{refusal:?}"),
        }
    }
    assert_eq!(store.all().len(), taken);
    assert_eq!(organisations(&register.snapshot()).len(), taken);
    assert_eq!(register.snapshot().revision(), taken as u64);
}

#[test]
fn what_was_acknowledged_is_there_after_a_failed_sync_and_a_restart() {
    for failing in 1..6 {
        let directory = tempfile::tempdir().unwrap();
        let Ok(store) = Sled::failing_at_sync(directory.path(), failing) else { continue };
        let Ok(register) = Register::open(store, Timestamp::now) else { continue };
        let taken: Vec<u32> = (1..6).filter(|n| submit(&register, put(*n)).is_ok()).collect();
        let shown = records(&register.snapshot());
        drop(register);
        let reopened = Register::open(Sled::open(directory.path()).unwrap(), Timestamp::now).unwrap();
        let found = records(&reopened.snapshot());
        assert!(shown.iter().all(|(id, record)| found.get(id) == Some(record)), "sync {failing}");
        assert!(found.len() <= shown.len() + 1, "at most the one that failed may have come through");
        submit(&reopened, put(9)).unwrap();
        assert!(taken.len() < 5, "sync {failing} failed nothing");
    }
}
