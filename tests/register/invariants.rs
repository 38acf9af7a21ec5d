//! Every invariant of the register: what is proposed, and what is found. They are looked at before any store is asked, so a
//! register in memory will do; `model` has random proposals checked on every back end.

use buendnis::{
    model::{
        Event, Figure, Initiative, LocalisedText, Organisation, OrganisationKind, Participation, ParticipationRole,
        Person, ProblemKind, Record, Source, State, StateCode,
        limits::{MAX_LIST_ITEMS, MAX_NAME_BYTES, MAX_PARENT_DEPTH, MAX_TEXT_BYTES},
    },
    register::Step,
};
use enumset::EnumSet;

use super::{
    door::{brief, findings, puts, register, submit},
    support::{event_no, initiative_no, minimal_state, organisation_no, participation_no, text},
};

use ProblemKind::{InUse, InvalidInput, LimitExceeded, NotFound};

/// Initiative 1 of Baden-Württemberg with organisation 1, a union, as a member, and event 1 there; initiative 2 below
/// initiative 1, organisation 2 below organisation 1; initiative 3 after initiative 2.
fn family() -> Vec<Record> {
    vec![
        initiative_no(1).into(),
        Initiative { parent: Some(initiative_no(1).id), ..initiative_no(2) }.into(),
        Initiative { predecessor: Some(initiative_no(2).id), ..initiative_no(3) }.into(),
        organisation_no(1).into(),
        Organisation { parent: Some(organisation_no(1).id), kind: OrganisationKind::Company, ..organisation_no(2) }
            .into(),
        participation_no(1, 1, 1).into(),
        Participation { formal: false, ..participation_no(2, 2, 1) }.into(),
        Event { state: Some(StateCode::Bw), ..event_no(1, 1) }.into(),
    ]
}

/// Fails unless proposing `record` to the family finds exactly this one thing.
#[track_caller]
fn check(record: impl Into<Record>, kind: ProblemKind, field: &str, message: &str) {
    check_steps(puts([record.into()]), &[(0, kind, field, message)]);
}

#[track_caller]
fn check_steps(steps: Vec<Step>, expected: &[(usize, ProblemKind, &str, &str)]) {
    let found = findings(&register(family()), steps);
    let briefs: Vec<_> = found.iter().map(brief).collect();
    let expected_briefs: Vec<_> = expected.iter().map(|(step, kind, field, _)| (*step, kind.clone(), *field)).collect();
    assert_eq!(briefs, expected_briefs, "{found:?}");
    for (finding, (.., message)) in found.iter().zip(expected) {
        assert!(finding.problem.message.contains(message), "{finding}");
    }
}

fn german(text: &str) -> LocalisedText {
    LocalisedText::german(text)
}

fn boxed(texts: &[&str]) -> Vec<Box<str>> {
    texts.iter().map(|text| (*text).into()).collect()
}

/// The lines of every type and the ways in which a line can be wrong.
#[test]
fn a_line_is_one_short_line_with_something_on_it() {
    let long = "x".repeat(MAX_NAME_BYTES + 1);
    let wrong = [
        ("", InvalidInput, "is empty"),
        ("  ", InvalidInput, "is empty"),
        (" x", InvalidInput, "begins or ends with a blank"),
        ("x\u{a0}", InvalidInput, "begins or ends with a blank"),
        ("x\ny", InvalidInput, "control characters"),
        ("x\u{7}y", InvalidInput, "control characters"),
        (&*long, LimitExceeded, "601 bytes are more than 600"),
    ];
    type Make = fn(&str) -> Record;
    let lines: [(&str, Make); 20] = [
        ("name.de", |t| Initiative { name: german(t), ..initiative_no(9) }.into()),
        ("name.en", |t| Initiative { name: text("x", t), ..initiative_no(9) }.into()),
        ("aliases[1]", |t| Initiative { aliases: boxed(&["x", t]), ..initiative_no(9) }.into()),
        ("topics[0]", |t| Initiative { topics: boxed(&[t]), ..initiative_no(9) }.into()),
        ("region", |t| Initiative { region: Some(t.into()), ..initiative_no(9) }.into()),
        ("figures[0].label.de", |t| figure(german(t), None)),
        ("figures[0].label.en", |t| figure(text("x", t), None)),
        ("figures[0].qualifier", |t| figure(german("x"), Some(t.into()))),
        ("people[0].name", |t| person(t, None)),
        ("people[0].function.de", |t| person("x", Some(german(t)))),
        ("people[0].function.en", |t| person("x", Some(text("x", t)))),
        ("sources[0].title", |t| Initiative { sources: vec![source(t, None)], ..initiative_no(9) }.into()),
        ("sources[0].section", |t| Initiative { sources: vec![source("x", Some(t))], ..initiative_no(9) }.into()),
        ("name.de", |t| Organisation { name: german(t), ..organisation_no(9) }.into()),
        ("shortName", |t| Organisation { short_name: Some(t.into()), ..organisation_no(9) }.into()),
        ("aliases[0]", |t| Organisation { aliases: boxed(&[t]), ..organisation_no(9) }.into()),
        ("sources[0].title", |t| Organisation { sources: vec![source(t, None)], ..organisation_no(9) }.into()),
        ("sources[0].title", |t| Participation { sources: vec![source(t, None)], ..participation_no(9, 1, 2) }.into()),
        ("name.de", |t| Event { name: german(t), ..event_no(9, 1) }.into()),
        ("place", |t| Event { place: Some(t.into()), ..event_no(9, 1) }.into()),
    ];
    for (field, make) in lines {
        for (line, kind, message) in &wrong {
            check(make(line), kind.clone(), field, message);
        }
        assert!(submit(&register(family()), puts([make(&"ß".repeat(MAX_NAME_BYTES / 2))])).is_ok(), "{field}");
    }
}

fn figure(label: LocalisedText, qualifier: Option<Box<str>>) -> Record {
    Initiative { figures: vec![Figure { label, value: -1, qualifier }], ..initiative_no(9) }.into()
}

fn person(name: &str, function: Option<LocalisedText>) -> Record {
    Initiative { people: vec![Person { name: name.into(), function }], ..initiative_no(9) }.into()
}

fn source(title: &str, section: Option<&str>) -> Source {
    Source { title: title.into(), section: section.map(Into::into), url: None, retrieved_on: None }
}

#[test]
fn a_text_is_some_paragraphs() {
    let long = "x".repeat(MAX_TEXT_BYTES + 1);
    let wrong = [
        ("", InvalidInput, "is empty"),
        ("x\n", InvalidInput, "begins or ends with a blank"),
        ("x\ry", InvalidInput, "control characters other than line breaks and tabs"),
        (&*long, LimitExceeded, "10001 bytes are more than 10000"),
    ];
    type Make = fn(&str) -> Record;
    let texts: [(&str, Make); 4] = [
        ("summary.de", |t| Initiative { summary: Some(german(t)), ..initiative_no(9) }.into()),
        ("summary.en", |t| Initiative { summary: Some(text("x", t)), ..initiative_no(9) }.into()),
        ("summary.de", |t| State { summary: Some(german(t)), ..minimal_state() }.into()),
        ("note", |t| Participation { note: Some(t.into()), ..participation_no(9, 1, 2) }.into()),
    ];
    for (field, make) in texts {
        for (text, kind, message) in &wrong {
            check(make(text), kind.clone(), field, message);
        }
        assert!(submit(&register(family()), puts([make("Zwei\n\nAbsätze\tmit Tabulator")])).is_ok(), "{field}");
    }
}

#[test]
fn a_list_has_its_limit() {
    let many = |count: usize| (0..count).map(|n| n.to_string().into()).collect::<Vec<Box<str>>>();
    let sources = |count: usize| (0..count).map(|_| source("x", None)).collect::<Vec<_>>();
    let lists = |count: usize| -> Vec<(&str, Record)> {
        let people = (0..count).map(|_| Person { name: "x".into(), function: None }).collect();
        let figures = (0..count).map(|_| Figure { label: german("x"), value: 1, qualifier: None }).collect();
        vec![
            ("aliases", Initiative { aliases: many(count), ..initiative_no(9) }.into()),
            ("topics", Initiative { topics: many(count), ..initiative_no(9) }.into()),
            ("figures", Initiative { figures, ..initiative_no(9) }.into()),
            ("people", Initiative { people, ..initiative_no(9) }.into()),
            ("sources", Initiative { sources: sources(count), ..initiative_no(9) }.into()),
            ("aliases", Organisation { aliases: many(count), ..organisation_no(9) }.into()),
            ("sources", Organisation { sources: sources(count), ..organisation_no(9) }.into()),
            ("sources", Participation { sources: sources(count), ..participation_no(9, 1, 2) }.into()),
        ]
    };
    for (field, record) in lists(MAX_LIST_ITEMS + 1) {
        check(record, LimitExceeded, field, "101 entries are more than 100");
    }
    for (field, record) in lists(MAX_LIST_ITEMS) {
        assert!(submit(&register(family()), puts([record])).is_ok(), "{field}");
    }
}

/// Each entry was compared with each before it even when there were far too many: some hundred thousand aliases would
/// have kept the one writer busy for minutes.
#[test]
fn a_list_beyond_its_limit_is_not_looked_through() {
    let aliases = vec!["x".into(); 2_000_000];
    let found = findings(&register(vec![]), puts([Organisation { aliases, ..organisation_no(1) }.into()]));
    assert_eq!(brief(&found[0]), (0, LimitExceeded, "aliases"));
    assert_eq!(found.len(), MAX_LIST_ITEMS);
}

#[test]
fn an_entry_is_given_once() {
    let twice = boxed(&["a", "b", "a"]);
    check(Initiative { aliases: twice.clone(), ..initiative_no(9) }, InvalidInput, "aliases[2]", "`a` is given twice");
    check(Initiative { topics: twice.clone(), ..initiative_no(9) }, InvalidInput, "topics[2]", "`a` is given twice");
    check(Organisation { aliases: twice, ..organisation_no(9) }, InvalidInput, "aliases[2]", "`a` is given twice");
}

#[test]
fn an_end_is_not_before_its_beginning() {
    let date = |text: &str| Some(text.parse().unwrap());
    type Make = fn(Option<buendnis::model::PartialDate>, Option<buendnis::model::PartialDate>) -> Record;
    let spans: [(&str, &str, Make); 3] = [
        ("startedOn", "endedOn", |a, b| Initiative { started_on: a, ended_on: b, ..initiative_no(9) }.into()),
        ("since", "until", |a, b| Participation { since: a, until: b, ..participation_no(9, 1, 2) }.into()),
        ("startsOn", "endsOn", |a, b| Event { starts_on: a.unwrap(), ends_on: b, ..event_no(9, 1) }.into()),
    ];
    for (beginning, end, make) in spans {
        check(
            make(date("2015"), date("2014-12")),
            InvalidInput,
            end,
            &format!("2014-12 is before `{beginning}`, 2015"),
        );
        for (since, until) in [("2015", "2015-03"), ("2015-03", "2015"), ("2015", "2015"), ("2015~", "2016")] {
            assert!(submit(&register(family()), puts([make(date(since), date(until))])).is_ok(), "{since} {until}");
        }
    }
}

#[test]
fn a_number_is_not_negative() {
    check(Participation { headcount: Some(-1), ..participation_no(9, 1, 2) }, InvalidInput, "headcount", "-1 is less");
    check(Event { attendance: Some(i32::MIN), ..event_no(9, 1) }, InvalidInput, "attendance", "is less than 0");
    let none = Participation { headcount: Some(0), ..participation_no(9, 1, 2) };
    assert!(submit(&register(family()), puts([none.into()])).is_ok());
}

#[test]
fn an_initiative_belongs_to_a_state() {
    check(Initiative { states: EnumSet::empty(), ..initiative_no(9) }, InvalidInput, "states", "at least one state");
}

/// A change overwrote the entry of the slug it took before that entry was asked for, so every slug looked free.
#[test]
fn a_slug_has_one_bearer() {
    let message = "is the slug of another record: choose one that is free";
    let taken: [Record; 6] = [
        Initiative { slug: initiative_no(1).slug, ..initiative_no(9) }.into(),
        Initiative { slug: initiative_no(1).slug, ..initiative_no(2) }.into(),
        Organisation { slug: organisation_no(1).slug, ..organisation_no(9) }.into(),
        Organisation { slug: organisation_no(2).slug, ..organisation_no(1) }.into(),
        Event { slug: event_no(1, 1).slug, ..event_no(9, 1) }.into(),
        Event { slug: event_no(1, 1).slug, ..event_no(9, 2) }.into(),
    ];
    for record in taken {
        check(record, InvalidInput, "slug", message);
    }
    // Two newcomers with one slug: one of them is told.
    let newcomers = [8, 9].map(|n| Organisation { slug: "neu".parse().unwrap(), ..organisation_no(n) }.into());
    check_steps(puts(newcomers), &[(0, InvalidInput, "slug", "`neu` is the slug of another record")]);
    // Who has it and changes otherwise keeps it, whatever the order.
    let bearer: Record = Organisation { collective: true, ..organisation_no(1) }.into();
    let thief: Record = Organisation { slug: organisation_no(1).slug, ..organisation_no(9) }.into();
    check_steps(puts([bearer.clone(), thief.clone()]), &[(1, InvalidInput, "slug", message)]);
    check_steps(puts([thief, bearer]), &[(0, InvalidInput, "slug", message)]);
}

#[test]
fn records_of_different_types_may_share_a_slug() {
    let shared = Initiative { slug: organisation_no(1).slug, ..initiative_no(9) };
    assert!(submit(&register(family()), puts([shared.into()])).is_ok());
}

fn initiative_below(number: u32, parent: u32) -> Record {
    Initiative { parent: Some(initiative_no(parent).id), ..initiative_no(number) }.into()
}

fn initiative_after(number: u32, predecessor: u32) -> Record {
    Initiative { predecessor: Some(initiative_no(predecessor).id), ..initiative_no(number) }.into()
}

fn organisation_below(number: u32, parent: u32) -> Record {
    Organisation { parent: Some(organisation_no(parent).id), ..organisation_no(number) }.into()
}

type Below = fn(u32, u32) -> Record;

const CHAINS: [(&str, Below); 3] =
    [("parent", initiative_below), ("predecessor", initiative_after), ("parent", organisation_below)];

#[test]
fn what_a_record_stands_below_is_there() {
    for (field, below) in CHAINS {
        check(below(9, 77), NotFound, field, "there is no record");
    }
}

#[test]
fn no_record_stands_above_itself() {
    let message = "would lead back to the record itself";
    for (field, below) in CHAINS {
        check(below(9, 9), InvalidInput, field, message);
        // Two and three at once: each of them is told.
        let two = puts([below(8, 9), below(9, 8)]);
        check_steps(two, &[(0, InvalidInput, field, message), (1, InvalidInput, field, message)]);
        let three = puts([below(7, 8), below(8, 9), below(9, 7)]);
        check_steps(three, &[0, 1, 2].map(|step| (step, InvalidInput, field, message)));
    }
    check(initiative_below(1, 2), InvalidInput, "parent", message);
    check(initiative_after(2, 3), InvalidInput, "predecessor", message);
    check(organisation_below(1, 2), InvalidInput, "parent", message);
}

#[test]
fn who_hangs_below_a_cycle_is_told_too() {
    for (field, below) in CHAINS {
        let steps = puts([below(7, 8), below(8, 9), below(9, 8)]);
        check_steps(
            steps,
            &[
                (0, LimitExceeded, field, "more than 16 steps"),
                (1, InvalidInput, field, "lead back"),
                (2, InvalidInput, field, "lead back"),
            ],
        );
    }
}

/// `records` records, the first at the top, numbered from `first` on.
fn chain(first: u32, records: usize, top: Record, below: Below) -> Vec<Record> {
    let lower = (first + 1..first + records as u32).map(|n| below(n, n - 1));
    std::iter::once(top).chain(lower).collect()
}

fn top(below: Below, number: u32) -> Record {
    match below(number, number) {
        Record::Organisation(_) => organisation_no(number).into(),
        _ => initiative_no(number).into(),
    }
}

#[test]
fn a_chain_has_its_limit() {
    for (field, below) in CHAINS {
        let longest = || register(chain(100, MAX_PARENT_DEPTH + 1, top(below, 100), below));
        let found = findings(&longest(), puts([below(200, 100 + MAX_PARENT_DEPTH as u32)]));
        assert_eq!(found.iter().map(brief).collect::<Vec<_>>(), [(0, LimitExceeded, field)]);
        assert_eq!(found[0].problem.message, format!("the chain by `{field}` would have more than 16 steps"));
    }
}

/// Only the way up from a changed record was measured. A chain of full length could be hung below another one, and then
/// none of its lower records could be changed any more, whatever the change.
#[test]
fn a_chain_does_not_grow_beyond_its_limit_from_above() {
    for (field, below) in CHAINS {
        let register = register(chain(100, MAX_PARENT_DEPTH + 1, top(below, 100), below));
        submit(&register, puts([top(below, 1)])).unwrap();
        let found = findings(&register, puts([below(100, 1)]));
        assert_eq!(found.iter().map(brief).collect::<Vec<_>>(), [(0, LimitExceeded, field)]);
        // One step further down there is room.
        submit(&register, puts([below(101, 1)])).unwrap();
    }
}

#[test]
fn a_link_has_both_ends() {
    check(participation_no(9, 77, 1), NotFound, "initiative", "there is no record ini_");
    check(participation_no(9, 1, 77), NotFound, "organisation", "there is no record org_");
    check(event_no(9, 77), NotFound, "initiative", "there is no record ini_");
}

#[test]
fn a_link_stays_where_it_is() {
    check(participation_no(1, 2, 1), InvalidInput, "initiative", "the initiative cannot be changed");
    check(participation_no(1, 1, 2), InvalidInput, "organisation", "the organisation cannot be changed");
    check(event_no(1, 2), InvalidInput, "initiative", "delete this record and create another");
    check_steps(
        puts([participation_no(1, 2, 2).into()]),
        &[(0, InvalidInput, "initiative", "cannot be changed"), (0, InvalidInput, "organisation", "cannot be changed")],
    );
}

#[test]
fn an_organisation_is_linked_once_in_each_role() {
    let message = "`organisation-1` is linked to `initiative-1` as MEMBER already: change that link";
    check(participation_no(9, 1, 1), InvalidInput, "role", message);
    let other = |role| Record::from(Participation { role, ..participation_no(9, 1, 1) });
    let register = register(family());
    submit(&register, puts([other(ParticipationRole::Chair)])).unwrap();
    assert_eq!(findings(&register, puts([other(ParticipationRole::Member)])).len(), 1);
    submit(&register, puts([other(ParticipationRole::Patron)])).unwrap();
    // Two links swap their roles.
    let swapped = vec![
        other(ParticipationRole::Member),
        Participation { role: ParticipationRole::Patron, ..participation_no(1, 1, 1) }.into(),
    ];
    submit(&register, puts(swapped)).unwrap();
}

#[test]
fn an_event_is_in_a_state_of_its_initiative() {
    let elsewhere = Event { state: Some(StateCode::Be), ..event_no(9, 1) };
    check(elsewhere, InvalidInput, "state", "BE is not a state of the initiative, which has BW");
    let moved = Initiative { states: StateCode::Be | StateCode::By, ..initiative_no(1) };
    check(moved.clone(), InvalidInput, "states", "it has events in BW, which must be among its states");
    // Both at once.
    let event = Event { state: Some(StateCode::Be), ..event_no(1, 1) };
    assert!(submit(&register(family()), puts([event.into(), moved.into()])).is_ok());
}

#[test]
fn who_is_absent_has_no_formal_part() {
    let unions = EnumSet::only(OrganisationKind::TradeUnion);
    let absent = |number| Initiative { absent_kinds: unions, ..initiative_no(number) };
    check(absent(1), InvalidInput, "absentKinds", "TRADE_UNION is not absent: `organisation-1` takes part formally");
    let register = register(family());
    // Initiative 2 has an informal link only, which is no contradiction.
    submit(&register, puts([Initiative { parent: Some(initiative_no(1).id), ..absent(2) }.into()])).unwrap();
    submit(&register, puts([absent(9).into()])).unwrap();
    let cases = [
        (ParticipationRole::Member, true, 1),
        (ParticipationRole::Member, false, 0),
        (ParticipationRole::Prospect, true, 0),
    ];
    for (role, formal, expected) in cases {
        let link = Participation { role, formal, ..participation_no(9, 9, 1) };
        match expected {
            0 => assert!(submit(&register, puts([link.into()])).is_ok(), "{role}"),
            _ => assert_eq!(brief(&findings(&register, puts([link.into()]))[0]), (0, InvalidInput, "role")),
        }
    }
    // An organisation that becomes a union belies it as well.
    submit(&register, puts([Participation { formal: true, ..participation_no(10, 9, 2) }.into()])).unwrap();
    let became =
        Organisation { parent: Some(organisation_no(1).id), kind: OrganisationKind::TradeUnion, ..organisation_no(2) };
    let found = findings(&register, puts([became.into()]));
    assert_eq!(found.iter().map(brief).collect::<Vec<_>>(), [(0, InvalidInput, "kind")]);
    assert!(found[0].problem.message.starts_with("`initiative-9` says that TRADE_UNION takes no part"));
}

#[test]
fn what_is_in_use_is_not_deleted() {
    let links = "participations and events still refer to it: remove them or point them elsewhere first";
    let others = "records below it or after it still refer to it";
    check_steps(
        vec![Step::Delete(initiative_no(3).id.into()), Step::Delete(initiative_no(2).id.into())],
        &[(1, InUse, "id", &format!("1 {links}"))],
    );
    check_steps(
        vec![Step::Delete(organisation_no(1).id.into())],
        &[(0, InUse, "id", &format!("2 {links}")), (0, InUse, "id", &format!("1 {others}"))],
    );
    check_steps(
        vec![Step::Delete(initiative_no(1).id.into())],
        &[(0, InUse, "id", &format!("2 {links}")), (0, InUse, "id", &format!("1 {others}"))],
    );
    let unlinked = vec![Step::Delete(participation_no(2, 2, 1).id.into()), Step::Delete(initiative_no(2).id.into())];
    check_steps(unlinked, &[(1, InUse, "id", &format!("1 {others}"))]);
}

#[test]
fn a_state_is_not_deleted_and_nothing_is_deleted_that_is_not_there() {
    check_steps(
        vec![Step::Delete(buendnis::model::NodeId::State(StateCode::Bw))],
        &[(0, InvalidInput, "id", "one of the sixteen states")],
    );
    check_steps(vec![Step::Delete(event_no(77, 1).id.into())], &[(0, NotFound, "id", "there is no record evt_")]);
}

#[test]
fn several_things_wrong_with_one_record_are_all_found() {
    let record = Initiative {
        name: text("", "x\n"),
        states: EnumSet::empty(),
        slug: initiative_no(1).slug,
        parent: Some(initiative_no(77).id),
        ..initiative_no(9)
    };
    let found = findings(&register(family()), puts([record.into()]));
    let fields: Vec<_> = found.iter().map(|finding| finding.problem.field.as_str()).collect();
    assert_eq!(fields, ["name.de", "name.en", "name.en", "states", "slug", "parent"]);
}
