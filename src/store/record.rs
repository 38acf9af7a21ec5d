//! Records as values of the store. The types of the disk ([`shape`]) are not those of the model: the model may change
//! when it likes, the disk only with a new format version.

mod read;
mod shape;
mod write;

use super::{
    error::{Damage, Flaw, StoreError},
    frame::{self, Opened, Sealed},
    key::{self, Key, Place},
};
use crate::model::{NodeId, Record};

/// The value of `record`. The same record always gives the same bytes; the tally rests on that.
pub fn seal(record: &Record) -> Result<Sealed, StoreError> {
    let key = Key::of_record(record.id());
    let version = version(record);
    Ok(frame::seal(key.as_ref(), version, &payload(record, version)?))
}

/// The record in the value found at `key`, and the hash of the value.
pub fn open(key: &[u8], value: &[u8]) -> Result<(Record, u64), Damage> {
    let Some(Place::Record(id)) = Place::of(key) else {
        return Err(Damage::Key(key::describe(key)));
    };
    let Opened { version, payload, hash } = frame::open(key, value)?;
    let record = read_payload(id, version, payload).map_err(|flaw| frame::at(key, flaw))?;
    Ok((record, hash))
}

/// The oldest format version that can hold a record.
pub fn version(record: &Record) -> u8 {
    match record {
        Record::Organisation(organisation) if !organisation.formerly.is_empty() => 2,
        _ => frame::OLDEST,
    }
}

/// A record without its identity, as it is in the frame of a record and in the log, in a format version that can hold it.
pub fn payload(record: &Record, version: u8) -> Result<Vec<u8>, StoreError> {
    let key = Key::of_record(record.id());
    let key = key.as_ref();
    match record {
        Record::State(state) => frame::encode(key, &shape::State::from(&**state)),
        Record::Initiative(initiative) => frame::encode(key, &shape::Initiative::from(&**initiative)),
        Record::Organisation(organisation) if version == frame::OLDEST => {
            frame::encode(key, &shape::Organisation::from(&**organisation))
        }
        Record::Organisation(organisation) => frame::encode(key, &shape::MergedOrganisation::from(&**organisation)),
        Record::Participation(participation) => frame::encode(key, &shape::Participation::from(&**participation)),
        Record::Event(event) => frame::encode(key, &shape::Event::from(&**event)),
    }
}

/// The record of this identity, from a payload of this format version.
pub fn read_payload(id: NodeId, version: u8, payload: &[u8]) -> Result<Record, Flaw> {
    Ok(match id {
        NodeId::State(code) => frame::decode::<shape::State>(payload)?.into_model(code)?.into(),
        NodeId::Initiative(id) => frame::decode::<shape::Initiative>(payload)?.into_model(id)?.into(),
        NodeId::Organisation(id) if version == frame::OLDEST => {
            frame::decode::<shape::Organisation>(payload)?.into_model(id)?.into()
        }
        NodeId::Organisation(id) => frame::decode::<shape::MergedOrganisation>(payload)?.into_model(id)?.into(),
        NodeId::Participation(id) => frame::decode::<shape::Participation>(payload)?.into_model(id)?.into(),
        NodeId::Event(id) => frame::decode::<shape::Event>(payload)?.into_model(id)?.into(),
    })
}
