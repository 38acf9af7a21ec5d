//! Whom an organisation may work with next.

use super::{
    Interrupt, Stop,
    links::{Links, Node, Through},
    partners::partners,
    ranking::{by_name, first},
    steps::{Steps, Unanswered},
    tally::Tally,
    unit::{Units, distinct},
};
use crate::snapshot::{Organisation, Slot, Snapshot, list::Item};

/// The first `limit` of the organisations that share partners with one, but no initiative, by the index of Adamic and Adar
/// (2003) on the network of organisations: the sum over the common partners of 1 / ln(number of that one's partners). So a
/// partner whom everybody has says little. A common partner has two partners at least, so the logarithm is never 0.
///
/// O(k) for k links of the initiatives of all partners; refused where that is more than
/// [`MAX_STEPS`](crate::model::limits::MAX_STEPS).
pub fn suggested<'a>(
    snapshot: &'a Snapshot,
    organisation: Organisation<'a>,
    limit: usize,
    interrupt: &Interrupt,
) -> Result<Vec<(Organisation<'a>, f64)>, Unanswered> {
    let through = Through::default();
    let mut walk = Walk::new(snapshot, &through, interrupt);
    walk.partners_of(organisation)?;
    let mut known = vec![false; snapshot.organisation_slots()];
    known[organisation.slot().0 as usize] = true;
    walk.partners.members().iter().for_each(|partner| known[partner.0 as usize] = true);
    let mut scores = vec![0.0; snapshot.organisation_slots()];
    // By id, so that the same numbers are added in the same order on every run.
    for partner in by_id(snapshot, walk.partners.members()) {
        walk.partners_of(partner)?;
        let others = walk.partners.members();
        let weight = 1.0 / (others.len() as f64).ln();
        for other in others.iter().filter(|other| !known[other.0 as usize]) {
            scores[other.0 as usize] += weight;
        }
    }
    let scored = (0..).map(Slot).zip(scores).filter(|(_, score)| *score > 0.0);
    let all = scored.filter_map(|(slot, score)| Some((Organisation::at(snapshot, slot)?, score)));
    Ok(first(all.collect(), limit, |(a, one), (b, other)| {
        other.total_cmp(one).then_with(|| a.record().id.cmp(&b.record().id))
    }))
}

/// The first `limit` of the partners that two organisations have in common, by name.
pub fn common_partners<'a>(
    snapshot: &'a Snapshot,
    one: Organisation<'a>,
    other: Organisation<'a>,
    limit: usize,
    interrupt: &Interrupt,
) -> Result<Vec<Organisation<'a>>, Stop> {
    let of = |organisation: Organisation<'a>| {
        let own = distinct(organisation.links().iter().map(|link| link.other));
        let mut tally = partners(snapshot, &mut Units::new(snapshot, false), &own, interrupt)?;
        tally.remove(organisation.slot());
        Ok(tally)
    };
    let (one, other) = (of(one)?, of(other)?);
    Ok(by_name(snapshot, one.members().iter().copied().filter(|partner| other.contains(*partner)), limit))
}

/// Goes from one organisation after another to its partners.
struct Walk<'a> {
    links: Links<'a>,
    steps: Steps<'a>,
    /// Of the last one.
    partners: Tally,
}

impl<'a> Walk<'a> {
    fn new(snapshot: &'a Snapshot, through: &'a Through, interrupt: &'a Interrupt) -> Self {
        let advice = "it has too many partners of partners; `partners` and `similar` cost less";
        Self {
            links: Links::new(snapshot, through),
            steps: Steps::new("suggestedPartners", advice, interrupt),
            partners: Tally::new(snapshot.organisation_slots()),
        }
    }

    fn partners_of(&mut self, organisation: Organisation<'_>) -> Result<(), Unanswered> {
        self.partners.clear();
        for initiative in &*self.links.of(Node::Organisation(organisation.slot()), &mut self.steps)? {
            let members = self.links.of(*initiative, &mut self.steps)?;
            self.steps.take(members.len())?;
            self.partners.group(members.iter().map(|member| member.slot()));
        }
        self.partners.remove(organisation.slot());
        Ok(())
    }
}

fn by_id<'a>(snapshot: &'a Snapshot, organisations: &[Slot]) -> Vec<Organisation<'a>> {
    let mut all: Vec<_> = organisations.iter().filter_map(|slot| Organisation::at(snapshot, *slot)).collect();
    all.sort_unstable_by_key(|organisation| organisation.record().id);
    all
}
