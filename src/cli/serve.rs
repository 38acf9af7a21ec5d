//! `buendnis serve`.

use std::{
    io::{self, IsTerminal},
    net::SocketAddr,
    path::Path,
    sync::Arc,
};

use clap::{Args, builder::FalseyValueParser};
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

use super::{
    Data, Failure,
    open::{Fill, open},
};
use crate::{
    register::Register,
    server::{Service, serve},
    snapshot::Snapshot,
};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    data: Data,
    /// The address to listen on; port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS", env = "BUENDNIS_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Leave a new data directory empty instead of filling it with the bundled register.
    #[arg(long, env = "BUENDNIS_NO_SEED", value_parser = FalseyValueParser::new())]
    no_seed: bool,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let fill = if options.no_seed { Fill::Nothing } else { Fill::Bundled };
    let register = Arc::new(open(&options.data.data, fill)?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Runtime)?;
    runtime.block_on(listen(options, register))
}

async fn listen(options: &Options, register: Arc<Register>) -> Result<(), Failure> {
    let failed = |error| Failure::Listen(options.listen, error);
    let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    // Before anybody is told that there is something to stop: a signal with no one listening ends the process at once.
    let stop = stop().map_err(Failure::Runtime)?;
    announce(address, &options.data.data, &register.snapshot());
    serve(listener, Service::new(register), stop).await.map_err(Failure::Serve)?;
    tracing::info!("stopped");
    Ok(())
}

/// Says what is served, and to a person where to click.
fn announce(address: SocketAddr, directory: &Path, snapshot: &Snapshot) {
    let count = snapshot.statistics(None);
    let (initiatives, organisations, participations) =
        (count.initiatives(), count.organisations(), count.participations());
    let revision = snapshot.revision();
    tracing::info!(%address, data = %directory.display(), revision, initiatives, organisations, participations, "serving");
    if std::io::stderr().is_terminal() {
        eprintln!(
            "\n  Bündnis {} serves {initiatives} initiatives of {} states",
            env!("CARGO_PKG_VERSION"),
            count.states()
        );
        eprintln!("  with {organisations} organisations and {participations} participations.\n");
        eprintln!("  Ask it something:  http://{address}/graphiql");
        eprintln!("  GraphQL endpoint:  http://{address}/graphql");
        eprintln!("  Stop it:           Ctrl-C\n");
    }
}

/// Listens from now on for being asked to stop, by Ctrl-C or by SIGTERM as service managers do; what is answered comes
/// when that happens.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: finishing the requests that are under way");
    })
}

/// Listens for Ctrl-C.
#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "cannot listen for Ctrl-C");
            std::future::pending::<()>().await;
        }
        tracing::info!("stopping: finishing the requests that are under way");
    })
}
