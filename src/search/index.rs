//! The index: what is found by which word, at one revision.

use std::{fmt, sync::Arc};

use imbl::Vector;

use super::{
    dictionary::{Collection, Dictionary, INITIALS, Map, Term, WEBSITE, Words},
    field::{self, Field},
    initials::initials,
    naming::states,
    postings::Posting,
    words::{joined, words},
};
use crate::{
    model::{ChangeSet, Language, NodeId, Record, Revision, StateCode, text::fold},
    snapshot::{
        Node, Snapshot,
        key::{NameKey, Order, OrderBy, SortKey},
        list::Item,
    },
};

/// All that is searched, at one revision: a value like the snapshot, whose copies share what they have in common.
#[derive(Clone)]
pub struct Index {
    revision: Revision,
    entries: Vector<Option<Arc<Entry>>>,
    /// Places of entries that are gone, to be used again.
    vacant: Vector<u32>,
    places: Map<NodeId, u32>,
    pub(super) dictionary: Dictionary,
}

/// A record in the index.
#[derive(Debug)]
pub struct Entry {
    pub id: NodeId,
    /// By name, among hits that are equally good.
    pub key: SortKey,
    /// Every text of the record as words, [`GAP`] behind each, then everything else by which it is found.
    pub words: Box<[Term]>,
}

/// Between two texts: no phrase goes on from one to the next.
const GAP: Term = Term(u32::MAX);

/// Which one, not what is in it.
impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("revision", &self.revision).finish_non_exhaustive()
    }
}

impl Index {
    /// The index of a snapshot. O(n) for n words.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut words = Collection::default();
        let mut entries = Vec::new();
        for id in searched(snapshot) {
            if let Some(record) = snapshot.record(id) {
                let entry = Entry::of(&record, key(snapshot, id), entries.len() as u32, &mut words);
                entries.push(Some(Arc::new(entry)));
            }
        }
        Self {
            revision: snapshot.revision(),
            places: entries.iter().flatten().zip(0..).map(|(entry, place)| (entry.id, place)).collect(),
            entries: entries.into(),
            vacant: Vector::new(),
            dictionary: words.into(),
        }
    }

    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// How many records are searched.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Makes this the index of `snapshot`, which came of the indexed one by `set`. Costs the words of what was changed, and
    /// little for the occurrences of each elsewhere.
    pub fn apply(&mut self, set: &ChangeSet, snapshot: &Snapshot) {
        for change in set.changes.iter().filter(|change| field::is_searched(change.subject_type())) {
            let id = change.subject();
            self.withdraw(id);
            if let Some(record) = change.after() {
                self.enter(record, key(snapshot, id));
            }
        }
        self.revision = set.revision;
    }

    pub(super) fn entry(&self, place: u32) -> Option<&Arc<Entry>> {
        self.entries.get(place as usize)?.as_ref()
    }

    /// How many places there are for entries, vacant ones included.
    pub(super) fn capacity(&self) -> usize {
        self.entries.len()
    }

    fn enter(&mut self, record: &Record, key: SortKey) {
        let place = self.vacant.pop_back().unwrap_or_else(|| {
            self.entries.push_back(None);
            self.entries.len() as u32 - 1
        });
        let entry = Entry::of(record, key, place, &mut self.dictionary);
        self.places.insert(entry.id, place);
        self.entries.set(place as usize, Some(Arc::new(entry)));
    }

    fn withdraw(&mut self, id: NodeId) {
        let Some(place) = self.places.remove(&id) else { return };
        let Some(entry) = self.entries.set(place as usize, None) else { return };
        self.vacant.push_back(place);
        let mut terms = entry.words.to_vec();
        terms.sort_unstable();
        terms.dedup();
        terms.into_iter().filter(|term| *term != GAP).for_each(|term| self.dictionary.withdraw(term, place));
    }
}

impl Entry {
    /// That of a record, whose words are entered with it.
    fn of(record: &Record, key: SortKey, place: u32, words: &mut impl Words) -> Self {
        let mut found = Occurrences::default();
        found.read(record, words);
        for (term, field, weight) in found.best() {
            words.post(term, Posting::new(place, weight, field, record.subject_type()));
        }
        Self { id: record.id(), key, words: found.words.into() }
    }

    /// Whether one of the texts has these words one behind the other.
    pub fn has_phrase(&self, phrase: &[Term]) -> bool {
        self.words.windows(phrase.len().max(1)).any(|words| words == phrase)
    }
}

/// The records that are searched.
fn searched(snapshot: &Snapshot) -> impl Iterator<Item = NodeId> {
    let by = OrderBy::default();
    let states = snapshot.states().map(|state| NodeId::State(state.code()));
    let initiatives: Vec<NodeId> = snapshot.initiatives(by).iter().map(|found| found.record().id.into()).collect();
    let organisations: Vec<NodeId> = snapshot.organisations(by).iter().map(|found| found.record().id.into()).collect();
    let events: Vec<NodeId> = snapshot.events().iter().map(|found| found.record().id.into()).collect();
    states.chain(initiatives).chain(organisations).chain(events)
}

/// Where a record stands among others by its name. The snapshot has it ready.
fn key(snapshot: &Snapshot, id: NodeId) -> SortKey {
    let by_name = match snapshot.node(id) {
        Some(Node::Initiative(initiative)) => initiative.sort_key(Order::Name),
        Some(Node::Organisation(organisation)) => organisation.sort_key(Order::Name),
        Some(Node::Event(event)) => event.sort_key(Order::Name),
        Some(Node::State(state)) => {
            SortKey { primary: 0, name: Some(state_key(state.code())), id: state.code() as u128 }
        }
        Some(Node::Participation(_)) | None => SortKey { primary: 0, name: None, id: 0 },
    };
    SortKey { primary: 0, ..by_name }
}

fn state_key(code: StateCode) -> NameKey {
    NameKey::of(code.label(Language::De))
}

/// The words of one record as they are read.
#[derive(Default)]
struct Occurrences {
    words: Vec<Term>,
    /// Every occurrence with its field and weight.
    all: Vec<(Term, Field, f32)>,
}

impl Occurrences {
    fn read(&mut self, record: &Record, dictionary: &mut impl Words) {
        // What follows the texts, so that it is in no phrase.
        let mut beside = Vec::new();
        for (field, text) in field::texts(record) {
            let words = words(text);
            let weight = field.weight_among(words.len());
            for word in &words {
                let term = dictionary.enter(&word.folded);
                self.words.push(term);
                self.all.push((term, field, weight));
            }
            self.words.push(GAP);
            beside.extend(joined(&words).map(|run| (dictionary.enter(&run), field, weight)));
            if matches!(field, Field::Name | Field::Alias) {
                let weight = Field::Initials.weight_among(words.len());
                let marks = initials(text, &words).into_iter();
                let marks = marks.map(|initials| dictionary.enter(&format!("{INITIALS}{}", initials.letters)));
                beside.extend(marks.map(|mark| (mark, Field::Initials, weight)));
                // `NRW` finds an IG Metall Bezirk Nordrhein-Westfalen wherever its seat is.
                let states = states(&words).into_iter().flat_map(field::abbreviations);
                let states = states.map(|code| dictionary.enter(&fold(code)));
                beside.extend(states.map(|state| (state, Field::Place, Field::Place.weight())));
            }
        }
        beside.extend(website(record).map(|site| (dictionary.enter(&site), Field::Alias, 1.0)));
        self.words.extend(beside.iter().flat_map(|(term, ..)| [*term, GAP]));
        self.all.extend(beside);
    }

    /// Each word once, where it weighs most; of equals, in the most telling field.
    fn best(&mut self) -> impl Iterator<Item = (Term, Field, f32)> + use<> {
        let mut all = std::mem::take(&mut self.all);
        all.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
        all.dedup_by_key(|(term, ..)| *term);
        all.into_iter()
    }
}

/// The mark of an organisation's website, so that another with the same one is found.
fn website(record: &Record) -> Option<String> {
    match record {
        Record::Organisation(organisation) => {
            organisation.website.as_deref().map(|url| format!("{WEBSITE}{}", site(url)))
        }
        _ => None,
    }
}

/// An address without what differs between two ways to write the same one: scheme, `www.`, the last slash, capitals of the
/// host, fragment.
pub fn site(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default().trim_end_matches('/');
    let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    path.map_or_else(|| host.to_owned(), |path| format!("{host}/{path}"))
}
