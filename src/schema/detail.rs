//! The parts of records that are no records themselves.

use async_graphql::{Description, ID, Object};

use super::{
    scalar::{PartialDate, Url},
    vocabulary::{Language, language},
};
use crate::model;

/// Where a statement was read.
#[derive(Description)]
pub struct Source<'a>(pub &'a model::Source);

#[Object(use_type_description)]
impl Source<'_> {
    /// The title of the publication.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Heading, chapter or page.
    async fn section(&self) -> Option<&str> {
        self.0.section.as_deref()
    }

    /// Where it can be found.
    async fn url(&self) -> Option<Url> {
        self.0.url.clone().map(Url)
    }

    /// When it was read.
    async fn retrieved_on(&self) -> Option<PartialDate> {
        self.0.retrieved_on.map(PartialDate)
    }
}

/// A published number, such as `360` companies or `at least 2300` respondents.
#[derive(Description)]
pub struct Figure<'a>(pub &'a model::Figure);

#[Object(use_type_description)]
impl Figure<'_> {
    /// What was counted.
    async fn label(
        &self,
        #[graphql(desc = "The language; German where there is no English.", default_with = "Some(Language::De)")]
        language: Option<Language>,
    ) -> &str {
        self.0.label.get(self::language(language))
    }

    /// The number.
    async fn value(&self) -> i32 {
        self.0.value
    }

    /// How exact it is, such as `at least` or `about`; null where it is given as exact.
    async fn qualifier(&self) -> Option<&str> {
        self.0.qualifier.as_deref()
    }
}

/// A person named in connection with an initiative.
#[derive(Description)]
pub struct Person<'a>(pub &'a model::Person);

#[Object(use_type_description)]
impl Person<'_> {
    /// The name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The function in which the person is named.
    async fn function(
        &self,
        #[graphql(desc = "The language; German where there is no English.", default_with = "Some(Language::De)")]
        language: Option<Language>,
    ) -> Option<&str> {
        self.0.function.as_ref().map(|function| function.get(self::language(language)))
    }
}

/// An organisation that was merged into another.
#[derive(Description)]
pub struct FormerOrganisation<'a>(pub &'a model::Former);

#[Object(use_type_description)]
impl FormerOrganisation<'_> {
    /// The global id that it had. It leads to the organisation that stayed; `history` tells what became of it.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The slug that it had. It leads to the organisation that stayed.
    async fn slug(&self) -> &str {
        &self.0.slug
    }
}
