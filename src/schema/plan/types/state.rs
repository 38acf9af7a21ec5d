//! `State`.

use super::{
    Asked, Initiative, Initiatives, Organisation, Organisations, Type, Unplanned, Write, connection, language, leaf,
    optional_localised,
};
use crate::{model::NodeId, snapshot};

pub struct State;

impl Type for State {
    type Of<'a> = snapshot::State<'a>;

    const NAME: &'static str = "State";
    const IS_NODE: bool = true;

    fn field(asked: &Asked<'_>) -> Option<Write<Self>> {
        match asked.name() {
            "id" => leaf::<Self>(|it, out| out.plain(NodeId::State(it.code()))),
            "code" => leaf::<Self>(|it, out| out.word(it.code().name())),
            "iso" => leaf::<Self>(|it, out| out.word(it.code().iso())),
            "name" => {
                let language = language(asked)?;
                leaf::<Self>(move |it, out| {
                    let language = language.language(out)?;
                    out.word(it.code().label(language))
                })
            }
            "coverage" => leaf::<Self>(|it, out| out.word(it.record().coverage.name())),
            "summary" => optional_localised::<Self>(asked, |it, _| it.record().summary.as_ref()),
            "initiatives" => {
                let list = Initiatives::of(asked)?;
                connection::<Self, Initiative>(asked, move |it, out| {
                    let (filter, by) = list.get(out)?;
                    it.initiatives(by).filtered(filter).map_err(|_| Unplanned)
                })
            }
            "organisations" => {
                let list = Organisations::of(asked)?;
                connection::<Self, Organisation>(asked, move |it, out| {
                    let (filter, by) = list.get(out)?;
                    it.organisations(by).filtered(filter).map_err(|_| Unplanned)
                })
            }
            _ => None,
        }
    }
}
