//! `Initiative`.

use super::{
    Asked, Event, Figure, Given, Participation, Person, Source, State, Type, Write, connection, leaf, name, object,
    objects, optional_localised, texts,
};
use crate::{
    schema::vocabulary::{OrganisationKind, ParticipationRole, set},
    snapshot,
};

pub struct Initiative;

impl Type for Initiative {
    type Of<'a> = snapshot::Initiative<'a>;

    const NAME: &'static str = "Initiative";
    const IS_NODE: bool = true;

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "id" => leaf::<Self>(|it, out| out.plain(it.record().id)),
            "slug" => leaf::<Self>(|it, out| out.written(it.naming().slug())),
            "name" => name::<Self>(asked, |it, _| it.naming()),
            "aliases" => leaf::<Self>(|it, out| texts(&it.record().aliases, out)),
            "kind" => leaf::<Self>(|it, out| out.word(it.record().kind.name())),
            "status" => leaf::<Self>(|it, out| out.word(it.record().status.name())),
            "summary" => optional_localised::<Self>(asked, |it, _| it.record().summary.as_ref()),
            "topics" => leaf::<Self>(|it, out| texts(&it.record().topics, out)),
            "states" => objects::<Self, State>(asked, |it, _| Ok(it.states().collect())),
            "region" => leaf::<Self>(|it, out| out.optional_text(it.record().region.as_deref())),
            "startedOn" => leaf::<Self>(|it, out| out.optional_plain(it.record().started_on)),
            "endedOn" => leaf::<Self>(|it, out| out.optional_plain(it.record().ended_on)),
            "website" => leaf::<Self>(|it, out| out.optional_text(it.record().website.as_deref())),
            "parent" => object::<Self, Self>(asked, |it, _| it.parent()),
            "children" => objects::<Self, Self>(asked, |it, _| Ok(it.children().iter().collect())),
            "predecessor" => object::<Self, Self>(asked, |it, _| it.predecessor()),
            "successors" => objects::<Self, Self>(asked, |it, _| Ok(it.successors().iter().collect())),
            "participations" => participations(asked),
            "involvement" => {
                let of: Given<OrganisationKind> = Given::of(asked, "of")?;
                leaf::<Self>(move |it, out| {
                    let of = of.get(out)?;
                    out.word(it.involvement(of.into()).name())
                })
            }
            "events" => connection::<Self, Event>(asked, |it, _| Ok(it.events())),
            "figures" => objects::<Self, Figure>(asked, |it, _| Ok(it.record().figures.iter().collect())),
            "people" => objects::<Self, Person>(asked, |it, _| Ok(it.record().people.iter().collect())),
            "sources" => objects::<Self, Source>(asked, |it, _| Ok(it.record().sources.iter().collect())),
            "version" => leaf::<Self>(|it, out| out.number(it.record().stamp.version)),
            "createdAt" => leaf::<Self>(|it, out| out.plain(it.record().stamp.created_at)),
            "updatedAt" => leaf::<Self>(|it, out| out.plain(it.record().stamp.updated_at)),
            _ => None,
        }
    }
}

fn participations(asked: &Asked<'_>) -> Option<Write<Initiative>> {
    let roles: Given<Option<Vec<ParticipationRole>>> = Given::of(asked, "roles")?;
    let kinds: Given<Option<Vec<OrganisationKind>>> = Given::of(asked, "kinds")?;
    connection::<Initiative, Participation>(asked, move |it, out| {
        Ok(it.ends(set(roles.get(out)?), set(kinds.get(out)?)))
    })
}
