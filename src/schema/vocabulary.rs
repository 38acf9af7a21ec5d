//! The closed vocabularies as GraphQL enums.

use async_graphql::Enum;
use enumset::{EnumSet, EnumSetType};

use crate::{
    access, model,
    snapshot::{
        key::{Order, OrderBy},
        statistics,
    },
};

/// The language of names, labels and summaries. German where there is no English.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Language")]
pub enum Language {
    /// German.
    De,
    /// English.
    En,
}

/// The language asked for; German if none was.
pub fn language(asked: Option<Language>) -> model::Language {
    asked.map_or(model::Language::De, Into::into)
}

/// ISO 3166-2:DE subdivision codes without the prefix.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::StateCode")]
pub enum StateCode {
    /// Baden-Württemberg.
    Bw,
    /// Bavaria.
    By,
    /// Berlin.
    Be,
    /// Brandenburg.
    Bb,
    /// Bremen.
    Hb,
    /// Hamburg.
    Hh,
    /// Hesse.
    He,
    /// Mecklenburg-Western Pomerania.
    Mv,
    /// Lower Saxony.
    Ni,
    /// North Rhine-Westphalia.
    Nw,
    /// Rhineland-Palatinate.
    Rp,
    /// Saarland.
    Sl,
    /// Saxony.
    Sn,
    /// Saxony-Anhalt.
    St,
    /// Schleswig-Holstein.
    Sh,
    /// Thuringia.
    Th,
}

/// Whether the sources have anything to say about a state.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Coverage")]
pub enum Coverage {
    /// The sources describe initiatives of the state.
    Documented,
    /// The sources had nothing to report.
    NoFindings,
}

/// What an initiative is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::InitiativeKind")]
pub enum InitiativeKind {
    /// Talks of several sides about industrial policy.
    Dialogue,
    /// Organisations that joined forces under one name.
    Alliance,
    /// A plan of a state or a city with aims and measures.
    Masterplan,
    /// Work on the image of industry or of a place.
    Campaign,
    /// A lasting exchange between organisations.
    Network,
    /// A body that advises a government.
    Council,
    /// An office that serves others.
    Agency,
    /// A task with an end.
    Project,
    /// A set of measures or funds of a government.
    Programme,
    /// Events that recur under one name.
    EventSeries,
    /// Questions put to many.
    Survey,
    /// An attempt to change the law.
    Legislative,
}

/// How far an initiative has come.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::InitiativeStatus")]
pub enum InitiativeStatus {
    /// Announced or considered.
    Planned,
    /// Under way.
    Active,
    /// Over.
    Completed,
    /// The sources do not say.
    Unknown,
}

/// What an organisation is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::OrganisationKind")]
pub enum OrganisationKind {
    /// A government, ministry or state chancellery.
    Government,
    /// A city, district or an office of one.
    Municipality,
    /// A chamber of industry and commerce or of crafts.
    Chamber,
    /// An association of employers.
    EmployersAssociation,
    /// An association of an industry.
    IndustryAssociation,
    /// A trade union or a federation of unions.
    TradeUnion,
    /// A company.
    Company,
    /// A university or a college.
    University,
    /// A research institute.
    Research,
    /// A registered or other association.
    Association,
    /// A network.
    Network,
    /// None of these, or several.
    Other,
}

/// The part an organisation has in an initiative.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::ParticipationRole")]
pub enum ParticipationRole {
    /// Brought it into being.
    Initiator,
    /// Leads it.
    Lead,
    /// Carries it (Träger).
    Sponsor,
    /// Pays for it.
    Funder,
    /// Is its patron.
    Patron,
    /// Chairs one of its bodies.
    Chair,
    /// Belongs to it.
    Member,
    /// Advises it.
    Advisor,
    /// Signed its declaration.
    Signatory,
    /// Works with it.
    Partner,
    /// Supports it.
    Supporter,
    /// Works for it under contract; no part in it.
    Contractor,
    /// Is what it is about; no part in it.
    Subject,
    /// Wants or is wanted to take part; no part in it yet.
    Prospect,
}

/// How a kind of organisation takes part in an initiative. ABSENT only where a source says so; silence is UNKNOWN.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Involvement")]
pub enum Involvement {
    /// At least one belongs to it.
    Participating,
    /// They support it without belonging.
    Supporting,
    /// A source says that they take no part.
    Absent,
    /// The sources do not say.
    Unknown,
}

/// The types of record.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::SubjectType")]
pub enum SubjectType {
    /// One of the sixteen states.
    State,
    /// An initiative.
    Initiative,
    /// An organisation.
    Organisation,
    /// A link between the two.
    Participation,
    /// An event of an initiative.
    Event,
}

/// The direction of a list.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// From A to Z, from early to late, from few to many.
    #[default]
    Asc,
    /// From Z to A, from late to early, from many to few.
    Desc,
}

/// By what initiatives can be ordered. Of equal ones the name decides.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum InitiativeOrderField {
    /// The German name by German collation (DIN 5007-1: Ä beside A).
    Name,
    /// The first day that the start may mean. Unknown starts come last, descending first.
    StartedOn,
    /// The time of the last change.
    UpdatedAt,
    /// The number of participations.
    ParticipationCount,
}

/// By what organisations can be ordered. Of equal ones the name decides.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum OrganisationOrderField {
    /// The German name by German collation (DIN 5007-1: Ä beside A).
    Name,
    /// The time of the last change.
    UpdatedAt,
    /// The number of different initiatives it is linked to.
    InitiativeCount,
}

/// An order of initiatives.
#[derive(Clone, Copy, async_graphql::InputObject)]
pub struct InitiativeOrder {
    /// By what.
    field: InitiativeOrderField,
    /// In which direction.
    #[graphql(default)]
    direction: OrderDirection,
}

/// An order of organisations.
#[derive(Clone, Copy, async_graphql::InputObject)]
pub struct OrganisationOrder {
    /// By what.
    field: OrganisationOrderField,
    /// In which direction.
    #[graphql(default)]
    direction: OrderDirection,
}

impl From<InitiativeOrder> for OrderBy {
    fn from(order: InitiativeOrder) -> Self {
        let field = match order.field {
            InitiativeOrderField::Name => Order::Name,
            InitiativeOrderField::StartedOn => Order::StartedOn,
            InitiativeOrderField::UpdatedAt => Order::UpdatedAt,
            InitiativeOrderField::ParticipationCount => Order::Count,
        };
        Self { order: field, descending: order.direction == OrderDirection::Desc }
    }
}

impl From<OrganisationOrder> for OrderBy {
    fn from(order: OrganisationOrder) -> Self {
        let field = match order.field {
            OrganisationOrderField::Name => Order::Name,
            OrganisationOrderField::UpdatedAt => Order::UpdatedAt,
            OrganisationOrderField::InitiativeCount => Order::Count,
        };
        Self { order: field, descending: order.direction == OrderDirection::Desc }
    }
}

/// By what statistics are counted.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "statistics::Dimension")]
pub enum Dimension {
    /// The states of the initiative; one of two states counts under both.
    State,
    /// The kind of initiative.
    InitiativeKind,
    /// The status of the initiative.
    InitiativeStatus,
    /// The topics of the initiative; one of two topics counts under both.
    Topic,
    /// The year in which the initiative began; `UNKNOWN` where the sources do not say.
    StartYear,
    /// The kind of the organisations that are linked to the initiative.
    OrganisationKind,
    /// The role in which organisations are linked to the initiative.
    ParticipationRole,
    /// How unions take part in the initiative.
    UnionInvolvement,
}

/// What statistics count.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "statistics::Counted")]
pub enum Counted {
    /// Initiatives.
    #[default]
    Initiatives,
    /// Different organisations that are linked to the initiatives.
    Organisations,
    /// Participations in the initiatives.
    Participations,
}

/// The types of record that are searched.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SearchType {
    /// States.
    State,
    /// Initiatives.
    Initiative,
    /// Organisations.
    Organisation,
    /// Events.
    Event,
}

impl From<SearchType> for model::SubjectType {
    fn from(searched: SearchType) -> Self {
        match searched {
            SearchType::State => Self::State,
            SearchType::Initiative => Self::Initiative,
            SearchType::Organisation => Self::Organisation,
            SearchType::Event => Self::Event,
        }
    }
}

/// What a viewer may do.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "access::Role")]
pub enum Role {
    /// Read.
    Reader,
    /// Read and change the register.
    Editor,
    /// Also import, back up and manage tokens.
    Admin,
}

/// A list of words as the set it means.
pub fn set<W, M: EnumSetType + From<W>>(words: Option<Vec<W>>) -> Option<EnumSet<M>> {
    words.map(|words| words.into_iter().map(M::from).collect())
}
