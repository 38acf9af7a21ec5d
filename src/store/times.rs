//! How long things take, counted as Prometheus reads it.

use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

/// Times in seconds: up to 0.1 ms, twice that, and so on seventeen times, which is from a lookup in memory to the longest
/// that a request may take.
pub fn times() -> Histogram {
    Histogram::new(exponential_buckets(0.0001, 2.0, 18))
}
