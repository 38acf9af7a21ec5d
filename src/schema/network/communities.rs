//! `Communities`.

use std::sync::Arc;

use async_graphql::{Description, Enum, Object, Result};

use super::{failure::failed, node::NetworkNode};
use crate::{
    model::Problem,
    network::{Inquiry, community},
    schema::{connection::count, problem::refuse},
};

/// What ties would be like by chance, which communities are held against.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
pub enum Chance {
    /// Any two nodes may be tied, the likelier the stronger they are (Newman and Girvan 2004).
    #[default]
    Newman,
    /// Only an organisation and an initiative may be tied (Barber 2007). For two-mode networks.
    Barber,
}

/// Groups of nodes with more ties within than by chance.
#[derive(Description)]
pub struct Communities {
    inquiry: Inquiry,
    found: Arc<community::Communities>,
    resolution: f64,
}

impl Communities {
    pub async fn find(inquiry: &Inquiry, resolution: f64, seed: i32, chance: Chance) -> Result<Self> {
        let barber = chance == Chance::Barber;
        let mut problems = Vec::new();
        if !resolution.is_finite() || resolution < 0.0 {
            problems.push(Problem::invalid("resolution", format_args!("{resolution} is not a resolution: 0 or more")));
        }
        if barber && !inquiry.network().is_two_mode() {
            problems.push(Problem::invalid("chance", "BARBER is for networks of `projection: TWO_MODE`"));
        }
        if !problems.is_empty() {
            return Err(refuse(problems));
        }
        let seed = u64::from(seed.cast_unsigned());
        let found = inquiry.communities(resolution, seed, barber).await.map_err(failed("communities"))?;
        Ok(Self { inquiry: inquiry.clone(), found, resolution })
    }

    async fn qualities(&self) -> Result<(f64, Option<f64>)> {
        self.inquiry.qualities(&self.found, self.resolution).await.map_err(failed("modularity"))
    }
}

#[Object(use_type_description)]
impl Communities {
    /// Newman's modularity of the division at its resolution γ: Σ (L/M - γ (s/2M)²) over the communities, for the
    /// weight L of ties within, M of all ties, and the sum s of weighted degrees. 0 without ties.
    async fn modularity(&self) -> Result<f64> {
        Ok(self.qualities().await?.0)
    }

    /// Barber's modularity of the division in a two-mode network: Σ (L/M - γ k d/M²), for the sums k and d of degrees
    /// of the two modes. Null in projections.
    async fn barber_modularity(&self) -> Result<Option<f64>> {
        Ok(self.qualities().await?.1)
    }

    /// The number of communities; a node without ties is one by itself.
    async fn count(&self) -> i32 {
        count(self.found.count)
    }

    /// The nodes of each community, by id; the communities by their first nodes.
    async fn members(&self) -> Vec<Vec<NetworkNode>> {
        let node = |node: &u32| NetworkNode::new(&self.inquiry, *node as usize);
        self.found.members().iter().map(|group| group.iter().map(node).collect()).collect()
    }
}
