//! Answers that a client already has.

use axum::{
    http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, VARY},
    },
    response::Response,
};

use super::{Service, execute::Prepared, persisted::hash, reply::Form};
use crate::{model::Revision, schema::Viewer};

/// Which answer it is: the same question to the same revision by the same client has the same one.
pub struct Version {
    tag: String,
    private: bool,
}

impl Version {
    pub fn of(prepared: &Prepared, revision: Revision, viewer: Option<&Viewer>, form: Form) -> Self {
        let viewer_name = viewer.map(|viewer| viewer.name.as_str()).unwrap_or_default();
        let program = env!("CARGO_PKG_VERSION");
        let Form { media_type, packed } = form;
        let text = format!("{program}\n{revision}\n{viewer_name}\n{media_type:?}\n{packed}\n{}", prepared.identity());
        let mut digest = hash(&text);
        // 128 bits, which nobody meets twice.
        digest.truncate(32);
        Self { tag: format!("\"{digest}\""), private: viewer.is_some() }
    }

    /// Whether the client says that it has this one (RFC 9110, section 13.1.2).
    pub fn is_known(&self, headers: &HeaderMap) -> bool {
        let values = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let mut tags = values.flat_map(|value| value.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
        tags.any(|tag| tag == self.tag)
    }

    /// Says which one it is, and who may keep it for how long.
    pub fn mark(&self, service: &Service, mut response: Response) -> Response {
        let age = service.settings.max_age.as_secs();
        let kept = match (self.private, age) {
            (_, 0) => "no-cache".to_owned(),
            (true, age) => format!("private, max-age={age}"),
            (false, age) => format!("public, max-age={age}"),
        };
        let headers = response.headers_mut();
        for (name, value) in [(ETAG, self.tag.clone()), (CACHE_CONTROL, kept)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
        headers.append(VARY, HeaderValue::from_static("accept, accept-encoding, authorization"));
        response
    }
}
