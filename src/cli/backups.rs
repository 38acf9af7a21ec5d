//! Backups that a server makes by itself.

use std::{
    error::Error,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, Sender, channel},
    },
    thread::{Builder, JoinHandle},
    time::Duration,
};

use clap::Args;
use jiff::SignedDuration;

use super::{Failure, shelf::Shelf};
use crate::{model::Timestamp, register::Register};

#[derive(Args)]
pub struct Schedule {
    /// Make backups into this directory: now, and again whenever something has changed.
    #[arg(long, value_name = "DIR", env = "BUENDNIS_BACKUP_DIR")]
    backup_dir: Option<PathBuf>,
    /// How long to wait from one backup to the next, such as `1h` or `30m`.
    #[arg(long, value_name = "TIME", env = "BUENDNIS_BACKUP_EVERY", default_value = "1h", value_parser = every)]
    backup_every: Duration,
    /// How many backups to keep; the oldest beyond them are removed.
    #[arg(long, value_name = "NUMBER", env = "BUENDNIS_KEEP", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..))]
    keep: u32,
}

fn every(text: &str) -> Result<Duration, String> {
    let wrong = || "write it like `1h` or `30m`: at least a second".to_owned();
    let duration: SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(duration).ok().filter(|duration| *duration >= Duration::from_secs(1)).ok_or_else(wrong)
}

/// A thread that makes backups until this is dropped.
pub struct Backups {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Schedule {
    /// Begins to make backups, if they were asked for.
    pub fn start(&self, register: &Arc<Register>) -> Result<Backups, Failure> {
        let Some(directory) = self.backup_dir.clone() else {
            return Ok(Backups { stop: None, thread: None });
        };
        let (shelf, every) = (Shelf::new(directory, self.keep as usize), self.backup_every);
        let (stop, stopped) = channel();
        let register = register.clone();
        let work = move || {
            let mut last = None;
            loop {
                last = back_up(&shelf, &register, last);
                if stopped.recv_timeout(every) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        let thread = Builder::new().name("backups".into()).spawn(work).map_err(Failure::Runtime)?;
        Ok(Backups { stop: Some(stop), thread: Some(thread) })
    }
}

/// Makes a backup, if the register is not as it was at the last one; answers the revision of the last one.
fn back_up(shelf: &Shelf, register: &Register, last: Option<u64>) -> Option<u64> {
    if last == Some(register.revision()) {
        return last;
    }
    match shelf.add(register, Timestamp::now()) {
        Ok((path, contents)) => {
            tracing::info!(path = %path.display(), revision = contents.revision, "backed up");
            Some(contents.revision)
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn Error, "there is no new backup: it will be tried again");
            last
        }
    }
}

impl Drop for Backups {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // One that panicked has said so.
            let _ = thread.join();
        }
    }
}
