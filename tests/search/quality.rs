//! How well finding does on names that nobody made up: some 300 German ministries, chambers, unions with their branches,
//! associations, universities and companies, what people type who mean them, and how they are entered a second time.
//!
//! The tables are in `labelled/`. `cargo test --test search quality -- --nocapture` prints the figures and every miss; the
//! test fails where a figure falls below its floor. A query in the table is what somebody may well type, chosen before it
//! was tried; the engine knows none of them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use buendnis::{
    model::{OrganisationId, SubjectType},
    search::{Index, LIKELY, duplicates},
    snapshot::Snapshot,
};
use serde_json::{Value, json};

use super::{api::Api, support::files::import_tables};

const ORGANISATIONS: &str = include_str!("labelled/organisations.csv");
const QUERIES: &str = include_str!("labelled/queries.csv");
const ENTERED_TWICE: &str = include_str!("labelled/entered_twice.csv");

/// The register of the names, and of `more` of the same columns.
fn register(more: &[String]) -> Api {
    let api = Api::of([]);
    let tables = std::iter::once(ORGANISATIONS.to_owned()).chain(more.iter().cloned());
    let tables: Vec<_> = tables.map(|table| (SubjectType::Organisation, table)).collect();
    import_tables(&api.register, &tables).unwrap();
    api
}

/// The rows of a table below its header.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.lines().skip(1).map(|line| line.split(';').collect())
}

/// A share, and what it is a share of.
#[derive(Clone, Copy, Default)]
struct Share {
    sum: f64,
    of: usize,
}

impl Share {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.of += 1;
    }

    fn value(self) -> f64 {
        if self.of == 0 { 1.0 } else { self.sum / self.of as f64 }
    }
}

/// How well queries were answered.
#[derive(Clone, Copy, Default)]
struct Figures {
    /// How often the first hit was one that was meant.
    first: Share,
    /// How many of those meant were among the first ten.
    recall: Share,
    /// One by the place of the first that was meant (mean reciprocal rank).
    reciprocal: Share,
}

impl Figures {
    fn add(&mut self, found: &[String], meant: &BTreeSet<&str>) {
        let place = found.iter().position(|slug| meant.contains(&**slug));
        let there = found.iter().filter(|slug| meant.contains(&***slug)).count();
        // Where nothing is meant, nothing is to be found.
        if meant.is_empty() {
            return self.first.add(f64::from(u8::from(found.is_empty())));
        }
        self.first.add(f64::from(u8::from(place == Some(0))));
        self.recall.add(there as f64 / meant.len() as f64);
        self.reciprocal.add(place.map_or(0.0, |place| 1.0 / (place + 1) as f64));
    }
}

/// The slugs of the first ten.
fn found(api: &Api, text: &str) -> Vec<String> {
    const QUERY: &str = "query($text: String!) {
        search(text: $text, types: [ORGANISATION], first: 10) { edges { node { ... on Organisation { slug } } } }
    }";
    let mut answer = api.post(&json!({ "query": QUERY, "variables": { "text": text } })).json();
    let edges = answer["data"]["search"]["edges"].take();
    let slug = |edge: &Value| edge["node"]["slug"].as_str().unwrap().to_owned();
    edges.as_array().unwrap_or_else(|| panic!("{text}: {answer}")).iter().map(slug).collect()
}

#[test]
fn quality_of_search_on_real_names() {
    let api = register(&[]);
    let mut kinds: BTreeMap<&str, Figures> = BTreeMap::new();
    let mut all = Figures::default();
    for row in rows(QUERIES) {
        let [kind, text, meant] = row[..] else { panic!("{row:?}") };
        let meant: BTreeSet<&str> = meant.split_whitespace().collect();
        assert!(meant.iter().all(|slug| ORGANISATIONS.contains(&format!("\n{slug};"))), "{text}: {meant:?}");
        let found = found(&api, text);
        for figures in [&mut all, kinds.entry(kind).or_default()] {
            figures.add(&found, &meant);
        }
        let missed = meant.iter().any(|slug| !found.iter().any(|found| found == slug));
        if missed || found.first().is_some_and(|first| !meant.contains(&**first)) {
            println!("{kind}: `{text}` means {meant:?}, finds {found:?}");
        }
    }
    println!("{:14} queries  precision@1  recall@10    MRR", "");
    for (kind, figures) in kinds.iter().map(|(kind, figures)| (*kind, figures)).chain([("all", &all)]) {
        let Figures { first, recall, reciprocal } = figures;
        let values = (first.value(), recall.value(), reciprocal.value());
        println!("{kind:14} {:7}  {:11.3}  {:9.3}  {:.3}", first.of, values.0, values.1, values.2);
    }
    assert!(all.first.of >= 100);
    assert!(all.first.value() >= 0.96, "the first hit is the wrong one too often");
    assert!(all.recall.value() >= 0.96, "too much is missing among the first ten");
    assert!(all.reciprocal.value() >= 0.96, "what is meant comes too late");
}

/// What was entered twice, beside names that only look like others: a table of organisations, and the slug of the one that
/// each of them is, if it is one of the register.
fn entered_twice() -> (String, HashMap<&'static str, &'static str>) {
    let table: Vec<String> = ENTERED_TWICE.lines().map(|line| line.split_once(';').unwrap().1.to_owned()).collect();
    let same = rows(ENTERED_TWICE).map(|row| (row[1], if row[0].is_empty() { row[1] } else { row[0] }));
    (table.join("\n"), same.collect())
}

/// Precision and recall of what was told against what is true.
fn compare(title: &str, told: &BTreeSet<(String, String)>, truth: &BTreeSet<(String, String)>) -> (f64, f64) {
    told.difference(truth).for_each(|(one, other)| println!("{title}: told of {one} and {other}, which are two"));
    truth.difference(told).for_each(|(one, other)| println!("{title}: missed {one} and {other}"));
    let right = told.intersection(truth).count() as f64;
    let (precision, recall) = (right / told.len().max(1) as f64, right / truth.len().max(1) as f64);
    println!("{title}: {} told, {} true: precision {precision:.3}, recall {recall:.3}", told.len(), truth.len());
    (precision, recall)
}

/// The slug of an organisation, and of the one it is.
struct Known {
    snapshot: Arc<Snapshot>,
    same: HashMap<&'static str, &'static str>,
}

impl Known {
    fn slug(&self, id: OrganisationId) -> &str {
        self.snapshot.organisation(id).unwrap().record().slug.as_str()
    }

    fn is_same(&self, one: &str, other: &str) -> bool {
        let original = |slug| self.same.get(slug).copied().unwrap_or(slug);
        original(one) == original(other)
    }
}

/// Two slugs as a pair, in order.
fn pair(one: &str, other: &str) -> (String, String) {
    (one.min(other).to_owned(), one.max(other).to_owned())
}

#[test]
fn quality_of_duplicates_on_real_names() {
    let (table, same) = entered_twice();
    let known = Known { snapshot: register(&[table]).register.snapshot(), same };
    let list = known.snapshot.organisations(Default::default());
    let all: Vec<OrganisationId> = list.iter().map(|organisation| organisation.record().id).collect();
    let slugs: Vec<&str> = all.iter().map(|id| known.slug(*id)).collect();
    let same_as = |one: &&str| {
        slugs.iter().filter(|other| one < *other && known.is_same(one, other)).copied().collect::<Vec<_>>()
    };
    let truth: BTreeSet<_> =
        slugs.iter().flat_map(|one| same_as(one).into_iter().map(|other| pair(one, other))).collect();

    let pairs = duplicates::pairs(&known.snapshot);
    let told = |least: f64| {
        let likely = pairs.iter().filter(|pair| pair.likeness.score >= least);
        likely.map(|found| pair(known.slug(found.one), known.slug(found.other))).collect::<BTreeSet<_>>()
    };
    let (precision, recall) = compare("candidates", &told(0.0), &truth);
    let (likely, _) = compare("likely candidates", &told(LIKELY), &truth);

    let index = Arc::new(Index::of(&known.snapshot));
    let warned = all.iter().flat_map(|id| index.likely_same(&known.snapshot, *id));
    let warned: BTreeSet<_> = warned.map(|found| pair(known.slug(found.one), known.slug(found.other))).collect();
    let (warned_rightly, warned_of) = compare("warnings", &warned, &truth);

    assert!(truth.len() >= 80);
    assert!(precision >= 0.95 && recall >= 0.87, "candidates");
    assert!(likely >= 0.98, "likely candidates");
    assert!(warned_rightly >= 0.98 && warned_of >= 0.86, "warnings");
}
