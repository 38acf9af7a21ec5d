//! Members of etcd for tests: processes on this machine, which end with the process of the tests, however that ends.

use std::{
    collections::BTreeSet,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use buendnis::store::{Etcd, etcd::Address};
use etcd_client::{Client, ConnectOptions, TlsOptions};
use tempfile::TempDir;

/// How long a member may take to come up, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// A cluster.
pub struct Cluster {
    members: Vec<Member>,
    tls: Option<TlsOptions>,
    _directory: TempDir,
}

/// What members are started with besides.
#[derive(Default)]
pub struct Options {
    pub options: Vec<(&'static str, String)>,
    /// How clients talk to them, if in TLS.
    pub tls: Option<TlsOptions>,
    /// Where each of them is, if not just here.
    pub places: Vec<Place>,
}

/// Where a member is.
#[derive(Clone)]
pub struct Place {
    pub host: String,
    /// What its command begins with.
    pub within: Vec<String>,
}

struct Member {
    command: Vec<String>,
    /// `host:port` for clients.
    address: String,
    log: PathBuf,
    process: Option<Child>,
}

impl Cluster {
    /// As many members as are named, which have found each other.
    pub fn start(count: usize) -> Self {
        Self::start_with(count, Options::default())
    }

    pub fn start_with(count: usize, Options { options: more, tls, places }: Options) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let ports = free_ports(2 * count);
        let here = Place { host: "127.0.0.1".to_owned(), within: Vec::new() };
        let place = |n: usize| places.get(n).unwrap_or(&here);
        let client = |n: usize| format!("{}:{}", place(n).host, ports[2 * n]);
        let peer = |n: usize| format!("http://{}:{}", place(n).host, ports[2 * n + 1]);
        let name = |n: usize| format!("m{n}");
        let peers: Vec<String> = (0..count).map(|n| format!("{}={}", name(n), peer(n))).collect();
        let members = (0..count).map(|n| {
            let url = format!("{}://{}", if tls.is_some() { "https" } else { "http" }, client(n));
            let options = [
                ("name", name(n)),
                ("data-dir", directory.path().join(name(n)).display().to_string()),
                ("listen-client-urls", url.clone()),
                ("advertise-client-urls", url),
                ("listen-peer-urls", peer(n)),
                ("initial-advertise-peer-urls", peer(n)),
                ("initial-cluster", peers.join(",")),
            ];
            // The kernel ends it when this process ends: a test that is killed leaves nothing behind.
            let mut command: Vec<String> = ["setpriv", "--pdeathsig", "KILL"].map(str::to_owned).to_vec();
            command.extend(place(n).within.iter().cloned());
            command.push("etcd".to_owned());
            let options = options.into_iter().chain(more.iter().cloned());
            command.extend(options.map(|(option, value)| format!("--{option}={value}")));
            Member {
                command,
                address: client(n),
                log: directory.path().join(format!("{}.log", name(n))),
                process: None,
            }
        });
        let mut cluster = Self { members: members.collect(), tls, _directory: directory };
        (0..count).for_each(|n| cluster.begin(n));
        cluster.wait_until_healthy();
        cluster
    }

    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// `etcd://host:port,…`, as `--store` takes it.
    pub fn url(&self) -> String {
        let members: Vec<&str> = self.members.iter().map(|member| member.address.as_str()).collect();
        format!("etcd://{}", members.join(","))
    }

    pub fn address(&self, prefix: &str) -> Address {
        Address { prefix: prefix.to_owned(), ..self.url().parse().unwrap() }
    }

    /// Starts a member that is not running.
    pub fn begin(&mut self, member: usize) {
        let member = &mut self.members[member];
        let log = std::fs::File::options().create(true).append(true).open(&member.log).unwrap();
        let mut command = Command::new(&member.command[0]);
        command.args(&member.command[1..]).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        member.process = Some(spawn(command));
    }

    /// Ends a member at once.
    pub fn kill(&mut self, member: usize) {
        if let Some(mut process) = self.members[member].process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Has a member stand still, its connections open, or go on.
    pub fn signal(&self, member: usize, signal: &str) {
        let process = self.members[member].process.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
    }

    /// The member that leads, if there is one.
    pub fn leader(&self) -> Option<usize> {
        let statuses = (0..self.len()).filter_map(|n| self.status(n).map(|status| (n, status)));
        statuses.into_iter().find(|(_, (member, leader))| member == leader).map(|(n, _)| n)
    }

    /// A member's id, and that of the one it takes for the leader.
    fn status(&self, member: usize) -> Option<(u64, u64)> {
        let status = self.ask(member, async |mut client| client.status().await).ok()?;
        Some((status.header()?.member_id(), status.leader()))
    }

    /// Has one member do something.
    pub fn ask<T>(
        &self,
        member: usize,
        work: impl AsyncFnOnce(Client) -> Result<T, etcd_client::Error>,
    ) -> Result<T, etcd_client::Error> {
        let options = ConnectOptions::new().with_timeout(Duration::from_secs(1));
        let (scheme, options) = match &self.tls {
            Some(tls) => ("https", options.with_tls(tls.clone())),
            None => ("http", options),
        };
        let address = format!("{scheme}://{}", self.members[member].address);
        runtime().block_on(async { work(Client::connect([address], Some(options)).await?).await })
    }

    /// Waits until every member knows the same leader.
    pub fn wait_until_healthy(&self) {
        let start = Instant::now();
        loop {
            let leaders: BTreeSet<Option<u64>> = (0..self.len())
                .map(|n| self.status(n).map(|(_, leader)| leader).filter(|leader| *leader != 0))
                .collect();
            if leaders.len() == 1 && !leaders.contains(&None) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "the members have not found each other");
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        (0..self.len()).for_each(|member| self.kill(member));
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Starts a process from a thread that lasts as long as this process does: the kernel takes the end of the thread that
/// started a process for the end of its parent.
pub fn spawn(command: Command) -> Child {
    type Order = (Command, mpsc::Sender<Child>);
    static STARTER: OnceLock<Mutex<mpsc::Sender<Order>>> = OnceLock::new();
    let starter = STARTER.get_or_init(|| {
        let (orders, taken) = mpsc::channel::<Order>();
        thread::spawn(move || {
            for (mut command, reply) in taken {
                reply.send(command.spawn().expect("etcd and setpriv are installed")).unwrap();
            }
        });
        Mutex::new(orders)
    });
    let (reply, child) = mpsc::channel();
    starter.lock().unwrap().send((command, reply)).unwrap();
    child.recv().unwrap()
}

/// Ports that nobody had a moment ago.
pub fn free_ports(count: usize) -> Vec<u16> {
    let listeners: Vec<TcpListener> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    listeners.iter().map(|listener| listener.local_addr().unwrap().port()).collect()
}

/// The address of an empty store of its own, in a cluster of one member that all tests of this process share.
pub fn fresh() -> Address {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static STORES: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(|| Cluster::start(1));
    cluster.address(&format!("test/{}/", STORES.fetch_add(1, Ordering::Relaxed)))
}

/// The store at an address.
pub fn open(address: &Address) -> Etcd {
    Etcd::open(address).unwrap()
}
