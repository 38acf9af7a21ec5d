//! What a network is drawn of, and how.

use enumset::EnumSet;

use crate::model::{OrganisationKind, ParticipationRole, Problem};

/// What the nodes are. The others of the two modes become ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Projection {
    /// Organisations, tied by common initiatives.
    #[default]
    Organisations,
    /// Initiatives, tied by common organisations.
    Initiatives,
    /// States, tied by organisations that are active in both.
    States,
    /// Organisations and initiatives, tied by participations. Unweighted: every tie weighs 1.
    TwoMode,
}

/// How strong a tie between `i` and `j` is, where N(i) are the affiliations of `i` and n(k) is the size of affiliation
/// `k`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weighting {
    /// |N(i) ∩ N(j)|.
    #[default]
    Shared,
    /// Σ 1/(n(k) - 1) over the shared `k`: a meeting of two counts for more than one of two hundred. The ties of a node
    /// add up to the number of its affiliations that it is not alone in (Newman 2001, Physical Review E 64, 016132).
    Newman,
    /// |N(i) ∩ N(j)| / |N(i) ∪ N(j)|.
    Jaccard,
}

/// How a network is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Options {
    pub projection: Projection,
    pub weighting: Weighting,
    /// Counts an organisation as the topmost of its umbrellas.
    pub roll_up: bool,
    /// Keeps groups that are named only as such. Left out are those, and, rolled up, what is counted as one of them.
    pub include_collectives: bool,
    /// Leaves out weaker ties. The nodes stay.
    pub min_weight: f64,
    /// Only participations in one of these roles.
    pub roles: Option<EnumSet<ParticipationRole>>,
    /// Only organisations of one of these kinds, by what they are counted as.
    pub kinds: Option<EnumSet<OrganisationKind>>,
}

impl Options {
    /// Everything wrong with the options.
    pub fn check(&self) -> Result<(), Vec<Problem>> {
        if self.min_weight.is_finite() && self.min_weight >= 0.0 {
            return Ok(());
        }
        let message = format_args!("{} is not a weight: 0 or more", self.min_weight);
        Err(vec![Problem::invalid("minWeight", message)])
    }
}
