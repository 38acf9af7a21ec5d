//! CSV: one file a type, for spreadsheets. RFC 4180 with commas, in UTF-8.
//!
//! - The first row names the columns as the GraphQL inputs name the fields; a text in two languages has two, `name.de` and
//!   `name.en`. An empty cell is a field that is not there.
//! - Lists are joined by ` | `. A list with a `|` in it, and what has parts of its own (figures, people, sources), is
//!   written as JSON.
//! - A byte order mark comes first: without it Excel takes the file for Windows-1252 and umlauts for two signs each.
//! - A text that a spreadsheet would run as a formula, since it begins with `=`, `+`, `-` or `@`, gets an apostrophe in front
//!   (OWASP, CSV injection), and so does one that begins with an apostrophe: then the first one can be taken away again,
//!   and nothing is lost. Numbers are left as they are.
//! - Read are commas, semicolons (Excel where the comma is a decimal sign) and tabs, whichever the first row has.

mod cell;
mod column;

use std::io::{self, BufRead, Write};

use csv::{ByteRecord, ReaderBuilder, StringRecord, WriterBuilder};

pub(super) use self::cell::disarmed;
use self::{
    cell::{from_cell, to_cell},
    column::{Column, columns},
};
use super::{fault::Spot, intake::Intake, json::Members, order};
use crate::{
    model::{Problem, SubjectType},
    snapshot::Snapshot,
};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The files of a register, in the order in which they are written, without the `.csv`.
pub fn files() -> impl Iterator<Item = (SubjectType, &'static str)> {
    order::TYPES.into_iter().map(|subject| (subject, stem(subject)))
}

fn stem(subject: SubjectType) -> &'static str {
    match subject {
        SubjectType::State => "states",
        SubjectType::Initiative => "initiatives",
        SubjectType::Organisation => "organisations",
        SubjectType::Participation => "participations",
        SubjectType::Event => "events",
    }
}

/// Writes every record of a type, and answers how many there are.
pub fn write(register: &Snapshot, subject: SubjectType, out: &mut dyn Write) -> io::Result<usize> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut table = WriterBuilder::new().from_writer(out);
    table.write_record(columns(subject).iter().map(|column| column.name))?;
    let mut count = 0;
    order::each(register, subject, |page| {
        count += 1;
        Ok(table.write_record(columns(subject).iter().map(|column| to_cell(column, &page)))?)
    })?;
    table.flush()?;
    Ok(count)
}

/// Reads every row of a file that messages call `name` as a record of this type.
pub fn read(name: &str, subject: SubjectType, input: &mut dyn BufRead, intake: &mut Intake) -> io::Result<()> {
    let mut spot = intake.file(name);
    spot.line = 1;
    let delimiter = delimiter(input.fill_buf()?);
    let mut table = ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(input);
    let mut row = ByteRecord::new();
    let mut header: Option<Header> = None;
    while table.read_byte_record(&mut row)? {
        spot.line = row.position().map_or(spot.line, csv::Position::line);
        let text = StringRecord::from_byte_record(row.clone());
        match (text, &header) {
            (Err(_), _) => intake.fault(&spot, Problem::invalid("", "is not UTF-8: save the file as CSV UTF-8")),
            (Ok(names), None) => header = Some(Header::read(&names, subject, &spot, intake)),
            (Ok(cells), Some(header)) => header.row(&cells, &spot, intake),
        }
    }
    Ok(())
}

/// What separates the cells of the first row: no name of a column has any of them.
fn delimiter(beginning: &[u8]) -> u8 {
    let mut bytes = beginning.iter().take_while(|byte| **byte != b'\n');
    bytes.find(|byte| [b',', b';', b'\t'].contains(byte)).copied().unwrap_or(b',')
}

/// Which column is where.
struct Header {
    subject: SubjectType,
    columns: Vec<Option<&'static Column>>,
}

impl Header {
    fn read(names: &StringRecord, subject: SubjectType, spot: &Spot, intake: &mut Intake) -> Self {
        let mut found: Vec<Option<&'static Column>> = Vec::new();
        for name in names {
            let name = name.trim_start_matches(BYTE_ORDER_MARK).trim();
            let column = columns(subject).iter().find(|column| column.name == name);
            if found.contains(&column) && column.is_some() {
                intake.fault(spot, Problem::invalid(name, "is the name of two columns"));
            } else if column.is_none() {
                let known = columns(subject).iter().map(|column| column.name).collect::<Vec<_>>().join(", ");
                let message = format_args!("is no column of {}: they are {known}", stem(subject));
                intake.fault(spot, Problem::invalid(name, message));
            }
            found.push(column);
        }
        Self { subject, columns: found }
    }

    /// Takes a row; one without anything in it is none.
    fn row(&self, cells: &StringRecord, spot: &Spot, intake: &mut Intake) {
        if cells.iter().all(str::is_empty) {
            return;
        }
        if cells.iter().skip(self.columns.len()).any(|cell| !cell.is_empty()) {
            let message = format_args!("has {} cells for {} columns", cells.len(), self.columns.len());
            return intake.fault(spot, Problem::invalid("", message));
        }
        let mut members = Members::new();
        let named = self.columns.iter().zip(cells).filter_map(|(column, cell)| Some(((*column)?, cell)));
        for (column, cell) in named.filter(|(_, cell)| !cell.is_empty()) {
            from_cell(column, cell, &mut members);
        }
        intake.add(spot, self.subject, members);
    }
}
