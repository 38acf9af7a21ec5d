//! What the two XML formats share.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// Writes elements one after the other, each on a line, with everything escaped.
pub struct Xml<'w> {
    writer: Writer<&'w mut dyn Write>,
}

/// Names of attributes with their values.
type Attributes<'n> = [(&'n str, &'n str)];

impl<'w> Xml<'w> {
    /// Begins a document.
    pub fn new(out: &'w mut dyn Write) -> io::Result<Self> {
        let mut writer = Writer::new(out);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let mut xml = Self { writer };
        xml.line()?;
        Ok(xml)
    }

    pub fn open(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Start(element(name, attributes)))?;
        self.line()
    }

    pub fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))?;
        self.line()
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &Attributes<'_>) -> io::Result<()> {
        self.writer.write_event(Event::Empty(element(name, attributes)))?;
        self.line()
    }

    /// An element with text in it.
    pub fn text(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Start(element(name, attributes)))?;
        self.writer.write_event(Event::Text(BytesText::new(&clean(text))))?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))?;
        self.line()
    }

    fn line(&mut self) -> io::Result<()> {
        self.writer.get_mut().write_all(b"\n")
    }
}

fn element<'n>(name: &'n str, attributes: &Attributes<'_>) -> BytesStart<'n> {
    let mut element = BytesStart::new(name);
    for (name, value) in attributes {
        element.push_attribute((*name, &*clean(value)));
    }
    element
}

/// A text with a replacement character for each that XML 1.0 does not have, not even escaped.
fn clean(text: &str) -> Cow<'_, str> {
    let is_missing = |c: char| (c < ' ' && !['\t', '\n', '\r'].contains(&c)) || ['\u{fffe}', '\u{ffff}'].contains(&c);
    if text.contains(is_missing) { text.replace(is_missing, "\u{fffd}").into() } else { text.into() }
}
