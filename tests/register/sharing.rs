//! Several registers on one store, of which each knows only what it has asked for.

use buendnis::{
    model::{Organisation, ProblemKind, Timestamp},
    register::{Proposal, Register, Step},
};

use super::{
    door::{Kept, brief, findings, proposal, puts, submit},
    support::organisation_no,
};

/// Two registers of which the second has not heard of what the first committed: organisation 1.
fn one_ahead() -> (Register, Register) {
    let store = Kept::shared();
    let [first, second] = [(); 2].map(|()| Register::open(store.clone(), Timestamp::now).unwrap());
    submit(&first, puts([organisation_no(1).into()])).unwrap();
    assert_eq!(second.snapshot().revision(), 0);
    (first, second)
}

#[test]
fn a_change_is_made_on_top_of_what_others_committed() {
    let (_first, second) = one_ahead();
    let receipt = submit(&second, puts([organisation_no(2).into()])).unwrap();
    assert_eq!(receipt.snapshot.revision(), 2);
    assert_eq!(receipt.snapshot.organisations(Default::default()).total(), 2);
}

/// A mutation that named a record which another node had made a moment ago was refused: there was no such record here yet.
#[test]
fn what_others_committed_is_known_before_a_proposal_is_refused() {
    let (_first, second) = one_ahead();
    let branch = Organisation { parent: Some(organisation_no(1).id), ..organisation_no(2) };
    assert_eq!(submit(&second, puts([branch.into()])).unwrap().snapshot.revision(), 2);
    let (_first, second) = one_ahead();
    submit(&second, vec![Step::Delete(organisation_no(1).id.into())]).unwrap();
    assert_eq!(second.snapshot().organisations(Default::default()).total(), 0);
}

/// A change that was sent again to a node which had not heard of it was answered with the register of before it, and its
/// revision.
#[tokio::test]
async fn what_another_has_carried_out_is_told_with_the_register_that_it_led_to() {
    let store = Kept::shared();
    let [first, second] = [(); 2].map(|()| Register::open(store.clone(), Timestamp::now).unwrap());
    let proposal = || Proposal { memo: Some([7; 32]), ..proposal(puts([organisation_no(1).into()])) };
    first.submit(proposal()).await.unwrap();
    assert!(second.recall([7; 32]).await.unwrap().is_none());
    let told = second.submit(proposal()).await.unwrap();
    assert_eq!((told.set.unwrap().revision, told.snapshot.revision()), (1, 1));
    assert!(second.recall([7; 32]).await.unwrap().is_some_and(|told| told.snapshot.revision() == 1));
    assert_eq!(store.all().len(), 1);
}

#[test]
fn what_changes_nothing_changes_nothing_of_what_others_committed() {
    let (_first, second) = one_ahead();
    let receipt = submit(&second, puts([organisation_no(1).into()])).unwrap();
    assert_eq!((receipt.set, receipt.snapshot.revision()), (None, 1));
}

#[test]
fn a_refusal_is_of_the_register_as_others_left_it() {
    let (_first, second) = one_ahead();
    let taken = || puts([Organisation { slug: organisation_no(1).slug, ..organisation_no(2) }.into()]);
    submit(&second, taken()).unwrap_err();
    assert_eq!(second.snapshot().revision(), 1);
    assert_eq!(brief(&findings(&second, taken())[0]), (0, ProblemKind::InvalidInput, "slug"));
}
