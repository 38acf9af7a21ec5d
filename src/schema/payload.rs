//! What mutations answer: the record as it is now, from the register as it is now.

use std::sync::Arc;

use async_graphql::{Description, ID, Object, Result};

use super::{
    event::Event, history::Change, initiative::Initiative, organisation::Organisation, participation::Participation,
    problem::present, scalar::Revision, state::State,
};
use crate::{
    model::{self, NodeId},
    register::Receipt,
    snapshot::{Node, Snapshot},
};

/// A record in the register that a mutation led to.
pub struct Payload {
    snapshot: Arc<Snapshot>,
    subject: NodeId,
}

impl Payload {
    pub fn new(receipt: &Receipt, subject: NodeId) -> Self {
        Self { snapshot: receipt.snapshot.clone(), subject }
    }

    /// The record that the mutation was about.
    pub fn subject(&self) -> NodeId {
        self.subject
    }

    /// The register as the mutation left it.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn node(&self) -> Option<Node<'_>> {
        self.snapshot.node(self.subject)
    }

    fn revision(&self) -> Revision {
        Revision(self.snapshot.revision())
    }
}

macro_rules! payloads {
    ($($payload:ident, $node:ident, $field:ident, $what:literal;)+) => {$(
        #[doc = concat!("What became of ", $what, ".")]
        #[derive(Description)]
        pub struct $payload(pub Payload);

        #[Object(use_type_description)]
        impl $payload {
            /// The record as it is now.
            async fn $field(&self) -> Result<$node<'_>> {
                present(match self.0.node() {
                    Some(Node::$node(node)) => Some($node(node)),
                    _ => None,
                })
            }

            /// The revision in which it is so.
            async fn revision(&self) -> Revision {
                self.0.revision()
            }
        }
    )+};
}

payloads! {
    InitiativePayload, Initiative, initiative, "an initiative";
    OrganisationPayload, Organisation, organisation, "an organisation";
    ParticipationPayload, Participation, participation, "a participation";
    EventPayload, Event, event, "an event";
    StatePayload, State, state, "a state";
}

/// What was deleted.
#[derive(Description)]
pub struct DeletePayload(pub Payload);

#[Object(use_type_description)]
impl DeletePayload {
    /// The global id of the record that is gone.
    async fn deleted(&self) -> ID {
        self.0.subject.to_string().into()
    }

    /// The revision in which it is gone.
    async fn revision(&self) -> Revision {
        self.0.revision()
    }
}

/// What became of a change set.
#[derive(Description)]
pub struct ChangeSetPayload {
    pub set: Option<Arc<model::ChangeSet>>,
    pub revision: model::Revision,
    pub dry_run: bool,
}

#[Object(use_type_description)]
impl ChangeSetPayload {
    /// The revision of the register: the new one, or the present one where nothing was written.
    async fn revision(&self) -> Revision {
        Revision(self.revision)
    }

    /// The changes, each record once.
    async fn changes(&self) -> Vec<Change> {
        self.set.iter().flat_map(|set| set.entries()).map(Change).collect()
    }

    /// True where nothing was written.
    async fn dry_run(&self) -> bool {
        self.dry_run
    }
}
