//! `PartnerConnection`, and who else is near an organisation.

use async_graphql::{Context, Description, Object, Result, SimpleObject};

use super::{
    connection::{PageInfo, count, limit},
    initiative::Initiative,
    network::{stopped, unanswered},
    organisation::Organisation,
    pace::interrupt,
    path::both,
    problem::refuse,
};
use crate::{
    model::{Problem, limits::MAX_PAGE},
    network::{
        RankedPage,
        partners::{Partner, Partners, Ties},
        similar, suggested,
    },
    snapshot::{self, Snapshot, list::Window},
};

/// Which partners, and which page of them.
pub struct TiesArguments {
    pub min_shared: Option<i32>,
    pub roll_up: Option<bool>,
    pub first: Option<i32>,
    pub after: Option<String>,
}

impl TiesArguments {
    fn ties(&self) -> Result<Ties, Vec<Problem>> {
        let min_shared = self.min_shared.unwrap_or(1);
        let roll_up = self.roll_up.unwrap_or_default();
        let wrong = |_| vec![Problem::invalid("minShared", format_args!("{min_shared} is less than 0"))];
        Ok(Ties { min_shared: u32::try_from(min_shared).map_err(wrong)?, roll_up })
    }
}

/// A page of a list of partners.
#[derive(Description)]
pub struct PartnerConnection<'a> {
    partners: Partners<'a>,
    page: RankedPage<Partner<'a>>,
}

impl<'a> PartnerConnection<'a> {
    pub fn new(ctx: &Context<'a>, of: snapshot::Organisation<'a>, arguments: &TiesArguments) -> Result<Self> {
        let window = Window::parse(arguments.first, arguments.after.as_deref(), None, None);
        let (ties, window) = both(arguments.ties(), window).map_err(refuse)?;
        let partners = Partners::of(of.snapshot(), of, ties, &interrupt(ctx)).map_err(stopped("partners"))?;
        let page = partners.page(&window).map_err(refuse)?;
        Ok(Self { partners, page })
    }
}

#[Object(use_type_description)]
impl<'a> PartnerConnection<'a> {
    /// The entries of the page with their cursors.
    async fn edges(&self) -> Vec<PartnerEdge<'a, '_>> {
        self.page.entries.iter().map(|partner| PartnerEdge { partners: &self.partners, partner }).collect()
    }

    /// The partners of the page.
    async fn nodes(&self) -> Vec<Organisation<'a>> {
        self.page.entries.iter().map(|partner| Organisation(partner.organisation)).collect()
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        let cursor = |partner: Option<&Partner<'_>>| partner.map(|partner| partner.cursor.clone());
        PageInfo {
            has_next_page: self.page.has_next,
            has_previous_page: self.page.has_previous,
            start_cursor: cursor(self.page.entries.first()),
            end_cursor: cursor(self.page.entries.last()),
        }
    }

    /// The number of entries of the whole list.
    async fn total_count(&self) -> i32 {
        count(self.partners.total())
    }
}

/// An entry of a list of partners.
#[derive(Description)]
pub struct PartnerEdge<'a, 'c> {
    partners: &'c Partners<'a>,
    partner: &'c Partner<'a>,
}

#[Object(use_type_description)]
impl<'a> PartnerEdge<'a, '_> {
    /// The place of the entry in the list: pass it as `after`. Stays valid when the entry is gone.
    async fn cursor(&self) -> &str {
        &self.partner.cursor
    }

    /// The partner.
    async fn node(&self) -> Organisation<'a> {
        Organisation(self.partner.organisation)
    }

    /// How many initiatives the two have in common.
    async fn shared(&self) -> u32 {
        self.partner.shared
    }

    /// The initiatives that the two have in common, by name.
    async fn initiatives(
        &self,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(100)")] first: Option<i32>,
    ) -> Result<Vec<Initiative<'a>>> {
        let limit = limit(first, MAX_PAGE).map_err(refuse)?;
        let initiatives = self.partners.initiatives_with(self.partner.organisation, limit);
        Ok(initiatives.into_iter().map(Initiative).collect())
    }
}

/// An organisation with a similar set of initiatives.
#[derive(SimpleObject)]
pub struct SimilarOrganisation<'a> {
    /// The organisation.
    organisation: Organisation<'a>,
    /// The initiatives in common divided by those of either: 1 where the two sets are the same.
    jaccard: f64,
}

/// The first `limit` of the organisations that are similar to one.
pub fn similar<'a>(
    ctx: &Context<'a>,
    to: snapshot::Organisation<'a>,
    limit: Result<usize, Vec<Problem>>,
) -> Result<Vec<SimilarOrganisation<'a>>> {
    let limit = limit.map_err(refuse)?;
    let similar = similar::similar(to.snapshot(), to, limit, &interrupt(ctx)).map_err(stopped("similar"))?;
    let told = |(organisation, jaccard)| SimilarOrganisation { organisation: Organisation(organisation), jaccard };
    Ok(similar.into_iter().map(told).collect())
}

/// An organisation that shares partners with another, but no initiative yet.
#[derive(Description)]
pub struct SuggestedPartner<'a> {
    snapshot: &'a Snapshot,
    to: snapshot::Organisation<'a>,
    organisation: snapshot::Organisation<'a>,
    score: f64,
}

#[Object(use_type_description)]
impl<'a> SuggestedPartner<'a> {
    /// The organisation.
    async fn organisation(&self) -> Organisation<'a> {
        Organisation(self.organisation)
    }

    /// The index of Adamic and Adar: the sum over the common partners of 1 / ln(number of that one's partners).
    async fn score(&self) -> f64 {
        self.score
    }

    /// The partners that the two have in common, by name.
    async fn common_partners(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 0 to 100.", default_with = "Some(100)")] first: Option<i32>,
    ) -> Result<Vec<Organisation<'a>>> {
        let limit = limit(first, MAX_PAGE).map_err(refuse)?;
        let partners = suggested::common_partners(self.snapshot, self.to, self.organisation, limit, &interrupt(ctx));
        let partners = partners.map_err(stopped("commonPartners"))?;
        Ok(partners.into_iter().map(Organisation).collect())
    }
}

/// The first `limit` of the organisations that are suggested to one.
pub fn suggested<'a>(
    ctx: &Context<'a>,
    to: snapshot::Organisation<'a>,
    limit: Result<usize, Vec<Problem>>,
) -> Result<Vec<SuggestedPartner<'a>>> {
    let (snapshot, limit) = (to.snapshot(), limit.map_err(refuse)?);
    let suggested = suggested::suggested(snapshot, to, limit, &interrupt(ctx));
    let suggested = suggested.map_err(unanswered("suggestedPartners"))?;
    Ok(suggested
        .into_iter()
        .map(|(organisation, score)| SuggestedPartner { snapshot, to, organisation, score })
        .collect())
}
