//! `buendnis serve`.

use std::{
    io::{self, IsTerminal},
    net::SocketAddr,
    sync::Arc,
};

use clap::{Args, builder::FalseyValueParser};
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};

use super::{
    Data, Failure, access, backups,
    open::{Fill, open_with_tokens},
    place::Place,
    public::Public,
};
use crate::{
    access::{Authenticator, Secret, Token, TokenList},
    model::Timestamp,
    register::Register,
    server::{Service, Settings, serve},
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
    #[command(flatten)]
    public: Public,
    #[command(flatten)]
    backups: backups::Schedule,
}

pub fn run(options: &Options) -> Result<(), Failure> {
    let fill = if options.no_seed { Fill::Nothing } else { Fill::Bundled };
    let settings = options.public.settings()?;
    let environment = access::environment()?;
    let place = options.data.place()?;
    let (register, tokens) = open_with_tokens(&place, fill)?;
    let register = Arc::new(register);
    let _backups = options.backups.start(&register)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Runtime)?;
    let tokens = Tokens { environment, list: tokens };
    runtime.block_on(listen(options, settings, (register, tokens), &place))
}

/// Who may do what.
struct Tokens {
    environment: Vec<Token>,
    list: TokenList,
}

async fn listen(
    options: &Options,
    settings: Settings,
    (register, tokens): (Arc<Register>, Tokens),
    place: &Place,
) -> Result<(), Failure> {
    // Each connection is an open file, and shells allow few.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the number of open files stays as it is");
    }
    let failed = |error| Failure::Listen(options.listen, error);
    let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    // Before anybody is told that there is something to stop: a signal with no one listening ends the process at once.
    let stop = stop().map_err(Failure::Runtime)?;
    // Once there is an address to put into the link: a token that nobody has seen is of no use.
    let (first, list) = first_token(tokens.list).await?;
    announce(address, place, &register.snapshot(), first.as_ref());
    let authenticator = Authenticator::new(tokens.environment, Some(list), Timestamp::now);
    let read_access = settings.read_access;
    let service = Service::new(register).with_settings(settings).with_access(authenticator, read_access);
    serve(listener, service, stop).await.map_err(Failure::Serve)?;
    tracing::info!("stopped");
    Ok(())
}

/// The very first token, if there is to be one, made on a thread that may wait for the list.
async fn first_token(list: TokenList) -> Result<(Option<Secret>, TokenList), Failure> {
    let made = tokio::task::spawn_blocking(move || Ok((access::first_token(&list)?, list)));
    made.await.map_err(|error| Failure::Runtime(error.into()))?
}

/// Says what is served, and to a person where to click, once with the first token in the link. That goes to the terminal
/// and not through the log, which others may read.
fn announce(address: SocketAddr, place: &Place, snapshot: &Snapshot, first: Option<&Secret>) {
    let count = snapshot.statistics(None);
    let (initiatives, organisations, participations) =
        (count.initiatives(), count.organisations(), count.participations());
    let revision = snapshot.revision();
    tracing::info!(%address, data = %place, revision, initiatives, organisations, participations, "serving");
    if std::io::stderr().is_terminal() {
        eprintln!(
            "\n  Bündnis {} serves {initiatives} initiatives of {} states",
            env!("CARGO_PKG_VERSION"),
            count.states()
        );
        eprintln!("  with {organisations} organisations and {participations} participations.\n");
        eprintln!("  Look around:       http://{address}/");
        eprintln!("  Ask it something:  http://{address}/graphiql");
        if let Some(secret) = first {
            eprintln!("  Change it:         http://{address}/graphiql#token={}", secret.reveal());
            eprintln!("                     (this link is shown once; `buendnis token add` makes another token)");
        }
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
