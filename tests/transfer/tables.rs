//! CSV: the same records, through what spreadsheets need.

use buendnis::{
    model::{Former, LocalisedText, Organisation, OrganisationId, Record, SubjectType},
    transfer::{seed, table},
};

use crate::support::{
    self, NOON,
    files::{empty, export, export_table, faults, import_tables, register},
    full_initiative, organisation_no,
};

fn tables(register: &buendnis::snapshot::Snapshot) -> Vec<(SubjectType, String)> {
    table::files().map(|(subject, _)| (subject, export_table(register, subject))).collect()
}

fn check(records: Vec<Record>) {
    let original = register(records);
    let copy = empty();
    import_tables(&copy, &tables(&original.snapshot())).unwrap();
    assert_eq!(export(&copy.snapshot()), export(&original.snapshot()));
}

#[test]
fn the_bundled_register_comes_back_as_it_was() {
    check(seed::bundled(NOON).unwrap());
}

#[test]
fn every_cell_comes_back_as_it_was() {
    let mut initiative = full_initiative();
    (initiative.parent, initiative.predecessor) = (None, None);
    initiative.topics = ["a | b", "=1+1", "[x]"].map(Into::into).to_vec();
    initiative.summary = Some(support::text("=cmd|' /C calc'!A0\nzweite \"Zeile\"; Größe,\ttab", "@x"));
    let named = |number: u32, name: &str, aliases: &[&str]| Organisation {
        name: LocalisedText::german(name),
        aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
        ..organisation_no(number)
    };
    check(vec![
        initiative.into(),
        named(1, "=1+1", &["-x", "y"]).into(),
        named(2, "+49 30", &["[a", "b]"]).into(),
        named(3, "-", &["a|b"]).into(),
        named(4, "'s-Hertogenbosch", &["[\"a\"]"]).into(),
        named(5, "'=x", &["'"]).into(),
        named(6, "Bündnis, \"Größe\"", &["„ß“", "1"]).into(),
        Organisation {
            formerly: vec![Former { id: OrganisationId::from_u128(0x99), slug: "alt".parse().unwrap() }],
            ..organisation_no(7)
        }
        .into(),
    ]);
}

#[test]
fn no_cell_is_a_formula() {
    let organisation = Organisation { name: LocalisedText::german("=1+1"), ..organisation_no(1) };
    let text = export_table(&register([organisation.into()]).snapshot(), SubjectType::Organisation);
    assert!(text.starts_with("\u{feff}id,slug,name.de,name.en,"), "{text}");
    assert!(text.contains(",'=1+1,"), "{text}");
}

#[test]
fn semicolons_and_german_truths_are_read_too() {
    let text = "slug;name.de;kind;collective\r\na;A;OTHER;WAHR\r\n;;;\r\n".to_owned();
    let register = empty();
    import_tables(&register, &[(SubjectType::Organisation, text)]).unwrap();
    assert!(register.snapshot().organisation_by_slug("a").unwrap().record().collective);
}

#[test]
fn faults_name_the_line_and_the_column() {
    let text = "slug,name.de,kind,collective,colour\na,\"A\nB\",OTHER,maybe,\nb,B,CLUB,true,,too,many\nc,,OTHER,,\n";
    let found = faults(import_tables(&empty(), &[(SubjectType::Organisation, text.to_owned())]));
    let expected = [
        "ORGANISATION.csv:1: field `colour`: is no column of organisations: they are",
        "ORGANISATION.csv:2: field `collective`: is text; it must be true or false",
        "ORGANISATION.csv:4: has 7 cells for 5 columns",
        "ORGANISATION.csv:5: field `name`: is missing",
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
}
