//! What a browser can open.

use async_graphql::http::{GraphiQLPlugin, GraphiQLSource};
use axum::{
    http::header::CONTENT_TYPE,
    response::{Html, IntoResponse},
};

use crate::schema::sdl;

/// The editor for queries, as it comes with async-graphql. It loads its scripts from a content network. A token comes in
/// the fragment of the link: `/graphiql#token=…`.
pub async fn graphiql() -> Html<String> {
    let plugins = [token()];
    Html(GraphiQLSource::build().endpoint("/graphql").title("Bündnis").plugins(&plugins).finish())
}

/// Keeps a token and sends it. The page lets plugins write into its head, and where its `customFetch` has been made.
fn token() -> GraphiQLPlugin<'static> {
    GraphiQLPlugin {
        name: "token",
        head_assets: Some(concat!("<script>\n", include_str!("pages/keep_token.js"), "</script>")),
        pre_configs: Some(include_str!("pages/send_token.js")),
        ..GraphiQLPlugin::default()
    }
}

/// The schema in the Schema Definition Language.
pub async fn schema() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], sdl())
}
