//! Files as they come: compressed or not is told by their first bytes, not by their names, so that it holds for standard
//! input and for a request as well.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// RFC 1952.
const GZIP: &[u8] = &[0x1f, 0x8b];
/// RFC 8878.
const ZSTANDARD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The text of a file that may be compressed.
pub fn unpacked<'r>(mut input: impl Read + 'r) -> io::Result<Box<dyn BufRead + 'r>> {
    let mut first = Vec::new();
    input.by_ref().take(ZSTANDARD.len() as u64).read_to_end(&mut first)?;
    let (gzip, zstandard) = (first.starts_with(GZIP), first.starts_with(ZSTANDARD));
    let whole = BufReader::with_capacity(1 << 16, io::Cursor::new(first).chain(input));
    Ok(if gzip {
        Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(whole)))
    } else if zstandard {
        Box::new(BufReader::with_capacity(1 << 16, Frames::new(whole)?))
    } else {
        Box::new(whole)
    })
}

/// One frame of Zstandard after another: parallel compressors write many, and the decoder knows of one.
struct Frames<R: BufRead>(Option<StreamingDecoder<R, FrameDecoder>>);

impl<R: BufRead> Frames<R> {
    fn new(source: R) -> io::Result<Self> {
        Ok(Self(Some(StreamingDecoder::new(source).map_err(io::Error::other)?)))
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(frame) = &mut self.0 {
            let length = frame.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            if frame.get_mut().fill_buf()?.is_empty() {
                return Ok(0);
            }
            if let Some(source) = self.0.take().map(StreamingDecoder::into_inner) {
                *self = Self::new(source)?;
            }
        }
        Ok(0)
    }
}
