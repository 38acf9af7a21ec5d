//! GraphML (Brandes, Eiglsperger, Lerner: GraphML Primer; <http://graphml.graphdrawing.org>).

use std::io::{self, Write};

use super::{
    Written,
    attribute::{Attribute, NODE, TIE, Type, Values, given},
    drawing::Drawing,
    xml::Xml,
};

const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";

/// Writes a network; every attribute is declared, whether or not somebody has it.
pub fn write(drawing: &Drawing<'_>, out: &mut dyn Write) -> io::Result<Written> {
    let mut xml = Xml::new(out)?;
    xml.open("graphml", &[("xmlns", NAMESPACE)])?;
    let revision = [("id", "revision"), ("for", "graph"), ("attr.name", "revision"), ("attr.type", "long")];
    xml.empty("key", &revision)?;
    keys(&mut xml, "node", &NODE)?;
    keys(&mut xml, "edge", &TIE)?;
    xml.open("graph", &[("id", "network"), ("edgedefault", "undirected")])?;
    xml.text("data", &[("key", "revision")], &drawing.revision().to_string())?;
    let nodes = drawing.nodes(|node| {
        xml.open("node", &[("id", &node.id.to_string())])?;
        data(&mut xml, "node", &NODE, &node.values)?;
        xml.close("node")
    })?;
    let ties = drawing.ties(|tie| {
        let [source, target] = tie.ends.map(|end| end.to_string());
        xml.open("edge", &[("id", &format!("e{}", tie.number)), ("source", &source), ("target", &target)])?;
        data(&mut xml, "edge", &TIE, &tie.values)?;
        xml.close("edge")
    })?;
    xml.close("graph")?;
    xml.close("graphml")?;
    Ok(Written { nodes, ties })
}

fn keys(xml: &mut Xml<'_>, of: &str, attributes: &[Attribute]) -> io::Result<()> {
    attributes.iter().try_for_each(|attribute| {
        let kind = match attribute.of {
            Type::Text => "string",
            Type::Whole => "int",
            Type::Real => "double",
            Type::Is => "boolean",
        };
        let id = format!("{of}.{}", attribute.name);
        xml.empty("key", &[("id", &id), ("for", of), ("attr.name", attribute.name), ("attr.type", kind)])
    })
}

fn data<const N: usize>(
    xml: &mut Xml<'_>,
    of: &str,
    attributes: &[Attribute; N],
    values: &Values<'_, N>,
) -> io::Result<()> {
    given(attributes, values).try_for_each(|(_, attribute, value)| {
        xml.text("data", &[("key", &format!("{of}.{}", attribute.name))], &value.to_string())
    })
}
