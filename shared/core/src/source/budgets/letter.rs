//! A notification's text: a letter with a list of `Name: value` lines in it.

use crate::text;

/// What a letter says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Letter {
    /// The account whose budget it is.
    pub account: String,
    /// The budget's name.
    pub budget: String,
    /// `Cost`, `Usage`, `RI Utilization` and so on.
    pub budget_type: String,
    /// `ACTUAL` or `FORECASTED`.
    pub alert_type: String,
    /// What was crossed: `> $9,600.00`.
    pub threshold: String,
    /// What is budgeted.
    pub budgeted: String,
    /// What is spent, or is going to be.
    pub amount: String,
}

/// A letter has about 20 lines.
const MAX_LINES: usize = 60;

impl Letter {
    /// Whether a text is such a letter.
    pub(super) fn is_one(letter: &str) -> bool {
        letter.trim_start().starts_with("AWS Budget Notification")
    }

    /// Reads it; nothing when it does not say which budget it is about.
    pub(super) fn read(letter: &str) -> Option<Self> {
        let mut read = Self::default();
        for line in letter.lines().take(MAX_LINES).map(str::trim) {
            if let Some(account) = line.strip_prefix("AWS Account ") {
                let digits: String = account.chars().take_while(char::is_ascii_digit).collect();
                read.account = digits;
            }
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let value = || value.trim().to_owned();
            match name.trim().to_ascii_lowercase().as_str() {
                "budget name" => read.budget = value(),
                "budget type" => read.budget_type = value(),
                "budgeted amount" => read.budgeted = value(),
                "alert type" => read.alert_type = value(),
                "alert threshold" => read.threshold = value(),
                // "ACTUAL Amount", "FORECASTED Amount"
                amount if amount.ends_with(" amount") => read.amount = value(),
                _ => {}
            }
        }
        (!read.budget.is_empty()).then_some(read)
    }

    /// Whose budget, how much, and what was crossed.
    pub(super) fn symptom(&self) -> String {
        let budget = text::line(&self.budget, 60);
        let is_forecast = self.alert_type.eq_ignore_ascii_case("forecasted");
        let verb = if is_forecast { "is going to be at" } else { "is at" };
        match (self.amount.as_str(), self.threshold.as_str()) {
            ("", "") => format!("budget {budget} has crossed a threshold"),
            ("", threshold) => format!("budget {budget} has crossed {}", text::line(threshold, 30)),
            (amount, threshold) => {
                let amount = format!("budget {budget} {verb} {}", text::line(amount, 30));
                format!("{amount} {}", text::line(threshold, 30))
                    .trim_end()
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "AWS Budget Notification November 20, 2026\nAWS Account 111122223333\n\nDear AWS Customer,\n\nYou requested \
        that we alert you.\n\nBudget Name: ml: monthly\nBudget Type: Cost\nBudgeted Amount: $12,000.00\nAlert Type: FORECASTED\n\
        Alert Threshold: > $9,600.00\nFORECASTED Amount: $13,000.43\n\nGo to the dashboard: https://example.com\n";

    #[test]
    fn the_list_in_the_letter_is_read() {
        assert!(Letter::is_one(LETTER));
        let letter = Letter::read(LETTER).unwrap();
        assert_eq!(letter.budget, "ml: monthly");
        assert_eq!(
            (letter.account.as_str(), letter.budgeted.as_str()),
            ("111122223333", "$12,000.00")
        );
        assert_eq!(
            letter.symptom(),
            "budget ml: monthly is going to be at $13,000.43 > $9,600.00"
        );
        assert_eq!(Letter::read(&LETTER.replace('\n', "\r\n")), Some(letter));
    }

    #[test]
    fn what_is_missing_is_not_made_up() {
        for (letter, symptom) in [
            ("Budget Name: a", Some("budget a has crossed a threshold")),
            (
                "Budget Name: a\nAlert Threshold: > 80%",
                Some("budget a has crossed > 80%"),
            ),
            ("Budget Name: a\nACTUAL Amount: $1", Some("budget a is at $1")),
            ("Budget Name:", None),
            ("AWS Budget Notification", None),
        ] {
            assert_eq!(
                Letter::read(letter).map(|letter| letter.symptom()).as_deref(),
                symptom,
                "{letter}"
            );
        }
        assert!(!Letter::is_one("Budget Name: a"));
    }
}
