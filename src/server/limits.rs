//! Every limit of the protocol on one page, with its arithmetic.

use std::time::Duration;

/// How long requests under way may take to finish once the server is told to stop: less than the 30 s after which
/// service managers end a process by force, and more than any request should take.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// The body of a request: 1 MiB. The largest query a person writes has some 10 kB, a page of changes some 100 kB.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The body of an import, packed or not: 512 MiB. A register of 500,000 participations has 200 MB as NDJSON, and takes
/// three times as much memory while it is read.
pub const MAX_IMPORT_BYTES: u64 = 512 * 1024 * 1024;

/// Imports at a time. One is on the writer's desk anyway, and two would hold twice the memory.
pub const MAX_IMPORTS: usize = 1;

/// How long an import waits for the next piece of its body: a network that is silent for longer is gone.
pub const IMPORT_PATIENCE: Duration = Duration::from_secs(30);

/// How long a whole body may take to come: the largest in a quarter of an hour is 600 kB a second.
pub const IMPORT_TIME: Duration = Duration::from_secs(15 * 60);

/// Downloads of the register at a time. Each has a thread, and a snapshot that it keeps alive.
pub const MAX_EXPORTS: usize = 16;

/// How long a download waits for a client that takes nothing.
pub const EXPORT_PATIENCE: Duration = Duration::from_secs(30);

/// When whoever found no room should come back.
pub const RETRY_SECONDS: u32 = 5;
