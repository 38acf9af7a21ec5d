//! What is wrong is told: every line, every field, and what would be right.

use buendnis::model::{Origin, Problem};
use buendnis::register::{Finding, Kept, Proposal, Refusal, Step};

use crate::support::{
    files::{empty, export, faults, import, import_files, register},
    initiative_no, organisation_no,
};

const INITIATIVE: &str = r#"{"type":"initiative","slug":"i","name":{"de":"I"},"kind":"DIALOGUE","states":["BW"]}"#;

/// Checks that a file has exactly these faults, each told after `in.ndjson:`, and that nothing of it remains.
fn check(text: &str, expected: &[&str]) {
    let register = register([initiative_no(1).into(), organisation_no(1).into()]);
    let before = export(&register.snapshot());
    let found = faults(import(&register, text));
    let expected: Vec<_> = expected.iter().map(|fault| format!("in.ndjson:{fault}")).collect();
    assert_eq!(found, expected, "{text}");
    assert_eq!((export(&register.snapshot()), register.snapshot().revision()), (before, 1));
}

#[test]
fn a_line_that_is_no_record_is_told() {
    let types = "one of state, initiative, organisation, participation, event";
    check("\n{\"type\":", &["2: is not JSON: EOF while parsing a value, column 8"]);
    check("[1]", &["1: is a list; a line is an object, {…}"]);
    check("{}", &[&format!("1: field `type`: is missing: {types}")]);
    check(r#"{"type":"club"}"#, &[&format!("1: field `type`: `club` is no type of record: {types}")]);
    check(r#"{"type":1}"#, &[&format!("1: field `type`: is a number; it must be {types}")]);
}

#[test]
fn every_field_that_is_wrong_is_told() {
    let kinds = "GOVERNMENT, MUNICIPALITY, CHAMBER, EMPLOYERS_ASSOCIATION, INDUSTRY_ASSOCIATION, TRADE_UNION, COMPANY, \
                 UNIVERSITY, RESEARCH, ASSOCIATION, NETWORK, OTHER";
    check(
        r#"{"type":"organisation","slug":"A b","name":"N","kind":"CLUB","collective":"yes","website":"example.org","colour":"red","colour":"blue"}"#,
        &[
            "1: field `slug`: `A b` is not a slug: only lower-case letters a-z, digits and single hyphens between them, like `ig-metall`",
            "1: field `name`: is text; it must be an object, a text in German and English",
            &format!("1: field `kind`: `CLUB` is not a OrganisationKind: one of {kinds}"),
            "1: field `collective`: is text; it must be true or false",
            "1: field `website`: `example.org` is not a web address: write it in full, like `https://www.example.org/page`",
            "1: field `colour`: is not a field of organisation; fields are id, slug, version, createdAt, updatedAt, name, shortName, aliases, kind, collective, state, website, parent, formerly, sources",
            "1: field `colour`: is not a field of organisation; fields are id, slug, version, createdAt, updatedAt, name, shortName, aliases, kind, collective, state, website, parent, formerly, sources",
        ],
    );
    check(
        &INITIATIVE.replace(
            "[\"BW\"]}",
            r#"["BW",3],"figures":[{"label":{"de":"a"},"value":1},{"label":{"en":"b"},"value":1.5}],"kind":"DIALOGUE"}"#,
        ),
        &[
            "1: field `states[1]`: is a number; it must be text",
            "1: field `figures[1].label.de`: is missing",
            "1: field `figures[1].value`: 1.5 is not a whole number from -2147483648 to 2147483647",
            "1: field `kind`: is given twice",
        ],
    );
}

#[test]
fn references_to_nobody_are_told_but_not_those_to_a_line_that_is_wrong() {
    check(
        r#"{"type":"participation","initiative":"nope","organisation":"org_00000000000000000000000014","role":"MEMBER"}"#,
        &[
            "1: field `initiative`: no initiative has the slug `nope`, here or in the register",
            "1: field `organisation`: there is no record org_00000000000000000000000014, here or in the register",
        ],
    );
    let broken = INITIATIVE.replace("\"BW\"", "\"XX\"");
    let event = r#"{"type":"event","slug":"e","name":{"de":"E"},"initiative":"i","startsOn":"2014"}"#;
    let found = faults(import(&empty(), &format!("{broken}\n{event}")));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn what_only_the_register_can_judge_is_told_with_the_line_as_well() {
    let late = INITIATIVE.replace("[\"BW\"]", r#"["BW"],"startedOn":"2015","endedOn":"2014""#);
    let own = r#"{"type":"organisation","slug":"o","name":{"de":"O "},"kind":"OTHER","parent":"o"}"#;
    check(
        &format!("{late}\n{own}\n{{}}"),
        &[
            "1: field `endedOn`: 2014 is before `startedOn`, 2015",
            "2: field `name.de`: begins or ends with a blank: leave the blanks out",
            "2: field `parent`: the chain by `parent` would lead back to the record itself",
            "3: field `type`: is missing: one of state, initiative, organisation, participation, event",
        ],
    );
}

#[test]
fn a_record_is_given_once() {
    check(&format!("{INITIATIVE}\n{INITIATIVE}"), &["2: field `slug`: `i` is given at in.ndjson:1 already"]);
    let state = r#"{"type":"state","code":"BW","coverage":"DOCUMENTED"}"#;
    check(&format!("{state}\n{state}"), &["2: field `id`: this record, sta_bw, is given at in.ndjson:1 already"]);
    check(
        &state.replace("{\"type\"", "{\"id\":\"sta_by\",\"type\""),
        &["1: field `id`: sta_by is not the id of BW, sta_bw"],
    );
}

#[test]
fn faults_come_by_file_and_line_and_not_without_end() {
    let found = faults(import_files(&empty(), &[("b", "1\n2"), ("a", "3")]));
    assert_eq!(found.iter().map(|fault| &fault[..3]).collect::<Vec<_>>(), ["b:1", "b:2", "a:1"]);
    let Err(error) = import(&empty(), &"x\n".repeat(1_500)) else { panic!("it was imported") };
    assert_eq!(error.to_string(), "1500 things are wrong with the files");
    let buendnis::transfer::Error::Import(faults) = error else { panic!("{error}") };
    assert_eq!((faults.told().len(), faults.count()), (1_000, 1_500));
    assert!(faults.to_string().ends_with("\nand 500 more"));
}

#[test]
fn a_line_without_end_is_no_record() {
    let text = format!("{}\n{INITIATIVE}\n", " ".repeat(5 << 20));
    let found = faults(import(&empty(), &text));
    assert_eq!(found, ["in.ndjson:1: has more than 4194304 bytes: no record is as long"]);
}

#[test]
fn an_editor_cannot_bring_versions_along() {
    let register = empty();
    let kept = Kept { version: Some(9), ..Kept::default() };
    let steps = vec![Step::Restore(organisation_no(1).into(), kept)];
    let proposal = Proposal { actor: "redaktion".into(), origin: Origin::Edit, note: None, steps, memo: None };
    let Err(Refusal::Invalid(findings)) = register.submit_blocking(proposal) else { panic!("it was taken") };
    let expected = Problem::invalid("version", "only an import brings versions and times along");
    assert!(matches!(&findings[..], [Finding { step: 0, problem, .. }] if *problem == expected), "{findings:?}");
}
