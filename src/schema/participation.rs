//! `Participation`.

use async_graphql::{Context, Description, ID, Object, Result};

use super::{
    detail::Source, history::ChangeConnection, initiative::Initiative, organisation::Organisation, problem::present,
    scalar::PartialDate, vocabulary::ParticipationRole,
};
use crate::snapshot;

/// The link between one organisation and one initiative, in one role.
#[derive(Description)]
pub struct Participation<'a>(pub snapshot::Participation<'a>);

#[Object(use_type_description)]
impl<'a> Participation<'a> {
    /// The global id.
    pub async fn id(&self) -> ID {
        self.0.record().id.to_string().into()
    }

    /// What the organisation takes part in.
    async fn initiative(&self) -> Result<Initiative<'a>> {
        present(self.0.initiative()).map(Initiative)
    }

    /// Who takes part.
    async fn organisation(&self) -> Result<Organisation<'a>> {
        present(self.0.organisation()).map(Organisation)
    }

    /// In which role.
    async fn role(&self) -> ParticipationRole {
        self.0.record().role.into()
    }

    /// False where the source says that the organisation supports without belonging.
    async fn formal(&self) -> bool {
        self.0.record().formal
    }

    /// From when on.
    async fn since(&self) -> Option<PartialDate> {
        self.0.record().since.map(PartialDate)
    }

    /// Until when, that day not counted.
    async fn until(&self) -> Option<PartialDate> {
        self.0.record().until.map(PartialDate)
    }

    /// How many a collective organisation stands for here.
    async fn headcount(&self) -> Option<i32> {
        self.0.record().headcount
    }

    /// What else the source says about this link, in German.
    async fn note(&self) -> Option<&'a str> {
        self.0.record().note.as_deref()
    }

    /// Where this was read.
    async fn sources(&self) -> Vec<Source<'a>> {
        self.0.record().sources.iter().map(Source).collect()
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
