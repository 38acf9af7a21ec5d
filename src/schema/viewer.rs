//! Who is asking, and whether they may.

use async_graphql::{Context, Error, ErrorExtensions, Result, SimpleObject};

use super::vocabulary::Role;
use crate::access;

/// Who is asking.
#[derive(Clone, SimpleObject)]
pub struct Viewer {
    /// The name of the token.
    pub name: String,
    /// What the token allows.
    pub role: Role,
}

/// The viewer, who may change the register. The first line of every mutation.
pub fn editor<'a>(ctx: &Context<'a>) -> Result<&'a Viewer> {
    with_role(ctx, access::Role::Editor)
}

fn with_role<'a>(ctx: &Context<'a>, least: access::Role) -> Result<&'a Viewer> {
    let viewer = ctx.data_opt::<Viewer>().ok_or_else(|| {
        error("UNAUTHENTICATED", format!("send `Authorization: Bearer TOKEN` with a token of role {least}"))
    })?;
    let role = access::Role::from(viewer.role);
    if role < least {
        let message = format!("this needs a token of role {least}; `{}` has role {role}", viewer.name);
        return Err(error("FORBIDDEN", message));
    }
    Ok(viewer)
}

fn error(code: &'static str, message: String) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}
