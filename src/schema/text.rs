//! The fields of records as text, for people who read what changed.

use serde_json::{Value, json};

use crate::model::{
    Event, Figure, Former, Initiative, LocalisedText, Organisation, Participation, Person, Record, Source, State,
};

/// The fields of a record by the names they have in the inputs, always in the same order.
pub fn fields(record: &Record) -> Vec<(&'static str, Option<String>)> {
    match record {
        Record::State(state) => of_state(state),
        Record::Initiative(initiative) => of_initiative(initiative),
        Record::Organisation(organisation) => of_organisation(organisation),
        Record::Participation(participation) => of_participation(participation),
        Record::Event(event) => of_event(event),
    }
}

type Fields = Vec<(&'static str, Option<String>)>;

fn of_state(state: &State) -> Fields {
    vec![
        ("coverage", text(&state.coverage)),
        ("summary.de", state.summary.as_ref().map(german)),
        ("summary.en", state.summary.as_ref().and_then(english)),
    ]
}

fn of_initiative(initiative: &Initiative) -> Fields {
    vec![
        ("slug", text(&initiative.slug)),
        ("name.de", Some(german(&initiative.name))),
        ("name.en", english(&initiative.name)),
        ("aliases", list(&initiative.aliases, |alias| json!(alias))),
        ("kind", text(&initiative.kind)),
        ("status", text(&initiative.status)),
        ("summary.de", initiative.summary.as_ref().map(german)),
        ("summary.en", initiative.summary.as_ref().and_then(english)),
        ("topics", list(&initiative.topics, |topic| json!(topic))),
        ("states", list(initiative.states, |state| json!(state.name()))),
        ("region", optional(initiative.region.as_ref())),
        ("startedOn", optional(initiative.started_on)),
        ("endedOn", optional(initiative.ended_on)),
        ("website", optional(initiative.website.as_ref())),
        ("parent", optional(initiative.parent)),
        ("predecessor", optional(initiative.predecessor)),
        ("figures", list(&initiative.figures, figure)),
        ("people", list(&initiative.people, person)),
        ("absentKinds", list(initiative.absent_kinds, |kind| json!(kind.name()))),
        ("sources", list(&initiative.sources, source)),
    ]
}

fn of_organisation(organisation: &Organisation) -> Fields {
    vec![
        ("slug", text(&organisation.slug)),
        ("name.de", Some(german(&organisation.name))),
        ("name.en", english(&organisation.name)),
        ("shortName", optional(organisation.short_name.as_ref())),
        ("aliases", list(&organisation.aliases, |alias| json!(alias))),
        ("kind", text(&organisation.kind)),
        ("collective", text(&organisation.collective)),
        ("state", optional(organisation.state)),
        ("website", optional(organisation.website.as_ref())),
        ("parent", optional(organisation.parent)),
        ("formerly", list(&organisation.formerly, former)),
        ("sources", list(&organisation.sources, source)),
    ]
}

fn of_participation(participation: &Participation) -> Fields {
    vec![
        ("initiative", text(&participation.initiative)),
        ("organisation", text(&participation.organisation)),
        ("role", text(&participation.role)),
        ("formal", text(&participation.formal)),
        ("since", optional(participation.since)),
        ("until", optional(participation.until)),
        ("headcount", optional(participation.headcount)),
        ("note", optional(participation.note.as_ref())),
        ("sources", list(&participation.sources, source)),
    ]
}

fn of_event(event: &Event) -> Fields {
    vec![
        ("slug", text(&event.slug)),
        ("name.de", Some(german(&event.name))),
        ("name.en", english(&event.name)),
        ("initiative", text(&event.initiative)),
        ("state", optional(event.state)),
        ("place", optional(event.place.as_ref())),
        ("startsOn", text(&event.starts_on)),
        ("endsOn", optional(event.ends_on)),
        ("attendance", optional(event.attendance)),
    ]
}

fn text(value: &impl ToString) -> Option<String> {
    Some(value.to_string())
}

fn optional(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

fn german(text: &LocalisedText) -> String {
    text.de.to_string()
}

fn english(text: &LocalisedText) -> Option<String> {
    text.en.as_ref().map(ToString::to_string)
}

/// A list as JSON; none where it is empty.
fn list<T>(items: impl IntoIterator<Item = T>, json: impl Fn(T) -> Value) -> Option<String> {
    let items: Vec<Value> = items.into_iter().map(json).collect();
    (!items.is_empty()).then(|| Value::Array(items).to_string())
}

fn localised(text: &LocalisedText) -> Value {
    json!({ "de": text.de, "en": text.en })
}

fn former(former: &Former) -> Value {
    json!({ "id": former.id.to_string(), "slug": &*former.slug })
}

fn figure(figure: &Figure) -> Value {
    json!({ "label": localised(&figure.label), "value": figure.value, "qualifier": figure.qualifier })
}

fn person(person: &Person) -> Value {
    json!({ "name": person.name, "function": person.function.as_ref().map(localised) })
}

fn source(source: &Source) -> Value {
    json!({
        "title": source.title,
        "section": source.section,
        "url": source.url.as_deref(),
        "retrievedOn": source.retrieved_on.map(|date| date.to_string()),
    })
}
