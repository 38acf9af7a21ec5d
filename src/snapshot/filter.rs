//! What a list is narrowed to. A filter is checked and made ready once against a snapshot ([`InitiativeFilter::prepare`]);
//! testing a record then takes no allocation but for topics.

use std::collections::HashSet;

use enumset::EnumSet;

use super::{Event, Initiative, Organisation, Snapshot, table::Slot};
use crate::model::{
    InitiativeKind, InitiativeStatus, Involvement, NodeId, OrganisationKind, PartialDate, Problem, ProblemKind,
    StateCode,
    date::Interval,
    limits::{MAX_FILTER_DEPTH, MAX_FILTER_VALUES},
    text::{excerpt, fold},
};

/// The records that a text was found in: looked up by whoever has the filter, since finding is no matter of a snapshot; or
/// what is wrong with the text, to be told with everything else.
pub type Text = Result<HashSet<NodeId, foldhash::fast::RandomState>, Problem>;

/// All given fields must match; of a set or a list, any value. An empty set or list matches nothing.
#[derive(Clone, Debug, Default)]
pub struct InitiativeFilter {
    pub states: Option<EnumSet<StateCode>>,
    pub kinds: Option<EnumSet<InitiativeKind>>,
    pub statuses: Option<EnumSet<InitiativeStatus>>,
    /// Compared folded, as whole topics.
    pub topics: Option<Vec<String>>,
    /// Ids or slugs of organisations.
    pub participants: Option<Vec<String>>,
    pub participant_kinds: Option<EnumSet<OrganisationKind>>,
    pub involvement: Option<(OrganisationKind, EnumSet<Involvement>)>,
    pub active_on: Option<PartialDate>,
    pub started_from: Option<PartialDate>,
    pub started_to: Option<PartialDate>,
    pub min_participations: Option<i32>,
    pub text: Option<Text>,
    pub and: Option<Vec<InitiativeFilter>>,
    pub or: Option<Vec<InitiativeFilter>>,
    pub not: Option<Box<InitiativeFilter>>,
}

impl InitiativeFilter {
    /// Whether it asks for nothing, so that everything passes.
    pub fn is_unset(&self) -> bool {
        matches!(
            self,
            Self {
                states: None,
                kinds: None,
                statuses: None,
                topics: None,
                participants: None,
                participant_kinds: None,
                involvement: None,
                active_on: None,
                started_from: None,
                started_to: None,
                min_participations: None,
                text: None,
                and: None,
                or: None,
                not: None,
            }
        )
    }
}

/// As [`InitiativeFilter`], for organisations.
#[derive(Clone, Debug, Default)]
pub struct OrganisationFilter {
    pub kinds: Option<EnumSet<OrganisationKind>>,
    pub seated_in: Option<EnumSet<StateCode>>,
    pub active_in: Option<EnumSet<StateCode>>,
    pub collective: Option<bool>,
    pub min_initiatives: Option<i32>,
    pub text: Option<Text>,
    pub and: Option<Vec<OrganisationFilter>>,
    pub or: Option<Vec<OrganisationFilter>>,
    pub not: Option<Box<OrganisationFilter>>,
}

/// Which events: in one of the states, on at least one day from `from` to `to`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    pub states: Option<EnumSet<StateCode>>,
    pub from: Option<PartialDate>,
    pub to: Option<PartialDate>,
}

/// An [`InitiativeFilter`] that has been checked.
pub struct InitiativeTest {
    filter: InitiativeFilter,
    topics: Option<HashSet<String>>,
    /// The initiatives in which one of the participants takes part.
    participants: Option<HashSet<Slot, foldhash::fast::RandomState>>,
    text: Option<HashSet<NodeId, foldhash::fast::RandomState>>,
    and: Vec<InitiativeTest>,
    or: Option<Vec<InitiativeTest>>,
    not: Option<Box<InitiativeTest>>,
}

/// An [`OrganisationFilter`] that has been checked.
pub struct OrganisationTest {
    filter: OrganisationFilter,
    text: Option<HashSet<NodeId, foldhash::fast::RandomState>>,
    and: Vec<OrganisationTest>,
    or: Option<Vec<OrganisationTest>>,
    not: Option<Box<OrganisationTest>>,
}

/// Collects the problems of a filter with their places in it.
struct Check<'a> {
    snapshot: &'a Snapshot,
    problems: Vec<Problem>,
}

impl InitiativeFilter {
    /// The filter, ready to test the initiatives of `snapshot`; everything wrong with it otherwise.
    pub fn prepare(self, snapshot: &Snapshot) -> Result<InitiativeTest, Vec<Problem>> {
        let mut check = Check { snapshot, problems: Vec::new() };
        let test = check.initiative_filter(self, "", 1);
        if check.problems.is_empty() { Ok(test) } else { Err(check.problems) }
    }
}

impl OrganisationFilter {
    /// The filter, ready to test organisations; everything wrong with it otherwise.
    pub fn prepare(self, snapshot: &Snapshot) -> Result<OrganisationTest, Vec<Problem>> {
        let mut check = Check { snapshot, problems: Vec::new() };
        let test = check.organisation_filter(self, "", 1);
        if check.problems.is_empty() { Ok(test) } else { Err(check.problems) }
    }
}

impl Check<'_> {
    fn initiative_filter(&mut self, mut filter: InitiativeFilter, at: &str, depth: usize) -> InitiativeTest {
        let (and, or, not) = (filter.and.take(), filter.or.take(), filter.not.take());
        let deeper = self.depth(at, depth) && (and.is_some() || or.is_some() || not.is_some());
        let mut each = |name: &str, filters: Vec<InitiativeFilter>| -> Vec<InitiativeTest> {
            self.not_too_many(filters.len(), &path(at, name));
            let filters = filters.into_iter().enumerate().filter(|_| deeper);
            filters
                .map(|(n, filter)| self.initiative_filter(filter, &path(at, &format!("{name}[{n}]")), depth + 1))
                .collect()
        };
        let and = and.map(|filters| each("and", filters)).unwrap_or_default();
        let or = or.map(|filters| each("or", filters));
        let not =
            not.filter(|_| deeper).map(|filter| Box::new(self.initiative_filter(*filter, &path(at, "not"), depth + 1)));
        self.not_negative(filter.min_participations, &path(at, "minParticipations"));
        if let (Some(from), Some(to)) = (filter.started_from, filter.started_to)
            && to.is_before(from)
        {
            let message = format_args!("{to} is before `startedFrom`, {from}: nothing can have started between them");
            self.problems.push(Problem::invalid(path(at, "startedTo"), message));
        }
        let topics = filter.topics.take().map(|topics| {
            self.not_too_many(topics.len(), &path(at, "topics"));
            topics.iter().map(|topic| fold(topic)).collect()
        });
        let participants = filter.participants.take().map(|names| self.participants(&names, &path(at, "participants")));
        let text = self.text(filter.text.take(), &path(at, "text"));
        InitiativeTest { filter, topics, participants, text, and, or, not }
    }

    fn organisation_filter(&mut self, mut filter: OrganisationFilter, at: &str, depth: usize) -> OrganisationTest {
        let (and, or, not) = (filter.and.take(), filter.or.take(), filter.not.take());
        let deeper = self.depth(at, depth) && (and.is_some() || or.is_some() || not.is_some());
        let mut each = |name: &str, filters: Vec<OrganisationFilter>| -> Vec<OrganisationTest> {
            self.not_too_many(filters.len(), &path(at, name));
            let filters = filters.into_iter().enumerate().filter(|_| deeper);
            filters
                .map(|(n, filter)| self.organisation_filter(filter, &path(at, &format!("{name}[{n}]")), depth + 1))
                .collect()
        };
        let and = and.map(|filters| each("and", filters)).unwrap_or_default();
        let or = or.map(|filters| each("or", filters));
        let not = not
            .filter(|_| deeper)
            .map(|filter| Box::new(self.organisation_filter(*filter, &path(at, "not"), depth + 1)));
        self.not_negative(filter.min_initiatives, &path(at, "minInitiatives"));
        let text = self.text(filter.text.take(), &path(at, "text"));
        OrganisationTest { filter, text, and, or, not }
    }

    /// Whether a filter at this depth is still accepted.
    fn depth(&mut self, at: &str, depth: usize) -> bool {
        if depth <= MAX_FILTER_DEPTH {
            return true;
        }
        let message = format_args!("filters may be nested {MAX_FILTER_DEPTH} deep");
        self.problems.push(Problem::new(ProblemKind::LimitExceeded, at, message));
        false
    }

    fn not_negative(&mut self, number: Option<i32>, at: &str) {
        if let Some(number) = number.filter(|number| *number < 0) {
            self.problems.push(Problem::invalid(at, format_args!("{number} is less than 0")));
        }
    }

    fn not_too_many(&mut self, count: usize, at: &str) {
        if count > MAX_FILTER_VALUES {
            let message = format_args!("{count} values are more than {MAX_FILTER_VALUES}");
            self.problems.push(Problem::new(ProblemKind::LimitExceeded, at, message));
        }
    }

    fn text(&mut self, text: Option<Text>, at: &str) -> Option<HashSet<NodeId, foldhash::fast::RandomState>> {
        match text? {
            Ok(found) => Some(found),
            Err(problem) => {
                self.problems.push(Problem { field: at.to_owned(), ..problem });
                None
            }
        }
    }

    fn participants(&mut self, names: &[String], at: &str) -> HashSet<Slot, foldhash::fast::RandomState> {
        self.not_too_many(names.len(), at);
        let mut initiatives = HashSet::default();
        for (n, name) in names.iter().take(MAX_FILTER_VALUES).enumerate() {
            match organisation(self.snapshot, name) {
                Some(organisation) => initiatives.extend(organisation.links().iter().map(|link| link.other)),
                None => {
                    let message = format_args!("there is no organisation with the id or slug `{}`", excerpt(name, 40));
                    self.problems.push(Problem::new(ProblemKind::NotFound, format!("{at}[{n}]"), message));
                }
            }
        }
        initiatives
    }
}

/// The organisation that an id or a slug names, or into which the one it names was merged.
pub fn organisation<'a>(snapshot: &'a Snapshot, name: &str) -> Option<Organisation<'a>> {
    // An id has an underscore, which a slug never has.
    match name.parse() {
        Ok(NodeId::Organisation(id)) => snapshot.find_organisation(id),
        _ => snapshot.find_organisation_by_slug(name),
    }
}

fn path(at: &str, field: &str) -> String {
    if at.is_empty() { field.to_owned() } else { format!("{at}.{field}") }
}

impl InitiativeTest {
    pub fn matches(&self, initiative: Initiative<'_>) -> bool {
        let record = initiative.record();
        let filter = &self.filter;
        let among = |kind| move |participant: Organisation<'_>| EnumSet::contains(&kind, participant.record().kind);
        filter.states.is_none_or(|states| !record.states.is_disjoint(states))
            && filter.kinds.is_none_or(|kinds| kinds.contains(record.kind))
            && filter.statuses.is_none_or(|statuses| statuses.contains(record.status))
            && filter.min_participations.is_none_or(|least| initiative.links().len() as i64 >= i64::from(least))
            && self.participants.as_ref().is_none_or(|initiatives| initiatives.contains(&initiative.slot()))
            && filter.active_on.is_none_or(|on| active(record.started_on, record.ended_on, on.interval()))
            && started_between(record.started_on, filter.started_from, filter.started_to)
            && self.topics.as_ref().is_none_or(|topics| record.topics.iter().any(|topic| topics.contains(&fold(topic))))
            && filter
                .participant_kinds
                .is_none_or(|kinds| initiative.participants().map(|(_, organisation)| organisation).any(among(kinds)))
            && filter.involvement.is_none_or(|(of, wanted)| wanted.contains(initiative.involvement(of)))
            && self.text.as_ref().is_none_or(|found| found.contains(&record.id.into()))
            && self.and.iter().all(|test| test.matches(initiative))
            && self.or.as_ref().is_none_or(|tests| tests.iter().any(|test| test.matches(initiative)))
            && self.not.as_ref().is_none_or(|test| !test.matches(initiative))
    }
}

impl OrganisationTest {
    pub fn matches(&self, organisation: Organisation<'_>) -> bool {
        let record = organisation.record();
        let filter = &self.filter;
        filter.kinds.is_none_or(|kinds| kinds.contains(record.kind))
            && filter.seated_in.is_none_or(|states| record.state.is_some_and(|state| states.contains(state)))
            && filter.collective.is_none_or(|collective| record.collective == collective)
            && filter.min_initiatives.is_none_or(|least| i64::from(organisation.initiative_count()) >= i64::from(least))
            && filter.active_in.is_none_or(|states| !organisation.active_in().is_disjoint(states))
            && self.text.as_ref().is_none_or(|found| found.contains(&record.id.into()))
            && self.and.iter().all(|test| test.matches(organisation))
            && self.or.as_ref().is_none_or(|tests| tests.iter().any(|test| test.matches(organisation)))
            && self.not.as_ref().is_none_or(|test| !test.matches(organisation))
    }
}

impl EventFilter {
    /// Everything wrong with the filter.
    pub fn check(&self) -> Result<(), Vec<Problem>> {
        match (self.from, self.to) {
            (Some(from), Some(to)) if to.is_before(from) => {
                Err(vec![Problem::invalid("to", format_args!("{to} is before `from`, {from}"))])
            }
            _ => Ok(()),
        }
    }

    pub fn matches(&self, event: Event<'_>) -> bool {
        let days = event.days();
        self.states.is_none_or(|states| !event.possible_states().is_disjoint(states))
            && self.from.is_none_or(|from| days.last >= from.interval().first)
            && self.to.is_none_or(|to| days.first <= to.interval().last)
    }
}

/// Whether what lasts from `since` to `until`, that day left out, is under way on some day of `on`. An end that is not
/// known is open; one known only roughly may be its last day.
pub fn active(since: Option<PartialDate>, until: Option<PartialDate>, on: Interval) -> bool {
    since.is_none_or(|since| since.interval().first <= on.last)
        && until.is_none_or(|until| on.first < until.interval().last)
}

fn started_between(start: Option<PartialDate>, from: Option<PartialDate>, to: Option<PartialDate>) -> bool {
    if from.is_none() && to.is_none() {
        return true;
    }
    start.is_some_and(|start| {
        let start = start.interval();
        from.is_none_or(|from| start.last >= from.interval().first)
            && to.is_none_or(|to| start.first <= to.interval().last)
    })
}
