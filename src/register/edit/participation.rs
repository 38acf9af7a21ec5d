//! The fields of a participation that editors give.

use super::{Field, Problems};
use crate::model::{
    InitiativeId, OrganisationId, PartialDate, Participation, ParticipationId, ParticipationRole, Problem, Source,
    Stamp, Timestamp,
};

#[derive(Clone, Debug, Default)]
pub struct ParticipationFields {
    pub role: Field<ParticipationRole>,
    /// True in a new participation if nothing is said.
    pub formal: Field<bool>,
    pub since: Field<PartialDate>,
    pub until: Field<PartialDate>,
    pub headcount: Field<i32>,
    pub note: Field<Box<str>>,
    pub sources: Field<Vec<Source>>,
}

impl ParticipationFields {
    /// A new participation of these fields between the two.
    pub(super) fn create(
        self,
        initiative: InitiativeId,
        organisation: OrganisationId,
    ) -> Result<Participation, Vec<Problem>> {
        let mut problems = Problems::default();
        let Some(role) = problems.given("role", &self.role) else { return Err(problems.0) };
        let mut participation = Participation {
            id: ParticipationId::generate(),
            initiative,
            organisation,
            role,
            formal: true,
            since: None,
            until: None,
            headcount: None,
            note: None,
            sources: Vec::new(),
            stamp: Stamp::new(Timestamp::EPOCH),
        };
        self.put(&mut participation, &mut problems);
        problems.or(participation)
    }

    /// Puts the fields that were given into `participation`.
    pub(super) fn put(self, participation: &mut Participation, problems: &mut Problems) {
        problems.required("role", &mut participation.role, self.role);
        problems.required("formal", &mut participation.formal, self.formal);
        problems.optional(&mut participation.since, self.since);
        problems.optional(&mut participation.until, self.until);
        problems.optional(&mut participation.headcount, self.headcount);
        problems.optional(&mut participation.note, self.note);
        problems.cleared_to_default(&mut participation.sources, self.sources);
    }
}
