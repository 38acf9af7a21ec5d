//! The list of tokens as JSON: version 1, which people can read and mend.

use serde::{Deserialize, Serialize};

use super::{Digest, Flaw, Token, Tokens};
use crate::model::Timestamp;

const VERSION: u64 = 1;

/// Read before the rest, which may be of another shape in another version.
#[derive(Deserialize)]
struct Head {
    version: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    version: u64,
    tokens: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    role: String,
    sha256: String,
    created: String,
    expires: Option<String>,
    revoked: Option<String>,
}

pub fn read(text: &[u8]) -> Result<Tokens, Flaw> {
    let Head { version } = serde_json::from_slice(text)?;
    if version > VERSION {
        return Err(Flaw::Newer { found: version, supported: VERSION });
    }
    if version < VERSION {
        return Err(Flaw::Version { found: version });
    }
    let list: List = serde_json::from_slice(text)?;
    let tokens = list.tokens.iter().zip(1..);
    let tokens =
        tokens.map(|(entry, place)| token(entry).map_err(|source| Flaw::Token { place, source: Box::new(source) }));
    tokens.collect()
}

fn token(entry: &Entry) -> Result<Token, Flaw> {
    let time = |text: &str| text.parse::<Timestamp>();
    Ok(Token {
        name: entry.name.parse()?,
        role: entry.role.parse()?,
        digest: Digest::from_hex(&entry.sha256).ok_or(Flaw::Digest)?,
        created: time(&entry.created)?,
        expires: entry.expires.as_deref().map(time).transpose()?,
        revoked: entry.revoked.as_deref().map(time).transpose()?,
    })
}

pub fn write(tokens: &Tokens) -> serde_json::Result<String> {
    let tokens = tokens.iter().map(|token| Entry {
        name: token.name.to_string(),
        role: token.role.to_string(),
        sha256: token.digest.to_hex(),
        created: token.created.to_string(),
        expires: token.expires.map(|time| time.to_string()),
        revoked: token.revoked.map(|time| time.to_string()),
    });
    let mut text = serde_json::to_string_pretty(&List { version: VERSION, tokens: tokens.collect() })?;
    text.push('\n');
    Ok(text)
}
