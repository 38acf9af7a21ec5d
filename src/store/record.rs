//! Records as values of the store. The types of the disk ([`shape`]) are not those of the model: the model may change
//! when it likes, the disk only with a new format version.

mod read;
mod shape;
mod write;

use super::{
    error::{Damage, Flaw, StoreError},
    frame::{self, Sealed},
    key::{self, Key, Place},
};
use crate::model::{NodeId, Record};

/// The value of `record` in today's format. The same record always gives the same bytes; the tally rests on that.
pub fn seal(record: &Record) -> Result<Sealed, StoreError> {
    let key = Key::of_record(record.id());
    Ok(frame::seal(key.as_ref(), &payload(record)?))
}

/// The record in the value found at `key`, and the hash of the value.
pub fn open(key: &[u8], value: &[u8]) -> Result<(Record, u64), Damage> {
    let Some(Place::Record(id)) = Place::of(key) else {
        return Err(Damage::Key(key::describe(key)));
    };
    let (payload, hash) = frame::open(key, value)?;
    let record = read_payload(id, payload).map_err(|flaw| frame::at(key, flaw))?;
    Ok((record, hash))
}

/// A record without its identity, as it is in the frame of a record and in the log.
pub fn payload(record: &Record) -> Result<Vec<u8>, StoreError> {
    let key = Key::of_record(record.id());
    let key = key.as_ref();
    match record {
        Record::State(state) => frame::encode(key, &shape::State::from(&**state)),
        Record::Initiative(initiative) => frame::encode(key, &shape::Initiative::from(&**initiative)),
        Record::Organisation(organisation) => frame::encode(key, &shape::Organisation::from(&**organisation)),
        Record::Participation(participation) => frame::encode(key, &shape::Participation::from(&**participation)),
        Record::Event(event) => frame::encode(key, &shape::Event::from(&**event)),
    }
}

/// The record of this identity.
pub fn read_payload(id: NodeId, payload: &[u8]) -> Result<Record, Flaw> {
    Ok(match id {
        NodeId::State(code) => frame::decode::<shape::State>(payload)?.into_model(code)?.into(),
        NodeId::Initiative(id) => frame::decode::<shape::Initiative>(payload)?.into_model(id)?.into(),
        NodeId::Organisation(id) => frame::decode::<shape::Organisation>(payload)?.into_model(id)?.into(),
        NodeId::Participation(id) => frame::decode::<shape::Participation>(payload)?.into_model(id)?.into(),
        NodeId::Event(id) => frame::decode::<shape::Event>(payload)?.into_model(id)?.into(),
    })
}
