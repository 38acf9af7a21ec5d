//! What is told of the nodes and ties of a network.

use std::io;

use super::{
    Written,
    attribute::{NODE, TIE, Value, Values},
};
use crate::{
    model::{LocalisedText, NodeId, PartialDate},
    network::{Network, projection::Rows},
    snapshot::{Initiative, Node, Organisation, Participation, Snapshot, State},
};

/// A network with what is told of it.
pub struct Drawing<'a> {
    network: &'a Network,
    snapshot: &'a Snapshot,
}

/// A node with its attributes.
pub struct DrawnNode<'a> {
    pub id: NodeId,
    pub values: Values<'a, { NODE.len() }>,
}

/// A tie with its attributes, numbered from 0. In a two-mode network it leads from the organisation to the initiative.
pub struct DrawnTie<'a> {
    pub number: usize,
    pub ends: [NodeId; 2],
    pub values: Values<'a, { TIE.len() }>,
}

impl<'a> Drawing<'a> {
    pub fn of(network: &'a Network) -> Self {
        Self { network, snapshot: network.snapshot() }
    }

    /// The revision that it is drawn from.
    pub fn revision(&self) -> u64 {
        self.snapshot.revision()
    }

    /// Hands every node to `write`, in the order of their ids, and answers how many there are.
    pub fn nodes(&self, mut write: impl FnMut(DrawnNode<'a>) -> io::Result<()>) -> io::Result<usize> {
        let nodes = self.network.nodes();
        nodes.iter().try_for_each(|id| write(DrawnNode { id: *id, values: self.node(*id) }))?;
        Ok(nodes.len())
    }

    /// Hands every tie to `write`, in the order of the ids of its ends, and answers how many there are.
    pub fn ties(&self, write: impl FnMut(DrawnTie<'a>) -> io::Result<()>) -> io::Result<usize> {
        if self.network.is_two_mode() { self.participations(write) } else { self.projected(write) }
    }

    /// What is told of both, by `node` and `tie`.
    pub fn all(
        &self,
        node: impl FnMut(DrawnNode<'a>) -> io::Result<()>,
        tie: impl FnMut(DrawnTie<'a>) -> io::Result<()>,
    ) -> io::Result<Written> {
        Ok(Written { nodes: self.nodes(node)?, ties: self.ties(tie)? })
    }

    fn projected(&self, mut write: impl FnMut(DrawnTie<'a>) -> io::Result<()>) -> io::Result<usize> {
        let (nodes, incidence) = (self.network.nodes(), self.network.incidence());
        let mut rows = Rows::new(incidence, self.network.options());
        let mut number = 0;
        for (node, id) in nodes.iter().enumerate() {
            for (other, weight) in rows.tied_in_order(node).filter(|(other, _)| *other as usize > node) {
                let shared = incidence.common(node, other as usize).count();
                let values = [Some(Value::Real(weight)), Some(Value::Whole(shared as u32)), None, None, None, None];
                write(DrawnTie { number, ends: [*id, nodes[other as usize]], values })?;
                number += 1;
            }
        }
        Ok(number)
    }

    fn participations(&self, mut write: impl FnMut(DrawnTie<'a>) -> io::Result<()>) -> io::Result<usize> {
        // Every tie weighs 1.
        if self.network.options().min_weight > 1.0 {
            return Ok(0);
        }
        let mut number = 0;
        for id in self.network.nodes() {
            let NodeId::Initiative(initiative) = *id else { continue };
            for (organisation, participations) in self.network.participations(initiative) {
                write(DrawnTie { number, ends: [organisation.into(), *id], values: together(&participations) })?;
                number += 1;
            }
        }
        Ok(number)
    }

    fn node(&self, id: NodeId) -> Values<'a, { NODE.len() }> {
        match self.snapshot.node(id) {
            Some(Node::Organisation(organisation)) => organisation_values(organisation),
            Some(Node::Initiative(initiative)) => initiative_values(initiative),
            Some(Node::State(state)) => state_values(state),
            // Nodes of a network are of these three types.
            Some(Node::Participation(_) | Node::Event(_)) | None => [const { None }; NODE.len()],
        }
    }
}

fn organisation_values(organisation: Organisation<'_>) -> Values<'_, { NODE.len() }> {
    let record = organisation.record();
    let label = record.short_name.as_deref().unwrap_or(&record.name.de);
    [
        Some(Value::text(label)),
        Some(Value::text(&*record.name.de)),
        english(&record.name),
        Some(Value::text("organisation")),
        Some(Value::text(record.slug.as_str())),
        Some(Value::text(record.kind.name())),
        None,
        record.state.map(|state| Value::text(state.name())),
        None,
        Some(Value::Is(record.collective)),
        None,
        None,
    ]
}

fn initiative_values(initiative: Initiative<'_>) -> Values<'_, { NODE.len() }> {
    let record = initiative.record();
    [
        Some(Value::text(&*record.name.de)),
        Some(Value::text(&*record.name.de)),
        english(&record.name),
        Some(Value::text("initiative")),
        Some(Value::text(record.slug.as_str())),
        Some(Value::text(record.kind.name())),
        Some(Value::text(record.status.name())),
        None,
        Some(joined(record.states.iter().map(|state| state.name()))),
        None,
        date(record.started_on),
        date(record.ended_on),
    ]
}

fn state_values(state: State<'_>) -> Values<'_, { NODE.len() }> {
    use crate::model::Language::{De, En};
    let code = state.code();
    let [name, english] = [De, En].map(|language| Some(Value::text(code.label(language))));
    let mut values = [const { None }; NODE.len()];
    values[0] = name.clone();
    values[1] = name;
    values[2] = english;
    values[3] = Some(Value::text("state"));
    values[7] = Some(Value::text(code.name()));
    values
}

/// Several participations as the one tie that they make: all their roles, formal if one of them is, from the first known
/// beginning to the last end, which is open where one of theirs is.
fn together<'a>(participations: &[Participation<'a>]) -> Values<'a, { TIE.len() }> {
    let records = || participations.iter().map(|participation| participation.record());
    let mut roles: Vec<_> = records().map(|record| record.role).collect();
    roles.sort_unstable();
    roles.dedup();
    let until = records().map(|record| record.until).collect::<Option<Vec<PartialDate>>>();
    [
        Some(Value::Real(1.0)),
        None,
        Some(joined(roles.iter().map(|role| role.name()))),
        Some(Value::Is(records().any(|record| record.formal))),
        date(records().filter_map(|record| record.since).min()),
        date(until.and_then(|dates| dates.into_iter().max())),
    ]
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> Value<'a> {
    Value::text(words.collect::<Vec<_>>().join(" | "))
}

fn english(name: &LocalisedText) -> Option<Value<'_>> {
    name.en.as_deref().map(Value::text)
}

fn date<'a>(date: Option<PartialDate>) -> Option<Value<'a>> {
    date.map(|date| Value::text(date.to_string()))
}
