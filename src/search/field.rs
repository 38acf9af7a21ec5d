//! What is searched: the texts of a record, and how much a word in each of them counts.

use enumset::{EnumSet, EnumSetType};

use crate::model::{Language, LocalisedText, Record, StateCode, SubjectType};

/// Which part of a record a text is, the most telling first.
#[derive(EnumSetType, Debug, PartialOrd, Ord)]
pub enum Field {
    Name,
    ShortName,
    Alias,
    /// Derived from the name: see `initials`.
    Initials,
    Topic,
    /// City, region, state.
    Place,
    Summary,
}

impl Field {
    /// The fields by which a record is called.
    pub fn names() -> EnumSet<Self> {
        Self::Name | Self::ShortName | Self::Alias | Self::Initials
    }

    /// How much a word in it counts, of 1. A whole word of an alias comes before the beginning of one in a name, and
    /// anything in a name before a topic.
    pub const fn weight(self) -> f32 {
        match self {
            Self::Name | Self::ShortName => 1.0,
            Self::Alias => 0.8,
            Self::Initials => 0.7,
            Self::Topic => 0.25,
            Self::Place => 0.22,
            Self::Summary => 0.15,
        }
    }

    /// How much a word counts in a text of so many words. A short name is more exactly what was asked for than a long one.
    pub fn weight_among(self, words: usize) -> f32 {
        match Self::names().contains(self) {
            true => self.weight() * (0.7 + 0.3 / words.max(1) as f32),
            false => self.weight(),
        }
    }
}

/// Whether records of this type are searched: all but participations, which have no name.
pub fn is_searched(subject: SubjectType) -> bool {
    subject != SubjectType::Participation
}

/// The texts of a record by which it is found, the most telling first.
pub fn texts(record: &Record) -> Vec<(Field, &str)> {
    let mut texts = Texts(Vec::new());
    match record {
        Record::State(state) => {
            texts.state(Field::Name, state.code);
            texts.add(Field::ShortName, [state.code.name()]);
            texts.add(Field::Alias, nicknames(state.code).iter().copied());
            texts.localised(Field::Summary, state.summary.as_ref());
        }
        Record::Initiative(initiative) => {
            texts.localised(Field::Name, Some(&initiative.name));
            texts.add(Field::Alias, initiative.aliases.iter().map(|alias| &**alias));
            texts.add(Field::Topic, initiative.topics.iter().map(|topic| &**topic));
            texts.add(Field::Place, initiative.region.as_deref());
            initiative.states.iter().for_each(|code| texts.place(code));
            texts.localised(Field::Summary, initiative.summary.as_ref());
        }
        Record::Organisation(organisation) => {
            texts.localised(Field::Name, Some(&organisation.name));
            texts.add(Field::ShortName, organisation.short_name.as_deref());
            texts.add(Field::Alias, organisation.aliases.iter().map(|alias| &**alias));
            organisation.state.into_iter().for_each(|code| texts.place(code));
        }
        Record::Event(event) => {
            texts.localised(Field::Name, Some(&event.name));
            texts.add(Field::Place, event.place.as_deref());
            event.state.into_iter().for_each(|code| texts.place(code));
        }
        Record::Participation(_) => {}
    }
    texts.0
}

struct Texts<'a>(Vec<(Field, &'a str)>);

impl<'a> Texts<'a> {
    fn add(&mut self, field: Field, texts: impl IntoIterator<Item = &'a str>) {
        self.0.extend(texts.into_iter().map(|text| (field, text)));
    }

    fn localised(&mut self, field: Field, text: Option<&'a LocalisedText>) {
        self.add(field, text.into_iter().flat_map(LocalisedText::iter));
    }

    /// A state by its names, once where they are the same.
    fn state(&mut self, field: Field, code: StateCode) {
        let [german, english] = [Language::De, Language::En].map(|language| code.label(language));
        self.add(field, std::iter::once(german).chain((english != german).then_some(english)));
    }

    /// A state as the place of something else.
    fn place(&mut self, code: StateCode) {
        self.state(Field::Place, code);
        self.0.extend(abbreviations(code).map(|text| (Field::Place, text)));
    }
}

/// What people write for a state.
pub fn abbreviations(code: StateCode) -> impl Iterator<Item = &'static str> {
    std::iter::once(code.name()).chain(nicknames(code).iter().copied())
}

/// What people call a state for short, beside its code.
pub fn nicknames(code: StateCode) -> &'static [&'static str] {
    match code {
        StateCode::Bw => &["BaWü"],
        StateCode::Mv => &["MeckPomm"],
        StateCode::Nw => &["NRW"],
        StateCode::Rp => &["RLP"],
        StateCode::St => &["LSA"],
        _ => &[],
    }
}
