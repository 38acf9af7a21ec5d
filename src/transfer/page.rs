//! A record as the members that every format writes: named as in the GraphQL inputs, references by slug, what is not
//! there left out.

use super::json::{Json, Members};
use crate::{
    model::{
        Event, Figure, Former, Initiative, InitiativeId, LocalisedText, NodeId, Organisation, OrganisationId,
        Participation, Person, Record, Source, Stamp, State,
    },
    snapshot::Snapshot,
};

/// The page of a record of `register`, whose slugs it is written with.
fn page<'a>(register: &'a Snapshot, record: &'a Record) -> Members<'a> {
    match record {
        Record::State(record) => state(record),
        Record::Initiative(record) => initiative(register, record),
        Record::Organisation(record) => organisation(register, record),
        Record::Participation(record) => participation(register, record),
        Record::Event(record) => event(register, record),
    }
}

/// The fields in which two pages differ: those of one record in two registers.
pub fn differences(before: (&Snapshot, &Record), after: (&Snapshot, &Record)) -> Vec<String> {
    let (before, after) = (page(before.0, before.1), page(after.0, after.1));
    let own = ["version", "createdAt", "updatedAt"];
    let added = after.iter().filter(|(key, _)| value(&before, key).is_none());
    let keys = before.iter().chain(added).map(|(key, _)| key).filter(|key| !own.contains(&&***key));
    keys.filter(|key| value(&before, key) != value(&after, key)).map(|key| key.to_string()).collect()
}

fn value<'p, 'a>(page: &'p Members<'a>, key: &str) -> Option<&'p Json<'a>> {
    page.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

pub(super) fn state(record: &State) -> Members<'_> {
    Page::new("state", NodeId::State(record.code))
        .with("code", record.code)
        .with("coverage", record.coverage)
        .given("summary", record.summary.as_ref().map(text))
        .stamped(record.stamp)
}

pub(super) fn organisation<'a>(register: &'a Snapshot, record: &'a Organisation) -> Members<'a> {
    Page::new("organisation", record.id)
        .with("slug", &*record.slug)
        .with("name", text(&record.name))
        .given("shortName", record.short_name.as_deref())
        .list("aliases", record.aliases.iter().map(|alias| &**alias))
        .with("kind", record.kind)
        .with("collective", record.collective)
        .given("state", record.state)
        .given("website", record.website.as_deref())
        .given("parent", record.parent.map(|id| organisation_name(register, id)))
        .list("formerly", record.formerly.iter().map(former))
        .list("sources", record.sources.iter().map(source))
        .stamped(record.stamp)
}

pub(super) fn initiative<'a>(register: &'a Snapshot, record: &'a Initiative) -> Members<'a> {
    Page::new("initiative", record.id)
        .with("slug", &*record.slug)
        .with("name", text(&record.name))
        .list("aliases", record.aliases.iter().map(|alias| &**alias))
        .with("kind", record.kind)
        .with("status", record.status)
        .given("summary", record.summary.as_ref().map(text))
        .list("topics", record.topics.iter().map(|topic| &**topic))
        .list("states", record.states.iter())
        .given("region", record.region.as_deref())
        .given("startedOn", record.started_on)
        .given("endedOn", record.ended_on)
        .given("website", record.website.as_deref())
        .given("parent", record.parent.map(|id| initiative_name(register, id)))
        .given("predecessor", record.predecessor.map(|id| initiative_name(register, id)))
        .list("figures", record.figures.iter().map(figure))
        .list("people", record.people.iter().map(person))
        .list("absentKinds", record.absent_kinds.iter())
        .list("sources", record.sources.iter().map(source))
        .stamped(record.stamp)
}

pub(super) fn participation<'a>(register: &'a Snapshot, record: &'a Participation) -> Members<'a> {
    Page::new("participation", record.id)
        .with("initiative", initiative_name(register, record.initiative))
        .with("organisation", organisation_name(register, record.organisation))
        .with("role", record.role)
        .with("formal", record.formal)
        .given("since", record.since)
        .given("until", record.until)
        .given("headcount", record.headcount)
        .given("note", record.note.as_deref())
        .list("sources", record.sources.iter().map(source))
        .stamped(record.stamp)
}

pub(super) fn event<'a>(register: &'a Snapshot, record: &'a Event) -> Members<'a> {
    Page::new("event", record.id)
        .with("slug", &*record.slug)
        .with("name", text(&record.name))
        .with("initiative", initiative_name(register, record.initiative))
        .given("state", record.state)
        .given("place", record.place.as_deref())
        .with("startsOn", record.starts_on)
        .given("endsOn", record.ends_on)
        .given("attendance", record.attendance)
        .stamped(record.stamp)
}

/// The slug of an organisation; its id where it is not there, which no register lets happen.
fn organisation_name(register: &Snapshot, id: OrganisationId) -> Json<'_> {
    match register.organisation(id) {
        Some(organisation) => Json::from(&*organisation.record().slug),
        None => NodeId::from(id).into(),
    }
}

/// The slug of an initiative, or its id as above.
fn initiative_name(register: &Snapshot, id: InitiativeId) -> Json<'_> {
    match register.initiative(id) {
        Some(initiative) => Json::from(&*initiative.record().slug),
        None => NodeId::from(id).into(),
    }
}

fn text(text: &LocalisedText) -> Members<'_> {
    Page::default().with("de", &*text.de).given("en", text.en.as_deref()).0
}

fn former(former: &Former) -> Members<'_> {
    Page::default().with("id", NodeId::from(former.id)).with("slug", &*former.slug).0
}

fn figure(figure: &Figure) -> Members<'_> {
    let page = Page::default().with("label", text(&figure.label)).with("value", figure.value);
    page.given("qualifier", figure.qualifier.as_deref()).0
}

fn person(person: &Person) -> Members<'_> {
    Page::default().with("name", &*person.name).given("function", person.function.as_ref().map(text)).0
}

pub(super) fn source(source: &Source) -> Members<'_> {
    Page::default()
        .with("title", &*source.title)
        .given("section", source.section.as_deref())
        .given("url", source.url.as_deref())
        .given("retrievedOn", source.retrieved_on)
        .0
}

/// Members being put down one after another.
#[derive(Default)]
struct Page<'a>(Members<'a>);

impl<'a> Page<'a> {
    fn new(noun: &'a str, id: impl Into<NodeId>) -> Self {
        Self::default().with("type", noun).with("id", id.into())
    }

    fn with(mut self, key: &'static str, value: impl Into<Json<'a>>) -> Self {
        self.0.push((key.into(), value.into()));
        self
    }

    fn given(self, key: &'static str, value: Option<impl Into<Json<'a>>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    fn list(self, key: &'static str, items: impl Iterator<Item = impl Into<Json<'a>>>) -> Self {
        let items: Vec<_> = items.map(Into::into).collect();
        if items.is_empty() { self } else { self.with(key, Json::List(items)) }
    }

    fn stamped(self, stamp: Stamp) -> Members<'a> {
        let page = self.with("version", stamp.version).with("createdAt", stamp.created_at);
        page.with("updatedAt", stamp.updated_at).0
    }
}
