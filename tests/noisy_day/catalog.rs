//! The catalog of the day: the shipped one with what a team adds to it once it has lived through such a day.

use std::fs;
use std::path::{Path, PathBuf};

use crate::alarm::Kind;
use crate::root;

/// The alarms of what stands on a part of the platform say so in a label. The part's own alarm is critical.
const LABELS: &str = r#"labels:
  - matchers: ['alarm_name=~"ml-prod-platform-.*"']
    set: { service: platform, severity: critical }
  - matchers: ['alarm_name=~"ml-prod-(platform-network|network-client-.*)"']
    set: { platform: network }
  - matchers: ['alarm_name=~"ml-prod-(platform-feature-store|feature-store-client-.*)"']
    set: { platform: feature-store }
"#;

/// What a part's alarm explains is held back; what is not critical waits a minute for it. And what is not critical may vanish
/// within three minutes. Flapping is damped as shipped.
const RULES: &str = r#"inhibit_rules:
  - name: platform-over-errors
    source_matchers: ['service="platform"']
    target_matchers: ['platform!=""', 'service!="platform"', 'severity!="critical"']
    equal: [platform, environment]
    wait: 1m
    extension: 5m
  - name: platform-over-critical
    source_matchers: ['service="platform"']
    target_matchers: ['platform!=""', 'service!="platform"', 'severity="critical"']
    equal: [platform, environment]
    extension: 5m
"#;

const HOLD: &str = "route:\n  hold: 3m\n";

/// Milliseconds that an alert may have to wait before it is told. Its hold, if it is not critical; and when its group has been
/// told of something just before that, the group's interval.
pub(crate) const fn longest_wait(kind: Kind) -> i64 {
    let (hold, interval) = match kind {
        kind if kind.is_critical() => (0, 5),
        // The bill is a warning, and those are grouped for longer.
        Kind::Cost => (3, 30),
        _ => (3, 5),
    };
    (hold + interval) * 60_000
}

/// Writes the catalog's folder.
pub(crate) fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("noisy_day");
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(root().join("runbooks")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let text = if path.ends_with("router.yaml") {
            let parts = [
                ("labels:\n", LABELS),
                ("inhibit_rules:\n", RULES),
                ("route:\n", HOLD),
            ];
            parts.iter().fold(text, |text, (shipped, ours)| {
                let begins = format!("\n{shipped}");
                assert!(text.contains(&begins), "router.yaml has no {shipped}");
                text.replace(&begins, &format!("\n{ours}"))
            })
        } else {
            text
        };
        fs::write(folder.join(path.file_name().unwrap()), text).unwrap();
    }
    folder
}
