//! What the program says while it runs: for people on a terminal, as JSON lines for everything else. What is said is
//! chosen by `BUENDNIS_LOG`, in the form of `RUST_LOG`.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, filter::LevelFilter};

pub fn start() {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).with_env_var("BUENDNIS_LOG");
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter.from_env_lossy())
        .with_writer(std::io::stderr)
        // There is nowhere else to say that the log cannot be written.
        .log_internal_errors(false);
    if std::io::stderr().is_terminal() {
        log.compact().with_target(false).init();
    } else {
        log.json().flatten_event(true).init();
    }
    // A panic is a line of the log like any other; that of the storage engine comes back as an error and is told there.
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string);
        let message = panic.payload_as_str().unwrap_or_default();
        tracing::error!(location, message, "a part of the program gave up");
    }));
}
