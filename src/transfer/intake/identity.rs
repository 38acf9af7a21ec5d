//! Which records the lines are about.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    str::FromStr,
    sync::Arc,
};

use super::{Batch, Intake};
use crate::{
    model::{
        EventId, InitiativeId, NodeId, OrganisationId, Participation, ParticipationId, Problem, ProblemKind, Record,
        Slug, SubjectType,
    },
    register::{Kept, Step},
    snapshot::Snapshot,
    transfer::{
        fault::{Faults, Spot},
        reading::{Draft, Mention},
    },
};

/// Gives every line its record, in the order of the lines but the ends before their links.
pub fn identify(intake: Intake, register: &Snapshot) -> Batch {
    let Intake { files, drafts, spoiled, mut faults } = intake;
    let mut names = Names::new(register, &drafts);
    let (links, named): (Vec<_>, Vec<_>) =
        drafts.into_iter().partition(|(_, draft)| draft.record.subject_type() == SubjectType::Participation);
    let mut known = Vec::with_capacity(named.len());
    for (spot, draft) in named {
        let id = names.own(&draft);
        if names.give(&spot, &draft, id, &mut faults) {
            known.push((spot, draft, id));
        }
    }
    names.spoil(spoiled);
    let mut batch = Batch { files, steps: Vec::new(), spots: Vec::new(), faults: Faults::default() };
    for (spot, mut draft, id) in known {
        if names.refer(&spot, &mut draft, &mut faults) {
            batch.add(spot, step(draft, id));
        }
    }
    for (spot, mut draft) in links {
        if names.refer(&spot, &mut draft, &mut faults) {
            let id = names.own(&draft);
            if names.give(&spot, &draft, id, &mut faults) {
                batch.add(spot, step(draft, id));
            }
        }
    }
    Batch { faults, ..batch }
}

fn step(draft: Draft, id: NodeId) -> Step {
    let record = with_id(draft.record, id);
    if draft.kept == Kept::default() { Step::Put(record) } else { Step::Restore(record, draft.kept) }
}

/// Who has which name, in the files and in the register.
struct Names<'s> {
    register: &'s Snapshot,
    /// Records of the register that lines name by id: no other line means them by their slug.
    claimed: HashSet<NodeId>,
    /// Who bears a slug in the files, by type.
    slugs: [HashMap<Slug, NodeId>; SubjectType::ALL.len()],
    /// What became of the ids that lines have.
    given: HashMap<NodeId, NodeId>,
    /// Where each record is given.
    spots: HashMap<NodeId, Spot>,
    spoiled_slugs: HashSet<(SubjectType, Slug)>,
    spoiled_ids: HashSet<NodeId>,
}

/// Whom a mention means.
enum Meant {
    One(NodeId),
    /// A record whose own line is at fault.
    Spoiled,
}

impl<'s> Names<'s> {
    fn new(register: &'s Snapshot, drafts: &[(Spot, Draft)]) -> Self {
        let ids = drafts.iter().filter_map(|(_, draft)| draft.id);
        Self {
            register,
            claimed: ids.filter(|id| register.node(*id).is_some()).collect(),
            slugs: Default::default(),
            given: HashMap::new(),
            spots: HashMap::with_capacity(drafts.len()),
            spoiled_slugs: HashSet::new(),
            spoiled_ids: HashSet::new(),
        }
    }

    /// The id of the record that a line is about.
    fn own(&self, draft: &Draft) -> NodeId {
        let there = draft.id.filter(|id| self.claimed.contains(id));
        let named = || self.bearer(&draft.record).filter(|id| !self.claimed.contains(id));
        there.or_else(named).or(draft.id).unwrap_or_else(|| new_id(&draft.record))
    }

    /// The record of the register that has what makes this one unique.
    fn bearer(&self, record: &Record) -> Option<NodeId> {
        let register = self.register;
        Some(match record {
            Record::State(state) => NodeId::State(state.code),
            Record::Initiative(record) => register.initiative_by_slug(&record.slug)?.record().id.into(),
            Record::Organisation(record) => register.organisation_by_slug(&record.slug)?.record().id.into(),
            Record::Event(record) => register.event_by_slug(&record.slug)?.record().id.into(),
            Record::Participation(record) => self.link(record)?.into(),
        })
    }

    /// The participation between the same two in the same role.
    fn link(&self, wanted: &Participation) -> Option<ParticipationId> {
        let initiative = self.register.initiative(wanted.initiative)?;
        let organisation = self.register.organisation(wanted.organisation)?.slot();
        let place =
            initiative.links().iter().position(|link| link.other == organisation && link.role == wanted.role)?;
        let (participation, _) = initiative.participants().nth(place)?;
        Some(participation.record().id)
    }

    /// Notes that a line gives the record `id`, and answers whether it may: a fault where another line does.
    fn give(&mut self, spot: &Spot, draft: &Draft, id: NodeId, faults: &mut Faults) -> bool {
        self.given.extend(draft.id.map(|given| (given, id)));
        if let Some(slug) = slug(&draft.record) {
            match self.slugs[id.subject_type() as usize].entry(slug.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(id);
                }
                Entry::Occupied(entry) => {
                    let first = self.spots.get(entry.get()).map(Spot::to_string).unwrap_or_default();
                    let message = format_args!("`{slug}` is given at {first} already");
                    faults.note(spot, Problem::invalid("slug", message));
                    return false;
                }
            }
        }
        match self.spots.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(spot.clone());
                true
            }
            Entry::Occupied(entry) => {
                let message = format_args!("this record, {id}, is given at {} already", entry.get());
                faults.note(spot, Problem::invalid("id", message));
                false
            }
        }
    }

    fn spoil(&mut self, spoiled: Vec<(SubjectType, Option<Slug>, Option<NodeId>)>) {
        for (subject, slug, id) in spoiled {
            self.spoiled_slugs.extend(slug.map(|slug| (subject, slug)));
            self.spoiled_ids.extend(id);
        }
    }

    /// Puts the ids of those whom a record mentions into it; whether all are known.
    fn refer(&self, spot: &Spot, draft: &mut Draft, faults: &mut Faults) -> bool {
        let mut complete = true;
        for mention in std::mem::take(&mut draft.mentions) {
            match self.meant(&mention) {
                Ok(Meant::One(id)) => set_reference(&mut draft.record, mention.field, id),
                Ok(Meant::Spoiled) => complete = false,
                Err(problem) => {
                    complete = false;
                    faults.note(spot, problem);
                }
            }
        }
        complete
    }

    fn meant(&self, mention: &Mention) -> Result<Meant, Problem> {
        let Mention { field, subject, name } = mention;
        if name.contains('_') {
            return self.meant_by_id(mention);
        }
        if let Some(id) = self.slugs[*subject as usize].get(&**name).copied().or_else(|| self.registered(mention)) {
            return Ok(Meant::One(id));
        }
        let slug = Slug::from_str(name).map_err(|error| Problem::invalid(*field, error))?;
        let noun = subject.name().to_ascii_lowercase();
        match self.spoiled_slugs.contains(&(*subject, slug)) {
            true => Ok(Meant::Spoiled),
            false => Err(not_found(field, format!("no {noun} has the slug `{name}`, here or in the register"))),
        }
    }

    fn registered(&self, mention: &Mention) -> Option<NodeId> {
        match mention.subject {
            SubjectType::Organisation => {
                Some(self.register.find_organisation_by_slug(&mention.name)?.record().id.into())
            }
            _ => Some(self.register.initiative_by_slug(&mention.name)?.record().id.into()),
        }
    }

    fn meant_by_id(&self, mention: &Mention) -> Result<Meant, Problem> {
        let field = mention.field;
        let id = match mention.subject {
            SubjectType::Organisation => mention.name.parse().map(|id: OrganisationId| NodeId::from(id)),
            _ => mention.name.parse().map(|id: InitiativeId| NodeId::from(id)),
        };
        let id = id.map_err(|error| Problem::invalid(field, error))?;
        match self.given.get(&id) {
            Some(id) => Ok(Meant::One(*id)),
            None if self.spoiled_ids.contains(&id) => Ok(Meant::Spoiled),
            // By the id of the one into which it was merged, if it was.
            None => self
                .register
                .find_node(id)
                .map(|node| Meant::One(node.id()))
                .ok_or_else(|| not_found(field, format!("there is no record {id}, here or in the register"))),
        }
    }
}

fn not_found(field: &str, message: String) -> Problem {
    Problem { kind: ProblemKind::NotFound, field: field.to_owned(), message }
}

fn slug(record: &Record) -> Option<&Slug> {
    match record {
        Record::Initiative(record) => Some(&record.slug),
        Record::Organisation(record) => Some(&record.slug),
        Record::Event(record) => Some(&record.slug),
        Record::State(_) | Record::Participation(_) => None,
    }
}

fn new_id(record: &Record) -> NodeId {
    match record {
        Record::State(state) => NodeId::State(state.code),
        Record::Initiative(_) => InitiativeId::generate().into(),
        Record::Organisation(_) => OrganisationId::generate().into(),
        Record::Participation(_) => ParticipationId::generate().into(),
        Record::Event(_) => EventId::generate().into(),
    }
}

/// The same record under this id, which is of its type.
fn with_id(mut record: Record, id: NodeId) -> Record {
    match (&mut record, id) {
        (Record::Initiative(record), NodeId::Initiative(id)) => Arc::make_mut(record).id = id,
        (Record::Organisation(record), NodeId::Organisation(id)) => Arc::make_mut(record).id = id,
        (Record::Participation(record), NodeId::Participation(id)) => Arc::make_mut(record).id = id,
        (Record::Event(record), NodeId::Event(id)) => Arc::make_mut(record).id = id,
        _ => {}
    }
    record
}

fn set_reference(record: &mut Record, field: &str, id: NodeId) {
    match (record, id) {
        (Record::Organisation(record), NodeId::Organisation(id)) => Arc::make_mut(record).parent = Some(id),
        (Record::Initiative(record), NodeId::Initiative(id)) if field == "parent" => {
            Arc::make_mut(record).parent = Some(id);
        }
        (Record::Initiative(record), NodeId::Initiative(id)) => Arc::make_mut(record).predecessor = Some(id),
        (Record::Participation(record), NodeId::Initiative(id)) => Arc::make_mut(record).initiative = id,
        (Record::Participation(record), NodeId::Organisation(id)) => Arc::make_mut(record).organisation = id,
        (Record::Event(record), NodeId::Initiative(id)) => Arc::make_mut(record).initiative = id,
        _ => {}
    }
}
