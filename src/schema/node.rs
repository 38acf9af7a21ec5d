//! `Node`: records of any type by their global id.

use async_graphql::{ID, Interface};

use super::{
    event::Event, initiative::Initiative, organisation::Organisation, participation::Participation, state::State,
};
use crate::snapshot;

/// A record with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The global id: opaque, URL-safe, and the same for ever."))]
pub enum Node<'a> {
    State(State<'a>),
    Initiative(Initiative<'a>),
    Organisation(Organisation<'a>),
    Participation(Participation<'a>),
    Event(Event<'a>),
}

impl<'a> From<snapshot::Node<'a>> for Node<'a> {
    fn from(node: snapshot::Node<'a>) -> Self {
        match node {
            snapshot::Node::State(state) => Self::State(State(state)),
            snapshot::Node::Initiative(initiative) => Self::Initiative(Initiative(initiative)),
            snapshot::Node::Organisation(organisation) => Self::Organisation(Organisation(organisation)),
            snapshot::Node::Participation(participation) => Self::Participation(Participation(participation)),
            snapshot::Node::Event(event) => Self::Event(Event(event)),
        }
    }
}
