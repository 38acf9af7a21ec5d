//! Web addresses.

use buendnis::model::{Url, limits::MAX_URL_BYTES};

#[test]
fn an_address_is_kept_as_it_was_written() {
    let cases = [
        "https://www.igmetall.de/",
        "http://example.org",
        "HTTPS://Example.ORG/Pfad?x=1#y",
        "https://example.org:8443/a/../b",
        "https://www.example.org/überblick?seite=42#größe",
        "https://bücher.example",
        "https://example.org/?ziel=http://example.com/",
        "http://[2001:db8::1]/",
        "http://192.0.2.1/",
    ];
    for text in cases {
        assert_eq!(text.parse::<Url>().map(|url| url.to_string()), Ok(text.to_owned()));
    }
}

#[test]
fn a_text_that_is_no_address_is_told_what_would_be_one() {
    let malformed = [
        "",
        "example.org",
        "www.example.org",
        "/pfad",
        "//example.org",
        "https://",
        "http:///",
        "https://a b",
        "https://example.org/\n",
        " https://example.org",
        "https://example.org ",
        "https://exa\u{a0}mple.org",
        "https://example.org:99999/",
        "https://[::1",
        "https://a%00b/",
    ];
    for text in malformed {
        check_form(text);
    }
    let schemes = [
        ("javascript:alert(1)", "javascript"),
        ("mailto:a@example.org", "mailto"),
        ("ftp://example.org/", "ftp"),
        ("data:text/html,x", "data"),
        ("file:///etc/passwd", "file"),
        ("example.org:80", "example.org"),
    ];
    for (text, scheme) in schemes {
        check_refused(text, &format!("`{text}` has the scheme `{scheme}`: only http and https"));
    }
    let address = |bytes: usize| format!("https://example.org/{}", "x".repeat(bytes - 20));
    check_refused(&address(MAX_URL_BYTES + 1), &format!("`{}…` has more than 2000 bytes", &address(60)));
    assert!(address(MAX_URL_BYTES).parse::<Url>().is_ok());
}

/// Browsers guess these to be addresses, and so did the parser; but the register keeps and hands on what was written,
/// and for any other reader that is no address.
#[test]
fn an_address_without_its_two_slashes_is_refused() {
    let cases = [
        "https:example.org",
        "https:/example.org",
        "https:///example.org",
        "https:\\\\example.org",
        "https://example.org\\pfad",
        "https:example.org/?ziel=http://example.com/",
    ];
    for text in cases {
        check_form(text);
    }
}

#[track_caller]
fn check_form(text: &str) {
    let message = format!("`{text}` is not a web address: write it in full, like `https://www.example.org/page`");
    check_refused(text, &message);
}

#[track_caller]
fn check_refused(text: &str, message: &str) {
    assert_eq!(text.parse::<Url>().map_err(|error| error.to_string()), Err(message.to_owned()));
}
