//! As much of HTTP as the load needs: requests one after the other on a connection that stays, and bodies in pieces.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::report::Sample;

pub struct Connection {
    stream: BufReader<TcpStream>,
}

/// The head of an answer.
struct Head {
    status: u16,
    /// None where the body comes in pieces.
    length: Option<usize>,
}

impl Connection {
    pub fn to(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: BufReader::new(stream) }
    }

    /// Asks in GraphQL. Anything but data without errors is a failure.
    pub fn ask(&mut self, kind: &'static str, query: &str, token: Option<&str>) -> Sample {
        let start = Instant::now();
        let token = token.map_or_else(String::new, |token| format!("Authorization: Bearer {token}\r\n"));
        self.post("/graphql", &token, &json!({ "query": query }).to_string());
        let (status, body) = self.answer().unwrap();
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let failure = (status != 200 || answer.get("errors").is_some())
            .then(|| format!("{status} {}", String::from_utf8_lossy(&body)));
        Sample { kind, at: start, took: start.elapsed(), failure }
    }

    /// Takes a body to its end.
    pub fn fetch(&mut self, kind: &'static str, path: &str, token: &str) -> Sample {
        let start = Instant::now();
        self.post(path, &format!("Authorization: Bearer {token}\r\n"), "{}");
        let (status, body) = self.answer().unwrap();
        let failure = (status != 200 || body.is_empty()).then(|| format!("{status}, {} bytes", body.len()));
        Sample { kind, at: start, took: start.elapsed(), failure }
    }

    /// Takes server-sent events until a time.
    pub fn events(&mut self, body: &str, until: Instant, mut take: impl FnMut(&Value)) {
        self.post("/graphql", "Accept: text/event-stream\r\n", body);
        assert_eq!(self.head().unwrap().status, 200);
        let rest = until.saturating_duration_since(Instant::now());
        self.stream.get_ref().set_read_timeout(Some(rest + Duration::from_secs(2))).unwrap();
        let mut text = String::new();
        while Instant::now() < until {
            let Ok(piece) = self.piece() else { break };
            text.push_str(str::from_utf8(&piece).unwrap());
            while let Some((event, rest)) = text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data:")).map(str::trim);
                if let Some(data) = data.filter(|data| data.starts_with('{')) {
                    take(&serde_json::from_str(data).unwrap());
                }
                text = rest.to_owned();
            }
        }
        assert!(Instant::now() >= until, "the server has ended the subscription");
    }

    fn post(&mut self, path: &str, headers: &str, body: &str) {
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
    }

    fn answer(&mut self) -> io::Result<(u16, Vec<u8>)> {
        let Head { status, length } = self.head()?;
        let mut body = Vec::new();
        match length {
            Some(length) => {
                body.resize(length, 0);
                self.stream.read_exact(&mut body)?;
            }
            None => loop {
                let piece = self.piece()?;
                if piece.is_empty() {
                    break;
                }
                body.extend(piece);
            },
        }
        Ok((status, body))
    }

    fn head(&mut self) -> io::Result<Head> {
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        let mut length = None;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                return Ok(Head { status, length });
            }
            length = length.or_else(|| line.strip_prefix("content-length:")?.trim().parse().ok());
        }
    }

    /// One piece of a chunked body (RFC 9112, 7.1); the last one is empty.
    fn piece(&mut self) -> io::Result<Vec<u8>> {
        let line = self.line()?;
        let length = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16);
        let mut piece = vec![0; length.map_err(io::Error::other)? + 2];
        self.stream.read_exact(&mut piece)?;
        piece.truncate(piece.len() - 2);
        Ok(piece)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}
