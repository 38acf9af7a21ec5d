//! Filters over a small fixed register: what is asked for, and the slugs that are found.

use buendnis::{
    model::{
        Event, Initiative, InitiativeKind, InitiativeStatus, Involvement, LocalisedText, NodeId, Organisation,
        OrganisationKind, Participation, ParticipationRole, Problem, ProblemKind, Record, StateCode,
        limits::{MAX_FILTER_DEPTH, MAX_FILTER_VALUES},
    },
    snapshot::{
        Snapshot,
        filter::{EventFilter, InitiativeFilter, OrganisationFilter, Text},
        key::OrderBy,
    },
};
use enumset::EnumSet;

use super::support::{event_no, initiative_no, organisation_no, participation_no, text};

use OrganisationKind::{Company, TradeUnion, University};

fn strings(texts: &[&str]) -> Option<Vec<String>> {
    Some(texts.iter().map(|text| (*text).to_owned()).collect())
}

fn date<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// Four initiatives, `a` to `d`, four organisations and three events.
fn fixture() -> Snapshot {
    let initiative = |n: u32, slug: &str, name: &str| Initiative {
        slug: slug.parse().unwrap(),
        name: LocalisedText::german(name),
        kind: InitiativeKind::Dialogue,
        status: InitiativeStatus::Active,
        ..initiative_no(n)
    };
    let organisation = |n: u32, slug: &str, kind| Organisation {
        slug: slug.parse().unwrap(),
        name: LocalisedText::german(slug),
        kind,
        ..organisation_no(n)
    };
    let link = |n, initiative, organisation, role, formal| -> Record {
        Participation { role, formal, ..participation_no(n, initiative, organisation) }.into()
    };
    use ParticipationRole::{Contractor, Member, Prospect, Sponsor, Subject};
    let records: Vec<Record> = vec![
        Initiative {
            states: StateCode::Bw | StateCode::By,
            topics: vec!["Digitalisierung".into(), "Öl".into()],
            started_on: date("2014-22"),
            ended_on: date("2016-05-10"),
            aliases: vec!["Größe zählt".into()],
            summary: Some(text("Man redet über Straßen.", "Talks about roads.")),
            region: Some("Bodensee".into()),
            ..initiative(1, "a", "Ärzte für Übermut")
        }
        .into(),
        Initiative {
            kind: InitiativeKind::Alliance,
            status: InitiativeStatus::Completed,
            started_on: date("2015"),
            ended_on: date("2016"),
            absent_kinds: EnumSet::only(TradeUnion),
            ..initiative(2, "b", "Bündnis")
        }
        .into(),
        Initiative {
            states: EnumSet::only(StateCode::Be),
            status: InitiativeStatus::Unknown,
            started_on: date("2016-02-29"),
            topics: vec!["digitalisierung".into()],
            ..initiative(3, "c", "Café")
        }
        .into(),
        Initiative { status: InitiativeStatus::Planned, ..initiative(4, "d", "Dialog") }.into(),
        Organisation { state: Some(StateCode::Bw), ..organisation(1, "gewerkschaft", TradeUnion) }.into(),
        Organisation { collective: true, ..organisation(2, "betriebe", Company) }.into(),
        Organisation {
            short_name: Some("TH Öl".into()),
            aliases: vec!["Hochschule".into()],
            state: Some(StateCode::Be),
            ..organisation(3, "hochschule", University)
        }
        .into(),
        organisation(4, "niemand", OrganisationKind::Other).into(),
        // a: the union belongs; b: it is absent and only courted; c: it supports from outside; d: it is written about.
        link(1, 1, 1, Member, true),
        link(2, 1, 2, Sponsor, false),
        link(3, 1, 2, Member, true),
        link(4, 2, 1, Prospect, true),
        link(5, 3, 1, Member, false),
        link(6, 4, 1, Subject, true),
        link(7, 4, 3, Contractor, true),
        Event {
            slug: "fest".parse().unwrap(),
            state: Some(StateCode::Bw),
            starts_on: "2017-06-19".parse().unwrap(),
            ends_on: date("2017-06-25"),
            ..event_no(1, 1)
        }
        .into(),
        Event { slug: "messe".parse().unwrap(), starts_on: "2018-01".parse().unwrap(), ..event_no(2, 1) }.into(),
        Event { slug: "tag".parse().unwrap(), starts_on: "2018".parse().unwrap(), ..event_no(3, 3) }.into(),
    ];
    Snapshot::load(1, records).unwrap()
}

#[track_caller]
fn check(filter: InitiativeFilter, expected: &str) {
    let snapshot = fixture();
    let shown = format!("{filter:?}");
    let list = snapshot.initiatives_where(Some(filter), OrderBy::default()).unwrap_or_else(|all| panic!("{all:?}"));
    let slugs: String = list.iter().map(|initiative| initiative.record().slug.to_string()).collect();
    assert_eq!(slugs, expected, "{shown}");
    assert_eq!(list.total(), expected.len());
}

fn all() -> InitiativeFilter {
    InitiativeFilter::default()
}

#[test]
fn every_field_of_an_initiative_narrows_the_list() {
    let states = |states| InitiativeFilter { states: Some(states), ..all() };
    check(all(), "abcd");
    check(states(StateCode::Bw.into()), "abd");
    check(states(StateCode::By.into()), "a");
    check(states(StateCode::By | StateCode::Be), "ac");
    check(states(StateCode::Th.into()), "");
    check(InitiativeFilter { kinds: Some(InitiativeKind::Alliance.into()), ..all() }, "b");
    check(InitiativeFilter { kinds: Some(InitiativeKind::Alliance | InitiativeKind::Dialogue), ..all() }, "abcd");
    check(InitiativeFilter { statuses: Some(InitiativeStatus::Active | InitiativeStatus::Planned), ..all() }, "ad");
    for (topics, expected) in [
        (&["Digitalisierung"][..], "ac"),
        (&["DIGITALISIERUNG"], "ac"),
        (&["oel"], "a"),
        (&["Öl", "x"], "a"),
        (&["Digital"], ""),
    ] {
        check(InitiativeFilter { topics: strings(topics), ..all() }, expected);
    }
    for (least, expected) in [(0, "abcd"), (1, "abcd"), (2, "ad"), (3, "a"), (4, ""), (i32::MAX, "")] {
        check(InitiativeFilter { min_participations: Some(least), ..all() }, expected);
    }
    check(
        InitiativeFilter { states: Some(StateCode::Bw.into()), kinds: Some(InitiativeKind::Alliance.into()), ..all() },
        "b",
    );
}

#[test]
fn participants_are_named_by_slug_or_id() {
    let id = organisation_no(2).id.to_string();
    for (names, expected) in [
        (&["gewerkschaft"][..], "abcd"),
        (&["betriebe"], "a"),
        (&[&*id], "a"),
        (&["hochschule", &id], "ad"),
        (&["niemand"], ""),
    ] {
        check(InitiativeFilter { participants: strings(names), ..all() }, expected);
    }
    check(InitiativeFilter { participant_kinds: Some(Company | University), ..all() }, "ad");
    check(InitiativeFilter { participant_kinds: Some(OrganisationKind::Other.into()), ..all() }, "");
}

#[test]
fn involvement_has_four_answers() {
    use Involvement::{Absent, Participating, Supporting, Unknown};
    let cases: [(OrganisationKind, EnumSet<Involvement>, &str); 9] = [
        (TradeUnion, Participating.into(), "a"),
        (TradeUnion, Supporting.into(), "c"),
        // Courting an absent union makes it no participant, and being written about tells nothing.
        (TradeUnion, Absent.into(), "b"),
        (TradeUnion, Unknown.into(), "d"),
        (TradeUnion, Supporting | Absent, "bc"),
        (TradeUnion, EnumSet::all(), "abcd"),
        (TradeUnion, EnumSet::empty(), ""),
        // One formal link is enough, whatever else there is.
        (Company, Participating.into(), "a"),
        (University, Unknown.into(), "abcd"),
    ];
    for (of, wanted, expected) in cases {
        check(InitiativeFilter { involvement: Some((of, wanted)), ..all() }, expected);
    }
}

/// a: summer 2014 to 10 May 2016, that day left out; b: 2015 to some day of 2016; c: 29 February 2016 on; d: unknown.
#[test]
fn what_is_active_on_a_date_has_begun_and_not_yet_ended() {
    let cases = [
        ("2013", "d"),
        ("2014-05", "d"),
        ("2014-06-01", "ad"),
        ("2014", "ad"),
        ("2015", "abd"),
        ("2015-12-31", "abd"),
        ("2016-02-28", "abd"),
        ("2016-02-29", "abcd"),
        ("2016-05-09", "abcd"),
        // The day of the end is the first on which it is over; its month and its year still have days before it.
        ("2016-05-10", "bcd"),
        ("2016-05", "abcd"),
        ("2016", "abcd"),
        ("2016-12-30", "bcd"),
        ("2016-12-31", "cd"),
        ("2017", "cd"),
        ("9999", "cd"),
        ("2015-24", "abcd"),
        ("2016~", "abcd"),
    ];
    for (on, expected) in cases {
        check(InitiativeFilter { active_on: date(on), ..all() }, expected);
    }
}

#[test]
fn what_started_between_two_dates_may_be_known_roughly() {
    let cases = [
        (Some("2015"), None, "bc"),
        (None, Some("2015"), "ab"),
        (Some("2014"), Some("2014"), "a"),
        (Some("2014-08-31"), None, "abc"),
        (Some("2014-09"), None, "bc"),
        (None, Some("2014-05-31"), ""),
        (None, Some("2014-06-01"), "a"),
        (Some("2015-03"), Some("2015-04"), "b"),
        (Some("2016-02-29"), None, "c"),
        (Some("2016-03"), None, ""),
        (Some("2015"), Some("2015-02"), "b"),
        (Some("0000"), Some("9999"), "abc"),
    ];
    for (from, to, expected) in cases {
        let (started_from, started_to) = (from.and_then(date), to.and_then(date));
        check(InitiativeFilter { started_from, started_to, ..all() }, expected);
    }
}

/// What a text search found.
fn found(ids: impl IntoIterator<Item = NodeId>) -> Option<Text> {
    Some(Ok(ids.into_iter().collect()))
}

/// What is wrong with a text that was looked for.
fn wrong() -> Option<Text> {
    Some(Err(Problem::invalid("text", "an empty text")))
}

#[test]
fn a_text_is_in_the_records_it_was_found_in() {
    let (a, c) = (initiative_no(1).id.into(), initiative_no(3).id.into());
    for (ids, expected) in [(vec![a, c], "ac"), (vec![c], "c"), (vec![organisation_no(1).id.into()], ""), (vec![], "")]
    {
        check(InitiativeFilter { text: found(ids.clone()), ..all() }, expected);
        let not = InitiativeFilter { not: Some(Box::new(InitiativeFilter { text: found(ids), ..all() })), ..all() };
        let rest: String = "abcd".chars().filter(|slug| !expected.contains(*slug)).collect();
        check(not, &rest);
    }
}

#[test]
fn filters_are_joined_by_and_or_and_not() {
    let kind = |kind: InitiativeKind| InitiativeFilter { kinds: Some(kind.into()), ..all() };
    let state = |state: StateCode| InitiativeFilter { states: Some(state.into()), ..all() };
    let (dialogue, alliance) = (|| kind(InitiativeKind::Dialogue), || kind(InitiativeKind::Alliance));
    let cases = [
        (InitiativeFilter { and: Some(vec![dialogue(), state(StateCode::Bw)]), ..all() }, "ad"),
        (InitiativeFilter { and: Some(vec![dialogue(), alliance()]), ..all() }, ""),
        (InitiativeFilter { or: Some(vec![alliance(), state(StateCode::Be)]), ..all() }, "bc"),
        (InitiativeFilter { not: Some(Box::new(dialogue())), ..all() }, "b"),
        (InitiativeFilter { not: Some(Box::new(all())), ..all() }, ""),
        (InitiativeFilter { or: Some(vec![alliance()]), ..state(StateCode::Be) }, ""),
        // All of none is everything, one of none is nothing.
        (InitiativeFilter { and: Some(vec![]), ..all() }, "abcd"),
        (InitiativeFilter { or: Some(vec![]), ..all() }, ""),
        (
            InitiativeFilter {
                not: Some(Box::new(InitiativeFilter { or: Some(vec![alliance(), state(StateCode::Be)]), ..all() })),
                ..all()
            },
            "ad",
        ),
    ];
    for (filter, expected) in cases {
        check(filter, expected);
    }
}

#[test]
fn an_empty_set_or_list_matches_nothing() {
    let cases = [
        InitiativeFilter { states: Some(EnumSet::empty()), ..all() },
        InitiativeFilter { kinds: Some(EnumSet::empty()), ..all() },
        InitiativeFilter { statuses: Some(EnumSet::empty()), ..all() },
        InitiativeFilter { topics: Some(vec![]), ..all() },
        InitiativeFilter { participants: Some(vec![]), ..all() },
        InitiativeFilter { participant_kinds: Some(EnumSet::empty()), ..all() },
    ];
    for filter in cases {
        check(filter, "");
    }
}

/// Fails unless preparing the filter finds exactly these fields.
#[track_caller]
fn check_refused(filter: InitiativeFilter, expected: &[(&str, ProblemKind)]) {
    let snapshot = fixture();
    let problems: Vec<Problem> = filter.prepare(&snapshot).err().unwrap_or_default();
    let found: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.kind.clone())).collect();
    assert_eq!(found, expected);
}

#[test]
fn everything_wrong_with_a_filter_is_told_with_its_place() {
    use ProblemKind::{InvalidInput, LimitExceeded, NotFound};
    let id = initiative_no(1).id.to_string();
    let filter = InitiativeFilter {
        participants: strings(&["gewerkschaft", "unbekannt", &id]),
        min_participations: Some(-1),
        started_from: date("2016"),
        started_to: date("2015"),
        text: wrong(),
        or: Some(vec![all(), InitiativeFilter { text: wrong(), ..all() }]),
        not: Some(Box::new(InitiativeFilter { participants: strings(&["x"]), ..all() })),
        ..all()
    };
    check_refused(
        filter,
        &[
            ("or[1].text", InvalidInput),
            ("not.participants[0]", NotFound),
            ("minParticipations", InvalidInput),
            ("startedTo", InvalidInput),
            ("participants[1]", NotFound),
            ("participants[2]", NotFound),
            ("text", InvalidInput),
        ],
    );
    let many = InitiativeFilter { topics: Some(vec!["x".into(); MAX_FILTER_VALUES + 1]), ..all() };
    check_refused(many, &[("topics", LimitExceeded)]);
    let many = InitiativeFilter { participants: Some(vec!["gewerkschaft".into(); MAX_FILTER_VALUES + 1]), ..all() };
    check_refused(many, &[("participants", LimitExceeded)]);
}

/// The length of `and` and `or` had no limit, though everything else in a filter has one.
#[test]
fn not_too_many_filters_are_joined() {
    let many = || Some(vec![all(); MAX_FILTER_VALUES + 1]);
    check_refused(InitiativeFilter { and: many(), ..all() }, &[("and", ProblemKind::LimitExceeded)]);
    check_refused(InitiativeFilter { or: many(), ..all() }, &[("or", ProblemKind::LimitExceeded)]);
}

#[test]
fn filters_are_nested_so_deep_and_no_deeper() {
    let nested = |depth: usize| {
        (1..depth).fold(all(), |inner, n| match n % 3 {
            0 => InitiativeFilter { and: Some(vec![inner]), ..all() },
            1 => InitiativeFilter { or: Some(vec![inner]), ..all() },
            _ => InitiativeFilter { not: Some(Box::new(inner)), ..all() },
        })
    };
    check_refused(nested(MAX_FILTER_DEPTH), &[]);
    check_refused(
        nested(MAX_FILTER_DEPTH + 1),
        &[("not.or[0].and[0].not.or[0].and[0].not.or[0]", ProblemKind::LimitExceeded)],
    );
    // Far too deep costs no more than the limit.
    let found = nested(1_000).prepare(&fixture()).err().unwrap_or_default();
    assert_eq!(found.len(), 1);
}

#[test]
fn every_field_of_an_organisation_narrows_the_list() {
    let all = OrganisationFilter::default;
    let cases = [
        (all(), "betriebe gewerkschaft hochschule niemand"),
        (OrganisationFilter { kinds: Some(Company | University), ..all() }, "betriebe hochschule"),
        (OrganisationFilter { kinds: Some(EnumSet::empty()), ..all() }, ""),
        (OrganisationFilter { seated_in: Some(StateCode::Bw.into()), ..all() }, "gewerkschaft"),
        (OrganisationFilter { seated_in: Some(EnumSet::all()), ..all() }, "gewerkschaft hochschule"),
        (OrganisationFilter { active_in: Some(StateCode::By.into()), ..all() }, "betriebe gewerkschaft"),
        (OrganisationFilter { active_in: Some(StateCode::Be.into()), ..all() }, "gewerkschaft"),
        (OrganisationFilter { collective: Some(true), ..all() }, "betriebe"),
        (OrganisationFilter { collective: Some(false), ..all() }, "gewerkschaft hochschule niemand"),
        (OrganisationFilter { min_initiatives: Some(1), ..all() }, "betriebe gewerkschaft hochschule"),
        // Two roles in one initiative are one initiative.
        (OrganisationFilter { min_initiatives: Some(2), ..all() }, "gewerkschaft"),
        (OrganisationFilter { text: found([organisation_no(3).id.into()]), ..all() }, "hochschule"),
        (
            OrganisationFilter { or: Some(vec![OrganisationFilter { collective: Some(true), ..all() }]), ..all() },
            "betriebe",
        ),
        (
            OrganisationFilter {
                and: Some(vec![OrganisationFilter { kinds: Some(Company.into()), ..all() }]),
                ..all()
            },
            "betriebe",
        ),
        (
            OrganisationFilter {
                not: Some(Box::new(OrganisationFilter { min_initiatives: Some(1), ..all() })),
                ..all()
            },
            "niemand",
        ),
    ];
    let snapshot = fixture();
    for (filter, expected) in cases {
        let shown = format!("{filter:?}");
        let list =
            snapshot.organisations(OrderBy::default()).filtered(Some(filter)).unwrap_or_else(|e| panic!("{e:?}"));
        let slugs: Vec<_> = list.iter().map(|organisation| organisation.record().slug.to_string()).collect();
        assert_eq!(slugs.join(" "), expected, "{shown}");
    }
    let wrong = OrganisationFilter {
        min_initiatives: Some(-1),
        text: wrong(),
        and: Some(vec![OrganisationFilter { min_initiatives: Some(-2), ..all() }]),
        ..all()
    };
    let found = wrong.prepare(&snapshot).err().unwrap_or_default();
    let fields: Vec<_> = found.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["and[0].minInitiatives", "minInitiatives", "text"]);
}

#[test]
fn events_are_found_by_state_and_by_day() {
    let snapshot = fixture();
    let states = |state: StateCode| Some(EnumSet::only(state));
    let cases = [
        (None, None, None, "fest tag messe"),
        (states(StateCode::Bw), None, None, "fest messe"),
        // Where its own state is not known, those of its initiative.
        (states(StateCode::By), None, None, "messe"),
        (states(StateCode::Be), None, None, "tag"),
        (Some(EnumSet::empty()), None, None, ""),
        (None, Some("2017-06-25"), Some("2017-06-25"), "fest"),
        (None, Some("2017-06-26"), None, "tag messe"),
        (None, None, Some("2017-06-19"), "fest"),
        (None, None, Some("2017-06-18"), ""),
        (None, Some("2018-01-31"), Some("2018-02"), "tag messe"),
        (None, Some("2018-02"), None, "tag"),
    ];
    for (states, from, to, expected) in cases {
        let filter = EventFilter { states, from: from.and_then(date), to: to.and_then(date) };
        let list = snapshot.events_where(filter).unwrap_or_else(|all| panic!("{all:?}"));
        let slugs: Vec<_> = list.iter().map(|event| event.record().slug.to_string()).collect();
        assert_eq!(slugs.join(" "), expected, "{filter:?}");
    }
    let wrong = EventFilter { from: date("2018"), to: date("2017"), states: None };
    let found = snapshot.events_where(wrong).err().unwrap_or_default();
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["to: 2017 is before `from`, 2018"]);
}
