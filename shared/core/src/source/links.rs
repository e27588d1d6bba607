//! Deep links into the AWS console, for the partition of the alert's account.

/// The longest URL that is shown whole in every receiver, with room for the rest of a page.
const MAX: usize = 1_400;

/// The console of a region: its partition decides (AWS General Reference, "Partitions"). Nothing for what is no region.
pub(super) fn console(region: &str) -> Option<String> {
    let is_region = (1..=32).contains(&region.len())
        && region
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let host = if region.starts_with("us-gov-") {
        "console.amazonaws-us-gov.com"
    } else if region.starts_with("cn-") {
        "console.amazonaws.cn"
    } else {
        "console.aws.amazon.com"
    };
    is_region.then(|| format!("https://{region}.{host}"))
}

/// A CloudWatch alarm's page; the list of alarms where its name makes the URL too long, as 255 characters of many bytes
/// do. Nothing without a region.
pub(super) fn alarm(region: &str, name: &str) -> Option<String> {
    let list = format!("{}/cloudwatch/home?region={region}#alarmsV2:", console(region)?);
    let url = format!("{list}alarm/{}", percent(name));
    Some(if url.len() <= MAX { url } else { list })
}

/// Whether a text is the address of a web page that every receiver can show: a host without credentials in front of it,
/// and no character that would end the link early.
pub(super) fn is_https(url: &str) -> bool {
    let host = url
        .strip_prefix("https://")
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    url.len() <= MAX
        && host.is_some_and(|host| {
            host.contains('.')
                && host
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'))
        })
        && url.bytes().all(|b| {
            b.is_ascii_graphic()
                && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
        })
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub(super) fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(hex));
        }
    }
    encoded
}

fn hex(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16)
        .unwrap_or('0')
        .to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(region: &str, name: &str) -> String {
        alarm(region, name).unwrap_or_default()
    }

    #[test]
    fn links_follow_the_partition_and_encode_the_name() {
        assert_eq!(
            link("eu-west-1", "prod 5xx/año"),
            "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/prod%205xx%2Fa%C3%B1o"
        );
        assert!(
            link("us-gov-west-1", "a").starts_with("https://us-gov-west-1.console.amazonaws-us-gov.com/")
        );
        assert!(link("cn-north-1", "a").starts_with("https://cn-north-1.console.amazonaws.cn/"));
    }

    #[test]
    fn an_address_that_an_event_brings_is_a_web_page_or_none() {
        for (url, expected) in [
            (
                "https://console.aws.amazon.com/dms/v2/home?region=us-east-1#taskDetails/x",
                true,
            ),
            ("https://shop.example:8443/orders/7", true),
            ("http://shop.example/", false),
            ("https://", false),
            ("https://localhost/", false),
            ("https://user@shop.example/", false),
            ("https://shop.example/a b", false),
            ("https://shop.example/|x>", false),
            ("https://shop.example/año", false),
            ("javascript:alert(1)", false),
        ] {
            assert_eq!(is_https(url), expected, "{url}");
        }
        assert!(!is_https(&format!("https://shop.example/{}", "x".repeat(MAX))));
    }

    #[test]
    fn a_link_is_whole_and_to_aws_or_absent() {
        assert!(link("eu-west-1", &"東".repeat(255)).ends_with("#alarmsV2:"));
        for region in ["", "EU (Ireland)", "evil.example/", "a.b"] {
            assert_eq!(alarm(region, "a"), None, "{region}");
        }
    }
}
