//! NDJSON: one record a line, `type` first.
//!
//! ```json
//! {"type":"organisation","slug":"ig-metall","name":{"de":"IG Metall"},"kind":"TRADE_UNION","state":"HE"}
//! ```
//!
//! Written in one order whatever happened before: states by their names, then organisations, initiatives and events by
//! slug, then participations by the slugs of both ends and the role. So equal registers are equal files, and what changed
//! between two exports is what a diff shows.

use std::io::{self, BufRead, Write};

use super::{
    fault::Spot,
    intake::Intake,
    json::{Json, Members},
    order,
};
use crate::{
    model::{Problem, SubjectType},
    snapshot::Snapshot,
};

/// The longest line: twice what a record with every list and text at its limit may take (see `model::limits`), so that
/// a file of another kind does not fill the memory.
const MAX_LINE_BYTES: usize = 4 << 20;

/// Writes every record of `register`, and answers how many there are.
pub fn write(register: &Snapshot, out: &mut impl Write) -> io::Result<usize> {
    let mut count = 0;
    for subject in order::TYPES {
        order::each(register, subject, |page| {
            count += 1;
            serde_json::to_writer(&mut *out, &Json::Object(page))?;
            out.write_all(b"\n")
        })?;
    }
    Ok(count)
}

/// Reads every line of a file that messages call `name`.
pub fn read(name: &str, input: &mut dyn BufRead, intake: &mut Intake) -> io::Result<()> {
    let mut spot = intake.file(name);
    let mut line = Vec::new();
    while next_line(input, &mut line)? {
        spot.line += 1;
        match members(&line, &spot) {
            Ok(None) => {}
            Ok(Some((subject, members))) => intake.add(&spot, subject, members),
            Err(problem) => intake.fault(&spot, problem),
        }
    }
    Ok(())
}

/// The next line, without most of what is too long to be one; whether there is one.
fn next_line(input: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let limited = &mut io::Read::take(&mut *input, MAX_LINE_BYTES as u64 + 1);
    if limited.read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.len() > MAX_LINE_BYTES && line.last() != Some(&b'\n') {
        input.skip_until(b'\n')?;
    }
    Ok(true)
}

/// What a line says; nothing at all on an empty one.
fn members<'l>(line: &'l [u8], spot: &Spot) -> Result<Option<(SubjectType, Members<'l>)>, Problem> {
    if line.len() > MAX_LINE_BYTES {
        return Err(Problem::invalid("", format_args!("has more than {MAX_LINE_BYTES} bytes: no record is as long")));
    }
    let text = std::str::from_utf8(line)
        .map_err(|error| Problem::invalid("", format_args!("is not UTF-8 from byte {} on", error.valid_up_to() + 1)))?;
    // Some editors put a byte order mark first.
    let text = if spot.line == 1 { text.trim_start_matches('\u{feff}') } else { text }.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match serde_json::from_str(text) {
        Ok(Json::Object(mut members)) => Ok(Some((super::reading::subject_type(&mut members)?, members))),
        Ok(other) => Err(Problem::invalid("", format_args!("is {}; a line is an object, {{…}}", other.noun()))),
        Err(error) => {
            let error = error.to_string().replace(" at line 1 column", ", column");
            Err(Problem::invalid("", format_args!("is not JSON: {error}")))
        }
    }
}
