//! Which record a line is about, and what becomes of it.

use buendnis::{
    model::{ParticipationRole, Record, Timestamp},
    register::Register,
};

use crate::support::{
    NOON, event_no,
    files::{empty, export, import, import_files, register},
    initiative_no, organisation_no, participation_no, stamp,
};

/// Two initiatives, two organisations, one participation, one event.
fn small() -> Register {
    let records: Vec<Record> = vec![
        initiative_no(1).into(),
        initiative_no(2).into(),
        organisation_no(1).into(),
        organisation_no(2).into(),
        participation_no(1, 1, 1).into(),
        event_no(1, 1).into(),
    ];
    register(records)
}

const ORGANISATION: &str = r#"{"type":"organisation","slug":"organisation-1","name":{"de":"Neu"},"kind":"OTHER"}"#;

#[test]
fn a_line_is_about_the_record_with_its_slug() {
    let register = small();
    let outcome = import(&register, ORGANISATION).unwrap();
    assert_eq!((outcome.created(), outcome.updated(), outcome.unchanged()), (0, 1, 0));
    let snapshot = register.snapshot();
    let record = snapshot.organisation(organisation_no(1).id).unwrap().record();
    assert_eq!((&*record.name.de, record.stamp.version), ("Neu", 2));
}

#[test]
fn a_line_is_about_the_record_with_its_id_whatever_its_slug() {
    let register = small();
    let id = organisation_no(1).id;
    let renamed =
        ORGANISATION.replace("organisation-1", "anders").replace("{\"type", &format!("{{\"id\":\"{id}\",\"type"));
    // The slug that becomes free goes to a new record in the same import.
    let outcome = import(&register, &format!("{ORGANISATION}\n{renamed}")).unwrap();
    assert_eq!((outcome.created(), outcome.updated()), (1, 1));
    let snapshot = register.snapshot();
    assert_eq!(&*snapshot.organisation(id).unwrap().record().slug, "anders");
    assert_ne!(snapshot.organisation_by_slug("organisation-1").unwrap().record().id, id);
}

#[test]
fn an_unknown_id_with_a_known_slug_means_the_record_with_the_slug() {
    let register = small();
    let (known, foreign) = (organisation_no(1).id, organisation_no(99).id);
    let line = ORGANISATION.replace("{\"type", &format!("{{\"id\":\"{foreign}\",\"type"));
    let branch = r#"{"type":"organisation","slug":"zweig","name":{"de":"Zweig"},"kind":"OTHER","parent":"ID"}"#;
    import(&register, &format!("{}\n{line}", branch.replace("ID", &foreign.to_string()))).unwrap();
    let snapshot = register.snapshot();
    assert!(snapshot.organisation(foreign).is_none());
    assert_eq!(snapshot.organisation_by_slug("zweig").unwrap().record().parent, Some(known));
}

#[test]
fn a_participation_is_known_by_its_ends_and_its_role() {
    let register = small();
    let line = r#"{"type":"participation","initiative":"initiative-1","organisation":"organisation-1","role":"MEMBER","note":"Neu"}"#;
    let outcome = import(&register, &format!("{line}\n{}", line.replace("MEMBER", "CHAIR"))).unwrap();
    assert_eq!((outcome.created(), outcome.updated()), (1, 1));
    let snapshot = register.snapshot();
    let known = snapshot.participation(participation_no(1, 1, 1).id).unwrap().record();
    assert_eq!((known.note.as_deref(), known.role, known.formal), (Some("Neu"), ParticipationRole::Member, true));
}

#[test]
fn what_is_left_out_is_given_by_the_register() {
    let register = empty();
    import(&register, ORGANISATION).unwrap();
    let snapshot = register.snapshot();
    let record = snapshot.organisation_by_slug("organisation-1").unwrap().record();
    let stamp = record.stamp;
    assert_eq!((stamp.version, stamp.created_at, stamp.updated_at), (1, NOON, NOON));
    assert!(!record.collective && record.aliases.is_empty());
}

#[test]
fn versions_and_times_are_kept_where_the_record_is_new_and_go_on_where_it_is_not() {
    let kept = organisation_no(1);
    let line = |name: &str| {
        let stamp = r#","version":7,"createdAt":"1969-12-31T23:59:59.999999Z","updatedAt":"2026-01-15T12:00:00Z"}"#;
        ORGANISATION.replace("Neu", name).replace("OTHER\"}", &format!("OTHER\"{stamp}"))
    };
    let register = empty();
    import(&register, &line("Alt")).unwrap();
    let found = |register: &Register| register.snapshot().organisation_by_slug(&kept.slug).unwrap().record().stamp;
    assert_eq!(found(&register), stamp());
    // The number 7 has been given away: an editor who saw it must not overwrite this.
    import(&register, &line("Neu")).unwrap();
    assert_eq!(found(&register), stamp().next(NOON));
    // Some of the three may be left out.
    import(&register, &line("x").replace("organisation-1", "b").replace("\"version\":7,", "")).unwrap();
    let second = register.snapshot().organisation_by_slug("b").unwrap().record().stamp;
    assert_eq!((second.version, second.created_at), (1, Timestamp::from_micros(-1)));
}

#[test]
fn several_files_are_one_import() {
    let register = empty();
    let link = r#"{"type":"participation","initiative":"i","organisation":"organisation-1","role":"MEMBER"}"#;
    let initiative = r#"{"type":"initiative","slug":"i","name":{"de":"I"},"kind":"DIALOGUE","states":["BW"]}"#;
    let files = [("a", link), ("b", initiative), ("c", ORGANISATION)];
    let outcome = import_files(&register, &files).unwrap();
    assert_eq!((outcome.created(), register.snapshot().revision()), (3, 1));
}

#[test]
fn a_rehearsal_changes_nothing_and_says_what_would() {
    let register = small();
    let before = export(&register.snapshot());
    let mut intake = buendnis::transfer::intake::Intake::default();
    buendnis::transfer::ndjson::read("in", &mut ORGANISATION.as_bytes(), &mut intake).unwrap();
    let outcome = intake.against(&register.snapshot()).rehearse(&register).unwrap();
    assert_eq!(outcome.updated(), 1);
    assert_eq!(export(&register.snapshot()), before);
}
