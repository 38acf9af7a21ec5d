//! Several registers on one store, of which each knows only what it has asked for.

use buendnis::{
    model::{Organisation, ProblemKind, Timestamp},
    register::{Register, Step},
};

use super::{
    door::{Kept, brief, findings, puts, submit},
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
