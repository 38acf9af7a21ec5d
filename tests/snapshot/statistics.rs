//! Counts: a table over a small register, and a naive recount of random ones.

use std::collections::{BTreeMap, BTreeSet};

use buendnis::{
    model::{
        Initiative, InitiativeKind, Involvement, Language, LocalisedText, Organisation, OrganisationKind,
        Participation, ParticipationRole, ProblemKind, Record, StateCode, limits::MAX_DIMENSIONS,
    },
    snapshot::{
        Snapshot,
        filter::InitiativeFilter,
        key::{NameKey, OrderBy},
        statistics::{Counted, CrossTab, Dimension, Group, Key},
    },
};
use proptest::prelude::*;

use super::support::{
    event_no, initiative_no,
    observe::{COUNTED, DIMENSIONS},
    organisation_no, participation_no,
    world::{World, ops},
};

/// Initiative 1 of two states with a union (in two roles) and a company, 2 of one state with the same union, 3 without
/// anybody and without a start.
fn fixture() -> Snapshot {
    let records: Vec<Record> = vec![
        Initiative {
            states: StateCode::Bw | StateCode::By,
            topics: vec!["Öl".into(), "Arbeit".into()],
            started_on: Some("2014-24".parse().unwrap()),
            ..initiative_no(1)
        }
        .into(),
        Initiative {
            kind: InitiativeKind::Dialogue,
            topics: vec!["Zukunft".into(), "Öl".into()],
            started_on: Some("0800~".parse().unwrap()),
            ..initiative_no(2)
        }
        .into(),
        Initiative { name: LocalisedText::german("X"), ..initiative_no(3) }.into(),
        organisation_no(1).into(),
        Organisation { kind: OrganisationKind::Company, ..organisation_no(2) }.into(),
        organisation_no(3).into(),
        participation_no(1, 1, 1).into(),
        Participation { role: ParticipationRole::Chair, ..participation_no(2, 1, 1) }.into(),
        participation_no(3, 1, 2).into(),
        Participation { formal: false, ..participation_no(4, 2, 1) }.into(),
        event_no(1, 1).into(),
        event_no(2, 3).into(),
    ];
    Snapshot::load(1, records).unwrap()
}

/// Groups as the tables write them: keys and count.
fn brief(groups: &[Group]) -> String {
    let show = |group: &Group| {
        let keys: Vec<String> = group.keys.iter().map(Key::name).collect();
        format!("{} {}", keys.join("/"), group.count)
    };
    groups.iter().map(show).collect::<Vec<_>>().join(", ")
}

#[test]
fn one_dimension_lists_the_keys_that_occur_in_order() {
    use Counted::{Initiatives, Organisations, Participations};
    let cases = [
        // An initiative of two states counts in both, and so do its participations.
        (Dimension::State, Initiatives, "BW 3, BY 1"),
        (Dimension::State, Organisations, "BW 2, BY 2"),
        (Dimension::State, Participations, "BW 4, BY 3"),
        (Dimension::InitiativeKind, Initiatives, "DIALOGUE 1, LEGISLATIVE 2"),
        (Dimension::InitiativeKind, Organisations, "DIALOGUE 1, LEGISLATIVE 2"),
        (Dimension::InitiativeStatus, Initiatives, "UNKNOWN 3"),
        // By name, and an initiative without a topic nowhere.
        (Dimension::Topic, Initiatives, "Arbeit 1, Öl 2, Zukunft 1"),
        // A winter counts to the year it begins in; no start comes last.
        (Dimension::StartYear, Initiatives, "0800 1, 2014 1, UNKNOWN 1"),
        (Dimension::StartYear, Participations, "0800 1, 2014 3"),
        (Dimension::UnionInvolvement, Initiatives, "PARTICIPATING 1, SUPPORTING 1, UNKNOWN 1"),
        (Dimension::OrganisationKind, Initiatives, "TRADE_UNION 2, COMPANY 1"),
        (Dimension::OrganisationKind, Organisations, "TRADE_UNION 1, COMPANY 1"),
        (Dimension::OrganisationKind, Participations, "TRADE_UNION 3, COMPANY 1"),
        (Dimension::ParticipationRole, Participations, "CHAIR 1, MEMBER 3"),
        (Dimension::ParticipationRole, Organisations, "CHAIR 1, MEMBER 2"),
    ];
    let snapshot = fixture();
    for (dimension, counted, expected) in cases {
        assert_eq!(brief(&snapshot.statistics(None).by(dimension, counted)), expected, "{dimension:?} {counted:?}");
    }
}

#[test]
fn several_dimensions_list_their_combinations() {
    let snapshot = fixture();
    let groups = |dimensions: &[Dimension], counted, least| {
        brief(&snapshot.statistics(None).groups(dimensions, counted, least).unwrap())
    };
    use Dimension::{OrganisationKind, ParticipationRole, State};
    assert_eq!(
        groups(&[State, OrganisationKind], Counted::Participations, 1),
        "BW/TRADE_UNION 3, BW/COMPANY 1, BY/TRADE_UNION 2, BY/COMPANY 1"
    );
    assert_eq!(groups(&[State, OrganisationKind], Counted::Participations, 2), "BW/TRADE_UNION 3, BY/TRADE_UNION 2");
    assert_eq!(
        groups(&[OrganisationKind, ParticipationRole, State], Counted::Organisations, 0),
        "TRADE_UNION/CHAIR/BW 1, TRADE_UNION/CHAIR/BY 1, TRADE_UNION/MEMBER/BW 1, TRADE_UNION/MEMBER/BY 1, \
         COMPANY/MEMBER/BW 1, COMPANY/MEMBER/BY 1"
    );
    // Twice the same: which states share an initiative.
    assert_eq!(groups(&[State, State], Counted::Initiatives, 1), "BW/BW 3, BW/BY 1, BY/BW 1, BY/BY 1");
}

#[test]
fn dimensions_and_least_count_are_checked_together() {
    let snapshot = fixture();
    let check = |dimensions: &[Dimension], least, expected: &[(&str, ProblemKind)]| {
        let found = snapshot.statistics(None).groups(dimensions, Counted::Initiatives, least).err().unwrap_or_default();
        let found: Vec<_> = found.iter().map(|problem| (problem.field.as_str(), problem.kind.clone())).collect();
        assert_eq!(found, expected);
    };
    use ProblemKind::{InvalidInput, LimitExceeded};
    check(&[], 1, &[("dimensions", InvalidInput)]);
    check(&[], -1, &[("dimensions", InvalidInput), ("minCount", InvalidInput)]);
    check(&[Dimension::State; MAX_DIMENSIONS + 1], 0, &[("dimensions", LimitExceeded)]);
    check(&[Dimension::State; MAX_DIMENSIONS], 0, &[]);
}

#[test]
fn totals_are_of_the_register_or_of_what_the_filter_leaves() {
    let snapshot = fixture();
    let totals = |filter: Option<InitiativeFilter>| {
        let test = filter.map(|filter| filter.prepare(&snapshot).unwrap_or_else(|all| panic!("{all:?}")));
        let s = snapshot.statistics(test);
        [s.states(), s.initiatives(), s.organisations(), s.participations(), s.events()]
    };
    let state = |state: StateCode| Some(InitiativeFilter { states: Some(state.into()), ..Default::default() });
    assert_eq!(totals(None), [16, 3, 3, 4, 2]);
    assert_eq!(totals(Some(InitiativeFilter::default())), [2, 3, 2, 4, 2]);
    assert_eq!(totals(state(StateCode::By)), [2, 1, 2, 3, 1]);
    assert_eq!(totals(state(StateCode::Be)), [0, 0, 0, 0, 0]);
}

/// The margins counted every initiative of a key, also those that have no cell: an initiative without participants has
/// no kind of organisation, yet the margin of its state counted it, more than all its cells together.
#[test]
fn margins_are_of_what_has_a_cell() {
    let snapshot = fixture();
    let table = |rows, columns, counted| snapshot.statistics(None).cross_tab(rows, columns, counted);
    let CrossTab { rows, columns, cells } = table(Dimension::State, Dimension::OrganisationKind, Counted::Initiatives);
    assert_eq!((brief(&rows), brief(&columns)), ("BW 2, BY 1".into(), "TRADE_UNION 2, COMPANY 1".into()));
    assert_eq!(cells, [[2, 1], [1, 1]]);
    let CrossTab { rows, columns, cells } = table(Dimension::Topic, Dimension::StartYear, Counted::Initiatives);
    assert_eq!((brief(&rows), brief(&columns)), ("Arbeit 1, Öl 2, Zukunft 1".into(), "0800 1, 2014 1".into()));
    assert_eq!(cells, [[0, 1], [1, 1], [1, 0]]);
    let empty = Snapshot::empty().statistics(None).cross_tab(Dimension::State, Dimension::Topic, Counted::Initiatives);
    assert_eq!((empty.rows.len(), empty.columns.len(), empty.cells.len()), (0, 0, 0));
}

#[test]
fn keys_are_labelled_in_both_languages() {
    let cases = [
        (Key::State(StateCode::By), "BY", "Bayern", "Bavaria"),
        (Key::InitiativeKind(InitiativeKind::Alliance), "ALLIANCE", "Bündnis", "Alliance"),
        (Key::UnionInvolvement(Involvement::Absent), "ABSENT", "nicht beteiligt", "absent"),
        (Key::OrganisationKind(OrganisationKind::Chamber), "CHAMBER", "Kammer", "Chamber"),
        (Key::ParticipationRole(ParticipationRole::Chair), "CHAIR", "Vorsitz", "Chair"),
        (Key::Topic(NameKey::of("Öl"), "Öl".into()), "Öl", "Öl", "Öl"),
        (Key::StartYear(800), "0800", "0800", "0800"),
        (Key::NoStartYear, "UNKNOWN", "unbekannt", "unknown"),
    ];
    for (key, name, de, en) in cases {
        assert_eq!([key.name(), key.label(Language::De), key.label(Language::En)], [name, de, en]);
    }
}

/// The values of one initiative, link and organisation in a dimension, straight from the records.
fn values(
    dimension: Dimension,
    initiative: &Initiative,
    link: Option<(&Participation, &Organisation)>,
    involvement: Involvement,
) -> Vec<String> {
    match dimension {
        Dimension::State => initiative.states.iter().map(|code| code.name().into()).collect(),
        Dimension::InitiativeKind => vec![initiative.kind.name().into()],
        Dimension::InitiativeStatus => vec![initiative.status.name().into()],
        Dimension::Topic => initiative.topics.iter().map(ToString::to_string).collect(),
        Dimension::StartYear => {
            vec![initiative.started_on.map_or("UNKNOWN".into(), |on| on.to_string()[..4].to_owned())]
        }
        Dimension::UnionInvolvement => vec![involvement.name().into()],
        Dimension::OrganisationKind => link.into_iter().map(|(_, o)| o.kind.name().into()).collect(),
        Dimension::ParticipationRole => link.into_iter().map(|(p, _)| p.role.name().into()).collect(),
    }
}

type Counts = BTreeMap<Vec<String>, BTreeSet<u128>>;

/// Counts by going through all records, without anything that the snapshot has worked out.
fn recount(world: &World, dimensions: &[Dimension], counted: Counted, keep: impl Fn(&Initiative) -> bool) -> Counts {
    let of_links = [Dimension::OrganisationKind, Dimension::ParticipationRole];
    let by_link = counted != Counted::Initiatives || dimensions.iter().any(|dimension| of_links.contains(dimension));
    let mut counts = Counts::new();
    for record in world.records.values() {
        let Record::Initiative(initiative) = record else { continue };
        if !keep(initiative) {
            continue;
        }
        let links = links(world, initiative);
        let involvement = involvement(initiative, &links);
        let mut enter = |link: Option<(&Participation, &Organisation)>, unit: u128| {
            let mut combinations = vec![vec![]];
            for dimension in dimensions {
                let mut longer = Vec::new();
                for combination in &combinations {
                    for value in values(*dimension, initiative, link, involvement) {
                        longer.push([combination.clone(), vec![value]].concat());
                    }
                }
                combinations = longer;
            }
            for combination in combinations {
                counts.entry(combination).or_default().insert(unit);
            }
        };
        if !by_link {
            enter(None, initiative.id.as_u128());
        }
        for (participation, organisation) in links.iter().filter(|_| by_link) {
            let unit = match counted {
                Counted::Initiatives => initiative.id.as_u128(),
                Counted::Organisations => organisation.id.as_u128(),
                Counted::Participations => participation.id.as_u128(),
            };
            enter(Some((participation, organisation)), unit);
        }
    }
    counts
}

fn links<'a>(world: &'a World, initiative: &Initiative) -> Vec<(&'a Participation, &'a Organisation)> {
    let link = |record: &'a Record| match record {
        Record::Participation(p) if p.initiative == initiative.id => match &world.records[&p.organisation.into()] {
            Record::Organisation(o) => Some((&**p, &**o)),
            _ => None,
        },
        _ => None,
    };
    world.records.values().filter_map(link).collect()
}

fn involvement(initiative: &Initiative, links: &[(&Participation, &Organisation)]) -> Involvement {
    let unions = || links.iter().filter(|(p, o)| o.kind == OrganisationKind::TradeUnion && p.role.takes_part());
    if unions().any(|(p, _)| p.formal) {
        Involvement::Participating
    } else if unions().next().is_some() {
        Involvement::Supporting
    } else if initiative.absent_kinds.contains(OrganisationKind::TradeUnion) {
        Involvement::Absent
    } else {
        Involvement::Unknown
    }
}

/// Counts as a map, after making sure that the groups are sorted and each is there once.
fn counts(groups: &[Group]) -> BTreeMap<Vec<String>, usize> {
    assert!(groups.windows(2).all(|pair| pair[0].keys < pair[1].keys), "sorted: {groups:?}");
    groups.iter().map(|group| (group.keys.iter().map(Key::name).collect(), group.count)).collect()
}

fn sizes(counts: &Counts) -> BTreeMap<Vec<String>, usize> {
    counts.iter().map(|(keys, units)| (keys.clone(), units.len())).collect()
}

fn dimensions() -> impl Strategy<Value = Vec<Dimension>> {
    prop::collection::vec(prop::sample::select(DIMENSIONS.to_vec()), 2..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn counts_are_what_a_recount_finds(ops in ops(1..120), several in dimensions()) {
        let world = World::of(&ops);
        let snapshot = Snapshot::load(1, world.records.values().cloned()).unwrap();
        let all = snapshot.statistics(None);
        for counted in COUNTED {
            for dimension in DIMENSIONS {
                let expected = sizes(&recount(&world, &[dimension], counted, |_| true));
                prop_assert_eq!(counts(&all.by(dimension, counted)), expected, "{:?} {:?}", dimension, counted);
            }
            let expected = recount(&world, &several, counted, |_| true);
            let groups = all.groups(&several, counted, 0).unwrap();
            prop_assert_eq!(counts(&groups), sizes(&expected), "{:?} {:?}", several, counted);
        }
    }

    #[test]
    fn counts_of_a_filter_are_of_what_it_leaves(ops in ops(1..120), dimension in prop::sample::select(DIMENSIONS.to_vec())) {
        let world = World::of(&ops);
        let snapshot = Snapshot::load(1, world.records.values().cloned()).unwrap();
        let filter = InitiativeFilter { states: Some(StateCode::By.into()), ..Default::default() };
        let keep = |initiative: &Initiative| initiative.states.contains(StateCode::By);
        for counted in COUNTED {
            let test = filter.clone().prepare(&snapshot).unwrap_or_else(|all| panic!("{all:?}"));
            let found = snapshot.statistics(Some(test)).by(dimension, counted);
            prop_assert_eq!(counts(&found), sizes(&recount(&world, &[dimension], counted, keep)));
        }
        let left = snapshot.initiatives_where(Some(filter.clone()), OrderBy::default()).unwrap();
        let test = filter.prepare(&snapshot).unwrap_or_else(|all| panic!("{all:?}"));
        prop_assert_eq!(snapshot.statistics(Some(test)).initiatives(), left.total());
    }

    #[test]
    fn a_cross_table_is_its_groups_in_rows(
        ops in ops(1..120),
        rows in prop::sample::select(DIMENSIONS.to_vec()),
        columns in prop::sample::select(DIMENSIONS.to_vec()),
        counted in prop::sample::select(COUNTED.to_vec()),
    ) {
        let world = World::of(&ops);
        let snapshot = Snapshot::load(1, world.records.values().cloned()).unwrap();
        let table = snapshot.statistics(None).cross_tab(rows, columns, counted);
        let expected = recount(&world, &[rows, columns], counted, |_| true);
        let mut found = BTreeMap::new();
        for (row, cells) in table.rows.iter().zip(&table.cells) {
            prop_assert_eq!(cells.len(), table.columns.len());
            for (column, cell) in table.columns.iter().zip(cells).filter(|(_, cell)| **cell > 0) {
                found.insert(vec![row.keys[0].name(), column.keys[0].name()], *cell);
            }
        }
        prop_assert_eq!(table.cells.len(), table.rows.len());
        prop_assert_eq!(found, sizes(&expected));
        for (place, margin) in [&table.rows, &table.columns].into_iter().enumerate() {
            let mut together = Counts::new();
            for (keys, units) in &expected {
                together.entry(vec![keys[place].clone()]).or_default().extend(units);
            }
            prop_assert_eq!(counts(margin), sizes(&together));
        }
    }
}
