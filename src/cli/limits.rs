//! The limits of `buendnis serve` as options. What each is for, and why it is what it is, is in `server/limits.rs`.

use std::time::Duration;

use clap::Args;

use crate::server;

const DEFAULT: server::Limits = server::Limits::DEFAULT;

#[derive(Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// The words and signs of a document.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_TOKENS", default_value_t = DEFAULT.tokens)]
    max_tokens: usize,
    /// Fields within fields.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_DEPTH", default_value_t = DEFAULT.depth)]
    max_depth: usize,
    /// The aliases of an operation.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_ALIASES", default_value_t = DEFAULT.aliases)]
    max_aliases: usize,
    /// The fields at the root of an operation.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_ROOT_FIELDS", default_value_t = DEFAULT.root_fields)]
    max_root_fields: usize,
    /// The directives of an operation.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_DIRECTIVES", default_value_t = DEFAULT.directives)]
    max_directives: usize,
    /// The values that an answer may have, by the sizes of its pages.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_COMPLEXITY", default_value_t = DEFAULT.complexity)]
    max_complexity: u64,
    /// The body of a request.
    #[arg(long, value_name = "BYTES", env = "BUENDNIS_MAX_BODY", default_value_t = DEFAULT.body_bytes)]
    max_body: usize,
    /// The head of a request, at least 8192.
    #[arg(long, value_name = "BYTES", env = "BUENDNIS_MAX_HEADER", default_value_t = DEFAULT.header_bytes,
        value_parser = at_least_8192)]
    max_header: usize,
    /// From the first byte of a head to its last, and between two requests of a connection.
    #[arg(long, value_name = "SECONDS", env = "BUENDNIS_HEADER_TIME", default_value = "10", value_parser = seconds)]
    header_time: Duration,
    /// Between two pieces of a body.
    #[arg(long, value_name = "SECONDS", env = "BUENDNIS_BODY_PAUSE", default_value = "0.8", value_parser = seconds)]
    body_pause: Duration,
    /// For a request, until its answer is whole.
    #[arg(long, value_name = "SECONDS", env = "BUENDNIS_MAX_TIME", default_value = "10", value_parser = seconds)]
    max_time: Duration,
    /// Requests that are executed at one time; more are answered with 503.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_CONCURRENT", default_value_t = DEFAULT.concurrent)]
    max_concurrent: usize,
    /// Requests of one client in 10 seconds, 0 for any number; more are answered with 429.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_RATE", default_value_t = DEFAULT.rate)]
    max_rate: u32,
    /// Connections at one time; more have to wait.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_CONNECTIONS", default_value_t = DEFAULT.connections)]
    max_connections: usize,
    /// Connections of one client at one time, 0 for any number; more are answered with 503.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_CLIENT_CONNECTIONS", default_value_t = DEFAULT.client_connections)]
    max_client_connections: usize,
    /// Operations that one WebSocket follows at one time.
    #[arg(long, value_name = "N", env = "BUENDNIS_MAX_SUBSCRIPTIONS", default_value_t = DEFAULT.subscriptions)]
    max_subscriptions: usize,
}

impl From<&Limits> for server::Limits {
    fn from(limits: &Limits) -> Self {
        Self {
            tokens: limits.max_tokens,
            depth: limits.max_depth,
            aliases: limits.max_aliases,
            root_fields: limits.max_root_fields,
            directives: limits.max_directives,
            complexity: limits.max_complexity,
            body_bytes: limits.max_body,
            header_bytes: limits.max_header,
            header_time: limits.header_time,
            pause: limits.body_pause,
            time: limits.max_time,
            concurrent: limits.max_concurrent,
            rate: limits.max_rate,
            connections: limits.max_connections,
            client_connections: limits.max_client_connections,
            subscriptions: limits.max_subscriptions,
        }
    }
}

/// A time in seconds, with a point where it needs one.
pub fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "a number of seconds, such as 2.5".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Less is not enough for what browsers send.
fn at_least_8192(text: &str) -> Result<usize, String> {
    let bytes: usize = text.parse().map_err(|_| "a number of bytes".to_owned())?;
    if bytes < 8192 { Err("at least 8192".to_owned()) } else { Ok(bytes) }
}
