//! Values of the model out of JSON values.

use std::{fmt::Display, str::FromStr};

use enumset::{EnumSet, EnumSetType};

use super::fields::{Fields, Notes};
use crate::{
    model::{
        Coverage, EventId, Figure, Former, InitiativeId, InitiativeKind, InitiativeStatus, LocalisedText, NodeId,
        OrganisationId, OrganisationKind, PartialDate, ParticipationId, ParticipationRole, Person, Slug, Source,
        StateCode, Timestamp, Url,
    },
    transfer::json::Json,
};

/// What a field can hold.
pub trait FromJson: Sized {
    /// The value, or none where it is wrong, which has then been noted.
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self>;
}

fn wrong_type<T>(value: &Json<'_>, wanted: &str, notes: &mut Notes) -> Option<T> {
    notes.wrong(format_args!("is {}; it must be {wanted}", value.noun()));
    None
}

impl FromJson for Box<str> {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        match value {
            Json::Text(text) => Some(text.into()),
            other => wrong_type(&other, "text", notes),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        match value {
            Json::Bool(is) => Some(is),
            other => wrong_type(&other, "true or false", notes),
        }
    }
}

/// A whole number of a type that holds those from `least` to `most`.
fn whole<T: TryFrom<i64>>(value: &Json<'_>, (least, most): (i64, i64), notes: &mut Notes) -> Option<T> {
    let found: &dyn Display = match value {
        Json::Whole(number) => match T::try_from(*number) {
            Ok(converted) if *number >= least => return Some(converted),
            _ => number,
        },
        Json::Decimal(number) => number,
        other => return wrong_type(other, "a whole number", notes),
    };
    notes.wrong(format_args!("{found} is not a whole number from {least} to {most}"));
    None
}

impl FromJson for i32 {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        whole(&value, (Self::MIN.into(), Self::MAX.into()), notes)
    }
}

/// A version: they count from 1 on.
impl FromJson for u32 {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        whole(&value, (1, Self::MAX.into()), notes)
    }
}

fn parsed<T: FromStr<Err: Display>>(value: Json<'_>, notes: &mut Notes) -> Option<T> {
    let Json::Text(text) = value else {
        return wrong_type(&value, "text", notes);
    };
    text.parse().map_err(|error| notes.wrong(error)).ok()
}

macro_rules! parsed_from_text {
    ($($type:ty)+) => {$(
        impl FromJson for $type {
            fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
                parsed(value, notes)
            }
        }
    )+};
}
parsed_from_text!(
    Slug PartialDate Timestamp Url NodeId InitiativeId OrganisationId ParticipationId EventId
    StateCode Coverage InitiativeKind InitiativeStatus OrganisationKind ParticipationRole
);

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        let Json::List(items) = value else {
            return wrong_type(&value, "a list", notes);
        };
        let items = items.into_iter().enumerate();
        Some(items.filter_map(|(n, item)| notes.item(n, |notes| T::from_json(item, notes))).collect())
    }
}

impl<T: EnumSetType + FromJson> FromJson for EnumSet<T> {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        Some(Vec::<T>::from_json(value, notes)?.into_iter().collect())
    }
}

/// Reads a value written as an object, which messages call `noun`.
fn structured<T>(
    value: Json<'_>,
    noun: &str,
    notes: &mut Notes,
    read: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>,
) -> Option<T> {
    let Json::Object(members) = value else {
        return wrong_type(&value, &format!("an object, {noun}"), notes);
    };
    let mut fields = Fields::new(members, notes);
    let result = read(&mut fields);
    fields.finish(noun);
    result
}

impl FromJson for LocalisedText {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        structured(value, "a text in German and English", notes, |fields| {
            let (de, en) = (fields.required("de"), fields.optional("en"));
            Some(Self { de: de?, en })
        })
    }
}

impl FromJson for Figure {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        structured(value, "a figure", notes, |fields| {
            let (label, value) = (fields.required("label"), fields.required("value"));
            Some(Self { qualifier: fields.optional("qualifier"), label: label?, value: value? })
        })
    }
}

impl FromJson for Person {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        structured(value, "a person", notes, |fields| {
            let name = fields.required("name");
            Some(Self { function: fields.optional("function"), name: name? })
        })
    }
}

impl FromJson for Source {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        structured(value, "a source", notes, |fields| {
            let title = fields.required("title");
            let (section, url) = (fields.optional("section"), fields.optional("url"));
            Some(Self { section, url, retrieved_on: fields.optional("retrievedOn"), title: title? })
        })
    }
}

impl FromJson for Former {
    fn from_json(value: Json<'_>, notes: &mut Notes) -> Option<Self> {
        structured(value, "an organisation merged into this one", notes, |fields| {
            let (id, slug) = (fields.required("id"), fields.required("slug"));
            Some(Self { id: id?, slug: slug? })
        })
    }
}
