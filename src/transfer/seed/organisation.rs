//! The page of an organisation.

use super::{
    fields::Fields,
    reader::{Gathered, sources},
};
use crate::model::{Organisation, OrganisationId, SubjectType};

pub fn read(fields: &mut Fields<'_, '_>, gathered: &mut Gathered) -> Option<Organisation> {
    let slug = gathered.slug(SubjectType::Organisation, fields);
    let id = gathered.ids.of_organisation(slug.as_deref().map(OrganisationId::of_seed), fields);
    let (name, kind) = (fields.required("name"), fields.required("kind"));
    let parent = gathered.reference("parent", SubjectType::Organisation, fields);
    Some(Organisation {
        short_name: fields.optional("shortName"),
        aliases: fields.or_default("aliases"),
        collective: fields.or_default("collective"),
        state: fields.optional("state"),
        website: fields.optional("website"),
        parent: parent.map(|slug| OrganisationId::of_seed(&slug)),
        formerly: fields.or_default("formerly"),
        sources: sources(fields).unwrap_or_default(),
        stamp: gathered.stamp,
        id: id?,
        slug: slug?,
        name: name?,
        kind: kind?,
    })
}
