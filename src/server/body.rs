//! Reading the body of a request: so much of it, without long pauses.

use axum::{
    body::{Body, Bytes, HttpBody},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_LENGTH, EXPECT},
    },
};
use futures_util::{FutureExt, StreamExt};
use tokio::time::timeout;

use super::{
    limits::{Limits, MAX_DRAINED_BYTES},
    refused::Refused,
};

/// The whole body, if it is within the limits.
pub async fn read(headers: &HeaderMap, body: Body, limits: &Limits) -> Result<Bytes, Refused> {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let too_large = length.is_some_and(|length| length > limits.body_bytes as u64);
    // Who asks before sending need not send.
    if too_large && headers.contains_key(EXPECT) {
        return Err(refusal(limits));
    }
    let mut pieces = body.into_data_stream();
    let (mut whole, mut received) = (Vec::new(), 0);
    loop {
        let next = match pieces.next().now_or_never() {
            // What has come with the head needs no clock.
            Some(next) => Ok(next),
            None => timeout(limits.pause, pieces.next()).await,
        };
        let piece = match next {
            Err(_) if received > limits.body_bytes => break,
            Err(_) => {
                let message = format!("the body stopped for {} ms before its end", limits.pause.as_millis());
                return Err(Refused::with(StatusCode::REQUEST_TIMEOUT, "TIMEOUT", message));
            }
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(Refused::malformed("the body could not be read to its end")),
            Ok(Some(Ok(piece))) => piece,
        };
        received += piece.len();
        if received <= limits.body_bytes {
            // Most come in one piece, which is not copied.
            if whole.is_empty() && pieces.is_end_stream() {
                return Ok(piece);
            }
            whole.extend_from_slice(&piece);
        } else if received > MAX_DRAINED_BYTES {
            break;
        }
    }
    if received > limits.body_bytes { Err(refusal(limits)) } else { Ok(whole.into()) }
}

fn refusal(limits: &Limits) -> Refused {
    let message = format!("the body of a request may have {} bytes", limits.body_bytes);
    Refused::with(StatusCode::PAYLOAD_TOO_LARGE, "LIMIT_EXCEEDED", message)
}
