//! What editors send.

use async_graphql::{ID, InputObject, MaybeUndefined, OneofObject};

use super::{
    scalar::{PartialDate, Url},
    vocabulary::{Coverage, InitiativeKind, InitiativeStatus, OrganisationKind, ParticipationRole, StateCode},
};
use crate::{
    model,
    register::edit::{
        self, Edit, EventFields, Field, InitiativeFields, OrganisationFields, ParticipationFields, StateFields,
    },
};

/// A text in German with an optional English version.
#[derive(InputObject)]
pub struct LocalisedText {
    /// The German text.
    de: String,
    /// The English text.
    en: Option<String>,
}

/// Where a statement was read.
#[derive(InputObject)]
pub struct SourceInput {
    /// The title of the publication.
    title: String,
    /// Heading, chapter or page.
    section: Option<String>,
    /// Where it can be found.
    url: Option<Url>,
    /// When it was read.
    retrieved_on: Option<PartialDate>,
}

/// A published number.
#[derive(InputObject)]
pub struct FigureInput {
    /// What was counted.
    label: LocalisedText,
    /// The number.
    value: i32,
    /// How exact it is, such as `at least` or `about`.
    qualifier: Option<String>,
}

/// A person named in connection with an initiative.
#[derive(InputObject)]
pub struct PersonInput {
    /// The name.
    name: String,
    /// The function in which the person is named.
    function: Option<LocalisedText>,
}

/// Names a record by id or by slug.
#[derive(Clone, OneofObject)]
pub enum Ref {
    /// The global id.
    Id(ID),
    /// The slug.
    Slug(String),
}

/// A new initiative.
#[derive(InputObject)]
pub struct CreateInitiativeInput {
    /// The readable name in links; made from the name if left out.
    slug: Option<String>,
    /// The name.
    name: LocalisedText,
    /// Other names and spellings.
    aliases: Option<Vec<String>>,
    /// What it is.
    kind: InitiativeKind,
    /// How far it has come; UNKNOWN if left out.
    status: Option<InitiativeStatus>,
    /// What it is about, in a few sentences.
    summary: Option<LocalisedText>,
    /// German keywords.
    topics: Option<Vec<String>>,
    /// The states it belongs to, at least one.
    states: Vec<StateCode>,
    /// City, district or region below the state.
    region: Option<String>,
    /// When it began.
    started_on: Option<PartialDate>,
    /// When it ended.
    ended_on: Option<PartialDate>,
    /// Its own website.
    website: Option<Url>,
    /// The initiative it is part of.
    parent: Option<Ref>,
    /// The initiative it follows on from.
    predecessor: Option<Ref>,
    /// Published numbers.
    figures: Option<Vec<FigureInput>>,
    /// Persons named with it.
    people: Option<Vec<PersonInput>>,
    /// Kinds of organisation of which a source says that they take no part.
    absent_kinds: Option<Vec<OrganisationKind>>,
    /// Where this was read.
    sources: Option<Vec<SourceInput>>,
}

/// A field left out stays; null clears it.
#[derive(InputObject)]
pub struct UpdateInitiativeInput {
    /// The readable name in links.
    slug: MaybeUndefined<String>,
    /// The name.
    name: MaybeUndefined<LocalisedText>,
    /// Other names and spellings; replaces all that are there.
    aliases: MaybeUndefined<Vec<String>>,
    /// What it is.
    kind: MaybeUndefined<InitiativeKind>,
    /// How far it has come.
    status: MaybeUndefined<InitiativeStatus>,
    /// What it is about, in a few sentences.
    summary: MaybeUndefined<LocalisedText>,
    /// German keywords; replaces all that are there.
    topics: MaybeUndefined<Vec<String>>,
    /// The states it belongs to; replaces all that are there.
    states: MaybeUndefined<Vec<StateCode>>,
    /// City, district or region below the state.
    region: MaybeUndefined<String>,
    /// When it began.
    started_on: MaybeUndefined<PartialDate>,
    /// When it ended.
    ended_on: MaybeUndefined<PartialDate>,
    /// Its own website.
    website: MaybeUndefined<Url>,
    /// The initiative it is part of.
    parent: MaybeUndefined<Ref>,
    /// The initiative it follows on from.
    predecessor: MaybeUndefined<Ref>,
    /// Published numbers; replaces all that are there.
    figures: MaybeUndefined<Vec<FigureInput>>,
    /// Persons named with it; replaces all that are there.
    people: MaybeUndefined<Vec<PersonInput>>,
    /// Kinds of organisation of which a source says that they take no part; replaces all that are there.
    absent_kinds: MaybeUndefined<Vec<OrganisationKind>>,
    /// Where this was read; replaces all that are there.
    sources: MaybeUndefined<Vec<SourceInput>>,
}

/// A new organisation.
#[derive(InputObject)]
pub struct CreateOrganisationInput {
    /// The readable name in links; made from the name if left out.
    slug: Option<String>,
    /// The name.
    name: LocalisedText,
    /// The name it usually goes by.
    short_name: Option<String>,
    /// Other names and spellings.
    aliases: Option<Vec<String>>,
    /// What it is.
    kind: OrganisationKind,
    /// True for a group named only as such; false if left out.
    collective: Option<bool>,
    /// The state it sits in; none for federal organisations.
    state: Option<StateCode>,
    /// Its own website.
    website: Option<Url>,
    /// The umbrella organisation.
    parent: Option<Ref>,
    /// Where this was read.
    sources: Option<Vec<SourceInput>>,
}

/// A field left out stays; null clears it.
#[derive(InputObject)]
pub struct UpdateOrganisationInput {
    /// The readable name in links.
    slug: MaybeUndefined<String>,
    /// The name.
    name: MaybeUndefined<LocalisedText>,
    /// The name it usually goes by.
    short_name: MaybeUndefined<String>,
    /// Other names and spellings; replaces all that are there.
    aliases: MaybeUndefined<Vec<String>>,
    /// What it is.
    kind: MaybeUndefined<OrganisationKind>,
    /// True for a group named only as such.
    collective: MaybeUndefined<bool>,
    /// The state it sits in.
    state: MaybeUndefined<StateCode>,
    /// Its own website.
    website: MaybeUndefined<Url>,
    /// The umbrella organisation.
    parent: MaybeUndefined<Ref>,
    /// Where this was read; replaces all that are there.
    sources: MaybeUndefined<Vec<SourceInput>>,
}

/// A new link between an organisation and an initiative.
#[derive(InputObject)]
pub struct AddParticipationInput {
    /// What the organisation takes part in.
    initiative: Ref,
    /// Who takes part.
    organisation: Ref,
    /// In which role.
    role: ParticipationRole,
    /// False where the organisation supports without belonging; true if left out.
    formal: Option<bool>,
    /// From when on.
    since: Option<PartialDate>,
    /// Until when, that day not counted.
    until: Option<PartialDate>,
    /// How many a collective organisation stands for here.
    headcount: Option<i32>,
    /// What else the source says about this link, in German.
    note: Option<String>,
    /// Where this was read.
    sources: Option<Vec<SourceInput>>,
}

/// A field left out stays; null clears it.
#[derive(InputObject)]
pub struct UpdateParticipationInput {
    /// In which role.
    role: MaybeUndefined<ParticipationRole>,
    /// False where the organisation supports without belonging.
    formal: MaybeUndefined<bool>,
    /// From when on.
    since: MaybeUndefined<PartialDate>,
    /// Until when, that day not counted.
    until: MaybeUndefined<PartialDate>,
    /// How many a collective organisation stands for here.
    headcount: MaybeUndefined<i32>,
    /// What else the source says about this link, in German.
    note: MaybeUndefined<String>,
    /// Where this was read; replaces all that are there.
    sources: MaybeUndefined<Vec<SourceInput>>,
}

/// A new event.
#[derive(InputObject)]
pub struct CreateEventInput {
    /// The readable name in links; made from the name if left out.
    slug: Option<String>,
    /// The name.
    name: LocalisedText,
    /// The initiative it belongs to.
    initiative: Ref,
    /// The state it takes place in, one of the initiative's.
    state: Option<StateCode>,
    /// City, region or venue.
    place: Option<String>,
    /// The first day.
    starts_on: PartialDate,
    /// The last day, if it is another.
    ends_on: Option<PartialDate>,
    /// How many came.
    attendance: Option<i32>,
}

/// A field left out stays; null clears it.
#[derive(InputObject)]
pub struct UpdateEventInput {
    /// The readable name in links.
    slug: MaybeUndefined<String>,
    /// The name.
    name: MaybeUndefined<LocalisedText>,
    /// The state it takes place in, one of the initiative's.
    state: MaybeUndefined<StateCode>,
    /// City, region or venue.
    place: MaybeUndefined<String>,
    /// The first day.
    starts_on: MaybeUndefined<PartialDate>,
    /// The last day, if it is another.
    ends_on: MaybeUndefined<PartialDate>,
    /// How many came.
    attendance: MaybeUndefined<i32>,
}

/// A field left out stays; null clears it.
#[derive(InputObject)]
pub struct UpdateStateInput {
    /// Whether the sources have anything to say about it.
    coverage: MaybeUndefined<Coverage>,
    /// Its industrial policy in a few sentences.
    summary: MaybeUndefined<LocalisedText>,
}

/// Changes fields of an initiative.
#[derive(InputObject)]
pub struct UpdateInitiativeStep {
    /// Which initiative.
    initiative: Ref,
    /// The fields to change.
    input: UpdateInitiativeInput,
    /// The version you have seen: CONFLICT if it is another by now.
    expected_version: Option<i32>,
}

/// Changes fields of an organisation.
#[derive(InputObject)]
pub struct UpdateOrganisationStep {
    /// Which organisation.
    organisation: Ref,
    /// The fields to change.
    input: UpdateOrganisationInput,
    /// The version you have seen: CONFLICT if it is another by now.
    expected_version: Option<i32>,
}

/// Changes fields of a link.
#[derive(InputObject)]
pub struct UpdateParticipationStep {
    /// The global id of the link.
    id: ID,
    /// The fields to change.
    input: UpdateParticipationInput,
    /// The version you have seen: CONFLICT if it is another by now.
    expected_version: Option<i32>,
}

/// Changes fields of an event.
#[derive(InputObject)]
pub struct UpdateEventStep {
    /// Which event.
    event: Ref,
    /// The fields to change.
    input: UpdateEventInput,
    /// The version you have seen: CONFLICT if it is another by now.
    expected_version: Option<i32>,
}

/// Changes what is said about a state.
#[derive(InputObject)]
pub struct UpdateStateStep {
    /// Which state.
    code: StateCode,
    /// The fields to change.
    input: UpdateStateInput,
}

/// One step of an atomic change set. A record created by an earlier step can be named by its slug.
#[derive(OneofObject)]
pub enum ChangeInput {
    /// Creates an initiative.
    CreateInitiative(CreateInitiativeInput),
    /// Creates an organisation.
    CreateOrganisation(CreateOrganisationInput),
    /// Creates an event.
    CreateEvent(CreateEventInput),
    /// Links an organisation with an initiative.
    AddParticipation(AddParticipationInput),
    /// Deletes an initiative with its participations and events.
    DeleteInitiative(Ref),
    /// Deletes an organisation.
    DeleteOrganisation(Ref),
    /// Deletes a link.
    RemoveParticipation(ID),
    /// Deletes an event.
    DeleteEvent(Ref),
    /// Changes fields of an initiative.
    UpdateInitiative(UpdateInitiativeStep),
    /// Changes fields of an organisation.
    UpdateOrganisation(UpdateOrganisationStep),
    /// Changes fields of a link.
    UpdateParticipation(UpdateParticipationStep),
    /// Changes fields of an event.
    UpdateEvent(UpdateEventStep),
    /// Changes what is said about a state.
    UpdateState(UpdateStateStep),
}

impl From<Ref> for edit::Ref {
    fn from(which: Ref) -> Self {
        match which {
            Ref::Id(id) => Self::Id(id.0),
            Ref::Slug(slug) => Self::Slug(slug),
        }
    }
}

/// A value of the API as the model has it.
trait IntoModel<T> {
    fn into_model(self) -> T;
}

impl IntoModel<Box<str>> for String {
    fn into_model(self) -> Box<str> {
        self.into()
    }
}

impl IntoModel<model::LocalisedText> for LocalisedText {
    fn into_model(self) -> model::LocalisedText {
        model::LocalisedText { de: self.de.into(), en: self.en.map(Into::into) }
    }
}

impl IntoModel<model::PartialDate> for PartialDate {
    fn into_model(self) -> model::PartialDate {
        self.0
    }
}

impl IntoModel<model::Url> for Url {
    fn into_model(self) -> model::Url {
        self.0
    }
}

impl IntoModel<edit::Ref> for Ref {
    fn into_model(self) -> edit::Ref {
        self.into()
    }
}

impl IntoModel<model::Source> for SourceInput {
    fn into_model(self) -> model::Source {
        model::Source {
            title: self.title.into(),
            section: self.section.map(Into::into),
            url: self.url.map(|url| url.0),
            retrieved_on: self.retrieved_on.map(|date| date.0),
        }
    }
}

impl IntoModel<model::Figure> for FigureInput {
    fn into_model(self) -> model::Figure {
        model::Figure { label: self.label.into_model(), value: self.value, qualifier: self.qualifier.map(Into::into) }
    }
}

impl IntoModel<model::Person> for PersonInput {
    fn into_model(self) -> model::Person {
        model::Person { name: self.name.into(), function: self.function.map(IntoModel::into_model) }
    }
}

impl<T, I: IntoModel<T>> IntoModel<Vec<T>> for Vec<I> {
    fn into_model(self) -> Vec<T> {
        self.into_iter().map(IntoModel::into_model).collect()
    }
}

macro_rules! into_model_by_from {
    ($($type:ident)+) => {$(
        impl IntoModel<model::$type> for $type {
            fn into_model(self) -> model::$type {
                self.into()
            }
        }

        impl IntoModel<enumset::EnumSet<model::$type>> for Vec<$type> {
            fn into_model(self) -> enumset::EnumSet<model::$type> {
                self.into_iter().map(model::$type::from).collect()
            }
        }
    )+};
}
into_model_by_from!(Coverage InitiativeKind InitiativeStatus OrganisationKind ParticipationRole StateCode);

impl IntoModel<String> for String {
    fn into_model(self) -> String {
        self
    }
}

impl IntoModel<bool> for bool {
    fn into_model(self) -> bool {
        self
    }
}

impl IntoModel<i32> for i32 {
    fn into_model(self) -> i32 {
        self
    }
}

/// A field of an update.
fn field<T, I: IntoModel<T>>(value: MaybeUndefined<I>) -> Field<T> {
    match value {
        MaybeUndefined::Undefined => Field::Keep,
        MaybeUndefined::Null => Field::Clear,
        MaybeUndefined::Value(value) => Field::Set(value.into_model()),
    }
}

/// A field of a new record; null is as good as left out.
fn given<T, I: IntoModel<T>>(value: Option<I>) -> Field<T> {
    value.map_or(Field::Keep, |value| Field::Set(value.into_model()))
}

macro_rules! fields {
    ($($input:ident => $fields:ident by $by:ident { $($field:ident)+ } with { $($set:ident)* })+) => {$(
        impl From<$input> for Box<$fields> {
            fn from(input: $input) -> Self {
                Box::new($fields {
                    $($field: $by(input.$field),)+
                    $($set: Field::Set(input.$set.into_model()),)*
                })
            }
        }
    )+};
}

fields! {
    CreateInitiativeInput => InitiativeFields by given {
        slug aliases status summary topics region started_on ended_on website parent predecessor figures people
        absent_kinds sources
    } with { name kind states }
    UpdateInitiativeInput => InitiativeFields by field {
        slug name aliases kind status summary topics states region started_on ended_on website parent predecessor figures
        people absent_kinds sources
    } with {}
    CreateOrganisationInput => OrganisationFields by given {
        slug short_name aliases collective state website parent sources
    } with { name kind }
    UpdateOrganisationInput => OrganisationFields by field {
        slug name short_name aliases kind collective state website parent sources
    } with {}
    AddParticipationInput => ParticipationFields by given {
        formal since until headcount note sources
    } with { role }
    UpdateParticipationInput => ParticipationFields by field {
        role formal since until headcount note sources
    } with {}
    CreateEventInput => EventFields by given {
        slug state place ends_on attendance
    } with { name starts_on }
    UpdateEventInput => EventFields by field {
        slug name state place starts_on ends_on attendance
    } with {}
}

impl From<UpdateStateInput> for StateFields {
    fn from(input: UpdateStateInput) -> Self {
        Self { coverage: field(input.coverage), summary: field(input.summary) }
    }
}

impl From<AddParticipationInput> for Edit {
    fn from(input: AddParticipationInput) -> Self {
        let (initiative, organisation) = (input.initiative.clone().into(), input.organisation.clone().into());
        Self::AddParticipation { initiative, organisation, fields: input.into() }
    }
}

impl From<CreateEventInput> for Edit {
    fn from(input: CreateEventInput) -> Self {
        Self::CreateEvent { initiative: input.initiative.clone().into(), fields: input.into() }
    }
}

impl From<ChangeInput> for Edit {
    fn from(input: ChangeInput) -> Self {
        match input {
            ChangeInput::CreateInitiative(input) => Self::CreateInitiative(input.into()),
            ChangeInput::CreateOrganisation(input) => Self::CreateOrganisation(input.into()),
            ChangeInput::CreateEvent(input) => input.into(),
            ChangeInput::AddParticipation(input) => input.into(),
            ChangeInput::DeleteInitiative(which) => Self::DeleteInitiative { which: which.into(), expected: None },
            ChangeInput::DeleteOrganisation(which) => Self::DeleteOrganisation { which: which.into(), expected: None },
            ChangeInput::RemoveParticipation(id) => Self::RemoveParticipation { id: id.0, expected: None },
            ChangeInput::DeleteEvent(which) => Self::DeleteEvent { which: which.into(), expected: None },
            ChangeInput::UpdateInitiative(step) => Self::UpdateInitiative {
                which: step.initiative.into(),
                fields: step.input.into(),
                expected: step.expected_version,
            },
            ChangeInput::UpdateOrganisation(step) => Self::UpdateOrganisation {
                which: step.organisation.into(),
                fields: step.input.into(),
                expected: step.expected_version,
            },
            ChangeInput::UpdateParticipation(step) => {
                Self::UpdateParticipation { id: step.id.0, fields: step.input.into(), expected: step.expected_version }
            }
            ChangeInput::UpdateEvent(step) => Self::UpdateEvent {
                which: step.event.into(),
                fields: step.input.into(),
                expected: step.expected_version,
            },
            ChangeInput::UpdateState(step) => Self::UpdateState { code: step.code.into(), fields: step.input.into() },
        }
    }
}

impl ChangeInput {
    /// The name of the step's kind, as it stands in the input.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CreateInitiative(_) => "createInitiative",
            Self::CreateOrganisation(_) => "createOrganisation",
            Self::CreateEvent(_) => "createEvent",
            Self::AddParticipation(_) => "addParticipation",
            Self::DeleteInitiative(_) => "deleteInitiative",
            Self::DeleteOrganisation(_) => "deleteOrganisation",
            Self::RemoveParticipation(_) => "removeParticipation",
            Self::DeleteEvent(_) => "deleteEvent",
            Self::UpdateInitiative(_) => "updateInitiative",
            Self::UpdateOrganisation(_) => "updateOrganisation",
            Self::UpdateParticipation(_) => "updateParticipation",
            Self::UpdateEvent(_) => "updateEvent",
            Self::UpdateState(_) => "updateState",
        }
    }
}
