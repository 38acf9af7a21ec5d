//! How far a request has come, and how long it may go on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

use async_graphql::Context;

use crate::network::{Gone, Interrupt};

/// Goes with a request as data of type `Arc<Pace>`. Resolvers do not wait for anything, so nobody can interrupt them from
/// outside: each looks here first.
#[derive(Debug)]
pub struct Pace {
    deadline: Instant,
    over: AtomicBool,
    resolved: AtomicU64,
}

/// How many fields are resolved between two looks at the clock: some 50 µs.
const BETWEEN_LOOKS: u64 = 64;

impl Pace {
    /// Resolvers may go on until `deadline`.
    pub fn until(deadline: Instant) -> Self {
        Self { deadline, over: AtomicBool::new(false), resolved: AtomicU64::new(0) }
    }

    /// Nobody waits for the answer any more.
    pub fn stop(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether the answer is not whole, because time was up or nobody waited for it.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// How many fields have been resolved.
    pub fn resolved(&self) -> u64 {
        self.resolved.load(Ordering::Relaxed)
    }

    /// Whether there is time left, and somebody who waits.
    pub(super) fn goes_on(&self) -> bool {
        if Instant::now() >= self.deadline {
            self.stop();
        }
        !self.is_over()
    }

    /// Whether one more field may be resolved.
    pub(super) fn step(&self) -> bool {
        let before = self.resolved.fetch_add(1, Ordering::Relaxed);
        if before.is_multiple_of(BETWEEN_LOOKS) { self.goes_on() } else { !self.is_over() }
    }
}

/// Ends what a resolver has walked or analysed where its request ends: a long one runs on a thread of its own, where nobody drops
/// it.
pub fn gone(ctx: &Context<'_>) -> Option<Gone> {
    let pace = ctx.data_opt::<Arc<Pace>>()?.clone();
    Some(Gone::when(move || !pace.goes_on()))
}

/// As [`gone`], for work on the thread of the resolver.
pub fn interrupt(ctx: &Context<'_>) -> Interrupt {
    Interrupt::never().or_when(gone(ctx))
}
