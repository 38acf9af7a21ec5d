//! The fields of an initiative that editors give.

use enumset::EnumSet;

use super::{Field, Problems, Ref, resolve::Names};
use crate::model::{
    Figure, Initiative, InitiativeId, InitiativeKind, InitiativeStatus, LocalisedText, OrganisationKind, PartialDate,
    Person, Problem, Slug, Source, Stamp, StateCode, Timestamp, Url,
};

#[derive(Clone, Debug, Default)]
pub struct InitiativeFields {
    pub slug: Field<String>,
    pub name: Field<LocalisedText>,
    pub aliases: Field<Vec<Box<str>>>,
    pub kind: Field<InitiativeKind>,
    /// UNKNOWN in a new initiative if nothing is said.
    pub status: Field<InitiativeStatus>,
    pub summary: Field<LocalisedText>,
    pub topics: Field<Vec<Box<str>>>,
    pub states: Field<EnumSet<StateCode>>,
    pub region: Field<Box<str>>,
    pub started_on: Field<PartialDate>,
    pub ended_on: Field<PartialDate>,
    pub website: Field<Url>,
    pub parent: Field<Ref>,
    pub predecessor: Field<Ref>,
    pub figures: Field<Vec<Figure>>,
    pub people: Field<Vec<Person>>,
    pub absent_kinds: Field<EnumSet<OrganisationKind>>,
    pub sources: Field<Vec<Source>>,
}

impl InitiativeFields {
    /// A new initiative of these fields. Without a slug it gets one made from its name.
    pub(super) fn create(self, names: &Names<'_>) -> Result<Initiative, Vec<Problem>> {
        let mut problems = Problems::default();
        let name = problems.given("name", &self.name);
        let kind = problems.given("kind", &self.kind);
        let slug = names.slug_of(name.as_ref(), |slug| names.register.initiative_by_slug(slug).is_some());
        let (Some(name), Some(kind), Some(slug)) = (name, kind, problems.slug(slug, &self.slug)) else {
            return Err(problems.0);
        };
        let mut initiative = blank(slug, name, kind);
        self.put(&mut initiative, names, &mut problems);
        problems.or(initiative)
    }

    /// Puts the fields that were given into `initiative`.
    pub(super) fn put(self, initiative: &mut Initiative, names: &Names<'_>, problems: &mut Problems) {
        let slug: Field<Slug> = problems.parsed("slug", self.slug);
        let parent = names.reference("parent", self.parent, problems, |parent| names.initiative(parent));
        let predecessor = names.reference("predecessor", self.predecessor, problems, |before| names.initiative(before));
        problems.required("slug", &mut initiative.slug, slug);
        problems.required("name", &mut initiative.name, self.name);
        problems.cleared_to_default(&mut initiative.aliases, self.aliases);
        problems.required("kind", &mut initiative.kind, self.kind);
        problems.required("status", &mut initiative.status, self.status);
        problems.optional(&mut initiative.summary, self.summary);
        problems.cleared_to_default(&mut initiative.topics, self.topics);
        problems.required("states", &mut initiative.states, self.states);
        problems.optional(&mut initiative.region, self.region);
        problems.optional(&mut initiative.started_on, self.started_on);
        problems.optional(&mut initiative.ended_on, self.ended_on);
        problems.optional(&mut initiative.website, self.website);
        problems.optional(&mut initiative.parent, parent);
        problems.optional(&mut initiative.predecessor, predecessor);
        problems.cleared_to_default(&mut initiative.figures, self.figures);
        problems.cleared_to_default(&mut initiative.people, self.people);
        problems.cleared_to_default(&mut initiative.absent_kinds, self.absent_kinds);
        problems.cleared_to_default(&mut initiative.sources, self.sources);
    }
}

fn blank(slug: Slug, name: LocalisedText, kind: InitiativeKind) -> Initiative {
    Initiative {
        id: InitiativeId::generate(),
        slug,
        name,
        aliases: Vec::new(),
        kind,
        status: InitiativeStatus::Unknown,
        summary: None,
        topics: Vec::new(),
        states: EnumSet::empty(),
        region: None,
        started_on: None,
        ended_on: None,
        website: None,
        parent: None,
        predecessor: None,
        figures: Vec::new(),
        people: Vec::new(),
        absent_kinds: EnumSet::empty(),
        sources: Vec::new(),
        stamp: Stamp::new(Timestamp::EPOCH),
    }
}
