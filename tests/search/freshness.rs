//! A query finds what a mutation answered before it has done, however much was changed and by however many.

use std::{sync::Arc, thread};

use buendnis::{
    model::{Origin, Record, SubjectType, Timestamp},
    register::{Proposal, Register, Step},
    search::{Index, Query, Search},
    snapshot::Snapshot,
    store::Memory,
};
use serde_json::json;

use super::{
    api::{Api, EDITOR},
    records::organisation,
};

fn open() -> Register {
    Register::open(Memory::new(), || Timestamp::EPOCH).unwrap()
}

fn submit(register: &Register, steps: impl IntoIterator<Item = Step>) -> Arc<Snapshot> {
    let steps = steps.into_iter().collect();
    let proposal = Proposal { actor: "test".into(), origin: Origin::Edit, note: None, memo: None, steps };
    register.submit_blocking(proposal).unwrap().snapshot
}

/// The index for a snapshot, as a request waits for it.
fn index(search: &Search, snapshot: &Snapshot) -> Arc<Index> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(search.at(snapshot)).unwrap()
}

fn count(index: &Arc<Index>, text: &str) -> usize {
    index.search(&Query::parse(text).unwrap(), SubjectType::Organisation.into()).page(0, None).total
}

#[test]
fn every_mutation_is_found_by_the_next_query() {
    let api = Api::of([]);
    for n in 0..20 {
        let name = format!("Verein Nummer{n}");
        let create = format!(
            "mutation {{ createOrganisation(input: {{ name: {{ de: \"{name}\" }}, kind: OTHER }}) {{ revision }} }}"
        );
        assert_eq!(api.post_as(EDITOR, &json!({ "query": create })).json().get("errors"), None);
        let found = api.data(&format!("{{ search(text: \"Nummer{n}\") {{ totalCount }} }}"));
        assert_eq!(found["search"]["totalCount"], 1, "{name}");
        let slug = format!("verein-nummer{n}");
        let rename = format!(
            "mutation {{ updateOrganisation(organisation: {{ slug: \"{slug}\" }}, input: {{ name: {{ de: \"Klub {n}\" }} }}) {{ revision }} }}"
        );
        assert_eq!(api.post_as(EDITOR, &json!({ "query": rename })).json().get("errors"), None);
        let found = api.data(&format!("{{ search(text: \"\\\"Nummer{n}\\\"\") {{ totalCount }} }}"));
        assert_eq!(found["search"]["totalCount"], 0, "{name} has another name now");
    }
}

#[test]
fn what_several_write_at_once_is_found_by_each_at_once() {
    let register = Arc::new(open());
    let search = Arc::new(Search::follow(&register));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (register, search) = (register.clone(), search.clone());
            thread::spawn(move || {
                for n in 0..50 {
                    let name = format!("Verein w{writer}n{n}");
                    let snapshot = submit(&register, [Step::Put(organisation(&name).into())]);
                    let index = index(&search, &snapshot);
                    assert!(index.revision() >= snapshot.revision());
                    assert_eq!(count(&index, &format!("\"w{writer}n{n}\"")), 1, "{name}");
                }
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    let last = index(&search, &register.snapshot());
    assert_eq!(last.revision(), 200);
    assert_eq!(count(&last, "verein"), 200);
}

/// Large enough to be read in anew instead of applied change by change.
#[test]
fn a_large_import_is_found_whole() {
    let register = open();
    let search = Search::follow(&register);
    let records: Vec<Record> = (0..3_000).map(|n| organisation(&format!("Betrieb b{n}")).into()).collect();
    let snapshot = submit(&register, records.into_iter().map(Step::Put));
    let imported = index(&search, &snapshot);
    assert_eq!(count(&imported, "betrieb"), 3_000);
    assert_eq!(count(&imported, "\"b2999\""), 1);
    let snapshot = submit(&register, [Step::Delete(organisation("Betrieb b7").id.into())]);
    assert_eq!(count(&index(&search, &snapshot), "betrieb"), 2_999);
    // The index of before is as it was.
    assert_eq!(count(&imported, "betrieb"), 3_000);
}

#[test]
fn a_register_that_was_there_before_is_found() {
    let register = open();
    let snapshot = submit(&register, [Step::Put(organisation("Altes Werk").into())]);
    assert_eq!(count(&index(&Search::follow(&register), &snapshot), "altes"), 1);
}
