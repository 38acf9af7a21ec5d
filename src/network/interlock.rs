//! Ties between two sets of organisations, such as all unions and all ministries.

use std::cmp::Ordering;

use super::{
    Interrupt,
    links::{Links, Node, Through},
    ranking::{by_name, first},
    steps::{Steps, Unanswered},
    tally::Tally,
};
use crate::{
    model::Problem,
    snapshot::{
        Initiative, Organisation, Slot, Snapshot,
        filter::{InitiativeFilter, OrganisationFilter, OrganisationTest},
        key::OrderBy,
        list::Item,
    },
};

/// Between whom, and through which initiatives.
pub struct Sides {
    left: OrganisationTest,
    right: OrganisationTest,
    through: Through,
}

/// A tie between one of the left and one of the right.
pub struct Interlock<'a> {
    snapshot: &'a Snapshot,
    pub left: Organisation<'a>,
    pub right: Organisation<'a>,
    /// The initiatives that make it.
    through: Vec<Slot>,
}

impl<'a> Interlock<'a> {
    pub fn shared(&self) -> usize {
        self.through.len()
    }

    /// The first `limit` of the initiatives that make it, by name.
    pub fn initiatives(&self, limit: usize) -> Vec<Initiative<'a>> {
        by_name(self.snapshot, self.through.iter().copied(), limit)
    }
}

impl Sides {
    /// The sides that these filters mean, or everything that is wrong with them, each under its argument.
    pub fn new(
        snapshot: &Snapshot,
        left: OrganisationFilter,
        right: OrganisationFilter,
        filter: Option<InitiativeFilter>,
    ) -> Result<Self, Vec<Problem>> {
        let under =
            |side: &str, problems: Vec<Problem>| problems.into_iter().map(|problem| problem.under(side)).collect();
        let left = left.prepare(snapshot).map_err(|problems| under("left", problems));
        let right = right.prepare(snapshot).map_err(|problems| under("right", problems));
        match (left, right, Through::new(snapshot, filter)) {
            (Ok(left), Ok(right), Ok(through)) => Ok(Self { left, right, through }),
            (left, right, through) => {
                let problems: [Vec<Problem>; 3] =
                    [left.err(), right.err(), through.err()].map(Option::unwrap_or_default);
                Err(problems.concat())
            }
        }
    }

    /// The first `limit` of the ties, strongest first, then by the ids of the left and of the right. Two organisations
    /// of which each could be the left and the right make one tie, in which the one with the smaller id is the left.
    ///
    /// O(n + k) for n organisations and k links of the initiatives of the left ones; refused where k is more than
    /// [`MAX_STEPS`](crate::model::limits::MAX_STEPS).
    pub fn ties<'a>(
        &self,
        snapshot: &'a Snapshot,
        limit: usize,
        interrupt: &Interrupt,
    ) -> Result<Vec<Interlock<'a>>, Unanswered> {
        let advice = "narrow `left` to fewer organisations, or `filter` to fewer initiatives";
        let mut steps = Steps::new("left", advice, interrupt);
        let mut links = Links::new(snapshot, &self.through);
        let (left, right) = (chosen(snapshot, &self.left), chosen(snapshot, &self.right));
        let [is_left, is_right] = [&left, &right].map(|side| among(snapshot, side));
        let mut tally = Tally::new(snapshot.organisation_slots());
        let mut best: Vec<Tie<'a>> = Vec::new();
        // What is shared by the last of the best, once there are enough of them.
        let mut weakest = 0;
        for one in left {
            let own = node(one);
            tally.clear();
            for initiative in &*links.of(own, &mut steps)? {
                let members = links.of(*initiative, &mut steps)?;
                steps.take(members.len())?;
                tally.group(members.iter().map(|member| member.slot()).filter(|slot| is_right[slot.0 as usize]));
            }
            for (slot, shared) in tally.counts() {
                if slot == one.slot() || shared < weakest {
                    continue;
                }
                let Some(right) = Organisation::at(snapshot, slot) else { continue };
                let either_way = is_left[slot.0 as usize] && is_right[one.slot().0 as usize];
                if !either_way || one.record().id < right.record().id {
                    best.push(Tie { shared, left: one, right });
                }
            }
            if best.len() > limit + MANY {
                best = first(best, limit, Tie::order);
                weakest = best.last().map_or(u32::MAX, |tie| tie.shared);
            }
        }
        let mut interlocks = Vec::with_capacity(limit.min(best.len()));
        for Tie { left, right, .. } in first(best, limit, Tie::order) {
            let through = links.shared(node(left), node(right), &mut steps)?;
            interlocks.push(Interlock { snapshot, left, right, through });
        }
        Ok(interlocks)
    }
}

/// So many ties are kept before those beyond the limit are thrown away.
const MANY: usize = 10_000;

struct Tie<'a> {
    shared: u32,
    left: Organisation<'a>,
    right: Organisation<'a>,
}

impl Tie<'_> {
    fn order(&self, other: &Self) -> Ordering {
        let ids = |tie: &Self| (tie.left.record().id, tie.right.record().id);
        other.shared.cmp(&self.shared).then_with(|| ids(self).cmp(&ids(other)))
    }
}

/// By slot, whether an organisation is among those of a side.
fn among(snapshot: &Snapshot, side: &[Organisation<'_>]) -> Vec<bool> {
    let mut among = vec![false; snapshot.organisation_slots()];
    side.iter().for_each(|one| among[one.slot().0 as usize] = true);
    among
}

fn node(organisation: Organisation<'_>) -> Node {
    Node::Organisation(organisation.slot())
}

fn chosen<'a>(snapshot: &'a Snapshot, test: &OrganisationTest) -> Vec<Organisation<'a>> {
    snapshot.organisations(OrderBy::default()).iter().filter(|one| test.matches(*one)).collect()
}
