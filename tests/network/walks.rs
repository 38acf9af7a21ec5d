//! Walks over random registers against what plain loops find, and that they stop when they are told to.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use buendnis::{
    model::*,
    network::{
        Interrupt, Node, Stop,
        interlock::Sides,
        overlap::Overlaps,
        partners::{Partners, Ties},
        path::{Asked, Route},
        related::Related,
        similar::similar,
        steps::Unanswered,
        suggested::{common_partners, suggested},
    },
    snapshot::{self, Snapshot, filter::OrganisationFilter, list::Window},
};
use proptest::prelude::*;

use crate::world::*;

/// The two modes by numbers, as loops see them.
#[derive(Clone, Debug)]
struct Plain {
    organisations: u32,
    initiatives: u32,
    ties: BTreeSet<(u32, u32)>,
}

impl Plain {
    fn initiatives_of(&self, organisation: u32) -> BTreeSet<u32> {
        self.ties.iter().filter(|(o, _)| *o == organisation).map(|(_, i)| *i).collect()
    }

    fn organisations_of(&self, initiative: u32) -> BTreeSet<u32> {
        self.ties.iter().filter(|(_, i)| *i == initiative).map(|(o, _)| *o).collect()
    }

    fn shared(&self, one: u32, other: u32) -> usize {
        self.initiatives_of(one).intersection(&self.initiatives_of(other)).count()
    }

    fn partners(&self, of: u32) -> BTreeSet<u32> {
        (0..self.organisations).filter(|other| *other != of && self.shared(of, *other) > 0).collect()
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        let organisations = (0..self.organisations).map(|n| organisation(n).into());
        let initiatives = (0..self.initiatives).map(|n| initiative(n).into());
        let links = self.ties.iter().map(|(o, i)| link(*o, *i, ParticipationRole::Member).into());
        // Every third pair has two roles, which makes no difference.
        let twice = self.ties.iter().filter(|(o, i)| (o + i) % 3 == 0);
        let again = twice.map(|(o, i)| link(*o, *i, ParticipationRole::Chair).into());
        snapshot(organisations.chain(initiatives).chain(links).chain(again))
    }

    /// Every chain that passes nothing twice: nodes by mode, 0 for organisations, and number.
    fn chains(&self, from: u32, to: u32, passes: &dyn Fn((u32, u32)) -> bool) -> Vec<Vec<u32>> {
        let mut found = Vec::new();
        let mut open = vec![vec![(0, from)]];
        while let Some(chain) = open.pop() {
            let (mode, last) = chain[chain.len() - 1];
            if (mode, last) == (0, to) {
                found.push(chain.iter().map(|(_, number)| *number).collect());
                continue;
            }
            let next = if mode == 0 { self.initiatives_of(last) } else { self.organisations_of(last) };
            let next = next.into_iter().map(|number| (1 - mode, number));
            let next = next.filter(|node| !chain.contains(node) && (*node == (0, to) || passes(*node)));
            open.extend(next.map(|node| [chain.clone(), vec![node]].concat()));
        }
        found.sort_by_key(|chain: &Vec<u32>| (chain.len(), chain.clone()));
        found
    }
}

/// Nothing, one node, stars, several components with isolates, and tangles.
fn plain() -> impl Strategy<Value = Plain> {
    let of = |organisations, initiatives, ties: Vec<(u32, u32)>| Plain {
        organisations,
        initiatives,
        ties: ties.into_iter().collect(),
    };
    let tangle = (1..8_u32, 1..7_u32).prop_flat_map(move |(organisations, initiatives)| {
        let ties = prop::collection::vec((0..organisations, 0..initiatives), 0..20);
        ties.prop_map(move |ties| of(organisations, initiatives, ties))
    });
    let parts = prop::collection::vec((0..3_u32, 0..3_u32, 0..3_u32), 0..14)
        .prop_map(move |ties| of(9, 9, ties.into_iter().map(|(part, o, i)| (3 * part + o, 3 * part + i)).collect()));
    prop_oneof![
        1 => Just(of(0, 0, vec![])),
        1 => Just(of(1, 0, vec![])),
        1 => (2..9_u32).prop_map(move |n| of(n, 1, (0..n).map(|o| (o, 0)).collect())),
        1 => (2..9_u32).prop_map(move |n| of(1, n, (0..n).map(|i| (0, i)).collect())),
        4 => parts,
        8 => tangle,
    ]
}

fn never() -> Interrupt {
    Interrupt::never()
}

fn one(snapshot: &Snapshot, n: u32) -> snapshot::Organisation<'_> {
    snapshot.organisation(org(n)).unwrap()
}

/// The number of an organisation.
fn number(organisation: snapshot::Organisation<'_>) -> u32 {
    (organisation.record().id.as_u128() - org(0).as_u128()) as u32
}

/// Two lists with the same members and nearly the same scores, ours with the best first and then by number.
fn check_scores(found: &[(u32, f64)], expected: &BTreeMap<u32, f64>) {
    assert_eq!(found.iter().map(|(n, _)| *n).collect::<BTreeSet<_>>(), expected.keys().copied().collect());
    assert!(found.iter().all(|(n, score)| (score - expected[n]).abs() < 1e-12), "{found:?} {expected:?}");
    assert!(
        found.windows(2).all(|two| two[0].1 > two[1].1 || two[0].1 == two[1].1 && two[0].0 < two[1].0),
        "{found:?}"
    );
}

fn check_around(plain: &Plain, snapshot: &Snapshot, n: u32) {
    let ties = Ties { min_shared: 1, roll_up: false };
    let all = Window::parse(Some(100), None, None, None).unwrap();
    let found = Partners::of(snapshot, one(snapshot, n), ties, &never()).unwrap().page(&all).unwrap();
    let found: Vec<_> = found.entries.iter().map(|partner| (number(partner.organisation), partner.shared)).collect();
    let mut expected: Vec<_> = plain.partners(n).iter().map(|other| (*other, plain.shared(n, *other) as u32)).collect();
    expected.sort_by_key(|(other, shared)| (Reverse(*shared), *other));
    assert_eq!(found, expected, "partners of {n}");

    let scores = |found: Vec<(snapshot::Organisation<'_>, f64)>| {
        found.into_iter().map(|(organisation, score)| (number(organisation), score)).collect::<Vec<_>>()
    };
    let own = plain.initiatives_of(n);
    let jaccard =
        |other: &u32| plain.shared(n, *other) as f64 / own.union(&plain.initiatives_of(*other)).count() as f64;
    let expected = plain.partners(n).iter().map(|other| (*other, jaccard(other))).collect();
    check_scores(&scores(similar(snapshot, one(snapshot, n), 100, &never()).unwrap()), &expected);

    let common = |other: u32| plain.partners(n).intersection(&plain.partners(other)).copied().collect::<Vec<u32>>();
    let score = |other: u32| common(other).iter().map(|c| 1.0 / (plain.partners(*c).len() as f64).ln()).sum::<f64>();
    let strangers = (0..plain.organisations).filter(|other| *other != n && !plain.partners(n).contains(other));
    let expected: BTreeMap<u32, f64> =
        strangers.filter(|other| !common(*other).is_empty()).map(|o| (o, score(o))).collect();
    check_scores(&scores(suggested(snapshot, one(snapshot, n), 100, &never()).unwrap()), &expected);
    for other in expected.keys() {
        let found = common_partners(snapshot, one(snapshot, n), one(snapshot, *other), 100, &never()).unwrap();
        let found: BTreeSet<u32> = found.into_iter().map(number).collect();
        assert_eq!(found, common(*other).into_iter().collect(), "common partners of {n} and {other}");
    }
}

fn check_related(plain: &Plain, snapshot: &Snapshot, n: u32) {
    let own = plain.organisations_of(n);
    let related = Related::to(snapshot, snapshot.initiative(ini(n)).unwrap(), false, &never()).unwrap();
    let found = related.first(100).into_iter();
    let found: Vec<_> = found.map(|(i, shared)| (i.record().id.as_u128() - ini(0).as_u128(), shared)).collect();
    let others = (0..plain.initiatives).filter(|other| *other != n);
    let shared =
        others.map(|other| (u128::from(other), plain.organisations_of(other).intersection(&own).count() as u32));
    let mut expected: Vec<_> = shared.filter(|(_, shared)| *shared > 0).collect();
    expected.sort_by_key(|(other, shared)| (Reverse(*shared), *other));
    assert_eq!(found, expected, "related to {n}");
}

fn check_interlocks(plain: &Plain, snapshot: &Snapshot) {
    let busy = OrganisationFilter { min_initiatives: Some(2), ..OrganisationFilter::default() };
    let sides = Sides::new(snapshot, busy, OrganisationFilter::default(), None).unwrap();
    let found = sides.ties(snapshot, 100, &never()).unwrap();
    let found: Vec<_> = found.iter().map(|tie| (number(tie.left), number(tie.right), tie.shared())).collect();
    let is_left = |n: u32| plain.initiatives_of(n).len() >= 2;
    let pairs = (0..plain.organisations).flat_map(|left| (0..plain.organisations).map(move |right| (left, right)));
    // Everybody could be the right, so who could be the left as well is the one or the other by number.
    let pairs = pairs.filter(|(left, right)| left != right && is_left(*left) && (!is_left(*right) || left < right));
    let mut expected: Vec<_> = pairs.map(|(l, r)| (l, r, plain.shared(l, r))).filter(|tie| tie.2 > 0).collect();
    expected.sort_by_key(|(left, right, shared)| (Reverse(*shared), *left, *right));
    expected.truncate(100);
    assert_eq!(found, expected);
}

fn check_overlaps(plain: &Plain, snapshot: &Snapshot) {
    let state = |i: u32| StateCode::ALL[i as usize % 16];
    let mut active: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (o, i) in &plain.ties {
        active.entry(state(*i).name()).or_default().insert(*o);
    }
    let found = Overlaps::of(snapshot, false, &never()).unwrap().pairs();
    let found: Vec<_> = found.iter().map(|o| (o.state.name(), o.other.name(), o.shared as usize, o.jaccard)).collect();
    let mut expected = Vec::new();
    for (one, in_one) in &active {
        for (other, in_other) in active.range(*one..).skip(1) {
            let (both, either) = (in_one.intersection(in_other).count(), in_one.union(in_other).count());
            expected.push((*one, *other, both, both as f64 / either as f64));
        }
    }
    expected.retain(|(.., both, _)| *both > 0);
    expected.sort_by_key(|(.., both, _)| Reverse(*both));
    assert_eq!(found, expected);
}

fn check_paths(plain: &Plain, snapshot: &Snapshot, max_degree: Option<i32>, avoid: &[(u32, u32)]) {
    let id = |(mode, n): &(u32, u32)| if *mode == 0 { org(*n).to_string() } else { ini(*n).to_string() };
    let avoided: Vec<String> = avoid.iter().map(id).collect();
    let fits = |(mode, n): (u32, u32)| {
        let degree = if mode == 0 { plain.initiatives_of(n).len() } else { plain.organisations_of(n).len() };
        max_degree.is_none_or(|most| degree <= most as usize) && !avoid.contains(&(mode, n))
    };
    for (from, to) in [(0, plain.organisations - 1), (plain.organisations / 2, 0)] {
        let (start, end) = (org(from).to_string(), org(to).to_string());
        let asked = Asked { from: &start, to: &end, filter: None, avoid: &avoided, max_degree };
        let paths = Route::new(snapshot, asked).unwrap().paths(snapshot, 9, &never()).unwrap();
        let number_of = |node: &Node| match node {
            Node::Organisation(slot) => {
                let all = (0..plain.organisations).find(|n| one(snapshot, *n).slot() == *slot);
                all.unwrap()
            }
            Node::Initiative(slot) => {
                let all = (0..plain.initiatives).find(|n| snapshot.initiative(ini(*n)).unwrap().slot() == *slot);
                all.unwrap()
            }
        };
        let found: Vec<Vec<u32>> = paths.iter().map(|path| path.iter().map(number_of).collect()).collect();
        let mut expected = plain.chains(from, to, &fits);
        expected.truncate(9);
        assert_eq!(found, expected, "from {from} to {to}, {max_degree:?}, {avoid:?}");
    }
}

proptest! {
    #[test]
    fn walks_find_what_plain_loops_find(
        plain in plain(),
        max_degree in prop::option::of(0..5_i32),
        avoid in prop::collection::vec((0..2_u32, 0..9_u32), 0..3),
    ) {
        let snapshot = plain.snapshot();
        (0..plain.organisations).for_each(|n| check_around(&plain, &snapshot, n));
        (0..plain.initiatives).for_each(|n| check_related(&plain, &snapshot, n));
        check_interlocks(&plain, &snapshot);
        check_overlaps(&plain, &snapshot);
        let there = |(mode, n): &(u32, u32)| *n < if *mode == 0 { plain.organisations } else { plain.initiatives };
        let avoid: Vec<(u32, u32)> = avoid.into_iter().filter(there).collect();
        if plain.organisations > 0 {
            check_paths(&plain, &snapshot, max_degree, &avoid);
            check_paths(&plain, &snapshot, None, &[]);
        }
    }
}

#[test]
fn walks_stop_when_they_are_told_to() {
    let ties: Vec<(u32, u32)> = (0..400).map(|n| (n % 40, n / 40)).collect();
    let snapshot = snapshot(records(&ties));
    let organisation = one(&snapshot, 0);
    let cancelled = never();
    cancelled.cancel();
    for (interrupt, stop) in [(cancelled, Stop::Cancelled), (Interrupt::at(Instant::now()), Stop::TooLate)] {
        let stopped = Some(Unanswered::Stopped(stop));
        let [from, to] = [0, 39].map(|n| org(n).to_string());
        let asked = Asked { from: &from, to: &to, filter: None, avoid: &[], max_degree: None };
        assert_eq!(Route::new(&snapshot, asked).unwrap().paths(&snapshot, 1, &interrupt).err(), stopped);
        let all = OrganisationFilter::default;
        assert_eq!(Sides::new(&snapshot, all(), all(), None).unwrap().ties(&snapshot, 1, &interrupt).err(), stopped);
        assert_eq!(suggested(&snapshot, organisation, 1, &interrupt).err(), stopped);
        let ties = Ties { min_shared: 1, roll_up: false };
        assert_eq!(Partners::of(&snapshot, organisation, ties, &interrupt).err(), Some(stop));
        assert_eq!(similar(&snapshot, organisation, 1, &interrupt).err(), Some(stop));
        assert_eq!(common_partners(&snapshot, organisation, one(&snapshot, 1), 1, &interrupt).err(), Some(stop));
        let initiative = snapshot.initiative(ini(0)).unwrap();
        assert_eq!(Related::to(&snapshot, initiative, false, &interrupt).err(), Some(stop));
        assert_eq!(Overlaps::of(&snapshot, false, &interrupt).err(), Some(stop));
    }
}
