//! The text of a record in which the hits are, as HTML.

use std::ops::Range;

use super::{
    dictionary::INITIALS,
    field::{Field, texts},
    find::Found,
    initials::initials,
    words::{Word, words},
};
use crate::model::Record;

/// Bytes of a text that are shown around the first hit, at most: two lines.
const SHOWN_BYTES: usize = 240;
/// Bytes before it.
const LEAD_BYTES: usize = 60;

impl Found {
    /// The most telling text of `record` that has most of what was found, with the hits in `<mark>` and everything else
    /// escaped; a long one cut around the first hit. None where the record was found by something that is no text of it.
    pub fn highlight(&self, record: &Record) -> Option<String> {
        let mut best: Option<(u32, &str, Vec<Range<usize>>)> = None;
        for (field, text) in texts(record) {
            let (units, marks) = self.marks(field, text);
            let most = best.as_ref().map_or(0, |(most, ..)| *most);
            if units.count_ones() > most {
                best = Some((units.count_ones(), text, marks));
            }
        }
        best.map(|(_, text, marks)| render(text, &marks))
    }

    /// Which units of the query a text has, bit by bit, and where.
    fn marks(&self, field: Field, text: &str) -> (u64, Vec<Range<usize>>) {
        let words = words(text);
        let (mut units, mut marks) = (0, Vec::new());
        let mut add = |found: u64, range: Range<usize>| {
            units |= found;
            if found != 0 {
                marks.push(range);
            }
        };
        for run in words.chunk_by(|_, next| next.glued) {
            let joined: String = run.iter().map(|word| &*word.folded).collect();
            let whole = run.first().zip(run.last()).map(|(first, last)| first.range.start..last.range.end);
            match (self.units_of(&joined), whole) {
                (found @ 1.., Some(whole)) => add(found, whole),
                _ => run.iter().for_each(|word: &Word| add(self.units_of(&word.folded), word.range.clone())),
            }
        }
        if matches!(field, Field::Name | Field::Alias) {
            for initials in initials(text, &words) {
                let end = words.get(initials.words - 1).map_or(0, |word| word.range.end);
                let start = words.first().map_or(0, |word| word.range.start);
                add(self.units_of(&format!("{INITIALS}{}", initials.letters)), start..end);
            }
        }
        (units, disjoint(marks))
    }
}

/// Ranges in order, those that overlap as one.
fn disjoint(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut().filter(|last| range.start < last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    merged
}

/// `text` as HTML with `marks`, which are in order and do not overlap.
pub fn render(text: &str, marks: &[Range<usize>]) -> String {
    let shown = shown(text, marks.first().map_or(0, |mark| mark.start));
    let mut html = String::with_capacity(shown.len() + 32);
    if shown.start > 0 {
        html.push('…');
    }
    let mut at = shown.start;
    for mark in marks.iter().filter(|mark| mark.start >= shown.start && mark.end <= shown.end) {
        escape(&text[at..mark.start], &mut html);
        html.push_str("<mark>");
        escape(&text[mark.clone()], &mut html);
        html.push_str("</mark>");
        at = mark.end;
    }
    escape(&text[at..shown.end], &mut html);
    if shown.end < text.len() {
        html.push('…');
    }
    html
}

/// The part of a long text around its first hit, cut between words.
fn shown(text: &str, hit: usize) -> Range<usize> {
    if text.len() <= SHOWN_BYTES {
        return 0..text.len();
    }
    let boundary = |from: usize| {
        let from = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        text[from..].find(char::is_whitespace).map_or(text.len(), |blank| from + blank)
    };
    let start = if hit <= LEAD_BYTES { 0 } else { boundary(hit - LEAD_BYTES).min(hit) };
    let end = boundary(start + SHOWN_BYTES);
    start..end
}

/// Adds `text` so that it is text in HTML and in its attributes, whatever it holds.
fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}
