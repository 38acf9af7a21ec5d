//! Between bodies, which come and go in pieces as tasks have time, and readers and writers of formats, which wait on
//! threads of their own. A few pieces are under way at a time, so nothing is ever held as a whole.
//!
//! The end is a piece of its own. A sender that is gone without it has broken off: a body that was cut short is an error
//! on either side, never a shorter file.

use std::{
    io::{self, ErrorKind, Read, Write},
    time::Duration,
};

use axum::body::{Body, Bytes};
use futures_util::{Stream, stream};
use tokio::{
    runtime::Handle,
    sync::mpsc::{Receiver, Sender, channel},
    time::timeout,
};

/// Pieces under way: enough that neither side waits for the other's every step.
const UNDER_WAY: usize = 4;

/// Bytes, or with nothing the end.
type Piece = Option<Bytes>;

/// Where a task puts the pieces of a body, and where a thread reads them.
pub fn inlet() -> (Sender<Piece>, Inlet) {
    let (sender, pieces) = channel(UNDER_WAY);
    (sender, Inlet { pieces, current: Bytes::new(), ended: false })
}

/// Reads what a task sends. For a thread that may wait.
pub struct Inlet {
    pieces: Receiver<Piece>,
    current: Bytes,
    ended: bool,
}

impl Read for Inlet {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() && !self.ended {
            match self.pieces.blocking_recv() {
                Some(Some(bytes)) => self.current = bytes,
                Some(None) => self.ended = true,
                None => return Err(broken_off()),
            }
        }
        let length = buffer.len().min(self.current.len());
        buffer[..length].copy_from_slice(&self.current.split_to(length));
        Ok(length)
    }
}

/// Where a thread writes a body, and the body. A client that takes nothing for as long as `patience` is given up.
/// To be called by a task.
pub fn outlet(patience: Duration) -> (Outlet, Body) {
    let (sender, pieces) = channel(UNDER_WAY);
    (Outlet { sender, patience, tasks: Handle::current() }, Body::from_stream(received(pieces)))
}

/// Writes to a body. For a thread that may wait.
pub struct Outlet {
    sender: Sender<Piece>,
    patience: Duration,
    tasks: Handle,
}

impl Outlet {
    /// Says that the body is whole.
    pub fn end(self) -> io::Result<()> {
        self.send(None)
    }

    fn send(&self, piece: Piece) -> io::Result<()> {
        match self.tasks.block_on(timeout(self.patience, self.sender.send(piece))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(ErrorKind::BrokenPipe.into()),
            Err(_) => Err(ErrorKind::TimedOut.into()),
        }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.send(Some(Bytes::copy_from_slice(bytes)))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn received(pieces: Receiver<Piece>) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some(pieces), |pieces| async {
        let mut pieces = pieces?;
        match pieces.recv().await {
            Some(Some(bytes)) => Some((Ok(bytes), Some(pieces))),
            Some(None) => None,
            None => Some((Err(broken_off()), None)),
        }
    })
}

fn broken_off() -> io::Error {
    io::Error::new(ErrorKind::UnexpectedEof, "it broke off before its end")
}
