//! sled panics where it finds its files in a state it did not expect. Here such a panic becomes an error.
//!
//! The panic hook, which writes the panic to standard error, is left alone: it is one for the whole process, and
//! to swap it here would silence the panics of other threads. A program that wants to keep its standard error clean
//! installs a hook of its own at start.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::store::error::{Damage, StoreError};

/// Does `work` with the engine of the store at `location`.
///
/// Unwind safety: after a panic the store is of no further use. A store being opened is dropped, a commit poisons it,
/// and reading changes nothing.
pub fn guarded<T>(location: &str, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|panic| Err(StoreError::damaged(location, Damage::Panicked(message(&*panic)))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    if let Some(text) = panic.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text.clone()
    } else {
        "without a word".to_owned()
    }
}
