//! The threads of analysis: they stop when nobody waits, and what was found is shared.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use buendnis::network::{Analyst, Failure, Gone, Means, Options, Stop, Until};

use crate::world::*;

fn analyst() -> Arc<Analyst> {
    Arc::new(Analyst::new(Means::default()))
}

fn until(gone: Option<Gone>) -> Until {
    Until { deadline: Instant::now() + Duration::from_secs(600), gone }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap()
}

/// Work without an end, which tells when it begins and why it stopped.
fn endless(
    began: tokio::sync::oneshot::Sender<()>,
    stopped: mpsc::Sender<Stop>,
) -> impl FnOnce(&buendnis::network::Interrupt) -> Result<(), Stop> + Send + 'static {
    move |interrupt| {
        began.send(()).unwrap();
        loop {
            if let Err(stop) = interrupt.check() {
                stopped.send(stop).unwrap();
                return Err(stop);
            }
            std::thread::yield_now();
        }
    }
}

#[test]
fn work_stops_when_the_request_is_dropped() {
    let (began, has_begun) = tokio::sync::oneshot::channel();
    let (stopped, has_stopped) = mpsc::channel();
    runtime().block_on(async {
        let analyst = analyst();
        let request = tokio::spawn(async move { analyst.run(&until(None), endless(began, stopped)).await });
        has_begun.await.unwrap();
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
    });
    assert_eq!(has_stopped.recv_timeout(Duration::from_secs(60)), Ok(Stop::Cancelled));
}

#[test]
fn work_stops_when_the_client_has_gone_and_when_time_is_up() {
    let (began, has_begun) = tokio::sync::oneshot::channel();
    let (stopped, has_stopped) = mpsc::channel();
    let gone = Arc::new(AtomicBool::new(false));
    let told = gone.clone();
    let runtime = runtime();
    let analyst = analyst();
    let working = analyst.clone();
    let request = runtime.spawn(async move {
        let gone = Gone::when(move || gone.load(Ordering::Relaxed));
        working.run(&until(Some(gone)), endless(began, stopped)).await
    });
    runtime.block_on(has_begun).unwrap();
    told.store(true, Ordering::Relaxed);
    assert_eq!(has_stopped.recv_timeout(Duration::from_secs(60)), Ok(Stop::Cancelled));
    assert_eq!(runtime.block_on(request).unwrap(), Err(Failure::Stopped(Stop::Cancelled)));
    let over = Until { deadline: Instant::now(), gone: None };
    assert_eq!(runtime.block_on(analyst.run(&over, |_| Ok(()))), Err(Failure::Stopped(Stop::TooLate)));
}

#[test]
fn work_that_breaks_down_takes_nothing_with_it() {
    let (runtime, analyst) = (runtime(), analyst());
    let broken = runtime.block_on(analyst.run(&until(None), |_| -> Result<(), Stop> { panic!("on purpose") }));
    assert_eq!(broken, Err(Failure::Broken));
    assert_eq!(runtime.block_on(analyst.run(&until(None), |_| Ok(7))), Ok(7));
}

#[test]
fn who_asks_the_same_of_the_same_register_shares_the_answer() {
    let ties = [(0, 0), (1, 0), (2, 0), (2, 1), (3, 1)];
    let (one, other) = (snapshot(records(&ties)), snapshot(records(&ties)));
    let (runtime, analyst) = (runtime(), analyst());
    let ranks = |snapshot: &Arc<_>, parameters: &str| {
        runtime.block_on(async {
            let inquiry = analyst.inquire(snapshot, None, Options::default(), parameters.into(), None).await.unwrap();
            inquiry.page_rank().await.unwrap()
        })
    };
    let first = ranks(&one, "{}");
    assert!(Arc::ptr_eq(&first, &ranks(&one, "{}")));
    assert!(!Arc::ptr_eq(&first, &ranks(&one, "{ }")), "other parameters");
    assert!(!Arc::ptr_eq(&first, &ranks(&other, "{}")), "another register");
    assert_eq!(first, ranks(&other, "{}"));
}
