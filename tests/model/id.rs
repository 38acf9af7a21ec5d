//! Identities.

use std::{collections::HashSet, thread};

use buendnis::model::{EventId, InitiativeId, NodeId, OrganisationId, ParticipationId, StateCode, SubjectType};
use proptest::prelude::*;

const ZERO: &str = "00000000000000000000000000";

#[test]
fn an_id_tells_its_type() {
    let cases = [
        (NodeId::State(StateCode::Bw), "sta_bw".to_owned(), SubjectType::State),
        (InitiativeId::from_u128(0).into(), format!("ini_{ZERO}"), SubjectType::Initiative),
        (OrganisationId::from_u128(0).into(), format!("org_{ZERO}"), SubjectType::Organisation),
        (ParticipationId::from_u128(0).into(), format!("par_{ZERO}"), SubjectType::Participation),
        (EventId::from_u128(0).into(), format!("evt_{ZERO}"), SubjectType::Event),
        (EventId::from_u128(u128::MAX).into(), "evt_vvvvvvvvvvvvvvvvvvvvvvvvvs".to_owned(), SubjectType::Event),
    ];
    for (id, text, subject_type) in cases {
        assert_eq!(id.to_string(), text);
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(id.subject_type(), subject_type, "{text}");
    }
}

#[test]
fn every_state_has_an_id() {
    for code in StateCode::ALL {
        let id = NodeId::State(code);
        assert_eq!(id.to_string().parse(), Ok(id));
    }
}

#[test]
fn the_id_of_another_type_is_refused_by_name() {
    let text = InitiativeId::from_u128(7).to_string();
    let refused = text.parse::<OrganisationId>().map_err(|error| error.to_string());
    assert_eq!(refused, Err(format!("`{text}` is the id of a record of type INITIATIVE, not ORGANISATION")));
    let refused = "sta_bw".parse::<EventId>().map_err(|error| error.to_string());
    assert_eq!(refused, Err("`sta_bw` is the id of a record of type STATE, not EVENT".into()));
}

#[test]
fn only_the_canonical_spelling_is_an_id() {
    let cases = [
        "",
        "_",
        "org",
        "org_",
        "ig-metall",
        "bw",
        "sta_",
        "sta_BW",
        "sta_xx",
        "STA_bw",
        "sta_bw ",
        "org_0",
        // Too short, too long, a letter beyond v, upper case, padding.
        "org_0000000000000000000000000",
        "org_000000000000000000000000000",
        "org_w0000000000000000000000000",
        "org_V0000000000000000000000000",
        "org_000000000000000000000000==",
        "ORG_00000000000000000000000000",
        "xyz_00000000000000000000000000",
        " org_00000000000000000000000000",
        "org_0000000000000000000000000\u{e9}",
        // The last character has two bits to spare, which must be 0: else four texts would be one id.
        "org_00000000000000000000000001",
        "org_00000000000000000000000002",
        "org_00000000000000000000000003",
    ];
    for text in cases {
        let refused = text.parse::<NodeId>().map_err(|error| error.to_string());
        assert_eq!(refused, Err(format!("`{text}` is not an id of this register")));
    }
    assert!("org_00000000000000000000000004".parse::<NodeId>().is_ok());
}

#[test]
fn a_long_text_is_not_repeated_in_full() {
    let refused = "x".repeat(10_000).parse::<NodeId>().map_err(|error| error.to_string());
    assert_eq!(refused, Err(format!("`{}…` is not an id of this register", "x".repeat(40))));
}

/// Every installation has the bundled register under these ids, and links to them: they may never change.
#[test]
fn the_ids_of_the_bundled_register_are_frozen() {
    let cases = [
        (NodeId::from(InitiativeId::of_seed("industriedialog")), "ini_egqqa2tb51ecbb8oio8ph21of4"),
        (OrganisationId::of_seed("ig-metall").into(), "org_ju3851tasp84591jum0v4au2m0"),
        (OrganisationId::of_seed("").into(), "org_4n28ps5eitck50jjkeobm1t2a4"),
        (ParticipationId::of_seed("industriedialog/ig-metall/MEMBER").into(), "par_jpcj33rq6haqbev1b21dks8qvg"),
        (EventId::of_seed("woche-der-industrie-2017").into(), "evt_igkc0rt3u9d6p26875tmjpn1m8"),
    ];
    for (id, text) in cases {
        assert_eq!(id.to_string(), text);
    }
}

#[test]
fn the_same_key_of_two_types_makes_two_ids() {
    assert_ne!(InitiativeId::of_seed("x").as_u128(), EventId::of_seed("x").as_u128());
}

#[test]
fn generated_ids_are_unique_across_threads_and_sorted_by_time() {
    const EACH: usize = 5_000;
    let made = || (0..EACH).map(|_| OrganisationId::generate()).collect::<Vec<_>>();
    let before = OrganisationId::generate();
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(made)).collect();
    let lists: Vec<Vec<OrganisationId>> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    let after = OrganisationId::generate();
    for list in &lists {
        assert!(list.is_sorted(), "ids of one thread are made in order");
        assert!(list.iter().all(|id| before < *id && *id < after));
    }
    assert_eq!(lists.iter().flatten().collect::<HashSet<_>>().len(), 4 * EACH);
}

proptest! {
    #[test]
    fn what_is_displayed_is_what_was_parsed(bits in any::<u128>()) {
        for id in [
            NodeId::from(InitiativeId::from_u128(bits)),
            OrganisationId::from_u128(bits).into(),
            ParticipationId::from_u128(bits).into(),
            EventId::from_u128(bits).into(),
        ] {
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn ids_sort_as_their_texts_do(a in any::<u128>(), b in any::<u128>()) {
        let (a, b) = (EventId::from_u128(a), EventId::from_u128(b));
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
    }

    #[test]
    fn each_id_has_one_spelling(text in "(org|sta)_[0-9a-wA-V]{25,27}|.{0,30}") {
        if let Ok(id) = text.parse::<NodeId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }
}
