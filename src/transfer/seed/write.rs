//! Writing: each record is a table of what its page in every format says, but for what this one has no room for, or has
//! another way to say.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde::Serialize;
use toml::ser::ValueSerializer;

use super::{STATES, reader::source};
use crate::{
    model::{EventId, InitiativeId, NodeId, OrganisationId, ParticipationId, Source, StateCode},
    snapshot::{Initiative, Snapshot},
    transfer::{
        json::{Json, Members},
        order, page,
    },
};

/// A seed is written in parts, a file each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Organisations without a seat in one state.
    Organisations,
    /// Initiatives of several states.
    Interstate,
    /// A state, with the organisations and initiatives that are its own.
    State(StateCode),
}

/// The parts of a register, in the order in which they are written.
pub fn parts() -> impl Iterator<Item = Part> {
    [Part::Organisations, Part::Interstate].into_iter().chain(StateCode::ALL.map(Part::State))
}

impl Part {
    /// The path of its file, below the folder of the seed.
    pub fn path(self) -> String {
        match self {
            Self::Organisations => "organisations.toml".to_owned(),
            Self::Interstate => "laenderuebergreifend.toml".to_owned(),
            Self::State(code) => format!("{STATES}/{}.toml", code.name().to_ascii_lowercase()),
        }
    }

    fn has_organisation(self, seat: Option<StateCode>) -> bool {
        match self {
            Self::Organisations => seat.is_none(),
            Self::Interstate => false,
            Self::State(code) => seat == Some(code),
        }
    }

    fn has_initiative(self, initiative: Initiative<'_>) -> bool {
        let states = initiative.record().states;
        match self {
            Self::Organisations => false,
            Self::Interstate => states.len() != 1,
            Self::State(code) => states == code,
        }
    }
}

/// Writes what of `register` is in `part`, and answers how many records those are. Versions and times are left out.
pub fn write(register: &Snapshot, part: Part, out: &mut dyn Write) -> io::Result<usize> {
    let mut writer = Writer { register, out, count: 0 };
    if let Part::State(code) = part {
        let state = register.state(code).record();
        writer.table("[state]", "", page::state(state), NodeId::State(code), None)?;
    }
    for organisation in order::organisations(register) {
        let record = organisation.record();
        if part.has_organisation(record.state) {
            let derived = OrganisationId::of_seed(&record.slug);
            let sources = origin(&record.sources, &[]);
            writer.table("[[organisation]]", "", page::organisation(register, record), derived.into(), sources)?;
        }
    }
    let initiatives = order::initiatives(register).into_iter();
    initiatives.filter(|one| part.has_initiative(*one)).try_for_each(|one| writer.initiative(one))?;
    Ok(writer.count)
}

struct Writer<'s, 'o> {
    register: &'s Snapshot,
    out: &'o mut dyn Write,
    count: usize,
}

impl<'s> Writer<'s, '_> {
    /// An initiative with its participations and events below it.
    fn initiative(&mut self, initiative: Initiative<'s>) -> io::Result<()> {
        let record = initiative.record();
        let derived = InitiativeId::of_seed(&record.slug).into();
        let sources = origin(&record.sources, &[]);
        self.table("[[initiative]]", "", page::initiative(self.register, record), derived, sources)?;
        for (participation, organisation) in order::participants(initiative) {
            let participation = participation.record();
            let natural = format!("{}/{}/{}", record.slug, organisation.record().slug, participation.role);
            let derived = ParticipationId::of_seed(&natural).into();
            let sources = origin(&participation.sources, &record.sources);
            let page = page::participation(self.register, participation);
            self.table("[[initiative.participation]]", "  ", page, derived, sources)?;
        }
        for event in order::events(&initiative.events()) {
            let event = event.record();
            let derived = EventId::of_seed(&event.slug).into();
            self.table("[[initiative.event]]", "  ", page::event(self.register, event), derived, None)?;
        }
        Ok(())
    }

    fn table(
        &mut self,
        header: &str,
        indent: &str,
        page: Members<'s>,
        derived: NodeId,
        sources: Option<(&'static str, Json<'s>)>,
    ) -> io::Result<()> {
        let separator = if self.count == 0 { "" } else { "\n" };
        self.count += 1;
        writeln!(self.out, "{separator}{indent}{header}")?;
        let below_initiative = !indent.is_empty();
        let derived = Json::from(derived);
        let is_written = |(key, value): &(Cow<'_, str>, Json<'_>)| match &**key {
            "type" | "sources" | "version" | "createdAt" | "updatedAt" => false,
            "initiative" => !below_initiative,
            "formal" => *value == Json::Bool(false),
            "collective" => *value == Json::Bool(true),
            "id" => *value != derived,
            _ => true,
        };
        let sources = sources.map(|(key, value)| (key.into(), value));
        page.into_iter().filter(is_written).chain(sources).try_for_each(|(key, value)| self.field(indent, &key, &value))
    }

    /// A text in two languages is two fields, so that each has a line of its own.
    fn field(&mut self, indent: &str, key: &str, value: &Json<'_>) -> io::Result<()> {
        if let Json::Object(languages) = value {
            return languages
                .iter()
                .try_for_each(|(language, text)| self.field(indent, &format!("{key}.{language}"), text));
        }
        let mut text = String::new();
        value.serialize(ValueSerializer::new(&mut text)).map_err(io::Error::other)?;
        writeln!(self.out, "{indent}{key} = {text}")
    }
}

/// How a record says where its statements were read; nothing where that is what it says of itself by saying nothing.
fn origin<'s>(sources: &'s [Source], inherited: &[Source]) -> Option<(&'static str, Json<'s>)> {
    if sources == inherited {
        return None;
    }
    if let [one] = sources
        && let Some(section) = &one.section
        && *one == source(section.clone())
    {
        return Some(("section", Json::from(&**section)));
    }
    Some(("sources", Json::List(sources.iter().map(|source| page::source(source).into()).collect())))
}
