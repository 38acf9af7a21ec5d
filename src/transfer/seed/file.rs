//! A file being read: where its lines begin, and what was found wrong in it.

use std::{cell::RefCell, ops::Range, sync::Arc};

use super::problem::{Cause, Problem, Spot};

/// A file of a seed. Everything that reads it shares it and notes problems in it; each file is read by one thread.
pub struct File {
    pub name: Arc<str>,
    line_starts: Vec<usize>,
    problems: RefCell<Vec<Problem>>,
}

impl File {
    pub fn new(name: &str, text: &str) -> Self {
        let after_breaks = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
        Self {
            name: name.into(),
            line_starts: std::iter::once(0).chain(after_breaks).collect(),
            problems: RefCell::default(),
        }
    }

    pub fn note(&self, spot: Spot, cause: Cause) {
        self.problems.borrow_mut().push(Problem { spot, cause });
    }

    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    /// The line of a byte, from 1 on.
    fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }
}

/// Where reading stands: in which file, at which record, at which field.
#[derive(Clone)]
pub struct Site<'f> {
    pub file: &'f File,
    pub subject: Option<Arc<str>>,
    pub field: Option<String>,
}

impl<'f> Site<'f> {
    /// The site of the file itself.
    pub fn of_file(file: &'f File) -> Self {
        Self { file, subject: None, field: None }
    }

    /// The site of a record in the same file.
    pub fn record(&self, subject: String) -> Self {
        Self { file: self.file, subject: Some(subject.into()), field: None }
    }

    /// The site of a field of this one.
    pub fn field(&self, key: &str) -> Self {
        let field = match &self.field {
            Some(outer) => format!("{outer}.{key}"),
            None => key.to_owned(),
        };
        Self { field: Some(field), ..self.clone() }
    }

    pub fn spot(&self, span: Range<usize>) -> Spot {
        Spot {
            file: self.file.name.clone(),
            line: self.file.line(span.start),
            subject: self.subject.clone(),
            field: self.field.clone(),
        }
    }

    pub fn note(&self, span: Range<usize>, cause: Cause) {
        self.file.note(self.spot(span), cause);
    }
}
