//! How `buendnis serve` behaves towards the network, as options.

use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::{Args, ValueEnum, builder::FalseyValueParser};

use super::{
    Failure,
    limits::{Limits, seconds},
};
use crate::server::{ReadAccess, Registered, Settings};

#[derive(Args)]
pub struct Public {
    /// Who may read.
    #[arg(long, value_name = "WHO", env = "BUENDNIS_READ_ACCESS", default_value = "open")]
    read_access: Readers,
    /// A site whose pages may ask, such as `https://example.org`, or `*` for all; several by repeating it or with commas.
    #[arg(long = "cors-origin", value_name = "ORIGIN", env = "BUENDNIS_CORS_ORIGIN", value_delimiter = ',', value_parser = origin)]
    cors_origins: Vec<String>,
    /// Refuse questions about the schema itself.
    #[arg(long, env = "BUENDNIS_NO_INTROSPECTION", value_parser = FalseyValueParser::new())]
    no_introspection: bool,
    /// Execute only the documents in this manifest: an object from SHA-256 to text, or Apollo's.
    #[arg(long, value_name = "FILE", env = "BUENDNIS_REGISTERED_DOCUMENTS")]
    registered_documents: Option<PathBuf>,
    /// How long browsers and caches may keep an answer to GET without asking again.
    #[arg(long, value_name = "SECONDS", env = "BUENDNIS_MAX_AGE", default_value = "0", value_parser = seconds)]
    max_age: Duration,
    /// Take the last address in X-Forwarded-For for the client's: a proxy of ours wrote it.
    #[arg(long, env = "BUENDNIS_BEHIND_PROXY", value_parser = FalseyValueParser::new())]
    behind_proxy: bool,
    /// The bytes of answers that are kept to be given again as long as nothing has changed, 0 for none.
    #[arg(long, value_name = "BYTES", env = "BUENDNIS_ANSWER_MEMORY", default_value_t = Settings::default().answer_memory)]
    answer_memory: usize,
    /// How long a shared store may not be heard of until /readyz says no.
    #[arg(long, value_name = "SECONDS", env = "BUENDNIS_MAX_STALENESS", default_value = "30", value_parser = seconds)]
    max_staleness: Duration,
    /// From when on the log calls a request slow.
    #[arg(long, value_name = "SECONDS", env = "BUENDNIS_SLOW", default_value = "0.5", value_parser = seconds)]
    slow: Duration,
    #[command(flatten)]
    limits: Limits,
}

#[derive(Clone, Copy, ValueEnum)]
enum Readers {
    /// Everybody.
    Open,
    /// Whoever has a token.
    Token,
}

impl From<Readers> for ReadAccess {
    fn from(readers: Readers) -> Self {
        match readers {
            Readers::Open => Self::Open,
            Readers::Token => Self::Token,
        }
    }
}

impl Public {
    pub fn settings(&self) -> Result<Settings, Failure> {
        Ok(Settings {
            limits: (&self.limits).into(),
            read_access: self.read_access.into(),
            introspection: !self.no_introspection,
            registered: self.registered()?.map(Arc::new),
            cors_origins: self.cors_origins.clone(),
            behind_proxy: self.behind_proxy,
            max_age: self.max_age,
            answer_memory: self.answer_memory,
            max_staleness: self.max_staleness,
            slow: self.slow,
        })
    }

    fn registered(&self) -> Result<Option<Registered>, Failure> {
        let Some(path) = &self.registered_documents else { return Ok(None) };
        let manifest = std::fs::read(path).map_err(|error| Failure::Read(path.clone(), error))?;
        let registered = Registered::read(&manifest).map_err(|error| Failure::Documents(path.clone(), error))?;
        Ok(Some(registered))
    }
}

/// `*`, or scheme, host and port as browsers write them.
fn origin(text: &str) -> Result<String, String> {
    let origin = url::Url::parse(text).map(|url| url.origin().ascii_serialization());
    match origin {
        _ if text == "*" => Ok(text.to_owned()),
        Ok(origin) if origin == text => Ok(origin),
        _ => Err("an origin has a scheme, a host, perhaps a port, and no path: `https://example.org`".to_owned()),
    }
}
