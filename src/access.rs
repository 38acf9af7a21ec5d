//! Access: roles, tokens, and who comes with one.
//!
//! A token is a name, a [`Role`] and a [`Secret`] of which only the [`Digest`] is kept. [`TokenFile`] keeps the list in
//! the data directory, apart from the store: the store belongs to one process, the list is also changed by commands
//! while a server runs; [`TokenList`] is that file, or what several nodes of one register share. An [`Authenticator`] tells who presents a secret, and takes in changes of the file at once.
//!
//! *Invariants:* a secret is shown where it is made and never kept, logged or compared by itself; knows neither the
//! register nor HTTP; a list that cannot be read lets nobody in.

mod authenticator;
mod error;
mod file;
mod lifetime;
mod list;
mod name;
mod role;
mod secret;
mod shape;
mod token;
mod tokens;
mod watch;

pub use authenticator::{Authenticator, Denial};
pub use error::{AccessError, Flaw};
pub use file::TokenFile;
pub use lifetime::{Lifetime, LifetimeError};
pub use list::TokenList;
pub use name::{NameError, TokenName};
pub use role::{Role, RoleError};
pub use secret::{Digest, Secret, SecretError};
pub use token::{Standing, Token};
pub use tokens::Tokens;
