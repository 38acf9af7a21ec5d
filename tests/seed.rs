//! The seed format through its public door: exact records out of good files, exact messages out of bad ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails by panicking"
)]

use std::collections::HashSet;

use buendnis::{
    model::*,
    transfer::{Error, seed},
};

const AT: Timestamp = Timestamp::from_micros(1_500_000_000_000_000);

const ORGANISATIONS: &str = r#"
[[organisation]]
slug = "ig-metall"
name = { de = "Industriegewerkschaft Metall", en = "Metalworkers’ Industrial Union" }
shortName = "IG Metall"
aliases = ["IGM"]
kind = "TRADE_UNION"
website = "https://www.igmetall.de/"
section = "Masterplan"

[[organisation]]
slug = "betriebe-am-bodensee"
name.de = "Betriebe am Bodensee"
kind = "COMPANY"
collective = true
state = "BW"
parent = "ig-metall"
"#;

const BW: &str = r#"
[state]
code = "BW"
coverage = "DOCUMENTED"
summary = { de = "Dialog.", en = "Dialogue." }

[[initiative]]
slug = "dialog"
name.de = "Dialog"
aliases = ["Industriedialog"]
kind = "DIALOGUE"
status = "ACTIVE"
summary.de = "Man redet."
topics = ["Dialog", "Industrie"]
states = ["BW", "HE"]
region = "Bodensee"
startedOn = "2014-22"
absentKinds = ["TRADE_UNION"]
section = "Industriedialog"
figures = [{ label.de = "Betriebe", value = 360, qualifier = "at least" }]
people = [{ name = "Erika Mustermann", function = { de = "Ministerin" } }, { name = "Max Muster" }]

  [[initiative.participation]]
  organisation = "ig-metall"
  role = "SUPPORTER"
  formal = false
  since = "2014-22"
  until = "2016"
  headcount = 3
  note = "Nur am Anfang."

  [[initiative.participation]]
  organisation = "betriebe-am-bodensee"
  role = "MEMBER"
  section = "Woche der Industrie"

  [[initiative.event]]
  slug = "auftakt"
  name.de = "Auftakt"
  state = "BW"
  place = "Konstanz"
  startsOn = "2014-07-01"
  endsOn = "2014-07-02"
  attendance = 120

[[initiative]]
slug = "woche"
name.de = "Woche"
kind = "EVENT_SERIES"
status = "PLANNED"
summary.de = "Eine Woche."
topics = []
states = ["BW"]
parent = "dialog"
predecessor = "dialog"
section = "Woche der Industrie"
"#;

fn load(files: &[(&str, &str)]) -> Result<Vec<Record>, Error> {
    seed::from_files(files.iter().copied(), AT)
}

fn good() -> Vec<Record> {
    load(&[("states/bw.toml", BW), ("organisations.toml", ORGANISATIONS)]).unwrap()
}

fn text(text: &str) -> Option<Box<str>> {
    Some(text.into())
}

fn sources(section: &str) -> Vec<Source> {
    let title = "Liste der regionalen Initiativen".into();
    vec![Source { title, section: text(section), url: None, retrieved_on: None }]
}

fn organisations() -> [Organisation; 2] {
    let union = Organisation {
        id: OrganisationId::of_seed("ig-metall"),
        slug: "ig-metall".parse().unwrap(),
        name: LocalisedText { de: "Industriegewerkschaft Metall".into(), en: text("Metalworkers’ Industrial Union") },
        short_name: text("IG Metall"),
        aliases: vec!["IGM".into()],
        kind: OrganisationKind::TradeUnion,
        collective: false,
        state: None,
        website: Some("https://www.igmetall.de/".parse().unwrap()),
        parent: None,
        formerly: vec![],
        sources: sources("Masterplan"),
        stamp: Stamp::new(AT),
    };
    let group = Organisation {
        id: OrganisationId::of_seed("betriebe-am-bodensee"),
        slug: "betriebe-am-bodensee".parse().unwrap(),
        name: LocalisedText::german("Betriebe am Bodensee"),
        short_name: None,
        aliases: vec![],
        kind: OrganisationKind::Company,
        collective: true,
        state: Some(StateCode::Bw),
        website: None,
        parent: Some(union.id),
        formerly: vec![],
        sources: vec![],
        stamp: Stamp::new(AT),
    };
    [union, group]
}

fn initiatives() -> [Initiative; 2] {
    let dialogue = Initiative {
        id: InitiativeId::of_seed("dialog"),
        slug: "dialog".parse().unwrap(),
        name: LocalisedText::german("Dialog"),
        aliases: vec!["Industriedialog".into()],
        kind: InitiativeKind::Dialogue,
        status: InitiativeStatus::Active,
        summary: Some(LocalisedText::german("Man redet.")),
        topics: vec!["Dialog".into(), "Industrie".into()],
        states: StateCode::Bw | StateCode::He,
        region: text("Bodensee"),
        started_on: Some("2014-22".parse().unwrap()),
        ended_on: None,
        website: None,
        parent: None,
        predecessor: None,
        figures: vec![Figure { label: LocalisedText::german("Betriebe"), value: 360, qualifier: text("at least") }],
        people: vec![
            Person { name: "Erika Mustermann".into(), function: Some(LocalisedText::german("Ministerin")) },
            Person { name: "Max Muster".into(), function: None },
        ],
        absent_kinds: OrganisationKind::TradeUnion.into(),
        sources: sources("Industriedialog"),
        stamp: Stamp::new(AT),
    };
    let week = Initiative {
        id: InitiativeId::of_seed("woche"),
        slug: "woche".parse().unwrap(),
        name: LocalisedText::german("Woche"),
        aliases: vec![],
        kind: InitiativeKind::EventSeries,
        status: InitiativeStatus::Planned,
        summary: Some(LocalisedText::german("Eine Woche.")),
        topics: vec![],
        states: StateCode::Bw.into(),
        region: None,
        started_on: None,
        parent: Some(dialogue.id),
        predecessor: Some(dialogue.id),
        figures: vec![],
        people: vec![],
        absent_kinds: Default::default(),
        sources: sources("Woche der Industrie"),
        ..dialogue.clone()
    };
    [dialogue, week]
}

fn event() -> Event {
    Event {
        id: EventId::of_seed("auftakt"),
        slug: "auftakt".parse().unwrap(),
        name: LocalisedText::german("Auftakt"),
        initiative: InitiativeId::of_seed("dialog"),
        state: Some(StateCode::Bw),
        place: text("Konstanz"),
        starts_on: "2014-07-01".parse().unwrap(),
        ends_on: Some("2014-07-02".parse().unwrap()),
        attendance: Some(120),
        stamp: Stamp::new(AT),
    }
}

fn participations() -> [Participation; 2] {
    let support = Participation {
        id: ParticipationId::of_seed("dialog/ig-metall/SUPPORTER"),
        initiative: InitiativeId::of_seed("dialog"),
        organisation: OrganisationId::of_seed("ig-metall"),
        role: ParticipationRole::Supporter,
        formal: false,
        since: Some("2014-22".parse().unwrap()),
        until: Some("2016".parse().unwrap()),
        headcount: Some(3),
        note: text("Nur am Anfang."),
        sources: sources("Industriedialog"),
        stamp: Stamp::new(AT),
    };
    let membership = Participation {
        id: ParticipationId::of_seed("dialog/betriebe-am-bodensee/MEMBER"),
        organisation: OrganisationId::of_seed("betriebe-am-bodensee"),
        role: ParticipationRole::Member,
        formal: true,
        since: None,
        until: None,
        headcount: None,
        note: None,
        sources: sources("Woche der Industrie"),
        ..support
    };
    [support, membership]
}

fn state() -> State {
    State {
        code: StateCode::Bw,
        coverage: Coverage::Documented,
        summary: Some(LocalisedText { de: "Dialog.".into(), en: text("Dialogue.") }),
        stamp: Stamp::new(AT),
    }
}

#[test]
fn good_files_make_exact_records_in_order() {
    let mut expected: Vec<Record> = organisations().map(Record::from).into();
    expected.extend(initiatives().map(Record::from));
    expected.push(event().into());
    expected.extend(participations().map(Record::from));
    expected.push(state().into());
    assert_eq!(good(), expected);
}

#[test]
fn loading_twice_in_another_order_makes_the_same() {
    assert_eq!(good(), load(&[("organisations.toml", ORGANISATIONS), ("states/bw.toml", BW)]).unwrap());
}

#[test]
fn ids_are_frozen() {
    // Every installation has these; a change here would tear links to the bundled register.
    let id = |index: usize| good()[index].id().to_string();
    assert_eq!(
        [id(0), id(2), id(4), id(5), id(7)],
        [
            "org_ju3851tasp84591jum0v4au2m0",
            "ini_kqd8vk419587n1vbldrpl717ps",
            "evt_dqagkdooghf4d78cpdktr0ji0g",
            "par_8us1hnht75ddj1rmkj215dkc38",
            "sta_bw",
        ]
    );
}

#[test]
fn a_folder_is_read_like_the_files_in_it() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("states")).unwrap();
    std::fs::write(folder.path().join("states/bw.toml"), BW).unwrap();
    std::fs::write(folder.path().join("organisations.toml"), ORGANISATIONS).unwrap();
    std::fs::write(folder.path().join("README.md"), "not a seed").unwrap();
    assert_eq!(seed::from_folder(folder.path(), AT).unwrap(), good());
}

#[test]
fn a_folder_that_is_missing_or_empty_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(seed::from_folder(folder.path(), AT), Err(Error::NoSeed(path)) if path == folder.path()));
    let missing = folder.path().join("missing");
    assert!(matches!(seed::from_folder(&missing, AT), Err(Error::Read { path, .. }) if path == missing));
}

#[test]
fn the_bundled_register_has_no_problems() {
    let bundled = seed::bundled(AT).unwrap_or_else(|error| panic!("{error}"));
    assert!(bundled.iter().all(|record| record.stamp() == Stamp::new(AT)));
    for record in &bundled {
        if let Record::Initiative(initiative) = record {
            let complete = initiative.summary.is_some() && !initiative.sources.is_empty();
            assert!(complete, "`{}` has no summary or no section", initiative.slug);
        }
    }
    assert_eq!(bundled, seed::bundled(AT).unwrap());
}

#[test]
fn the_bundled_register_is_the_folder_seed() {
    // A file added since the last build of the crate would be missing from the binary.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seed");
    match seed::from_folder(&folder, AT) {
        Ok(records) => assert!(seed::bundled(AT).unwrap() == records, "touch src/transfer/seed.rs and build again"),
        Err(error) => assert!(matches!(error, Error::NoSeed(_)), "{error}"),
    }
}

/// Per state: initiatives, participations in them, events there, organisations seated there. Then all records by type.
/// Counted by hand from the files, not by this program.
const BUNDLED: &str = "\
BW 4 24 3 13
BY 1 2 0 1
BE 7 16 1 9
BB 1 1 0 1
HB 3 2 1 2
HH 2 4 1 4
HE 6 19 1 13
MV 0 0 0 0
NI 2 3 0 1
NW 9 13 2 13
RP 3 16 0 10
SL 4 3 1 3
SN 2 3 1 0
ST 2 1 0 1
SH 1 5 1 5
TH 3 8 0 5
STATE 16
INITIATIVE 43
ORGANISATION 93
PARTICIPATION 118
EVENT 12
";

#[test]
fn the_bundled_register_has_these_counts() {
    let records = seed::bundled(AT).unwrap();
    let states = StateCode::ALL.map(|code| counts_of(code, &records));
    let types = SubjectType::ALL.map(|of| {
        let count = records.iter().filter(|record| record.subject_type() == of).count();
        format!("{of} {count}\n")
    });
    let found = format!("{}{}", states.concat(), types.concat());
    assert!(found == BUNDLED, "{found}");
}

fn counts_of(code: StateCode, records: &[Record]) -> String {
    let (mut initiatives, mut participations, mut events, mut organisations) = (HashSet::new(), 0, 0, 0);
    // Initiatives come before what belongs to them.
    for record in records {
        match record {
            Record::Initiative(record) if record.states.contains(code) => {
                initiatives.insert(record.id);
            }
            Record::Participation(record) if initiatives.contains(&record.initiative) => participations += 1,
            Record::Event(record) if record.state == Some(code) => events += 1,
            Record::Organisation(record) if record.state == Some(code) => organisations += 1,
            _ => {}
        }
    }
    format!("{code} {} {participations} {events} {organisations}\n", initiatives.len())
}

/// Checks that `files` have exactly these problems, one a line.
fn check(files: &[(&str, &str)], problems: &[&str]) {
    let error = load(files).expect_err("problems").to_string();
    assert_eq!(error.lines().collect::<Vec<_>>(), problems);
}

const HEAD: &str = "[[initiative]]\nslug = 'x'\nname.de = 'X'\nkind = 'DIALOGUE'\nstatus = 'ACTIVE'\n\
    summary.de = 'X.'\ntopics = []\nstates = ['BW']\nsection = 'X'\n";

const UNION: &str = "[[organisation]]\nslug = 'ig-metall'\nname.de = 'IG Metall'\nkind = 'TRADE_UNION'\n";

#[test]
fn a_wrong_field_is_named_with_its_line() {
    for (line, problem) in [
        (
            "startedOn = '2014-13'",
            "field `startedOn`: `2014-13` has month 13: months are 01 to 12, seasons 21 (spring), 22 (summer), 23 (autumn), 24 (winter)",
        ),
        ("startedOn = 2014-06-01", "field `startedOn`: is a date without quotes; it must be text in quotes"),
        (
            "website = 'example.org'",
            "field `website`: `example.org` is not a web address: write it in full, like `https://www.example.org/page`",
        ),
        ("region = 7", "field `region`: is a whole number; it must be text in quotes"),
        ("aliases = 'Y'", "field `aliases`: is text; it must be a list in brackets"),
        ("aliases = ['Y', 1.5]", "field `aliases`: is a decimal number; it must be text in quotes"),
        (
            "parent = 'X!'",
            "field `parent`: `X!` is not a slug: only lower-case letters a-z, digits and single hyphens between them, like `ig-metall`",
        ),
        ("parent = 'y'", "field `parent`: no initiative has the slug `y`"),
        ("figures = [{ value = 1 }]", "field `figures.label`: is missing"),
        ("figures = [{ label = { en = 'F' }, value = 1 }]", "field `figures.label.de`: is missing"),
        (
            "figures = [{ label.de = 'F', value = 1e3 }]",
            "field `figures.value`: is a decimal number; it must be a whole number",
        ),
        (
            "figures = [{ label.de = 'F', value = 3_000_000_000 }]",
            "field `figures.value`: `3000000000` is out of range: whole numbers from -2147483648 to 2147483647",
        ),
        (
            "people = [{ name = 'P', title = 'Dr.' }]",
            "field `people.title`: is not a field here; fields are name, function",
        ),
        (
            "absentKinds = ['UNION']",
            "field `absentKinds`: `UNION` is not a OrganisationKind: one of GOVERNMENT, MUNICIPALITY, CHAMBER, EMPLOYERS_ASSOCIATION, INDUSTRY_ASSOCIATION, TRADE_UNION, COMPANY, UNIVERSITY, RESEARCH, ASSOCIATION, NETWORK, OTHER",
        ),
    ] {
        let text = format!("{HEAD}{line}\n");
        check(
            &[("laenderuebergreifend.toml", &text)],
            &[&format!("laenderuebergreifend.toml:10: initiative `x`, {problem}")],
        );
    }
}

#[test]
fn all_problems_of_all_files_come_together_by_file_and_line() {
    let state = "[state]\ncode = 'BW'\ncoverage = 'SOME'\n\n[[initiative]]\nslug = 'x'\nstates = ['BW']\nstart = 2014\n\n\
        [[initiative.participation]]\norganisation = 'ig-metal'\nrole = 'MEMBER'\nformal = 'no'\n";
    check(
        &[("states/bw.toml", state), ("organisations.toml", UNION), ("broken.toml", "\n[[organisation]\n")],
        &[
            "broken.toml:2: not TOML: unclosed array table, expected `]`",
            "states/bw.toml:3: state, field `coverage`: `SOME` is not a Coverage: one of DOCUMENTED, NO_FINDINGS",
            "states/bw.toml:5: initiative `x`, field `name`: is missing",
            "states/bw.toml:5: initiative `x`, field `kind`: is missing",
            "states/bw.toml:5: initiative `x`, field `status`: is missing",
            "states/bw.toml:8: initiative `x`, field `start`: is not a field here; fields are slug, id, name, kind, status, summary, topics, states, parent, predecessor, section, sources, participation, event, aliases, region, startedOn, endedOn, website, figures, people, absentKinds",
            "states/bw.toml:11: initiative `x`, participation of `ig-metal`, field `organisation`: no organisation has the slug `ig-metal`; did you mean `ig-metall`?",
            "states/bw.toml:13: initiative `x`, participation of `ig-metal`, field `formal`: is text; it must be true or false",
        ],
    );
}

#[test]
fn what_is_given_twice_is_told_with_both_places() {
    let event = "[[initiative.event]]\nslug = 'e'\nname.de = 'E'\nstartsOn = '2014'\n";
    let member = "[[initiative.participation]]\norganisation = 'ig-metall'\nrole = 'MEMBER'\n";
    let (first, second) = (format!("{UNION}{HEAD}{event}{member}{member}"), format!("{UNION}{HEAD}{event}"));
    check(
        &[("a.toml", &first), ("b.toml", &second)],
        &[
            "a.toml:22: initiative `x`, participation of `ig-metall`, field `organisation`: `ig-metall` already takes part as MEMBER, at a.toml:19",
            "b.toml:2: organisation `ig-metall`, field `slug`: `ig-metall` is already the slug of another organisation, at a.toml:2",
            "b.toml:6: initiative `x`, field `slug`: `x` is already the slug of another initiative, at a.toml:6",
            "b.toml:15: event `e`, field `slug`: `e` is already the slug of another event, at a.toml:15",
        ],
    );
}

#[test]
fn the_same_organisation_may_take_part_in_two_roles() {
    let parts = ["MEMBER", "CHAIR"]
        .map(|role| format!("[[initiative.participation]]\norganisation = 'ig-metall'\nrole = '{role}'\n"));
    let records = load(&[("a.toml", &format!("{UNION}{HEAD}{}", parts.concat()))]).unwrap();
    assert_eq!(records.iter().filter(|record| record.subject_type() == SubjectType::Participation).count(), 2);
}

#[test]
fn a_state_has_its_own_file() {
    let state = "[state]\ncode = 'BW'\ncoverage = 'DOCUMENTED'\n";
    for file in ["states/he.toml", "states/BW.toml", "organisations.toml"] {
        check(&[(file, state)], &[&format!("{file}:2: state, field `code`: `BW` belongs into `states/bw.toml`")]);
    }
    check(&[("states/bw.toml", UNION)], &["states/bw.toml:1: field `state`: is missing"]);
}

#[test]
fn a_table_nobody_knows_is_told() {
    check(
        &[("a.toml", "\n[[organisaton]]\nslug = 'x'\n")],
        &["a.toml:2: field `organisaton`: is not a field here; fields are state, organisation, initiative"],
    );
}

#[test]
fn what_is_below_a_wrong_initiative_is_still_checked() {
    let text = format!(
        "{UNION}[[initiative]]\n[[initiative.participation]]\norganisation = 'verdi'\n[[initiative.event]]\nslug = 'E'\n"
    );
    let error = load(&[("a.toml", &text)]).unwrap_err().to_string();
    for line in [
        "a.toml:6: initiative, participation of `verdi`, field `role`: is missing",
        "a.toml:7: initiative, participation of `verdi`, field `organisation`: no organisation has the slug `verdi`",
        "a.toml:8: event `E`, field `startsOn`: is missing",
    ] {
        assert!(error.lines().any(|found| found == line), "{line}\nnot in\n{error}");
    }
}

#[test]
fn an_id_from_elsewhere_is_the_one_that_others_mean() {
    let id = OrganisationId::from_u128(7);
    let text = format!(
        "[[organisation]]\nid = '{id}'\nslug = 'a'\nname.de = 'A'\nkind = 'OTHER'\n\
         [[organisation]]\nslug = 'b'\nname.de = 'B'\nkind = 'OTHER'\nparent = 'a'\n"
    );
    let records = load(&[("organisations.toml", &text)]).unwrap();
    assert_eq!(records[0].id(), id.into());
    assert!(matches!(&records[1], Record::Organisation(b) if b.parent == Some(id)));
}

#[test]
fn an_id_is_given_once_and_a_source_in_one_way() {
    let id = OrganisationId::of_seed("verdi");
    let text = format!(
        "[[organisation]]\nid = '{id}'\nslug = 'a'\nname.de = 'A'\nkind = 'OTHER'\nsection = 'S'\nsources = []\n\
         [[organisation]]\nid = 'evt_7'\nslug = 'b'\nname.de = 'B'\nkind = 'OTHER'\n"
    );
    check(
        &[("organisations.toml", &text)],
        &[
            "organisations.toml:1: organisation `a`, field `sources`: is given beside `section`: give one of the two",
            "organisations.toml:9: organisation `b`, field `id`: `evt_7` is not an id of this register",
        ],
    );
    let union = "[[organisation]]\nslug = 'verdi'\nname.de = 'ver.di'\nkind = 'TRADE_UNION'\n";
    let text = format!("{union}[[organisation]]\nid = '{id}'\nslug = 'a'\nname.de = 'A'\nkind = 'OTHER'\n");
    let twice = format!("organisations.toml:6: organisation `a`, field `id`: {id} is the id of another record as well");
    check(&[("organisations.toml", &text)], &[&twice]);
}
