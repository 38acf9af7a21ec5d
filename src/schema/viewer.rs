//! Who is asking.

use async_graphql::{Context, Error, ErrorExtensions, Result, SimpleObject};

use super::vocabulary::Role;

/// Who is asking.
#[derive(Clone, SimpleObject)]
pub struct Viewer {
    /// The name of the token.
    pub name: String,
    /// What the token allows.
    pub role: Role,
}

/// The viewer, if it may edit.
pub fn editor<'a>(ctx: &Context<'a>) -> Result<&'a Viewer> {
    match ctx.data_opt::<Viewer>() {
        Some(viewer) if viewer.role != Role::Reader => Ok(viewer),
        Some(_) => Err(refused("FORBIDDEN", "this token may only read: editing needs one with the role EDITOR")),
        None => Err(refused("UNAUTHENTICATED", "editing needs a token: send `Authorization: Bearer TOKEN`")),
    }
}

fn refused(code: &'static str, message: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}
