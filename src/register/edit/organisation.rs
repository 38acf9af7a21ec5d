//! The fields of an organisation that editors give.

use super::{Field, Problems, Ref, resolve::Names};
use crate::model::{
    LocalisedText, Organisation, OrganisationId, OrganisationKind, Problem, Slug, Source, Stamp, StateCode, Timestamp,
    Url,
};

#[derive(Clone, Debug, Default)]
pub struct OrganisationFields {
    pub slug: Field<String>,
    pub name: Field<LocalisedText>,
    pub short_name: Field<Box<str>>,
    pub aliases: Field<Vec<Box<str>>>,
    pub kind: Field<OrganisationKind>,
    pub collective: Field<bool>,
    pub state: Field<StateCode>,
    pub website: Field<Url>,
    pub parent: Field<Ref>,
    pub sources: Field<Vec<Source>>,
}

impl OrganisationFields {
    /// A new organisation of these fields. Without a slug it gets one made from its name.
    pub(super) fn create(self, names: &Names<'_>) -> Result<Organisation, Vec<Problem>> {
        let mut problems = Problems::default();
        let name = problems.given("name", &self.name);
        let kind = problems.given("kind", &self.kind);
        let slug = names.slug_of(name.as_ref(), |slug| names.register.find_organisation_by_slug(slug).is_some());
        let (Some(name), Some(kind), Some(slug)) = (name, kind, problems.slug(slug, &self.slug)) else {
            return Err(problems.0);
        };
        let mut organisation = blank(slug, name, kind);
        self.put(&mut organisation, names, &mut problems);
        problems.or(organisation)
    }

    /// Puts the fields that were given into `organisation`.
    pub(super) fn put(self, organisation: &mut Organisation, names: &Names<'_>, problems: &mut Problems) {
        let slug: Field<Slug> = problems.parsed("slug", self.slug);
        let parent = names.reference("parent", self.parent, problems, |parent| names.organisation(parent));
        problems.required("slug", &mut organisation.slug, slug);
        problems.required("name", &mut organisation.name, self.name);
        problems.optional(&mut organisation.short_name, self.short_name);
        problems.cleared_to_default(&mut organisation.aliases, self.aliases);
        problems.required("kind", &mut organisation.kind, self.kind);
        problems.cleared_to_default(&mut organisation.collective, self.collective);
        problems.optional(&mut organisation.state, self.state);
        problems.optional(&mut organisation.website, self.website);
        problems.optional(&mut organisation.parent, parent);
        problems.cleared_to_default(&mut organisation.sources, self.sources);
    }
}

fn blank(slug: Slug, name: LocalisedText, kind: OrganisationKind) -> Organisation {
    Organisation {
        id: OrganisationId::generate(),
        slug,
        name,
        short_name: None,
        aliases: Vec::new(),
        kind,
        collective: false,
        state: None,
        website: None,
        parent: None,
        formerly: Vec::new(),
        sources: Vec::new(),
        stamp: Stamp::new(Timestamp::EPOCH),
    }
}
