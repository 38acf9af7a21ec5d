//! DOT, the language of Graphviz (<https://graphviz.org/doc/info/lang.html>).

use std::io::{self, Write};

use super::{
    Written,
    attribute::{Attribute, NODE, TIE, Value, Values, given},
    drawing::Drawing,
};

pub fn write(drawing: &Drawing<'_>, out: &mut dyn Write) -> io::Result<Written> {
    writeln!(out, "graph network {{\n  graph [revision={}];", drawing.revision())?;
    let nodes = drawing.nodes(|node| {
        write!(out, "  {} ", quoted(&node.id.to_string()))?;
        list(out, &NODE, &node.values)
    })?;
    let ties = drawing.ties(|tie| {
        let [source, target] = tie.ends.map(|end| quoted(&end.to_string()));
        write!(out, "  {source} -- {target} ")?;
        list(out, &TIE, &tie.values)
    })?;
    writeln!(out, "}}")?;
    Ok(Written { nodes, ties })
}

fn list<const N: usize>(out: &mut dyn Write, attributes: &[Attribute; N], values: &Values<'_, N>) -> io::Result<()> {
    let mut before = "[";
    for (_, attribute, value) in given(attributes, values) {
        let value = match value {
            Value::Text(text) => quoted(text),
            Value::Whole(_) | Value::Real(_) | Value::Is(_) => value.to_string(),
        };
        write!(out, "{before}{}={value}", name(attribute))?;
        before = ", ";
    }
    writeln!(out, "];")
}

/// The full name is the `title`: for pydot and what is built on it, the name of a node is its id.
fn name(attribute: &Attribute) -> &'static str {
    if attribute.name == "name" { "title" } else { attribute.name }
}

/// A text between quotation marks. In labels a backslash begins an escape, and two of them are one.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            // Ends a text for the C library that reads it.
            '\0' => quoted.push('\u{fffd}'),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
