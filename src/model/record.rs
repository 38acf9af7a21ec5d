//! The five records. They are values: whatever holds one can share it by an `Arc` and nobody changes it.

use std::sync::Arc;

use enumset::EnumSet;

use super::{
    date::PartialDate,
    id::{EventId, InitiativeId, NodeId, OrganisationId, ParticipationId},
    slug::Slug,
    text::LocalisedText,
    time::Timestamp,
    url::Url,
    vocabulary::{
        Coverage, InitiativeKind, InitiativeStatus, OrganisationKind, ParticipationRole, StateCode, SubjectType,
    },
};

/// What the register itself keeps of each record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// 1 at first, one more with each change.
    pub version: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Stamp {
    /// The stamp of a record made at `at`.
    pub fn new(at: Timestamp) -> Self {
        Self { version: 1, created_at: at, updated_at: at }
    }

    /// The stamp after one more change at `at`.
    pub fn next(self, at: Timestamp) -> Self {
        Self { version: self.version + 1, updated_at: at, ..self }
    }
}

/// Where a statement was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub title: Box<str>,
    /// Heading, chapter or page.
    pub section: Option<Box<str>>,
    pub url: Option<Url>,
    pub retrieved_on: Option<PartialDate>,
}

/// A published number: `value` of what `label` says, `qualifier` such as `at least`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub label: LocalisedText,
    pub value: i32,
    pub qualifier: Option<Box<str>>,
}

/// A person named in connection with an initiative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub name: Box<str>,
    pub function: Option<LocalisedText>,
}

/// One of the sixteen states. There is always exactly one record of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub code: StateCode,
    pub coverage: Coverage,
    pub summary: Option<LocalisedText>,
    pub stamp: Stamp,
}

impl State {
    /// The state before anything was written about it.
    pub fn undocumented(code: StateCode) -> Self {
        Self { code, coverage: Coverage::NoFindings, summary: None, stamp: Stamp::new(Timestamp::EPOCH) }
    }
}

/// A dialogue, alliance, masterplan, campaign, event series …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initiative {
    pub id: InitiativeId,
    pub slug: Slug,
    pub name: LocalisedText,
    pub aliases: Vec<Box<str>>,
    pub kind: InitiativeKind,
    pub status: InitiativeStatus,
    pub summary: Option<LocalisedText>,
    pub topics: Vec<Box<str>>,
    /// At least one.
    pub states: EnumSet<StateCode>,
    /// City, district or region below the state.
    pub region: Option<Box<str>>,
    pub started_on: Option<PartialDate>,
    /// The first day on which it is over.
    pub ended_on: Option<PartialDate>,
    pub website: Option<Url>,
    pub parent: Option<InitiativeId>,
    pub predecessor: Option<InitiativeId>,
    pub figures: Vec<Figure>,
    pub people: Vec<Person>,
    /// Kinds of organisation of which a source says that they take no part.
    pub absent_kinds: EnumSet<OrganisationKind>,
    pub sources: Vec<Source>,
    pub stamp: Stamp,
}

/// An organisation that was merged into another: its id and its slug lead there ever since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    pub id: OrganisationId,
    pub slug: Slug,
}

/// A ministry, chamber, union, association, company, university …, or a group named only as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub id: OrganisationId,
    pub slug: Slug,
    pub name: LocalisedText,
    pub short_name: Option<Box<str>>,
    pub aliases: Vec<Box<str>>,
    pub kind: OrganisationKind,
    /// True for a group named only as a group.
    pub collective: bool,
    /// The seat; none for federal organisations.
    pub state: Option<StateCode>,
    pub website: Option<Url>,
    /// The umbrella organisation.
    pub parent: Option<OrganisationId>,
    /// Those merged into it, in the order in which they were.
    pub formerly: Vec<Former>,
    pub sources: Vec<Source>,
    pub stamp: Stamp,
}

/// One organisation's part in one initiative, in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    pub id: ParticipationId,
    pub initiative: InitiativeId,
    pub organisation: OrganisationId,
    pub role: ParticipationRole,
    /// False where the organisation supports without belonging.
    pub formal: bool,
    pub since: Option<PartialDate>,
    /// The first day on which it is over.
    pub until: Option<PartialDate>,
    pub headcount: Option<i32>,
    pub note: Option<Box<str>>,
    pub sources: Vec<Source>,
    pub stamp: Stamp,
}

/// A dated event of an initiative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: EventId,
    pub slug: Slug,
    pub name: LocalisedText,
    pub initiative: InitiativeId,
    pub state: Option<StateCode>,
    pub place: Option<Box<str>>,
    pub starts_on: PartialDate,
    /// The last day.
    pub ends_on: Option<PartialDate>,
    pub attendance: Option<i32>,
    pub stamp: Stamp,
}

/// A record of any type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    State(Arc<State>),
    Initiative(Arc<Initiative>),
    Organisation(Arc<Organisation>),
    Participation(Arc<Participation>),
    Event(Arc<Event>),
}

impl Record {
    pub fn id(&self) -> NodeId {
        match self {
            Self::State(state) => NodeId::State(state.code),
            Self::Initiative(initiative) => initiative.id.into(),
            Self::Organisation(organisation) => organisation.id.into(),
            Self::Participation(participation) => participation.id.into(),
            Self::Event(event) => event.id.into(),
        }
    }

    pub fn subject_type(&self) -> SubjectType {
        self.id().subject_type()
    }

    pub fn stamp(&self) -> Stamp {
        match self {
            Self::State(state) => state.stamp,
            Self::Initiative(initiative) => initiative.stamp,
            Self::Organisation(organisation) => organisation.stamp,
            Self::Participation(participation) => participation.stamp,
            Self::Event(event) => event.stamp,
        }
    }

    /// The same record with another stamp.
    pub fn stamped(self, stamp: Stamp) -> Self {
        fn with<T: Clone>(mut record: Arc<T>, set: impl FnOnce(&mut T)) -> Arc<T> {
            set(Arc::make_mut(&mut record));
            record
        }
        match self {
            Self::State(state) => Self::State(with(state, |r| r.stamp = stamp)),
            Self::Initiative(initiative) => Self::Initiative(with(initiative, |r| r.stamp = stamp)),
            Self::Organisation(organisation) => Self::Organisation(with(organisation, |r| r.stamp = stamp)),
            Self::Participation(participation) => Self::Participation(with(participation, |r| r.stamp = stamp)),
            Self::Event(event) => Self::Event(with(event, |r| r.stamp = stamp)),
        }
    }
}

macro_rules! into_record {
    ($($type:ident)+) => {$(
        impl From<$type> for Record {
            fn from(record: $type) -> Self {
                Self::$type(Arc::new(record))
            }
        }
    )+};
}
into_record!(State Initiative Organisation Participation Event);
