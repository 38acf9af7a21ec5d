//! Changes as history tells them.

use std::sync::Arc;

use async_graphql::{Description, Enum, ID, Object, SimpleObject};

use super::{
    scalar::{DateTime, Revision},
    text::fields,
    vocabulary::SubjectType,
};
use crate::model::{self, Origin, Record};

/// What was done to a record.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ChangeAction {
    /// It was made.
    Created,
    /// It was changed.
    Updated,
    /// It was taken out.
    Deleted,
    /// It was made or changed by an import.
    Imported,
}

/// A field of a record before and after a change, as text.
#[derive(SimpleObject)]
pub struct FieldChange {
    /// The name of the field, as in the inputs.
    field: &'static str,
    /// What it was; null where there was nothing.
    before: Option<String>,
    /// What it is; null where there is nothing.
    after: Option<String>,
}

/// One record's change in one revision.
#[derive(Description)]
pub struct Change {
    pub set: Arc<model::ChangeSet>,
    /// Where it stands in the set.
    pub place: usize,
}

impl Change {
    fn change(&self) -> &model::Change {
        // Made only for places that the set has.
        &self.set.changes[self.place]
    }
}

#[Object(use_type_description)]
impl Change {
    /// The revision that it belongs to.
    async fn revision(&self) -> Revision {
        Revision(self.set.revision)
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.set.at)
    }

    /// Who: the name of a token, or of a part of the program.
    async fn actor(&self) -> &str {
        &self.set.actor
    }

    /// What was done.
    async fn action(&self) -> ChangeAction {
        match (self.change(), self.set.origin) {
            (model::Change::Deleted { .. }, _) => ChangeAction::Deleted,
            (_, Origin::Import) => ChangeAction::Imported,
            (model::Change::Created { .. }, Origin::Edit) => ChangeAction::Created,
            (model::Change::Updated { .. }, Origin::Edit) => ChangeAction::Updated,
        }
    }

    /// The type of the record.
    async fn subject_type(&self) -> SubjectType {
        self.change().subject_type().into()
    }

    /// The global id of the record.
    async fn subject(&self) -> ID {
        self.change().subject().to_string().into()
    }

    /// The fields that are not what they were.
    async fn fields(&self) -> Vec<FieldChange> {
        let texts = |record: Option<&Record>| record.map(fields).unwrap_or_default();
        let (before, after) = (texts(self.change().before()), texts(self.change().after()));
        let names = if after.is_empty() { &before } else { &after };
        let value = |texts: &[(&str, Option<String>)], n: usize| texts.get(n).and_then(|(_, value)| value.clone());
        let changed = names.iter().enumerate().map(|(n, (field, _))| FieldChange {
            field,
            before: value(&before, n),
            after: value(&after, n),
        });
        changed.filter(|change| change.before != change.after).collect()
    }

    /// Why, in the editor's words.
    async fn note(&self) -> Option<&str> {
        self.set.note.as_deref()
    }
}
