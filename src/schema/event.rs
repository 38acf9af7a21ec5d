//! `Event`.

use async_graphql::{Context, Description, ID, Object, Result};

use super::{
    history::ChangeConnection,
    initiative::Initiative,
    problem::present,
    scalar::PartialDate,
    state::State,
    vocabulary::{Language, language},
};
use crate::snapshot;

/// A dated event of an initiative.
#[derive(Description)]
pub struct Event<'a>(pub snapshot::Event<'a>);

#[Object(use_type_description)]
impl<'a> Event<'a> {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.record().id.to_string().into()
    }

    /// The readable name in links and inputs, unique among events.
    async fn slug(&self) -> &'a str {
        &self.0.record().slug
    }

    /// The name.
    async fn name(
        &self,
        #[graphql(desc = "The language; German where there is no English.", default_with = "Some(Language::De)")]
        language: Option<Language>,
    ) -> &'a str {
        self.0.record().name.get(self::language(language))
    }

    /// The initiative it belongs to.
    async fn initiative(&self) -> Result<Initiative<'a>> {
        present(self.0.initiative()).map(Initiative)
    }

    /// The state it takes place in, one of the initiative's.
    async fn state(&self) -> Option<State<'a>> {
        self.0.state().map(State)
    }

    /// City, region or venue.
    async fn place(&self) -> Option<&'a str> {
        self.0.record().place.as_deref()
    }

    /// The first day.
    async fn starts_on(&self) -> PartialDate {
        PartialDate(self.0.record().starts_on)
    }

    /// The last day; null where it is the first.
    async fn ends_on(&self) -> Option<PartialDate> {
        self.0.record().ends_on.map(PartialDate)
    }

    /// How many came.
    async fn attendance(&self) -> Option<i32> {
        self.0.record().attendance
    }

    /// Grows by one with each change of this record.
    async fn version(&self) -> u32 {
        self.0.record().stamp.version
    }

    /// What happened to it, the newest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor, which are older.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        ChangeConnection::of(ctx, self.0.record().id.into(), first, after.as_deref()).await
    }
}
