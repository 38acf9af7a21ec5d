//! What the program says while it runs: for people on a terminal, as JSON lines for everything else. What is said is
//! chosen by `BUENDNIS_LOG`, in the form of `RUST_LOG`.

use std::io::IsTerminal;

use tracing_subscriber::{
    EnvFilter, Layer, filter::LevelFilter, fmt, layer::SubscriberExt, registry, util::SubscriberInitExt,
};

#[cfg(feature = "otel")]
use super::traces::Traces;

/// To be kept for as long as the program runs.
pub struct Logging {
    #[cfg(feature = "otel")]
    _traces: Option<Traces>,
}

pub fn start() -> Logging {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).with_env_var("BUENDNIS_LOG");
    let log = fmt::layer()
        .with_writer(std::io::stderr)
        // There is nowhere else to say that the log cannot be written.
        .log_internal_errors(false);
    let log = if std::io::stderr().is_terminal() {
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
        Logging { _traces: traces.ok().flatten() }
    };
    #[cfg(not(feature = "otel"))]
    let logging = {
        registry().with(log).init();
        Logging {}
    };
    // A panic is a line of the log like any other; that of the storage engine comes back as an error and is told there.
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        let message = panic.payload_as_str().unwrap_or_default();
        tracing::error!(location, message, "a part of the program gave up");
    }));
    logging
}
