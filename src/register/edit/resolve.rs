//! From an edit to what it means for the register as it is.

use super::{Edit, Field, Problems, Ref, merge::merge};
use crate::{
    model::{
        Conflict, EventId, InitiativeId, LocalisedText, NodeId, OrganisationId, ParticipationId, Problem, ProblemKind,
        Record, Since, Slug, text::excerpt,
    },
    register::plan::Outcome,
    snapshot::{Event, Initiative, Organisation, Participation, Snapshot},
};

/// What `edit` means for `register`, or everything wrong with it that can be known before it is tried.
pub fn resolve(register: &Snapshot, edit: Edit) -> Result<Vec<Outcome>, Vec<Problem>> {
    let names = Names { register };
    let put = |record: Record| vec![Outcome::Put(record)];
    match edit {
        Edit::CreateInitiative(fields) => fields.create(&names).map(|record| put(record.into())),
        Edit::UpdateInitiative { which, fields, expected } => {
            let present = names.initiative(&which).map_err(|problem| vec![problem.under("initiative")])?.record();
            seen(present.id, present.stamp.version, expected)?;
            change(present.clone(), |record, problems| fields.put(record, &names, problems)).map(|r| put(r.into()))
        }
        Edit::DeleteInitiative { which, expected } => {
            let present = names.initiative(&which).map_err(|problem| vec![problem.under("initiative")])?;
            seen(present.record().id, present.record().stamp.version, expected)?;
            Ok(with_all_that_is_its(present))
        }
        Edit::CreateOrganisation(fields) => fields.create(&names).map(|record| put(record.into())),
        Edit::UpdateOrganisation { which, fields, expected } => {
            let present = names.organisation(&which).map_err(|problem| vec![problem.under("organisation")])?.record();
            seen(present.id, present.stamp.version, expected)?;
            change(present.clone(), |record, problems| fields.put(record, &names, problems)).map(|r| put(r.into()))
        }
        Edit::DeleteOrganisation { which, expected } => {
            let present = names.organisation(&which).map_err(|problem| vec![problem.under("organisation")])?.record();
            seen(present.id, present.stamp.version, expected)?;
            Ok(vec![Outcome::Delete(present.id.into())])
        }
        Edit::MergeOrganisations { keep, absorb } => {
            let mut problems = Problems::default();
            let keep = problems.found("keep", names.organisation(&keep));
            let absorb = problems.found("absorb", names.organisation(&absorb));
            match (keep, absorb) {
                (Some(keep), Some(absorb)) => merge(keep, absorb),
                _ => Err(problems.0),
            }
        }
        Edit::AddParticipation { initiative, organisation, fields } => {
            let mut problems = Problems::default();
            let initiative = problems.found("initiative", names.initiative(&initiative));
            let organisation = problems.found("organisation", names.organisation(&organisation));
            match (initiative, organisation) {
                (Some(initiative), Some(organisation)) => {
                    fields.create(initiative.record().id, organisation.record().id).map(|record| put(record.into()))
                }
                _ => Err(problems.0),
            }
        }
        Edit::UpdateParticipation { id, fields, expected } => {
            let present = names.participation(&id).map_err(|problem| vec![problem])?.record();
            seen(present.id, present.stamp.version, expected)?;
            change(present.clone(), |record, problems| fields.put(record, problems)).map(|record| put(record.into()))
        }
        Edit::RemoveParticipation { id, expected } => {
            let present = names.participation(&id).map_err(|problem| vec![problem])?.record();
            seen(present.id, present.stamp.version, expected)?;
            Ok(vec![Outcome::Delete(present.id.into())])
        }
        Edit::CreateEvent { initiative, fields } => {
            let initiative = names.initiative(&initiative).map_err(|problem| vec![problem.under("initiative")])?;
            fields.create(initiative.record().id, &names).map(|record| put(record.into()))
        }
        Edit::UpdateEvent { which, fields, expected } => {
            let present = names.event(&which).map_err(|problem| vec![problem.under("event")])?.record();
            seen(present.id, present.stamp.version, expected)?;
            change(present.clone(), |record, problems| fields.put(record, problems)).map(|record| put(record.into()))
        }
        Edit::DeleteEvent { which, expected } => {
            let present = names.event(&which).map_err(|problem| vec![problem.under("event")])?.record();
            seen(present.id, present.stamp.version, expected)?;
            Ok(vec![Outcome::Delete(present.id.into())])
        }
        Edit::UpdateState { code, fields } => {
            let present = register.state(code).record();
            change(present.clone(), |record, problems| fields.put(record, problems)).map(|record| put(record.into()))
        }
    }
}

/// An initiative goes with its participations and events. What is below or after it is not its own, and keeps it.
fn with_all_that_is_its(initiative: Initiative<'_>) -> Vec<Outcome> {
    let participations = initiative.participations(None, None);
    let participations: Vec<NodeId> = participations.iter().map(|link| link.record().id.into()).collect();
    let events = initiative.events();
    let events: Vec<NodeId> = events.iter().map(|event| event.record().id.into()).collect();
    participations.into_iter().chain(events).chain([initiative.record().id.into()]).map(Outcome::Delete).collect()
}

/// The record with the fields in it, unless something is wrong with them.
fn change<R>(mut record: R, put: impl FnOnce(&mut R, &mut Problems)) -> Result<R, Vec<Problem>> {
    let mut problems = Problems::default();
    put(&mut record, &mut problems);
    problems.or(record)
}

/// Refuses an edit of something that is no longer what the editor has seen.
fn seen(subject: impl Into<NodeId>, version: u32, expected: Option<i32>) -> Result<(), Vec<Problem>> {
    match expected {
        Some(expected) if i64::from(expected) != i64::from(version) => {
            let message = format_args!(
                "the record is at version {version}, not {expected}: look at what changed since, then edit again"
            );
            let since = Since::Version(u32::try_from(expected).unwrap_or_default());
            let conflict = Conflict { subject: subject.into(), current_version: Some(version), since };
            Err(vec![Problem::new(ProblemKind::Conflict(conflict), "expectedVersion", message)])
        }
        _ => Ok(()),
    }
}

/// The names of records in a register.
pub(super) struct Names<'a> {
    pub register: &'a Snapshot,
}

impl<'a> Names<'a> {
    pub fn initiative(&self, which: &Ref) -> Result<Initiative<'a>, Problem> {
        let by_id = |id: &str| Ok(self.register.initiative(id.parse::<InitiativeId>()?));
        named(which, "initiative", by_id, |slug| self.register.initiative_by_slug(slug))
    }

    pub fn organisation(&self, which: &Ref) -> Result<Organisation<'a>, Problem> {
        let by_id = |id: &str| Ok(self.register.find_organisation(id.parse::<OrganisationId>()?));
        named(which, "organisation", by_id, |slug| self.register.find_organisation_by_slug(slug))
    }

    fn event(&self, which: &Ref) -> Result<Event<'a>, Problem> {
        let by_id = |id: &str| Ok(self.register.event(id.parse::<EventId>()?));
        named(which, "event", by_id, |slug| self.register.event_by_slug(slug))
    }

    fn participation(&self, id: &str) -> Result<Participation<'a>, Problem> {
        let by_id = |id: &str| Ok(self.register.participation(id.parse::<ParticipationId>()?));
        // Participations have no slugs.
        named(&Ref::Id(id.to_owned()), "participation", by_id, |_| None)
    }

    /// The id of the record that a field names.
    pub fn reference<R: Id>(
        &self,
        name: &str,
        field: Field<Ref>,
        problems: &mut Problems,
        find: impl FnOnce(&Ref) -> Result<R, Problem>,
    ) -> Field<R::Id> {
        match field {
            Field::Keep => Field::Keep,
            Field::Clear => Field::Clear,
            Field::Set(which) => problems.found(name, find(&which)).map_or(Field::Keep, |found| Field::Set(found.id())),
        }
    }

    /// A free slug made from a name: with a number behind it where another record bears it already.
    pub fn slug_of(&self, name: Option<&LocalisedText>, taken: impl Fn(&str) -> bool) -> Option<Slug> {
        let slug = Slug::from_name(&name?.de)?;
        let numbered = (2..).map(|number| slug.numbered(number));
        std::iter::once(slug.clone()).chain(numbered).find(|slug| !taken(slug))
    }
}

/// What has an id to refer to.
pub(super) trait Id {
    type Id;
    fn id(&self) -> Self::Id;
}

impl Id for Initiative<'_> {
    type Id = InitiativeId;
    fn id(&self) -> InitiativeId {
        self.record().id
    }
}

impl Id for Organisation<'_> {
    type Id = OrganisationId;
    fn id(&self) -> OrganisationId {
        self.record().id
    }
}

fn named<T>(
    which: &Ref,
    what: &str,
    by_id: impl FnOnce(&str) -> Result<Option<T>, crate::model::id::IdError>,
    by_slug: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Problem> {
    let (field, name, found) = match which {
        Ref::Id(id) => ("id", id, by_id(id).map_err(|error| Problem::invalid("id", error))?),
        Ref::Slug(slug) => ("slug", slug, by_slug(slug)),
    };
    found.ok_or_else(|| {
        let message = format_args!("there is no {what} with the {field} `{}`", excerpt(name, 40));
        Problem::new(ProblemKind::NotFound, field, message)
    })
}

impl Problems {
    /// What a field of a new record was set to; its absence is a problem.
    pub(super) fn given<T: Clone>(&mut self, name: &str, field: &Field<T>) -> Option<T> {
        match field {
            Field::Set(value) => Some(value.clone()),
            Field::Keep | Field::Clear => {
                self.invalid(name, "is missing");
                None
            }
        }
    }

    /// The slug of a new record until the one that was given is put into it; where none was, the one made from its name.
    pub(super) fn slug(&mut self, made: Option<Slug>, given: &Field<String>) -> Option<Slug> {
        if made.is_none() && !matches!(given, Field::Set(_)) {
            self.invalid("slug", "cannot be made from the name, which has no letters a-z and no digits: give one");
        }
        made.or_else(|| "new".parse().ok())
    }

    /// What was found, with the place of the name in the problem if nothing was.
    pub(super) fn found<T>(&mut self, name: &str, found: Result<T, Problem>) -> Option<T> {
        found.map_err(|problem| self.0.push(problem.under(name))).ok()
    }

    /// The record, unless there is a problem.
    pub(super) fn or<R>(self, record: R) -> Result<R, Vec<Problem>> {
        if self.0.is_empty() { Ok(record) } else { Err(self.0) }
    }
}
