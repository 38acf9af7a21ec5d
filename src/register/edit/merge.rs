//! Two organisations made one: what was linked to the one that goes is linked to the one that stays, and its names lead
//! there.

use crate::{
    model::{Former, LocalisedText, Organisation, Participation, Problem, Source, limits::MAX_LIST_ITEMS},
    register::plan::Outcome,
    snapshot,
};

/// What it takes to merge `absorb` into `keep`. The last is what becomes of `keep`.
///
/// A link of the one that goes becomes one of the one that stays, and keeps its id. Where that one has a link in the same
/// role to the same initiative, the two are one: what the link that stays does not say is taken from the other.
pub fn merge(
    keep: snapshot::Organisation<'_>,
    absorb: snapshot::Organisation<'_>,
) -> Result<Vec<Outcome>, Vec<Problem>> {
    if keep.record().id == absorb.record().id {
        return Err(vec![Problem::invalid("absorb", "is the organisation to be kept: name another")]);
    }
    let mut outcomes = Vec::new();
    for link in absorb.participations(None).iter().map(snapshot::Participation::record) {
        match twin(keep, link) {
            Some(twin) => {
                outcomes.push(Outcome::Put(both(twin, link).into()));
                outcomes.push(Outcome::Delete(link.id.into()));
            }
            None => {
                let moved = Participation { organisation: keep.record().id, ..link.clone() };
                outcomes.push(Outcome::Put(moved.into()));
            }
        }
    }
    for child in
        absorb.children().iter().map(snapshot::Organisation::record).filter(|child| child.id != keep.record().id)
    {
        outcomes.push(Outcome::Put(Organisation { parent: Some(keep.record().id), ..child.clone() }.into()));
    }
    outcomes.push(Outcome::Delete(absorb.record().id.into()));
    outcomes.push(Outcome::Put(survivor(keep.record(), absorb.record()).into()));
    Ok(outcomes)
}

/// The link of `keep` in the same role to the same initiative.
fn twin<'a>(keep: snapshot::Organisation<'a>, link: &Participation) -> Option<&'a Participation> {
    let links = keep.participations(Some(link.role.into()));
    links.iter().map(snapshot::Participation::record).find(|twin| twin.initiative == link.initiative)
}

/// One link of two.
fn both(stays: &Participation, goes: &Participation) -> Participation {
    Participation {
        formal: stays.formal || goes.formal,
        since: stays.since.or(goes.since),
        until: stays.until.or(goes.until),
        headcount: stays.headcount.or(goes.headcount),
        note: stays.note.clone().or_else(|| goes.note.clone()),
        sources: sources(&stays.sources, &goes.sources),
        ..stays.clone()
    }
}

fn survivor(keep: &Organisation, absorb: &Organisation) -> Organisation {
    let mut organisation = keep.clone();
    let names = absorb.name.iter().chain(absorb.short_name.as_deref());
    for name in names.chain(absorb.aliases.iter().map(|alias| &**alias)) {
        if !is_name(&organisation, name) {
            organisation.aliases.push(name.into());
        }
    }
    organisation.sources = sources(&keep.sources, &absorb.sources);
    organisation.formerly.push(Former { id: absorb.id, slug: absorb.slug.clone() });
    organisation.formerly.extend(absorb.formerly.iter().cloned());
    organisation.website = keep.website.clone().or_else(|| absorb.website.clone());
    // A branch that swallows its umbrella takes its place.
    if keep.parent == Some(absorb.id) {
        organisation.parent = absorb.parent;
    }
    organisation
}

fn is_name(organisation: &Organisation, name: &str) -> bool {
    let own = |text: &LocalisedText| text.iter().any(|own| own == name);
    own(&organisation.name)
        || organisation.short_name.as_deref() == Some(name)
        || organisation.aliases.iter().any(|alias| &**alias == name)
}

/// The sources of both, each once, as many as a record may have.
fn sources(stays: &[Source], goes: &[Source]) -> Vec<Source> {
    let new = goes.iter().filter(|source| !stays.contains(source));
    stays.iter().chain(new).take(MAX_LIST_ITEMS.max(stays.len())).cloned().collect()
}
