//! Members as cells, and cells as members.

use std::borrow::Cow;

use super::column::{Column, Holds};
use crate::transfer::json::{Json, Members};

/// What a list is joined by, and what it is split at.
const JOINT: &str = " | ";
const SPLIT: char = '|';

/// The cell of a column; empty where the page has no such field.
pub fn to_cell(column: &Column, page: &Members<'_>) -> String {
    match column.holds {
        Holds::Language { field, language } => match member(page, field) {
            Some(Json::Object(languages)) => member(languages, language).map(plain).unwrap_or_default(),
            _ => String::new(),
        },
        _ => member(page, column.name).map(plain).unwrap_or_default(),
    }
}

fn member<'p, 'a>(members: &'p Members<'a>, key: &str) -> Option<&'p Json<'a>> {
    members.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

fn plain(value: &Json<'_>) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(is) => is.to_string(),
        Json::Whole(number) => number.to_string(),
        Json::Decimal(number) => number.to_string(),
        Json::Text(text) => disarmed(text),
        Json::List(items) => disarmed(&joined(items).unwrap_or_else(|| json(value))),
        Json::Object(_) => json(value),
    }
}

/// The texts of a list, if they can be told apart again.
fn joined<'j>(items: &'j [Json<'_>]) -> Option<String> {
    let text = |item: &'j Json<'_>| match item {
        Json::Text(text) if !text.contains(SPLIT) => Some(text.as_ref()),
        _ => None,
    };
    let texts: Vec<&str> = items.iter().map(text).collect::<Option<_>>()?;
    texts.first().is_some_and(|first| !first.starts_with('[')).then(|| texts.join(JOINT))
}

fn json(value: &Json<'_>) -> String {
    // Writing to memory does not fail.
    serde_json::to_string(value).unwrap_or_default()
}

/// Whether a spreadsheet, or this apostrophe's own meaning, would take a text for something else.
fn is_armed(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
}

/// A text that no spreadsheet takes for a formula.
pub fn disarmed(text: &str) -> String {
    if is_armed(text) { format!("'{text}") } else { text.to_owned() }
}

fn rearmed(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_armed(rest)).unwrap_or(cell)
}

/// Adds what a cell that is not empty says. What cannot be read as what the column holds stays text, and is then a field
/// of the wrong type.
pub fn from_cell<'c>(column: &'static Column, cell: &'c str, members: &mut Members<'c>) {
    let text = || Json::from(rearmed(cell));
    let value = match column.holds {
        Holds::Text => text(),
        Holds::Language { field, language } => return add_language(field, language, text(), members),
        Holds::Number => cell.trim().parse().map_or_else(|_| text(), Json::Whole),
        Holds::YesOrNo => yes_or_no(cell.trim()).map_or_else(text, Json::Bool),
        Holds::List => list(rearmed(cell)),
        Holds::Json => serde_json::from_str(cell).unwrap_or_else(|_| text()),
    };
    members.push((column.name.into(), value));
}

fn add_language<'c>(field: &'static str, language: &'static str, text: Json<'c>, members: &mut Members<'c>) {
    let language = (Cow::Borrowed(language), text);
    match members.iter_mut().find(|(name, _)| name == field) {
        Some((_, Json::Object(languages))) => languages.push(language),
        _ => members.push((field.into(), Json::Object(vec![language]))),
    }
}

/// As JSON and as German and English spreadsheets spell it.
fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "true" | "wahr" => Some(true),
        "false" | "falsch" => Some(false),
        _ => None,
    }
}

fn list(cell: &str) -> Json<'_> {
    match serde_json::from_str(cell) {
        Ok(Json::List(items)) => Json::List(items),
        _ => Json::List(cell.split(SPLIT).map(|item| Json::from(item.trim())).collect()),
    }
}
