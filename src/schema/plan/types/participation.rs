//! `Participation`.

use super::{Asked, Done, Initiative, Organisation, Out, Source, Type, Unplanned, Write, leaf, objects, present};
use crate::{model, snapshot};

pub struct Participation;

impl Type for Participation {
    type Of<'a> = snapshot::Ends<'a>;

    const NAME: &'static str = "Participation";
    const IS_NODE: bool = true;

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "id" => recorded(|it, out| out.plain(it.id)),
            "initiative" => present::<Self, Initiative>(asked, |it, _| it.initiative()),
            "organisation" => present::<Self, Organisation>(asked, |it, _| it.organisation()),
            "role" => leaf::<Self>(|it, out| out.word(it.role.name())),
            "formal" => recorded(|it, out| out.boolean(it.formal)),
            "since" => recorded(|it, out| out.optional_plain(it.since)),
            "until" => recorded(|it, out| out.optional_plain(it.until)),
            "headcount" => recorded(|it, out| out.optional_number(it.headcount)),
            "note" => recorded(|it, out| out.optional_text(it.note.as_deref())),
            "sources" => objects::<Self, Source>(asked, |it, _| Ok(record(it)?.sources.iter().collect())),
            "version" => recorded(|it, out| out.number(it.stamp.version)),
            _ => None,
        }
    }
}

/// A field that its link does not tell.
fn recorded(
    write: impl for<'a> Fn(&'a model::Participation, &mut Out<'a>) -> Done + Send + Sync + 'static,
) -> Option<Write<Participation>> {
    leaf::<Participation>(move |it, out| write(record(it)?, out))
}

fn record<'a>(it: &snapshot::Ends<'a>) -> Result<&'a model::Participation, Unplanned> {
    it.participation().map(snapshot::Participation::record).ok_or(Unplanned)
}
