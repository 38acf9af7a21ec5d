//! Where a cluster is: `etcd://host:port,host:port`, and how its members know who is there.

use std::{fmt, str::FromStr};

/// The members of a cluster, and the register among what it keeps.
#[derive(Clone, Debug)]
pub struct Address {
    /// `host:port` each.
    pub members: Vec<String>,
    /// Before every key; one cluster can keep several registers.
    pub prefix: String,
    pub tls: Option<Tls>,
    pub credentials: Option<Credentials>,
}

/// Certificates, each in PEM.
#[derive(Clone, Debug)]
pub struct Tls {
    /// Of the authority that signed those of the members.
    pub authority: Vec<u8>,
    /// That of this node with its key, where members ask for one.
    pub identity: Option<(Vec<u8>, Vec<u8>)>,
}

/// A user of etcd.
#[derive(Clone)]
pub struct Credentials {
    pub user: String,
    pub password: String,
}

/// Without the password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("an address begins with `etcd://`, such as etcd://host1:2379,host2:2379,host3:2379")]
    Scheme,
    #[error("`{0}` is not a member such as host:2379")]
    Member(String),
}

const SCHEME: &str = "etcd://";
const DEFAULT_PREFIX: &str = "buendnis/";

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let members = text.strip_prefix(SCHEME).ok_or(AddressError::Scheme)?;
        let members = members.trim_end_matches('/').split(',').map(member).collect::<Result<_, _>>()?;
        Ok(Self { members, prefix: DEFAULT_PREFIX.to_owned(), tls: None, credentials: None })
    }
}

fn member(text: &str) -> Result<String, AddressError> {
    let wrong = || AddressError::Member(text.to_owned());
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    match port.parse::<u16>() {
        Ok(1..) if !host.is_empty() && !host.contains(['/', '@', ' ']) => Ok(text.to_owned()),
        _ => Err(wrong()),
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/{}", self.members.join(","), self.prefix)
    }
}
