//! A Metrics Insights query, read as far as an alert needs: which metric, of which namespace, one series or many.
//!
//! `SELECT function(metric) FROM namespace|SCHEMA(namespace, …) [WHERE …] [GROUP BY …] …` (CloudWatch User Guide,
//! "Metrics Insights query components and syntax"). Key words are in any case.

/// What a query names.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Query {
    pub metric: Option<String>,
    pub namespace: Option<String>,
    /// It makes a series for each group.
    pub is_grouped: bool,
}

impl Query {
    /// Reads an expression; nothing when it is no query.
    pub(super) fn parse(expression: &str) -> Option<Self> {
        let words: Vec<&str> = expression.split_whitespace().collect();
        let is = |position: usize, word: &str| {
            words
                .get(position)
                .is_some_and(|other| other.eq_ignore_ascii_case(word))
        };
        if !is(0, "SELECT") {
            return None;
        }
        let from = (1..words.len()).find(|position| is(*position, "FROM"))?;
        let selected = words.get(1..from)?.join(" ");
        let source = words.get(from + 1..)?.join(" ");
        Some(Self {
            metric: selected
                .split_once('(')
                .and_then(|(_, rest)| unquoted(rest, &[')', ','])),
            namespace: unquoted(after_schema(&source), &[',', ')', ' ']),
            is_grouped: (from..words.len()).any(|position| is(position, "GROUP") && is(position + 1, "BY")),
        })
    }
}

fn after_schema(source: &str) -> &str {
    match source.split_once('(') {
        Some((word, rest)) if word.trim().eq_ignore_ascii_case("SCHEMA") => rest.trim_start(),
        _ => source,
    }
}

/// The name at the start of `text`: between double quotes, or up to the first of `ends`.
fn unquoted(text: &str, ends: &[char]) -> Option<String> {
    let name = match text.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => text.split(ends).next(),
    };
    name.map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(expression: &str) -> (String, String, bool) {
        let query = Query::parse(expression).unwrap();
        (
            query.metric.unwrap_or_default(),
            query.namespace.unwrap_or_default(),
            query.is_grouped,
        )
    }

    #[test]
    fn names_and_groups_are_found_in_every_form() {
        for (expression, expected) in [
            (
                "SELECT MAX(CPUUtilization) FROM \"/aws/sagemaker/Endpoints\" GROUP BY EndpointName ORDER BY MAX() DESC",
                ("CPUUtilization", "/aws/sagemaker/Endpoints", true),
            ),
            (
                "select sum(\"My Metric\") from SCHEMA(\"AWS/EC2\", InstanceId) where x = 'GROUP'",
                ("My Metric", "AWS/EC2", false),
            ),
            (
                "SELECT AVG(Invocations) FROM SCHEMA(MLPlatform, Model)\ngroup  by Model",
                ("Invocations", "MLPlatform", true),
            ),
            ("SELECT COUNT() FROM", ("", "", false)),
        ] {
            let (metric, namespace, is_grouped) = expected;
            assert_eq!(
                parsed(expression),
                (metric.to_owned(), namespace.to_owned(), is_grouped),
                "{expression}"
            );
        }
        assert_eq!(Query::parse("SUM(METRICS())"), None);
        assert_eq!(Query::parse(""), None);
        assert_eq!(Query::parse("SELECT"), None);
    }
}
