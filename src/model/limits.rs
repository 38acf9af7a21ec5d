//! Every limit of the register on one page, with its arithmetic. Limits of the protocol (body, depth, rate) belong to
//! the server.

use std::time::Duration;

/// Names, short names, aliases, places, regions, labels: the longest official name of a German body known to us has
/// 150 characters; twice that, in UTF-8 of up to two bytes a letter.
pub const MAX_NAME_BYTES: usize = 600;

/// A slug is part of links: 100 characters leave room in the 255 that file systems and many proxies allow.
pub const MAX_SLUG_BYTES: usize = 100;

/// A summary or a note is some paragraphs, not a document: about 1,500 words of 6 letters and a blank.
pub const MAX_TEXT_BYTES: usize = 10_000;

/// The address length that browsers and servers agree on.
pub const MAX_URL_BYTES: usize = 2_000;

/// Aliases, topics, figures, people or sources of one record. With names at their longest a record has less than
/// 5 lists × 100 × (2 × 600 + 2,000) bytes = 1.6 MB, and in practice under 10 kB.
pub const MAX_LIST_ITEMS: usize = 100;

/// Umbrella above umbrella, initiative above initiative. Deeper is a mistake; it bounds every walk up.
pub const MAX_PARENT_DEPTH: usize = 16;

/// Entries of a page if nothing else is said.
pub const DEFAULT_PAGE: usize = 20;

/// The largest page. Three levels of full pages are 100³ = 1,000,000 objects, which the complexity limit refuses; two
/// levels, 10,000, are about 1 MB of JSON.
pub const MAX_PAGE: usize = 100;

/// Ids in one `nodes(ids)`: a page.
pub const MAX_NODES: usize = MAX_PAGE;

/// Ties among the nodes of a page that are given at once, to be drawn: a page of nodes has up to 4,950, of which a reader tells
/// apart far fewer than these.
pub const MAX_DRAWN_TIES: usize = 1_000;

/// Filters may be nested by `and`, `or` and `not` this deep: deeper than a person writes, shallow enough for the stack.
pub const MAX_FILTER_DEPTH: usize = 8;

/// Values in one list of a filter, a page of pages: a client's selection, not a table.
pub const MAX_FILTER_VALUES: usize = 1_000;

/// A text to look for: a name at its longest.
pub const MAX_SEARCH_BYTES: usize = MAX_NAME_BYTES;

/// Words of a text to look for: each is compared with the words of the register.
pub const MAX_SEARCH_WORDS: usize = 32;

/// Steps of one change set by hand. With a record of 1 kB before and after, 20 MB of log and some 100 ms of checking.
pub const MAX_CHANGES: usize = 10_000;

/// Dimensions of one grouping. Sixteen states × twelve kinds × thirty years × … : four already make more groups than
/// a reader can use.
pub const MAX_DIMENSIONS: usize = 4;

/// Ties of a projection that is built: 10,000,000 × 24 bytes = 240 MB. An initiative of 4,400 organisations makes as many
/// by itself. What can be answered without building them has no such limit.
pub const MAX_TIES: usize = 10_000_000;

/// Links that one question about partners, ties or chains follows, at 10 to 100 ns each: half a second to five. In a register of
/// 400,000 participations, every tie between two organisations takes 0.9 s, and a hundred chains of up to 14 links around
/// all hubs take 3.6 s, measured beside other work.
pub const MAX_STEPS: u64 = 50_000_000;

/// Steps along ties, at most, of a measure that searches from every node of a network; beyond, it is estimated from a sample.
/// About two seconds on one core at 1 ns a step.
pub const EXACT_STEPS: u64 = 2_000_000_000;

/// The same of searches that go together, 256 at a time: about two seconds on two cores at 15 ns a step, which moves 256 bits
/// between places that are in no cache. Closeness of all organisations of the load tests' register takes 200 million.
pub const EXACT_STEPS_TOGETHER: u64 = 250_000_000;

/// For all that one request has analysed. Less than the server's time for a request, so that whoever asks too much is told what
/// would take less.
pub const ANALYSIS_TIME: Duration = Duration::from_secs(8);

/// Analyses that wait or are under way: each measure of each request is one, and few take a second.
pub const MAX_ANALYSES: usize = 256;

/// Networks that are kept with what is known of them. The largest projection that is built takes 240 MB, one of the load tests'
/// register 100 MB with its measures, most take some kilobytes.
pub const MAX_STUDIES: usize = 8;
