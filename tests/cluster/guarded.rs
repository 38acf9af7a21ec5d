//! etcd that talks TLS alone, to clients with a certificate, and knows its users.

use std::{fs, path::Path};

use etcd_client::{Certificate, Identity, Permission, PermissionType, TlsOptions};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

use super::{
    node::PASSWORD,
    support::etcd::{Cluster, Options},
};

/// The user that may read and write the keys of the register.
pub const USER: &str = "buendnis";
/// A user that may nothing.
pub const STRANGER: &str = "stranger";

/// A directory of certificates and their keys: `NAME.pem` and `NAME-key.pem`.
pub struct Certificates(TempDir);

impl Certificates {
    /// An authority, what it signed for the members and for a node, and another authority.
    fn make() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let (authority, key) = (authority("ours"), KeyPair::generate().unwrap());
        fs::write(directory.path().join("ours.pem"), authority.self_signed(&key).unwrap().pem()).unwrap();
        let issuer = Issuer::new(authority, key);
        for name in ["member", "node"] {
            let key = KeyPair::generate().unwrap();
            let certificate = named(name).signed_by(&key, &issuer).unwrap();
            fs::write(directory.path().join(format!("{name}.pem")), certificate.pem()).unwrap();
            fs::write(directory.path().join(format!("{name}-key.pem")), key.serialize_pem()).unwrap();
        }
        let other = self::authority("other").self_signed(&KeyPair::generate().unwrap()).unwrap();
        fs::write(directory.path().join("other.pem"), other.pem()).unwrap();
        Self(directory)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(Path::new(&self.path(name))).unwrap()
    }
}

/// A certificate for this machine.
fn named(name: &str) -> CertificateParams {
    let mut certificate = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    certificate.distinguished_name.push(DnType::CommonName, name);
    certificate
}

fn authority(name: &str) -> CertificateParams {
    let mut certificate = named(name);
    certificate.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    certificate
}

/// A cluster of one member, whose tokens for users last a second.
pub fn start() -> (Cluster, Certificates) {
    let certificates = Certificates::make();
    let options = vec![
        ("trusted-ca-file", certificates.path("ours.pem")),
        ("cert-file", certificates.path("member.pem")),
        ("key-file", certificates.path("member-key.pem")),
        ("client-cert-auth", "true".to_owned()),
        ("auth-token-ttl", "1".to_owned()),
    ];
    let identity = Identity::from_pem(certificates.read("node.pem"), certificates.read("node-key.pem"));
    let authority = Certificate::from_pem(certificates.read("ours.pem"));
    let tls = TlsOptions::new().ca_certificate(authority).identity(identity);
    let cluster = Cluster::start_with(1, Options { options, tls: Some(tls), ..Options::default() });
    let add_users = async |mut client: etcd_client::Client| {
        client.role_add("register").await?;
        let keys = Permission::new(PermissionType::Readwrite, "buendnis/").with_prefix();
        client.role_grant_permission("register", keys).await?;
        for user in ["root", USER, STRANGER] {
            client.user_add(user, PASSWORD, None).await?;
        }
        client.user_grant_role("root", "root").await?;
        client.user_grant_role(USER, "register").await?;
        client.auth_enable().await
    };
    cluster.ask(0, add_users).unwrap();
    (cluster, certificates)
}
