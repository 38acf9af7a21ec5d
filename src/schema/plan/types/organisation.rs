//! `Organisation`.

use super::{
    Asked, Former, Given, Initiative, Initiatives, Participation, Source, State, Type, Unplanned, Write, connection,
    leaf, name, object, objects, texts,
};
use crate::{
    schema::vocabulary::{ParticipationRole, set},
    snapshot,
};

pub struct Organisation;

impl Type for Organisation {
    type Of<'a> = snapshot::Organisation<'a>;

    const NAME: &'static str = "Organisation";
    const IS_NODE: bool = true;

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "id" => leaf::<Self>(|it, out| out.plain(it.record().id)),
            "slug" => leaf::<Self>(|it, out| out.written(it.naming().slug())),
            "name" => name::<Self>(asked, |it, _| it.naming()),
            "shortName" => leaf::<Self>(|it, out| out.optional_text(it.record().short_name.as_deref())),
            "aliases" => leaf::<Self>(|it, out| texts(&it.record().aliases, out)),
            "kind" => leaf::<Self>(|it, out| out.word(it.record().kind.name())),
            "collective" => leaf::<Self>(|it, out| out.boolean(it.record().collective)),
            "state" => object::<Self, State>(asked, |it, _| it.state()),
            "website" => leaf::<Self>(|it, out| out.optional_text(it.record().website.as_deref())),
            "parent" => object::<Self, Self>(asked, |it, _| it.parent()),
            "children" => objects::<Self, Self>(asked, |it, _| Ok(it.children().iter().collect())),
            "participations" => {
                let roles: Given<Option<Vec<ParticipationRole>>> = Given::of(asked, "roles")?;
                connection::<Self, Participation>(asked, move |it, out| Ok(it.ends(set(roles.get(out)?))))
            }
            "initiatives" => {
                let list = Initiatives::of(asked)?;
                connection::<Self, Initiative>(asked, move |it, out| {
                    let (filter, by) = list.get(out)?;
                    it.initiatives(by).filtered(filter).map_err(|_| Unplanned)
                })
            }
            "formerly" => objects::<Self, Former>(asked, |it, _| Ok(it.record().formerly.iter().collect())),
            "sources" => objects::<Self, Source>(asked, |it, _| Ok(it.record().sources.iter().collect())),
            "version" => leaf::<Self>(|it, out| out.number(it.record().stamp.version)),
            "createdAt" => leaf::<Self>(|it, out| out.plain(it.record().stamp.created_at)),
            "updatedAt" => leaf::<Self>(|it, out| out.plain(it.record().stamp.updated_at)),
            _ => None,
        }
    }
}
