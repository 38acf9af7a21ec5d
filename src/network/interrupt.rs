//! How a long computation learns that it should stop.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

/// Why an analysis was not carried to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Nobody waits for it any more.
    #[error("the analysis was cancelled")]
    Cancelled,
    /// Its time is up.
    #[error("the analysis took too long")]
    TooLate,
    /// The projection would be larger than what is built.
    #[error("the projection has more than {limit} ties")]
    TooManyTies { limit: usize },
}

/// Whether whoever asked has gone.
#[derive(Clone)]
pub struct Gone(Arc<dyn Fn() -> bool + Send + Sync>);

impl Gone {
    /// Gone as soon as `gone` says so; it is asked often and must be quick.
    pub fn when(gone: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(gone))
    }
}

impl fmt::Debug for Gone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Gone").field(&(self.0)()).finish()
    }
}

/// Asked now and then by whatever may run long. Clones hear the same.
#[derive(Clone, Debug, Default)]
pub struct Interrupt {
    cancelled: Arc<AtomicBool>,
    deadline: Option<Instant>,
    gone: Option<Gone>,
}

impl Interrupt {
    /// Lets everything run to its end.
    pub fn never() -> Self {
        Self::default()
    }

    /// Stops what is not done at `deadline`.
    pub fn at(deadline: Instant) -> Self {
        Self { deadline: Some(deadline), ..Self::default() }
    }

    /// Stops as well when whoever asked has gone.
    #[must_use]
    pub fn or_when(self, gone: Option<Gone>) -> Self {
        Self { gone, ..self }
    }

    /// Stops it now.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether to go on. It looks at the clock: to be asked once a node, not once a tie.
    pub fn check(&self) -> Result<(), Stop> {
        if self.cancelled.load(Ordering::Relaxed) || self.gone.as_ref().is_some_and(|Gone(gone)| gone()) {
            return Err(Stop::Cancelled);
        }
        match self.deadline {
            Some(deadline) if Instant::now() >= deadline => Err(Stop::TooLate),
            _ => Ok(()),
        }
    }
}
