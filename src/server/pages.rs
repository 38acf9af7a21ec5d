//! What a browser can open.

use axum::{
    http::header::CONTENT_TYPE,
    response::{Html, IntoResponse},
};

use crate::schema::sdl;

/// The editor for queries, as it comes with async-graphql. It loads its scripts from a content network.
pub async fn graphiql() -> Html<String> {
    Html(async_graphql::http::GraphiQLSource::build().endpoint("/graphql").title("Bündnis").finish())
}

/// The schema in the Schema Definition Language.
pub async fn schema() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], sdl())
}
