//! Counting the tokens of a document before it is read: the reader takes memory for each and stack for each level.

use super::super::limits::MAX_NESTING;

/// What is wrong with the size of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Excess {
    Tokens,
    Nesting,
}

/// Looks at each byte of a text once and builds nothing. What is no GraphQL is counted in some way, too.
pub fn scan(text: &str, max_tokens: usize) -> Result<(), Excess> {
    let mut rest = text.as_bytes();
    let (mut tokens, mut nesting) = (0, 0_usize);
    while let Some((&first, after)) = rest.split_first() {
        rest = match first {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                rest = after;
                continue;
            }
            b'#' => {
                rest = skip(after, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => string(after),
            byte if is_word(byte) => skip(after, is_word),
            _ => after,
        };
        match first {
            b'{' | b'[' | b'(' => nesting += 1,
            b'}' | b']' | b')' => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        tokens += 1;
        if tokens > max_tokens {
            return Err(Excess::Tokens);
        }
        if nesting > MAX_NESTING {
            return Err(Excess::Nesting);
        }
    }
    Ok(())
}

/// Names, numbers, and the three dots of a spread.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'+') || !byte.is_ascii()
}

fn skip(bytes: &[u8], part: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|&byte| !part(byte)).unwrap_or(bytes.len());
    bytes.split_at(end).1
}

/// What comes after a string whose first quotation mark has been seen.
fn string(bytes: &[u8]) -> &[u8] {
    let (block, mut rest) = match bytes.strip_prefix(b"\"\"") {
        Some(block) => (true, block),
        // The empty string.
        None if bytes.starts_with(b"\"") => return &bytes[1..],
        None => (false, bytes),
    };
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'\\' if block => after.strip_prefix(b"\"\"\"").unwrap_or(after),
            b'\\' => after.split_first().map_or(after, |(_, after)| after),
            b'"' if !block => return after,
            b'"' if after.starts_with(b"\"\"") => return &after[2..],
            // A string ends with its line, finished or not.
            b'\n' | b'\r' if !block => return after,
            _ => after,
        };
    }
    rest
}
