//! `Initiative`.

use async_graphql::{Context, Description, ID, Object, Result};

use super::{
    connection::{Connection, EventConnection, Paging, ParticipationConnection, limit},
    detail::{Figure, Person, Source},
    history::ChangeConnection,
    related::{self, RelatedInitiative},
    scalar::{DateTime, PartialDate, Url},
    state::State,
    vocabulary::{
        InitiativeKind, InitiativeStatus, Involvement, Language, OrganisationKind, ParticipationRole, language, set,
    },
};
use crate::snapshot;

/// A dialogue, alliance, masterplan, campaign, event series or other initiative of industrial policy.
#[derive(Description)]
pub struct Initiative<'a>(pub snapshot::Initiative<'a>);

#[Object(use_type_description)]
impl<'a> Initiative<'a> {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.record().id.to_string().into()
    }

    /// The readable name in links and inputs, unique among initiatives.
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

    /// Other names and spellings.
    async fn aliases(&self) -> Vec<&'a str> {
        self.0.record().aliases.iter().map(|alias| &**alias).collect()
    }

    /// What it is.
    async fn kind(&self) -> InitiativeKind {
        self.0.record().kind.into()
    }

    /// How far it has come.
    async fn status(&self) -> InitiativeStatus {
        self.0.record().status.into()
    }

    /// What it is about, in a few sentences.
    async fn summary(
        &self,
        #[graphql(desc = "The language; German where there is no English.", default_with = "Some(Language::De)")]
        language: Option<Language>,
    ) -> Option<&'a str> {
        self.0.record().summary.as_ref().map(|summary| summary.get(self::language(language)))
    }

    /// German keywords.
    async fn topics(&self) -> Vec<&'a str> {
        self.0.record().topics.iter().map(|topic| &**topic).collect()
    }

    /// The states it belongs to, by their German names.
    async fn states(&self) -> Vec<State<'a>> {
        self.0.states().map(State).collect()
    }

    /// City, district or region below the state.
    async fn region(&self) -> Option<&'a str> {
        self.0.record().region.as_deref()
    }

    /// When it began.
    async fn started_on(&self) -> Option<PartialDate> {
        self.0.record().started_on.map(PartialDate)
    }

    /// When it ended, that day not counted; null as long as no end is known.
    async fn ended_on(&self) -> Option<PartialDate> {
        self.0.record().ended_on.map(PartialDate)
    }

    /// Its own website.
    async fn website(&self) -> Option<Url> {
        self.0.record().website.clone().map(Url)
    }

    /// The initiative it is part of.
    async fn parent(&self) -> Option<Initiative<'a>> {
        self.0.parent().map(Initiative)
    }

    /// The initiatives that are part of it, by name.
    async fn children(&self) -> Vec<Initiative<'a>> {
        self.0.children().iter().map(Initiative).collect()
    }

    /// The initiative it follows on from.
    async fn predecessor(&self) -> Option<Initiative<'a>> {
        self.0.predecessor().map(Initiative)
    }

    /// The initiatives that follow on from it, by name.
    async fn successors(&self) -> Vec<Initiative<'a>> {
        self.0.successors().iter().map(Initiative).collect()
    }

    /// The organisations linked to it with their roles: initiators first, in the order of the roles.
    async fn participations(
        &self,
        #[graphql(desc = "Only in one of these roles.")] roles: Option<Vec<ParticipationRole>>,
        #[graphql(desc = "Only of one of these kinds of organisation.")] kinds: Option<Vec<OrganisationKind>>,
        #[graphql(desc = "How many from the start, 0 to 100; 20 if neither `first` nor `last` is given.")]
        first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only entries before this cursor.")] before: Option<String>,
    ) -> Result<ParticipationConnection<'a>> {
        let list = self.0.participations(set(roles), set(kinds));
        Connection::new(list, Paging { first, after, last, before }).map(ParticipationConnection)
    }

    /// How a kind of organisation takes part: PARTICIPATING if one belongs to it (`formal`), SUPPORTING if they only
    /// support it, ABSENT where a source says that they take no part, else UNKNOWN. Prospects, subjects and contractors
    /// have no part.
    async fn involvement(&self, #[graphql(desc = "The kind of organisation.")] of: OrganisationKind) -> Involvement {
        self.0.involvement(of.into()).into()
    }

    /// Its dated events, by their first day.
    async fn events(
        &self,
        #[graphql(desc = "How many from the start, 0 to 100; 20 if neither `first` nor `last` is given.")]
        first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only entries before this cursor.")] before: Option<String>,
    ) -> Result<EventConnection<'a>> {
        Connection::new(self.0.events(), Paging { first, after, last, before }).map(EventConnection)
    }

    /// Published numbers.
    async fn figures(&self) -> Vec<Figure<'a>> {
        self.0.record().figures.iter().map(Figure).collect()
    }

    /// Persons named with it.
    async fn people(&self) -> Vec<Person<'a>> {
        self.0.record().people.iter().map(Person).collect()
    }

    /// Other initiatives, by the number of organisations they share with this one, then by id.
    ///
    /// Costs a walk through the initiatives of its organisations.
    async fn related(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(10)")] first: Option<i32>,
        #[graphql(
            desc = "Count regional branches as their topmost umbrella organisation.",
            default_with = "Some(false)"
        )]
        roll_up: Option<bool>,
    ) -> Result<Vec<RelatedInitiative<'a>>> {
        related::related(ctx, self.0, roll_up.unwrap_or_default(), limit(first, 10))
    }

    /// Where this was read.
    async fn sources(&self) -> Vec<Source<'a>> {
        self.0.record().sources.iter().map(Source).collect()
    }

    /// Grows by one with each change of this record.
    async fn version(&self) -> u32 {
        self.0.record().stamp.version
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.record().stamp.created_at)
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.record().stamp.updated_at)
    }

    /// What happened to it, the newest first: to itself, to its participations and to its events.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor, which are older.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        ChangeConnection::of(ctx, self.0.record().id.into(), first, after.as_deref()).await
    }
}
