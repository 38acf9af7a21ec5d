//! `Statistics`: counts for dashboards.

use async_graphql::{Description, Object, Result};

use super::{
    connection::count,
    problem::refuse,
    vocabulary::{Counted, Dimension, Language, language},
};
use crate::snapshot::statistics;

/// Counts over the initiatives of a filter, or over the whole register.
#[derive(Description)]
pub struct Statistics<'a>(pub statistics::Statistics<'a>);

#[Object(use_type_description)]
impl Statistics<'_> {
    /// The states of the initiatives; sixteen without a filter.
    async fn states(&self) -> i32 {
        count(self.0.states())
    }

    /// The initiatives.
    async fn initiatives(&self) -> i32 {
        count(self.0.initiatives())
    }

    /// The organisations linked to the initiatives; without a filter all organisations.
    async fn organisations(&self) -> i32 {
        count(self.0.organisations())
    }

    /// The participations in the initiatives.
    async fn participations(&self) -> i32 {
        count(self.0.participations())
    }

    /// The events of the initiatives.
    async fn events(&self) -> i32 {
        count(self.0.events())
    }

    /// The counts by one dimension: the keys that occur, vocabularies in their order, years ascending, topics by name.
    async fn by(
        &self,
        #[graphql(desc = "By what.")] dimension: Dimension,
        #[graphql(desc = "What is counted.", default)] count: Counted,
    ) -> Vec<Bucket> {
        buckets(self.0.by(dimension.into(), count.into()).into_owned())
    }

    /// The counts of the combinations of one to four dimensions, sorted by the keys.
    async fn groups(
        &self,
        #[graphql(desc = "By what, one to four.")] dimensions: Vec<Dimension>,
        #[graphql(desc = "What is counted.", default)] count: Counted,
        #[graphql(desc = "Leave out combinations that occur less often.", default = 1)] min_count: i32,
    ) -> Result<Vec<Group>> {
        let dimensions: Vec<statistics::Dimension> = dimensions.into_iter().map(Into::into).collect();
        let groups = self.0.groups(&dimensions, count.into(), min_count);
        Ok(groups.map_err(refuse)?.into_iter().map(Group).collect())
    }

    /// Two dimensions against each other.
    async fn cross_tab(
        &self,
        #[graphql(desc = "By what down the side.")] rows: Dimension,
        #[graphql(desc = "By what across the top.")] columns: Dimension,
        #[graphql(desc = "What is counted.", default)] count: Counted,
    ) -> CrossTab {
        CrossTab(self.0.cross_tab(rows.into(), columns.into(), count.into()))
    }
}

/// One key of a dimension and how often it occurs.
#[derive(Description)]
pub struct Bucket(statistics::Group);

#[Object(use_type_description)]
impl Bucket {
    /// The key: a word of a vocabulary, a topic, a year, or `UNKNOWN` where there is none.
    async fn key(&self) -> String {
        self.0.keys.iter().map(statistics::Key::name).collect()
    }

    /// The key as people read it.
    async fn label(
        &self,
        #[graphql(desc = "The language.", default_with = "Some(Language::De)")] language: Option<Language>,
    ) -> String {
        self.0.keys.iter().map(|key| key.label(self::language(language))).collect()
    }

    /// How many.
    async fn count(&self) -> i32 {
        count(self.0.count)
    }
}

/// One combination of keys, in the order of the dimensions asked for.
#[derive(Description)]
pub struct Group(statistics::Group);

#[Object(use_type_description)]
impl Group {
    /// The keys.
    async fn keys(&self) -> Vec<String> {
        self.0.keys.iter().map(statistics::Key::name).collect()
    }

    /// The keys as people read them.
    async fn labels(
        &self,
        #[graphql(desc = "The language.", default_with = "Some(Language::De)")] language: Option<Language>,
    ) -> Vec<String> {
        self.0.keys.iter().map(|key| key.label(self::language(language))).collect()
    }

    /// How many.
    async fn count(&self) -> i32 {
        count(self.0.count)
    }
}

/// Two dimensions against each other.
#[derive(Description)]
pub struct CrossTab(statistics::CrossTab);

#[Object(use_type_description)]
impl CrossTab {
    /// The keys down the side that occur, with their own counts.
    async fn rows(&self) -> Vec<Bucket> {
        buckets(self.0.rows.clone())
    }

    /// The keys across the top that occur, with their own counts.
    async fn columns(&self) -> Vec<Bucket> {
        buckets(self.0.columns.clone())
    }

    /// The counts: a list for each row, with a number for each column.
    async fn cells(&self) -> Vec<Vec<i32>> {
        self.0.cells.iter().map(|row| row.iter().copied().map(count).collect()).collect()
    }
}

fn buckets(groups: Vec<statistics::Group>) -> Vec<Bucket> {
    groups.into_iter().map(Bucket).collect()
}
