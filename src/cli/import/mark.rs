//! What stands for the files of an import, so that one that was interrupted is known again: a digest of all that was read.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// The digest of what has been read so far.
#[derive(Default)]
pub struct Mark(Sha256);

impl Mark {
    pub fn note(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }

    /// `input`, with everything that is read of it noted.
    pub fn noting<R: Read>(&mut self, input: R) -> Noting<'_, R> {
        Noting { mark: self, input }
    }
}

pub struct Noting<'a, R> {
    mark: &'a mut Mark,
    input: R,
}

impl<R: Read> Read for Noting<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.mark.note(&buffer[..length]);
        Ok(length)
    }
}
