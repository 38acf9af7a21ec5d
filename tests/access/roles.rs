//! What a mutation asks before it does anything.

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Request, Result, Schema};
use buendnis::schema::{Role, Viewer, editor};
use tokio::runtime::Builder;

struct Query;

#[Object]
impl Query {
    async fn edit(&self, ctx: &Context<'_>) -> Result<String> {
        editor(ctx).map(|viewer| viewer.name.clone())
    }
}

/// What an edit by this viewer is answered: its name, or the code of the error and its message.
fn edit(role: Option<Role>) -> Result<String, (String, String)> {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let mut request = Request::new("{ edit }");
    if let Some(role) = role {
        request = request.data(Viewer { name: "anna".into(), role });
    }
    let response = Builder::new_current_thread().build().unwrap().block_on(schema.execute(request));
    match response.errors.first() {
        None => Ok(response.data.into_json().unwrap()["edit"].as_str().unwrap().to_owned()),
        Some(error) => {
            let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code")).unwrap();
            Err((code.clone().into_json().unwrap().as_str().unwrap().to_owned(), error.message.clone()))
        }
    }
}

#[test]
fn editors_and_admins_change_the_register() {
    assert_eq!(edit(Some(Role::Editor)), Ok("anna".into()));
    assert_eq!(edit(Some(Role::Admin)), Ok("anna".into()));
}

#[test]
fn readers_and_strangers_do_not() {
    let (code, message) = edit(Some(Role::Reader)).unwrap_err();
    assert_eq!((&*code, &*message), ("FORBIDDEN", "this needs a token of role EDITOR; `anna` has role READER"));
    let (code, message) = edit(None).unwrap_err();
    assert_eq!(code, "UNAUTHENTICATED");
    assert!(message.contains("Authorization: Bearer TOKEN"), "{message}");
}
