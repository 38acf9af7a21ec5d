//! Identities: opaque, stable, and telling their type.
//!
//! The text is `TYPE_` and 26 characters of lower-case base32hex (RFC 4648) over 16 bytes, such as
//! `org_06fopbq9e5n5v4o3a1kq2v8s1s`; a state's is `sta_` and its code. Clients must not read anything but the type.
//! - A record made here has a version 7 UUID (RFC 9562): 48 bits of milliseconds and 74 random bits, so two nodes of a
//!   cluster never make the same one, and records of one type sort by the time they were made.
//! - A record of the bundled register has a version 5 UUID of its natural key, so it is the same in every installation.

use std::{fmt, str::FromStr};

use data_encoding::BASE32_DNSSEC;
use uuid::Uuid;

use super::vocabulary::{StateCode, SubjectType};

/// The version 5 namespace of the bundled register. Never to be changed: the ids of every installation rest on it.
const SEED_NAMESPACE: Uuid = Uuid::from_u128(0x6275_656e_646e_6973_8000_7365_6564_0001);

/// Why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("`{0}` is not an id of this register")]
    Form(String),
    #[error("`{text}` is the id of a record of type {found}, not {wanted}")]
    Type { text: String, found: &'static str, wanted: &'static str },
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $variant:ident, $tag:literal;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(u128);

            impl $name {
                /// A new id, unique without asking anyone.
                pub fn generate() -> Self {
                    Self(Uuid::now_v7().as_u128())
                }

                /// The id of the bundled record with this natural key, the same in every installation.
                pub fn of_seed(key: &str) -> Self {
                    Self(Uuid::new_v5(&SEED_NAMESPACE, format!("{}:{key}", $tag).as_bytes()).as_u128())
                }

                pub const fn from_u128(value: u128) -> Self {
                    Self(value)
                }

                pub const fn as_u128(self) -> u128 {
                    self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str($tag)?;
                    f.write_str("_")?;
                    let mut text = [0; 26];
                    BASE32_DNSSEC.encode_mut(&self.0.to_be_bytes(), &mut text);
                    // Base32 is ASCII.
                    f.write_str(std::str::from_utf8(&text).unwrap_or_default())
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(self, f)
                }
            }

            impl From<$name> for NodeId {
                fn from(id: $name) -> Self {
                    Self::$variant(id)
                }
            }

            impl FromStr for $name {
                type Err = IdError;

                fn from_str(text: &str) -> Result<Self, IdError> {
                    match text.parse()? {
                        NodeId::$variant(id) => Ok(id),
                        other => Err(IdError::Type {
                            text: text.to_owned(),
                            found: other.subject_type().name(),
                            wanted: SubjectType::$variant.name(),
                        }),
                    }
                }
            }
        )+

        /// The id of a record of any type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum NodeId {
            State(StateCode),
            $($variant($name),)+
        }

        impl NodeId {
            /// The type that the id names.
            pub fn subject_type(self) -> SubjectType {
                match self {
                    Self::State(_) => SubjectType::State,
                    $(Self::$variant(_) => SubjectType::$variant,)+
                }
            }
        }

        impl fmt::Display for NodeId {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    Self::State(code) => write!(f, "sta_{}", code.name().to_ascii_lowercase()),
                    $(Self::$variant(id) => id.fmt(f),)+
                }
            }
        }

        impl FromStr for NodeId {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let malformed = || IdError::Form(super::text::excerpt(text, 40));
                let (tag, rest) = text.split_once('_').ok_or_else(malformed)?;
                match tag {
                    "sta" => StateCode::ALL
                        .into_iter()
                        .find(|code| code.name().to_ascii_lowercase() == rest)
                        .map(Self::State),
                    $($tag => decode(rest).map(|bits| Self::$variant($name(bits))),)+
                    _ => None,
                }
                .ok_or_else(malformed)
            }
        }
    };
}

ids! {
    /// The id of an initiative.
    InitiativeId = Initiative, "ini";
    /// The id of an organisation.
    OrganisationId = Organisation, "org";
    /// The id of a participation.
    ParticipationId = Participation, "par";
    /// The id of an event.
    EventId = Event, "evt";
}

/// 26 characters of base32hex as the 128 bits they stand for. Only the one canonical spelling is accepted, so an id is
/// equal to another exactly when their texts are.
fn decode(text: &str) -> Option<u128> {
    if text.len() != 26 || text.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let mut bytes = [0; 16];
    BASE32_DNSSEC.decode_mut(text.as_bytes(), &mut bytes).ok()?;
    Some(u128::from_be_bytes(bytes))
}
