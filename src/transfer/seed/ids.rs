//! The ids that files give.
//!
//! A record of the bundled register has none: its id is the one that its slug stands for. One that was made elsewhere
//! keeps the id that it had there. Others refer to both by slug, which while reading stands for the former; when
//! everything is read, what refers to one of the latter is led to it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use toml::Spanned;

use super::{
    fields::Fields,
    problem::{Cause, Problem, Spot},
    values::FromToml,
};
use crate::model::{InitiativeId, NodeId, OrganisationId, Record};

#[derive(Default)]
pub struct Ids {
    given: Vec<(NodeId, Spot)>,
    initiatives: HashMap<InitiativeId, InitiativeId>,
    organisations: HashMap<OrganisationId, OrganisationId>,
}

impl Ids {
    /// The id of the record that these fields describe: its own, or the one `derived` from its natural key.
    pub fn own<I: FromToml + Copy + Into<NodeId>>(
        &mut self,
        derived: Option<I>,
        fields: &mut Fields<'_, '_>,
    ) -> Option<I> {
        let Some(given) = fields.optional::<Spanned<I>>("id") else { return derived };
        let spot = fields.site.field("id").spot(given.span());
        let id = given.into_inner();
        self.given.push((id.into(), spot));
        Some(id)
    }

    pub fn of_initiative(
        &mut self,
        derived: Option<InitiativeId>,
        fields: &mut Fields<'_, '_>,
    ) -> Option<InitiativeId> {
        let own = self.own(derived, fields);
        self.initiatives.extend(derived.zip(own).filter(|(derived, own)| derived != own));
        own
    }

    pub fn of_organisation(
        &mut self,
        derived: Option<OrganisationId>,
        fields: &mut Fields<'_, '_>,
    ) -> Option<OrganisationId> {
        let own = self.own(derived, fields);
        self.organisations.extend(derived.zip(own).filter(|(derived, own)| derived != own));
        own
    }

    /// The ids that were given to more than one of `records`.
    pub fn problems(&self, records: &[Record]) -> Vec<Problem> {
        let mut seen = HashSet::new();
        let twice: HashSet<NodeId> = records.iter().map(Record::id).filter(|id| !seen.insert(*id)).collect();
        let given = self.given.iter().filter(|(id, _)| twice.contains(id));
        given.map(|(id, spot)| Problem { spot: spot.clone(), cause: Cause::IdTwice(*id) }).collect()
    }

    /// Leads what refers to a record by its slug to the record's own id.
    pub fn lead(&self, record: &mut Record) {
        if self.initiatives.is_empty() && self.organisations.is_empty() {
            return;
        }
        match record {
            Record::Organisation(record) => {
                let record = Arc::make_mut(record);
                record.parent = record.parent.map(|id| self.organisation(id));
            }
            Record::Initiative(record) => {
                let record = Arc::make_mut(record);
                record.parent = record.parent.map(|id| self.initiative(id));
                record.predecessor = record.predecessor.map(|id| self.initiative(id));
            }
            Record::Participation(record) => {
                let record = Arc::make_mut(record);
                record.initiative = self.initiative(record.initiative);
                record.organisation = self.organisation(record.organisation);
            }
            Record::Event(record) => {
                let record = Arc::make_mut(record);
                record.initiative = self.initiative(record.initiative);
            }
            Record::State(_) => {}
        }
    }

    fn initiative(&self, derived: InitiativeId) -> InitiativeId {
        self.initiatives.get(&derived).copied().unwrap_or(derived)
    }

    fn organisation(&self, derived: OrganisationId) -> OrganisationId {
        self.organisations.get(&derived).copied().unwrap_or(derived)
    }
}
