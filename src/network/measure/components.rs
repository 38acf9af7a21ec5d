//! Connected components.
//!
//! Breadth-first search. O(n + t) for t ties of the two modes, and so for a projection too, which is not built.

use crate::network::{
    Interrupt, Stop,
    adjacency::{Adjacency, Space},
};

/// The parts of a network between which there is no way, numbered by their smallest nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Components {
    /// The component of each node.
    pub of: Vec<u32>,
    /// How many nodes each component has.
    pub sizes: Vec<u32>,
}

impl Components {
    /// The component with the most nodes; of equally large ones the first. 0 where there is none.
    pub fn largest(&self) -> usize {
        let largest = self.sizes.iter().copied().max().unwrap_or_default();
        self.sizes.iter().position(|size| *size == largest).unwrap_or_default()
    }

    /// The nodes of each component, ascending.
    pub fn members(&self) -> Vec<Vec<u32>> {
        groups(&self.of, self.sizes.len())
    }
}

/// The nodes of each of `count` groups, ascending.
pub fn groups(of: &[u32], count: usize) -> Vec<Vec<u32>> {
    let mut groups = vec![Vec::new(); count];
    for (node, group) in of.iter().enumerate() {
        groups[*group as usize].push(node as u32);
    }
    groups
}

/// The components of the counted nodes.
pub fn components<A: Adjacency>(space: Space<'_, A>, interrupt: &Interrupt) -> Result<Components, Stop> {
    const NONE: u32 = u32::MAX;
    let mut of = vec![NONE; space.adjacency.nodes()];
    let mut sizes = Vec::new();
    let mut queue = Vec::new();
    for start in 0..space.counted {
        if of[start] != NONE {
            continue;
        }
        interrupt.check()?;
        let component = sizes.len() as u32;
        of[start] = component;
        queue.push(start as u32);
        let mut size = 0;
        while let Some(node) = queue.pop() {
            size += u32::from((node as usize) < space.counted);
            for next in space.adjacency.neighbours(node as usize) {
                if of[*next as usize] == NONE {
                    of[*next as usize] = component;
                    queue.push(*next);
                }
            }
        }
        sizes.push(size);
    }
    of.truncate(space.counted);
    Ok(Components { of, sizes })
}
