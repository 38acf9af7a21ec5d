//! Which nodes there are, what ties them, and how strongly.

use buendnis::{
    model::{limits::MAX_TIES, *},
    network::{Interrupt, Network, Options, Projection, Stop, Weighting, projection::Degrees},
    snapshot::filter::InitiativeFilter,
};

use crate::world::*;

/// Checks the ties of a network, by the numbers of its nodes.
fn check(network: &Network, nodes: usize, ties: &[(usize, usize, f64)]) {
    let graph = network.graph(&Interrupt::never()).unwrap();
    assert_eq!(network.nodes().len(), nodes, "{:?}", network.options());
    assert!(network.nodes().is_sorted(), "{:?}", network.nodes());
    assert_eq!(graph.nodes(), nodes);
    assert_eq!(graph.iter().collect::<Vec<_>>(), ties, "{:?}", network.options());
}

/// Organisations 0 to 3: 0, 1 and 2 in initiative 0, 0 and 1 in initiative 1, 3 alone in initiative 2.
const SMALL: [(u32, u32); 6] = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (3, 2)];

#[test]
fn every_projection_and_weighting() {
    let snapshot = snapshot(records(&SMALL));
    let (one, two, third) = (1.0, 2.0, 1.0 / 3.0);
    let cases = [
        (Projection::Organisations, Weighting::Shared, 4, vec![(0, 1, two), (0, 2, one), (1, 2, one)]),
        (Projection::Organisations, Weighting::Newman, 4, vec![(0, 1, 1.5), (0, 2, 0.5), (1, 2, 0.5)]),
        (Projection::Organisations, Weighting::Jaccard, 4, vec![(0, 1, one), (0, 2, 0.5), (1, 2, 0.5)]),
        (Projection::Initiatives, Weighting::Shared, 3, vec![(0, 1, two)]),
        (Projection::Initiatives, Weighting::Newman, 3, vec![(0, 1, two)]),
        (Projection::Initiatives, Weighting::Jaccard, 3, vec![(0, 1, two * third)]),
        (Projection::States, Weighting::Shared, 3, vec![(0, 1, two)]),
        (
            Projection::TwoMode,
            Weighting::Jaccard,
            7,
            vec![(0, 3, one), (0, 4, one), (0, 5, one), (1, 3, one), (1, 4, one), (2, 6, one)],
        ),
    ];
    for (projection, weighting, nodes, ties) in cases {
        check(&network(&snapshot, Options { projection, weighting, ..Options::default() }), nodes, &ties);
    }
}

#[test]
fn weak_ties_go_and_their_nodes_stay() {
    let snapshot = snapshot(records(&SMALL));
    let at_least = |min_weight| Options { min_weight, ..Options::default() };
    check(&network(&snapshot, at_least(2.0)), 4, &[(0, 1, 2.0)]);
    check(&network(&snapshot, at_least(2.5)), 4, &[]);
    check(&network(&snapshot, Options { min_weight: 1.5, ..on(Projection::TwoMode) }), 7, &[]);
    for min_weight in [-1.0, f64::NAN, f64::INFINITY] {
        let problems = Network::new(snapshot.clone(), None, at_least(min_weight)).unwrap_err();
        assert_eq!(problems.iter().map(|problem| &*problem.field).collect::<Vec<_>>(), ["options.minWeight"]);
    }
}

#[test]
fn several_roles_are_one_tie_and_roles_can_be_chosen() {
    let mut all = records(&SMALL);
    all.push(link(0, 1, ParticipationRole::Lead).into());
    all.push(link(2, 1, ParticipationRole::Lead).into());
    let snapshot = snapshot(all);
    check(&network(&snapshot, Options::default()), 4, &[(0, 1, 2.0), (0, 2, 2.0), (1, 2, 2.0)]);
    let leads = Options { roles: Some(ParticipationRole::Lead.into()), ..Options::default() };
    check(&network(&snapshot, leads), 2, &[(0, 1, 1.0)]);
}

#[test]
fn branches_count_as_the_topmost_umbrella_and_collectives_on_request() {
    let mut all = records(&SMALL);
    let organisations = [
        Organisation { parent: Some(org(4)), ..organisation(3) },
        Organisation { parent: Some(org(5)), ..organisation(4) },
        Organisation { kind: OrganisationKind::TradeUnion, ..organisation(5) },
        Organisation { collective: true, ..organisation(2) },
    ];
    all.retain(|record| !organisations.iter().any(|o| record.id() == o.id.into()));
    all.extend(organisations.map(Record::from));
    all.push(link(5, 1, ParticipationRole::Member).into());
    let snapshot = snapshot(all);
    let roll_up = Options { roll_up: true, ..Options::default() };
    check(&network(&snapshot, Options::default()), 4, &[(0, 1, 2.0), (0, 3, 1.0), (1, 3, 1.0)]);
    let all = Options { include_collectives: true, ..Options::default() };
    check(&network(&snapshot, all), 5, &[(0, 1, 2.0), (0, 2, 1.0), (0, 4, 1.0), (1, 2, 1.0), (1, 4, 1.0)]);
    let rolled = network(&snapshot, roll_up);
    check(&rolled, 3, &[(0, 1, 2.0), (0, 2, 1.0), (1, 2, 1.0)]);
    assert_eq!(rolled.nodes()[2], org(5).into());
    assert_eq!(rolled.incidence().rows.get(2), [1, 2], "of the umbrella itself and of its branch's branch");
    let unions = Options { kinds: Some(OrganisationKind::TradeUnion.into()), ..roll_up };
    check(&network(&snapshot, unions), 1, &[]);
}

#[test]
fn a_filter_chooses_initiatives_and_its_date_participations_too() {
    let mut all = records(&SMALL);
    let over = Participation { until: Some("2012".parse().unwrap()), ..link(1, 3, ParticipationRole::Member) };
    all.extend([Record::from(initiative(3)), over.into(), link(2, 3, ParticipationRole::Member).into()]);
    let snapshot = snapshot(all);
    let on_date = |date: &str| InitiativeFilter { active_on: date.parse().ok(), ..InitiativeFilter::default() };
    let full = [(0, 1, 2.0), (0, 2, 1.0), (1, 2, 2.0)];
    check(&filtered(&snapshot, on_date("2011"), Options::default()), 4, &full);
    check(&filtered(&snapshot, on_date("2013"), Options::default()), 4, &[(0, 1, 2.0), (0, 2, 1.0), (1, 2, 1.0)]);
    let within = InitiativeFilter { and: Some(vec![on_date("2013")]), ..InitiativeFilter::default() };
    check(&filtered(&snapshot, within, Options::default()), 4, &[(0, 1, 2.0), (0, 2, 1.0), (1, 2, 1.0)]);
    let two = InitiativeFilter { states: Some(StateCode::ALL[1] | StateCode::ALL[2]), ..InitiativeFilter::default() };
    check(&filtered(&snapshot, two, Options::default()), 3, &[(0, 1, 1.0)]);
}

#[test]
fn a_tie_knows_what_makes_it() {
    let snapshot = snapshot(records(&SMALL));
    let organisations = network(&snapshot, Options::default());
    assert_eq!(organisations.via(0, 1).collect::<Vec<_>>(), [ini(0), ini(1)].map(NodeId::from));
    assert_eq!(organisations.via(0, 3).count(), 0);
    let initiatives = network(&snapshot, on(Projection::Initiatives));
    assert_eq!(initiatives.via(0, 1).collect::<Vec<_>>(), [org(0), org(1)].map(NodeId::from));
    assert_eq!(network(&snapshot, on(Projection::TwoMode)).via(0, 3).count(), 0);
    assert_eq!(organisations.position(org(2).into()), Some(2));
    assert_eq!(organisations.position(ini(2).into()), None);
}

#[test]
fn an_empty_register_is_an_empty_network() {
    let snapshot = snapshot([]);
    for projection in PROJECTIONS {
        check(&network(&snapshot, on(projection)), 0, &[]);
    }
}

/// 12.5 million ties of one initiative are counted, and not built.
#[test]
fn an_initiative_of_five_thousand_exhausts_nothing() {
    let ties: Vec<(u32, u32)> = (0..5_000).map(|o| (o, 0)).collect();
    let snapshot = snapshot(records(&ties));
    let network = network(&snapshot, Options::default());
    let never = Interrupt::never();
    let degrees = Degrees::of_projection(network.incidence(), network.options(), &never).unwrap();
    assert_eq!(degrees.ties(), 12_497_500);
    assert_eq!(degrees.strengths, vec![4_999.0; 5_000]);
    assert_eq!(network.graph(&never), Err(Stop::TooManyTies { limit: MAX_TIES }));
}

#[test]
fn what_nobody_waits_for_stops() {
    let snapshot = snapshot(records(&SMALL));
    let network = network(&snapshot, Options::default());
    let interrupt = Interrupt::never();
    interrupt.cancel();
    assert_eq!(network.graph(&interrupt), Err(Stop::Cancelled));
    assert_eq!(network.graph(&Interrupt::at(std::time::Instant::now())), Err(Stop::TooLate));
}
