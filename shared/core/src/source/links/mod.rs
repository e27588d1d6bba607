//! Deep links into the AWS console, for the partition of the alert's account. Each is whole and to AWS, or absent.
//!
//! None of these addresses is documented by AWS; they are those that its console and its own notifications show.

mod alarm;
mod finding;
mod function;
mod health;
mod logs;

pub(super) use alarm::alarm;
pub(super) use finding::{guardduty_finding, security_hub_finding};
pub(super) use function::function;
pub(super) use health::health_event;
pub(super) use logs::{log_group, log_query};

/// The longest URL that is shown whole in every receiver, with room for the rest of a page.
const MAX: usize = 1_400;

/// The console of a region: its partition decides (AWS General Reference, "Partitions"). Nothing for what is no region.
pub(super) fn console(region: &str) -> Option<String> {
    let is_region = (1..=32).contains(&region.len())
        && region
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    is_region.then(|| format!("https://{region}.{}", CONSOLES[partition(region)]))
}

/// The consoles' hosts by partition.
const CONSOLES: [&str; 3] = [
    "console.aws.amazon.com",
    "console.amazonaws-us-gov.com",
    "console.amazonaws.cn",
];

/// Which of the partitions a region is in: the commercial one, GovCloud, China.
fn partition(region: &str) -> usize {
    if region.starts_with("us-gov-") {
        1
    } else if region.starts_with("cn-") {
        2
    } else {
        0
    }
}

/// A page of a regional service's console. Nothing without a region, or when the fragment makes it too long.
pub(super) fn regional(region: &str, service: &str, fragment: &str) -> Option<String> {
    let url = format!("{}/{service}/home?region={region}#{fragment}", console(region)?);
    (url.len() <= MAX).then_some(url)
}

/// Whether a text is the address of a web page that every receiver can show: a host without credentials in front of it,
/// and no character that would end the link early.
pub(super) fn is_https(url: &str) -> bool {
    url.len() <= MAX
        && host(url).is_some_and(|host| {
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

fn host(url: &str) -> Option<&str> {
    url.strip_prefix("https://")?.split(['/', '?', '#']).next()
}

/// A link that AWS itself put into an event, if it does lead to a console of AWS.
pub(super) fn given(url: &str) -> Option<String> {
    let is_console = CONSOLES.iter().any(|console| {
        host(url)
            .and_then(|host| host.strip_suffix(console))
            .is_some_and(|region| region.is_empty() || region.ends_with('.'))
    });
    (is_console && is_https(url)).then(|| url.to_owned())
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

    #[test]
    fn a_page_is_of_the_region_s_partition_or_absent() {
        for (region, start) in [
            (
                "eu-west-1",
                "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#",
            ),
            (
                "us-gov-west-1",
                "https://us-gov-west-1.console.amazonaws-us-gov.com/lambda/home?region=us-gov-west-1#",
            ),
            (
                "cn-north-1",
                "https://cn-north-1.console.amazonaws.cn/lambda/home?region=cn-north-1#",
            ),
        ] {
            assert_eq!(regional(region, "lambda", "/x"), Some(format!("{start}/x")));
        }
        for region in ["", "EU (Ireland)", "evil.example/", "a.b"] {
            assert_eq!(regional(region, "lambda", "/x"), None, "{region}");
        }
        assert_eq!(regional("eu-west-1", "lambda", &"x".repeat(MAX)), None);
    }

    #[test]
    fn a_link_that_an_event_brings_leads_to_aws_or_is_left_out() {
        for (url, is_taken) in [
            (
                "https://console.aws.amazon.com/cost-management/home#/anomaly-detection",
                true,
            ),
            ("https://us-east-1.console.aws.amazon.com/x", true),
            ("https://console.amazonaws.cn/x", true),
            ("https://evil.example/console.aws.amazon.com/", false),
            ("https://evilconsole.aws.amazon.com/", false),
            ("https://console.aws.amazon.com.evil.example/", false),
            ("https://user@console.aws.amazon.com/", false),
            ("http://console.aws.amazon.com/x", false),
            ("https://console.aws.amazon.com/a b", false),
            ("", false),
        ] {
            assert_eq!(given(url).is_some(), is_taken, "{url}");
        }
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
}
