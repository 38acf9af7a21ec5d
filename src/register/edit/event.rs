//! The fields of an event that editors give.

use super::{Field, Problems, resolve::Names};
use crate::model::{
    Event, EventId, InitiativeId, LocalisedText, PartialDate, Problem, Slug, Stamp, StateCode, Timestamp,
};

#[derive(Clone, Debug, Default)]
pub struct EventFields {
    pub slug: Field<String>,
    pub name: Field<LocalisedText>,
    pub state: Field<StateCode>,
    pub place: Field<Box<str>>,
    pub starts_on: Field<PartialDate>,
    pub ends_on: Field<PartialDate>,
    pub attendance: Field<i32>,
}

impl EventFields {
    /// A new event of these fields. Without a slug it gets one made from its name.
    pub(super) fn create(self, initiative: InitiativeId, names: &Names<'_>) -> Result<Event, Vec<Problem>> {
        let mut problems = Problems::default();
        let name = problems.given("name", &self.name);
        let starts_on = problems.given("startsOn", &self.starts_on);
        let slug = names.slug_of(name.as_ref(), |slug| names.register.event_by_slug(slug).is_some());
        let (Some(name), Some(starts_on), Some(slug)) = (name, starts_on, problems.slug(slug, &self.slug)) else {
            return Err(problems.0);
        };
        let mut event = Event {
            id: EventId::generate(),
            slug,
            name,
            initiative,
            state: None,
            place: None,
            starts_on,
            ends_on: None,
            attendance: None,
            stamp: Stamp::new(Timestamp::EPOCH),
        };
        self.put(&mut event, &mut problems);
        problems.or(event)
    }

    /// Puts the fields that were given into `event`.
    pub(super) fn put(self, event: &mut Event, problems: &mut Problems) {
        let slug: Field<Slug> = problems.parsed("slug", self.slug);
        problems.required("slug", &mut event.slug, slug);
        problems.required("name", &mut event.name, self.name);
        problems.optional(&mut event.state, self.state);
        problems.optional(&mut event.place, self.place);
        problems.required("startsOn", &mut event.starts_on, self.starts_on);
        problems.optional(&mut event.ends_on, self.ends_on);
        problems.optional(&mut event.attendance, self.attendance);
    }
}
