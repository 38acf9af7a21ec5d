//! What the program says while it runs: for people on a terminal, as JSON lines for everything else. What is said is
//! chosen by `BUENDNIS_LOG`, in the form of `RUST_LOG`.
//!
//! A thread of its own writes it, at once where there is little to say and many lines together where there is much. Who says
//! more than can be written waits, and so does the end of the program, a second at most; a process that is killed may lose its
//! last lines.

use std::io::{BufWriter, IsTerminal, stderr};

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    EnvFilter, Layer, filter::LevelFilter, fmt, layer::SubscriberExt, registry, util::SubscriberInitExt,
};

#[cfg(feature = "otel")]
use super::traces::Traces;

/// To be kept for as long as the program runs.
pub struct Logging {
    #[cfg(feature = "otel")]
    _traces: Option<Traces>,
    /// Writes what is left when it goes: last, as the traces may have something to say of their end.
    _writer: WorkerGuard,
}

pub fn start() -> Logging {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).with_env_var("BUENDNIS_LOG");
    let (lines, writer) = NonBlockingBuilder::default().lossy(false).finish(BufWriter::new(stderr()));
    let log = fmt::layer()
        .with_writer(lines)
        // There is nowhere else to say that the log cannot be written.
        .log_internal_errors(false);
    let log = if stderr().is_terminal() {
        log.compact().with_target(false).boxed()
    } else {
        log.json().flatten_event(true).boxed()
    };
    let log = log.with_filter(filter.from_env_lossy());
    #[cfg(feature = "otel")]
    let logging = {
        let traces = Traces::start();
        registry().with(log).with(traces.as_ref().ok().and_then(Option::as_ref).map(Traces::recorder)).init();
        let traces = traces.inspect_err(|error| tracing::warn!(%error, "no traces are sent"));
        Logging { _traces: traces.ok().flatten(), _writer: writer }
    };
    #[cfg(not(feature = "otel"))]
    let logging = {
        registry().with(log).init();
        Logging { _writer: writer }
    };
    // A panic is a line of the log like any other; that of the storage engine comes back as an error and is told there.
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        let message = panic.payload_as_str().unwrap_or_default();
        tracing::error!(location, message, "a part of the program gave up");
    }));
    logging
}
