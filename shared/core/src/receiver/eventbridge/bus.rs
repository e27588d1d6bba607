//! A bus: an ARN, or a bare name in the router's own account and region.

use crate::catalog::ReceiverConfig;
use crate::receiver::EventBridgeRequest;

/// What is wrong with the settings of an EventBridge receiver.
pub(super) fn check(config: &ReceiverConfig) -> Vec<String> {
    let mut faults = Vec::new();
    match config.bus.as_deref().map(str::trim) {
        None | Some("") => {
            faults.push("`bus` is missing: give the event bus's ARN, or its name".to_owned());
        }
        Some(bus) if bus.starts_with("arn:") => {
            if region(bus).is_none() {
                faults.push(format!(
                    "`bus: {bus}` is no bus's ARN: it looks like arn:aws:events:eu-west-1:111122223333:event-bus/pages"
                ));
            }
        }
        Some(bus) if !is_name(bus) => {
            faults.push(format!(
                "`bus: {bus}` is no bus's name: use up to 256 letters, digits, `.`, `-` and `_`"
            ));
        }
        Some(_) => {}
    }
    if config.secret.is_some() {
        faults.push(
            "`secret` has no meaning for `kind: eventbridge`: the router's role may put events, remove it"
                .to_owned(),
        );
    }
    faults
}

impl EventBridgeRequest {
    /// Where the bus is: the region of its ARN. `own` for a bare name; nothing when the bus is neither.
    pub fn region<'a>(&'a self, own: &'a str) -> Option<&'a str> {
        if self.bus.starts_with("arn:") {
            region(&self.bus)
        } else {
            is_name(&self.bus).then_some(own)
        }
    }
}

/// The region of a bus's ARN. It becomes a part of a host's name, so it has to look like one.
fn region(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.split(':').collect();
    let ["arn", partition, "events", region, account, resource] = parts[..] else {
        return None;
    };
    let is_bus = partition.starts_with("aws")
        && !region.is_empty()
        && region
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && resource.strip_prefix("event-bus/").is_some_and(is_name);
    is_bus.then_some(region)
}

/// EventBridge API Reference, `CreateEventBus`. The slash of a partner's bus is left out: nobody else puts events there.
fn is_name(name: &str) -> bool {
    (1..=256).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(bus: &str) -> Vec<String> {
        check(&ReceiverConfig {
            bus: Some(bus.to_owned()),
            ..ReceiverConfig::default()
        })
    }

    fn put(bus: &str) -> EventBridgeRequest {
        EventBridgeRequest {
            bus: bus.to_owned(),
            ..EventBridgeRequest::default()
        }
    }

    #[test]
    fn arns_and_names_pass_and_others_are_explained() {
        for (bus, region) in [
            ("default", "eu-west-1"),
            ("a.b_c-9", "eu-west-1"),
            (
                "arn:aws:events:us-east-1:111122223333:event-bus/pages",
                "us-east-1",
            ),
            (
                "arn:aws-cn:events:cn-north-1:111122223333:event-bus/default",
                "cn-north-1",
            ),
        ] {
            assert_eq!(faults(bus), Vec::<String>::new(), "{bus}");
            assert_eq!(put(bus).region("eu-west-1"), Some(region), "{bus}");
        }
        for bus in [
            "",
            "a b",
            "a/b",
            "arn:aws:sns:eu-west-1:111122223333:pages",
            "arn:aws:events:eu-west-1:111122223333:rule/pages",
            "arn:aws:events:eu-west-1:1:event-bus/pages",
            "arn:aws:events::111122223333:event-bus/pages",
            "arn:aws:events:evil.example/x:111122223333:event-bus/pages",
            "arn:aws:events:eu-west-1:111122223333:event-bus/",
        ] {
            assert_eq!(faults(bus).len(), 1, "{bus}");
            assert_eq!(put(bus).region("eu-west-1"), None, "{bus}");
        }
    }
}
