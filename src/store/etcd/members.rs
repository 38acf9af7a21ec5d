//! Talking to the members of a cluster: to one of them, and to the next when it does not answer.
//!
//! The client can balance over all members by itself, but a member that is stopped without being gone keeps its connection
//! and answers nothing; to know which one was asked is to know which one to leave.

use std::{
    error::Error,
    fmt,
    future::Future,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use etcd_client::{Certificate, Client, ConnectOptions, Identity, TlsOptions};
use tokio::time::{sleep, timeout};
use tonic::{Code, Status};

use super::address::Address;
use crate::store::StoreError;

/// How long one member may take. A healthy one takes milliseconds; one that elects a leader takes about a second.
const ATTEMPT: Duration = Duration::from_secs(1);
/// Between two rounds through all members.
const PAUSE: Duration = Duration::from_millis(50);

/// Why nobody gave an answer, or what the answer was.
#[derive(Debug)]
pub enum Failed {
    Silent,
    Refused(etcd_client::Error),
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silent => f.write_str("no member answered in time"),
            Self::Refused(etcd_client::Error::GRpcStatus(status)) => f.write_str(status.message()),
            Self::Refused(error) => error.fmt(f),
        }
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Refused(etcd_client::Error::GRpcStatus(status)) => status.source(),
            Self::Refused(etcd_client::Error::TransportError(error)) => error.source(),
            _ => None,
        }
    }
}

impl Failed {
    /// Whether the history that was asked for has been compacted away.
    pub fn is_compacted(&self) -> bool {
        self.status().is_some_and(|status| status.code() == Code::OutOfRange)
    }

    fn status(&self) -> Option<&Status> {
        match self {
            Self::Refused(etcd_client::Error::GRpcStatus(status)) => Some(status),
            _ => None,
        }
    }

    /// Whether another member, or the same one later, could answer otherwise.
    fn passes(&self) -> bool {
        match self {
            Self::Refused(etcd_client::Error::InvalidArgs(_) | etcd_client::Error::InvalidUri(_)) => false,
            _ => !self.status().is_some_and(|status| {
                matches!(
                    status.code(),
                    Code::InvalidArgument
                        | Code::OutOfRange
                        | Code::PermissionDenied
                        | Code::Unauthenticated
                        | Code::FailedPrecondition
                        | Code::ResourceExhausted
                        | Code::Unimplemented
                )
            }),
        }
    }
}

/// The members, and the connection to one of them.
pub struct Members {
    endpoints: Vec<String>,
    in_tls: bool,
    options: ConnectOptions,
    current: Mutex<Current>,
}

#[derive(Clone, Default)]
struct Current {
    member: usize,
    client: Option<Client>,
}

impl Members {
    pub fn new(address: &Address) -> Result<Self, StoreError> {
        let in_tls = address.tls.is_some();
        let scheme = if in_tls { "https" } else { "http" };
        let endpoints = address.members.iter().map(|member| format!("{scheme}://{member}")).collect();
        let mut options = ConnectOptions::new().with_connect_timeout(ATTEMPT).with_keep_alive(ATTEMPT, ATTEMPT);
        if let Some(tls) = &address.tls {
            options = options.with_tls(tls_options(tls));
        }
        if let Some(credentials) = &address.credentials {
            // A token that etcd gave for the password ends with the member, and after a while without use.
            options = options.with_user(&credentials.user, &credentials.password).with_auto_token_refresh(true);
        }
        Ok(Self { endpoints, in_tls, options, current: Mutex::default() })
    }

    /// What a person can look at where nothing was answered.
    pub fn advice(&self, failed: &Failed) -> &'static str {
        match failed.status().map(|status| (status.code(), status.message())) {
            Some((Code::PermissionDenied, _)) => "see --prefix, and what etcd lets the user of --store-user do",
            Some((Code::ResourceExhausted, message)) if message.ends_with("space exceeded") => {
                "etcd is full: compact and defragment it, or raise its --quota-backend-bytes, then disarm its alarm"
            }
            Some((Code::Unauthenticated | Code::FailedPrecondition | Code::InvalidArgument, message))
                if ["auth", "user"].iter().any(|word| message.contains(word)) =>
            {
                "see --store-user and BUENDNIS_STORE_PASSWORD"
            }
            _ if self.in_tls => {
                "see whether etcd runs and can be reached, and --store-ca, --store-cert and --store-key"
            }
            _ => "see whether etcd runs and can be reached, and give --store-ca if it wants TLS",
        }
    }

    /// Does `work` with the current member, and with the next ones in turn as long as they fail and `patience` lasts. At
    /// least one is tried.
    pub async fn ask<T, F>(&self, patience: Duration, work: impl Fn(Client) -> F) -> Result<T, Failed>
    where
        F: Future<Output = Result<T, etcd_client::Error>>,
    {
        let start = Instant::now();
        let mut tried = 0;
        loop {
            let member = self.member();
            let failed = match timeout(ATTEMPT, async { work(self.client().await?).await }).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => Failed::Refused(error),
                Err(_) => Failed::Silent,
            };
            if !failed.passes() {
                return Err(failed);
            }
            tracing::debug!(member = self.endpoints.get(member), error = %failed, "a member of etcd gave no answer");
            self.leave(member);
            if start.elapsed() >= patience {
                return Err(failed);
            }
            tried += 1;
            if tried % self.endpoints.len() == 0 {
                sleep(PAUSE).await;
            }
        }
    }

    /// Which member is talked to.
    pub fn member(&self) -> usize {
        self.current().member
    }

    /// A connection to the current member, which is made if there is none.
    pub async fn client(&self) -> Result<Client, etcd_client::Error> {
        let Current { member, client } = self.current();
        if let Some(client) = client {
            return Ok(client);
        }
        let endpoint = &self.endpoints[member..=member];
        let client = Client::connect(endpoint, Some(self.options.clone())).await?;
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.member == member {
            current.client = Some(client.clone());
        }
        Ok(client)
    }

    /// Turns to the next member, unless somebody has already turned away from this one.
    fn leave(&self, member: usize) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.member == member {
            *current = Current { member: (member + 1) % self.endpoints.len(), client: None };
        }
    }

    fn current(&self) -> Current {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn tls_options(tls: &super::address::Tls) -> TlsOptions {
    let options = TlsOptions::new().ca_certificate(Certificate::from_pem(&tls.authority));
    match &tls.identity {
        Some((certificate, key)) => options.identity(Identity::from_pem(certificate, key)),
        None => options,
    }
}
