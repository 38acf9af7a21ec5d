//! `Statistics` and what they are made of.

use super::{Asked, Given, Type, Unplanned, Write, language, leaf, objects};
use crate::{
    schema::{
        connection::count,
        vocabulary::{Counted, Dimension},
    },
    snapshot::statistics,
};

pub struct Statistics;

impl Type for Statistics {
    type Of<'a> = statistics::Statistics<'a>;

    const NAME: &'static str = "Statistics";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "states" => leaf::<Self>(|it, out| out.number(count(it.states()))),
            "initiatives" => leaf::<Self>(|it, out| out.number(count(it.initiatives()))),
            "organisations" => leaf::<Self>(|it, out| out.number(count(it.organisations()))),
            "participations" => leaf::<Self>(|it, out| out.number(count(it.participations()))),
            "events" => leaf::<Self>(|it, out| out.number(count(it.events()))),
            "by" => {
                let (dimension, counted) = (Given::<Dimension>::of(asked, "dimension")?, counted(asked)?);
                let below = asked.select::<Bucket>()?;
                leaf::<Self>(move |it, out| {
                    let groups = it.by(dimension.get(out)?.into(), counted.get(out)?.into());
                    out.list(&*groups, |group, out| below.write(group, out))
                })
            }
            "groups" => {
                let dimensions = Given::<Vec<Dimension>>::of(asked, "dimensions")?;
                let (counted, least) = (counted(asked)?, Given::<i32>::or(asked, "minCount", 1)?);
                objects::<Self, Group>(asked, move |it, out| {
                    let dimensions: Vec<_> = dimensions.get(out)?.into_iter().map(Into::into).collect();
                    it.groups(&dimensions, counted.get(out)?.into(), least.get(out)?).map_err(|_| Unplanned)
                })
            }
            "crossTab" => {
                let (rows, columns) =
                    (Given::<Dimension>::of(asked, "rows")?, Given::<Dimension>::of(asked, "columns")?);
                let counted = counted(asked)?;
                let below = asked.select::<CrossTab>()?;
                leaf::<Self>(move |it, out| {
                    let (rows, columns) = (rows.get(out)?.into(), columns.get(out)?.into());
                    below.write(&it.cross_tab(rows, columns, counted.get(out)?.into()), out)
                })
            }
            _ => None,
        }
    }
}

fn counted(asked: &Asked<'_>) -> Option<Given<Counted>> {
    Given::or(asked, "count", Counted::default())
}

/// `Bucket`: a group of one key.
struct Bucket;

impl Type for Bucket {
    type Of<'a> = statistics::Group;

    const NAME: &'static str = "Bucket";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "key" => leaf::<Self>(|it, out| out.text(&it.keys.iter().map(statistics::Key::name).collect::<String>())),
            "label" => {
                let language = language(asked)?;
                leaf::<Self>(move |it, out| {
                    let language = language.language(out)?;
                    out.text(&it.keys.iter().map(|key| key.label(language)).collect::<String>())
                })
            }
            "count" => leaf::<Self>(|it, out| out.number(count(it.count))),
            _ => None,
        }
    }
}

/// `Group`.
struct Group;

impl Type for Group {
    type Of<'a> = statistics::Group;

    const NAME: &'static str = "Group";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "keys" => leaf::<Self>(|it, out| out.list(&it.keys, |key, out| out.text(&key.name()))),
            "labels" => {
                let language = language(asked)?;
                leaf::<Self>(move |it, out| {
                    let language = language.language(out)?;
                    out.list(&it.keys, |key, out| out.text(&key.label(language)))
                })
            }
            "count" => leaf::<Self>(|it, out| out.number(count(it.count))),
            _ => None,
        }
    }
}

/// `CrossTab`.
struct CrossTab;

impl Type for CrossTab {
    type Of<'a> = statistics::CrossTab;

    const NAME: &'static str = "CrossTab";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "rows" => objects::<Self, Bucket>(asked, |it, _| Ok(it.rows.clone())),
            "columns" => objects::<Self, Bucket>(asked, |it, _| Ok(it.columns.clone())),
            "cells" => leaf::<Self>(|it, out| {
                out.list(&it.cells, |row, out| out.list(row, |cell, out| out.number(count(*cell))))
            }),
            _ => None,
        }
    }
}
