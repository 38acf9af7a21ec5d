//! What an operator decides about a server.

use std::{sync::Arc, time::Duration};

use super::{
    authentication::ReadAccess,
    limits::{ANSWER_MEMORY, Limits},
    persisted::Registered,
};

/// What an operator decides. The default is safe on a public network, but for who may read.
#[derive(Clone, Debug)]
pub struct Settings {
    pub limits: Limits,
    pub read_access: ReadAccess,
    /// Whether the schema may be asked about itself.
    pub introspection: bool,
    /// The only documents that are executed; any, if there is no list.
    pub registered: Option<Arc<Registered>>,
    /// Whose pages may read answers and open WebSockets: origins such as `https://example.org`, or `*`.
    pub cors_origins: Vec<String>,
    /// Whether each request passes a proxy of our own, which writes down where it came from.
    pub behind_proxy: bool,
    /// For how long others may keep an answer without asking again.
    pub max_age: Duration,
    /// The bytes of answers that are kept to be given again; 0 for none.
    pub answer_memory: usize,
    /// How long a shared store may not be heard of until this node says that it is not ready.
    pub max_staleness: Duration,
    /// From which time on the log calls a request slow.
    pub slow: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            limits: Limits::DEFAULT,
            read_access: ReadAccess::default(),
            introspection: true,
            registered: None,
            cors_origins: Vec::new(),
            behind_proxy: false,
            max_age: Duration::ZERO,
            answer_memory: ANSWER_MEMORY,
            max_staleness: Duration::from_secs(30),
            slow: Duration::from_millis(500),
        }
    }
}
