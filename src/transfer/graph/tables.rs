//! CSV: a table of ties, or of nodes. RFC 4180 with commas, in UTF-8; the names of the first columns are those by which
//! Gephi knows what to do with a table.
//!
//! Without the byte order mark of the register's own tables, since what reads networks takes it for a part of a name; and
//! as in those, a text that a spreadsheet would run as a formula gets an apostrophe in front.

use std::io::{self, Write};

use csv::WriterBuilder;

use super::{
    Table, Written,
    attribute::{Attribute, NODE, TIE, Value, Values},
    drawing::Drawing,
};
use crate::transfer::table::disarmed;

pub fn write(drawing: &Drawing<'_>, table: Table, out: &mut dyn Write) -> io::Result<Written> {
    match table {
        Table::Ties => ties(drawing, out),
        Table::Nodes => nodes(drawing, out),
    }
}

fn ties(drawing: &Drawing<'_>, out: &mut dyn Write) -> io::Result<Written> {
    let mut table = WriterBuilder::new().from_writer(out);
    table.write_record(["Source", "Target", "Type"].into_iter().chain(names(&TIE)))?;
    let ties = drawing.ties(|tie| {
        let [source, target] = tie.ends.map(|end| end.to_string());
        Ok(table.write_record([source, target, "Undirected".into()].into_iter().chain(cells(&tie.values)))?)
    })?;
    table.flush()?;
    Ok(Written { nodes: 0, ties })
}

fn nodes(drawing: &Drawing<'_>, out: &mut dyn Write) -> io::Result<Written> {
    let mut table = WriterBuilder::new().from_writer(out);
    table.write_record(["Id"].into_iter().chain(names(&NODE)))?;
    let nodes =
        drawing.nodes(|node| Ok(table.write_record([node.id.to_string()].into_iter().chain(cells(&node.values)))?))?;
    table.flush()?;
    Ok(Written { nodes, ties: 0 })
}

fn names(attributes: &[Attribute]) -> impl Iterator<Item = &str> {
    attributes.iter().map(|attribute| attribute.name)
}

fn cells<const N: usize>(values: &Values<'_, N>) -> impl Iterator<Item = String> {
    values.iter().map(|value| match value {
        Some(Value::Text(text)) => disarmed(text),
        Some(value) => value.to_string(),
        None => String::new(),
    })
}
