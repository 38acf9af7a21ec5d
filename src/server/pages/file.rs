//! The files of the pages as the build left them: each as brotli and as gzip, and sent as the client can read it.

use std::io::Read;

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
};
use flate2::read::GzDecoder;
use include_dir::{Dir, include_dir};
use xxhash_rust::xxh3::xxh3_64;

/// Empty if the program was built without npm.
static PAGES: Dir<'_> = include_dir!("$OUT_DIR/pages");

/// How long a client may keep a file without asking.
#[derive(Clone, Copy)]
pub enum Cache {
    /// Not at all: the same address has something else tomorrow.
    Ask,
    /// For good: the name is made from what is in it.
    Forever,
}

impl Cache {
    const fn control(self) -> &'static str {
        match self {
            Self::Ask => "no-cache",
            Self::Forever => "public, max-age=31536000, immutable",
        }
    }
}

/// A file in both of its forms.
pub struct File {
    media_type: &'static str,
    brotli: &'static [u8],
    gzip: &'static [u8],
}

impl File {
    /// The file with this name, such as `assets/index-Bx2.js`.
    pub fn find(name: &str) -> Option<Self> {
        let form = |extension| Some(PAGES.get_file(format!("{name}.{extension}"))?.contents());
        Some(Self { media_type: media_type(name)?, brotli: form("br")?, gzip: form("gz")? })
    }

    /// The file, or 304 for a client that has it.
    pub fn answer(&self, headers: &HeaderMap, cache: Cache) -> Response {
        // Weak, as it stands for all forms of the file.
        let tag = format!("W/\"{:016x}\"", xxh3_64(self.brotli));
        let fixed = [(CACHE_CONTROL, cache.control()), (ETAG, tag.as_str()), (VARY, "accept-encoding")];
        if knows(headers, &tag) {
            return (StatusCode::NOT_MODIFIED, fixed).into_response();
        }
        let (encoding, body) = self.form(headers);
        let mut answer = (fixed, [(CONTENT_TYPE, self.media_type)], body).into_response();
        if let Some(encoding) = encoding {
            answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        answer
    }

    /// The smallest form that the client takes, and what that is called.
    fn form(&self, headers: &HeaderMap) -> (Option<&'static str>, Body) {
        if takes(headers, "br") {
            (Some("br"), self.brotli.into())
        } else if takes(headers, "gzip") {
            (Some("gzip"), self.gzip.into())
        } else {
            (None, unpacked(self.gzip).into())
        }
    }
}

/// The types of file that the build makes.
fn media_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "ttf" => "font/ttf",
        "woff2" => "font/woff2",
        _ => return None,
    })
}

/// Whether a client has the form of a file that this tag stands for (RFC 9110, section 13.1.2).
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|tags| tags.contains(tag))
}

/// Whether a client takes a content coding by name (RFC 9110, section 12.5.3).
fn takes(headers: &HeaderMap, coding: &str) -> bool {
    let codings = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|value| value.split(',')).any(|named| {
        let mut parts = named.split(';').map(str::trim);
        let same = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
        same && weight > 0.0
    })
}

/// For the few clients that unpack nothing themselves.
fn unpacked(gzip: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Err(error) = GzDecoder::new(gzip).read_to_end(&mut bytes) {
        tracing::error!(%error, "a file of the pages is damaged in the program");
    }
    bytes
}
