//! `NetworkEntity`: what a network is made of.

use async_graphql::Union;

use super::{initiative::Initiative, organisation::Organisation, state::State};
use crate::{
    model::NodeId,
    network::Node,
    snapshot::{self, Snapshot, list::Item},
};

/// A record that can be a node of a network, or make a tie.
#[derive(Union)]
pub enum NetworkEntity<'a> {
    State(State<'a>),
    Initiative(Initiative<'a>),
    Organisation(Organisation<'a>),
}

impl<'a> NetworkEntity<'a> {
    /// The record of an id.
    pub fn of_id(snapshot: &'a Snapshot, id: NodeId) -> Option<Self> {
        match id {
            NodeId::State(code) => Some(Self::State(State(snapshot.state(code)))),
            NodeId::Initiative(id) => snapshot.initiative(id).map(|found| Self::Initiative(Initiative(found))),
            NodeId::Organisation(id) => snapshot.organisation(id).map(|found| Self::Organisation(Organisation(found))),
            NodeId::Participation(_) | NodeId::Event(_) => None,
        }
    }

    /// The record of a node.
    pub fn of(snapshot: &'a Snapshot, node: Node) -> Option<Self> {
        match node {
            Node::Organisation(slot) => {
                snapshot::Organisation::at(snapshot, slot).map(|record| Self::Organisation(Organisation(record)))
            }
            Node::Initiative(slot) => {
                snapshot::Initiative::at(snapshot, slot).map(|record| Self::Initiative(Initiative(record)))
            }
        }
    }
}
