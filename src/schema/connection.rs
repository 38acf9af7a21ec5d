//! Connections after the Relay specification, one implementation for every list: the list is the snapshot's, and what
//! the query does not ask for is not computed.

use async_graphql::{Description, Object, Result, SimpleObject};

use super::{
    event::Event, initiative::Initiative, organisation::Organisation, participation::Participation, problem::refuse,
};
use crate::{
    model::Problem,
    snapshot::{
        self,
        list::{Item, List, Page, Window, page_size},
    },
};

/// The arguments that every connection has.
pub struct Paging {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

/// A page of a list, and the list.
pub struct Connection<'a, T> {
    list: List<'a, T>,
    window: Window,
    page: Page<T>,
}

impl<'a, T: Item<'a>> Connection<'a, T> {
    /// The part of `list` that `paging` means.
    pub fn new(list: List<'a, T>, paging: Paging) -> Result<Self> {
        let Paging { first, after, last, before } = paging;
        let window = Window::parse(first, after.as_deref(), last, before.as_deref());
        let window = window.and_then(|window| list.check(&window).map(|()| window)).map_err(refuse)?;
        let page = list.page(&window);
        Ok(Self { list, window, page })
    }

    fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.list.has_next(&self.window, &self.page),
            has_previous_page: self.list.has_previous(&self.window, &self.page),
            start_cursor: self.page.items.first().map(|item| self.list.cursor(*item)),
            end_cursor: self.page.items.last().map(|item| self.list.cursor(*item)),
        }
    }
}

/// Where a page stands in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether entries follow the last of this page.
    pub has_next_page: bool,
    /// Whether entries precede the first of this page.
    pub has_previous_page: bool,
    /// The cursor of the first entry; null on an empty page.
    pub start_cursor: Option<String>,
    /// The cursor of the last entry; null on an empty page. Pass it as `after` to get the next page.
    pub end_cursor: Option<String>,
}

/// How many entries a list without pages shall have, 0 to 100, by its argument `first`.
pub fn limit(first: Option<i32>, default: usize) -> Result<usize, Vec<Problem>> {
    let mut problems = Vec::new();
    let limit = page_size("first", first, &mut problems).unwrap_or(default);
    if problems.is_empty() { Ok(limit) } else { Err(problems) }
}

/// A number of entries as a GraphQL integer.
pub fn count(entries: usize) -> i32 {
    i32::try_from(entries).unwrap_or(i32::MAX)
}

macro_rules! connections {
    ($($node:ident, $connection:ident, $edge:ident, $of:literal;)+) => {$(
        #[doc = concat!("A page of a list of ", $of, ".")]
        #[derive(Description)]
        pub struct $connection<'a>(pub Connection<'a, snapshot::$node<'a>>);

        #[Object(use_type_description)]
        impl<'a> $connection<'a> {
            /// The entries of the page with their cursors.
            async fn edges(&self) -> Vec<$edge<'a, '_>> {
                self.0.page.items.iter().map(|node| $edge { list: &self.0.list, node: *node }).collect()
            }

            /// The entries of the page.
            async fn nodes(&self) -> Vec<$node<'a>> {
                self.0.page.items.iter().copied().map($node).collect()
            }

            /// Where the page stands in the list.
            async fn page_info(&self) -> PageInfo {
                self.0.page_info()
            }

            /// The number of entries of the whole list.
            async fn total_count(&self) -> i32 {
                count(self.0.list.total())
            }
        }

        #[doc = concat!("An entry of a list of ", $of, ".")]
        #[derive(Description)]
        pub struct $edge<'a, 'c> {
            list: &'c List<'a, snapshot::$node<'a>>,
            node: snapshot::$node<'a>,
        }

        #[Object(use_type_description)]
        impl<'a> $edge<'a, '_> {
            /// The place of the entry in the list: pass it as `after` or `before`. Stays valid when the entry is gone.
            async fn cursor(&self) -> String {
                self.list.cursor(self.node)
            }

            /// The entry.
            async fn node(&self) -> $node<'a> {
                $node(self.node)
            }
        }
    )+};
}

connections! {
    Initiative, InitiativeConnection, InitiativeEdge, "initiatives";
    Organisation, OrganisationConnection, OrganisationEdge, "organisations";
    Participation, ParticipationConnection, ParticipationEdge, "participations";
    Event, EventConnection, EventEdge, "events";
}
