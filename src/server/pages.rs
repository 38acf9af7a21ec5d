//! What a browser can open: the atlas, GraphiQL, and the files they load.
//!
//! `build.rs` builds them from `web/` into the program; a program that was built without npm says so in their place. They
//! load nothing from any other host.

mod file;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{Html, IntoResponse, Response},
};

use self::file::{Cache, File};
use crate::schema::sdl;

/// The page that shows the register: one for all its addresses, as it reads from them what to show.
pub async fn atlas(headers: HeaderMap) -> Response {
    page("index.html", &headers)
}

/// The editor for queries. A token comes in the fragment of the link, which a browser never sends: `/graphiql#token=…`.
pub async fn graphiql(headers: HeaderMap) -> Response {
    page("graphiql.html", &headers)
}

/// A file that a page loads. Its name changes with what is in it.
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match File::find(&format!("assets/{name}")) {
        Some(file) => file.answer(&headers, Cache::Forever),
        None => super::not_found(headers).await,
    }
}

/// The schema in the Schema Definition Language.
pub async fn schema() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], sdl())
}

fn page(name: &str, headers: &HeaderMap) -> Response {
    match File::find(name) {
        Some(file) => file.answer(headers, Cache::Ask),
        None => (StatusCode::NOT_IMPLEMENTED, Html(include_str!("pages/missing.html"))).into_response(),
    }
}
