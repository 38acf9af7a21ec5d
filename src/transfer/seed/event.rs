//! The page of an event, below its initiative.

use super::{fields::Fields, reader::Gathered};
use crate::model::{Event, EventId, InitiativeId, Slug, SubjectType};

pub fn read(fields: &mut Fields<'_, '_>, initiative: Option<&Slug>, gathered: &mut Gathered) -> Option<Event> {
    let slug = gathered.slug(SubjectType::Event, fields);
    let id = gathered.ids.own(slug.as_deref().map(EventId::of_seed), fields);
    let (name, starts_on) = (fields.required("name"), fields.required("startsOn"));
    Some(Event {
        state: fields.optional("state"),
        place: fields.optional("place"),
        ends_on: fields.optional("endsOn"),
        attendance: fields.optional("attendance"),
        stamp: gathered.stamp,
        id: id?,
        slug: slug?,
        name: name?,
        initiative: InitiativeId::of_seed(initiative?),
        starts_on: starts_on?,
    })
}
