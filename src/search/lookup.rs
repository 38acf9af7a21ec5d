//! The questions that are asked of an index.

use std::sync::Arc;

use enumset::EnumSet;

use super::{
    Found, Index, LIKELY, Query, Reach, Scope, Unit,
    dictionary::WEBSITE,
    duplicates::{Pair, are_kin},
    field::Field,
    index::site,
    likeness::{Face, likeness},
};
use crate::{
    model::{NodeId, Organisation, OrganisationId, SubjectType, limits::MAX_SEARCH_WORDS},
    snapshot::Snapshot,
};

/// How many of those that have the words of a name are compared with it: those that have them best.
const MOST_SIMILAR: usize = 50;

impl Index {
    /// What people look for who type into a search field.
    pub fn search(self: &Arc<Self>, query: &Query, subjects: EnumSet<SubjectType>) -> Found {
        self.find(query, Scope { subjects, fields: EnumSet::all(), reach: Reach::Part, all_words: false })
    }

    /// The records of a type that have every word of a text, for filters.
    pub fn having(self: &Arc<Self>, query: &Query, subject: SubjectType) -> Found {
        self.find(
            query,
            Scope { subjects: subject.into(), fields: EnumSet::all(), reach: Reach::Part, all_words: true },
        )
    }

    /// The records that may be meant by the beginning of a name, while it is typed.
    pub fn suggest(self: &Arc<Self>, query: &Query, subjects: EnumSet<SubjectType>) -> Found {
        self.find(query, Scope { subjects, fields: Field::names(), reach: Reach::Beginning, all_words: true })
    }

    /// The organisations that one of the register is likely to be the same as, likeliest first. `snapshot` has it; the
    /// index need not.
    pub fn likely_same(self: &Arc<Self>, snapshot: &Snapshot, id: OrganisationId) -> Vec<Pair> {
        let Some(organisation) = snapshot.organisation(id) else { return Vec::new() };
        let face = Face::of(organisation.record());
        let mut pairs = Vec::new();
        for other in self.similar(organisation.record(), &face).into_iter().filter(|other| *other != id) {
            let Some(other) = snapshot.organisation(other).filter(|other| !are_kin(organisation, *other)) else {
                continue;
            };
            let likeness = likeness(&face, &Face::of(other.record()));
            pairs.extend(likeness.filter(|likeness| likeness.score >= LIKELY).map(|likeness| Pair {
                one: id,
                other: other.record().id,
                likeness,
            }));
        }
        pairs.sort_unstable_by(|a, b| b.likeness.score.total_cmp(&a.likeness.score).then(a.other.cmp(&b.other)));
        pairs
    }

    /// Organisations that have all words of one of the names of another or of what it is abbreviated to, or its website.
    fn similar(self: &Arc<Self>, record: &Organisation, face: &Face) -> Vec<OrganisationId> {
        let scope = Scope {
            subjects: SubjectType::Organisation.into(),
            // A state in a name may be the other's seat.
            fields: Field::names() | Field::Place,
            reach: Reach::Alike,
            all_words: true,
        };
        let mut found: Vec<NodeId> = Vec::new();
        for words in face.called() {
            let units = words.iter().map(|word| Unit::Word(word.to_lowercase().into()));
            let units: Vec<Unit> = units.take(MAX_SEARCH_WORDS).collect();
            if !units.is_empty() {
                let hits = self.find(&Query { units }, scope).page(MOST_SIMILAR, None);
                found.extend(hits.page.into_iter().map(|hit| hit.id));
            }
        }
        let site = record.website.as_deref().and_then(|url| self.dictionary.get(&format!("{WEBSITE}{}", site(url))));
        let postings = site.into_iter().flat_map(|site| self.dictionary.postings(site));
        found.extend(postings.filter_map(|posting| Some(self.entry(posting.entry)?.id)));
        let organisations = found.into_iter().filter_map(|id| match id {
            NodeId::Organisation(id) => Some(id),
            _ => None,
        });
        let mut organisations: Vec<OrganisationId> = organisations.collect();
        organisations.sort_unstable();
        organisations.dedup();
        organisations
    }
}
