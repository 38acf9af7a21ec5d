//! Estimates of measures that take a search from every node: near the exact values, and honest about how near.

use std::collections::BTreeSet;

use buendnis::network::{
    Interrupt, Options,
    adjacency::Space,
    measure::{
        betweenness::{betweenness, bound, normalised, pairs},
        closeness::nearness,
        components::components,
        sample::{Estimate, pivots},
    },
};

use crate::world::*;

/// Checks estimates against exact values. Of 100 values 99 should be within three standard errors if those were
/// distributed normally, which sums with a long tail are not: 85 are asked for, and an average that is near.
fn check(what: &str, exact: &[f64], estimates: &[Estimate]) {
    assert!(estimates.iter().any(|estimate| estimate.error > 0.0), "{what} is no estimate");
    assert!(estimates.iter().all(|estimate| estimate.value.is_finite() && estimate.error.is_finite()), "{what}");
    let near = |(exact, estimate): &(&f64, &Estimate)| (*exact - estimate.value).abs() <= 3.0 * estimate.error + 1e-9;
    let within = exact.iter().zip(estimates).filter(near).count();
    assert!(within * 100 >= 85 * exact.len(), "{what}: {within} of {} within three standard errors", exact.len());
    let real: f64 = exact.iter().sum();
    let found: f64 = estimates.iter().map(|estimate| estimate.value).sum();
    assert!((found / real - 1.0).abs() < 0.1, "{what}: {found} in all, not {real}");
}

/// Ties by a formula: a tangle with hubs.
fn tangle(from: u32) -> Vec<(u32, u32)> {
    let tie = |n: u32| ((n * n * 31 + n * 17) % 509, (n * 7 + n * n * 3) % 211);
    (from..from + 900).map(tie).collect()
}

/// A star of chains of two, in which what lies between is a matter of a few sources.
fn star_of_chains() -> Vec<(u32, u32)> {
    (0..300).flat_map(|n| [(0, n), (n + 1, n), (n + 1, n + 300), (n + 301, n + 300)]).collect()
}

#[test]
fn estimates_are_as_near_as_they_say() {
    for (ties, fair) in [(tangle(0), true), (tangle(5_000), true), (star_of_chains(), false)] {
        let snapshot = snapshot(records(&BTreeSet::from_iter(ties).into_iter().collect::<Vec<_>>()));
        let network = network(&snapshot, Options::default());
        let never = Interrupt::never();
        let graph = network.graph(&never).unwrap();
        let both = network.incidence().both_modes();
        let space = Space::projection(network.incidence(), &both);
        let parts = components(space, &never).unwrap();
        let values = |estimates: &[Estimate]| estimates.iter().map(|estimate| estimate.value).collect::<Vec<_>>();
        let between = |budget| betweenness(&graph, &parts, budget, &never).unwrap();
        let few = between(80 * 2 * graph.ties() as u64);
        assert_eq!(few, between(80 * 2 * graph.ties() as u64), "the same sample each time");
        let exact = between(u64::MAX);
        assert!(exact.iter().all(|value| bound(*value, 1.0) == 0.0 && value.error == 0.0));
        let most = pairs(graph.nodes());
        // However few of the sources tell: of 20 values 19 at least are within their bounds.
        let near = |(exact, few): &(&Estimate, &Estimate)| {
            (exact.value / most - normalised(**few, most).value).abs() <= bound(**few, most)
        };
        let within = exact.iter().zip(&few).filter(near).count();
        assert!(within * 20 >= 19 * exact.len(), "{within} of {} within their bounds", exact.len());
        assert!(few.iter().any(|value| value.sample.is_some() && bound(*value, most) < 0.2));
        let distance = |budget| {
            let near = nearness(space, &parts, budget, &never).unwrap();
            near.iter().map(|near| near.distance).collect::<Vec<_>>()
        };
        let (near, nearly) = (distance(u64::MAX), distance(2 * network.incidence().ties() as u64));
        check("distance", &values(&near), &nearly);
        if fair {
            check("betweenness", &values(&exact), &few);
        }
    }
}

#[test]
fn what_fits_is_searched_from_every_node_and_what_does_not_from_a_sample() {
    // A component of 1,000 nodes, and one of 3.
    let of: Vec<u32> = (0..1_003).map(|node| u32::from(node >= 1_000)).collect();
    let steps = |members: &[u32]| members.len() as u64;
    let all = pivots(&of, 2, 2_000_000, steps);
    assert!(all.iter().all(|group| !group.is_sample()), "a million steps and nine");
    let some = pivots(&of, 2, 100_000, steps);
    assert_eq!((some[0].pivots.len(), some[1].pivots.len()), (100, 3));
    assert!(some[0].pivots.is_sorted() && some[0].pivots.iter().all(|node| *node < 1_000));
    assert_eq!(some, pivots(&of, 2, 100_000, steps));
    assert_eq!(pivots(&of, 2, 1, steps)[0].pivots.len(), 32, "fewer say nothing about the error");
}
