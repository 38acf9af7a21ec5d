//! The five records, field by field.

use std::sync::Arc;

use super::{Mention, fields::Fields, values::FromJson};
use crate::{
    model::{
        Event, EventId, Initiative, InitiativeId, InitiativeStatus, NodeId, Organisation, OrganisationId,
        Participation, ParticipationId, Record, Slug, Stamp, State, SubjectType, Timestamp,
    },
    register::Kept,
};

/// What a line says of which record it is about.
pub struct Identity {
    pub id: Option<NodeId>,
    pub slug: Option<Slug>,
}

/// The version and times are the register's to give, or kept beside the record.
const UNSTAMPED: Stamp = Stamp { version: 1, created_at: Timestamp::EPOCH, updated_at: Timestamp::EPOCH };

type Parts = (Record, Vec<Mention>);

pub fn identity(subject: SubjectType, fields: &mut Fields<'_, '_>) -> Identity {
    let has_slug = !matches!(subject, SubjectType::State | SubjectType::Participation);
    let id = match subject {
        SubjectType::State => fields.optional("id"),
        SubjectType::Initiative => id::<InitiativeId>(fields),
        SubjectType::Organisation => id::<OrganisationId>(fields),
        SubjectType::Participation => id::<ParticipationId>(fields),
        SubjectType::Event => id::<EventId>(fields),
    };
    Identity { id, slug: if has_slug { fields.required("slug") } else { None } }
}

fn id<I: FromJson + Into<NodeId>>(fields: &mut Fields<'_, '_>) -> Option<NodeId> {
    fields.optional::<I>("id").map(Into::into)
}

/// What another register kept of the record.
pub fn kept(fields: &mut Fields<'_, '_>) -> Kept {
    let (version, created_at) = (fields.optional("version"), fields.optional("createdAt"));
    let kept = Kept { version, created_at, updated_at: fields.optional("updatedAt") };
    if let (Some(created), Some(updated)) = (kept.created_at, kept.updated_at)
        && updated < created
    {
        fields.wrong("updatedAt", format_args!("{updated} is before `createdAt`, {created}"));
    }
    kept
}

pub fn read(subject: SubjectType, identity: &mut Identity, fields: &mut Fields<'_, '_>) -> Option<Parts> {
    match subject {
        SubjectType::State => state(identity, fields),
        SubjectType::Initiative => initiative(identity.slug.clone(), fields),
        SubjectType::Organisation => organisation(identity.slug.clone(), fields),
        SubjectType::Participation => participation(fields),
        SubjectType::Event => event(identity.slug.clone(), fields),
    }
}

fn state(identity: &mut Identity, fields: &mut Fields<'_, '_>) -> Option<Parts> {
    let (code, coverage) = (fields.required("code"), fields.required("coverage"));
    let summary = fields.optional("summary");
    let code = code?;
    // A state is known by its code; its id says the same again or is wrong.
    let given = identity.id.replace(NodeId::State(code));
    if let Some(given) = given.filter(|given| *given != NodeId::State(code)) {
        fields.wrong("id", format_args!("{given} is not the id of {code}, {}", NodeId::State(code)));
    }
    Some((State { code, coverage: coverage?, summary, stamp: UNSTAMPED }.into(), Vec::new()))
}

fn initiative(slug: Option<Slug>, fields: &mut Fields<'_, '_>) -> Option<Parts> {
    let (name, aliases, kind) = (fields.required("name"), fields.or_default("aliases"), fields.required("kind"));
    let status = fields.optional("status").unwrap_or(InitiativeStatus::Unknown);
    let (summary, topics, states) =
        (fields.optional("summary"), fields.or_default("topics"), fields.required("states"));
    let (region, started_on, ended_on) =
        (fields.optional("region"), fields.optional("startedOn"), fields.optional("endedOn"));
    let website = fields.optional("website");
    let mentions = [
        optional_mention("parent", SubjectType::Initiative, fields),
        optional_mention("predecessor", SubjectType::Initiative, fields),
    ];
    let (figures, people) = (fields.or_default("figures"), fields.or_default("people"));
    let (absent_kinds, sources) = (fields.or_default("absentKinds"), fields.or_default("sources"));
    let initiative = Initiative {
        id: InitiativeId::from_u128(0),
        slug: slug?,
        name: name?,
        aliases,
        kind: kind?,
        status,
        summary,
        topics,
        states: states?,
        region,
        started_on,
        ended_on,
        website,
        parent: None,
        predecessor: None,
        figures,
        people,
        absent_kinds,
        sources,
        stamp: UNSTAMPED,
    };
    Some((initiative.into(), mentions.into_iter().flatten().collect()))
}

fn organisation(slug: Option<Slug>, fields: &mut Fields<'_, '_>) -> Option<Parts> {
    let (name, short_name) = (fields.required("name"), fields.optional("shortName"));
    let (aliases, kind) = (fields.or_default("aliases"), fields.required("kind"));
    let (collective, state) = (fields.or_default("collective"), fields.optional("state"));
    let website = fields.optional("website");
    let parent = optional_mention("parent", SubjectType::Organisation, fields);
    let (formerly, sources) = (fields.or_default("formerly"), fields.or_default("sources"));
    let organisation = Organisation {
        id: OrganisationId::from_u128(0),
        slug: slug?,
        name: name?,
        short_name,
        aliases,
        kind: kind?,
        collective,
        state,
        website,
        parent: None,
        formerly,
        sources,
        stamp: UNSTAMPED,
    };
    Some((organisation.into(), parent.into_iter().collect()))
}

fn participation(fields: &mut Fields<'_, '_>) -> Option<Parts> {
    let initiative = mention("initiative", SubjectType::Initiative, fields);
    let organisation = mention("organisation", SubjectType::Organisation, fields);
    let (role, formal) = (fields.required("role"), fields.optional("formal").unwrap_or(true));
    let (since, until) = (fields.optional("since"), fields.optional("until"));
    let (headcount, note) = (fields.optional("headcount"), fields.optional("note"));
    let sources = fields.or_default("sources");
    let participation = Participation {
        id: ParticipationId::from_u128(0),
        initiative: InitiativeId::from_u128(0),
        organisation: OrganisationId::from_u128(0),
        role: role?,
        formal,
        since,
        until,
        headcount,
        note,
        sources,
        stamp: UNSTAMPED,
    };
    Some((Record::Participation(Arc::new(participation)), vec![initiative?, organisation?]))
}

fn event(slug: Option<Slug>, fields: &mut Fields<'_, '_>) -> Option<Parts> {
    let name = fields.required("name");
    let initiative = mention("initiative", SubjectType::Initiative, fields);
    let (state, place) = (fields.optional("state"), fields.optional("place"));
    let (starts_on, ends_on) = (fields.required("startsOn"), fields.optional("endsOn"));
    let attendance = fields.optional("attendance");
    let event = Event {
        id: EventId::from_u128(0),
        slug: slug?,
        name: name?,
        initiative: InitiativeId::from_u128(0),
        state,
        place,
        starts_on: starts_on?,
        ends_on,
        attendance,
        stamp: UNSTAMPED,
    };
    Some((event.into(), vec![initiative?]))
}

fn mention(field: &'static str, subject: SubjectType, fields: &mut Fields<'_, '_>) -> Option<Mention> {
    fields.required(field).map(|name| Mention { field, subject, name })
}

fn optional_mention(field: &'static str, subject: SubjectType, fields: &mut Fields<'_, '_>) -> Option<Mention> {
    fields.optional(field).map(|name| Mention { field, subject, name })
}
