//! A subscription of CloudWatch Logs (CloudWatch Logs User Guide, "Subscription filters with AWS Lambda"):
//! `{"awslogs":{"data":"..."}}`, JSON that was compressed by gzip and written in base64.
//!
//! What can't be unpacked is left as it came, and its source says so.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde_json::{Map, Value};

use super::Hop;
use super::open::Inner;

/// What it holds. `inflatable` is how much all data of a payload may still become: a few kilobytes can be made to hold
/// gigabytes.
pub(super) fn open(object: &Map<String, Value>, inflatable: &mut usize) -> Option<Inner> {
    let data = object.get("awslogs")?.get("data")?.as_str()?;
    let json = unzip(&STANDARD.decode(data).ok()?, *inflatable)?;
    *inflatable = inflatable.saturating_sub(json.len());
    let event: Value = serde_json::from_slice(&json).ok()?;
    event.is_object().then(|| Inner {
        hop: Some(Hop::LogsSubscription),
        event,
        ..Inner::default()
    })
}

/// The data of a gzip member (RFC 1952), if it is at most `most` bytes. Its checksum is not looked at: what arrived
/// damaged is no JSON.
fn unzip(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const HEADER_CHECKSUM: u8 = 2;
    let header = bytes.get(..10)?;
    let flags = *header.get(3)?;
    if !header.starts_with(&[0x1f, 0x8b, 8]) {
        return None;
    }
    let mut rest = bytes.get(10..)?;
    if flags & EXTRA != 0 {
        let length = usize::from(*rest.first()?) + 256 * usize::from(*rest.get(1)?);
        rest = rest.get(2 + length..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            rest = rest.get(rest.iter().position(|byte| *byte == 0)? + 1..)?;
        }
    }
    if flags & HEADER_CHECKSUM != 0 {
        rest = rest.get(2..)?;
    }
    decompress_to_vec_with_limit(rest, most).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;
    use serde_json::json;

    fn zipped(flags: u8, fields: &[u8], data: &[u8]) -> Vec<u8> {
        let header = [0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255];
        [&header[..], fields, &compress_to_vec(data, 6), &[0; 8]].concat()
    }

    fn event(bytes: &[u8]) -> Value {
        json!({"awslogs": {"data": STANDARD.encode(bytes)}})
    }

    fn opened(event: &Value) -> Option<Value> {
        open(event.as_object().unwrap(), &mut 1_000_000).map(|inner| inner.event)
    }

    #[test]
    fn every_header_of_gzip_is_read() {
        let json = json!({"messageType": "DATA_MESSAGE"});
        for (flags, fields) in [
            (0, &b""[..]),
            (8, b"name\0"),
            (16, b"comment\0"),
            (4, b"\x03\0abc"),
            (2, b"\x12\x34"),
            (30, b"\x01\0xname\0comment\0\x12\x34"),
        ] {
            let zipped = zipped(flags, fields, json.to_string().as_bytes());
            assert_eq!(opened(&event(&zipped)), Some(json.clone()), "{flags}");
        }
    }

    #[test]
    fn what_is_damaged_is_left_as_it_is() {
        let whole = zipped(0, b"", br#"{"messageType":"DATA_MESSAGE"}"#);
        for length in 0..whole.len() - 8 {
            assert_eq!(opened(&event(&whole[..length])), None, "{length}");
        }
        assert_eq!(opened(&json!({"awslogs": {"data": "no base64!"}})), None);
        assert_eq!(opened(&json!({"awslogs": {"data": null}})), None);
        assert_eq!(opened(&event(&zipped(0, b"", b"[1]"))), None);
    }

    #[test]
    fn a_bomb_does_not_go_off() {
        let bomb = zipped(0, b"", &vec![b' '; 20_000_000]);
        assert!(bomb.len() < 100_000);
        let mut inflatable = 1_000_000;
        assert!(open(event(&bomb).as_object().unwrap(), &mut inflatable).is_none());
        // Many small ones are one big one.
        let padded = [br#"{"a":1}"#.to_vec(), vec![b' '; 400_000]].concat();
        let small = event(&zipped(0, b"", &padded));
        let opens = (0..5).filter(|_| open(small.as_object().unwrap(), &mut inflatable).is_some());
        assert_eq!(opens.count(), 2);
    }
}
