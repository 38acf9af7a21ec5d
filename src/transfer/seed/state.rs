//! The page of a state.

use toml::Spanned;

use super::{fields::Fields, file::Site, problem::Cause, reader::Gathered};
use crate::model::{State, StateCode};

pub fn read(fields: &mut Fields<'_, '_>, gathered: &mut Gathered) -> Option<State> {
    let (code, coverage) = (fields.required("code"), fields.required("coverage"));
    if let Some(code) = &code {
        check_place(code, &fields.site.field("code"));
    }
    let summary = fields.optional("summary");
    Some(State { code: code?.into_inner(), coverage: coverage?, summary, stamp: gathered.stamp })
}

/// Each state has its own file, named after it.
fn check_place(code: &Spanned<StateCode>, site: &Site<'_>) {
    let file = format!("states/{}.toml", code.get_ref().name().to_ascii_lowercase());
    if *site.file.name != file {
        site.note(code.span(), Cause::StateElsewhere { code: *code.get_ref(), file });
    }
}
