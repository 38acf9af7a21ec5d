//! `Provenance`: what makes a number citable.

use async_graphql::{Context, Description, Object, SelectionField};

use crate::{
    network::{Failure, Inquiry},
    schema::scalar::Revision,
};

/// What makes a number citable: ask again with the same and get the same.
#[derive(Description)]
pub struct Provenance {
    pub inquiry: Inquiry,
    pub estimated: bool,
}

#[Object(use_type_description)]
impl Provenance {
    /// The revision of the register.
    async fn revision(&self) -> Revision {
        Revision(self.inquiry.network().snapshot().revision())
    }

    /// The program and its version.
    async fn software(&self) -> &'static str {
        concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"))
    }

    /// Filter and options as JSON, without what was left out.
    async fn parameters(&self) -> &str {
        self.inquiry.parameters()
    }

    /// What the numbers mean.
    async fn definitions(&self) -> &'static [&'static str] {
        &DEFINITIONS
    }

    /// Whether this answer holds an estimate: closeness or betweenness of a network too large for searches from every
    /// node. They start from nodes drawn with a fixed seed, so that they too are the same when asked again, and come
    /// with a standard error.
    async fn estimated(&self) -> bool {
        self.estimated
    }
}

/// Papers and conventions, a measure each.
const DEFINITIONS: [&str; 17] = [
    "ties: distinct pairs; nodes: with at least one link after filter and options; undefined: null",
    "weights: SHARED |N(i) ∩ N(j)|; NEWMAN Σ 1/(n(k) - 1) (Newman 2001); JACCARD |∩|/|∪|; they count in weightedDegree, eigenvector, pageRank, constraint, effectiveSize, communities",
    "density: 2t/(n(n-1)); two-mode t/(n m)",
    "closeness: Wasserman and Faust 1994; two-mode Borgatti and Everett 1997 within the component",
    "harmonicCloseness: Marchiori and Latora 2000, divided by n - 1",
    "betweenness: Freeman 1977, Brandes 2001, divided by (n-1)(n-2)/2; two-mode Borgatti and Everett 1997 within the component",
    "estimates: uniform pivots without replacement, fixed seed (Brandes and Pich 2007; Eppstein and Wang 2004); standard errors; bounds at 95 % (Hoeffding 1963, Serfling 1974)",
    "eigenvector: Bonacich 1972, norm 1, largest component",
    "pageRank: Brin and Page 1998, damping 0.85, dangling nodes spread evenly",
    "constraint, effectiveSize, efficiency: Burt 1992",
    "coreNumber: Seidman 1983, Batagelj and Zaveršnik 2003",
    "clustering, transitivity: Watts and Strogatz 1998; two-mode Latapy et al. 2008 (dot), Robins and Alexander 2004",
    "redundancy: Latapy et al. 2008",
    "articulationPoint, bridges: Tarjan 1972",
    "communities: Leiden (Traag et al. 2019) on modularity (Newman and Girvan 2004; Barber 2007)",
    "brokerage: Gould and Fernandez 1989, by kinds, ordered pairs",
    "assortativity: Newman 2003, by kinds; eiIndex: Krackhardt and Stern 1988",
];

/// What the query asks for that may be an estimate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    closeness: bool,
    betweenness: bool,
}

impl Asked {
    /// What is asked for below the present field.
    pub fn of(ctx: &Context<'_>) -> Self {
        let mut asked = Self::default();
        asked.look(ctx.field());
        asked
    }

    fn look(&mut self, field: SelectionField<'_>) {
        let orders = field.arguments().unwrap_or_default();
        let by = orders.iter().map(|(_, value)| value.to_string());
        let by: String = by.collect();
        self.closeness |= field.name().to_ascii_lowercase().contains("closeness") || by.contains("CLOSENESS");
        self.betweenness |= field.name().contains("betweenness") || by.contains("BETWEENNESS");
        field.selection_set().for_each(|below| self.look(below));
    }

    pub async fn estimated(self, inquiry: &Inquiry) -> Result<bool, Failure> {
        Ok(self.closeness && inquiry.estimates_closeness().await?
            || self.betweenness && inquiry.estimates_betweenness().await?)
    }
}
