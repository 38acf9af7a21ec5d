//! Whom an organisation may work with next.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::{
    partners::partners,
    ranking::{by_name, first},
    steps::Steps,
    tally::Tally,
    unit::{Units, distinct},
};
use crate::{
    model::Problem,
    snapshot::{Initiative, Organisation, Slot, Snapshot, list::Item},
};

/// The first `limit` of the organisations that share partners with one, but no initiative, by the index of Adamic and
/// Adar (2003) on the network of organisations: the sum over the common partners of 1 / ln(number of that one's
/// partners). So a partner whom everybody has says little. A common partner has two partners at least, so the logarithm
/// is never 0.
///
/// O(k) for k links of the initiatives of all partners, which is more than
/// [`MAX_STEPS`](crate::model::limits::MAX_STEPS) only around the largest hubs.
pub fn suggested<'a>(
    snapshot: &'a Snapshot,
    organisation: Organisation<'a>,
    limit: usize,
) -> Result<Vec<(Organisation<'a>, f64)>, Problem> {
    let advice = "it has too many partners of partners; `partners` and `similar` cost less";
    let mut steps = Steps::new("suggestedPartners", advice);
    let known = partners_of(snapshot, organisation);
    let mut scores: HashMap<Slot, f64, RandomState> = HashMap::default();
    // By id, so that the same numbers are added in the same order on every run.
    for partner in by_id(snapshot, &known) {
        steps.take(cost(snapshot, partner))?;
        let others = partners_of(snapshot, partner);
        let weight = 1.0 / (others.len() as f64).ln();
        for other in others.members().filter(|other| !known.contains(*other) && *other != organisation.slot()) {
            *scores.entry(other).or_default() += weight;
        }
    }
    let all = scores.into_iter().filter_map(|(slot, score)| Some((Organisation::at(snapshot, slot)?, score)));
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
) -> Vec<Organisation<'a>> {
    let (one, other) = (partners_of(snapshot, one), partners_of(snapshot, other));
    by_name(snapshot, one.members().filter(|partner| other.contains(*partner)), limit)
}

fn partners_of(snapshot: &Snapshot, organisation: Organisation<'_>) -> Tally<Slot> {
    let own = distinct(organisation.links().iter().map(|link| link.other));
    let mut tally = partners(snapshot, &mut Units::new(snapshot, false), &own);
    tally.remove(organisation.slot());
    tally
}

fn by_id<'a>(snapshot: &'a Snapshot, organisations: &Tally<Slot>) -> Vec<Organisation<'a>> {
    let mut all: Vec<_> = organisations.members().filter_map(|slot| Organisation::at(snapshot, slot)).collect();
    all.sort_unstable_by_key(|organisation| organisation.record().id);
    all
}

/// The links that are followed to find the partners of an organisation, at most.
fn cost(snapshot: &Snapshot, organisation: Organisation<'_>) -> usize {
    let initiatives = organisation.links().iter().filter_map(|link| Initiative::at(snapshot, link.other));
    initiatives.map(|initiative| initiative.links().len()).sum()
}
