#!/usr/bin/env python3
"""What NetworkX and igraph say of small networks: a second opinion on the measures, by code that shares nothing with ours.

    oracle.py make > fixtures.json     networks and their values, as the tests read them (NetworkX 3.6.1, igraph 1.0.0)
    oracle.py values < networks.json   the values of networks that are given, for a comparison on the spot (NetworkX alone)

A network is a list of ties [organisation, initiative], numbered from 0; each number below the largest is used.
"""

import itertools
import json
import random
import sys

import networkx as nx
from networkx.algorithms import bipartite

WEIGHTINGS = ("SHARED", "NEWMAN", "JACCARD")


def two_mode(ties):
    graph = nx.Graph()
    organisations = sorted({o for o, _ in ties})
    initiatives = sorted({i for _, i in ties})
    graph.add_nodes_from(("i", i) for i in initiatives)
    graph.add_nodes_from(("o", o) for o in organisations)
    graph.add_edges_from((("o", o), ("i", i)) for o, i in ties)
    return graph, [("o", o) for o in organisations], [("i", i) for i in initiatives]


def project(graph, nodes, weighting):
    if not nodes:
        return nx.Graph()
    if weighting == "SHARED":
        return bipartite.weighted_projected_graph(graph, nodes)
    if weighting == "NEWMAN":
        return bipartite.collaboration_weighted_projected_graph(graph, nodes)
    return bipartite.overlap_weighted_projected_graph(graph, nodes, jaccard=True)


def number(value):
    """NaN is null, as in our answers."""
    return None if value is None or value != value else float(value)


def in_order(nodes, values):
    return [number(values[node]) for node in nodes]


def eigenvector(graph, nodes, weight):
    """Of the largest component, first of equals; elsewhere 0. By all eigenvectors at once, as they are few."""
    import numpy

    parts = sorted((sorted(part, key=nodes.index) for part in nx.connected_components(graph)), key=lambda p: (-len(p), nodes.index(p[0])))
    values = dict.fromkeys(nodes, 0.0)
    if not parts:
        return []
    matrix = nx.to_numpy_array(graph.subgraph(parts[0]), nodelist=parts[0], weight=weight)
    _, vectors = numpy.linalg.eigh(matrix)
    vector = numpy.abs(vectors[:, -1])
    values.update(zip(parts[0], vector / numpy.linalg.norm(vector)))
    return in_order(nodes, values)


def numbered(nodes, groups):
    """The group of each node, by the smallest in it."""
    of = {node: number for number, group in enumerate(sorted(groups, key=lambda g: min(map(nodes.index, g)))) for node in group}
    return [of[node] for node in nodes]


def brokerage(graph, nodes, group):
    """By the definition: every ordered pair without a tie, and every node that is tied to both."""
    roles = {node: [[0.0] * 5, [0.0] * 5] for node in nodes}
    for first, last in itertools.permutations(nodes, 2):
        if graph.has_edge(first, last):
            continue
        brokers = [node for node in graph[first] if graph.has_edge(node, last)]
        for broker in brokers:
            a, b, c = group[first], group[broker], group[last]
            role = 0 if a == b == c else 1 if a == c else 2 if b == c else 3 if a == b else 4
            roles[broker][0][role] += 1
            roles[broker][1][role] += 1 / len(brokers)
    return [roles[node] for node in nodes]


def holes(measure, graph, nodes, **weight):
    """Undefined for isolates, and so everywhere where there are no ties, on which NetworkX fails."""
    return in_order(nodes, measure(graph, **weight)) if graph.number_of_edges() else [None] * len(nodes)


def effective_size(graph, **weight):
    """Node by node. Asked for all nodes at once NetworkX 3.6.1 takes another way where SciPy is there, and divides m(j,q) by the
    strongest tie of q instead of j's: 9.6 instead of 8.774524 for Evelyn by common events."""
    return {node: size for node in graph for size in nx.effective_size(graph, [node], **weight).values()}


def one_mode(graph, nodes, weighting):
    weight = "weight"
    plain = nx.Graph(graph.edges())
    plain.add_nodes_from(nodes)
    edges = sorted([*sorted(map(nodes.index, edge)), data[weight]] for *edge, data in graph.edges(data=True))
    values = {
        "edges": edges,
        "weightedDegree": in_order(nodes, dict(graph.degree(weight=weight))),
        "eigenvector": eigenvector(graph, nodes, weight),
        "pageRank": in_order(nodes, nx.pagerank(graph, 0.85, weight=weight, tol=1e-14, max_iter=10_000)) if nodes else [],
        "constraint": holes(nx.constraint, graph, nodes, weight=weight),
        "effectiveSize": holes(effective_size, graph, nodes, weight=weight),
    }
    if weighting == "SHARED":
        group = {node: node[1] % 3 for node in nodes}
        nx.set_node_attributes(plain, group, "group")
        mixed = graph.number_of_edges() and len({group[n] for e in plain.edges() for n in e}) > 1
        values |= {
            "density": nx.density(plain) if nodes else 0.0,
            "transitivity": nx.transitivity(plain),
            "degree": in_order(nodes, dict(plain.degree())),
            "closeness": in_order(nodes, nx.closeness_centrality(plain)),
            "harmonic": [v / max(len(nodes) - 1, 1) for v in in_order(nodes, nx.harmonic_centrality(plain))],
            "betweenness": in_order(nodes, nx.betweenness_centrality(plain)),
            "constraintOfEqual": holes(nx.constraint, plain, nodes),
            "effectiveSizeOfEqual": holes(effective_size, plain, nodes),
            "coreNumber": in_order(nodes, nx.core_number(plain)),
            "clustering": in_order(nodes, nx.clustering(plain)),
            "components": numbered(nodes, nx.connected_components(plain)),
            "articulationPoints": sorted(map(nodes.index, nx.articulation_points(plain))),
            "bridges": sorted(sorted(map(nodes.index, bridge)) for bridge in nx.bridges(plain)),
            "assortativity": number(nx.attribute_assortativity_coefficient(plain, "group")) if mixed else None,
            "brokerage": brokerage(plain, nodes, group),
        }
    return values


def sides(graph, rows):
    """Each component as a graph with its own rows, so that what NetworkX normalises by is that component's."""
    for part in nx.connected_components(graph):
        yield graph.subgraph(part), [node for node in rows if node in part]


def both_modes(graph, rows, columns):
    nodes = columns + rows
    values = {"degree": {}, "closeness": {}, "betweenness": {}}
    share = lambda part: (len(part) - 1) / (len(graph) - 1)
    for part, own in sides(graph, rows):
        values["degree"] |= bipartite.degree_centrality(part, own)
        values["closeness"] |= {n: v * share(part) for n, v in bipartite.closeness_centrality(part, own).items()}
        try:
            values["betweenness"] |= bipartite.betweenness_centrality(part, own)
        except ZeroDivisionError:  # a star, by its smaller side
            values["betweenness"] |= star(part, own)
    redundancy = lambda node: number(bipartite.node_redundancy(graph, [node])[node]) if graph.degree(node) > 1 else None
    all_values = {name: in_order(nodes, of) for name, of in values.items()}
    return all_values | {
        "density": bipartite.density(graph, rows) if nodes else 0.0,
        "transitivity": bipartite.robins_alexander_clustering(graph) if nodes else 0.0,
        "clustering": in_order(nodes, bipartite.latapy_clustering(graph)) if nodes else [],
        "redundancy": [redundancy(node) for node in nodes],
        "coreNumber": in_order(nodes, nx.core_number(graph)),
        "components": numbered(nodes, nx.connected_components(graph)),
        "articulationPoints": sorted(map(nodes.index, nx.articulation_points(graph))),
        "bridges": sorted(sorted(map(nodes.index, bridge)) for bridge in nx.bridges(graph)),
        "eigenvector": eigenvector(graph, nodes, None),
        "pageRank": in_order(nodes, nx.pagerank(graph, 0.85, tol=1e-14, max_iter=10_000)) if nodes else [],
    }


def star(part, own):
    """0/0 is 0; the middle of a star lies between all the others."""
    plain = nx.betweenness_centrality(part, normalized=False)
    def most(n, m):
        s, t = divmod(n - 1, m)
        return (m * m * (s + 1) ** 2 + m * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2
    sizes = len(own), len(part) - len(own)
    highest = {node: most(*sizes) if node in own else most(*reversed(sizes)) for node in part}
    return {node: plain[node] / highest[node] if highest[node] else 0.0 for node in part}


def values_of(ties):
    graph, organisations, initiatives = two_mode(ties)
    values = {"TWO_MODE": both_modes(graph, organisations, initiatives)}
    for name, nodes in ("ORGANISATIONS", organisations), ("INITIATIVES", initiatives):
        for weighting in WEIGHTINGS:
            values[f"{name} {weighting}"] = one_mode(project(graph, nodes, weighting), nodes, weighting)
    return values


def modularity(ties):
    """The best that Louvain and Leiden find from many beginnings."""
    import igraph

    graph, organisations, initiatives = two_mode(ties)
    best = {}
    for name, nodes in ("ORGANISATIONS", organisations), ("INITIATIVES", initiatives):
        projection = project(graph, nodes, "SHARED")
        if projection.number_of_edges() == 0:
            best[name] = 0.0
            continue
        found = [nx.community.modularity(projection, nx.community.louvain_communities(projection, seed=seed)) for seed in range(5)]
        of = igraph.Graph(len(nodes), [(nodes.index(a), nodes.index(b)) for a, b in projection.edges()])
        weights = [data["weight"] for *_, data in projection.edges(data=True)]
        for seed in range(20):
            random.seed(seed)
            parts = of.community_leiden("modularity", weights=weights, n_iterations=-1)
            found.append(of.modularity(parts, weights=weights))
        best[name] = max(found)
    if graph.number_of_edges():
        best["TWO_MODE"] = max(nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=seed)) for seed in range(5))
        best["BARBER"] = barber(graph, organisations)
    return best


def barber(graph, organisations):
    import igraph
    import leidenalg

    nodes = list(graph)
    kinds = [node in set(organisations) for node in nodes]
    of = igraph.Graph.Bipartite(kinds, [(nodes.index(a), nodes.index(b)) for a, b in graph.edges()])
    share = 1 / graph.number_of_edges()
    best = 0.0
    for seed in range(50):
        layers = leidenalg.CPMVertexPartition.Bipartite(of, resolution_parameter_01=share, degree_as_node_size=True)
        optimiser = leidenalg.Optimiser()
        optimiser.set_rng_seed(seed)
        optimiser.optimise_partition_multiplex(list(layers), layer_weights=[1, -1, -1], n_iterations=-1)
        best = max(best, barber_of(of, layers[0].membership, kinds))
    return best


def barber_of(graph, of, kinds):
    """Barber's modularity by its definition."""
    total = graph.ecount()
    quality = sum(of[e.source] == of[e.target] for e in graph.es) / total
    for community in set(of):
        degrees = [(kind, graph.degree(v)) for v, (kind, c) in enumerate(zip(kinds, of)) if c == community]
        quality -= sum(d for kind, d in degrees if kind) * sum(d for kind, d in degrees if not kind) / total**2
    return quality


def davis():
    graph = nx.davis_southern_women_graph()
    women, events = graph.graph["top"], graph.graph["bottom"]
    return sorted((women.index(w), events.index(e)) for w in women for e in graph[w])


def compact(ties):
    """Numbers without gaps, so that every one below the largest is used."""
    organisations = sorted({o for o, _ in ties})
    initiatives = sorted({i for _, i in ties})
    return sorted((organisations.index(o), initiatives.index(i)) for o, i in set(ties))


def networks():
    yield "Davis's Southern Women", davis()
    yield "none", []
    yield "one tie", [(0, 0)]
    yield "a star of organisations", [(o, 0) for o in range(6)]
    yield "a star of initiatives", [(0, i) for i in range(6)]
    yield "two ties apart", [(0, 0), (1, 1)]
    yield "a chain", [(0, 0), (1, 0), (1, 1), (2, 1), (2, 2), (3, 2), (3, 3)]
    yield "pairs met twice", [(0, 0), (1, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3), (4, 3), (5, 4)]
    yield "two cliques and one between", [(o, 0) for o in range(5)] + [(o, 1) for o in range(4, 9)] + [(9, 2)]
    for seed, (organisations, initiatives, ties) in enumerate([(12, 9, 25), (30, 20, 45), (25, 40, 60), (40, 12, 90), (60, 60, 75)]):
        rng = random.Random(seed)
        yield f"random {seed}", compact([(rng.randrange(organisations), rng.randrange(initiatives)) for _ in range(ties)])


def main():
    if sys.argv[1:] == ["make"]:
        made = [{"name": n, "ties": t, "values": values_of(t), "modularity": modularity(t)} for n, t in networks()]
        json.dump(made, sys.stdout, separators=(",", ":"))
        print()
    elif sys.argv[1:] == ["values"]:
        json.dump([values_of([tuple(tie) for tie in ties]) for ties in json.load(sys.stdin)], sys.stdout)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
