//! Sixteen editors at once, over a store on disk: nobody's work is lost, whoever loses a race is told, and the log leads to
//! what is there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;
mod support;

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use api::{EDITOR, authenticator};
use axum::{
    body::{Body, to_bytes},
    http::Request,
};
use buendnis::{
    model::{Change, NodeId, Timestamp},
    register::{Register, verify},
    server::{App, ReadAccess, Service},
    snapshot::Snapshot,
    store::{Sled, Store},
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use support::files::export;
use tokio::{runtime::Builder, task::JoinSet};
use tower::ServiceExt;

const EDITORS: u64 = 16;

/// Organisations that everybody counts up, so that two are often at the same one.
const COUNTERS: usize = 4;

#[test]
fn sixteen_editors_lose_nothing() {
    check(Duration::from_secs(2));
}

#[test]
#[ignore = "takes a minute: .ci/run has it"]
fn sixteen_editors_lose_nothing_in_a_minute() {
    check(Duration::from_secs(60));
}

fn check(time: Duration) {
    let directory = tempfile::tempdir().unwrap();
    let store = Sled::open(directory.path()).unwrap();
    let register = Arc::new(Register::open(store, Timestamp::now).unwrap());
    let service = Service::new(register.clone()).with_access(authenticator(), ReadAccess::Open);
    let runtime = Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let work = runtime.block_on(work(App::new(service), time));
    drop(runtime);
    let left = register.snapshot();
    drop(register);
    work.check_register(&left);
    check_log(directory.path(), &left);
    println!("{} commits, {} conflicts, {} slugs taken", work.revisions.len(), work.conflicts, work.taken);
    assert!(work.conflicts > 0 && work.taken > 0, "nobody was in anybody's way");
}

/// Furnishes the register, and has all editors work on it for a while.
async fn work(app: App, time: Duration) -> Work {
    let desk = Desk { app, contested: Arc::default() };
    let counters = (0..COUNTERS).map(|n| {
        json!({ "createOrganisation": { "slug": format!("counter-{n}"), "name": { "de": "Z" }, "kind": "OTHER", "shortName": "0" } })
    });
    let initiative = json!({ "createInitiative": { "slug": "dialog", "name": { "de": "D" }, "kind": "DIALOGUE", "states": ["BE"] } });
    let mut all = Work::default();
    all.note(&desk.apply(counters.chain([initiative]).collect()).await.unwrap());
    let until = Instant::now() + time;
    let mut editors: JoinSet<Work> = (0..EDITORS).map(|number| edit(desk.clone(), number, until)).collect();
    while let Some(work) = editors.join_next().await {
        all.add(work.unwrap());
    }
    all
}

/// What an editor does until the time is up: count, make, unmake, and be first.
async fn edit(desk: Desk, number: u64, until: Instant) -> Work {
    let mut work = Work::default();
    let mut dice = ChaCha8Rng::seed_from_u64(number);
    let mut own: Vec<(String, String)> = Vec::new();
    for turn in 0.. {
        if Instant::now() > until {
            break;
        }
        match dice.random_range(0..10) {
            0..6 => desk.count_up(dice.random_range(0..COUNTERS), &mut work).await,
            6 | 7 => own.push(desk.make(format!("made-{number}-{turn}"), &mut work).await),
            8 => desk.be_first(&mut work).await,
            _ => {
                if let Some((slug, link)) = own.pop() {
                    desk.unmake(slug, link, &mut work).await;
                }
            }
        }
    }
    work
}

/// What editors were told: every word of it must hold afterwards.
#[derive(Default)]
struct Work {
    revisions: Vec<u64>,
    counted: [u32; COUNTERS],
    /// Whether an organisation is there.
    there: HashMap<String, bool>,
    conflicts: u32,
    taken: u32,
}

impl Work {
    fn note(&mut self, payload: &Value) {
        self.revisions.push(
            payload["revision"].as_str().map_or_else(|| payload["revision"].as_u64(), |r| r.parse().ok()).unwrap(),
        );
    }

    fn add(&mut self, other: Self) {
        self.revisions.extend(other.revisions);
        self.there.extend(other.there);
        self.conflicts += other.conflicts;
        self.taken += other.taken;
        self.counted.iter_mut().zip(other.counted).for_each(|(all, one)| *all += one);
    }

    fn check_register(&self, register: &Snapshot) {
        let mut revisions = self.revisions.clone();
        revisions.sort_unstable();
        assert!(revisions.into_iter().eq(1..=register.revision()), "each revision was acknowledged once");
        for (n, counted) in self.counted.iter().enumerate() {
            let counter = register.organisation_by_slug(&format!("counter-{n}")).unwrap().record();
            assert_eq!(counter.short_name.as_deref(), Some(counted.to_string().as_str()));
            assert_eq!(counter.stamp.version, counted + 1);
        }
        for (slug, there) in &self.there {
            assert_eq!(register.organisation_by_slug(slug).is_some(), *there, "{slug}");
        }
    }
}

/// Where editors work.
#[derive(Clone)]
struct Desk {
    app: App,
    /// The next slug that several want.
    contested: Arc<AtomicU32>,
}

impl Desk {
    /// The data of an answer, or the code and field of its first error.
    async fn ask(&self, query: &str, variables: Value) -> Result<Value, (String, String)> {
        let request = Request::post("/graphql").header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {EDITOR}"));
        let body = json!({ "query": query, "variables": variables }).to_string();
        let response = self.app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let mut answer: Value = serde_json::from_slice(&body).unwrap();
        match answer.get("errors") {
            None => Ok(answer["data"].take()),
            Some(errors) => {
                let text = |name: &str| errors[0]["extensions"][name].as_str().unwrap_or_default().to_owned();
                Err((text("code"), text("field")))
            }
        }
    }

    async fn apply(&self, changes: Vec<Value>) -> Result<Value, (String, String)> {
        let mutation = "mutation($changes: [ChangeInput!]!) { \
            applyChanges(changes: $changes) { revision changes { subject subjectType } } }";
        Ok(self.ask(mutation, json!({ "changes": changes })).await?["applyChanges"].take())
    }

    /// Reads a number and writes the next one, unless somebody has been there meanwhile.
    async fn count_up(&self, counter: usize, work: &mut Work) {
        let slug = format!("counter-{counter}");
        let query = "query($slug: String!) { organisation(slug: $slug) { version shortName } }";
        let seen = self.ask(query, json!({ "slug": slug })).await.unwrap()["organisation"].take();
        let next = seen["shortName"].as_str().unwrap().parse::<u32>().unwrap() + 1;
        let mutation = "mutation($slug: String!, $next: String!, $version: Int!) { \
            updateOrganisation(organisation: { slug: $slug }, input: { shortName: $next }, expectedVersion: $version) { revision } }";
        let variables = json!({ "slug": slug, "next": next.to_string(), "version": seen["version"] });
        match self.ask(mutation, variables).await {
            Ok(data) => {
                work.note(&data["updateOrganisation"]);
                work.counted[counter] += 1;
            }
            Err((code, _)) => {
                assert_eq!(code, "CONFLICT");
                work.conflicts += 1;
            }
        }
    }

    /// Makes an organisation that takes part, and answers its slug and the id of its link.
    async fn make(&self, slug: String, work: &mut Work) -> (String, String) {
        let organisation = json!({ "slug": slug, "name": { "de": "Ö" }, "kind": "COMPANY" });
        let link = json!({ "initiative": { "slug": "dialog" }, "organisation": { "slug": slug }, "role": "MEMBER" });
        let changes = vec![json!({ "createOrganisation": organisation }), json!({ "addParticipation": link })];
        let payload = self.apply(changes).await.unwrap();
        work.note(&payload);
        work.there.insert(slug.clone(), true);
        let made = payload["changes"].as_array().unwrap();
        let link = made.iter().find(|change| change["subjectType"] == "PARTICIPATION").unwrap();
        (slug, link["subject"].as_str().unwrap().to_owned())
    }

    async fn unmake(&self, slug: String, link: String, work: &mut Work) {
        let changes = vec![json!({ "removeParticipation": link }), json!({ "deleteOrganisation": { "slug": slug } })];
        work.note(&self.apply(changes).await.unwrap());
        work.there.insert(slug, false);
    }

    /// Makes an organisation of a slug that the next one wants as well.
    async fn be_first(&self, work: &mut Work) {
        let slug = format!("wanted-{}", self.contested.fetch_add(1, Ordering::Relaxed) / 2);
        let organisation = json!({ "slug": slug, "name": { "de": "Ö" }, "kind": "COMPANY" });
        match self.apply(vec![json!({ "createOrganisation": organisation })]).await {
            Ok(payload) => {
                work.note(&payload);
                work.there.insert(slug, true);
            }
            Err((code, field)) => {
                assert_eq!((code.as_str(), field.as_str()), ("INVALID_INPUT", "changes[0].createOrganisation.slug"));
                work.taken += 1;
            }
        }
    }
}

/// The log has every revision, each change of a record begins where the last one ended, and all together make the same
/// register, byte for byte.
fn check_log(directory: &Path, left: &Snapshot) {
    let store = Sled::open(directory).unwrap();
    assert_eq!(verify(&store).unwrap().revision, left.revision());
    let log = store.log(0, usize::MAX).unwrap();
    assert!(log.iter().map(|set| set.revision).eq(1..=left.revision()));
    assert!(log.is_sorted_by_key(|set| set.at));
    let mut versions: BTreeMap<NodeId, u32> = BTreeMap::new();
    let mut replayed = Snapshot::empty();
    for set in &log {
        for change in &set.changes {
            let version = versions.entry(change.subject()).or_default();
            let before = change.before().map_or(0, |record| record.stamp().version);
            assert_eq!(before, *version, "{}", change.subject());
            *version = match change {
                Change::Deleted { .. } => 0,
                Change::Created { after } | Change::Updated { after, .. } => after.stamp().version,
            };
            assert!(*version == 0 || *version == before + 1);
        }
        replayed.apply_set(set);
    }
    let exported = export(left);
    assert!(export(&replayed) == exported);
    drop(store);
    let reopened = Register::open(Sled::open(directory).unwrap(), Timestamp::now).unwrap();
    assert!(export(&reopened.snapshot()) == exported);
}
