//! What a browser can open: the atlas, GraphiQL, and the files they load.
//!
//! `build.rs` builds them from `web/` into the program; a program that was built without npm says so in their place. They
//! load nothing from any other host.

mod file;

use axum::{
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{Html, IntoResponse, Response},
};

use self::file::{Cache, File};
use super::Service;
use crate::schema::sdl;

/// What the atlas may load and do: this server's files and answers, and pictures of its own making, to be saved as PNG.
const ATLAS: &str = "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; \
                     frame-ancestors 'none'";

/// GraphiQL may also write styles into itself, as its editor does; and has small pictures in its styles.
const GRAPHIQL: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; \
                        base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page that shows the register: one for all its addresses, as it reads from them what to show.
pub async fn atlas(headers: HeaderMap) -> Response {
    page("index.html", ATLAS, &headers)
}

/// The editor for queries. A token comes in the fragment of the link, which a browser never sends: `/graphiql#token=…`.
pub async fn graphiql(headers: HeaderMap) -> Response {
    page("graphiql.html", GRAPHIQL, &headers)
}

/// A file that a page loads. Its name changes with what is in it.
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match File::find(&format!("assets/{name}")) {
        Some(file) => file.answer(&headers, Cache::Forever),
        None => super::not_found(headers).await,
    }
}

/// The schema in the Schema Definition Language, where it may be known.
pub async fn schema(State(service): State<Service>, headers: HeaderMap) -> Response {
    if service.settings.introspection {
        ([(CONTENT_TYPE, "text/plain; charset=utf-8")], sdl()).into_response()
    } else {
        super::not_found(headers).await
    }
}

/// The page with this name, under the content security policy that it needs.
fn page(name: &str, policy: &'static str, headers: &HeaderMap) -> Response {
    let Some(file) = File::find(name) else {
        return (StatusCode::NOT_IMPLEMENTED, Html(include_str!("pages/missing.html"))).into_response();
    };
    let mut answer = file.answer(headers, Cache::Ask);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    answer
}
