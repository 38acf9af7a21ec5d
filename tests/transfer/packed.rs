//! Files as they come.

use std::io::{Read, Write};

use buendnis::transfer::unpack::unpacked;
use flate2::{Compression, write::GzEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(text: &str) -> Vec<u8> {
    compress_to_vec(text.as_bytes(), CompressionLevel::Fastest)
}

fn check(bytes: &[u8], expected: &str) {
    let mut text = String::new();
    unpacked(bytes).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, expected);
}

#[test]
fn what_is_compressed_is_told_by_its_first_bytes() {
    for text in ["", "{", "Größe\n", &"lang ".repeat(100_000)] {
        check(text.as_bytes(), text);
        check(&gzip(text), text);
        check(&zstandard(text), text);
    }
}

#[test]
fn a_file_may_be_several_put_together() {
    check(&[gzip("a\n"), gzip("b\n")].concat(), "a\nb\n");
    check(&[zstandard("a\n"), zstandard("b\n")].concat(), "a\nb\n");
}

#[test]
fn a_file_that_was_cut_off_is_an_error_and_not_a_short_file() {
    for packed in [gzip(&"Größe ".repeat(1_000)), zstandard(&"Größe ".repeat(1_000))] {
        let read = unpacked(&packed[..packed.len() / 2]).and_then(|mut text| text.read_to_end(&mut Vec::new()));
        assert!(read.is_err());
    }
}
