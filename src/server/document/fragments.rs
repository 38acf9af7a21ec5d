//! How large a document is with its fragments written out.
//!
//! Each fragment is measured once, whatever spreads it: linear in the document, while what it amounts to may be
//! exponential (`a` spreads `b` twice, `b` spreads `c` twice, …).

use std::collections::HashMap;

use async_graphql::{
    Pos, Positioned,
    parser::types::{ExecutableDocument, FragmentDefinition, Selection, SelectionSet},
};

use super::super::limits::{MAX_LEVELS, MAX_SELECTIONS};

/// What is wrong with the fragments of a document, and where.
#[derive(Debug, PartialEq, Eq)]
pub enum Excess {
    /// A fragment contains itself.
    Cycle(Pos),
    /// More than [`MAX_LEVELS`].
    Levels(Pos),
    /// More than [`MAX_SELECTIONS`].
    Selections,
}

/// Checks that all operations together can be written out.
pub fn check(document: &ExecutableDocument) -> Result<(), Excess> {
    let mut measure = Measure { fragments: &document.fragments, known: HashMap::new() };
    let mut selections = 0_u64;
    for (_, operation) in document.operations.iter() {
        let size = measure.selection(&operation.node.selection_set, 0)?;
        selections = selections.saturating_add(size.selections);
    }
    // Those that nobody spreads are looked at by validation as well.
    for (name, fragment) in &document.fragments {
        measure.fragment(name, fragment, 0)?;
    }
    if selections > MAX_SELECTIONS { Err(Excess::Selections) } else { Ok(()) }
}

#[derive(Clone, Copy, Default)]
struct Size {
    selections: u64,
    levels: usize,
}

struct Measure<'d> {
    fragments: &'d HashMap<async_graphql::Name, Positioned<FragmentDefinition>>,
    /// None while a fragment is being measured.
    known: HashMap<&'d str, Option<Size>>,
}

impl<'d> Measure<'d> {
    /// A selection that stands `above` levels deep.
    fn selection(&mut self, selection: &'d Positioned<SelectionSet>, above: usize) -> Result<Size, Excess> {
        if above > MAX_LEVELS {
            return Err(Excess::Levels(selection.pos));
        }
        let mut size = Size::default();
        for item in &selection.node.items {
            let within = match &item.node {
                Selection::Field(field) if field.node.selection_set.node.items.is_empty() => Size::default(),
                Selection::Field(field) => self.selection(&field.node.selection_set, above + 1)?,
                Selection::InlineFragment(inline) => self.selection(&inline.node.selection_set, above + 1)?,
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    match self.fragments.get_key_value(name) {
                        Some((name, fragment)) => self.spread(name, fragment, above, spread.pos)?,
                        // For validation to say.
                        None => Size::default(),
                    }
                }
            };
            size.selections = size.selections.saturating_add(1).saturating_add(within.selections);
            size.levels = size.levels.max(within.levels + 1);
        }
        Ok(size)
    }

    fn spread(
        &mut self,
        name: &'d str,
        fragment: &'d Positioned<FragmentDefinition>,
        above: usize,
        at: Pos,
    ) -> Result<Size, Excess> {
        match self.known.get(name) {
            Some(None) => Err(Excess::Cycle(at)),
            Some(Some(size)) if above + size.levels > MAX_LEVELS => Err(Excess::Levels(at)),
            Some(Some(size)) => Ok(*size),
            None => self.fragment(name, fragment, above),
        }
    }

    fn fragment(
        &mut self,
        name: &'d str,
        fragment: &'d Positioned<FragmentDefinition>,
        above: usize,
    ) -> Result<Size, Excess> {
        if let Some(Some(size)) = self.known.get(name) {
            return Ok(*size);
        }
        self.known.insert(name, None);
        let size = self.selection(&fragment.node.selection_set, above + 1)?;
        self.known.insert(name, Some(size));
        Ok(size)
    }
}
