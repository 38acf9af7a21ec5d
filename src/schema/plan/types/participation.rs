//! `Participation`.

use super::{Asked, Initiative, Organisation, Source, Type, Write, leaf, objects, present};
use crate::snapshot;

pub struct Participation;

impl Type for Participation {
    type Of<'a> = snapshot::Participation<'a>;

    const NAME: &'static str = "Participation";
    const IS_NODE: bool = true;

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "id" => leaf::<Self>(|it, out| out.plain(it.record().id)),
            "initiative" => present::<Self, Initiative>(asked, |it, _| it.initiative()),
            "organisation" => present::<Self, Organisation>(asked, |it, _| it.organisation()),
            "role" => leaf::<Self>(|it, out| out.word(it.record().role.name())),
            "formal" => leaf::<Self>(|it, out| out.boolean(it.record().formal)),
            "since" => leaf::<Self>(|it, out| out.optional_plain(it.record().since)),
            "until" => leaf::<Self>(|it, out| out.optional_plain(it.record().until)),
            "headcount" => leaf::<Self>(|it, out| out.optional_number(it.record().headcount)),
            "note" => leaf::<Self>(|it, out| out.optional_text(it.record().note.as_deref())),
            "sources" => objects::<Self, Source>(asked, |it, _| Ok(it.record().sources.iter().collect())),
            "version" => leaf::<Self>(|it, out| out.number(it.record().stamp.version)),
            _ => None,
        }
    }
}
