//! The members of an object read field by field: what is wrong is noted and reading goes on, and what nobody asked for
//! is unknown.

use std::fmt::Display;

use super::values::FromJson;
use crate::{
    model::Problem,
    transfer::json::{Json, Members},
};

/// What was found wrong, and where reading stands.
#[derive(Default)]
pub struct Notes {
    problems: Vec<Problem>,
    path: Vec<Place>,
}

#[derive(Clone, Copy)]
enum Place {
    Field(&'static str),
    Item(usize),
}

impl Notes {
    /// Notes that the value at which reading stands is wrong.
    pub fn wrong(&mut self, message: impl Display) {
        let problem = Problem::invalid(self.field(), message);
        self.problems.push(problem);
    }

    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Reads the `number`th value of a list.
    pub fn item<T>(&mut self, number: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.at(Place::Item(number), read)
    }

    fn at<T>(&mut self, place: Place, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(place);
        let value = read(self);
        self.path.pop();
        value
    }

    /// The path to where reading stands, such as `figures[2].label.de`.
    fn field(&self) -> String {
        let mut field = String::new();
        for place in &self.path {
            match place {
                Place::Field(key) if field.is_empty() => field.push_str(key),
                Place::Field(key) => field.extend([".", key]),
                Place::Item(number) => field.push_str(&format!("[{number}]")),
            }
        }
        field
    }
}

/// The fields of an object that nobody has read yet.
pub struct Fields<'a, 'n> {
    members: Members<'a>,
    notes: &'n mut Notes,
    asked: Vec<&'static str>,
}

impl<'a, 'n> Fields<'a, 'n> {
    pub fn new(members: Members<'a>, notes: &'n mut Notes) -> Self {
        Self { members, notes, asked: Vec::new() }
    }

    /// The field, if it is there and right. `null` is not there.
    pub fn optional<T: FromJson>(&mut self, key: &'static str) -> Option<T> {
        match self.take(key)? {
            Json::Null => None,
            value => self.notes.at(Place::Field(key), |notes| T::from_json(value, notes)),
        }
    }

    /// The field; that it is missing is noted.
    pub fn required<T: FromJson>(&mut self, key: &'static str) -> Option<T> {
        let value = self.take(key).filter(|value| *value != Json::Null);
        self.notes.at(Place::Field(key), |notes| match value {
            Some(value) => T::from_json(value, notes),
            None => {
                notes.wrong("is missing");
                None
            }
        })
    }

    /// The field, or what a field left out stands for: an empty list, no.
    pub fn or_default<T: FromJson + Default>(&mut self, key: &'static str) -> T {
        self.optional(key).unwrap_or_default()
    }

    /// Notes that a field that was read is wrong.
    pub fn wrong(&mut self, key: &'static str, message: impl Display) {
        self.notes.at(Place::Field(key), |notes| notes.wrong(message));
    }

    /// Notes the members that were not asked for. `of`: what they should be fields of.
    pub fn finish(self, of: impl Display) {
        let Self { members, notes, asked } = self;
        for (key, _) in members {
            let mut path = notes.field();
            path.push_str(if path.is_empty() { "" } else { "." });
            path.push_str(&crate::model::text::excerpt(&key, 40));
            let message = match asked.contains(&&*key) {
                true => "is given twice".to_owned(),
                false => format!("is not a field of {of}; fields are {}", asked.join(", ")),
            };
            notes.problems.push(Problem::invalid(path, message));
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Json<'a>> {
        self.asked.push(key);
        let place = self.members.iter().position(|(name, _)| name == key)?;
        Some(self.members.remove(place).1)
    }
}
