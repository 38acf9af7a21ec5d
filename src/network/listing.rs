//! The nodes of a network in order of a measure, and its ties in order of their ends, a page at a time.

use std::cmp::Ordering;

use data_encoding::BASE64URL_NOPAD;

use super::{Interrupt, Network, Stop, projection::Rows, ranking::first};
use crate::model::{NodeId, Problem};

/// A list: cursors of one are refused by another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListId(pub u8);

/// The ties of a network.
pub const TIES: ListId = ListId(0xff);

/// Where an entry stands in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    list: ListId,
    /// The measure; none where it is not defined, or the list is in the order of ids.
    value: Option<f64>,
    id: NodeId,
    /// The other end of a tie.
    other: Option<NodeId>,
}

/// The layout of a cursor; changes with it.
const VERSION: u8 = 1;

impl Place {
    /// version, list, whether there is a value, the value (8 bytes), the ids as text with a blank between them;
    /// base64url.
    pub fn cursor(&self) -> String {
        let mut bytes = vec![VERSION, self.list.0, u8::from(self.value.is_some())];
        bytes.extend(self.value.unwrap_or_default().to_be_bytes());
        bytes.extend(self.id.to_string().bytes());
        if let Some(other) = self.other {
            bytes.extend(format!(" {other}").bytes());
        }
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// The place that a cursor of this list means; what is wrong with it otherwise.
    pub fn parse(list: ListId, cursor: &str) -> Result<Self, Vec<Problem>> {
        let wrong = |message: &str| vec![Problem::invalid("after", message)];
        let place = Self::read(cursor).ok_or_else(|| {
            wrong("this is not a cursor of a network: pass on an `endCursor` or `cursor` of this same list as it came")
        })?;
        if place.list == list {
            return Ok(place);
        }
        Err(wrong("the cursor is of a list in another order: page on with the same `orderBy`"))
    }

    fn read(cursor: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
        let (&[VERSION, list, has_value], rest) = bytes.split_first_chunk()? else { return None };
        let (value, ids) = rest.split_first_chunk()?;
        let value = f64::from_be_bytes(*value);
        let mut ids = std::str::from_utf8(ids).ok()?.splitn(2, ' ').map(str::parse);
        let id = ids.next()?.ok()?;
        let other = ids.next().transpose().ok()?;
        let value = (has_value == 1).then_some(value).filter(|value| value.is_finite());
        Some(Self { list: ListId(list), value, id, other })
    }
}

/// Entries of a list with their places, and whether there are others around them.
#[derive(Clone, Debug)]
pub struct Entries<T> {
    pub entries: Vec<(Place, T)>,
    pub has_next: bool,
    pub has_previous: bool,
}

impl<T> Entries<T> {
    fn cut(mut entries: Vec<(Place, T)>, limit: usize, has_previous: bool) -> Self {
        let has_next = entries.len() > limit;
        entries.truncate(limit);
        Self { entries, has_next, has_previous }
    }
}

/// An order of nodes: by a measure, where it is equal by id; nodes without it come last either way.
#[derive(Clone, Copy, Debug)]
pub struct NodeOrder {
    pub list: ListId,
    pub descending: bool,
}

impl NodeOrder {
    fn compare(self, one: &Place, other: &Place) -> Ordering {
        let by_value = match (one.value, other.value) {
            (Some(one), Some(other)) if self.descending => other.total_cmp(&one),
            (Some(one), Some(other)) => one.total_cmp(&other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_value.then_with(|| one.id.cmp(&other.id))
    }

    /// The first `limit` nodes after a place, with the value of each. O(n + limit log limit).
    pub fn page(
        self,
        nodes: &[NodeId],
        value: impl Fn(usize) -> Option<f64>,
        after: Option<&Place>,
        limit: usize,
    ) -> Entries<usize> {
        let place = |node: usize| Place { list: self.list, value: value(node), id: nodes[node], other: None };
        let all = (0..nodes.len()).map(|node| (place(node), node));
        let behind = |place: &Place| after.is_none_or(|after| self.compare(place, after) == Ordering::Greater);
        let entries: Vec<(Place, usize)> = all.filter(|(place, _)| behind(place)).collect();
        let has_previous = entries.len() < nodes.len();
        let entries = first(entries, limit + 1, |(one, _), (other, _)| self.compare(one, other));
        Entries::cut(entries, limit, has_previous)
    }
}

/// The first `limit` ties after a place, the smaller end of each first, in the order of their ends. Walks along the
/// rows until there are enough, and builds nothing.
pub fn ties(
    network: &Network,
    after: Option<&Place>,
    limit: usize,
    interrupt: &Interrupt,
) -> Result<Entries<(usize, usize)>, Stop> {
    let nodes = network.nodes();
    let after = after.and_then(|place| Some((place.id, place.other?)));
    let start = after.map_or(0, |(id, _)| nodes.partition_point(|node| *node < id));
    let mut ends = Upper::new(network);
    let mut found = Vec::new();
    for node in start..ends.sources() {
        interrupt.check()?;
        let behind = |other: &usize| after.is_none_or(|after| (nodes[node], nodes[*other]) > after);
        found.extend(ends.of(node).into_iter().filter(behind).map(|other| (node, other)));
        if found.len() > limit {
            break;
        }
    }
    let place = |(one, other): (usize, usize)| {
        let place = Place { list: TIES, value: None, id: nodes[one], other: Some(nodes[other]) };
        (place, (one, other))
    };
    let entries = found.into_iter().map(place).collect();
    Ok(Entries::cut(entries, limit, after.is_some()))
}

/// The ties among some nodes, the strongest first and of equal ones in the order of their ends: what is drawn of a network that
/// is too large to be drawn whole. O(Σ k) over the affiliations of these nodes, of k nodes each; builds nothing.
pub fn ties_among(
    network: &Network,
    among: &[NodeId],
    limit: usize,
    interrupt: &Interrupt,
) -> Result<Vec<(usize, usize)>, Stop> {
    let mut among: Vec<usize> = among.iter().filter_map(|id| network.position(*id)).collect();
    among.sort_unstable();
    among.dedup();
    let mut ends = Upper::new(network);
    let sources = ends.sources();
    let mut ties = Vec::new();
    for node in among.iter().copied().take_while(|node| *node < sources) {
        interrupt.check()?;
        let others = ends.of(node).into_iter().filter(|other| among.binary_search(other).is_ok());
        ties.extend(others.map(|other| (network.weight(node, other), (node, other))));
    }
    let ties = first(ties, limit, |(one, ends), (other, others)| other.total_cmp(one).then_with(|| ends.cmp(others)));
    Ok(ties.into_iter().map(|(_, ends)| ends).collect())
}

/// The ties of one node after the other to larger ones.
struct Upper<'a> {
    network: &'a Network,
    rows: Option<Rows<'a>>,
}

impl<'a> Upper<'a> {
    fn new(network: &'a Network) -> Self {
        let rows = (!network.is_two_mode()).then(|| Rows::new(network.incidence(), network.options()));
        Self { network, rows }
    }

    /// How many nodes may have ties to larger ones.
    fn sources(&self) -> usize {
        self.network.incidence().rows.count()
    }

    fn of(&mut self, node: usize) -> Vec<usize> {
        let rows = self.sources();
        match &mut self.rows {
            Some(walk) => {
                walk.tied_in_order(node).map(|(other, _)| other as usize).filter(|other| *other > node).collect()
            }
            None if self.network.options().min_weight > 1.0 => Vec::new(),
            None => self.network.incidence().rows.get(node).iter().map(|column| rows + *column as usize).collect(),
        }
    }
}
