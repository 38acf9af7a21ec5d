//! The closed vocabularies.

use std::collections::HashSet;

use buendnis::{
    model::{
        Coverage, InitiativeKind, InitiativeStatus, Involvement, Language, OrganisationKind, ParticipationRole,
        StateCode, SubjectType,
    },
    snapshot::key::NameKey,
};

/// The name of a word and its labels, German and English.
type Word = (&'static str, &'static str, &'static str);

/// Names and labels of every vocabulary, under its name.
fn vocabularies() -> Vec<(&'static str, Vec<Word>)> {
    macro_rules! words {
        ($($vocabulary:ident)+) => {
            vec![$((stringify!($vocabulary), $vocabulary::ALL.map(|word| {
                (word.name(), word.label(Language::De), word.label(Language::En))
            }).to_vec()),)+]
        };
    }
    words!(Language StateCode Coverage InitiativeKind InitiativeStatus OrganisationKind ParticipationRole Involvement
        SubjectType)
}

#[test]
fn names_are_unique_and_every_word_has_its_own_labels() {
    for (vocabulary, words) in vocabularies() {
        for texts in [words.iter().map(|w| w.0).collect::<Vec<_>>(), words.iter().map(|w| w.1).collect()] {
            assert_eq!(texts.iter().collect::<HashSet<_>>().len(), texts.len(), "{vocabulary}: {texts:?}");
        }
        for (name, de, en) in words {
            assert!(name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'), "{vocabulary}: {name}");
            assert!(!de.trim().is_empty() && !en.trim().is_empty(), "{vocabulary}: {name}");
        }
    }
}

macro_rules! check_words {
    ($($vocabulary:ident)+) => {$(
        for word in $vocabulary::ALL {
            assert_eq!(word.to_string().parse(), Ok(word));
        }
        let names = $vocabulary::ALL.map($vocabulary::name).join(", ");
        for text in ["", "bw", "UNHEARD_OF", " BW", "größe"] {
            let refused = text.parse::<$vocabulary>().map_err(|error| error.to_string());
            assert_eq!(refused, Err(format!("`{text}` is not a {}: one of {names}", stringify!($vocabulary))));
        }
    )+};
}

#[test]
fn a_word_is_read_by_its_name_and_a_foreign_one_is_told_all_names() {
    check_words!(Language StateCode Coverage InitiativeKind InitiativeStatus OrganisationKind ParticipationRole
        Involvement SubjectType);
}

#[test]
fn states_are_in_the_order_of_their_german_names() {
    let names = StateCode::ALL.map(|code| NameKey::of(code.label(Language::De)));
    assert!(names.is_sorted());
    assert_eq!(names.len(), 16);
}

#[test]
fn iso_codes_are_the_codes_with_the_country() {
    for code in StateCode::ALL {
        assert_eq!(code.iso(), format!("DE-{}", code.name()));
    }
}

#[test]
fn who_is_courted_written_about_or_paid_takes_no_part() {
    let outside: Vec<_> = ParticipationRole::ALL.into_iter().filter(|role| !role.takes_part()).collect();
    assert_eq!(outside, [ParticipationRole::Contractor, ParticipationRole::Subject, ParticipationRole::Prospect]);
}
