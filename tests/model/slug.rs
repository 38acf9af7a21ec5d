//! Slugs, and the folding of German text that makes them.

use buendnis::model::{Slug, limits::MAX_SLUG_BYTES, text::fold};
use proptest::prelude::*;

#[test]
fn a_name_folds_to_a_slug() {
    let cases = [
        ("IG Metall", Some("ig-metall")),
        ("Ärzte", Some("aerzte")),
        ("Öl & Übermut", Some("oel-uebermut")),
        ("Straße", Some("strasse")),
        ("STRAẞE", Some("strasse")),
        // Decomposed: a letter and a combining diaeresis.
        ("A\u{308}rzte fu\u{308}r Gro\u{308}ße", Some("aerzte-fuer-groesse")),
        ("In|du|strie - Gemeinsam. Zukunft. Leben.", Some("in-du-strie-gemeinsam-zukunft-leben")),
        ("Łódź", Some("lodz")),
        ("Café Zoë", Some("cafe-zoe")),
        ("Æther Øre Œuvre Đorđe", Some("aether-ore-oeuvre-dorde")),
        ("„Bündnis“ für's Land", Some("buendnis-fuer-s-land")),
        ("Industrie 4.0", Some("industrie-4-0")),
        ("  --  x  --  ", Some("x")),
        ("ﬁx", Some("fix")),
        ("m²", Some("m2")),
        ("🚀 Start 🚀", Some("start")),
        ("🚀", None),
        ("", None),
        (" – ", None),
        ("Москва", None),
    ];
    for (name, slug) in cases {
        assert_eq!(Slug::from_name(name).as_deref(), slug, "{name}");
    }
}

/// Signs such as ™ stand for capital letters. They were written out after the text had been made lower case, and the
/// slug of `Marke™` was `markeTM`, which is none.
#[test]
fn signs_that_stand_for_letters_are_made_lower_case_as_well() {
    let cases = [("Marke™", "marketm"), ("№ 1", "no-1"), ("℡", "tel"), ("Ⅷ", "viii"), ("㎒", "mhz"), ("K", "k")];
    for (name, slug) in cases {
        assert_eq!(Slug::from_name(name).as_deref(), Some(slug), "{name}");
    }
}

#[test]
fn every_character_folds_to_something_that_stays_as_it_is() {
    for c in (char::MIN..=char::MAX).map(String::from) {
        let folded = fold(&c);
        assert!(!folded.bytes().any(|b| b.is_ascii_uppercase()), "{c} folds to {folded}");
        assert_eq!(fold(&folded), folded, "{c}");
    }
}

#[test]
fn a_long_name_is_cut_at_a_word() {
    let cases = [
        // 9 × 10 + 9 hyphens = 99 bytes fit; the tenth word would make 110.
        ("abcdefghij ".repeat(12), ["abcdefghij"; 9].join("-")),
        ("x".repeat(150), "x".repeat(100)),
        (format!("kurz {}", "x".repeat(150)), "kurz".into()),
        (format!("{} ende", "x".repeat(95)), format!("{}-ende", "x".repeat(95))),
        (format!("{} ende", "x".repeat(96)), "x".repeat(96)),
    ];
    for (name, slug) in cases {
        assert_eq!(Slug::from_name(&name).unwrap().as_str(), slug, "{name}");
    }
}

#[test]
fn a_numbered_slug_keeps_its_end_and_stays_within_the_limit() {
    let long = "x".repeat(MAX_SLUG_BYTES);
    let hyphen = format!("{}-{}", "x".repeat(97), "yy");
    let cases = [
        ("ig-metall", 2, "ig-metall-2".to_owned()),
        (&long, 2, format!("{}-2", "x".repeat(98))),
        (&long, u32::MAX, format!("{}-4294967295", "x".repeat(89))),
        (&hyphen, 2, format!("{}-2", "x".repeat(97))),
    ];
    for (slug, number, expected) in cases {
        let numbered = slug.parse::<Slug>().unwrap().numbered(number);
        assert_eq!(numbered.as_str(), expected);
        assert_eq!(numbered.parse(), Ok(numbered.clone()));
    }
}

#[test]
fn a_text_that_is_no_slug_is_told_what_would_be_one() {
    const FORM: &str =
        "is not a slug: only lower-case letters a-z, digits and single hyphens between them, like `ig-metall`";
    check_refused("", "a slug cannot be empty: write words like `ig-metall`");
    for text in ["-", "a-", "-a", "a--b", "IG-Metall", "ig metall", "ig_metall", "größe", "a\n", "org_0"] {
        check_refused(text, &format!("`{text}` {FORM}"));
    }
    let long = "x".repeat(MAX_SLUG_BYTES + 1);
    check_refused(&long, &format!("`{}…` has more than 100 characters", "x".repeat(40)));
    assert!("x".repeat(MAX_SLUG_BYTES).parse::<Slug>().is_ok());
}

/// 60 umlauts have 120 bytes; they were told that they have more than 100 characters.
#[test]
fn a_text_that_is_no_slug_is_not_told_to_be_shorter() {
    let text = "ä".repeat(60);
    check_refused(
        &text,
        &format!(
            "`{}…` is not a slug: only lower-case letters a-z, digits and single hyphens between them, like `ig-metall`",
            "ä".repeat(40)
        ),
    );
}

#[track_caller]
fn check_refused(text: &str, message: &str) {
    assert_eq!(text.parse::<Slug>().map_err(|error| error.to_string()), Err(message.to_owned()));
}

proptest! {
    #[test]
    fn the_slug_of_a_name_is_a_slug(name in ".{0,200}|[a-zäöüß ]{80,120}", number in any::<u32>()) {
        if let Some(slug) = Slug::from_name(&name) {
            prop_assert_eq!(slug.parse(), Ok(slug.clone()));
            let numbered = slug.numbered(number);
            prop_assert_eq!(numbered.parse(), Ok(numbered));
            prop_assert_eq!(Slug::from_name(&slug), Some(slug));
        }
    }

    #[test]
    fn a_text_that_parses_is_displayed_as_it_was(text in "[a-z0-9-]{0,110}|.{0,20}") {
        if let Ok(slug) = text.parse::<Slug>() {
            prop_assert_eq!(slug.to_string(), text);
        }
    }
}
