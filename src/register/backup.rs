//! Backing up while others go on.

use std::io::Write;

use super::Register;
use crate::store::{BackupError, Contents, backup};

impl Register {
    /// Writes a backup of the newest revision. For a thread that may wait.
    pub fn back_up(&self, out: impl Write) -> Result<Contents, BackupError> {
        backup::write(&*self.store, self.revision(), out)
    }
}
