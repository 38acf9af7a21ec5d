//! The parts of records that are no records themselves.

use super::{Asked, Type, Write, leaf, localised, optional_localised};
use crate::model;

pub struct Source;

impl Type for Source {
    type Of<'a> = &'a model::Source;

    const NAME: &'static str = "Source";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "title" => leaf::<Self>(|it, out| out.text(&it.title)),
            "section" => leaf::<Self>(|it, out| out.optional_text(it.section.as_deref())),
            "url" => leaf::<Self>(|it, out| out.optional_text(it.url.as_deref())),
            "retrievedOn" => leaf::<Self>(|it, out| out.optional_plain(it.retrieved_on)),
            _ => None,
        }
    }
}

pub struct Figure;

impl Type for Figure {
    type Of<'a> = &'a model::Figure;

    const NAME: &'static str = "Figure";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "label" => localised::<Self>(asked, |it, _| &it.label),
            "value" => leaf::<Self>(|it, out| out.number(it.value)),
            "qualifier" => leaf::<Self>(|it, out| out.optional_text(it.qualifier.as_deref())),
            _ => None,
        }
    }
}

pub struct Person;

impl Type for Person {
    type Of<'a> = &'a model::Person;

    const NAME: &'static str = "Person";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "name" => leaf::<Self>(|it, out| out.text(&it.name)),
            "function" => optional_localised::<Self>(asked, |it, _| it.function.as_ref()),
            _ => None,
        }
    }
}

/// `FormerOrganisation`.
pub struct Former;

impl Type for Former {
    type Of<'a> = &'a model::Former;

    const NAME: &'static str = "FormerOrganisation";

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "id" => leaf::<Self>(|it, out| out.plain(it.id)),
            "slug" => leaf::<Self>(|it, out| out.text(&it.slug)),
            _ => None,
        }
    }
}
