//! From files to records: each file by itself first, then what they say of each other.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    fields::Fields,
    file::{File, Site},
    ids::Ids,
    initiative,
    names::Names,
    organisation,
    problem::{Cause, Problem, Problems},
    state,
    values::Mention,
};
use crate::model::{Record, Slug, Source, Stamp, SubjectType, Timestamp};

/// The records, or all that is wrong.
pub fn read(files: &[(&str, &str)], at: Timestamp) -> Result<Vec<Record>, Problems> {
    let mut gathered =
        Gathered { stamp: Stamp::new(at), records: Vec::new(), names: Names::default(), ids: Ids::default() };
    let mut problems: Vec<Problem> =
        files.iter().flat_map(|(name, text)| read_file(name, text, &mut gathered)).collect();
    problems.extend(gathered.names.into_problems());
    problems.extend(gathered.ids.problems(&gathered.records));
    if problems.is_empty() {
        gathered.records.iter_mut().for_each(|record| gathered.ids.lead(record));
        gathered.records.sort_by_key(|record| place_in_order(record.subject_type()));
        return Ok(gathered.records);
    }
    problems.sort_by(|a, b| (&a.spot.file, a.spot.line).cmp(&(&b.spot.file, b.spot.line)));
    Err(Problems(problems))
}

/// Before a record comes what it points to.
fn place_in_order(subject: SubjectType) -> u8 {
    match subject {
        SubjectType::Organisation => 0,
        SubjectType::Initiative => 1,
        SubjectType::Event => 2,
        SubjectType::Participation => 3,
        SubjectType::State => 4,
    }
}

/// What all files gave so far.
pub struct Gathered {
    pub stamp: Stamp,
    pub records: Vec<Record>,
    pub names: Names,
    pub ids: Ids,
}

impl Gathered {
    /// The record's own slug.
    pub fn slug(&mut self, of: SubjectType, fields: &mut Fields<'_, '_>) -> Option<Slug> {
        let mention: Mention = fields.required("slug")?;
        let slug = mention.slug.clone();
        self.names.give(of, mention);
        Some(slug)
    }

    /// The slug of another record, if the field is there.
    pub fn reference(&mut self, key: &'static str, to: SubjectType, fields: &mut Fields<'_, '_>) -> Option<Slug> {
        let mention: Mention = fields.optional(key)?;
        let slug = mention.slug.clone();
        self.names.mention(to, mention);
        Some(slug)
    }

    /// Reads a table as a record by that record's own page.
    pub fn read<T: Into<Record>>(
        &mut self,
        table: Spanned<DeTable<'_>>,
        site: Site<'_>,
        page: impl FnOnce(&mut Fields<'_, '_>, &mut Self) -> Option<T>,
    ) {
        let mut fields = Fields::new(table, site);
        let record = page(&mut fields, self);
        fields.finish();
        self.records.extend(record.map(Into::into));
    }
}

fn read_file(name: &str, text: &str, gathered: &mut Gathered) -> Vec<Problem> {
    let file = File::new(name, text);
    let site = Site::of_file(&file);
    match DeTable::parse(text) {
        Ok(document) => read_document(Fields::new(document, site), gathered),
        Err(error) => site.note(error.span().unwrap_or_default(), Cause::Syntax(error.message().to_owned())),
    }
    file.into_problems()
}

fn read_document(mut document: Fields<'_, '_>, gathered: &mut Gathered) {
    let site = document.site.clone();
    match document.table("state") {
        Some(table) => gathered.read(table, site.record("state".to_owned()), state::read),
        None if site.file.name.starts_with("states/") => document.missing("state"),
        None => {}
    }
    for table in document.tables("organisation") {
        let subject = subject("organisation", &table, "slug");
        gathered.read(table, site.record(subject), organisation::read);
    }
    for table in document.tables("initiative") {
        let subject = subject("initiative", &table, "slug");
        gathered.read(table, site.record(subject), initiative::read);
    }
    document.finish();
}

/// What a table tells about, for messages: ``initiative `x` ``.
pub fn subject(noun: &str, table: &Spanned<DeTable<'_>>, key: &str) -> String {
    match table.get_ref().get(key).map(Spanned::get_ref) {
        Some(DeValue::String(name)) => format!("{noun} `{name}`"),
        _ => noun.to_owned(),
    }
}

/// What the bundled register is read from.
const TITLE: &str = "Liste der regionalen Initiativen";

/// The source of a statement: a heading of the list.
pub fn source(section: Box<str>) -> Source {
    Source { title: TITLE.into(), section: Some(section), url: None, retrieved_on: None }
}

/// Where a record's statements were read: under a heading of the list, its `section`, or in `sources` of any kind.
pub fn sources(fields: &mut Fields<'_, '_>) -> Option<Vec<Source>> {
    let heading = fields.optional("section").map(|section| vec![source(section)]);
    let listed = fields.optional("sources");
    if heading.is_some() && listed.is_some() {
        fields.wrong("sources", Cause::TwoOrigins);
    }
    heading.or(listed)
}
