//! What a record looks like on disk. Identity is not part of it: that is the key.
//!
//! Shapes are of format version 1 unless they say otherwise. A value is written in the oldest version that can hold it, so
//! a newer program leaves alone what an older one wrote, and the same record is always the same bytes.
//!
//! The order of the fields is the format. To change it is to make a new version, with these shapes kept to read the old
//! one. Words of vocabularies are the numbers of [`code`](crate::store::code), dates their EDTF text, times
//! microseconds since 1970, ids 128-bit numbers.

use std::borrow::Cow;

use bincode::{BorrowDecode, Encode};

#[derive(Encode, BorrowDecode)]
pub struct Stamp {
    pub version: u32,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Encode, BorrowDecode)]
pub struct Text<'a> {
    pub de: &'a str,
    pub en: Option<&'a str>,
}

/// Owned when written, as dates are kept parsed; borrowed when read.
pub type Date<'a> = Cow<'a, str>;

#[derive(Encode, BorrowDecode)]
pub struct Source<'a> {
    pub title: &'a str,
    pub section: Option<&'a str>,
    pub url: Option<&'a str>,
    pub retrieved_on: Option<Date<'a>>,
}

#[derive(Encode, BorrowDecode)]
pub struct Figure<'a> {
    pub label: Text<'a>,
    pub value: i32,
    pub qualifier: Option<&'a str>,
}

#[derive(Encode, BorrowDecode)]
pub struct Person<'a> {
    pub name: &'a str,
    pub function: Option<Text<'a>>,
}

#[derive(Encode, BorrowDecode)]
pub struct State<'a> {
    pub stamp: Stamp,
    pub coverage: u8,
    pub summary: Option<Text<'a>>,
}

#[derive(Encode, BorrowDecode)]
pub struct Initiative<'a> {
    pub stamp: Stamp,
    pub slug: &'a str,
    pub name: Text<'a>,
    pub aliases: Vec<&'a str>,
    pub kind: u8,
    pub status: u8,
    pub summary: Option<Text<'a>>,
    pub topics: Vec<&'a str>,
    pub states: Cow<'a, [u8]>,
    pub region: Option<&'a str>,
    pub started_on: Option<Date<'a>>,
    pub ended_on: Option<Date<'a>>,
    pub website: Option<&'a str>,
    pub parent: Option<u128>,
    pub predecessor: Option<u128>,
    pub figures: Vec<Figure<'a>>,
    pub people: Vec<Person<'a>>,
    pub absent_kinds: Cow<'a, [u8]>,
    pub sources: Vec<Source<'a>>,
}

#[derive(Encode, BorrowDecode)]
pub struct Organisation<'a> {
    pub stamp: Stamp,
    pub slug: &'a str,
    pub name: Text<'a>,
    pub short_name: Option<&'a str>,
    pub aliases: Vec<&'a str>,
    pub kind: u8,
    pub collective: bool,
    pub state: Option<u8>,
    pub website: Option<&'a str>,
    pub parent: Option<u128>,
    pub sources: Vec<Source<'a>>,
}

/// An organisation with those merged into it, since format version 2.
#[derive(Encode, BorrowDecode)]
pub struct MergedOrganisation<'a> {
    pub organisation: Organisation<'a>,
    pub formerly: Vec<Former<'a>>,
}

#[derive(Encode, BorrowDecode)]
pub struct Former<'a> {
    pub id: u128,
    pub slug: &'a str,
}

#[derive(Encode, BorrowDecode)]
pub struct Participation<'a> {
    pub stamp: Stamp,
    pub initiative: u128,
    pub organisation: u128,
    pub role: u8,
    pub formal: bool,
    pub since: Option<Date<'a>>,
    pub until: Option<Date<'a>>,
    pub headcount: Option<i32>,
    pub note: Option<&'a str>,
    pub sources: Vec<Source<'a>>,
}

#[derive(Encode, BorrowDecode)]
pub struct Event<'a> {
    pub stamp: Stamp,
    pub slug: &'a str,
    pub name: Text<'a>,
    pub initiative: u128,
    pub state: Option<u8>,
    pub place: Option<&'a str>,
    pub starts_on: Date<'a>,
    pub ends_on: Option<Date<'a>>,
    pub attendance: Option<i32>,
}
