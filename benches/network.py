#!/usr/bin/env python3
"""network.py igraph|networkx FILE: the steps of network.rs by another library, on the ties [organisation, initiative] of a CSV file."""

import csv
import random
import signal
import sys
import time

LIMIT = 60  # seconds a step
SOURCES = 8  # of sampled betweenness

library, file = sys.argv[1:]
with open(file) as ties:
    pairs = sorted((int(o), int(i)) for o, i in csv.reader(ties))
random.seed(1)


class Late(Exception):
    pass


def late(*_):
    raise Late()


signal.signal(signal.SIGALRM, late)


def step(name, work):
    signal.alarm(LIMIT)
    start = time.perf_counter()
    try:
        result = work()
        print(f"{library:<10} {name:<28} {time.perf_counter() - start:>9.3f} s", flush=True)
        return result
    except Late:
        print(f"{library:<10} {name:<28}      over {LIMIT} s", flush=True)
    finally:
        signal.alarm(0)


if library == "igraph":
    import igraph

    def project():
        nodes = max(o for o, _ in pairs) + 1
        columns = max(i for _, i in pairs) + 1
        both = igraph.Graph.Bipartite([0] * nodes + [1] * columns, [(o, nodes + i) for o, i in pairs])
        return both.bipartite_projection(multiplicity=True, which=0)

    graph = step("projection", project)
    parts = step("components", graph.connected_components)
    step("PageRank", lambda: graph.pagerank(weights="weight"))
    step("eigenvector", lambda: graph.eigenvector_centrality(weights="weight"))
    step("core numbers", graph.coreness)
    step("articulation points", graph.articulation_points)
    found = step("Leiden", lambda: graph.community_leiden("modularity", weights="weight"))
    step("Leiden, until stable", lambda: graph.community_leiden("modularity", weights="weight", n_iterations=-1))
    step("constraint", lambda: graph.constraint(weights="weight"))
    step("triangles", lambda: graph.transitivity_local_undirected())
    sources = random.sample(range(graph.vcount()), SOURCES)
    some = random.sample(range(graph.vcount()), 256)
    step("closeness of 256 nodes", lambda: graph.closeness(vertices=some))
    step(f"betweenness, {SOURCES} sources", lambda: graph.betweenness(directed=False, sources=sources, targets=range(graph.vcount())))
    quality = graph.modularity(found, weights="weight")
    print(f"{library:<10} {graph.vcount()} nodes, {graph.ecount()} ties, {len(parts)} components; Leiden: {len(found)} communities, modularity {quality:.4f}")
else:
    import networkx as nx
    import numpy
    import scipy.sparse

    def project():
        both = nx.Graph()
        both.add_edges_from((("o", o), ("i", i)) for o, i in pairs)
        return nx.bipartite.weighted_projected_graph(both, [node for node in both if node[0] == "o"])

    def multiply():
        organisations, initiatives = numpy.array(pairs).T
        incidence = scipy.sparse.csr_matrix((numpy.ones(len(pairs), numpy.int32), (organisations, initiatives)))
        product = scipy.sparse.triu(incidence @ incidence.T, k=1).tocoo()
        graph = nx.Graph()
        graph.add_nodes_from(range(incidence.shape[0]))
        graph.add_weighted_edges_from(zip(product.row.tolist(), product.col.tolist(), product.data.tolist()))
        return graph

    step("projection", project)
    graph = step("projection, by SciPy", multiply)
    parts = step("components", lambda: list(nx.connected_components(graph)))
    step("PageRank", lambda: nx.pagerank(graph, 0.85, tol=1e-10))
    step("core numbers", lambda: nx.core_number(graph))
    step("betweenness, 2 sources", lambda: nx.betweenness_centrality(graph, k=2, normalized=False, seed=1))
    found = step("Louvain", lambda: nx.community.louvain_communities(graph, seed=1))
    if found:
        print(f"{library:<10} Louvain: modularity {nx.community.modularity(graph, found):.4f}")
