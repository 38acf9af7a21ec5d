//! `schema.graphql` is what the program serves, and keeps what `contract.graphql` promises.

use crate::surface::Surface;

const SCHEMA: &str = include_str!("../../schema.graphql");
const CONTRACT: &str = include_str!("../contract.graphql");

/// What the contract promises and the program does not have yet; the types that only these lead to are excused with
/// them. Each step takes its own away: a test fails when something here is there already.
const TO_COME: &[&str] = &[];

#[test]
fn the_file_is_what_the_program_serves() {
    let renew = "`schema.graphql` is not what the program serves: renew it by `cargo run -- schema > schema.graphql`";
    assert!(SCHEMA == buendnis::schema::sdl(), "{renew}");
}

#[test]
fn the_schema_keeps_the_contract() {
    let broken = Surface::of(CONTRACT).without(TO_COME).broken_by(&Surface::of(SCHEMA));
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn what_is_to_come_is_promised_and_not_there_yet() {
    let (contract, schema) = (Surface::of(CONTRACT), Surface::of(SCHEMA));
    let unknown: Vec<_> = TO_COME.iter().filter(|coordinate| !contract.has(coordinate)).collect();
    assert!(unknown.is_empty(), "not in the contract: {unknown:?}");
    let there: Vec<_> = TO_COME.iter().filter(|coordinate| schema.has(coordinate)).collect();
    assert!(there.is_empty(), "there already, take it off the list: {there:?}");
}

/// Checks what a change from one schema to another breaks.
fn check(old: &str, new: &str, broken: &[&str]) {
    let surface = |types: &str| Surface::of(&format!("schema {{ query: Q }}\n{types}"));
    assert_eq!(surface(old).broken_by(&surface(new)), broken, "{old} → {new}");
}

/// The comparison itself, so that the contract is not kept by a test that sees nothing.
#[test]
fn a_change_that_breaks_clients_is_seen() {
    for (old, new, broken) in [
        ("type Q { a: Int b: Int }", "type Q { a: Int }", "Q.b: `Int` is missing"),
        ("type Q { a: Int! }", "type Q { a: Int }", "Q.a: `Int` should be `Int!`"),
        ("type Q { a: [Int!] }", "type Q { a: [Int] }", "Q.a: `[Int]` should be `[Int!]`"),
        ("type Q { a(b: Int): Int }", "type Q { a: Int }", "Q.a(b): `Int` is missing"),
        ("type Q { a(b: Int = 1): Int }", "type Q { a(b: Int = 2): Int }", "Q.a(b): `Int = 2` should be `Int = 1`"),
        (
            "type Q { a: Int }",
            "type Q { a(b: Int!): Int }",
            "Q.a(b): `Int!` is demanded of clients that do not know it",
        ),
        (
            "type Q { a(b: I): Int } input I { x: Int }",
            "type Q { a(b: I): Int } input I { x: Int y: Int! }",
            "I.y: `Int!` is demanded of clients that do not know it",
        ),
        ("type Q { a: E } enum E { A B }", "type Q { a: E } enum E { B }", "E.A: `word` is missing"),
        (
            "type Q { a: U } union U = Q | R type R { x: Int }",
            "type Q { a: U } union U = Q type R { x: Int }",
            "U|R: `member` is missing",
        ),
        (
            "type Q implements N { a: Int } interface N { a: Int }",
            "type Q { a: Int } interface N { a: Int }",
            "Q:N: `implements` is missing",
        ),
        (
            "type Q { a(r: R): Int } input R @oneOf { x: Int }",
            "type Q { a(r: R): Int } input R { x: Int }",
            "R: `input` should be `input @oneOf`",
        ),
        ("type Q { a: T } scalar T", "type Q { a: T } enum T { A }", "T: `enum` should be `scalar`"),
    ] {
        check(old, new, &[broken]);
    }
}

#[test]
fn a_change_that_adds_breaks_nobody() {
    let old = "type Q { a: Int }";
    check(old, "type Q { a(b: Int, c: Int! = 1): Int d(e: Int!): E } enum E { A } input I { x: Int! }", &[]);
}

#[test]
fn the_type_of_what_is_to_come_is_excused_and_the_others_are_not() {
    let contract =
        Surface::of("schema { query: Q } type Q { a: Int b: B c: C } type B { x: Int c: C } type C { x: Int }");
    let broken = contract.without(&["Q.b"]).broken_by(&Surface::of("schema { query: Q } type Q { a: Int }"));
    assert_eq!(broken, ["C: `type` is missing", "C.x: `Int` is missing", "Q.c: `C` is missing"]);
}
