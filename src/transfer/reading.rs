//! A line's members read as a record, whatever the format: what is wrong is noted and reading goes on.
//!
//! What a line says of other records stays a [`Mention`] here; which record that is can only be said when all lines are
//! known.

mod fields;
mod records;
mod values;

use fields::{Fields, Notes};
use records::Identity;

use super::json::{Json, Members};
use crate::{
    model::{NodeId, Problem, Record, Slug, SubjectType, text},
    register::Kept,
};

/// A record as a line has it: complete but for whom it refers to, and with an id only if the line gave one.
pub struct Draft {
    pub record: Record,
    /// The id of the line. Without it, the one in `record` means nothing.
    pub id: Option<NodeId>,
    pub kept: Kept,
    pub mentions: Vec<Mention>,
}

/// Another record, named by a line.
pub struct Mention {
    pub field: &'static str,
    pub subject: SubjectType,
    /// An id or a slug: only ids have an underscore.
    pub name: Box<str>,
}

/// What could be read of a line.
pub struct Read {
    /// None where anything is wrong.
    pub draft: Option<Draft>,
    /// Whom the line tells about, as far as that can be read: so that whoever refers to it is not at fault as well.
    pub slug: Option<Slug>,
    pub id: Option<NodeId>,
    pub problems: Vec<Problem>,
}

/// The type of the record that members describe, by their `type`.
pub fn subject_type(members: &mut Members<'_>) -> Result<SubjectType, Problem> {
    let known = || SubjectType::ALL.map(noun).join(", ");
    let place = members.iter().position(|(key, _)| key == "type");
    let Some(place) = place else {
        return Err(Problem::invalid("type", format_args!("is missing: one of {}", known())));
    };
    let (_, value) = members.remove(place);
    let Json::Text(word) = &value else {
        return Err(Problem::invalid("type", format_args!("is {}; it must be one of {}", value.noun(), known())));
    };
    let named = SubjectType::ALL.into_iter().find(|subject| noun(*subject) == word);
    let excerpt = || text::excerpt(word, 40);
    named.ok_or_else(|| {
        Problem::invalid("type", format_args!("`{}` is no type of record: one of {}", excerpt(), known()))
    })
}

/// Reads members, all but `type`, as a record of this type.
pub fn read(subject: SubjectType, members: Members<'_>) -> Read {
    let mut notes = Notes::default();
    let mut fields = Fields::new(members, &mut notes);
    let mut identity = records::identity(subject, &mut fields);
    let kept = records::kept(&mut fields);
    let read = records::read(subject, &mut identity, &mut fields);
    fields.finish(noun(subject));
    let problems = notes.into_problems();
    let Identity { id, slug } = identity;
    let draft = read.filter(|_| problems.is_empty()).map(|(record, mentions)| Draft { record, id, kept, mentions });
    Read { draft, slug, id, problems }
}

/// What a type is called in files and messages.
pub fn noun(subject: SubjectType) -> &'static str {
    match subject {
        SubjectType::State => "state",
        SubjectType::Initiative => "initiative",
        SubjectType::Organisation => "organisation",
        SubjectType::Participation => "participation",
        SubjectType::Event => "event",
    }
}
