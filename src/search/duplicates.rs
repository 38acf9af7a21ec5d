//! Organisations that may be one and the same.

use std::{
    collections::{HashMap, HashSet},
    hash::BuildHasher,
    sync::{Arc, Mutex, PoisonError},
};

use foldhash::fast::FixedState;

use super::likeness::{Face, Likeness, likeness};
use crate::{
    model::{OrganisationId, Revision},
    snapshot::{Organisation, Snapshot, key::OrderBy},
};

/// Two organisations that may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub one: OrganisationId,
    pub other: OrganisationId,
    pub likeness: Likeness,
}

/// What more organisations than these have in common says nothing about any two of them: the website of a portal, a name
/// such as `Stadtverwaltung`. It also bounds the pairs to 16·15/2 for each organisation's key.
const LARGEST_GROUP: usize = 16;

/// Pairs that are kept, at most: more than anybody goes through.
const MOST_PAIRS: usize = 1_000;

/// The pairs of the last revision they were asked for.
#[derive(Debug, Default)]
pub struct Cache(Mutex<Option<(Revision, Arc<[Pair]>)>>);

impl Cache {
    /// The pairs of `snapshot`, found once a revision. Two that ask at once wait for one another, so this is for a thread
    /// that may wait.
    pub fn pairs(&self, snapshot: &Snapshot) -> Arc<[Pair]> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some((revision, pairs)) if *revision == snapshot.revision() => pairs.clone(),
            _ => {
                let pairs: Arc<[Pair]> = pairs(snapshot).into();
                *kept = Some((snapshot.revision(), pairs.clone()));
                pairs
            }
        }
    }
}

/// The pairs of organisations that may be one, likeliest first, then by ids.
///
/// Organisations that share a key (a name, a name less one letter, a short name, a website) are compared: so two names one
/// typo apart meet, as in SymSpell (Garbe 2012). O(n·l) for n names of l letters, and a comparison for each pair that
/// meets.
pub fn pairs(snapshot: &Snapshot) -> Vec<Pair> {
    let list = snapshot.organisations(OrderBy::default());
    let all: Vec<Organisation<'_>> = list.iter().collect();
    let faces: Vec<Face> = all.iter().map(|organisation| Face::of(organisation.record())).collect();
    let mut met = HashSet::new();
    let mut pairs = Vec::new();
    for group in groups(&faces) {
        let places = group.iter().enumerate();
        for (a, b) in places.flat_map(|(n, a)| group[n + 1..].iter().map(move |b| (*a, *b))) {
            let (a, b) = (a as usize, b as usize);
            if !met.insert((a, b)) || are_kin(all[a], all[b]) {
                continue;
            }
            if let Some(likeness) = likeness(&faces[a], &faces[b]) {
                let (one, other) = (all[a].record().id, all[b].record().id);
                let (one, other) = (one.min(other), one.max(other));
                pairs.push(Pair { one, other, likeness });
            }
        }
    }
    let better = |a: &Pair, b: &Pair| b.likeness.score.total_cmp(&a.likeness.score);
    pairs.sort_unstable_by(|a, b| better(a, b).then((a.one, a.other).cmp(&(b.one, b.other))));
    pairs.truncate(MOST_PAIRS);
    pairs
}

/// The places of organisations that share a key, ascending within each group.
fn groups(faces: &[Face]) -> impl Iterator<Item = Vec<u32>> {
    let hash = FixedState::default();
    let mut keys: Vec<(u64, u32)> = Vec::new();
    for (face, place) in faces.iter().zip(0..) {
        face.keys(|key| keys.push((hash.hash_one(key), place)));
    }
    keys.sort_unstable();
    keys.dedup();
    let mut groups: HashMap<Vec<u32>, ()> = HashMap::new();
    for group in keys.chunk_by(|a, b| a.0 == b.0).filter(|group| (2..=LARGEST_GROUP).contains(&group.len())) {
        groups.insert(group.iter().map(|(_, place)| *place).collect(), ());
    }
    groups.into_keys()
}

/// Whether one is above the other, umbrella over umbrella.
pub fn are_kin(a: Organisation<'_>, b: Organisation<'_>) -> bool {
    let is_above = |above: Organisation<'_>, below: Organisation<'_>| {
        let mut next = below.parent();
        // Parents form no cycle: the register sees to it.
        while let Some(parent) = next {
            if parent.record().id == above.record().id {
                return true;
            }
            next = parent.parent();
        }
        false
    };
    is_above(a, b) || is_above(b, a)
}
