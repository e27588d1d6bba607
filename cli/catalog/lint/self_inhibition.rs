//! An inhibition rule with alerts on both sides. Such an alert is not held back by another such (Alertmanager's rule,
//! which keeps an alert from silencing itself), so the rule does less there than it seems to say.

use super::super::code::Code;
use super::super::compile::Draft;
use super::super::fault::Faults;
use super::meet::{self, Meeting};
use super::vocabulary::Vocabulary;

pub(super) fn run(draft: &Draft, vocabulary: &Vocabulary, faults: &mut Faults) {
    for written in &draft.router.inhibit_rules {
        let rule = &written.rule;
        if rule.source_matchers == rule.target_matchers {
            faults
                .add(
                    Code::SelfInhibition,
                    written.targets,
                    format!("`{}` holds nothing back: its sources are its targets", rule.name),
                )
                .help("say what tells a cause from its consequences, such as the severity")
                .also(written.sources, "the same alerts");
        } else if meet::both(&rule.source_matchers, &rule.target_matchers, vocabulary) == Meeting::Possible {
            faults
                .add(
                    Code::SelfInhibition,
                    written.targets,
                    format!(
                        "an alert can be a source and a target of `{}`, and is not held back by another such",
                        rule.name
                    ),
                )
                .help("exclude the sources from the targets, as in 'severity!=\"critical\"'")
                .also(written.sources, "can be the same alert");
        }
    }
}
