//! The register that the tests of reading are answered from: small, and with every field of every type filled in
//! somewhere and left out somewhere.

use buendnis::{model::*, register::Step};

use crate::api::Api;

const INI_DIALOG: InitiativeId = InitiativeId::from_u128(0x11);
const INI_WOCHE: InitiativeId = InitiativeId::from_u128(0x12);
const INI_ALLIANZ: InitiativeId = InitiativeId::from_u128(0x13);
const ORG_IGM: OrganisationId = OrganisationId::from_u128(0x21);
const ORG_IGM_BW: OrganisationId = OrganisationId::from_u128(0x22);
const ORG_MINISTERIUM: OrganisationId = OrganisationId::from_u128(0x23);
const ORG_AERZTE: OrganisationId = OrganisationId::from_u128(0x24);
const ORG_BETRIEBE: OrganisationId = OrganisationId::from_u128(0x25);
const ORG_ZUSE: OrganisationId = OrganisationId::from_u128(0x26);

/// Filled by revision 1; revision 2 gives the Ärzteverband its short name, a second later.
pub fn api() -> Api {
    let api = Api::of(records());
    let doctors = Organisation { short_name: Some("ÄV".into()), ..doctors() };
    api.change([Step::Put(doctors.into())]);
    api
}

fn records() -> Vec<Record> {
    let mut records: Vec<Record> = states().map(Record::from).into();
    records.extend(organisations().map(Record::from));
    records.extend(initiatives().map(Record::from));
    records.extend(participations().map(Record::from));
    records.extend(events().map(Record::from));
    records
}

fn both(de: &str, en: &str) -> LocalisedText {
    LocalisedText { de: de.into(), en: Some(en.into()) }
}

fn german(de: &str) -> LocalisedText {
    LocalisedText::german(de)
}

fn date(text: &str) -> Option<PartialDate> {
    Some(text.parse().unwrap())
}

fn stamp() -> Stamp {
    Stamp::new(Timestamp::EPOCH)
}

fn source() -> Source {
    Source {
        title: "Regionale Industriepolitik".into(),
        section: Some("Kapitel 3".into()),
        url: Some("https://www.example.org/studie".parse().unwrap()),
        retrieved_on: date("2016-03-01"),
    }
}

fn states() -> [State; 2] {
    let state = |code, summary| State { code, coverage: Coverage::Documented, summary: Some(summary), stamp: stamp() };
    [state(StateCode::Bw, both("Viel Dialog.", "Much dialogue.")), state(StateCode::He, german("Ein Bündnis."))]
}

fn organisation(id: OrganisationId, slug: &str, name: LocalisedText, kind: OrganisationKind) -> Organisation {
    Organisation {
        id,
        slug: slug.parse().unwrap(),
        name,
        short_name: None,
        aliases: vec![],
        kind,
        collective: false,
        state: None,
        website: None,
        parent: None,
        formerly: vec![],
        sources: vec![],
        stamp: stamp(),
    }
}

fn doctors() -> Organisation {
    Organisation {
        state: Some(StateCode::He),
        ..organisation(ORG_AERZTE, "aerzteverband", german("Ärzteverband"), OrganisationKind::Association)
    }
}

fn organisations() -> [Organisation; 6] {
    let union = Organisation {
        short_name: Some("IGM".into()),
        aliases: vec!["Industriegewerkschaft Metall".into(), "IG-Metall".into()],
        website: Some("https://www.igmetall.de/".parse().unwrap()),
        sources: vec![source()],
        ..organisation(ORG_IGM, "ig-metall", both("IG Metall", "Metalworkers’ Union"), OrganisationKind::TradeUnion)
    };
    let branch = Organisation {
        state: Some(StateCode::Bw),
        parent: Some(ORG_IGM),
        ..organisation(ORG_IGM_BW, "ig-metall-bw", german("IG Metall Bezirk BW"), OrganisationKind::TradeUnion)
    };
    let name = both("Ministerium für Wirtschaft", "Ministry of Economics");
    let ministry = Organisation {
        state: Some(StateCode::Bw),
        ..organisation(ORG_MINISTERIUM, "ministerium", name, OrganisationKind::Government)
    };
    let companies = Organisation {
        collective: true,
        state: Some(StateCode::Bw),
        ..organisation(ORG_BETRIEBE, "betriebe", german("Betriebe am Bodensee"), OrganisationKind::Company)
    };
    let idle = organisation(ORG_ZUSE, "zuse-institut", german("Zuse-Institut"), OrganisationKind::Research);
    [union, branch, ministry, doctors(), companies, idle]
}

fn initiatives() -> [Initiative; 3] {
    let dialogue = Initiative {
        id: INI_DIALOG,
        slug: "dialog".parse().unwrap(),
        name: both("Dialog Industrie", "Industry Dialogue"),
        aliases: vec!["Industriedialog".into()],
        kind: InitiativeKind::Dialogue,
        status: InitiativeStatus::Active,
        summary: Some(both("Man redet über Größe. 🏭", "They talk about size. 🏭")),
        topics: vec!["Fachkräfte".into(), "Übergänge".into()],
        states: StateCode::Bw | StateCode::He,
        region: Some("Bodensee".into()),
        started_on: date("2014-22"),
        ended_on: None,
        website: Some("https://dialog.example.org/".parse().unwrap()),
        parent: None,
        predecessor: Some(INI_ALLIANZ),
        figures: vec![
            Figure { label: both("Betriebe", "Companies"), value: 360, qualifier: Some("mindestens".into()) },
            Figure { label: german("Saldo"), value: -5, qualifier: None },
        ],
        people: vec![
            Person { name: "Erika Mustermann".into(), function: Some(both("Ministerin", "Minister")) },
            Person { name: "Zoë Łukasz".into(), function: None },
        ],
        absent_kinds: OrganisationKind::University.into(),
        sources: vec![source()],
        stamp: stamp(),
    };
    let week = Initiative {
        id: INI_WOCHE,
        slug: "woche".parse().unwrap(),
        name: german("Woche der Industrie"),
        aliases: vec![],
        kind: InitiativeKind::EventSeries,
        status: InitiativeStatus::Planned,
        summary: None,
        topics: vec![],
        states: StateCode::Bw.into(),
        region: None,
        started_on: None,
        website: None,
        parent: Some(INI_DIALOG),
        predecessor: None,
        figures: vec![],
        people: vec![],
        absent_kinds: Default::default(),
        sources: vec![],
        ended_on: None,
        stamp: stamp(),
    };
    let alliance = Initiative {
        id: INI_ALLIANZ,
        slug: "allianz".parse().unwrap(),
        name: german("Änderungsbündnis"),
        kind: InitiativeKind::Alliance,
        status: InitiativeStatus::Completed,
        topics: vec!["Fachkräfte".into()],
        states: StateCode::He.into(),
        started_on: date("2010"),
        ended_on: date("2012-03~"),
        parent: None,
        ..week.clone()
    };
    [dialogue, week, alliance]
}

fn participations() -> [Participation; 7] {
    use ParticipationRole::*;
    let link = |n, initiative, organisation, role| Participation {
        id: ParticipationId::from_u128(n),
        initiative,
        organisation,
        role,
        formal: true,
        since: None,
        until: None,
        headcount: None,
        note: None,
        sources: vec![],
        stamp: stamp(),
    };
    let support = Participation {
        formal: false,
        since: date("2014-22"),
        until: date("2016"),
        headcount: Some(3),
        note: Some("Nur am Anfang.".into()),
        sources: vec![source()],
        ..link(0x32, INI_DIALOG, ORG_IGM, Supporter)
    };
    [
        link(0x31, INI_DIALOG, ORG_MINISTERIUM, Initiator),
        support,
        link(0x33, INI_DIALOG, ORG_BETRIEBE, Member),
        link(0x34, INI_DIALOG, ORG_MINISTERIUM, Chair),
        link(0x35, INI_WOCHE, ORG_MINISTERIUM, Lead),
        link(0x36, INI_WOCHE, ORG_IGM_BW, Member),
        link(0x37, INI_ALLIANZ, ORG_AERZTE, Prospect),
    ]
}

fn events() -> [Event; 3] {
    let opening = Event {
        id: EventId::from_u128(0x41),
        slug: "auftakt".parse().unwrap(),
        name: both("Auftakt", "Opening"),
        initiative: INI_DIALOG,
        state: Some(StateCode::Bw),
        place: Some("Tübingen".into()),
        starts_on: "2014-07-01".parse().unwrap(),
        ends_on: date("2014-07-02"),
        attendance: Some(120),
        stamp: stamp(),
    };
    let later = |n, slug: &str, name: &str, initiative, starts_on: &str| Event {
        id: EventId::from_u128(n),
        slug: slug.parse().unwrap(),
        name: german(name),
        initiative,
        state: None,
        place: None,
        starts_on: starts_on.parse().unwrap(),
        ends_on: None,
        attendance: None,
        ..opening.clone()
    };
    [
        later(0x42, "messe", "Messe", INI_DIALOG, "2017"),
        later(0x43, "woche-2017", "Woche 2017", INI_WOCHE, "2017-06-19"),
        opening,
    ]
}
