//! A TOML table read field by field: what is wrong is noted and reading goes on, and what nobody asked for is unknown.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    file::Site,
    problem::Cause,
    values::{FromToml, list, table},
};

/// The fields of a table that nobody has read yet.
pub struct Fields<'t, 'f> {
    table: DeTable<'t>,
    span: Range<usize>,
    pub site: Site<'f>,
    asked: Vec<&'static str>,
}

impl<'t, 'f> Fields<'t, 'f> {
    pub fn new(table: Spanned<DeTable<'t>>, site: Site<'f>) -> Self {
        Self { span: table.span(), table: table.into_inner(), site, asked: Vec::new() }
    }

    /// The field, if it is there and right.
    pub fn optional<T: FromToml>(&mut self, key: &'static str) -> Option<T> {
        let value = self.take(key)?;
        T::from_toml(value, &self.site.field(key))
    }

    /// The field; that it is missing is noted.
    pub fn required<T: FromToml>(&mut self, key: &'static str) -> Option<T> {
        match self.take(key) {
            Some(value) => T::from_toml(value, &self.site.field(key)),
            None => {
                self.missing(key);
                None
            }
        }
    }

    /// The field, or what a field left out stands for: an empty list, no.
    pub fn or_default<T: FromToml + Default>(&mut self, key: &'static str) -> T {
        self.optional(key).unwrap_or_default()
    }

    /// The table under `[key]`.
    pub fn table(&mut self, key: &'static str) -> Option<Spanned<DeTable<'t>>> {
        let value = self.take(key)?;
        table(value, &self.site.field(key))
    }

    /// The tables under `[[key]]`.
    pub fn tables(&mut self, key: &'static str) -> Vec<Spanned<DeTable<'t>>> {
        let site = self.site.field(key);
        let values = self.take(key).and_then(|value| list(value, &site)).into_iter().flatten();
        values.filter_map(|value| table(value, &site)).collect()
    }

    pub fn missing(&self, key: &str) {
        self.wrong(key, Cause::Missing);
    }

    /// Notes what is wrong with a field that may not be there.
    pub fn wrong(&self, key: &str, cause: Cause) {
        self.site.field(key).note(self.span.clone(), cause);
    }

    /// Notes the fields that were not asked for.
    pub fn finish(&self) {
        for key in self.table.keys() {
            let cause = Cause::UnknownField { known: self.asked.clone() };
            self.site.field(key.get_ref()).note(key.span(), cause);
        }
    }

    fn take(&mut self, key: &'static str) -> Option<Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.table.remove(key)
    }
}
