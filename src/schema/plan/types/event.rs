//! `Event`.

use super::{Asked, Initiative, State, Type, Write, leaf, localised, object, present};
use crate::snapshot;

pub struct Event;

impl Type for Event {
    type Of<'a> = snapshot::Event<'a>;

    const NAME: &'static str = "Event";
    const IS_NODE: bool = true;

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "id" => leaf::<Self>(|it, out| out.plain(it.record().id)),
            "slug" => leaf::<Self>(|it, out| out.text(&it.record().slug)),
            "name" => localised::<Self>(asked, |it, _| &it.record().name),
            "initiative" => present::<Self, Initiative>(asked, |it, _| it.initiative()),
            "state" => object::<Self, State>(asked, |it, _| it.state()),
            "place" => leaf::<Self>(|it, out| out.optional_text(it.record().place.as_deref())),
            "startsOn" => leaf::<Self>(|it, out| out.plain(it.record().starts_on)),
            "endsOn" => leaf::<Self>(|it, out| out.optional_plain(it.record().ends_on)),
            "attendance" => leaf::<Self>(|it, out| out.optional_number(it.record().attendance)),
            "version" => leaf::<Self>(|it, out| out.number(it.record().stamp.version)),
            _ => None,
        }
    }
}
