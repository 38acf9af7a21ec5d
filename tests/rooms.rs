//! The map of the house cannot rot: `src/lib.rs` names the rooms in their order, a room uses only rooms named before it,
//! and says at its door what it never does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

use std::{fs, path::Path};

/// A use of a room that is not above the one that uses it.
#[derive(Debug, PartialEq, Eq)]
struct Arrow {
    file: String,
    line: usize,
    from: String,
    to: String,
}

/// The text of `source` with comments, strings and characters blanked out, line by line as before.
fn code_only(source: &str) -> String {
    let mut code = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = skipped(rest, code.chars().last());
        let (taken, blank) = if skipped > 0 { (skipped, true) } else { (first.len_utf8(), false) };
        let (piece, after) = rest.split_at(taken);
        match blank {
            true => code.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' })),
            false => code.push_str(piece),
        }
        rest = after;
    }
    code
}

/// How many bytes at the beginning of `text` are a comment, a string or a character.
fn skipped(text: &str, before: Option<char>) -> usize {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return block_comment(text);
    }
    if text.starts_with('"') {
        return quoted(text, 1);
    }
    if !in_word {
        if text.starts_with("b\"") || text.starts_with("c\"") {
            return quoted(text, 2);
        }
        if let Some(length) = ["r", "br", "cr"].iter().find_map(|prefix| raw(text, prefix)) {
            return length;
        }
    }
    if text.starts_with('\'') { character(text) } else { 0 }
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// A string whose quotation mark ends at `start`.
fn quoted(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < start) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn raw(text: &str, prefix: &str) -> Option<usize> {
    let rest = text.strip_prefix(prefix)?;
    let hashes = rest.bytes().take_while(|b| *b == b'#').count();
    let body = rest[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = body.find(&end).map_or(body.len(), |at| at + end.len());
    Some(prefix.len() + hashes + 1 + length)
}

/// A character such as `'"'`; a lifetime is none.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            chars.next();
            chars.find(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 1)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

/// The rooms in the order of `lib.rs`.
fn rooms(lib: &str) -> Vec<String> {
    let code = code_only(lib);
    code.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

/// The rooms that a text goes to by `crate::`, each with its line; of a group, every member.
fn arrows(source: &str) -> Vec<(usize, String)> {
    let code = code_only(source);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let in_word = code[..at].chars().last().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
        if in_word && !code[..at].ends_with('$') {
            continue;
        }
        let start = at + "crate::".len();
        for place in targets(&code, start) {
            let name: String = code[place..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.push((code[..place].lines().count().max(1), name));
        }
    }
    found
}

/// Where the names begin that follow a `crate::` ending at `start`: one, or those on the first level of a group.
fn targets(code: &str, start: usize) -> Vec<usize> {
    if !code[start..].trim_start().starts_with('{') {
        return vec![start + (code[start..].len() - code[start..].trim_start().len())];
    }
    let (mut depth, mut expected, mut places) = (0, false, Vec::new());
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' => {
                depth += 1;
                expected = depth == 1;
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            ',' => expected = depth == 1,
            c if expected && !c.is_whitespace() => {
                places.push(start + at);
                expected = false;
            }
            _ => {}
        }
    }
    places
}

/// The arrows of one file of the room `from` that do not point to a room above it.
fn upward(rooms: &[String], from: &str, file: &str, source: &str) -> Vec<Arrow> {
    let place = |room: &str| rooms.iter().position(|other| other == room);
    let own = place(from);
    arrows(source)
        .into_iter()
        .filter(|(_, to)| to != from && (place(to).is_none() || place(to) > own))
        .map(|(line, to)| Arrow { file: file.into(), line, from: from.into(), to })
        .collect()
}

/// Every Rust file at or below `path`, with its text.
fn files(path: &Path) -> Vec<(String, String)> {
    if path.is_file() {
        return vec![(path.display().to_string(), fs::read_to_string(path).unwrap())];
    }
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.is_dir() || path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    paths.iter().flat_map(|path| files(path)).collect()
}

/// `src` as seen from where tests run.
fn src() -> &'static Path {
    Path::new("src")
}

fn rooms_of_the_house() -> Vec<String> {
    let rooms = rooms(&fs::read_to_string(src().join("lib.rs")).unwrap());
    assert!(rooms.iter().any(|room| room == "model"), "{rooms:?}");
    rooms
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let rooms = rooms_of_the_house();
    let mut wrong = Vec::new();
    for room in &rooms {
        let found = [files(&src().join(format!("{room}.rs"))), files(&src().join(room))].concat();
        assert!(!found.is_empty(), "the room {room} has no file");
        wrong.extend(found.iter().flat_map(|(file, source)| upward(&rooms, room, file, source)));
    }
    let list: Vec<String> =
        wrong.iter().map(|Arrow { file, line, from, to }| format!("{file}:{line}: {from} uses {to}")).collect();
    assert!(list.is_empty(), "rooms in order: {}; upward arrows:\n{}", rooms.join(", "), list.join("\n"));
}

/// The comment at the top of a file.
fn door(source: &str) -> String {
    source.lines().take_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_room_says_at_its_door_what_it_never_does() {
    for room in rooms_of_the_house() {
        let file = src().join(format!("{room}.rs"));
        let door = door(&fs::read_to_string(&file).unwrap());
        assert!(door.contains("//! *Invariants:* "), "{}: no *Invariants:* line in its //!", file.display());
    }
}

#[test]
fn an_upward_arrow_is_found_wherever_it_is() {
    let rooms = ["model", "store", "schema"].map(str::to_owned);
    let cases = [
        ("use crate::model::Slug;", vec![]),
        ("use crate::store::Store;", vec![]),
        ("use crate::schema::Node;", vec![(1, "schema")]),
        ("\n\nuse crate::{\n    model::{schema, Slug},\n    schema::Node,\n};", vec![(5, "schema")]),
        ("pub(crate) use crate::{model::X, schema as s};", vec![(1, "schema")]),
        ("fn f() -> crate::schema::Node { crate::model::x() }", vec![(1, "schema")]),
        ("use crate::\n    schema::Node;", vec![(2, "schema")]),
        ("let x = $crate::schema::x;", vec![(1, "schema")]),
        ("use mycrate::schema::Node;", vec![]),
        ("use schema::Node; use super::schema;", vec![]),
        ("use crate::unheard_of;", vec![(1, "unheard_of")]),
        // Not code.
        ("// use crate::schema::Node;", vec![]),
        ("//! [`crate::schema`]\n/// crate::schema", vec![]),
        ("/* crate::schema /* crate::schema */ crate::schema */ use crate::model;", vec![]),
        (r#"let s = "use crate::schema;";"#, vec![]),
        (r#"let s = "\"crate::schema"; use crate::schema;"#, vec![(1, "schema")]),
        (r###"let s = r#" " crate::schema "#; let b = br"crate::schema"; crate::schema"###, vec![(1, "schema")]),
        ("let s = \"two\nlines crate::schema\";\nuse crate::schema;", vec![(3, "schema")]),
        (r#"let c = '"'; use crate::schema; let d = '"';"#, vec![(1, "schema")]),
        (r"let c = '\''; use crate::schema; let d = '\u{e4}';", vec![(1, "schema")]),
        ("fn f<'a>(x: &'a str) -> crate::schema::X<'a> {}", vec![(1, "schema")]),
        ("let größe = \"ä\"; crate::schema", vec![(1, "schema")]),
    ];
    for (source, expected) in cases {
        let found = upward(&rooms, "store", "store.rs", source);
        let expected: Vec<Arrow> = expected
            .into_iter()
            .map(|(line, to)| Arrow { file: "store.rs".into(), line, from: "store".into(), to: to.into() })
            .collect();
        assert_eq!(found, expected, "{source}");
    }
}

#[test]
fn the_rooms_are_read_in_their_order() {
    let lib = "//! pub mod not_this;\npub mod b;\nmod private;\n// pub mod nor_this;\npub mod a;\npub use b::X;\n";
    assert_eq!(rooms(lib), ["b", "a"]);
}

#[test]
fn only_the_top_of_a_file_is_its_door() {
    assert_eq!(door("//! a\n//! b\n\n//! c\nmod x;"), "//! a\n//! b");
}
