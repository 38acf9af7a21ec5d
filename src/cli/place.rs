//! Where the register is kept: in a directory of this machine, or in a cluster of etcd that many nodes share.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;

use super::Failure;
#[cfg(feature = "etcd")]
use crate::store::{
    Etcd,
    etcd::{Address, Credentials, Tls},
};
use crate::{
    access::TokenList,
    register::OpenError,
    store::{BackupError, Contents, Sled, Store},
};

#[derive(Args)]
pub struct Data {
    /// The data directory.
    #[arg(long, value_name = "DIR", env = "BUENDNIS_DATA", default_value = "data")]
    data: PathBuf,
    #[command(flatten)]
    shared: Shared,
}

#[derive(Args)]
struct Shared {
    /// Keep the register in etcd instead, where several nodes share it: `etcd://host1:2379,host2:2379,host3:2379`.
    #[arg(long, value_name = "URL", env = "BUENDNIS_STORE")]
    store: Option<String>,
    #[cfg(feature = "etcd")]
    #[command(flatten)]
    how: How,
}

/// How a cluster is talked to.
#[cfg(feature = "etcd")]
#[derive(Args)]
struct How {
    /// What the keys of the register begin with in etcd.
    #[arg(long, value_name = "TEXT", env = "BUENDNIS_STORE_PREFIX", default_value = "buendnis/")]
    prefix: String,
    /// Talk TLS to etcd, whose certificates were signed by this authority.
    #[arg(long, value_name = "PEM", env = "BUENDNIS_STORE_CA")]
    store_ca: Option<PathBuf>,
    /// The certificate to show to etcd.
    #[arg(long, value_name = "PEM", env = "BUENDNIS_STORE_CERT", requires_all = ["store_ca", "store_key"])]
    store_cert: Option<PathBuf>,
    /// The key of that certificate.
    #[arg(long, value_name = "PEM", env = "BUENDNIS_STORE_KEY", requires = "store_cert")]
    store_key: Option<PathBuf>,
    /// The user at etcd; the password is in BUENDNIS_STORE_PASSWORD.
    #[arg(long, value_name = "NAME", env = "BUENDNIS_STORE_USER")]
    store_user: Option<String>,
}

/// Where a register is.
#[derive(Clone, Debug)]
pub enum Place {
    Directory(PathBuf),
    #[cfg(feature = "etcd")]
    Cluster(Address),
}

/// An open store, and the list of tokens beside it.
pub struct Kept {
    pub store: Arc<dyn Store>,
    pub tokens: TokenList,
}

impl Data {
    /// The directory, for what only a directory has.
    pub fn directory(&self) -> Result<&Path, Failure> {
        if self.shared.store.is_some() { Err(Failure::DirectoryOnly) } else { Ok(&self.data) }
    }

    pub fn place(&self) -> Result<Place, Failure> {
        match &self.shared.store {
            None => Ok(Place::Directory(self.data.clone())),
            #[cfg(feature = "etcd")]
            Some(url) => Ok(Place::Cluster(self.shared.how.address(url)?)),
            #[cfg(not(feature = "etcd"))]
            Some(_) => Err(Failure::WithoutEtcd),
        }
    }
}

#[cfg(feature = "etcd")]
impl How {
    fn address(&self, url: &str) -> Result<Address, Failure> {
        let address: Address = url.parse().map_err(Failure::StoreUrl)?;
        let read = |path: &PathBuf| std::fs::read(path).map_err(|error| Failure::Read(path.clone(), error));
        let identity = match (&self.store_cert, &self.store_key) {
            (Some(certificate), Some(key)) => Some((read(certificate)?, read(key)?)),
            _ => None,
        };
        let authority = self.store_ca.as_ref().map(read).transpose()?;
        let password = || std::env::var("BUENDNIS_STORE_PASSWORD").map_err(|_| Failure::StorePassword);
        let credentials =
            self.store_user.clone().map(|user| Ok::<_, Failure>(Credentials { user, password: password()? }));
        let tls = authority.map(|authority| Tls { authority, identity });
        Ok(Address { prefix: self.prefix.clone(), tls, credentials: credentials.transpose()?, ..address })
    }
}

impl Place {
    /// Opens the store. A directory that is not there is made.
    pub fn open(&self) -> Result<Kept, Failure> {
        match self {
            Self::Directory(directory) => {
                let store = Sled::open(directory).map_err(OpenError::from)?;
                Ok(Kept { store: Arc::new(store), tokens: TokenList::of(directory) })
            }
            #[cfg(feature = "etcd")]
            Self::Cluster(address) => {
                let store = Etcd::open(address).map_err(OpenError::from)?;
                let tokens = TokenList::shared(Arc::new(store.tokens()), address.to_string());
                Ok(Kept { store: Arc::new(store), tokens })
            }
        }
    }

    /// The list of tokens, while a server may have the store.
    pub fn tokens(&self) -> Result<TokenList, Failure> {
        match self {
            Self::Directory(directory) => Ok(TokenList::of(directory)),
            #[cfg(feature = "etcd")]
            Self::Cluster(_) => Ok(self.open()?.tokens),
        }
    }

    /// Makes the store of a backup; there must be none.
    pub fn restore(&self, backup: impl std::io::Read) -> Result<Contents, BackupError> {
        match self {
            Self::Directory(directory) => Sled::restore(directory, backup),
            #[cfg(feature = "etcd")]
            Self::Cluster(address) => Etcd::restore(address, backup),
        }
    }

    /// Whether several nodes have it.
    pub fn is_shared(&self) -> bool {
        !matches!(self, Self::Directory(_))
    }

    /// A directory that is not there yet.
    pub fn is_new(&self) -> bool {
        match self {
            Self::Directory(directory) => !directory.exists(),
            #[cfg(feature = "etcd")]
            Self::Cluster(_) => false,
        }
    }

    /// Refuses a mistyped directory: opening would make it.
    pub fn expect(&self) -> Result<(), Failure> {
        match self {
            Self::Directory(directory) if !directory.is_dir() => Err(Failure::Missing(directory.clone())),
            _ => Ok(()),
        }
    }

    /// What to do where the store is damaged.
    pub fn way_out(&self) -> String {
        match self {
            Self::Directory(directory) => {
                let directory = directory.display();
                format!(
                    "run `buendnis recover --data {directory} --backup-dir DIR`, with the directory of your backups"
                )
            }
            #[cfg(feature = "etcd")]
            Self::Cluster(_) => "restore the newest backup under another --prefix".to_owned(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(directory) => directory.display().fmt(f),
            #[cfg(feature = "etcd")]
            Self::Cluster(address) => address.fmt(f),
        }
    }
}
