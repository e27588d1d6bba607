//! What an execution started, told by its cause and by its input and output, which are read for this and for nothing else.

use serde_json::Value;

use crate::run::{Site, Tie};
use crate::source::lens;

/// How many ties an execution may have besides its own: it starts a job, a pipeline.
const MAX_TIES: usize = 4;
/// How deep, and how much of, a text is looked into.
const MAX_DEPTH: usize = 8;
const MAX_NODES: usize = 2_000;

/// The execution's own tie first, then those of what it started.
pub(super) fn ties(machine: &str, execution: &str, event: &Value) -> Vec<Tie> {
    let own = Tie::of_arn(execution)
        .into_iter()
        .next()
        .or_else(|| Tie::of_arn(machine).into_iter().next());
    let (account, region) = (
        lens::text(event, "/account").unwrap_or_default(),
        lens::text(event, "/region").unwrap_or_default(),
    );
    let mut search = Search {
        site: Site {
            account: &account,
            region: &region,
        },
        found: Vec::new(),
        left: MAX_NODES,
    };
    // What failed says what it was about better than what the execution was given.
    for pointer in ["/detail/cause", "/detail/output", "/detail/input"] {
        if let Some(text) = lens::text(event, pointer) {
            search.text(&text, 0);
        }
    }
    let mut ties: Vec<Tie> = own.into_iter().collect();
    for tie in search.found {
        if ties.len() <= MAX_TIES && !ties.contains(&tie) {
            ties.push(tie);
        }
    }
    ties
}

struct Search<'a> {
    site: Site<'a>,
    found: Vec<Tie>,
    left: usize,
}

impl Search<'_> {
    fn text(&mut self, text: &str, depth: usize) {
        match serde_json::from_str::<Value>(text) {
            Ok(value) if value.is_object() || value.is_array() => self.value(&value, depth),
            // Words with an ARN among them.
            _ => {
                for word in text
                    .split(|c: char| {
                        c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '(' | ')' | '[' | ']')
                    })
                    .take(MAX_NODES)
                {
                    if word.starts_with("arn:") {
                        self.found
                            .extend(Tie::of_arn(word.trim_end_matches(['.', ':', ';'])));
                    }
                }
            }
        }
    }

    fn value(&mut self, value: &Value, depth: usize) {
        if depth > MAX_DEPTH || self.left == 0 {
            return;
        }
        self.left -= 1;
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| match value {
                Value::String(text) => self.member(name, text, depth),
                other => self.value(other, depth + 1),
            }),
            Value::Array(list) => list.iter().for_each(|value| self.value(value, depth + 1)),
            Value::String(text) if text.starts_with("arn:") => self.found.extend(Tie::of_arn(text)),
            _ => {}
        }
    }

    /// A member that is an ARN, or that says what its text is the name of.
    fn member(&mut self, name: &str, text: &str, depth: usize) {
        if text.starts_with("arn:") {
            self.found.extend(Tie::of_arn(text));
            return;
        }
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "pipelinename" => self.found.push(Tie::pipeline(self.site, text, "")),
            "trainingjobname" => self.found.push(Tie::job(self.site, "training-job", text)),
            "processingjobname" => self.found.push(Tie::job(self.site, "processing-job", text)),
            "transformjobname" => self.found.push(Tie::job(self.site, "transform-job", text)),
            // JSON in JSON, as one state machine hands to another.
            _ if text.starts_with('{') => self.text(text, depth + 1),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const MACHINE: &str = "arn:aws:states:eu-west-1:111122223333:stateMachine:nightly";
    const EXECUTION: &str = "arn:aws:states:eu-west-1:111122223333:execution:nightly:n1";
    const PIPELINE: &str = "arn:aws:sagemaker:eu-west-1:111122223333:pipeline/churn/execution/p4jn9xou8a8s";
    const SITE: Site<'_> = Site {
        account: "111122223333",
        region: "eu-west-1",
    };

    fn of(detail: &Value) -> Vec<Tie> {
        let event = json!({"account": SITE.account, "region": SITE.region, "detail": detail});
        ties(MACHINE, EXECUTION, &event)
    }

    #[test]
    fn what_it_started_is_found_wherever_it_is_named() {
        let both = [
            Tie::machine(SITE, "nightly", "n1"),
            Tie::pipeline(SITE, "churn", "p4jn9xou8a8s"),
        ];
        for detail in [
            json!({"cause": json!({"PipelineExecutionArn": PIPELINE, "FailureReason": "x"}).to_string()}),
            json!({"cause": format!("The execution {PIPELINE} failed.")}),
            json!({"input": json!({"a": [{"b": PIPELINE}]}).to_string()}),
            json!({"output": json!({"nested": json!({"arn": PIPELINE}).to_string()}).to_string()}),
        ] {
            assert_eq!(of(&detail), both, "{detail}");
        }
        assert_eq!(
            of(&json!({"input": "{\"PipelineName\": \"churn\", \"training_job_name\": \"t-1\"}"}))[1..],
            [
                Tie::pipeline(SITE, "churn", ""),
                Tie::job(SITE, "training-job", "t-1")
            ]
        );
    }

    #[test]
    fn an_execution_is_tied_to_itself_and_to_few_others() {
        assert_eq!(of(&json!({})), [Tie::machine(SITE, "nightly", "n1")]);
        let many: Vec<String> = (0..100)
            .map(|n| format!("arn:aws:sagemaker:eu-west-1:111122223333:training-job/t{n}"))
            .collect();
        assert_eq!(of(&json!({"input": json!(many).to_string()})).len(), MAX_TIES + 1);
        let deep = format!("{}\"{PIPELINE}\"{}", "[".repeat(100), "]".repeat(100));
        assert_eq!(of(&json!({"input": deep})).len(), 1);
    }
}
