//! Chains of records: parent above parent, umbrella above umbrella, predecessor before predecessor.

use crate::{
    model::{InitiativeId, OrganisationId, limits::MAX_PARENT_DEPTH},
    snapshot::Snapshot,
};

/// How to go up and down in one kind of chain.
#[derive(Clone, Copy)]
pub struct Chain<I> {
    /// What a record names as the next one above it; nothing at all if the record is not there.
    next: fn(&Snapshot, I) -> Option<Option<I>>,
    /// Who names it as the next one above.
    lower: fn(&Snapshot, I) -> Vec<I>,
}

/// Why there is no way up to the top of a chain.
pub enum Broken<I> {
    Missing(I),
    Cycle,
}

pub const PARENTS: Chain<InitiativeId> = Chain {
    next: |register, id| register.initiative(id).map(|initiative| initiative.record().parent),
    lower: |register, id| {
        let children = register.initiative(id).map(|initiative| initiative.children());
        children.iter().flat_map(|list| list.iter()).map(|child| child.record().id).collect()
    },
};

pub const PREDECESSORS: Chain<InitiativeId> = Chain {
    next: |register, id| register.initiative(id).map(|initiative| initiative.record().predecessor),
    lower: |register, id| {
        let successors = register.initiative(id).map(|initiative| initiative.successors());
        successors.iter().flat_map(|list| list.iter()).map(|successor| successor.record().id).collect()
    },
};

pub const UMBRELLAS: Chain<OrganisationId> = Chain {
    next: |register, id| register.organisation(id).map(|organisation| organisation.record().parent),
    lower: |register, id| {
        let branches = register.organisation(id).map(|organisation| organisation.children());
        branches.iter().flat_map(|list| list.iter()).map(|branch| branch.record().id).collect()
    },
};

impl<I: Copy + PartialEq> Chain<I> {
    /// How many records stand above `own`, counted up to one more than are allowed.
    pub fn above(&self, register: &Snapshot, own: I) -> Result<usize, Broken<I>> {
        let mut upper = (self.next)(register, own).flatten();
        for above in 0..=MAX_PARENT_DEPTH {
            let Some(id) = upper else { return Ok(above) };
            if id == own {
                return Err(Broken::Cycle);
            }
            upper = (self.next)(register, id).ok_or(Broken::Missing(id))?;
        }
        Ok(MAX_PARENT_DEPTH + 1)
    }

    /// How many levels of records stand below `own`, counted up to one more than are allowed. O(records below).
    pub fn below(&self, register: &Snapshot, own: I) -> usize {
        let mut level = vec![own];
        for below in 0..=MAX_PARENT_DEPTH {
            level = level.into_iter().flat_map(|id| (self.lower)(register, id)).collect();
            if level.is_empty() {
                return below;
            }
        }
        MAX_PARENT_DEPTH + 1
    }

    /// Whether `own` now hangs somewhere else than before.
    pub fn is_changed(&self, base: &Snapshot, register: &Snapshot, own: I) -> bool {
        let upper = |register| (self.next)(register, own).flatten();
        upper(register).is_some() && upper(base) != upper(register)
    }
}
