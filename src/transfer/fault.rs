//! What is wrong with files to be imported, and where.

use std::{fmt, sync::Arc};

use crate::model::Problem;

/// Faults that are told, at most: a file of another kind has one in every line, and nobody mends a thousand by hand.
const MAX_TOLD: usize = 1_000;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    pub file: Arc<str>,
    /// From 1 on; 0 for a place that has no line.
    pub line: u64,
}

/// One thing wrong with one line. A fault of the line itself has no field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub spot: Spot,
    pub problem: Problem,
}

/// All that is wrong, by file as they were given and by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    told: Vec<Fault>,
    untold: usize,
}

impl Faults {
    pub fn note(&mut self, spot: &Spot, problem: Problem) {
        if self.told.len() < MAX_TOLD {
            self.told.push(Fault { spot: spot.clone(), problem });
        } else {
            self.untold += 1;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// The faults that are told.
    pub fn told(&self) -> &[Fault] {
        &self.told
    }

    /// How many there are in all.
    pub fn count(&self) -> usize {
        self.told.len() + self.untold
    }

    /// The same faults in the order of `files` and lines.
    pub fn in_order(mut self, files: &[Arc<str>]) -> Self {
        let place = |fault: &Fault| files.iter().position(|file| *file == fault.spot.file);
        self.told.sort_by_cached_key(|fault| (place(fault), fault.spot.line));
        self
    }
}

impl std::error::Error for Faults {}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.told.iter().enumerate() {
            let separator = if n == 0 { "" } else { "\n" };
            write!(f, "{separator}{fault}")?;
        }
        if self.untold > 0 {
            write!(f, "\nand {} more", self.untold)?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.spot)?;
        match self.problem.field.as_str() {
            "" => write!(f, ": {}", self.problem.message),
            field => write!(f, ": field `{field}`: {}", self.problem.message),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}", self.file),
        }
    }
}
