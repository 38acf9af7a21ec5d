//! `State`.

use async_graphql::{Context, Description, ID, Object, Result};

use super::{
    connection::{Connection, InitiativeConnection, OrganisationConnection, Paging},
    filter::{InitiativeFilter, OrganisationFilter, ready},
    history::ChangeConnection,
    overlap::{self, StateOverlap},
    problem::{refuse, under},
    vocabulary::{Coverage, InitiativeOrder, Language, OrganisationOrder, StateCode, language},
};
use crate::{
    model::NodeId,
    snapshot::{self, key::OrderBy},
};

/// One of Germany's sixteen states.
#[derive(Description)]
pub struct State<'a>(pub snapshot::State<'a>);

#[Object(use_type_description)]
impl<'a> State<'a> {
    /// The global id.
    pub async fn id(&self) -> ID {
        NodeId::State(self.0.code()).to_string().into()
    }

    /// The ISO 3166-2:DE code without the prefix.
    async fn code(&self) -> StateCode {
        self.0.code().into()
    }

    /// The full ISO 3166-2 code, such as `DE-BW`.
    async fn iso(&self) -> &str {
        self.0.code().iso()
    }

    /// The name.
    async fn name(
        &self,
        #[graphql(desc = "The language.", default_with = "Some(Language::De)")] language: Option<Language>,
    ) -> &str {
        self.0.code().label(self::language(language))
    }

    /// Whether the sources have anything to say about it.
    async fn coverage(&self) -> Coverage {
        self.0.record().coverage.into()
    }

    /// Its industrial policy in a few sentences.
    async fn summary(
        &self,
        #[graphql(desc = "The language; German where there is no English.", default_with = "Some(Language::De)")]
        language: Option<Language>,
    ) -> Option<&'a str> {
        self.0.record().summary.as_ref().map(|summary| summary.get(self::language(language)))
    }

    /// The initiatives of this state, those it shares with other states included; by name unless ordered otherwise.
    async fn initiatives(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which initiatives; all if left out.")] filter: Option<InitiativeFilter>,
        #[graphql(desc = "In which order; by name if left out.")] order_by: Option<InitiativeOrder>,
        #[graphql(desc = "How many from the start, 0 to 100; 20 if neither `first` nor `last` is given.")]
        first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only entries before this cursor.")] before: Option<String>,
    ) -> Result<InitiativeConnection<'a>> {
        let by = order_by.map_or(OrderBy::default(), OrderBy::from);
        let list = self.0.initiatives(by).filtered(ready(ctx, filter).await?);
        let list = list.map_err(|all| refuse(under("filter", all)))?;
        Connection::new(list, Paging { first, after, last, before }).map(InitiativeConnection)
    }

    /// The organisations that sit in this state or take part in one of its initiatives; by name unless ordered otherwise.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which organisations; all if left out.")] filter: Option<OrganisationFilter>,
        #[graphql(desc = "In which order; by name if left out.")] order_by: Option<OrganisationOrder>,
        #[graphql(desc = "How many from the start, 0 to 100; 20 if neither `first` nor `last` is given.")]
        first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only entries before this cursor.")] before: Option<String>,
    ) -> Result<OrganisationConnection<'a>> {
        let by = order_by.map_or(OrderBy::default(), OrderBy::from);
        let list = self.0.organisations(by).filtered(ready(ctx, filter).await?);
        let list = list.map_err(|all| refuse(under("filter", all)))?;
        Connection::new(list, Paging { first, after, last, before }).map(OrganisationConnection)
    }

    /// The other states that share an organisation with this one, by the number of organisations active in both, then by
    /// their codes.
    ///
    /// Costs a walk through the register.
    async fn overlaps(
        &self,
        ctx: &Context<'a>,
        #[graphql(
            desc = "Count regional branches as their topmost umbrella organisation.",
            default_with = "Some(false)"
        )]
        roll_up: Option<bool>,
    ) -> Result<Vec<StateOverlap<'a>>> {
        overlap::with(ctx, self.0.code(), roll_up.unwrap_or_default())
    }

    /// What happened to what is said about it, the newest first.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor, which are older.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        ChangeConnection::of(ctx, NodeId::State(self.0.code()), first, after.as_deref()).await
    }
}
