//! Which network, as parameters of an address or options of a command: the fields of `InitiativeFilter` and `NetworkOptions`
//! under their names in the API. Values of a list are joined by commas or given one by one. Filters within filters are for
//! the API alone.

use std::{fmt::Display, str::FromStr, sync::Arc};

use enumset::{EnumSet, EnumSetType};

use super::Table;
use crate::{
    model::{Problem, SubjectType, text::excerpt},
    network::{Options, Projection, Weighting},
    search::{Index, Query},
    snapshot::{Snapshot, filter::InitiativeFilter},
};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    /// Without what `text` is found in.
    pub filter: InitiativeFilter,
    /// Words of initiatives, which [`Parameters::look_up`] looks for.
    pub text: Option<String>,
    pub options: Options,
    pub table: Table,
}

/// How a value becomes a part of it.
type Read = fn(&mut Parameters, &str) -> Result<(), String>;

/// Every parameter by its name.
pub const PARAMETERS: [(&str, Read); 19] = [
    ("states", |to, value| add(&mut to.filter.states, value)),
    ("kinds", |to, value| add(&mut to.filter.kinds, value)),
    ("statuses", |to, value| add(&mut to.filter.statuses, value)),
    ("topics", |to, value| list(&mut to.filter.topics, value)),
    ("participants", |to, value| list(&mut to.filter.participants, value)),
    ("participantKinds", |to, value| add(&mut to.filter.participant_kinds, value)),
    ("activeOn", |to, value| once(&mut to.filter.active_on, value)),
    ("startedFrom", |to, value| once(&mut to.filter.started_from, value)),
    ("startedTo", |to, value| once(&mut to.filter.started_to, value)),
    ("minParticipations", |to, value| once(&mut to.filter.min_participations, value)),
    ("text", |to, value| once(&mut to.text, value)),
    ("projection", |to, value| choose(&mut to.options.projection, &PROJECTIONS, value)),
    ("weighting", |to, value| choose(&mut to.options.weighting, &WEIGHTINGS, value)),
    ("rollUp", |to, value| choose(&mut to.options.roll_up, &SWITCH, value)),
    ("includeCollectives", |to, value| choose(&mut to.options.include_collectives, &SWITCH, value)),
    ("minWeight", |to, value| parse(value).map(|weight| to.options.min_weight = weight)),
    ("roles", |to, value| add(&mut to.options.roles, value)),
    ("organisationKinds", |to, value| add(&mut to.options.kinds, value)),
    ("table", |to, value| choose(&mut to.table, &TABLES, value)),
];

const PROJECTIONS: [(&str, Projection); 4] = [
    ("ORGANISATIONS", Projection::Organisations),
    ("INITIATIVES", Projection::Initiatives),
    ("STATES", Projection::States),
    ("TWO_MODE", Projection::TwoMode),
];

const WEIGHTINGS: [(&str, Weighting); 3] =
    [("SHARED", Weighting::Shared), ("NEWMAN", Weighting::Newman), ("JACCARD", Weighting::Jaccard)];

const SWITCH: [(&str, bool); 2] = [("true", true), ("false", false)];

/// Of a file in CSV.
const TABLES: [(&str, Table); 2] = [("edges", Table::Ties), ("nodes", Table::Nodes)];

impl Parameters {
    /// What these names and values ask for, or everything that is wrong with them.
    pub fn read<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Result<Self, Vec<Problem>> {
        let (mut asked, mut problems) = (Self::default(), Vec::new());
        for (name, value) in pairs {
            let read = PARAMETERS.iter().find(|(known, _)| *known == name).map(|(_, read)| read);
            let done = match read {
                Some(read) => read(&mut asked, value),
                None => Err(format!("is no parameter: they are {}", PARAMETERS.map(|(name, _)| name).join(", "))),
            };
            problems.extend(done.err().map(|message| Problem::invalid(excerpt(name, 40), message)));
        }
        if problems.is_empty() { Ok(asked) } else { Err(problems) }
    }

    /// Adds to the filter what the text is found in, by the index of the snapshot that the network is to be drawn from.
    pub fn look_up(&mut self, index: &Arc<Index>, snapshot: &Snapshot) {
        let having = |query: Query| index.having(&query, SubjectType::Initiative).within(snapshot).ids();
        self.filter.text = self.text.as_ref().map(|text| Query::parse(text).map(having));
    }
}

/// Problems of a network that was asked for by parameters, under the names of these.
pub fn as_parameters(problems: Vec<Problem>) -> Vec<Problem> {
    let own =
        |field: &str| field.strip_prefix("filter.").or(field.strip_prefix("options.")).unwrap_or(field).to_owned();
    problems.into_iter().map(|problem| Problem { field: own(&problem.field), ..problem }).collect()
}

fn parse<T: FromStr<Err: Display>>(value: &str) -> Result<T, String> {
    value.parse().map_err(|error| format!("`{}`: {error}", excerpt(value, 40)))
}

fn once<T: FromStr<Err: Display>>(to: &mut Option<T>, value: &str) -> Result<(), String> {
    if to.is_some() {
        return Err("is given twice".to_owned());
    }
    *to = Some(parse(value)?);
    Ok(())
}

/// Adds the words of a vocabulary.
fn add<W: EnumSetType + FromStr<Err: Display>>(to: &mut Option<EnumSet<W>>, value: &str) -> Result<(), String> {
    let to = to.get_or_insert_default();
    for word in value.split(',') {
        to.insert(word.trim().parse().map_err(|error: W::Err| error.to_string())?);
    }
    Ok(())
}

fn list(to: &mut Option<Vec<String>>, value: &str) -> Result<(), String> {
    to.get_or_insert_default().extend(value.split(',').map(|item| item.trim().to_owned()));
    Ok(())
}

fn choose<T: Copy>(to: &mut T, words: &[(&str, T)], value: &str) -> Result<(), String> {
    match words.iter().find(|(word, _)| *word == value) {
        Some((_, chosen)) => {
            *to = *chosen;
            Ok(())
        }
        None => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            Err(format!("`{}` is not one of {}", excerpt(value, 40), words.join(", ")))
        }
    }
}
