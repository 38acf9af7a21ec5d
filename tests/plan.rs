//! The compiled read path against the executor: the same questions in both ways, and the same bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

#[path = "plan/ask.rs"]
mod ask;
#[path = "plan/register.rs"]
mod register;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_graphql::{Request, Variables};
use buendnis::{
    schema::{Answer, Pace, Planned, RegisterSchema, schema},
    snapshot::Snapshot,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use ask::{Asker, Question};

/// `BUENDNIS_PLAN_CASES=100000 cargo test --test plan` asks for longer.
const CASES: u64 = 2_000;

/// The executor and the plans that it leaves behind, over one snapshot.
struct Both {
    schema: RegisterSchema,
    snapshot: Arc<Snapshot>,
    runtime: tokio::runtime::Runtime,
}

/// What became of a question.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// Both ways gave the same bytes.
    Same,
    /// The plan left it to the executor, which had errors to tell.
    Refused,
    /// The plan does not know a part of the question.
    Unknown,
}

impl Both {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        Self { schema: schema(), snapshot: register::snapshot(), runtime }
    }

    fn executed(&self, text: &str, variables: &Value, planned: &Arc<Planned>) -> (Vec<u8>, bool) {
        let request = Request::new(text).variables(Variables::from_json(variables.clone()));
        let request = request.data(self.snapshot.clone()).data(planned.clone());
        let response = self.runtime.block_on(self.schema.execute(request));
        (serde_json::to_vec(&Answer::from(&response)).unwrap(), response.errors.is_empty())
    }

    /// Asks with each set of variables in both ways.
    fn check(&self, Question { text, variables }: &Question) -> Vec<Outcome> {
        let planned = Arc::<Planned>::default();
        let executed: Vec<_> = variables.iter().map(|given| self.executed(text, given, &planned)).collect();
        let outcome = |(given, (executed, good)): (&Value, (Vec<u8>, bool))| {
            let Some(plan) = planned.get() else { return if good { Outcome::Unknown } else { Outcome::Refused } };
            let pace = Pace::until(Instant::now() + Duration::from_secs(60));
            match plan.write(&self.snapshot, &Variables::from_json(given.clone()), &pace) {
                Ok(written) => {
                    let (written, executed) =
                        (String::from_utf8(written).unwrap(), String::from_utf8(executed).unwrap());
                    assert_eq!(written, executed, "the plan of {text} with {given}");
                    Outcome::Same
                }
                Err(_) if good => Outcome::Unknown,
                Err(_) => Outcome::Refused,
            }
        };
        variables.iter().zip(executed).map(outcome).collect()
    }
}

#[test]
fn a_plan_gives_the_same_bytes_as_the_executor() {
    let cases = std::env::var("BUENDNIS_PLAN_CASES").map_or(CASES, |cases| cases.parse().unwrap());
    let (both, asker) = (Both::new(), Asker::new(&register::snapshot()));
    let (mut same, mut refused, mut unknown) = (0, 0, 0);
    for seed in 0..cases {
        let question = asker.ask(&mut ChaCha8Rng::seed_from_u64(seed));
        for outcome in both.check(&question) {
            match outcome {
                Outcome::Same => same += 1,
                Outcome::Refused => refused += 1,
                Outcome::Unknown => unknown += 1,
            }
        }
    }
    println!("{cases} documents: {same} answers alike, {refused} with errors, {unknown} that the plan does not know");
    // A comparison that compares little would pass as well.
    assert!(same > cases / 2 && refused > cases / 20 && unknown > cases / 50, "{same} {refused} {unknown}");
}

#[test]
fn what_has_gone_wrong_before_stays_right() {
    let both = Both::new();
    let cases = [
        // An object without a field is null.
        ("{ states { ... on Node @include(if: false) { id } } }", json!({})),
        ("{ node(id: \"sta_bw\") { ... on Initiative { name } } }", json!({})),
        ("{ state(code: BW) { name @skip(if: true) } }", json!({})),
        // A variable of a directive that is not given is false, whatever its default.
        ("query($x: Boolean = true) { states { code iso @include(if: $x) } }", json!({})),
        // What is asked for twice is there once, where it was asked for first.
        ("{ state(code: BW) { code name } state(code: BW) { iso code } }", json!({})),
        ("{ a: revision __typename b: revision a: revision }", json!({})),
        // A field that is left out first has its place where it is not.
        ("{ ...F } fragment F on Query { states @skip(if: true) { code } revision states { iso } }", json!({})),
        // Fragments on other types have no say in the order, though what is in a fragment may wait.
        ("{ ... { node(id: \"sta_bw\") { ... on Initiative { name } ... on State { code name } } } }", json!({})),
        ("query($n: Int!) { initiatives(first: $n) { totalCount nodes { slug } } }", json!({ "n": 3 })),
    ];
    for (text, variables) in cases {
        let question = Question { text: text.to_owned(), variables: vec![variables] };
        assert_eq!(both.check(&question), [Outcome::Same], "{text}");
    }
}

#[test]
fn what_is_not_as_declared_is_left_to_the_executor() {
    let both = Both::new();
    let text = "query($n: Int!, $by: InitiativeOrder, $filter: InitiativeFilter) { \
                initiatives(first: $n, orderBy: $by, filter: $filter) { totalCount } }";
    let wrong = [
        json!({}),
        json!({ "n": null }),
        json!({ "n": "3" }),
        json!({ "n": 101 }),
        json!({ "n": 3_000_000_000_u64 }),
        json!({ "n": 1, "by": {} }),
        json!({ "n": 1, "by": { "field": "NAME", "more": 1 } }),
        json!({ "n": 1, "by": { "field": "SIZE" } }),
        json!({ "n": 1, "filter": { "states": [null] } }),
        json!({ "n": 1, "filter": { "activeOn": "yesterday" } }),
        json!({ "n": 1, "filter": { "participants": ["nobody"] } }),
    ];
    let variables = [json!({ "n": 1 })].into_iter().chain(wrong).collect();
    let outcomes = both.check(&Question { text: text.to_owned(), variables });
    assert_eq!(outcomes[0], Outcome::Same);
    assert!(outcomes[1..].iter().all(|outcome| *outcome == Outcome::Refused), "{outcomes:?}");
}
