//! A receiver in `router.yaml`.

use alert_core::catalog::ReceiverConfig;
use alert_core::receiver::{self, RECEIVERS};

use super::super::code::Code;
use super::super::fault::Faults;
use super::super::fields::Fields;
use super::super::files::Located;
use super::super::mask::mask;
use super::super::suggest;
use super::super::yaml::Node;
use super::{language, rate, template};

const KEYS: &[&str] = &[
    "name",
    "kind",
    "secret",
    "topic",
    "channel",
    "bus",
    "send_resolved",
    "hosts",
    "rate",
    "language",
    "template",
];

/// A receiver, and its own words where it has any.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) config: Located<ReceiverConfig>,
    pub(crate) template: Option<template::Written>,
}

/// A receiver, checked by its kind.
pub(crate) fn read(node: &Node, faults: &mut Faults) -> Option<Written> {
    let fields = Fields::open(node, "a receiver", KEYS, faults)?;
    let name = fields.required_text("name", "the name that routes use", faults);
    let kinds = RECEIVERS.iter().map(|kind| kind.name());
    let kind = fields.required_text(
        "kind",
        &format!("one of {}", kinds.clone().collect::<Vec<_>>().join(", ")),
        faults,
    );
    let secret = fields.text("secret", faults);
    let topic = fields.text("topic", faults);
    let channel = fields.text("channel", faults);
    let bus = fields.text("bus", faults);
    let send_resolved = fields.flag("send_resolved", faults).unwrap_or(true);
    let hosts = fields.texts("hosts", faults).unwrap_or_default();
    let hosts = hosts.into_iter().map(|host| host.value).collect();
    let rate = fields
        .get("rate", faults)
        .and_then(|node| rate::read(node, faults));
    let language = language::read(&fields, faults);

    if let Some(secret) = &secret
        && is_value(&secret.value)
    {
        // The value itself is nowhere in the message: reports end up in the logs of builds.
        faults
            .add(Code::SecretValue, secret.place, "`secret` is the name of a secret, this looks like the secret itself")
            .label("hidden here, but still in the file")
            .help("store the URL in Secrets Manager, write its name here (`alert-router/...`), and replace the URL at its service: it has been in a file");
        return None;
    }
    let kind_written = kind?;
    let Some(kind) = receiver::kind(&kind_written.value) else {
        faults
            .add(
                Code::UnknownKind,
                kind_written.place,
                format!("there is no kind of receiver `{}`", kind_written.value),
            )
            .help(suggest::help(&kind_written.value, kinds, ""));
        return None;
    };
    let name = name?;
    let config = ReceiverConfig {
        name: name.value,
        kind: kind_written.value,
        secret: secret.map(|text| text.value),
        topic: topic.map(|text| text.value),
        channel: channel.map(|text| text.value),
        bus: bus.map(|text| text.value),
        send_resolved,
        hosts,
        rate,
        language,
    };
    for fault in kind.check(&config) {
        // A kind names the setting it means in backticks; the setting itself is the better place to point at.
        let key = KEYS
            .iter()
            .find(|key| fault.contains(&format!("`{key}`")))
            .copied()
            .unwrap_or("kind");
        faults
            .add(
                Code::ReceiverSetting,
                fields.key_place(key),
                format!("receiver `{}`: {fault}", config.name),
            )
            .help(format!(
                "a receiver of kind `{}` is read by the rules of that kind",
                config.kind
            ));
    }
    let template = fields
        .get("template", faults)
        .and_then(|node| template::read(node, &config, kind, faults));
    Some(Written {
        config: Located {
            value: config,
            place: name.place,
        },
        template,
    })
}

/// Whether a text is a secret rather than the name of one: names have neither a scheme nor a token's prefix.
fn is_value(text: &str) -> bool {
    text.contains("://") || text.contains("hooks.slack.com") || mask(text) != text
}
