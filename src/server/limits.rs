//! Every limit of the protocol on one page, with its arithmetic.

/// The body of a request: 1 MiB. The largest query a person writes has some 10 kB, a page of changes some 100 kB.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
