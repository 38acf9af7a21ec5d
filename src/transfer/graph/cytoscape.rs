//! Cytoscape JSON (<https://js.cytoscape.org/#notation/elements-json>), a node or a tie a line. `value` beside `id`, and
//! `directed` and `multigraph`, are for NetworkX.

use std::io::{self, Write};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    Written,
    attribute::{Attribute, NODE, TIE, Value, Values, given},
    drawing::Drawing,
};

pub fn write(drawing: &Drawing<'_>, out: &mut dyn Write) -> io::Result<Written> {
    let revision = drawing.revision();
    write!(
        out,
        "{{\"data\":{{\"revision\":{revision}}},\"directed\":false,\"multigraph\":false,\"elements\":{{\"nodes\":["
    )?;
    let mut separator = Separator::default();
    let nodes = drawing.nodes(|node| {
        let id = node.id.to_string();
        let own = [("id", &*id), ("value", &id)];
        separator.write(out)?;
        element(out, &Data { own: &own, attributes: &NODE, values: &node.values })
    })?;
    write!(out, "\n],\"edges\":[")?;
    let mut separator = Separator::default();
    let ties = drawing.ties(|tie| {
        let (id, [source, target]) = (format!("e{}", tie.number), tie.ends.map(|end| end.to_string()));
        let own = [("id", &*id), ("source", &source), ("target", &target)];
        separator.write(out)?;
        element(out, &Data { own: &own, attributes: &TIE, values: &tie.values })
    })?;
    writeln!(out, "\n]}}}}")?;
    Ok(Written { nodes, ties })
}

fn element<const N: usize>(out: &mut dyn Write, data: &Data<'_, N>) -> io::Result<()> {
    out.write_all(b"{\"data\":")?;
    serde_json::to_writer(&mut *out, data)?;
    out.write_all(b"}")
}

/// What comes between the items of a list.
#[derive(Default)]
struct Separator {
    written: bool,
}

impl Separator {
    fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.written { b",\n" } else { b"\n" })?;
        self.written = true;
        Ok(())
    }
}

/// Members of its own, then the attributes that are there.
struct Data<'d, const N: usize> {
    own: &'d [(&'d str, &'d str)],
    attributes: &'d [Attribute; N],
    values: &'d Values<'d, N>,
}

impl<const N: usize> Serialize for Data<'_, N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.own.iter().try_for_each(|(name, text)| map.serialize_entry(name, text))?;
        for (_, attribute, value) in given(self.attributes, self.values) {
            match value {
                Value::Text(text) => map.serialize_entry(attribute.name, text)?,
                Value::Whole(number) => map.serialize_entry(attribute.name, number)?,
                Value::Real(number) => map.serialize_entry(attribute.name, number)?,
                Value::Is(is) => map.serialize_entry(attribute.name, is)?,
            }
        }
        map.end()
    }
}
