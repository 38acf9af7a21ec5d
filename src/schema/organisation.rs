//! `Organisation`.

use async_graphql::{Context, Description, ID, Object, Result};

use super::{
    connection::{Connection, InitiativeConnection, Paging, ParticipationConnection, limit},
    detail::{FormerOrganisation, Source},
    filter::{InitiativeFilter, ready},
    history::ChangeConnection,
    partner::{self, PartnerConnection, SimilarOrganisation, SuggestedPartner, TiesArguments},
    problem::{refuse, under},
    scalar::{DateTime, Url},
    state::State,
    vocabulary::{InitiativeOrder, Language, OrganisationKind, ParticipationRole, language, set},
};
use crate::snapshot::{self, key::OrderBy};

/// A ministry, chamber, union, association, company, university or other organisation.
#[derive(Description)]
pub struct Organisation<'a>(pub snapshot::Organisation<'a>);

#[Object(use_type_description)]
impl<'a> Organisation<'a> {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.record().id.to_string().into()
    }

    /// The readable name in links and inputs, unique among organisations.
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

    /// The name it usually goes by, such as `DGB`.
    async fn short_name(&self) -> Option<&'a str> {
        self.0.record().short_name.as_deref()
    }

    /// Other names and spellings.
    async fn aliases(&self) -> Vec<&'a str> {
        self.0.record().aliases.iter().map(|alias| &**alias).collect()
    }

    /// What it is.
    async fn kind(&self) -> OrganisationKind {
        self.0.record().kind.into()
    }

    /// True for a group named only as such, e.g. "four universities in Hamburg".
    async fn collective(&self) -> bool {
        self.0.record().collective
    }

    /// The state it sits in; null for federal organisations.
    async fn state(&self) -> Option<State<'a>> {
        self.0.state().map(State)
    }

    /// Its own website.
    async fn website(&self) -> Option<Url> {
        self.0.record().website.clone().map(Url)
    }

    /// The umbrella organisation, e.g. IG Metall for IG Metall Bezirk Mitte.
    async fn parent(&self) -> Option<Organisation<'a>> {
        self.0.parent().map(Organisation)
    }

    /// Its branches and members that are registered by themselves, by name.
    async fn children(&self) -> Vec<Organisation<'a>> {
        self.0.children().iter().map(Organisation).collect()
    }

    /// The initiatives it is linked to with its roles there, in the order of the roles.
    async fn participations(
        &self,
        #[graphql(desc = "Only in one of these roles.")] roles: Option<Vec<ParticipationRole>>,
        #[graphql(desc = "How many from the start, 0 to 100; 20 if neither `first` nor `last` is given.")]
        first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only entries before this cursor.")] before: Option<String>,
    ) -> Result<ParticipationConnection<'a>> {
        let list = self.0.participations(set(roles));
        Connection::new(list, Paging { first, after, last, before }).map(ParticipationConnection)
    }

    /// The initiatives it is linked to, each once; by name unless ordered otherwise.
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

    /// Organisations in the same initiatives, strongest tie first, then by id. Collectives are among them.
    ///
    /// Costs a walk through the members of its initiatives, whichever page is asked for: 15 to 60 ms for a hub of 11,000
    /// initiatives and 40,000 partners.
    async fn partners(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "With at least this many initiatives in common; 0 is as 1.", default_with = "Some(1)")]
        min_shared: Option<i32>,
        #[graphql(
            desc = "Count regional branches as their topmost umbrella organisation, this one included.",
            default_with = "Some(false)"
        )]
        roll_up: Option<bool>,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor.")] after: Option<String>,
    ) -> Result<PartnerConnection<'a>> {
        let ties = TiesArguments { min_shared, roll_up, first, after };
        PartnerConnection::new(ctx, self.0, &ties)
    }

    /// Organisations with a similar set of initiatives, most similar first, then by id: by Jaccard's index, the initiatives
    /// in common divided by those of either.
    ///
    /// Costs a walk through the members of its initiatives.
    async fn similar(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(10)")] first: Option<i32>,
    ) -> Result<Vec<SimilarOrganisation<'a>>> {
        partner::similar(ctx, self.0, limit(first, 10))
    }

    /// Organisations that share partners but no initiative yet, likeliest first, then by id: by the index of Adamic and
    /// Adar (2003), the sum over the common partners of 1 / ln(number of that one's partners).
    ///
    /// Costs a walk through the initiatives of all partners; around the largest hubs it takes too many steps and is refused
    /// (LIMIT_EXCEEDED).
    async fn suggested_partners(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(10)")] first: Option<i32>,
    ) -> Result<Vec<SuggestedPartner<'a>>> {
        partner::suggested(ctx, self.0, limit(first, 10))
    }

    /// Those merged into it, whose ids and slugs lead here.
    async fn formerly(&self) -> Vec<FormerOrganisation<'a>> {
        self.0.record().formerly.iter().map(FormerOrganisation).collect()
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

    /// What happened to it, the newest first: to itself and to its participations.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 0 to 100; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "Only entries after this cursor, which are older.")] after: Option<String>,
    ) -> Result<ChangeConnection> {
        ChangeConnection::of(ctx, self.0.record().id.into(), first, after.as_deref()).await
    }
}
