//! What the tests share: one full and one minimal record of every type, and builders for changes.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

pub mod back_end;
#[cfg(feature = "etcd")]
pub mod etcd;
pub mod files;
pub mod observe;
pub mod world;

use std::error::Error;

use buendnis::model::{
    Change, ChangeSet, Coverage, Event, EventId, Figure, Initiative, InitiativeId, InitiativeKind, InitiativeStatus,
    LocalisedText, Organisation, OrganisationId, OrganisationKind, Origin, Participation, ParticipationId,
    ParticipationRole, Person, Record, Revision, Source, Stamp, State, StateCode, Timestamp,
};
use enumset::EnumSet;

/// 2026-01-15T12:00:00Z.
pub const NOON: Timestamp = Timestamp::from_micros(1_768_478_400_000_000);

pub fn text(de: &str, en: &str) -> LocalisedText {
    LocalisedText { de: de.into(), en: Some(en.into()) }
}

/// A stamp unlike that of a new record.
pub fn stamp() -> Stamp {
    Stamp { version: 7, created_at: Timestamp::from_micros(-1), updated_at: NOON }
}

pub fn sources() -> Vec<Source> {
    vec![
        Source {
            title: "Regionale Industriepolitik – Überblick".into(),
            section: Some("Kapitel 3, S. 42 ff.".into()),
            url: Some("https://www.example.org/überblick?seite=42#größe".parse().unwrap()),
            retrieved_on: Some("2016-03-01".parse().unwrap()),
        },
        Source { title: "Mündliche Auskunft".into(), section: None, url: None, retrieved_on: None },
    ]
}

pub fn full_state() -> State {
    State {
        code: StateCode::Bw,
        coverage: Coverage::Documented,
        summary: Some(text("Dialog für Beschäftigung", "Dialogue on employment")),
        stamp: stamp(),
    }
}

pub fn minimal_state() -> State {
    State::undocumented(StateCode::Th)
}

pub fn full_initiative() -> Initiative {
    Initiative {
        id: InitiativeId::from_u128(0x11),
        slug: "industriedialog-baden-wuerttemberg".parse().unwrap(),
        name: text("Industriedialog Baden-Württemberg", "Industry dialogue Baden-Württemberg"),
        aliases: vec!["IdBW".into(), "„Bündnis für Größe“".into()],
        kind: InitiativeKind::Dialogue,
        status: InitiativeStatus::Active,
        summary: Some(text("Gespräche über Zukunftsfragen.", "Talks about the future.")),
        topics: vec!["Fachkräfte".into(), "Digitalisierung".into()],
        states: StateCode::Bw | StateCode::By,
        region: Some("Region Stuttgart".into()),
        started_on: Some("2014-22".parse().unwrap()),
        ended_on: Some("2019-05~".parse().unwrap()),
        website: Some("https://industriedialog.example.org/".parse().unwrap()),
        parent: Some(InitiativeId::from_u128(0x12)),
        predecessor: Some(InitiativeId::from_u128(u128::MAX)),
        figures: vec![
            Figure { label: text("Beschäftigte", "Employees"), value: 250_000, qualifier: Some("mindestens".into()) },
            Figure { label: LocalisedText::german("Saldo"), value: i32::MIN, qualifier: None },
        ],
        people: vec![
            Person { name: "Jürgen Groß".into(), function: Some(text("Sprecher", "Spokesman")) },
            Person { name: "Zoë Łukasz".into(), function: None },
        ],
        absent_kinds: OrganisationKind::TradeUnion | OrganisationKind::Other,
        sources: sources(),
        stamp: stamp(),
    }
}

pub fn minimal_initiative() -> Initiative {
    Initiative {
        id: InitiativeId::from_u128(0x12),
        slug: "m".parse().unwrap(),
        name: LocalisedText::german("M"),
        aliases: vec![],
        kind: InitiativeKind::Legislative,
        status: InitiativeStatus::Unknown,
        summary: None,
        topics: vec![],
        states: EnumSet::only(StateCode::Th),
        region: None,
        started_on: None,
        ended_on: None,
        website: None,
        parent: None,
        predecessor: None,
        figures: vec![],
        people: vec![],
        absent_kinds: EnumSet::empty(),
        sources: vec![],
        stamp: Stamp::new(NOON),
    }
}

pub fn full_organisation() -> Organisation {
    Organisation {
        id: OrganisationId::from_u128(0x21),
        slug: "ig-metall-baden-wuerttemberg".parse().unwrap(),
        name: text("IG Metall Baden-Württemberg", "IG Metall Baden-Württemberg"),
        short_name: Some("IGM BW".into()),
        aliases: vec!["Industriegewerkschaft Metall, Bezirk Baden-Württemberg".into()],
        kind: OrganisationKind::TradeUnion,
        collective: true,
        state: Some(StateCode::Bw),
        website: Some("http://www.bw.igm.example.org".parse().unwrap()),
        parent: Some(OrganisationId::from_u128(0x22)),
        formerly: vec![],
        sources: sources(),
        stamp: stamp(),
    }
}

pub fn minimal_organisation() -> Organisation {
    Organisation {
        id: OrganisationId::from_u128(0x22),
        slug: "ig-metall".parse().unwrap(),
        name: LocalisedText::german("IG Metall"),
        short_name: None,
        aliases: vec![],
        kind: OrganisationKind::Other,
        collective: false,
        state: None,
        website: None,
        parent: None,
        formerly: vec![],
        sources: vec![],
        stamp: Stamp::new(NOON),
    }
}

pub fn full_participation() -> Participation {
    Participation {
        id: ParticipationId::from_u128(0x31),
        initiative: InitiativeId::from_u128(0x11),
        organisation: OrganisationId::from_u128(0x21),
        role: ParticipationRole::Initiator,
        formal: true,
        since: Some("2014".parse().unwrap()),
        until: Some("2018-12-31~".parse().unwrap()),
        headcount: Some(-1),
        note: Some("Gründungsmitglied; später ausgeschieden".into()),
        sources: sources(),
        stamp: stamp(),
    }
}

pub fn minimal_participation() -> Participation {
    Participation {
        id: ParticipationId::from_u128(0x32),
        initiative: InitiativeId::from_u128(0x12),
        organisation: OrganisationId::from_u128(0x22),
        role: ParticipationRole::Prospect,
        formal: false,
        since: None,
        until: None,
        headcount: None,
        note: None,
        sources: vec![],
        stamp: Stamp::new(NOON),
    }
}

pub fn full_event() -> Event {
    Event {
        id: EventId::from_u128(0x41),
        slug: "woche-der-industrie-2017".parse().unwrap(),
        name: text("Woche der Industrie 2017", "Industry week 2017"),
        initiative: InitiativeId::from_u128(0x11),
        state: Some(StateCode::Bw),
        place: Some("Tübingen".into()),
        starts_on: "2017-06-19".parse().unwrap(),
        ends_on: Some("2017-06-25".parse().unwrap()),
        attendance: Some(12_000),
        stamp: stamp(),
    }
}

pub fn minimal_event() -> Event {
    Event {
        id: EventId::from_u128(0x42),
        slug: "e".parse().unwrap(),
        name: LocalisedText::german("E"),
        initiative: InitiativeId::from_u128(0x12),
        state: None,
        place: None,
        starts_on: "2017".parse().unwrap(),
        ends_on: None,
        attendance: None,
        stamp: Stamp::new(NOON),
    }
}

/// A full and a minimal record of every type, each under its name.
pub fn records() -> Vec<(&'static str, Record)> {
    vec![
        ("state full", full_state().into()),
        ("state minimal", minimal_state().into()),
        ("initiative full", full_initiative().into()),
        ("initiative minimal", minimal_initiative().into()),
        ("organisation full", full_organisation().into()),
        ("organisation minimal", minimal_organisation().into()),
        ("participation full", full_participation().into()),
        ("participation minimal", minimal_participation().into()),
        ("event full", full_event().into()),
        ("event minimal", minimal_event().into()),
    ]
}

/// The `number`th of many organisations, no two alike.
pub fn organisation(number: u32) -> Record {
    let name = format!("Verein für Größe Nr. {number}");
    let organisation = Organisation {
        id: OrganisationId::from_u128(u128::from(number)),
        slug: format!("verein-{number}").parse().unwrap(),
        name: LocalisedText::german(&name),
        ..minimal_organisation()
    };
    organisation.into()
}

/// The `number`th of many initiatives, of Baden-Württemberg. Each type has its own functions: the ids of two types may
/// have the same bits.
pub fn initiative_no(number: u32) -> Initiative {
    Initiative {
        id: InitiativeId::from_u128(u128::from(number)),
        slug: format!("initiative-{number}").parse().unwrap(),
        name: LocalisedText::german(&format!("Initiative Nr. {number}")),
        states: EnumSet::only(StateCode::Bw),
        ..minimal_initiative()
    }
}

/// The `number`th of many organisations, a trade union.
pub fn organisation_no(number: u32) -> Organisation {
    Organisation {
        id: OrganisationId::from_u128(u128::from(number)),
        slug: format!("organisation-{number}").parse().unwrap(),
        name: LocalisedText::german(&format!("Organisation Nr. {number}")),
        kind: OrganisationKind::TradeUnion,
        ..minimal_organisation()
    }
}

/// The `number`th of many participations: a formal membership.
pub fn participation_no(number: u32, initiative: u32, organisation: u32) -> Participation {
    Participation {
        id: ParticipationId::from_u128(u128::from(number)),
        initiative: InitiativeId::from_u128(u128::from(initiative)),
        organisation: OrganisationId::from_u128(u128::from(organisation)),
        role: ParticipationRole::Member,
        formal: true,
        ..minimal_participation()
    }
}

/// The `number`th of many events.
pub fn event_no(number: u32, initiative: u32) -> Event {
    Event {
        id: EventId::from_u128(u128::from(number)),
        slug: format!("event-{number}").parse().unwrap(),
        name: LocalisedText::german(&format!("Veranstaltung Nr. {number}")),
        initiative: InitiativeId::from_u128(u128::from(initiative)),
        ..minimal_event()
    }
}

/// `record` with one more change made to it.
pub fn changed(record: &Record) -> Record {
    record.clone().stamped(record.stamp().next(NOON))
}

pub fn created(record: Record) -> Change {
    Change::Created { after: record }
}

pub fn updated(record: &Record) -> Change {
    Change::Updated { before: record.clone(), after: changed(record) }
}

pub fn deleted(record: Record) -> Change {
    Change::Deleted { before: record }
}

/// A change set by an editor, without a note.
pub fn change_set(revision: Revision, changes: Vec<Change>) -> ChangeSet {
    ChangeSet { revision, at: NOON, actor: "redaktion".into(), origin: Origin::Edit, note: None, changes }
}

/// The texts of an error and of all its causes, a line each.
pub fn chain(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}\n{}", chain(cause)),
        None => error.to_string(),
    }
}
