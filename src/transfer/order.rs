//! The order in which records are written: the same for the same records, and what is referred to comes first where it
//! can.

use std::io;

use super::{json::Members, page};
use crate::{
    model::SubjectType,
    snapshot::{
        Event, Initiative, Organisation, Participation, Snapshot,
        key::{Order, OrderBy},
        list::List,
    },
};

/// The types in the order in which they are written.
pub const TYPES: [SubjectType; 5] = [
    SubjectType::State,
    SubjectType::Organisation,
    SubjectType::Initiative,
    SubjectType::Event,
    SubjectType::Participation,
];

/// Hands the pages of all records of a type to `write`, one at a time.
pub fn each<'a>(
    register: &'a Snapshot,
    subject: SubjectType,
    mut write: impl FnMut(Members<'a>) -> io::Result<()>,
) -> io::Result<()> {
    match subject {
        SubjectType::State => register.states().try_for_each(|state| write(page::state(state.record()))),
        SubjectType::Organisation => {
            let organisations = organisations(register).into_iter();
            organisations.map(|one| page::organisation(register, one.record())).try_for_each(write)
        }
        SubjectType::Initiative => {
            let initiatives = initiatives(register).into_iter();
            initiatives.map(|one| page::initiative(register, one.record())).try_for_each(write)
        }
        SubjectType::Event => {
            let events = events(&register.events()).into_iter();
            events.map(|event| page::event(register, event.record())).try_for_each(write)
        }
        SubjectType::Participation => {
            let participations = initiatives(register).into_iter().flat_map(participants);
            participations.map(|(link, _)| page::participation(register, link.record())).try_for_each(write)
        }
    }
}

const ANY: OrderBy = OrderBy { order: Order::Name, descending: false };

pub(super) fn organisations(register: &Snapshot) -> Vec<Organisation<'_>> {
    let mut organisations: Vec<_> = register.organisations(ANY).iter().collect();
    organisations.sort_unstable_by_key(|organisation| &organisation.record().slug);
    organisations
}

pub(super) fn initiatives(register: &Snapshot) -> Vec<Initiative<'_>> {
    let mut initiatives: Vec<_> = register.initiatives(ANY).iter().collect();
    initiatives.sort_unstable_by_key(|initiative| &initiative.record().slug);
    initiatives
}

pub(super) fn events<'a>(events: &List<'a, Event<'a>>) -> Vec<Event<'a>> {
    let mut events: Vec<_> = events.iter().collect();
    events.sort_unstable_by_key(|event| &event.record().slug);
    events
}

/// The participations in an initiative: an organisation has one in each role.
pub(super) fn participants(initiative: Initiative<'_>) -> Vec<(Participation<'_>, Organisation<'_>)> {
    let mut participants: Vec<_> = initiative.participants().collect();
    participants.sort_unstable_by_key(|(participation, organisation)| {
        (&organisation.record().slug, participation.record().role)
    });
    participants
}
