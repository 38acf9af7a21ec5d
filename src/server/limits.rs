//! Every limit of the protocol on one page, with its arithmetic.

use std::time::Duration;

/// How long requests under way may take to finish once the server is told to stop: less than the 30 s after which
/// service managers end a process by force, and more than any request should take.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// The body of a request: 1 MiB. The largest query a person writes has some 10 kB, a page of changes some 100 kB.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
