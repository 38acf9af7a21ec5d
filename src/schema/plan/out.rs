//! Where an answer is written: JSON as serde_json writes it, byte for byte.

use std::{fmt::Display, io::Write};

use async_graphql::Variables;

use super::{Done, Unplanned};
use crate::{schema::pace::Pace, snapshot::Snapshot};

/// An answer as far as it has been written, and what it is written from.
pub struct Out<'a> {
    pub snapshot: &'a Snapshot,
    pub variables: &'a Variables,
    pub json: Vec<u8>,
    pace: &'a Pace,
    objects: u32,
}

/// Objects between two looks at the clock: some 50 µs.
const BETWEEN_LOOKS: u32 = 256;

impl<'a> Out<'a> {
    /// An answer of about so many bytes.
    pub fn new(snapshot: &'a Snapshot, variables: &'a Variables, pace: &'a Pace, bytes: usize) -> Self {
        Self { snapshot, variables, json: Vec::with_capacity(bytes), pace, objects: 0 }
    }

    /// Begins an object, as long as somebody waits for the answer.
    pub fn step(&mut self) -> Done {
        self.objects += 1;
        if !self.objects.is_multiple_of(BETWEEN_LOOKS) || self.pace.goes_on() { Ok(()) } else { Err(Unplanned) }
    }

    pub fn raw(&mut self, json: &[u8]) {
        self.json.extend_from_slice(json);
    }

    pub fn null(&mut self) -> Done {
        self.raw(b"null");
        Ok(())
    }

    /// A value, or null where there is none.
    pub fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T) -> Done) -> Done {
        match value {
            Some(value) => write(self, value),
            None => self.null(),
        }
    }

    pub fn text(&mut self, text: &str) -> Done {
        // Writing to a vector cannot fail, nor can a text.
        serde_json::to_writer(&mut self.json, text).map_err(|_| Unplanned)
    }

    /// A text that is JSON already.
    pub fn written(&mut self, json: &[u8]) -> Done {
        self.raw(json);
        Ok(())
    }

    pub fn optional_text(&mut self, text: Option<&str>) -> Done {
        self.optional(text, Self::text)
    }

    /// A text in which nothing has to be escaped: an id, a date, a word of a vocabulary, a cursor.
    pub fn plain<D: Display>(&mut self, text: D) -> Done {
        self.raw(b"\"");
        write!(self.json, "{text}").map_err(|_| Unplanned)?;
        self.raw(b"\"");
        Ok(())
    }

    pub fn optional_plain<D: Display>(&mut self, text: Option<D>) -> Done {
        self.optional(text, Self::plain)
    }

    /// A word of a vocabulary.
    pub fn word(&mut self, word: &'static str) -> Done {
        self.raw(b"\"");
        self.raw(word.as_bytes());
        self.raw(b"\"");
        Ok(())
    }

    pub fn number<N: Into<i64>>(&mut self, number: N) -> Done {
        serde_json::to_writer(&mut self.json, &number.into()).map_err(|_| Unplanned)
    }

    pub fn optional_number(&mut self, number: Option<i32>) -> Done {
        self.optional(number, Self::number)
    }

    pub fn boolean(&mut self, value: bool) -> Done {
        self.raw(if value { b"true" } else { b"false" });
        Ok(())
    }

    /// A list of as many values as `items` writes.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut item: impl FnMut(T, &mut Self) -> Done) -> Done {
        self.raw(b"[");
        for (n, value) in items.into_iter().enumerate() {
            if n > 0 {
                self.raw(b",");
            }
            item(value, self)?;
        }
        self.raw(b"]");
        Ok(())
    }
}
