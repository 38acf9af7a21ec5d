//! The page of a participation, below its initiative.

use super::{
    fields::Fields,
    reader::{Gathered, sources},
    values::Mention,
};
use crate::model::{
    InitiativeId, OrganisationId, Participation, ParticipationId, ParticipationRole, Slug, Source, SubjectType,
};

/// `inherited` are the initiative's sources, for a participation that names none itself.
pub fn read(
    fields: &mut Fields<'_, '_>,
    initiative: Option<&Slug>,
    inherited: &[Source],
    gathered: &mut Gathered,
) -> Option<Participation> {
    let ends = read_ends(fields, initiative, gathered);
    let natural = ends.as_ref().map(|(initiative, organisation, role)| format!("{initiative}/{organisation}/{role}"));
    let id = gathered.ids.own(natural.as_deref().map(ParticipationId::of_seed), fields);
    let sources = sources(fields).unwrap_or_else(|| inherited.to_vec());
    let (formal, headcount, note) = (fields.optional("formal"), fields.optional("headcount"), fields.optional("note"));
    let (since, until) = (fields.optional("since"), fields.optional("until"));
    let (initiative, organisation, role) = ends?;
    Some(Participation {
        id: id?,
        initiative: InitiativeId::of_seed(&initiative),
        organisation: OrganisationId::of_seed(&organisation),
        role,
        formal: formal.unwrap_or(true),
        since,
        until,
        headcount,
        note,
        sources,
        stamp: gathered.stamp,
    })
}

/// Who takes part in what, and how: a participation's natural key.
fn read_ends(
    fields: &mut Fields<'_, '_>,
    initiative: Option<&Slug>,
    gathered: &mut Gathered,
) -> Option<(Slug, Slug, ParticipationRole)> {
    let (organisation, role) = (fields.required::<Mention>("organisation"), fields.required("role"));
    let organisation = organisation?;
    let (slug, spot) = (organisation.slug.clone(), organisation.spot.clone());
    gathered.names.mention(SubjectType::Organisation, organisation);
    let (initiative, role) = (initiative?, role?);
    gathered.names.take_part(initiative.clone(), slug.clone(), role, spot);
    Some((initiative.clone(), slug, role))
}
