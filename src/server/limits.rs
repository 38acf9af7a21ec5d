//! Every limit of the protocol on one page, with its arithmetic. [`Limits::DEFAULT`] holds until an option says otherwise.
//!
//! Times and memory are measured: a release build on two cores of a virtual machine, over loopback, medians; where answers
//! have many values, on the register that `generate` makes.

use std::time::Duration;

/// What one request, one client and all of them together may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The words and signs of a document. The introspection query of GraphiQL has 184, the longest among our examples 148;
    /// four times what a person could survey. Each takes some 7 µs the first time, to be read, checked and planned.
    pub tokens: usize,
    /// Fields within fields. The introspection query has 15; the longest way through the register that asks for anything new
    /// (initiative, participation, organisation, parent, each with its connection) some 12.
    pub depth: usize,
    /// Fields with a name of the client's own. A dashboard shows some 50 numbers, each asked for under a name.
    pub aliases: usize,
    /// Fields of `Query` or `Mutation` in one operation. As for aliases; each begins a walk through the register.
    pub root_fields: usize,
    /// Directives of an operation: clients write `@include` beside a field or a fragment, some dozens.
    pub directives: usize,
    /// The values that an answer may have, by the sizes of the pages asked for. Two levels of full pages with ten fields an
    /// entry are 100 × 100 × 10 = 100,000; twice that takes 0.3 to 0.5 s, and 63 MB until it is sent.
    pub complexity: u64,
    /// The body of a request: 1 MiB. The longest query among our examples has 1.2 kB, a page of changes some 100 kB.
    pub body_bytes: usize,
    /// The head of a request: browsers and proxies stop at 8 to 32 kB; a query in an address may fill the rest.
    pub header_bytes: usize,
    /// From the first byte of a head to its last, and between requests of one connection: 20 kB at 2 kB/s.
    pub header_time: Duration,
    /// Between two pieces of a body. A first flight of packets (10 × 1,460 bytes) holds the body of nearly every request
    /// whole; for others this is two packets lost in a row (200 + 400 ms until they are sent again) and some.
    pub pause: Duration,
    /// For one request, until its answer is whole: 20 times what the largest takes.
    pub time: Duration,
    /// Requests that are executed at one time, those waiting for a commit included: twice as many as are committed together.
    pub concurrent: usize,
    /// Requests of one client in [`RATE_WINDOW`], 0 for any number: 1,000 a second, some 300 dashboards behind one address,
    /// and less than a tenth of the 11,500 small queries a second (19,000 with kept answers) that two cores answer beside the
    /// program that asks.
    pub rate: u32,
    /// Connections at one time. Each costs 17 to 21 kB before its first request and 24 kB after it, so all of them 200 MB.
    pub connections: usize,
    /// Connections of one client at one time, 0 for any number: an eighth of all, which is three for each of the 300
    /// dashboards behind one address. Behind a proxy of ours they are all the proxy's, which has to limit them.
    pub client_connections: usize,
    /// Operations that one connection follows at one time: each window of a client some.
    pub subscriptions: usize,
}

impl Limits {
    pub const DEFAULT: Self = Self {
        tokens: 10_000,
        depth: 20,
        aliases: 200,
        root_fields: 50,
        directives: 100,
        complexity: 200_000,
        body_bytes: 1024 * 1024,
        header_bytes: 32 * 1024,
        header_time: Duration::from_secs(10),
        pause: Duration::from_millis(800),
        time: Duration::from_secs(10),
        concurrent: 512,
        rate: 10_000,
        connections: 8_192,
        client_connections: 1_024,
        subscriptions: 100,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Over which the requests of a client are counted: long enough for the burst with which a page opens, short enough to be
/// waited for.
pub const RATE_WINDOW: Duration = Duration::from_secs(10);

/// Braces, brackets and parentheses within each other, before a document is read: the reader goes down a level of its
/// stack for each. Twenty fields and an argument with a filter of eight levels, two each, are 20 + 1 + 16.
pub const MAX_NESTING: usize = 64;

/// Fields and fragments that a document amounts to with every fragment written out where it is spread. Fragments that
/// spread each other twice double with each; written out by hand they would have to fit into the tokens.
pub const MAX_SELECTIONS: u64 = 20_000;

/// Fields and fragments within each other, fragments counted as well: what async-graphql reads.
pub const MAX_LEVELS: usize = 32;

/// What a list has for the complexity that has no pages: names, figures, children, sources.
pub const ASSUMED_LIST: u64 = 10;

/// From this complexity on a query runs on a thread for long work, four times as many at one time as there are cores: 2,000
/// values take 4.5 ms, for which others can wait; what runs there shares the cores with them instead.
pub const LONG_WORK: u64 = 2_000;

/// From this complexity on a query is left to the executor, and so to a thread for long work, even if it is planned. Where
/// they stand together 20,000 values are written in 3.5 ms, 45,000 from all over a large register in 22 ms.
pub const LONG_PLAN: u64 = 50_000;

/// How long requests under way may take to finish once the server is told to stop: less than the 30 s after which
/// service managers end a process by force, and more than any request should take.
pub const SHUTDOWN_GRACE: Duration = Duration::from_secs(10);

/// The body of an import, packed or not: 512 MiB. A register of 400,000 participations has 171 MB as NDJSON; to import it
/// took 27 s and 0.9 GB of memory.
pub const MAX_IMPORT_BYTES: u64 = 512 * 1024 * 1024;

/// Imports at a time. One is on the writer's desk anyway, and two would hold twice the memory.
pub const MAX_IMPORTS: usize = 1;

/// How long an import waits for the next piece of its body: a network that is silent for longer is gone.
pub const IMPORT_PATIENCE: Duration = Duration::from_secs(30);

/// How long a whole body may take to come: the largest in a quarter of an hour is 600 kB a second.
pub const IMPORT_TIME: Duration = Duration::from_secs(15 * 60);

/// Downloads of the register at a time. Each has a thread, and a snapshot that it keeps alive.
pub const MAX_EXPORTS: usize = 16;

/// How long a download waits for a client that takes nothing.
pub const EXPORT_PATIENCE: Duration = Duration::from_secs(30);

/// When whoever found no room should come back.
pub const RETRY_SECONDS: u32 = 5;

/// Within which a new WebSocket must say `connection_init`: what the reference server gives.
pub const INIT_TIME: Duration = Duration::from_secs(3);

/// How often somebody who follows is asked whether he is still there. Proxies give up a silent connection after a minute.
pub const KEEP_ALIVE: Duration = Duration::from_secs(25);

/// How often it is asked whether the token is still good with which somebody follows: 2,000 of them are 2,000 looks at a file
/// a second, 2.7 % of a core.
pub const RECHECK: Duration = Duration::from_secs(1);

/// Answers about changes kept for those who follow with the same question, all of whom are told within a moment: so many
/// that a burst of changes does not push out what some have yet to be told, 64 kB an audience with 1 kB each.
pub const TOLD_KEPT: usize = 64;

/// How long two sides of a WebSocket may take to part: less than [`SHUTDOWN_GRACE`].
pub const CLOSE_TIME: Duration = Duration::from_secs(2);

/// How long a follower may take nothing before the connection is given up.
pub const SEND_TIME: Duration = Duration::from_secs(30);

/// What is read of a body that is too large, so that its sender comes to read the answer: some do not listen before
/// they have sent it all. Sixteen times the limit by default, at no cost of memory.
pub const MAX_DRAINED_BYTES: usize = 16 * 1024 * 1024;

/// How long a connection that is given up is still read from, for the same reason.
pub const LINGER: Duration = Duration::from_millis(500);

/// Documents kept for clients that name them by their hash: some hundred dashboards' worth.
pub const MAX_KEPT_DOCUMENTS: usize = 1_000;

/// A document that is kept has at most this: 1,000 of them are 32 MB. A longer one has to be sent each time.
pub const MAX_KEPT_BYTES: usize = 32 * 1024;

/// The texts of the documents that are kept as they were read, all together: 1 MiB. Read they take 40 to 50 bytes a sign, and
/// 212 where every field has a name of one letter, so 50 MB and 220 MB at worst.
pub const MAX_READ_BYTES: usize = 1024 * 1024;

/// Answers that are kept, all together: 64 MiB are 30,000 of 2 kB.
pub const ANSWER_MEMORY: usize = 64 * 1024 * 1024;

/// One answer that is kept, or packed: a larger one would push out what many ask for, and hold up others while it is packed:
/// 1.1 ms for half of this, of entries much alike. The largest dashboards have some 100 kB.
pub const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// From which size on an answer is worth packing: a smaller one fits into a packet with its head.
pub const MIN_PACKED_BYTES: usize = 1024;
