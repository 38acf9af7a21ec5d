//! The list of tokens: names, secrets, and how long they are good.

use std::collections::HashSet;

use buendnis::{
    access::{AccessError, Role, Secret, SecretError, Standing, Token, TokenName, Tokens},
    model::Timestamp,
};

fn at(hour: i64) -> Timestamp {
    Timestamp::from_micros(hour * 3_600_000_000)
}

fn name(text: &str) -> TokenName {
    text.parse().unwrap()
}

#[test]
fn a_token_is_found_by_its_secret_alone() {
    let mut tokens = Tokens::default();
    let anna = tokens.add(name("anna"), Role::Editor, None, at(0)).unwrap();
    let ben = tokens.add(name("ben"), Role::Reader, None, at(0)).unwrap();
    let found = |secret: &Secret| tokens.find(&secret.digest()).map(|token| token.name.to_string());
    assert_eq!((found(&anna).as_deref(), found(&ben).as_deref()), (Some("anna"), Some("ben")));
    assert_eq!(found(&Secret::random().unwrap()), None);
    let mut longer = anna.reveal().to_owned();
    longer.push('a');
    assert_eq!(found(&longer.parse().unwrap()), None);
    assert_eq!(found(&anna.reveal().to_uppercase().parse().unwrap()), None);
}

#[test]
fn a_token_is_good_until_it_expires_or_is_revoked() {
    let mut tokens = Tokens::default();
    let secret = tokens.add(name("anna"), Role::Editor, Some("90d".parse().unwrap()), at(0)).unwrap();
    let standing = |tokens: &Tokens, hour| tokens.find(&secret.digest()).unwrap().standing(at(hour));
    assert_eq!(standing(&tokens, 90 * 24 - 1), Standing::Valid);
    assert_eq!(standing(&tokens, 90 * 24), Standing::Expired(at(90 * 24)));
    tokens.revoke(name("anna"), at(7)).unwrap();
    assert_eq!(standing(&tokens, 7), Standing::Revoked(at(7)));
    assert_eq!(standing(&tokens, 90 * 24), Standing::Revoked(at(7)));
}

#[test]
fn a_name_is_unique_among_the_valid() {
    let mut tokens = Tokens::default();
    let hour = Some("1h".parse().unwrap());
    tokens.add(name("anna"), Role::Editor, hour, at(0)).unwrap();
    assert!(matches!(tokens.add(name("anna"), Role::Admin, None, at(0)), Err(AccessError::Taken(_))));
    // Expired, then revoked: the name is free again, and the old ones stay in the list.
    tokens.add(name("anna"), Role::Editor, hour, at(1)).unwrap();
    tokens.revoke(name("anna"), at(1)).unwrap();
    assert!(matches!(tokens.revoke(name("anna"), at(1)), Err(AccessError::Missing(_))));
    tokens.add(name("anna"), Role::Editor, None, at(1)).unwrap();
    assert_eq!(tokens.iter().count(), 3);
}

#[test]
fn a_full_list_forgets_the_oldest_that_is_good_for_nothing() {
    let mut tokens = Tokens::default();
    for number in 0..1_000 {
        tokens.add(name(&format!("n{number}")), Role::Reader, None, at(0)).unwrap();
    }
    let full = tokens.add(name("one more"), Role::Reader, None, at(0)).map(|_| ());
    assert!(matches!(full, Err(AccessError::Full { most: 1_000 })), "{full:?}");
    tokens.revoke(name("n7"), at(1)).unwrap();
    tokens.add(name("one more"), Role::Reader, None, at(1)).unwrap();
    assert_eq!(tokens.iter().count(), 1_000);
    assert!(tokens.iter().all(|token| token.name != name("n7")));
}

#[test]
fn names() {
    for good in ["a", "anna", "CI for the atlas", "Größe", "🦀", &"ä".repeat(60)] {
        assert_eq!(name(good).as_str(), good);
    }
    for (bad, why) in [
        ("", "1 to 60 characters"),
        (&*"ä".repeat(61), "1 to 60 characters"),
        ("a\nb", "control characters"),
        ("a\u{7f}", "control characters"),
        (" a", "blanks at its ends"),
        ("a\u{a0}", "blanks at its ends"),
        ("environment admin", "tokens in the environment"),
    ] {
        let error = bad.parse::<TokenName>().unwrap_err().to_string();
        assert!(error.contains(why), "{bad:?}: {error}");
    }
}

#[test]
fn lifetimes() {
    let hours = |text: &str| text.parse().ok().map(|lifetime: buendnis::access::Lifetime| lifetime.after(at(0)));
    for (text, expected) in
        [("1h", 1), ("12h", 12), ("90d", 90 * 24), ("2w", 14 * 24), ("007d", 7 * 24), ("36600d", 36_600 * 24)]
    {
        assert_eq!(hours(text), Some(at(expected)), "{text}");
    }
    for bad in
        ["", "d", "90", "90 d", "-1d", "1.5d", "0d", "1m", "1y", "1D", "36601d", "4294967296h", "613566757w", "ä"]
    {
        assert_eq!(hours(bad), None, "{bad}");
    }
}

#[test]
fn a_role_may_do_what_those_before_it_may() {
    assert!(Role::Reader < Role::Editor && Role::Editor < Role::Admin);
    for role in Role::ALL {
        assert_eq!(role.name().parse(), Ok(role));
        assert_eq!(role.name().to_lowercase().parse(), Ok(role));
    }
    assert!("WRITER".parse::<Role>().is_err());
}

#[test]
fn secrets_are_long_different_and_not_shown_by_accident() {
    let secrets: Vec<Secret> = (0..100).map(|_| Secret::random().unwrap()).collect();
    let texts: HashSet<&str> = secrets.iter().map(Secret::reveal).collect();
    assert_eq!(texts.len(), 100);
    for secret in &secrets {
        let text = secret.reveal();
        // 52 characters of base32 hold 256 bits.
        assert!(text.starts_with("bnd_") && text.len() == 4 + 52, "{text}");
        assert!(text[4..].bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7')), "{text}");
        assert_eq!(text.parse::<Secret>().unwrap().reveal(), text);
        assert_eq!(format!("{secret:?} {secret:#?}"), "Secret(…) Secret(…)");
    }
}

#[test]
fn a_chosen_secret_is_long_and_fits_into_a_header() {
    let of = |text: &str| Token::of_environment(Role::Editor, text, at(0)).map(|token| token.name.to_string());
    assert_eq!(of(&"x".repeat(32)).as_deref(), Ok("environment editor"));
    assert_eq!(of("0123456789abcdefABCDEF-._~+/00000==").as_deref(), Ok("environment editor"));
    assert_eq!(of(&"x".repeat(31)), Err(SecretError::Short));
    assert_eq!(of(""), Err(SecretError::Short));
    for bad in ["\n", " ", "ü", "\"", "=x"] {
        assert_eq!(of(&format!("{}{bad}", "x".repeat(32))), Err(SecretError::Characters), "{bad:?}");
    }
    assert_eq!(of(&"=".repeat(32)), Err(SecretError::Characters));
}
