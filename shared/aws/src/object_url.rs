//! Where an object of S3 is, as the SDK finds it for a bucket by name.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::region::endpoint;

/// Everything but these is written as `%XX` in a path that is signed ("Create a signed AWS API request", IAM User Guide).
const ESCAPED: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where an object is. A local AWS has no bucket names in its DNS, and AWS's certificates none with dots.
pub(crate) fn object_url(bucket: &str, key: &str, region: &str, local: Option<&str>) -> String {
    let key = key.split('/').map(escaped).collect::<Vec<_>>().join("/");
    match local {
        Some(local) => format!("{}/{}/{key}", local.trim_end_matches('/'), escaped(bucket)),
        None if is_host(bucket) => endpoint(&format!("{bucket}.s3"), region) + &key,
        None => format!("{}{}/{key}", endpoint("s3", region), escaped(bucket)),
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, &ESCAPED).to_string()
}

/// Whether a bucket's name is one label of a host's.
fn is_host(bucket: &str) -> bool {
    let is_inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (3..=63).contains(&bucket.len())
        && bucket.bytes().all(|byte| is_inside(byte) || byte == b'-')
        && !bucket.starts_with('-')
        && !bucket.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_where_the_sdk_would_look_for_it() {
        for (bucket, region, local, expected) in [
            (
                "catalog-1",
                "eu-west-1",
                None,
                "https://catalog-1.s3.eu-west-1.amazonaws.com/a/b.json",
            ),
            (
                "catalog-1",
                "us-east-1",
                None,
                "https://catalog-1.s3.us-east-1.amazonaws.com/a/b.json",
            ),
            (
                "catalog-1",
                "cn-north-1",
                None,
                "https://catalog-1.s3.cn-north-1.amazonaws.com.cn/a/b.json",
            ),
            (
                "catalog-1",
                "us-gov-west-1",
                None,
                "https://catalog-1.s3.us-gov-west-1.amazonaws.com/a/b.json",
            ),
            (
                "catalog.example.com",
                "eu-west-1",
                None,
                "https://s3.eu-west-1.amazonaws.com/catalog.example.com/a/b.json",
            ),
            (
                "Old_Bucket",
                "us-east-1",
                None,
                "https://s3.us-east-1.amazonaws.com/Old_Bucket/a/b.json",
            ),
            (
                "catalog-1",
                "eu-west-1",
                Some("http://127.0.0.1:4566/"),
                "http://127.0.0.1:4566/catalog-1/a/b.json",
            ),
        ] {
            assert_eq!(object_url(bucket, "a/b.json", region, local), expected);
        }
    }

    #[test]
    fn a_key_is_escaped_and_not_tidied() {
        for (key, path) in [
            (
                "a b+c$&=@:,?#%~.json",
                "a%20b%2Bc%24%26%3D%40%3A%2C%3F%23%25~.json",
            ),
            ("größe/\u{1F525}", "gr%C3%B6%C3%9Fe/%F0%9F%94%A5"),
            ("/a//b/../c", "/a//b/../c"),
        ] {
            assert_eq!(
                object_url("b-1", key, "", Some("http://h")),
                format!("http://h/b-1/{path}")
            );
        }
    }
}
