//! From the model to the disk. It borrows the texts and cannot fail.

use std::borrow::Cow;

use super::shape::{
    Date, Event, Figure, Former, Initiative, MergedOrganisation, Organisation, Participation, Person, Source, Stamp,
    State, Text,
};
use crate::{
    model::{self, LocalisedText, PartialDate, StateCode},
    store::code::{Code, numbers},
};

impl From<model::Stamp> for Stamp {
    fn from(stamp: model::Stamp) -> Self {
        Self {
            version: stamp.version,
            created_at: stamp.created_at.as_micros(),
            updated_at: stamp.updated_at.as_micros(),
        }
    }
}

impl<'a> From<&'a LocalisedText> for Text<'a> {
    fn from(text: &'a LocalisedText) -> Self {
        Self { de: &text.de, en: text.en.as_deref() }
    }
}

impl<'a> From<&'a model::Source> for Source<'a> {
    fn from(source: &'a model::Source) -> Self {
        Self {
            title: &source.title,
            section: source.section.as_deref(),
            url: source.url.as_deref(),
            retrieved_on: date(source.retrieved_on),
        }
    }
}

impl<'a> From<&'a model::Figure> for Figure<'a> {
    fn from(figure: &'a model::Figure) -> Self {
        Self { label: (&figure.label).into(), value: figure.value, qualifier: figure.qualifier.as_deref() }
    }
}

impl<'a> From<&'a model::Person> for Person<'a> {
    fn from(person: &'a model::Person) -> Self {
        Self { name: &person.name, function: person.function.as_ref().map(Text::from) }
    }
}

impl<'a> From<&'a model::State> for State<'a> {
    fn from(state: &'a model::State) -> Self {
        Self {
            stamp: state.stamp.into(),
            coverage: state.coverage.number(),
            summary: state.summary.as_ref().map(Text::from),
        }
    }
}

impl<'a> From<&'a model::Initiative> for Initiative<'a> {
    fn from(initiative: &'a model::Initiative) -> Self {
        Self {
            stamp: initiative.stamp.into(),
            slug: &initiative.slug,
            name: (&initiative.name).into(),
            aliases: texts(&initiative.aliases),
            kind: initiative.kind.number(),
            status: initiative.status.number(),
            summary: initiative.summary.as_ref().map(Text::from),
            topics: texts(&initiative.topics),
            states: numbers(initiative.states).into(),
            region: initiative.region.as_deref(),
            started_on: date(initiative.started_on),
            ended_on: date(initiative.ended_on),
            website: initiative.website.as_deref(),
            parent: initiative.parent.map(model::InitiativeId::as_u128),
            predecessor: initiative.predecessor.map(model::InitiativeId::as_u128),
            figures: initiative.figures.iter().map(Figure::from).collect(),
            people: initiative.people.iter().map(Person::from).collect(),
            absent_kinds: numbers(initiative.absent_kinds).into(),
            sources: sources(&initiative.sources),
        }
    }
}

impl<'a> From<&'a model::Organisation> for Organisation<'a> {
    fn from(organisation: &'a model::Organisation) -> Self {
        Self {
            stamp: organisation.stamp.into(),
            slug: &organisation.slug,
            name: (&organisation.name).into(),
            short_name: organisation.short_name.as_deref(),
            aliases: texts(&organisation.aliases),
            kind: organisation.kind.number(),
            collective: organisation.collective,
            state: organisation.state.map(StateCode::number),
            website: organisation.website.as_deref(),
            parent: organisation.parent.map(model::OrganisationId::as_u128),
            sources: sources(&organisation.sources),
        }
    }
}

impl<'a> From<&'a model::Organisation> for MergedOrganisation<'a> {
    fn from(organisation: &'a model::Organisation) -> Self {
        let former = |former: &'a model::Former| Former { id: former.id.as_u128(), slug: &former.slug };
        Self { organisation: organisation.into(), formerly: organisation.formerly.iter().map(former).collect() }
    }
}

impl<'a> From<&'a model::Participation> for Participation<'a> {
    fn from(participation: &'a model::Participation) -> Self {
        Self {
            stamp: participation.stamp.into(),
            initiative: participation.initiative.as_u128(),
            organisation: participation.organisation.as_u128(),
            role: participation.role.number(),
            formal: participation.formal,
            since: date(participation.since),
            until: date(participation.until),
            headcount: participation.headcount,
            note: participation.note.as_deref(),
            sources: sources(&participation.sources),
        }
    }
}

impl<'a> From<&'a model::Event> for Event<'a> {
    fn from(event: &'a model::Event) -> Self {
        Self {
            stamp: event.stamp.into(),
            slug: &event.slug,
            name: (&event.name).into(),
            initiative: event.initiative.as_u128(),
            state: event.state.map(StateCode::number),
            place: event.place.as_deref(),
            starts_on: Cow::Owned(event.starts_on.to_string()),
            ends_on: date(event.ends_on),
            attendance: event.attendance,
        }
    }
}

fn texts(texts: &[Box<str>]) -> Vec<&str> {
    texts.iter().map(|text| &**text).collect()
}

fn sources(sources: &[model::Source]) -> Vec<Source<'_>> {
    sources.iter().map(Source::from).collect()
}

fn date(date: Option<PartialDate>) -> Option<Date<'static>> {
    date.map(|date| Cow::Owned(date.to_string()))
}
