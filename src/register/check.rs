//! The invariants of the register: what must hold of every record among the others, whoever writes it.
//!
//! A record that is malformed in itself does not exist (see `model`); here is what takes limits or other records to
//! judge. Everything wrong with a record is found, not the first thing only.

use std::fmt::Display;

use enumset::EnumSet;

use super::chain::{Broken, Chain, PARENTS, PREDECESSORS, UMBRELLAS};
use crate::{
    model::{
        Change, Event, Figure, Initiative, LocalisedText, Organisation, Origin, Participation, Person, Problem,
        ProblemKind, Record, Slug, Source, State, StateCode,
        limits::{MAX_LIST_ITEMS, MAX_NAME_BYTES, MAX_PARENT_DEPTH, MAX_TEXT_BYTES},
    },
    snapshot::Snapshot,
};

/// What is wrong with a change that was made to `base`, in the register that all changes together lead to.
pub fn check(base: &Snapshot, after: &Snapshot, change: &Change) -> Vec<Problem> {
    let mut check = Check { base, register: after, problems: Vec::new() };
    match change.after() {
        Some(Record::State(state)) => check.state(state),
        Some(Record::Initiative(initiative)) => check.initiative(initiative),
        Some(Record::Organisation(organisation)) => check.organisation(organisation),
        Some(Record::Participation(participation)) => check.participation(participation),
        Some(Record::Event(event)) => check.event(event),
        None => check.problems.extend(in_use(after.references_to(change.subject()), "records below it or after it")),
    }
    check.problems
}

/// Why a change cannot even be tried on `register`: a link needs both of its ends for as long as it is there.
pub fn obstacles(register: &Snapshot, origin: Origin, change: &Change) -> Vec<Problem> {
    match change {
        Change::Created { after } => missing_ends(register, after),
        // A merge gives the links of one organisation to another, and to undo it gives them back.
        Change::Updated { after, .. } if matches!(origin, Origin::Merge | Origin::Revert) => {
            missing_ends(register, after)
        }
        Change::Updated { before, after } => moved_ends(before, after),
        Change::Deleted { before } => {
            in_use(register.linked_to(before.id()), "participations and events").into_iter().collect()
        }
    }
}

fn missing_ends(register: &Snapshot, record: &Record) -> Vec<Problem> {
    let initiative = |id| register.initiative(id).is_none().then(|| missing("initiative", id));
    let organisation = |id| register.organisation(id).is_none().then(|| missing("organisation", id));
    match record {
        Record::Participation(link) => {
            initiative(link.initiative).into_iter().chain(organisation(link.organisation)).collect()
        }
        Record::Event(event) => initiative(event.initiative).into_iter().collect(),
        Record::State(_) | Record::Initiative(_) | Record::Organisation(_) => Vec::new(),
    }
}

/// What a link connects is what it is: another connection is another link.
fn moved_ends(before: &Record, after: &Record) -> Vec<Problem> {
    let moved = |field: &str| {
        let message = format_args!("the {field} cannot be changed: delete this record and create another");
        Problem::invalid(field, message)
    };
    match (before, after) {
        (Record::Participation(before), Record::Participation(after)) => {
            let initiative = (before.initiative != after.initiative).then(|| moved("initiative"));
            let organisation = (before.organisation != after.organisation).then(|| moved("organisation"));
            initiative.into_iter().chain(organisation).collect()
        }
        (Record::Event(before), Record::Event(after)) if before.initiative != after.initiative => {
            vec![moved("initiative")]
        }
        _ => Vec::new(),
    }
}

fn missing(field: &str, id: impl Display) -> Problem {
    Problem::new(ProblemKind::NotFound, field, format_args!("there is no record {id}"))
}

fn in_use(count: usize, what: &str) -> Option<Problem> {
    let message = format_args!("{count} {what} still refer to it: remove them or point them elsewhere first");
    (count > 0).then(|| Problem::new(ProblemKind::InUse, "id", message))
}

struct Check<'a> {
    /// As it was.
    base: &'a Snapshot,
    /// As it will be.
    register: &'a Snapshot,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn state(&mut self, state: &State) {
        self.long_text("summary", state.summary.as_ref());
    }

    fn initiative(&mut self, initiative: &Initiative) {
        self.names(&initiative.name, &initiative.aliases);
        self.long_text("summary", initiative.summary.as_ref());
        self.lines("topics", &initiative.topics);
        self.optional_line("region", initiative.region.as_deref());
        self.figures(&initiative.figures);
        self.people(&initiative.people);
        self.sources(&initiative.sources);
        self.order("endedOn", ("startedOn", initiative.started_on), initiative.ended_on);
        if initiative.states.is_empty() {
            self.invalid("states", "an initiative belongs to at least one state");
        }
        self.slug(
            (initiative.id, &initiative.slug),
            |register, slug| Some(register.initiative_by_slug(slug)?.record().id),
            |register, id| Some(&register.initiative(id)?.record().slug),
        );
        self.chain("parent", initiative.id, PARENTS);
        self.chain("predecessor", initiative.id, PREDECESSORS);
        self.absences(initiative);
        self.events_stay(initiative);
    }

    fn organisation(&mut self, organisation: &Organisation) {
        self.names(&organisation.name, &organisation.aliases);
        self.optional_line("shortName", organisation.short_name.as_deref());
        self.sources(&organisation.sources);
        self.slug(
            (organisation.id, &organisation.slug),
            |register, slug| Some(register.organisation_by_slug(slug)?.record().id),
            |register, id| Some(&register.organisation(id)?.record().slug),
        );
        self.former_names(organisation);
        self.chain("parent", organisation.id, UMBRELLAS);
        // A changed kind may belie what an initiative says of it.
        let participations = self.register.organisation(organisation.id).map(|o| o.participations(None));
        for participation in participations.iter().flat_map(|participations| participations.iter()) {
            self.not_absent("kind", participation.record());
        }
    }

    fn participation(&mut self, participation: &Participation) {
        self.order("until", ("since", participation.since), participation.until);
        self.not_negative("headcount", participation.headcount);
        self.optional_text("note", participation.note.as_deref());
        self.sources(&participation.sources);
        self.given_once(participation);
        self.not_absent("role", participation);
    }

    fn event(&mut self, event: &Event) {
        self.names(&event.name, &[]);
        self.optional_line("place", event.place.as_deref());
        self.not_negative("attendance", event.attendance);
        self.order("endsOn", ("startsOn", Some(event.starts_on)), event.ends_on);
        self.slug(
            (event.id, &event.slug),
            |register, slug| Some(register.event_by_slug(slug)?.record().id),
            |register, id| Some(&register.event(id)?.record().slug),
        );
        if let (Some(state), Some(initiative)) = (event.state, self.register.initiative(event.initiative))
            && !initiative.record().states.contains(state)
        {
            let states = listed(initiative.record().states);
            self.invalid("state", format_args!("{state} is not a state of the initiative, which has {states}"));
        }
    }

    /// The names of a record.
    fn names(&mut self, name: &LocalisedText, aliases: &[Box<str>]) {
        self.line("name.de", &name.de);
        self.optional_line("name.en", name.en.as_deref());
        self.lines("aliases", aliases);
    }

    /// A slug has one bearer. Who had it before keeps it, unless it goes or takes another in the same change set.
    fn slug<I: Copy + PartialEq>(
        &mut self,
        (own, slug): (I, &Slug),
        bearer: fn(&Snapshot, &str) -> Option<I>,
        slug_of: fn(&Snapshot, I) -> Option<&Slug>,
    ) {
        let before = bearer(self.base, slug);
        if before == Some(own) {
            return;
        }
        // The newest bearer stands for several who take the slug at once.
        let mut others = before.into_iter().chain(bearer(self.register, slug)).filter(|other| *other != own);
        if others.any(|other| slug_of(self.register, other) == Some(slug)) {
            self.invalid("slug", format_args!("`{slug}` is the slug of another record: choose one that is free"));
        }
    }

    /// What an organisation went by that was merged into another goes on leading there, and to nobody else.
    fn former_names(&mut self, organisation: &Organisation) {
        let own = organisation.id;
        let other = |found: Option<crate::snapshot::Organisation<'_>>| {
            found.map(|found| found.record()).filter(|found| found.id != own).map(|found| found.slug.clone())
        };
        let taken = |slug: &Slug| format!("`{slug}` leads to the organisation into which its bearer was merged");
        if self.register.survivor(own).is_some() {
            self.invalid("id", format_args!("{own} was merged into another organisation: revert that first"));
        }
        if other(self.register.survivor_by_slug(&organisation.slug)).is_some() {
            let message = format_args!("{}: choose one that is free", taken(&organisation.slug));
            self.invalid("slug", message);
        }
        for (n, former) in organisation.formerly.iter().enumerate() {
            if other(self.register.organisation_by_slug(&former.slug)).is_some()
                || other(self.register.survivor_by_slug(&former.slug)).is_some()
            {
                self.invalid(&format!("formerly[{n}].slug"), format_args!("`{}` is another's", former.slug));
            }
            if self.register.organisation(former.id).is_some() || other(self.register.survivor(former.id)).is_some() {
                self.invalid(&format!("formerly[{n}].id"), format_args!("{} is there, or another's", former.id));
            }
        }
    }

    /// What is above a record must be there and must not lead back to it, and a chain has its limit.
    fn chain<I: Copy + PartialEq + Display>(&mut self, field: &str, own: I, chain: Chain<I>) {
        let above = match chain.above(self.register, own) {
            Ok(above) => above,
            Err(Broken::Missing(id)) => return self.problems.push(missing(field, id)),
            Err(Broken::Cycle) => {
                return self
                    .invalid(field, format_args!("the chain by `{field}` would lead back to the record itself"));
            }
        };
        // Who is below was put there before, and may now be too deep.
        let below = if chain.is_changed(self.base, self.register, own) { chain.below(self.register, own) } else { 0 };
        if above + below > MAX_PARENT_DEPTH {
            let message = format_args!("the chain by `{field}` would have more than {MAX_PARENT_DEPTH} steps");
            self.problems.push(Problem::new(ProblemKind::LimitExceeded, field, message));
        }
    }

    /// Who is said to take no part can have no formal part.
    fn absences(&mut self, initiative: &Initiative) {
        let Some(row) = self.register.initiative(initiative.id) else { return };
        for (participation, organisation) in row.participants() {
            let kind = organisation.record().kind;
            if initiative.absent_kinds.contains(kind) && belongs(participation.record()) {
                let name = &organisation.record().slug;
                self.invalid("absentKinds", format_args!("{kind} is not absent: `{name}` takes part formally"));
            }
        }
    }

    fn not_absent(&mut self, field: &str, participation: &Participation) {
        let ends = self
            .register
            .initiative(participation.initiative)
            .zip(self.register.organisation(participation.organisation));
        let Some((initiative, organisation)) = ends else { return };
        let kind = organisation.record().kind;
        if initiative.record().absent_kinds.contains(kind) && belongs(participation) {
            let slug = &initiative.record().slug;
            let message = format_args!(
                "`{slug}` says that {kind} takes no part: correct its absentKinds, or link it with formal: false"
            );
            self.invalid(field, message);
        }
    }

    /// The states of an initiative must go on to hold its events.
    fn events_stay(&mut self, initiative: &Initiative) {
        let Some(row) = self.register.initiative(initiative.id) else { return };
        let outside: EnumSet<StateCode> = row.events().iter().filter_map(|event| event.record().state).collect();
        let outside = outside - initiative.states;
        if !outside.is_empty() {
            self.invalid(
                "states",
                format_args!("it has events in {}, which must be among its states", listed(outside)),
            );
        }
    }

    /// An organisation is linked to an initiative once in each role.
    fn given_once(&mut self, participation: &Participation) {
        let ends = self
            .register
            .initiative(participation.initiative)
            .zip(self.register.organisation(participation.organisation));
        let Some((initiative, organisation)) = ends else { return };
        if initiative.links_with(organisation).filter(|link| link.role == participation.role).count() > 1 {
            let (organisation, initiative) = (&organisation.record().slug, &initiative.record().slug);
            let role = participation.role;
            self.invalid(
                "role",
                format_args!("`{organisation}` is linked to `{initiative}` as {role} already: change that link"),
            );
        }
    }

    fn figures(&mut self, figures: &[Figure]) {
        self.not_too_many("figures", figures.len());
        for (n, figure) in figures.iter().take(MAX_LIST_ITEMS).enumerate() {
            self.line(&format!("figures[{n}].label.de"), &figure.label.de);
            self.optional_line(&format!("figures[{n}].label.en"), figure.label.en.as_deref());
            self.optional_line(&format!("figures[{n}].qualifier"), figure.qualifier.as_deref());
        }
    }

    fn people(&mut self, people: &[Person]) {
        self.not_too_many("people", people.len());
        for (n, person) in people.iter().take(MAX_LIST_ITEMS).enumerate() {
            self.line(&format!("people[{n}].name"), &person.name);
            if let Some(function) = &person.function {
                self.line(&format!("people[{n}].function.de"), &function.de);
                self.optional_line(&format!("people[{n}].function.en"), function.en.as_deref());
            }
        }
    }

    fn sources(&mut self, sources: &[Source]) {
        self.not_too_many("sources", sources.len());
        for (n, source) in sources.iter().take(MAX_LIST_ITEMS).enumerate() {
            self.line(&format!("sources[{n}].title"), &source.title);
            self.optional_line(&format!("sources[{n}].section"), source.section.as_deref());
        }
    }

    /// `until` may not be over before `since` began.
    fn order(
        &mut self,
        field: &str,
        (earlier, since): (&str, Option<crate::model::PartialDate>),
        until: Option<crate::model::PartialDate>,
    ) {
        if let (Some(since), Some(until)) = (since, until)
            && until.is_before(since)
        {
            self.invalid(field, format_args!("{until} is before `{earlier}`, {since}"));
        }
    }

    fn not_negative(&mut self, field: &str, number: Option<i32>) {
        if let Some(number) = number.filter(|number| *number < 0) {
            self.invalid(field, format_args!("{number} is less than 0"));
        }
    }

    fn not_too_many(&mut self, field: &str, count: usize) {
        if count > MAX_LIST_ITEMS {
            let message = format_args!("{count} entries are more than {MAX_LIST_ITEMS}");
            self.problems.push(Problem::new(ProblemKind::LimitExceeded, field, message));
        }
    }

    /// A list of lines, none twice. Beyond the limit nothing is looked at: comparing each with each takes time.
    fn lines(&mut self, field: &str, lines: &[Box<str>]) {
        self.not_too_many(field, lines.len());
        for (n, line) in lines.iter().take(MAX_LIST_ITEMS).enumerate() {
            self.line(&format!("{field}[{n}]"), line);
            if lines.iter().take(n).any(|earlier| earlier == line) {
                self.invalid(&format!("{field}[{n}]"), format_args!("`{line}` is given twice"));
            }
        }
    }

    fn optional_line(&mut self, field: &str, line: Option<&str>) {
        if let Some(line) = line {
            self.line(field, line);
        }
    }

    /// A name, a label, a title: one line with something on it.
    fn line(&mut self, field: &str, line: &str) {
        self.written(field, line, MAX_NAME_BYTES);
        if line.chars().any(char::is_control) {
            self.invalid(field, "line breaks and control characters are not allowed here");
        }
    }

    fn long_text(&mut self, field: &str, text: Option<&LocalisedText>) {
        if let Some(text) = text {
            self.text(&format!("{field}.de"), &text.de);
            self.optional_text(&format!("{field}.en"), text.en.as_deref());
        }
    }

    fn optional_text(&mut self, field: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(field, text);
        }
    }

    /// Paragraphs.
    fn text(&mut self, field: &str, text: &str) {
        self.written(field, text, MAX_TEXT_BYTES);
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.invalid(field, "control characters other than line breaks and tabs are not allowed");
        }
    }

    fn written(&mut self, field: &str, text: &str, most_bytes: usize) {
        if text.trim().is_empty() {
            self.invalid(field, "is empty: write something or leave it out");
        } else if text.trim() != text {
            self.invalid(field, "begins or ends with a blank: leave the blanks out");
        }
        if text.len() > most_bytes {
            let message = format_args!("{} bytes are more than {most_bytes}", text.len());
            self.problems.push(Problem::new(ProblemKind::LimitExceeded, field, message));
        }
    }

    fn invalid(&mut self, field: &str, message: impl Display) {
        self.problems.push(Problem::invalid(field, message));
    }
}

/// Whether a link makes its organisation belong to the initiative.
fn belongs(participation: &Participation) -> bool {
    participation.formal && participation.role.takes_part()
}

fn listed(states: EnumSet<StateCode>) -> String {
    states.iter().map(StateCode::name).collect::<Vec<_>>().join(", ")
}
