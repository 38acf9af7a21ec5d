//! Nodes and weighted ties between them, as compact arrays.

/// An undirected graph without loops. Nodes are numbered from 0; each tie stands with both of its ends, ascending. 12
/// bytes an entry, so 24 a tie, and 8 a node.
///
/// Not petgraph's `Csr`, which keeps an edge's two directions with a weight of any type apart from each other and is
/// read through iterators of references: the measures here read neighbours and weights as two plain slices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// Where the neighbours of each node begin, and where the last's end.
    starts: Vec<usize>,
    neighbours: Vec<u32>,
    weights: Vec<f64>,
}

impl Graph {
    /// A graph without nodes, to which they are added in order.
    pub fn with_capacity(nodes: usize) -> Self {
        let mut starts = Vec::with_capacity(nodes + 1);
        starts.push(0);
        Self { starts, neighbours: Vec::new(), weights: Vec::new() }
    }

    /// Adds the next node with its neighbours, ascending, and the weights of the ties to them. Whoever builds a graph
    /// adds each tie with both of its ends.
    pub fn push(&mut self, neighbours: impl IntoIterator<Item = (u32, f64)>) {
        for (neighbour, weight) in neighbours {
            self.neighbours.push(neighbour);
            self.weights.push(weight);
        }
        self.starts.push(self.neighbours.len());
    }

    /// The graph of these ties between `nodes` nodes, each given once and in either direction. O(t log t) for t ties.
    pub fn of_ties(nodes: usize, ties: impl IntoIterator<Item = (u32, u32, f64)>) -> Self {
        let mut both: Vec<(u32, u32, f64)> = ties.into_iter().flat_map(|(a, b, w)| [(a, b, w), (b, a, w)]).collect();
        both.sort_unstable_by_key(|(from, to, _)| (*from, *to));
        let mut graph = Self::with_capacity(nodes);
        let mut rest = both.into_iter().peekable();
        for node in 0..nodes as u32 {
            let own = std::iter::from_fn(|| rest.next_if(|(from, ..)| *from == node));
            graph.push(own.map(|(_, to, weight)| (to, weight)));
        }
        graph
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many ties there are.
    pub fn ties(&self) -> usize {
        self.neighbours.len() / 2
    }

    pub fn degree(&self, node: usize) -> usize {
        self.starts[node + 1] - self.starts[node]
    }

    /// The neighbours of a node, ascending.
    pub fn neighbours(&self, node: usize) -> &[u32] {
        &self.neighbours[self.starts[node]..self.starts[node + 1]]
    }

    /// The weights of the ties to the neighbours, in their order.
    pub fn weights(&self, node: usize) -> &[f64] {
        &self.weights[self.starts[node]..self.starts[node + 1]]
    }

    /// The neighbours of a node with the weights of the ties to them.
    pub fn tied(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        self.neighbours(node).iter().zip(self.weights(node)).map(|(neighbour, weight)| (*neighbour as usize, *weight))
    }

    /// The weight of the tie between two nodes, if there is one. O(log degree).
    pub fn weight(&self, node: usize, other: usize) -> Option<f64> {
        let place = self.neighbours(node).binary_search(&(other as u32)).ok()?;
        self.weights(node).get(place).copied()
    }

    /// Every tie once, its smaller end first, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, f64)> {
        let upper = |node| self.tied(node).filter(move |(other, _)| *other > node).map(move |(o, w)| (node, o, w));
        (0..self.nodes()).flat_map(upper)
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> usize {
        8 * self.starts.len() + 12 * self.neighbours.len()
    }
}
