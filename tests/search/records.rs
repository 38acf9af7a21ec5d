//! Records by as little as a test has to say about them.

use buendnis::model::{
    Event, Initiative, InitiativeId, LocalisedText, Organisation, OrganisationId, OrganisationKind, Slug, StateCode,
};

use super::support::{event_no, initiative_no, minimal_organisation};

/// An organisation of this name; its slug comes of it, its id of the slug.
pub fn organisation(name: &str) -> Organisation {
    let slug = Slug::from_name(name).unwrap();
    Organisation {
        id: OrganisationId::of_seed(&slug),
        slug,
        name: LocalisedText::german(name),
        kind: OrganisationKind::Other,
        ..minimal_organisation()
    }
}

/// An initiative of this name, of Thuringia.
pub fn initiative(name: &str) -> Initiative {
    let slug = Slug::from_name(name).unwrap();
    let id = InitiativeId::of_seed(&slug);
    Initiative { id, slug, name: LocalisedText::german(name), states: StateCode::Th.into(), ..initiative_no(0) }
}

/// The same organisation in a state.
pub fn of_state(state: StateCode, organisation: Organisation) -> Organisation {
    Organisation { state: Some(state), ..organisation }
}

/// An event of an initiative.
pub fn event(name: &str, of: &Initiative) -> Event {
    Event {
        slug: Slug::from_name(name).unwrap(),
        name: LocalisedText::german(name),
        initiative: of.id,
        ..event_no(1, 1)
    }
}

pub fn boxed(texts: &[&str]) -> Vec<Box<str>> {
    texts.iter().map(|text| (*text).into()).collect()
}
