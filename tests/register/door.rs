//! How the tests come in: a register over a store that they can still look into, and short proposals.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use buendnis::{
    model::{ChangeSet, NodeId, Origin, Position, ProblemKind, Record, Revision, Timestamp},
    register::{Finding, Proposal, Receipt, Refusal, Register, Step},
    snapshot::Snapshot,
    store::{Loaded, Logged, Memo, MemoKey, Memory, Store, StoreError},
};

/// A store of which the test keeps a handle.
#[derive(Clone)]
pub struct Kept(Arc<Memory>, Sharing);

/// Whether others commit to a store.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sharing {
    Never,
    /// Others do, and nobody is ever told.
    Unheard,
}

impl Kept {
    pub fn new(store: Memory) -> Self {
        Self(Arc::new(store), Sharing::Never)
    }

    /// A store for several registers, which hear of each other only when they ask.
    pub fn shared() -> Self {
        Self(Arc::default(), Sharing::Unheard)
    }

    pub fn all(&self) -> Vec<ChangeSet> {
        self.0.log(0, usize::MAX).unwrap()
    }
}

impl Store for Kept {
    fn load(&self) -> Result<Loaded, StoreError> {
        self.0.load()
    }

    fn commit_with(&self, base: Revision, sets: &[ChangeSet], memos: &[Memo]) -> Result<(), StoreError> {
        self.0.commit_with(base, sets, memos)
    }

    fn log(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
        self.0.log(after, limit)
    }

    fn changes(&self, after: Position, limit: usize) -> Result<Vec<Logged>, StoreError> {
        self.0.changes(after, limit)
    }

    fn count_changes(&self, after: Revision) -> Result<u64, StoreError> {
        self.0.count_changes(after)
    }

    fn history(&self, of: NodeId, before: Option<Position>, limit: usize) -> Result<Vec<Logged>, StoreError> {
        self.0.history(of, before, limit)
    }

    fn count_history(&self, of: NodeId) -> Result<u64, StoreError> {
        self.0.count_history(of)
    }

    fn memo(&self, key: &MemoKey) -> Result<Option<Memo>, StoreError> {
        self.0.memo(key)
    }

    fn forget(&self, before: Timestamp) -> Result<(), StoreError> {
        self.0.forget(before)
    }

    fn is_shared(&self) -> bool {
        self.1 == Sharing::Unheard
    }
}

/// A clock that the test sets.
#[derive(Clone, Default)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub fn set(&self, micros: i64) {
        self.0.store(micros, Ordering::SeqCst);
    }

    pub fn read(&self) -> impl Fn() -> Timestamp + Send + 'static {
        let clock = self.clone();
        move || Timestamp::from_micros(clock.0.load(Ordering::SeqCst))
    }
}

/// A register over memory that already holds `records`.
pub fn register(records: Vec<Record>) -> Register {
    let register = Register::open(Memory::new(), Timestamp::now).unwrap();
    if !records.is_empty() {
        submit(&register, puts(records)).unwrap();
    }
    register
}

pub fn puts(records: impl IntoIterator<Item = Record>) -> Vec<Step> {
    records.into_iter().map(Step::Put).collect()
}

pub fn proposal(steps: Vec<Step>) -> Proposal {
    Proposal { actor: "redaktion".into(), origin: Origin::Edit, note: None, steps, memo: None }
}

pub fn submit(register: &Register, steps: Vec<Step>) -> Result<Receipt, Refusal> {
    register.submit_blocking(proposal(steps))
}

/// Submits what must be refused, and makes sure that it leaves nothing behind.
#[track_caller]
pub fn findings(register: &Register, steps: Vec<Step>) -> Vec<Finding> {
    let before = register.snapshot();
    let refused = submit(register, steps);
    assert!(Arc::ptr_eq(&before, &register.snapshot()), "a refused proposal changes nothing");
    match refused {
        Err(Refusal::Invalid(findings)) => findings,
        other => panic!("accepted or refused otherwise: {other:?}"),
    }
}

/// A finding as the tables write it: step, kind, field.
pub fn brief(finding: &Finding) -> (usize, ProblemKind, &str) {
    (finding.step, finding.problem.kind.clone(), finding.problem.field.as_str())
}

/// The slugs of all organisations by name.
pub fn organisations(snapshot: &Snapshot) -> Vec<String> {
    snapshot.organisations(Default::default()).iter().map(|o| o.record().slug.to_string()).collect()
}
