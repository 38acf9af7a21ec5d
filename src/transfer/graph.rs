//! Networks as files for Gephi, NetworkX, igraph, Cytoscape and Graphviz.
//!
//! A [`Drawing`] says what is told of a node and of a tie, and hands out one after the other; a format writes them down.
//! Nothing is held but the network's two modes: ties of a projection are made row by row, as they are written.
//!
//! | format | read by |
//! | --- | --- |
//! | GraphML | NetworkX `read_graphml`, igraph `Graph.Read_GraphML`, Gephi, yEd |
//! | GEXF 1.2 | Gephi, NetworkX `read_gexf` |
//! | DOT | Graphviz, pydot |
//! | CSV | spreadsheets, pandas, R; a table of ties or of nodes, with `Source`, `Target` and `Id` as Gephi wants them |
//! | JSON | Cytoscape, NetworkX `cytoscape_graph` |

mod attribute;
mod cytoscape;
mod dot;
mod drawing;
mod gexf;
mod graphml;
mod parameters;
mod tables;
mod xml;

use std::io::{self, Write};

pub use drawing::Drawing;
pub use parameters::{PARAMETERS, Parameters, as_parameters};

/// A format of networks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Graphml,
    Gexf,
    Dot,
    Csv,
    Json,
}

/// Which of the two tables of a network in CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Table {
    #[default]
    Ties,
    Nodes,
}

impl Format {
    pub const ALL: [Self; 5] = [Self::Graphml, Self::Gexf, Self::Dot, Self::Csv, Self::Json];

    /// By which the names of its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Graphml => "graphml",
            Self::Gexf => "gexf",
            Self::Dot => "dot",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Graphml => "application/graphml+xml",
            Self::Gexf => "application/gexf+xml",
            Self::Dot => "text/vnd.graphviz; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub nodes: usize,
    pub ties: usize,
}

/// Writes a network; in CSV the `table` of it.
pub fn write(drawing: &Drawing<'_>, format: Format, table: Table, out: &mut dyn Write) -> io::Result<Written> {
    match format {
        Format::Graphml => graphml::write(drawing, out),
        Format::Gexf => gexf::write(drawing, out),
        Format::Dot => dot::write(drawing, out),
        Format::Csv => tables::write(drawing, table, out),
        Format::Json => cytoscape::write(drawing, out),
    }
}
