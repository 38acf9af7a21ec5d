//! The page of an initiative, with its participations and events.

use super::{
    event,
    fields::Fields,
    participation,
    reader::{Gathered, sources, subject},
};
use crate::model::{Initiative, InitiativeId, Slug, Source, SubjectType};

pub fn read(fields: &mut Fields<'_, '_>, gathered: &mut Gathered) -> Option<Initiative> {
    let slug = gathered.slug(SubjectType::Initiative, fields);
    let id = gathered.ids.of_initiative(slug.as_deref().map(InitiativeId::of_seed), fields);
    let (name, kind, status) = (fields.required("name"), fields.required("kind"), fields.required("status"));
    let (summary, topics, states) =
        (fields.optional("summary"), fields.or_default("topics"), fields.required("states"));
    let parent = gathered.reference("parent", SubjectType::Initiative, fields);
    let predecessor = gathered.reference("predecessor", SubjectType::Initiative, fields);
    let sources = sources(fields).unwrap_or_default();
    read_parts(fields, slug.as_ref(), &sources, gathered);
    Some(Initiative {
        aliases: fields.or_default("aliases"),
        region: fields.optional("region"),
        started_on: fields.optional("startedOn"),
        ended_on: fields.optional("endedOn"),
        website: fields.optional("website"),
        parent: parent.map(|slug| InitiativeId::of_seed(&slug)),
        predecessor: predecessor.map(|slug| InitiativeId::of_seed(&slug)),
        figures: fields.or_default("figures"),
        people: fields.or_default("people"),
        absent_kinds: fields.or_default("absentKinds"),
        sources,
        stamp: gathered.stamp,
        id: id?,
        slug: slug?,
        name: name?,
        kind: kind?,
        status: status?,
        summary,
        topics,
        states: states?,
    })
}

/// Reads what is written below an initiative, even if the initiative itself is wrong.
fn read_parts(fields: &mut Fields<'_, '_>, initiative: Option<&Slug>, sources: &[Source], gathered: &mut Gathered) {
    for table in fields.tables("participation") {
        let of = subject("participation of", &table, "organisation");
        let site = fields.site.record(format!("{}, {of}", fields.site.subject.as_deref().unwrap_or_default()));
        gathered.read(table, site, |fields, gathered| participation::read(fields, initiative, sources, gathered));
    }
    for table in fields.tables("event") {
        let site = fields.site.record(subject("event", &table, "slug"));
        gathered.read(table, site, |fields, gathered| event::read(fields, initiative, gathered));
    }
}
