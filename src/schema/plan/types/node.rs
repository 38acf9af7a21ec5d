//! `Node`: a record of any type.

use super::{Asked, Done, Event, Initiative, Organisation, Out, Participation, State};
use crate::{schema::plan::select::Selection, snapshot};

/// What is selected on a record whose type is not known before it is there.
pub struct Node {
    state: Selection<State>,
    initiative: Selection<Initiative>,
    organisation: Selection<Organisation>,
    participation: Selection<Participation>,
    event: Selection<Event>,
}

impl Node {
    pub fn select(asked: &Asked<'_>) -> Option<Self> {
        Some(Self {
            state: asked.select()?,
            initiative: asked.select()?,
            organisation: asked.select()?,
            participation: asked.select()?,
            event: asked.select()?,
        })
    }

    /// Writes a record, or null where there is none.
    pub fn write<'a>(&self, found: Option<snapshot::Node<'a>>, out: &mut Out<'a>) -> Done {
        match found {
            None => out.null(),
            Some(snapshot::Node::State(it)) => self.state.write(&it, out),
            Some(snapshot::Node::Initiative(it)) => self.initiative.write(&it, out),
            Some(snapshot::Node::Organisation(it)) => self.organisation.write(&it, out),
            Some(snapshot::Node::Participation(it)) => self.participation.write(&it.ends(), out),
            Some(snapshot::Node::Event(it)) => self.event.write(&it, out),
        }
    }
}
