//! From the disk to the model. What does not fit the model is a [`Flaw`].

use super::shape::{
    Date, Event, Figure, Former, Initiative, MergedOrganisation, Organisation, Participation, Person, Source, Stamp,
    State, Text,
};
use crate::{
    model::{
        self, EventId, InitiativeId, LocalisedText, OrganisationId, PartialDate, ParticipationId, StateCode, Timestamp,
        Url,
    },
    store::{
        code::{self, Code},
        error::Flaw,
    },
};

impl From<Stamp> for model::Stamp {
    fn from(stamp: Stamp) -> Self {
        Self {
            version: stamp.version,
            created_at: Timestamp::from_micros(stamp.created_at),
            updated_at: Timestamp::from_micros(stamp.updated_at),
        }
    }
}

impl From<Text<'_>> for LocalisedText {
    fn from(text: Text<'_>) -> Self {
        Self { de: text.de.into(), en: text.en.map(Into::into) }
    }
}

impl From<Figure<'_>> for model::Figure {
    fn from(figure: Figure<'_>) -> Self {
        Self { label: figure.label.into(), value: figure.value, qualifier: figure.qualifier.map(Into::into) }
    }
}

impl From<Person<'_>> for model::Person {
    fn from(person: Person<'_>) -> Self {
        Self { name: person.name.into(), function: person.function.map(Into::into) }
    }
}

impl TryFrom<Source<'_>> for model::Source {
    type Error = Flaw;

    fn try_from(source: Source<'_>) -> Result<Self, Flaw> {
        Ok(Self {
            title: source.title.into(),
            section: source.section.map(Into::into),
            url: url(source.url),
            retrieved_on: date(source.retrieved_on)?,
        })
    }
}

impl State<'_> {
    pub fn into_model(self, code: StateCode) -> Result<model::State, Flaw> {
        Ok(model::State {
            code,
            coverage: Code::from_number(self.coverage)?,
            summary: self.summary.map(Into::into),
            stamp: self.stamp.into(),
        })
    }
}

impl Initiative<'_> {
    pub fn into_model(self, id: InitiativeId) -> Result<model::Initiative, Flaw> {
        Ok(model::Initiative {
            id,
            slug: self.slug.parse()?,
            name: self.name.into(),
            aliases: texts(self.aliases),
            kind: Code::from_number(self.kind)?,
            status: Code::from_number(self.status)?,
            summary: self.summary.map(Into::into),
            topics: texts(self.topics),
            states: code::set(&self.states)?,
            region: self.region.map(Into::into),
            started_on: date(self.started_on)?,
            ended_on: date(self.ended_on)?,
            website: url(self.website),
            parent: self.parent.map(InitiativeId::from_u128),
            predecessor: self.predecessor.map(InitiativeId::from_u128),
            figures: self.figures.into_iter().map(Into::into).collect(),
            people: self.people.into_iter().map(Into::into).collect(),
            absent_kinds: code::set(&self.absent_kinds)?,
            sources: sources(self.sources)?,
            stamp: self.stamp.into(),
        })
    }
}

impl Organisation<'_> {
    pub fn into_model(self, id: OrganisationId) -> Result<model::Organisation, Flaw> {
        Ok(model::Organisation {
            id,
            slug: self.slug.parse()?,
            name: self.name.into(),
            short_name: self.short_name.map(Into::into),
            aliases: texts(self.aliases),
            kind: Code::from_number(self.kind)?,
            collective: self.collective,
            state: state(self.state)?,
            website: url(self.website),
            parent: self.parent.map(OrganisationId::from_u128),
            formerly: Vec::new(),
            sources: sources(self.sources)?,
            stamp: self.stamp.into(),
        })
    }
}

impl MergedOrganisation<'_> {
    pub fn into_model(self, id: OrganisationId) -> Result<model::Organisation, Flaw> {
        let former = |former: Former<'_>| {
            Ok::<_, Flaw>(model::Former { id: OrganisationId::from_u128(former.id), slug: former.slug.parse()? })
        };
        let formerly = self.formerly.into_iter().map(former).collect::<Result<_, _>>()?;
        Ok(model::Organisation { formerly, ..self.organisation.into_model(id)? })
    }
}

impl Participation<'_> {
    pub fn into_model(self, id: ParticipationId) -> Result<model::Participation, Flaw> {
        Ok(model::Participation {
            id,
            initiative: InitiativeId::from_u128(self.initiative),
            organisation: OrganisationId::from_u128(self.organisation),
            role: Code::from_number(self.role)?,
            formal: self.formal,
            since: date(self.since)?,
            until: date(self.until)?,
            headcount: self.headcount,
            note: self.note.map(Into::into),
            sources: sources(self.sources)?,
            stamp: self.stamp.into(),
        })
    }
}

impl Event<'_> {
    pub fn into_model(self, id: EventId) -> Result<model::Event, Flaw> {
        Ok(model::Event {
            id,
            slug: self.slug.parse()?,
            name: self.name.into(),
            initiative: InitiativeId::from_u128(self.initiative),
            state: state(self.state)?,
            place: self.place.map(Into::into),
            starts_on: self.starts_on.parse()?,
            ends_on: date(self.ends_on)?,
            attendance: self.attendance,
            stamp: self.stamp.into(),
        })
    }
}

fn texts(texts: Vec<&str>) -> Vec<Box<str>> {
    texts.into_iter().map(Into::into).collect()
}

fn sources(sources: Vec<Source<'_>>) -> Result<Vec<model::Source>, Flaw> {
    sources.into_iter().map(TryInto::try_into).collect()
}

fn date(date: Option<Date<'_>>) -> Result<Option<PartialDate>, Flaw> {
    Ok(date.map(|text| text.parse()).transpose()?)
}

/// An address was checked when it was written and its frame says that it is still the same. To parse it again would take
/// longer than all else here, and a stricter parser of a later day must not make a register unreadable.
fn url(text: Option<&str>) -> Option<Url> {
    text.map(|text| Url::already_checked(text.into()))
}

fn state(number: Option<u8>) -> Result<Option<StateCode>, Flaw> {
    number.map(StateCode::from_number).transpose()
}
