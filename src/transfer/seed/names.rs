//! The names given and used across all files of a seed: what can only be judged when everything is read.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{
    problem::{Cause, Problem, Spot},
    values::Mention,
};
use crate::model::{ParticipationRole, Slug, SubjectType};

/// Below this likeness (1 is equal) a slug is not a misspelling but another word.
const LIKE: f64 = 0.7;

#[derive(Default)]
pub struct Names {
    given: BTreeMap<(SubjectType, Slug), Spot>,
    participations: BTreeMap<(Slug, Slug, ParticipationRole), Spot>,
    mentions: Vec<(SubjectType, Mention)>,
    problems: Vec<Problem>,
}

impl Names {
    /// A record of type `of` has this slug.
    pub fn give(&mut self, of: SubjectType, Mention { slug, spot }: Mention) {
        match self.given.entry((of, slug.clone())) {
            Entry::Vacant(free) => {
                free.insert(spot);
            }
            Entry::Occupied(first) => {
                let cause = Cause::SlugTwice { of, slug, first: first.get().clone() };
                self.problems.push(Problem { spot, cause });
            }
        }
    }

    /// A record points to the `wanted` of this slug.
    pub fn mention(&mut self, wanted: SubjectType, mention: Mention) {
        self.mentions.push((wanted, mention));
    }

    /// `organisation` takes part in `initiative` as `role`.
    pub fn take_part(&mut self, initiative: Slug, organisation: Slug, role: ParticipationRole, spot: Spot) {
        match self.participations.entry((initiative, organisation.clone(), role)) {
            Entry::Vacant(free) => {
                free.insert(spot);
            }
            Entry::Occupied(first) => {
                let cause = Cause::ParticipationTwice { organisation, role, first: first.get().clone() };
                self.problems.push(Problem { spot, cause });
            }
        }
    }

    /// What was given twice, and what was mentioned but never given.
    pub fn into_problems(mut self) -> Vec<Problem> {
        let mut problems = std::mem::take(&mut self.problems);
        for (wanted, Mention { slug, spot }) in std::mem::take(&mut self.mentions) {
            if !self.given.contains_key(&(wanted, slug.clone())) {
                let nearest = self.nearest(wanted, &slug);
                problems.push(Problem { spot, cause: Cause::UnknownSlug { wanted, slug, nearest } });
            }
        }
        problems
    }

    fn nearest(&self, wanted: SubjectType, slug: &str) -> Option<Slug> {
        let known = self.given.keys().filter(|(of, _)| *of == wanted);
        let likeness = known.map(|(_, known)| (strsim::normalized_damerau_levenshtein(known, slug), known));
        let (_, nearest) = likeness.filter(|(like, _)| *like >= LIKE).max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some(nearest.clone())
    }
}
