//! Clients that write and read all the while, and remember what they were told and when.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle, sleep},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::node::{Answer, EDITOR, Nodes, creation, request};

/// The organisation whose short name everybody counts up.
pub const COUNTER: &str = "counter";

const WRITERS: usize = 6;

/// A write that was acknowledged.
#[derive(Debug)]
pub struct Write {
    pub sent: Instant,
    pub acknowledged: Instant,
    pub revision: u64,
    /// The organisation that it made; none if it counted up.
    pub made: Option<String>,
}

/// What was seen of a node, in the order in which it was asked.
pub type Seen = Vec<(Instant, Instant, u64)>;

#[derive(Default)]
pub struct Done {
    pub writes: Vec<Write>,
    /// By node.
    pub reads: BTreeMap<usize, Seen>,
}

pub struct Work {
    stop: Arc<AtomicBool>,
    acknowledged: Arc<AtomicU64>,
    writers: Vec<JoinHandle<Vec<Write>>>,
    readers: Vec<JoinHandle<Seen>>,
}

impl Work {
    pub fn begin(nodes: &Nodes) -> Self {
        nodes.of(0).change(
            "createOrganisation",
            &json!({ "slug": COUNTER, "name": { "de": "Z" }, "kind": "OTHER", "shortName": "0" }),
        );
        let addresses: Vec<String> = nodes.all().map(super::node::Node::address).collect();
        let stop = Arc::new(AtomicBool::new(false));
        let acknowledged = Arc::new(AtomicU64::new(0));
        let writer = |number: usize| {
            let client = Client { addresses: addresses.clone(), at: number % addresses.len(), stop: stop.clone() };
            let acknowledged = acknowledged.clone();
            thread::spawn(move || write(client, number, &acknowledged))
        };
        let reader = |address: &String| {
            let (address, stop) = (address.clone(), stop.clone());
            thread::spawn(move || read(&address, &stop))
        };
        let writers = (0..WRITERS).map(writer).collect();
        let readers = addresses.iter().map(reader).collect();
        Self { stop, acknowledged, writers, readers }
    }

    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.load(Ordering::Relaxed)
    }

    pub fn end(self) -> Done {
        self.stop.store(true, Ordering::Relaxed);
        let writes = self.writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        let reads = self.readers.into_iter().map(|reader| reader.join().unwrap()).enumerate().collect();
        Done { writes, reads }
    }
}

/// A client that turns to the next node when one gives no answer.
struct Client {
    addresses: Vec<String>,
    at: usize,
    stop: Arc<AtomicBool>,
}

impl Client {
    /// Sends a change, under one key, until it is known what became of it.
    fn insist(&mut self, body: &Value) -> Answer {
        let key = uuid::Uuid::now_v7().to_string();
        let bearer = format!("Bearer {EDITOR}");
        loop {
            match request(&self.addresses[self.at], body, &[("Authorization", &bearer), ("Idempotency-Key", &key)]) {
                Ok(answer)
                    if answer.status == 200
                        && !answer.json()["errors"][0]["extensions"]["code"].as_str().is_some_and(passes) =>
                {
                    return answer;
                }
                Ok(answer) if answer.status != 200 && !matches!(answer.status, 409 | 429 | 500.. | 425) => {
                    return answer;
                }
                _ => {
                    self.at = (self.at + 1) % self.addresses.len();
                    sleep(Duration::from_millis(20));
                }
            }
        }
    }

    fn ask(&mut self, query: &str) -> Value {
        loop {
            match request(&self.addresses[self.at], &json!({ "query": query }), &[]) {
                Ok(answer) if answer.status == 200 => return answer.json(),
                _ => self.at = (self.at + 1) % self.addresses.len(),
            }
        }
    }
}

fn passes(code: &str) -> bool {
    matches!(code, "UNAVAILABLE" | "TIMEOUT")
}

fn write(mut client: Client, number: usize, acknowledged: &AtomicU64) -> Vec<Write> {
    let mut writes = Vec::new();
    for turn in 0.. {
        if client.stop.load(Ordering::Relaxed) {
            break;
        }
        let sent = Instant::now();
        let (answer, made) = if turn % 3 == 0 {
            let slug = format!("made-{number}-{turn}");
            (client.insist(&creation(&slug)), Some(slug))
        } else {
            (count_up(&mut client), None)
        };
        let payload = &answer.json()["data"];
        let revision = payload.as_object().and_then(|payload| payload.values().next()?["revision"].as_u64());
        match revision {
            Some(revision) => {
                writes.push(Write { sent, acknowledged: Instant::now(), revision, made });
                acknowledged.fetch_add(1, Ordering::Relaxed);
            }
            // Somebody else counted up in between.
            None => assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "CONFLICT", "{answer:?}"),
        }
    }
    writes
}

fn count_up(client: &mut Client) -> Answer {
    let now = client.ask(&format!("{{ organisation(slug: \"{COUNTER}\") {{ version shortName }} }}"));
    let now = &now["data"]["organisation"];
    let count: u64 = now["shortName"].as_str().unwrap().parse().unwrap();
    client.insist(&json!({
        "query": format!("mutation($input: UpdateOrganisationInput!, $version: Int!) {{ updateOrganisation(organisation: {{slug: \"{COUNTER}\"}}, input: $input, expectedVersion: $version) {{ revision }} }}"),
        "variables": { "input": { "shortName": (count + 1).to_string() }, "version": now["version"] },
    }))
}

/// What a node says its register is at, again and again, whenever it answers.
fn read(address: &str, stop: &AtomicBool) -> Seen {
    let mut seen = Seen::new();
    while !stop.load(Ordering::Relaxed) {
        let sent = Instant::now();
        if let Ok(answer) = request(address, &json!({ "query": "{ revision }" }), &[])
            && let Some(revision) = answer.json()["data"]["revision"].as_u64()
        {
            seen.push((sent, Instant::now(), revision));
        }
        sleep(Duration::from_millis(10));
    }
    seen
}
