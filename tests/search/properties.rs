//! What holds for any text and any course of changes.

use std::sync::Arc;

use buendnis::{
    model::{Change, ChangeSet, Origin, Record, SubjectType, Timestamp},
    search::{Index, Query, Reach, Scope, field::Field, highlight::render, spelling::one_typo_away},
    snapshot::Snapshot,
};
use enumset::EnumSet;
use proptest::prelude::*;

use super::records::organisation;

/// Text as HTML shows it: entities read, `<mark>` taken out, and nothing else that could be markup.
fn shown(html: &str) -> String {
    let text = html.replace("<mark>", "").replace("</mark>", "");
    assert!(!text.contains(['<', '>', '"', '\'']), "{html}");
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

/// Every mark is closed before the next is opened.
fn is_balanced(html: &str) -> bool {
    let mut open = false;
    html.match_indices("mark>").all(|(at, _)| {
        let closes = html[..at].ends_with("</");
        let right = open == closes;
        open = !closes;
        right
    }) && !open
}

fn index_of(records: &[Record]) -> Arc<Index> {
    Arc::new(Index::of(&Snapshot::load(1, records.to_vec()).unwrap()))
}

const ALL: Scope = Scope { subjects: EnumSet::all(), fields: EnumSet::all(), reach: Reach::Part, all_words: true };

proptest! {
    #[test]
    fn whatever_is_highlighted_is_the_text_with_marks_in_it(
        text in "[a-zäöüß &<>\"'/;🏭]{0,200}",
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let boundaries: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| *cut.get(&boundaries)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let marks: Vec<_> = cuts.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
        let html = render(&text, &marks);
        prop_assert!(is_balanced(&html), "{}", html);
        if text.len() <= 240 {
            prop_assert_eq!(shown(&html), text);
        }
    }

    #[test]
    fn a_name_is_found_by_each_of_its_words_and_shown_escaped(name in "[A-Za-zÄäÖöÜüßéø0-9&<>\"'.,🏭 -]{1,60}") {
        prop_assume!(Query::parse(&name).is_ok());
        prop_assume!(buendnis::model::Slug::from_name(&name).is_some());
        let record: Record = organisation(&name).into();
        let index = index_of(std::slice::from_ref(&record));
        // The states are always there, and `H` is the beginning of two.
        let scope = Scope { subjects: SubjectType::Organisation.into(), ..ALL };
        let found = index.find(&Query::parse(&name.replace('"', " ")).unwrap(), scope);
        prop_assert_eq!(found.page(1, None).total, 1, "{}", name);
        let html = found.highlight(&record).unwrap();
        prop_assert!(is_balanced(&html), "{}", html);
        prop_assert_eq!(shown(&html), name);
    }

    #[test]
    fn umlauts_spelled_out_are_the_same_word(name in "[a-zäöüß]{2,20}") {
        let index = index_of(&[organisation(&name).into()]);
        let spelled = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")];
        let spelled = spelled.iter().fold(name.clone(), |text, (umlaut, out)| text.replace(umlaut, out));
        for text in [&name, &name.to_uppercase(), &spelled, &spelled.to_uppercase()] {
            prop_assume!(Query::parse(text).is_ok());
            let query = Query::parse(text).unwrap();
            prop_assert_eq!(index.having(&query, SubjectType::Organisation).page(0, None).total, 1, "{}", text);
        }
    }

    /// The oracle is strsim's restricted Damerau distance, which we did not write.
    #[test]
    fn one_typo_is_a_distance_of_one(a in "[abc]{0,7}", b in "[abc]{0,7}") {
        let whole = one_typo_away(&a, &b) == Some(b.chars().count());
        let distance = strsim::osa_distance(&a, &b);
        prop_assert_eq!(whole || a == b, distance <= 1, "{} {} {}", a, b, distance);
    }

    /// An index that followed every change finds what one built anew finds, with the same scores in the same order.
    #[test]
    fn an_index_that_was_kept_up_is_one_built_anew(
        steps in proptest::collection::vec((0..8usize, any::<bool>(), 0..6usize), 1..25),
    ) {
        const NAMES: [&str; 6] = ["IG Metall", "Metallbau Köln", "Köln Messe", "Verein für Metall e. V.", "ver.di", "Kölner Bund"];
        let mut snapshot = Snapshot::empty();
        let mut index = Index::of(&snapshot);
        for (n, (slot, delete, name)) in steps.into_iter().enumerate() {
            let id = organisation(&format!("nr {slot}"));
            let before = snapshot.record(id.id.into());
            let after = buendnis::model::Organisation { name: organisation(NAMES[name]).name, ..id };
            let change = match (before, delete) {
                (None, _) => Change::Created { after: after.into() },
                (Some(before), true) => Change::Deleted { before },
                (Some(before), false) => Change::Updated { before, after: after.into() },
            };
            let set = ChangeSet {
                revision: n as u64 + 1, at: Timestamp::EPOCH, actor: "t".into(), origin: Origin::Edit, note: None,
                changes: vec![change],
            };
            snapshot.apply_set(&set);
            index.apply(&set, &snapshot);
        }
        let (kept, anew) = (Arc::new(index), Arc::new(Index::of(&snapshot)));
        prop_assert_eq!(kept.len(), anew.len());
        for text in ["metall", "koeln", "igm", "k", "\"ig metall\"", "verdi", "mettal koln", "bund verein"] {
            let hits = |index: &Arc<Index>| {
                let found = index.find(&Query::parse(text).unwrap(), Scope { all_words: false, ..ALL });
                found.page(100, None).page.into_iter().map(|hit| (hit.id, hit.key.primary)).collect::<Vec<_>>()
            };
            prop_assert_eq!(hits(&kept), hits(&anew), "{}", text);
        }
        prop_assert!(Field::names().contains(Field::Initials));
    }

    /// The same where a word is in so many records that its occurrences are kept in several parts.
    #[test]
    fn a_frequent_word_is_followed_as_well(
        steps in proptest::collection::vec((0..1_400usize, any::<bool>()), 1..400),
    ) {
        let name = |n: usize| organisation(&format!("Verband nr {n}"));
        let (first, rest) = (0..1_400).partition::<Vec<usize>, _>(|n| n % 4 > 0);
        let mut snapshot = Snapshot::load(1, first.iter().map(|n| name(*n).into()).collect::<Vec<Record>>()).unwrap();
        let mut index = Index::of(&snapshot);
        let steps = rest.into_iter().map(|n| (n, false)).chain(steps);
        for (n, delete) in steps {
            let id = name(n);
            let change = match (snapshot.record(id.id.into()), delete) {
                (None, _) => Change::Created { after: id.into() },
                (Some(before), true) => Change::Deleted { before },
                (Some(before), false) => {
                    let renamed = organisation(&format!("Verein nr {n}")).name;
                    Change::Updated { before, after: buendnis::model::Organisation { name: renamed, ..id }.into() }
                }
            };
            let set = ChangeSet {
                revision: snapshot.revision() + 1, at: Timestamp::EPOCH, actor: "t".into(), origin: Origin::Edit, note: None,
                changes: vec![change],
            };
            snapshot.apply_set(&set);
            index.apply(&set, &snapshot);
        }
        let (kept, anew) = (Arc::new(index), Arc::new(Index::of(&snapshot)));
        for text in ["verband", "verein", "\"verband nr\"", "nr 7"] {
            let hits = |index: &Arc<Index>| {
                let found = index.find(&Query::parse(text).unwrap(), ALL);
                let page = found.page(2_000, None);
                (page.total, page.page.into_iter().map(|hit| (hit.id, hit.key.primary)).collect::<Vec<_>>())
            };
            prop_assert_eq!(hits(&kept), hits(&anew), "{}", text);
        }
    }
}
