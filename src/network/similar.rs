//! Organisations with a similar set of initiatives.

use super::{
    Interrupt, Stop,
    partners::partners,
    ranking::first,
    unit::{Units, distinct},
};
use crate::snapshot::{Organisation, Snapshot, list::Item};

/// The first `limit` of the organisations that share an initiative with one, by Jaccard's index (Jaccard 1912) of their
/// sets of initiatives: those in common divided by those of either, from just above 0 to 1. O(k) for k links of its
/// initiatives.
pub fn similar<'a>(
    snapshot: &'a Snapshot,
    organisation: Organisation<'a>,
    limit: usize,
    interrupt: &Interrupt,
) -> Result<Vec<(Organisation<'a>, f64)>, Stop> {
    let own = distinct(organisation.links().iter().map(|link| link.other));
    let mut tally = partners(snapshot, &mut Units::new(snapshot, false), &own, interrupt)?;
    tally.remove(organisation.slot());
    let all = tally.counts().filter_map(|(slot, shared)| {
        let other = Organisation::at(snapshot, slot)?;
        Some((other, jaccard(shared, organisation.initiative_count(), other.initiative_count())))
    });
    Ok(first(all.collect(), limit, |(a, one), (b, other)| {
        other.total_cmp(one).then_with(|| a.record().id.cmp(&b.record().id))
    }))
}

/// Of two sets with `one` and `other` members of which `shared` are in both, at least one of them not empty.
pub fn jaccard(shared: u32, one: u32, other: u32) -> f64 {
    f64::from(shared) / (f64::from(one) + f64::from(other) - f64::from(shared))
}
