//! How the fields of each type are written: a file for each, which names the fields as the type's own file one floor up does.

mod arranged;
mod connection;
mod detail;
mod event;
mod initiative;
mod node;
mod organisation;
mod participation;
mod query;
mod state;
mod statistics;

pub use self::query::Query;

use self::{
    arranged::{Filtered, Initiatives, Organisations},
    connection::connection,
    detail::{Figure, Former, Person, Source},
    event::Event,
    initiative::Initiative,
    organisation::Organisation,
    participation::Participation,
    state::State,
};
use super::{
    Done, Unplanned,
    given::Given,
    out::Out,
    select::{Asked, Type, Write},
};
use crate::{
    model::{self, LocalisedText},
    schema::vocabulary::{self, Language},
    snapshot::Naming,
};

/// A field that is written by a function and has nothing below it.
fn leaf<T: Type>(write: impl for<'a> Fn(&T::Of<'a>, &mut Out<'a>) -> Done + Send + Sync + 'static) -> Option<Write<T>> {
    Some(Box::new(write))
}

/// A field that is an object, or null where there is none.
fn object<T: Type, L: Type>(
    asked: &Asked<'_>,
    find: impl for<'a> Fn(&T::Of<'a>, &Out<'a>) -> Option<L::Of<'a>> + Send + Sync + 'static,
) -> Option<Write<T>> {
    let below = asked.select::<L>()?;
    leaf::<T>(move |it, out| {
        let found = find(it, out);
        out.optional(found, |out, found| below.write(&found, out))
    })
}

/// A field that is an object which is always there.
fn present<T: Type, L: Type>(
    asked: &Asked<'_>,
    find: impl for<'a> Fn(&T::Of<'a>, &Out<'a>) -> Option<L::Of<'a>> + Send + Sync + 'static,
) -> Option<Write<T>> {
    let below = asked.select::<L>()?;
    leaf::<T>(move |it, out| below.write(&find(it, out).ok_or(Unplanned)?, out))
}

/// A field that is a list of objects.
fn objects<T: Type, L: Type>(
    asked: &Asked<'_>,
    find: impl for<'a> Fn(&T::Of<'a>, &Out<'a>) -> Result<Vec<L::Of<'a>>, Unplanned> + Send + Sync + 'static,
) -> Option<Write<T>> {
    let below = asked.select::<L>()?;
    leaf::<T>(move |it, out| {
        let found = find(it, out)?;
        out.list(found, |item, out| below.write(&item, out))
    })
}

/// A field that is the name of a record, in the language asked for.
fn name<T: Type>(
    asked: &Asked<'_>,
    find: impl for<'a> Fn(&T::Of<'a>, &Out<'a>) -> &'a Naming + Send + Sync + 'static,
) -> Option<Write<T>> {
    let language = language(asked)?;
    leaf::<T>(move |it, out| {
        let language = language.language(out)?;
        out.written(find(it, out).name(language))
    })
}

/// A field that is a text in the language asked for.
fn localised<T: Type>(
    asked: &Asked<'_>,
    find: impl for<'a> Fn(&T::Of<'a>, &Out<'a>) -> &'a LocalisedText + Send + Sync + 'static,
) -> Option<Write<T>> {
    let language = language(asked)?;
    leaf::<T>(move |it, out| {
        let language = language.language(out)?;
        out.text(find(it, out).get(language))
    })
}

/// A field that is a text in the language asked for, or null where there is none.
fn optional_localised<T: Type>(
    asked: &Asked<'_>,
    find: impl for<'a> Fn(&T::Of<'a>, &Out<'a>) -> Option<&'a LocalisedText> + Send + Sync + 'static,
) -> Option<Write<T>> {
    let language = language(asked)?;
    leaf::<T>(move |it, out| {
        let language = language.language(out)?;
        out.optional_text(find(it, out).map(|text| text.get(language)))
    })
}

/// The argument `language`.
fn language(asked: &Asked<'_>) -> Option<Given<Option<Language>>> {
    Given::or(asked, "language", Some(Language::De))
}

impl Given<Option<Language>> {
    fn language(&self, out: &Out<'_>) -> Result<model::Language, Unplanned> {
        self.get(out).map(vocabulary::language)
    }
}

fn texts(texts: &[Box<str>], out: &mut Out<'_>) -> Done {
    out.list(texts, |text, out| out.text(text))
}
