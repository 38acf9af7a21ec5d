//! GEXF 1.2 (<https://gexf.net>), the version that Gephi and NetworkX both read.

use std::io::{self, Write};

use super::{
    Written,
    attribute::{Attribute, NODE, TIE, Type, Values, given},
    drawing::Drawing,
    xml::Xml,
};

const NAMESPACE: &str = "http://www.gexf.net/1.2draft";

/// The first attribute of a node is its label and that of a tie its weight, for which GEXF has places of its own.
const OWN: usize = 1;

pub fn write(drawing: &Drawing<'_>, out: &mut dyn Write) -> io::Result<Written> {
    let mut xml = Xml::new(out)?;
    xml.open("gexf", &[("xmlns", NAMESPACE), ("version", "1.2")])?;
    xml.open("meta", &[])?;
    xml.text("creator", &[], concat!("buendnis ", env!("CARGO_PKG_VERSION")))?;
    xml.text("description", &[], &format!("revision {}", drawing.revision()))?;
    xml.close("meta")?;
    xml.open("graph", &[("defaultedgetype", "undirected"), ("mode", "static")])?;
    declare(&mut xml, "node", &NODE)?;
    declare(&mut xml, "edge", &TIE)?;
    xml.open("nodes", &[])?;
    let nodes = drawing.nodes(|node| {
        let label = node.values[0].as_ref().map(ToString::to_string).unwrap_or_default();
        xml.open("node", &[("id", &node.id.to_string()), ("label", &label)])?;
        values(&mut xml, &NODE, &node.values)?;
        xml.close("node")
    })?;
    xml.close("nodes")?;
    xml.open("edges", &[])?;
    let ties = drawing.ties(|tie| {
        let [source, target] = tie.ends.map(|end| end.to_string());
        let weight = tie.values[0].as_ref().map(ToString::to_string).unwrap_or_default();
        let number = tie.number.to_string();
        xml.open("edge", &[("id", &number), ("source", &source), ("target", &target), ("weight", &weight)])?;
        values(&mut xml, &TIE, &tie.values)?;
        xml.close("edge")
    })?;
    xml.close("edges")?;
    xml.close("graph")?;
    xml.close("gexf")?;
    Ok(Written { nodes, ties })
}

fn declare(xml: &mut Xml<'_>, class: &str, attributes: &[Attribute]) -> io::Result<()> {
    xml.open("attributes", &[("class", class)])?;
    for (place, attribute) in attributes.iter().enumerate().skip(OWN) {
        let kind = match attribute.of {
            Type::Text => "string",
            Type::Whole => "integer",
            Type::Real => "double",
            Type::Is => "boolean",
        };
        xml.empty("attribute", &[("id", &place.to_string()), ("title", attribute.name), ("type", kind)])?;
    }
    xml.close("attributes")
}

fn values<const N: usize>(xml: &mut Xml<'_>, attributes: &[Attribute; N], values: &Values<'_, N>) -> io::Result<()> {
    xml.open("attvalues", &[])?;
    for (place, _, value) in given(attributes, values).filter(|(place, ..)| *place >= OWN) {
        xml.empty("attvalue", &[("for", &place.to_string()), ("value", &value.to_string())])?;
    }
    xml.close("attvalues")
}
