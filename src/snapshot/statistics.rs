//! Counts for dashboards: how many of what, by one or several dimensions.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    sync::OnceLock,
};

use enumset::EnumSet;

use super::{
    Initiative, Organisation, Participation, Slot, Snapshot,
    filter::InitiativeTest,
    key::{NameKey, OrderBy},
};
use crate::model::{
    InitiativeKind, InitiativeStatus, Involvement, Language, OrganisationKind, ParticipationRole, Problem, ProblemKind,
    StateCode, limits::MAX_DIMENSIONS,
};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Initiatives that match.
    Initiatives,
    /// Different organisations that take part in an initiative that matches.
    Organisations,
    /// Participations in an initiative that matches.
    Participations,
}

/// By what it is counted. The last two look at the participations of an initiative, the others at the initiative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// The states of the initiative; one of two states counts in both.
    State,
    InitiativeKind,
    InitiativeStatus,
    /// An initiative of two topics counts under both.
    Topic,
    StartYear,
    /// How unions take part in the initiative.
    UnionInvolvement,
    OrganisationKind,
    ParticipationRole,
}

impl Dimension {
    fn is_of_link(self) -> bool {
        matches!(self, Self::OrganisationKind | Self::ParticipationRole)
    }
}

/// A value of a dimension. Sorts as the vocabulary does, years ascending, topics by their names, unknown last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    State(StateCode),
    InitiativeKind(InitiativeKind),
    InitiativeStatus(InitiativeStatus),
    Topic(NameKey, Box<str>),
    StartYear(i16),
    UnionInvolvement(Involvement),
    OrganisationKind(OrganisationKind),
    ParticipationRole(ParticipationRole),
    /// Of an initiative whose start is not known.
    NoStartYear,
}

impl Key {
    /// The key as clients pass it on: a word of a vocabulary, a topic, a year or `UNKNOWN`.
    pub fn name(&self) -> String {
        match self {
            Self::State(code) => code.name().into(),
            Self::InitiativeKind(kind) => kind.name().into(),
            Self::InitiativeStatus(status) => status.name().into(),
            Self::Topic(_, topic) => topic.to_string(),
            Self::StartYear(year) => format!("{year:04}"),
            Self::UnionInvolvement(involvement) => involvement.name().into(),
            Self::OrganisationKind(kind) => kind.name().into(),
            Self::ParticipationRole(role) => role.name().into(),
            Self::NoStartYear => Involvement::Unknown.name().into(),
        }
    }

    /// The key as people read it.
    pub fn label(&self, language: Language) -> String {
        match self {
            Self::State(code) => code.label(language).into(),
            Self::InitiativeKind(kind) => kind.label(language).into(),
            Self::InitiativeStatus(status) => status.label(language).into(),
            Self::UnionInvolvement(involvement) => involvement.label(language).into(),
            Self::OrganisationKind(kind) => kind.label(language).into(),
            Self::ParticipationRole(role) => role.label(language).into(),
            Self::NoStartYear => Involvement::Unknown.label(language).into(),
            Self::Topic(..) | Self::StartYear(_) => self.name(),
        }
    }
}

/// One combination of keys, in the order of the dimensions asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub keys: Vec<Key>,
    pub count: usize,
}

/// Two dimensions against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrossTab {
    /// The keys that have a cell, with the counts of what is in their cells: something counted under two columns counts
    /// once. An initiative without participants has no kind of organisation, and so is not in a table of kinds.
    pub rows: Vec<Group>,
    pub columns: Vec<Group>,
    /// A row of cells for each of the rows.
    pub cells: Vec<Vec<usize>>,
}

/// What has been counted by one dimension over a whole register, which every dashboard shows.
#[derive(Default)]
pub(super) struct Counts([[OnceLock<Vec<Group>>; 3]; 8]);

/// Everything that is counted over the same initiatives.
pub struct Statistics<'a> {
    snapshot: &'a Snapshot,
    test: Option<InitiativeTest>,
}

impl Snapshot {
    /// Statistics over the initiatives that pass `test`, or over the whole register.
    pub fn statistics(&self, test: Option<InitiativeTest>) -> Statistics<'_> {
        Statistics { snapshot: self, test }
    }
}

impl<'a> Statistics<'a> {
    /// The states of the initiatives that match; all sixteen without a filter.
    pub fn states(&self) -> usize {
        match self.test {
            None => StateCode::ALL.len(),
            Some(_) => self.matching().fold(EnumSet::empty(), |states, i| states | i.record().states).len(),
        }
    }

    pub fn initiatives(&self) -> usize {
        match self.test {
            None => self.snapshot.initiatives(OrderBy::default()).total(),
            Some(_) => self.matching().count(),
        }
    }

    /// The organisations that take part; without a filter all organisations, those without a link included.
    pub fn organisations(&self) -> usize {
        match self.test {
            None => self.snapshot.organisations(OrderBy::default()).total(),
            Some(_) => {
                let links = self.matching().flat_map(|initiative| initiative.links());
                links.map(|link| link.other).collect::<HashSet<Slot, foldhash::fast::RandomState>>().len()
            }
        }
    }

    pub fn participations(&self) -> usize {
        match self.test {
            None => self.snapshot.participation_count(),
            Some(_) => self.matching().map(|initiative| initiative.links().len()).sum(),
        }
    }

    pub fn events(&self) -> usize {
        match self.test {
            None => self.snapshot.events().total(),
            Some(_) => self.matching().map(|initiative| initiative.events().total()).sum(),
        }
    }

    /// The counts by one dimension, only the keys that occur. Over the whole register they are counted once.
    pub fn by(&self, dimension: Dimension, counted: Counted) -> Cow<'a, [Group]> {
        let count = || self.count(&[dimension], counted);
        match self.test {
            None => Cow::Borrowed(self.snapshot.counts.0[dimension as usize][counted as usize].get_or_init(count)),
            Some(_) => Cow::Owned(count()),
        }
    }

    /// The counts of the combinations that occur at least `least` times.
    pub fn groups(&self, dimensions: &[Dimension], counted: Counted, least: i32) -> Result<Vec<Group>, Vec<Problem>> {
        let mut problems = Vec::new();
        if dimensions.is_empty() {
            problems.push(Problem::invalid("dimensions", "give at least one dimension"));
        }
        if dimensions.len() > MAX_DIMENSIONS {
            let message = format_args!("{} dimensions are more than {MAX_DIMENSIONS}", dimensions.len());
            problems.push(Problem::new(ProblemKind::LimitExceeded, "dimensions", message));
        }
        let least = usize::try_from(least).unwrap_or_else(|_| {
            problems.push(Problem::invalid("minCount", format_args!("{least} is less than 0")));
            0
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut groups = self.count(dimensions, counted);
        groups.retain(|group| group.count >= least);
        Ok(groups)
    }

    /// The counts by two dimensions as a table.
    pub fn cross_tab(&self, rows: Dimension, columns: Dimension, counted: Counted) -> CrossTab {
        let tally = self.tally(&[rows, columns], counted);
        let (rows, columns) = (tally.margin(0), tally.margin(1));
        let cell = |row: &Group, column: &Group| {
            let keys: Vec<Key> = row.keys.iter().chain(&column.keys).cloned().collect();
            tally.units.get(&keys).map_or(0, HashSet::len)
        };
        let cells = rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect();
        CrossTab { rows, columns, cells }
    }

    fn matching(&self) -> impl Iterator<Item = Initiative<'a>> {
        let all = self.snapshot.initiative_rows();
        all.filter(|initiative| self.test.as_ref().is_none_or(|test| test.matches(*initiative)))
    }

    /// The counts of every combination of keys, sorted by the keys.
    fn count(&self, dimensions: &[Dimension], counted: Counted) -> Vec<Group> {
        self.tally(dimensions, counted).groups()
    }

    /// What is counted under every combination of keys. O(p log p) for p participations where organisations are counted
    /// or looked at, else O(number of initiatives).
    fn tally(&self, dimensions: &[Dimension], counted: Counted) -> Tally {
        let by_link = counted != Counted::Initiatives || dimensions.iter().any(|dimension| dimension.is_of_link());
        let mut tally = Tally::default();
        for initiative in self.matching() {
            let own: Vec<Vec<Key>> =
                dimensions.iter().map(|dimension| initiative_keys(initiative, *dimension)).collect();
            if !by_link {
                tally.add(&own, Unit::Initiative(initiative.slot()));
                continue;
            }
            for (participation, organisation) in initiative.participants() {
                let mut keys = own.clone();
                for (keys, dimension) in keys.iter_mut().zip(dimensions) {
                    keys.extend(link_key(participation, organisation, *dimension));
                }
                tally.add(&keys, Unit::of(counted, initiative, participation, organisation));
            }
        }
        tally
    }
}

/// What is counted once for each combination of keys.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Unit {
    Initiative(Slot),
    Organisation(Slot),
    Participation(u128),
}

impl Unit {
    fn of(counted: Counted, initiative: Initiative, participation: Participation, organisation: Organisation) -> Self {
        match counted {
            Counted::Initiatives => Self::Initiative(initiative.slot()),
            Counted::Organisations => Self::Organisation(organisation.slot()),
            Counted::Participations => Self::Participation(participation.record().id.as_u128()),
        }
    }
}

/// Counts different units under each combination of keys.
#[derive(Default)]
struct Tally {
    units: BTreeMap<Vec<Key>, HashSet<Unit, foldhash::fast::RandomState>>,
}

impl Tally {
    /// Enters a unit under every combination of one key for each dimension.
    fn add(&mut self, keys: &[Vec<Key>], unit: Unit) {
        let mut combinations = vec![Vec::with_capacity(keys.len())];
        for keys in keys {
            let extend = |combination: Vec<Key>| {
                keys.iter().map(move |key| combination.iter().chain([key]).cloned().collect::<Vec<Key>>())
            };
            combinations = combinations.into_iter().flat_map(extend).collect();
        }
        for combination in combinations {
            self.units.entry(combination).or_default().insert(unit);
        }
    }

    /// The counts by the key at one place of the combinations alone.
    fn margin(&self, place: usize) -> Vec<Group> {
        let mut margin = Self::default();
        for (keys, units) in &self.units {
            let key = keys.get(place).cloned().into_iter().collect();
            margin.units.entry(key).or_default().extend(units);
        }
        margin.groups()
    }

    fn groups(self) -> Vec<Group> {
        self.units.into_iter().map(|(keys, units)| Group { keys, count: units.len() }).collect()
    }
}

/// The keys of an initiative in a dimension that looks at the initiative.
fn initiative_keys(initiative: Initiative<'_>, dimension: Dimension) -> Vec<Key> {
    let record = initiative.record();
    match dimension {
        Dimension::State => record.states.iter().map(Key::State).collect(),
        Dimension::InitiativeKind => vec![Key::InitiativeKind(record.kind)],
        Dimension::InitiativeStatus => vec![Key::InitiativeStatus(record.status)],
        Dimension::Topic => record.topics.iter().map(|topic| Key::Topic(NameKey::of(topic), topic.clone())).collect(),
        Dimension::StartYear => {
            vec![record.started_on.map_or(Key::NoStartYear, |start| Key::StartYear(start.year()))]
        }
        Dimension::UnionInvolvement => {
            vec![Key::UnionInvolvement(initiative.involvement(OrganisationKind::TradeUnion))]
        }
        Dimension::OrganisationKind | Dimension::ParticipationRole => Vec::new(),
    }
}

/// The key of a participation in a dimension that looks at participations.
fn link_key(participation: Participation<'_>, organisation: Organisation<'_>, dimension: Dimension) -> Option<Key> {
    match dimension {
        Dimension::OrganisationKind => Some(Key::OrganisationKind(organisation.record().kind)),
        Dimension::ParticipationRole => Some(Key::ParticipationRole(participation.record().role)),
        _ => None,
    }
}
