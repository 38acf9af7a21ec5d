//! Reading what was committed. The store blocks, so it is read on threads made for that: here, and nowhere else, blocking
//! storage crosses into async.

use tokio::task::spawn_blocking;

use super::Register;
use crate::{
    model::{ChangeSet, Revision},
    store::{Store, StoreError},
};

impl Register {
    /// Up to `limit` change sets after revision `after`, in order and without gaps.
    pub async fn log(&self, after: Revision, limit: usize) -> Result<Vec<ChangeSet>, StoreError> {
        self.read(move |store| store.log(after, limit)).await
    }

    async fn read<T: Send + 'static>(&self, work: impl FnOnce(&dyn Store) -> T + Send + 'static) -> T {
        let store = self.store.clone();
        match spawn_blocking(move || work(&*store)).await {
            Ok(read) => read,
            // Work that has begun is not cancelled.
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        }
    }
}
