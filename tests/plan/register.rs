//! The register that is asked: the bundled one and some records with everything that those leave out.

use std::sync::Arc;

use buendnis::{
    model::{Record, Timestamp},
    snapshot::Snapshot,
    transfer::{
        generate::{Size, generate},
        seed,
    },
};

pub fn snapshot() -> Arc<Snapshot> {
    let size = Size { initiatives: 60, organisations: 120, participations: 900 };
    let generated = generate(size, 1, Timestamp::EPOCH).unwrap();
    // The states come with both.
    let generated = generated.filter(|record| !matches!(record, Record::State(_)));
    let records = seed::bundled(Timestamp::EPOCH).unwrap().into_iter().chain(generated);
    Arc::new(Snapshot::load(1, records).unwrap())
}
