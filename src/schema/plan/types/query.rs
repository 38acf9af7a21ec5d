//! `Query`: the ways into the register that the plan knows.

use std::{fmt::Display, str::FromStr};

use async_graphql::ID;

use super::{
    Asked, Event, Filtered, Given, Initiative, Initiatives, Organisation, Organisations, Out, State, Type, Unplanned,
    Write, connection, leaf, node::Node, objects, statistics::Statistics,
};
use crate::{
    model::NodeId,
    schema::{
        filter::InitiativeFilter,
        query::{Either, either, node_ids},
        scalar::PartialDate,
        vocabulary::{StateCode, set},
    },
    snapshot::{Snapshot, filter::EventFilter},
};

pub struct Query;

impl Type for Query {
    type Of<'a> = ();

    const NAME: &'static str = "Query";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "node" => {
                let (id, below) = (Given::<ID>::of(asked, "id")?, Node::select(asked)?);
                leaf::<Self>(move |(), out| {
                    let id: NodeId = id.get(out)?.parse().map_err(|_| Unplanned)?;
                    below.write(out.snapshot.find_node(id), out)
                })
            }
            "nodes" => {
                let (ids, below) = (Given::<Vec<ID>>::of(asked, "ids")?, Node::select(asked)?);
                leaf::<Self>(move |(), out| {
                    let ids = node_ids("ids", &ids.get(out)?).map_err(|_| Unplanned)?;
                    out.list(ids, |id, out| below.write(out.snapshot.find_node(id), out))
                })
            }
            "state" => {
                let code: Given<StateCode> = Given::of(asked, "code")?;
                let below = asked.select::<State>()?;
                leaf::<Self>(move |(), out| below.write(&out.snapshot.state(code.get(out)?.into()), out))
            }
            "states" => objects::<Self, State>(asked, |(), out| Ok(out.snapshot.states().collect())),
            "initiative" => named::<Initiative, _>(asked, Snapshot::initiative, Snapshot::initiative_by_slug),
            "initiatives" => {
                let list = Initiatives::of(asked)?;
                connection::<Self, Initiative>(asked, move |(), out| {
                    let (filter, by) = list.get(out)?;
                    out.snapshot.initiatives_where(filter, by).map_err(|_| Unplanned)
                })
            }
            "organisation" => {
                named::<Organisation, _>(asked, Snapshot::find_organisation, Snapshot::find_organisation_by_slug)
            }
            "organisations" => {
                let list = Organisations::of(asked)?;
                connection::<Self, Organisation>(asked, move |(), out| {
                    let (filter, by) = list.get(out)?;
                    out.snapshot.organisations(by).filtered(filter).map_err(|_| Unplanned)
                })
            }
            "event" => named::<Event, _>(asked, Snapshot::event, Snapshot::event_by_slug),
            "events" => events(asked),
            "statistics" => {
                let filter = Filtered::<InitiativeFilter>::of(asked)?;
                let below = asked.select::<Statistics>()?;
                leaf::<Self>(move |(), out| {
                    let test = filter.get(out)?.map(|filter| filter.prepare(out.snapshot));
                    let test = test.transpose().map_err(|_| Unplanned)?;
                    below.write(&out.snapshot.statistics(test), out)
                })
            }
            "revision" => leaf::<Self>(|(), out| {
                let revision = out.snapshot.revision();
                out.raw(revision.to_string().as_bytes());
                Ok(())
            }),
            _ => None,
        }
    }
}

/// The arguments `id` and `slug`, of which there has to be one.
struct Name {
    id: Given<Option<ID>>,
    slug: Given<Option<String>>,
}

impl Name {
    fn of(asked: &Asked<'_>) -> Option<Self> {
        Some(Self { id: Given::of(asked, "id")?, slug: Given::of(asked, "slug")? })
    }

    fn get<I: FromStr<Err: Display>>(&self, out: &Out<'_>) -> Result<Either<I>, Unplanned> {
        either(self.id.get(out)?, self.slug.get(out)?).map_err(|_| Unplanned)
    }
}

/// A field that is the record of an id or of a slug.
fn named<E: Type, I: FromStr<Err: Display> + 'static>(
    asked: &Asked<'_>,
    by_id: impl for<'a> Fn(&'a Snapshot, I) -> Option<E::Of<'a>> + Send + Sync + 'static,
    by_slug: impl for<'a> Fn(&'a Snapshot, &str) -> Option<E::Of<'a>> + Send + Sync + 'static,
) -> Option<Write<Query>> {
    let name = Name::of(asked)?;
    let below = asked.select::<E>()?;
    leaf::<Query>(move |(), out| {
        let found = match name.get(out)? {
            Either::Id(id) => by_id(out.snapshot, id),
            Either::Slug(slug) => by_slug(out.snapshot, &slug),
        };
        out.optional(found, |out, found| below.write(&found, out))
    })
}

fn events(asked: &Asked<'_>) -> Option<Write<Query>> {
    let states: Given<Option<Vec<StateCode>>> = Given::of(asked, "states")?;
    let from: Given<Option<PartialDate>> = Given::of(asked, "from")?;
    let to: Given<Option<PartialDate>> = Given::of(asked, "to")?;
    connection::<Query, Event>(asked, move |(), out| {
        let date = |date: Option<PartialDate>| date.map(|date| date.0);
        let filter = EventFilter { states: set(states.get(out)?), from: date(from.get(out)?), to: date(to.get(out)?) };
        out.snapshot.events_where(filter).map_err(|_| Unplanned)
    })
}
