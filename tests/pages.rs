//! The pages as a browser gets them. What they do there is tested in one, by `web/tests`.
//!
//! A program that was built without npm has no pages: then what it says instead is tested.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what a test does not expect fails it")]

mod api;

use std::io::Read;

use api::{Answer, Api};
use axum::{body::Body, http::Request};
use buendnis::model::{
    Coverage, InitiativeKind, InitiativeStatus, Involvement, Language, OrganisationKind, ParticipationRole, StateCode,
    SubjectType,
};
use flate2::read::GzDecoder;

const PAGES: [&str; 7] =
    ["/", "/timeline", "/network", "/search", "/initiatives/some", "/organisations/some", "/graphiql"];

fn get(path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    Api::of([]).send(request.body(Body::empty()).unwrap())
}

/// Whether this program was built with its pages; otherwise checks that it says how to get them.
fn built() -> bool {
    let answer = get("/", &[]);
    if answer.status == 200 {
        return true;
    }
    for page in PAGES {
        let answer = get(page, &[]);
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (501, "text/html; charset=utf-8"),
            "{page}"
        );
        assert!(answer.text().contains("touch build.rs"), "{page}: {}", answer.text());
    }
    false
}

/// The addresses in a page that it loads.
fn loaded(page: &str) -> Vec<&str> {
    let quoted = page.split(['"', '\'']).skip(1).step_by(2);
    quoted.filter(|text| text.starts_with("/assets/")).collect()
}

#[test]
fn a_page_is_asked_for_again_and_sent_once() {
    if !built() {
        return;
    }
    for page in PAGES {
        let answer = get(page, &[]);
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, "text/html; charset=utf-8"),
            "{page}"
        );
        assert_eq!(answer.header("cache-control"), "no-cache", "{page}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self'; ") && !policy.contains("script-src"), "{page}: {policy}");
        assert!(answer.text().starts_with("<!doctype html>"), "{page}");
        let tag = answer.header("etag");
        let again = get(page, &[("if-none-match", tag)]);
        assert_eq!((again.status.as_u16(), again.header("etag"), again.body.len()), (304, tag, 0), "{page}");
        assert_eq!(get(page, &[("if-none-match", "W/\"0\"")]).status, 200, "{page}");
    }
}

#[test]
fn what_a_page_loads_is_here_and_kept_for_good() {
    if !built() {
        return;
    }
    for page in PAGES {
        let answer = get(page, &[]);
        let files = loaded(answer.text());
        assert!(files.iter().any(|file| file.ends_with(".js")), "{page}: {files:?}");
        for file in files {
            let answer = get(file, &[]);
            assert_eq!(answer.status, 200, "{file}");
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable", "{file}");
        }
    }
}

#[test]
fn a_file_is_sent_as_the_client_can_read_it() {
    if !built() {
        return;
    }
    let plain = get("/", &[]);
    assert_eq!(plain.header("content-encoding"), "");
    for (accept, encoding) in [
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("BR", "br"),
        ("deflate", ""),
        ("identity", ""),
    ] {
        let answer = get("/", &[("accept-encoding", accept)]);
        assert_eq!(answer.header("content-encoding"), encoding, "{accept}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{accept}");
        match encoding {
            "gzip" => {
                let mut text = String::new();
                GzDecoder::new(&answer.body[..]).read_to_string(&mut text).unwrap();
                assert_eq!(text, plain.text(), "{accept}");
            }
            "br" => assert!(answer.body.len() < plain.body.len(), "{accept}"),
            _ => assert_eq!(answer.text(), plain.text(), "{accept}"),
        }
    }
}

#[test]
fn there_is_no_way_from_the_files_to_others() {
    for path in
        ["/assets/", "/assets/none.js", "/assets/..%2Findex.html", "/assets/%2e%2e/index.html", "/assets/index.html"]
    {
        assert_eq!(get(path, &[]).status, 404, "{path}");
    }
}

/// Every word of a vocabulary in the notation of the pages.
macro_rules! words {
    ($($vocabulary:ident),+) => {
        [$((stringify!($vocabulary), $vocabulary::ALL.map(|word| {
            format!("{}: [\"{}\", \"{}\"],", word.name(), word.label(Language::De), word.label(Language::En))
        }).to_vec())),+]
    };
}

#[test]
fn the_pages_have_the_words_of_the_vocabularies() {
    let source = include_str!("../web/src/atlas/language/vocabulary.ts");
    for (vocabulary, words) in words![
        StateCode,
        Coverage,
        InitiativeKind,
        InitiativeStatus,
        OrganisationKind,
        ParticipationRole,
        Involvement,
        SubjectType
    ] {
        let (_, rest) = source.split_once(&format!("  {vocabulary}: {{\n")).unwrap_or_else(|| panic!("{vocabulary}"));
        let (there, _) = rest.split_once("\n  },").unwrap();
        let there: Vec<_> = there.lines().map(str::trim).collect();
        assert_eq!(there, words, "{vocabulary}");
    }
}
