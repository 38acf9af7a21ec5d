//! Values of the model out of TOML values.

use std::{ops::Range, str::FromStr};

use enumset::{EnumSet, EnumSetType};
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

use super::{fields::Fields, file::Site, problem::Cause};
use crate::model::{
    Coverage, EventId, Figure, Former, InitiativeId, InitiativeKind, InitiativeStatus, LocalisedText, OrganisationId,
    OrganisationKind, PartialDate, ParticipationId, ParticipationRole, Person, Slug, Source, StateCode, Url,
};

/// What a field can hold.
pub trait FromToml: Sized {
    /// The value, or none where it is wrong, which has then been noted at `site`.
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self>;
}

pub fn table<'t>(value: Spanned<DeValue<'t>>, site: &Site<'_>) -> Option<Spanned<DeTable<'t>>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Some(Spanned::new(span, table)),
        other => wrong_type(&other, "a table", span, site),
    }
}

pub fn list<'t>(value: Spanned<DeValue<'t>>, site: &Site<'_>) -> Option<DeArray<'t>> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Array(list) => Some(list),
        other => wrong_type(&other, "a list in brackets", span, site),
    }
}

fn wrong_type<T>(value: &DeValue<'_>, wanted: &'static str, span: Range<usize>, site: &Site<'_>) -> Option<T> {
    let found = match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date without quotes",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    site.note(span, Cause::Type { found, wanted });
    None
}

impl FromToml for Box<str> {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        let span = value.span();
        match value.into_inner() {
            DeValue::String(text) => Some(text.into()),
            other => wrong_type(&other, "text in quotes", span, site),
        }
    }
}

impl FromToml for bool {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(is) => Some(*is),
            other => wrong_type(other, "true or false", value.span(), site),
        }
    }
}

impl FromToml for i32 {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        let DeValue::Integer(number) = value.get_ref() else {
            return wrong_type(value.get_ref(), "a whole number", value.span(), site);
        };
        let parsed = i32::from_str_radix(number.as_str(), number.radix());
        parsed.inspect_err(|_| site.note(value.span(), Cause::Number(number.to_string()))).ok()
    }
}

fn parsed<T: FromStr<Err: Into<Cause>>>(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<T> {
    let span = value.span();
    match Box::<str>::from_toml(value, site)?.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            site.note(span, error.into());
            None
        }
    }
}

macro_rules! parsed_from_text {
    ($($type:ty)+) => {$(
        impl FromToml for $type {
            fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
                parsed(value, site)
            }
        }
    )+};
}
parsed_from_text!(
    Slug PartialDate Url InitiativeId OrganisationId ParticipationId EventId
    StateCode Coverage InitiativeKind InitiativeStatus OrganisationKind ParticipationRole
);

impl<T: FromToml> FromToml for Vec<T> {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        Some(list(value, site)?.into_iter().filter_map(|item| T::from_toml(item, site)).collect())
    }
}

impl<T: EnumSetType + FromToml> FromToml for EnumSet<T> {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        Some(Vec::<T>::from_toml(value, site)?.into_iter().collect())
    }
}

/// Reads a value written as a table.
fn structured<T>(
    value: Spanned<DeValue<'_>>,
    site: &Site<'_>,
    read: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>,
) -> Option<T> {
    let mut fields = Fields::new(table(value, site)?, site.clone());
    let result = read(&mut fields);
    fields.finish();
    result
}

impl FromToml for LocalisedText {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        structured(value, site, |fields| {
            let de = fields.required("de");
            Some(Self { en: fields.optional("en"), de: de? })
        })
    }
}

impl FromToml for Figure {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        structured(value, site, |fields| {
            let (label, value) = (fields.required("label"), fields.required("value"));
            Some(Self { qualifier: fields.optional("qualifier"), label: label?, value: value? })
        })
    }
}

impl FromToml for Person {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        structured(value, site, |fields| {
            let name = fields.required("name");
            Some(Self { function: fields.optional("function"), name: name? })
        })
    }
}

impl FromToml for Source {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        structured(value, site, |fields| {
            let title = fields.required("title");
            let (section, url) = (fields.optional("section"), fields.optional("url"));
            Some(Self { section, url, retrieved_on: fields.optional("retrievedOn"), title: title? })
        })
    }
}

impl FromToml for Former {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        structured(value, site, |fields| {
            let (id, slug) = (fields.required("id"), fields.required("slug"));
            Some(Self { id: id?, slug: slug? })
        })
    }
}

/// A slug and where it is written, for what can only be judged when all files are read.
pub struct Mention {
    pub slug: Slug,
    pub spot: super::Spot,
}

impl FromToml for Mention {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        let spot = site.spot(value.span());
        Some(Self { slug: Slug::from_toml(value, site)?, spot })
    }
}

impl<T: FromToml> FromToml for Spanned<T> {
    fn from_toml(value: Spanned<DeValue<'_>>, site: &Site<'_>) -> Option<Self> {
        Some(Self::new(value.span(), T::from_toml(value, site)?))
    }
}
