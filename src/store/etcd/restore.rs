//! A register made of a backup. A transaction holds a few dozen changes, a backup change sets of any size: so all is written
//! in many, and the meta record with the last. Until then a mark says that it is unfinished, and a later try begins by
//! removing what an earlier one left.

use std::{io::Read, time::Duration};

use etcd_client::{Client, Compare, CompareOp, DeleteOptions, Txn, TxnOp};

use super::{
    Etcd,
    commit::{MOST_BYTES, MOST_OPERATIONS, operation},
    values::Space,
};
use crate::{
    model::ChangeSet,
    store::{
        StoreError,
        backup::{self, BackupError, Contents},
        key::{APPLYING, META},
        meta::Meta,
        values::Values,
        write::{self, Write},
    },
};

const PATIENCE: Duration = Duration::from_secs(10);

pub fn restore(store: &Etcd, backup: impl Read) -> Result<Contents, BackupError> {
    let space = &*store.space;
    if space.get(META)?.is_some() {
        return Err(StoreError::NotEmpty { location: space.location().to_owned() }.into());
    }
    let mut writer = Writer::begin(space)?;
    let contents = backup::read(backup, |_, sets| writer.take(sets))?;
    writer.finish()?;
    Ok(contents)
}

struct Writer<'a> {
    space: &'a Space,
    meta: Meta,
    waiting: Vec<TxnOp>,
    /// Of what waits.
    bytes: usize,
}

impl<'a> Writer<'a> {
    fn begin(space: &'a Space) -> Result<Self, StoreError> {
        space.clear()?;
        let mut writer = Self { space, meta: Meta::default(), waiting: Vec::new(), bytes: 0 };
        writer.waiting.push(TxnOp::put(space.place(APPLYING), Meta::default().seal(APPLYING)?.value, None));
        writer.send([])?;
        Ok(writer)
    }

    /// Writes change sets as they would have been committed, but for the meta record.
    fn take(&mut self, sets: &[ChangeSet]) -> Result<(), StoreError> {
        let next = self.meta.after(sets)?;
        let mut writes = Vec::new();
        write::at_once(sets, &[], (self.meta, next), |write| writes.push(write))?;
        for write in writes.into_iter().filter(|write| write.key.as_ref() != META) {
            self.add(write)?;
        }
        // Records change again in later sets: not in one transaction with these.
        self.send([])?;
        self.meta = next;
        Ok(())
    }

    fn add(&mut self, Write { key, value }: Write) -> Result<(), StoreError> {
        let bytes = key.as_ref().len() + value.as_ref().map_or(0, Vec::len);
        if self.waiting.len() == MOST_OPERATIONS || self.bytes + bytes > MOST_BYTES / 2 {
            self.send([])?;
        }
        self.bytes += bytes;
        self.waiting.push(operation(self.space, &key, value));
        Ok(())
    }

    fn finish(mut self) -> Result<(), StoreError> {
        let unmade = Compare::version(self.space.place(META), CompareOp::Equal, 0);
        self.waiting = vec![
            TxnOp::put(self.space.place(META), self.meta.seal(META)?.value, None),
            TxnOp::delete(self.space.place(APPLYING), None),
        ];
        self.send([unmade])
    }

    fn send<const N: usize>(&mut self, conditions: [Compare; N]) -> Result<(), StoreError> {
        self.bytes = 0;
        let transaction = Txn::new().when(conditions).and_then(std::mem::take(&mut self.waiting));
        let send = |mut client: Client| {
            let transaction = transaction.clone();
            async move { client.txn(transaction).await }
        };
        let sent = self.space.wait(self.space.members.ask(PATIENCE, send));
        let answer = sent.map_err(|failed| self.space.failed("write to", failed))?;
        match answer.succeeded() {
            true => Ok(()),
            false => Err(StoreError::NotEmpty { location: self.space.location().to_owned() }),
        }
    }
}

impl Space {
    /// Removes everything under the prefix but what has no part in the register: the tokens.
    fn clear(&self) -> Result<(), StoreError> {
        for first in b'A'..=b'Z' {
            if crate::store::key::TOKENS.first() == Some(&first) {
                continue;
            }
            let options = DeleteOptions::new().with_range(self.place(&[first + 1]));
            self.ask("clear", |mut client: Client| {
                let (place, options) = (self.place(&[first]), options.clone());
                async move { client.delete(place, Some(options)).await }
            })?;
        }
        Ok(())
    }
}
