//! A finding, in whichever format it came.

use super::NAME;
use crate::observation::{Link, Observation, State};
use crate::run::Run;
use crate::severity::Severity;
use crate::source::evidence::{facts, place};
use crate::source::frame::Frame;
use crate::source::{labels, lens, links};
use crate::text;
use crate::time::Timestamp;

/// What a finding says.
#[derive(Debug, Default)]
pub(super) struct Finding {
    /// Its id, unique among those of its product.
    pub id: String,
    /// The product that found it.
    pub product: String,
    /// The account that it is about.
    pub account: String,
    /// The region that it is about.
    pub region: String,
    /// What is wrong.
    pub title: String,
    /// The same at length.
    pub description: Option<String>,
    /// What to do, in AWS's words.
    pub remedy: Option<String>,
    /// A page on what to do.
    pub remedy_url: Option<String>,
    /// The resources that it is about, with their kinds.
    pub resources: Vec<String>,
    /// Which check or detector made it.
    pub generator: Option<String>,
    /// How bad.
    pub severity: Option<Severity>,
    /// The word for it in the finding.
    pub rated: Option<String>,
    /// What became of a check: `FAILED`, `WARNING`, `PASSED`.
    pub compliance: Option<String>,
    /// What people make of it: `NEW`, `NOTIFIED`, `SUPPRESSED`, `RESOLVED`.
    pub workflow: Option<String>,
    /// Its product has withdrawn it, it has been dealt with, or nobody wants to hear of it.
    pub is_over: bool,
    /// When it was last changed.
    pub updated_at: Option<Timestamp>,
}

impl Finding {
    /// What is to be told of it.
    pub(super) fn observe(self, frame: &Frame<'_>) -> Observation {
        let account = or(&self.account, &frame.account);
        let region = or(&self.region, &frame.region);
        let identity = labels::identity([
            ("finding_id", &self.id),
            ("finding_product", &self.product),
            ("account", account),
            ("region", region),
        ]);
        let links = [
            ("Finding", links::security_hub_finding(region, &self.id)),
            (
                "What to do",
                self.remedy_url.clone().filter(|url| links::is_https(url)),
            ),
        ];
        Observation {
            source: NAME.into(),
            event_id: frame.id.clone(),
            labels: labels::labels(
                &identity,
                [
                    ("alertname", "security-hub-finding"),
                    ("source", NAME),
                    ("service", NAME),
                    ("generator", self.generator.as_deref().unwrap_or_default()),
                    ("resource", self.resources.first().map_or("", String::as_str)),
                    ("compliance", self.compliance.as_deref().unwrap_or_default()),
                    (
                        "action",
                        &lens::text(frame.detail, "/actionName").unwrap_or_default(),
                    ),
                ],
            ),
            identity,
            state: if self.is_over {
                State::Resolved
            } else {
                State::Firing
            },
            state_at: self.updated_at.unwrap_or(frame.at),
            severity: self.severity.unwrap_or(Severity::Warning),
            symptom: self.symptom(),
            evidence: facts([
                ("finding", self.description.clone()),
                ("resources", self.named()),
                ("remedy", self.remedy.clone()),
                ("severity", self.rated.clone()),
                ("check", self.compliance.clone()),
                ("workflow", self.workflow.clone()),
                ("generator", self.generator.clone()),
                ("where", place(account, region)),
            ]),
            links: links
                .into_iter()
                .filter_map(|(name, url)| Some(Link::new(name, url?)))
                .collect(),
            suppression: None,
            // Each change of a finding is imported again, its end as well.
            resolve_after: None,
            run: Run::default(),
        }
    }

    fn symptom(&self) -> String {
        let title = if self.title.is_empty() {
            "a finding without a title"
        } else {
            &self.title
        };
        let title = text::line(title, 150);
        let on = match &self.resources[..] {
            [] => String::new(),
            [one] => format!(
                ", {}",
                text::line(one.rsplit(['/', ':']).next().unwrap_or(one), 60)
            ),
            many => format!(", {} resources", many.len()),
        };
        format!("{}{on}", title.trim_end_matches('.'))
    }

    fn named(&self) -> Option<String> {
        let named: Vec<String> = self
            .resources
            .iter()
            .take(3)
            .map(|name| text::line(name, 120))
            .collect();
        let more = self.resources.len().saturating_sub(named.len());
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        (!named.is_empty()).then(|| format!("{}{more}", named.join(", ")))
    }
}

fn or<'a>(known: &'a str, other: &'a str) -> &'a str {
    if known.is_empty() { other } else { known }
}
