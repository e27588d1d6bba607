//! What a template's references and functions come to, as far as the template itself says.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A template's nesting is a person's; more is not from one.
const MAX_DEPTH: usize = 64;

/// What the parameters are: those that were given, else their defaults, else what stands for an account.
#[derive(Debug)]
pub(crate) struct Values<'a> {
    parameters: BTreeMap<String, Value>,
    conditions: &'a Map<String, Value>,
}

/// Stands for the account's own facts, where nobody says otherwise.
const PSEUDO: [(&str, &str); 5] = [
    ("AWS::AccountId", "111122223333"),
    ("AWS::Region", "us-east-1"),
    ("AWS::Partition", "aws"),
    ("AWS::URLSuffix", "amazonaws.com"),
    ("AWS::StackName", "stack"),
];

impl<'a> Values<'a> {
    /// The values of a template; `given` are names and values, as in `AWS::StackName=alert-router`.
    pub(crate) fn of(template: &'a Value, given: &[(&str, &str)], empty: &'a Map<String, Value>) -> Self {
        let mut parameters: BTreeMap<String, Value> = PSEUDO
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
            .collect();
        let declared = template.get("Parameters").and_then(Value::as_object);
        for (name, parameter) in declared.into_iter().flatten() {
            // Without a default it stands for itself, so that names stay different from each other.
            let default = parameter.get("Default").cloned();
            parameters.insert(
                name.clone(),
                default.unwrap_or_else(|| Value::from(name.as_str())),
            );
        }
        for (name, value) in given {
            parameters.insert((*name).to_owned(), Value::from(*value));
        }
        let conditions = template.get("Conditions").and_then(Value::as_object);
        Self {
            parameters,
            conditions: conditions.unwrap_or(empty),
        }
    }

    /// A value with nothing left to work out. What only an account knows becomes the text of what is asked for.
    pub(crate) fn resolve(&self, value: &Value) -> Value {
        self.value(value, 0)
    }

    fn value(&self, value: &Value, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            return Value::Null;
        }
        match value {
            Value::Array(items) => {
                let items = items.iter().map(|item| self.value(item, depth + 1));
                items.filter(|item| !item.is_null()).collect()
            }
            Value::Object(object) => self.object(object, depth + 1),
            plain => plain.clone(),
        }
    }

    fn object(&self, object: &Map<String, Value>, depth: usize) -> Value {
        let mut members = object.iter();
        if let (Some((name, argument)), None) = (members.next(), members.next())
            && let Some(value) = self.function(name, argument, depth)
        {
            return value;
        }
        let members = object
            .iter()
            .map(|(name, member)| (name.clone(), self.value(member, depth)));
        Value::Object(members.filter(|(_, member)| !member.is_null()).collect())
    }

    /// What a function comes to; nothing when it is no function.
    fn function(&self, name: &str, argument: &Value, depth: usize) -> Option<Value> {
        let parts = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        Some(match (name, parts) {
            ("Ref", _) => self.reference(argument.as_str()?),
            ("Fn::Sub", [text, extra]) => self.substitute(text.as_str()?, extra, depth).into(),
            ("Fn::Sub", _) => self.substitute(argument.as_str()?, &Value::Null, depth).into(),
            ("Fn::GetAtt", [resource, attribute]) => {
                format!("{}.{}", resource.as_str()?, attribute.as_str()?).into()
            }
            ("Fn::GetAtt", _) => argument.as_str()?.into(),
            ("Fn::Join", [separator, items]) => {
                let items = self.value(items, depth);
                let items: Vec<String> = items.as_array()?.iter().map(text).collect();
                items.join(separator.as_str()?).into()
            }
            ("Fn::Select", [index, items]) => {
                let items = self.value(items, depth);
                let index: usize = text(index).parse().ok()?;
                items.get(index)?.clone()
            }
            ("Fn::Split", [separator, whole]) => {
                let whole = text(&self.value(whole, depth));
                whole.split(separator.as_str()?).map(Value::from).collect()
            }
            ("Fn::If", [condition, yes, no]) => {
                let chosen = if self.holds(condition.as_str()?, depth) {
                    yes
                } else {
                    no
                };
                self.value(chosen, depth)
            }
            (unknown, _) if unknown.starts_with("Fn::") => unknown.into(),
            _ => return None,
        })
    }

    fn reference(&self, name: &str) -> Value {
        match self.parameters.get(name) {
            Some(value) => value.clone(),
            None if name == "AWS::NoValue" => Value::Null,
            // A resource: most refer to its name, which an account makes up.
            None => name.into(),
        }
    }

    fn substitute(&self, template: &str, extra: &Value, depth: usize) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                out.push_str("${");
                rest = after;
                continue;
            };
            match (name.strip_prefix('!'), extra.get(name)) {
                (Some(literal), _) => {
                    out.push_str("${");
                    out.push_str(literal);
                    out.push('}');
                }
                (None, Some(value)) => out.push_str(&text(&self.value(value, depth))),
                (None, None) => out.push_str(&text(&self.reference(name))),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    /// Whether a condition of the template holds.
    pub(crate) fn is_true(&self, condition: &str) -> bool {
        self.holds(condition, 0)
    }

    fn holds(&self, condition: &str, depth: usize) -> bool {
        depth < MAX_DEPTH
            && self
                .conditions
                .get(condition)
                .is_some_and(|test| self.test(test, depth + 1))
    }

    fn test(&self, test: &Value, depth: usize) -> bool {
        let Some((name, argument)) = test.as_object().and_then(|object| object.iter().next()) else {
            return false;
        };
        let parts = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match (name.as_str(), parts) {
            ("Condition", _) => argument.as_str().is_some_and(|name| self.holds(name, depth)),
            ("Fn::Equals", [one, other]) => text(&self.value(one, depth)) == text(&self.value(other, depth)),
            ("Fn::Not", [inner]) => !self.test(inner, depth + 1),
            ("Fn::And", all) => all.iter().all(|inner| self.test(inner, depth + 1)),
            ("Fn::Or", any) => any.iter().any(|inner| self.test(inner, depth + 1)),
            _ => false,
        }
    }
}

/// A value as `CloudFormation` writes it into a text.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resolved(value: &Value) -> Value {
        let template = json!({
            "Parameters": {"Prefix": {"Default": "ml"}, "Stage": {"Type": "String"}, "Wait": {"Default": 3}},
            "Conditions": {
                "IsMl": {"Fn::Equals": [{"Ref": "Prefix"}, "ml"]},
                "IsNot": {"Fn::Not": [{"Condition": "IsMl"}]},
                "Both": {"Fn::And": [{"Condition": "IsMl"}, {"Fn::Or": [{"Condition": "IsNot"}, {"Condition": "IsMl"}]}]},
                "Round": {"Condition": "Round"},
            },
        });
        let empty = Map::new();
        Values::of(&template, &[("AWS::StackName", "mine")], &empty).resolve(value)
    }

    #[test]
    fn what_the_template_says_is_worked_out() {
        for (value, expected) in [
            (json!({"Ref": "Prefix"}), json!("ml")),
            (json!({"Ref": "Stage"}), json!("Stage")),
            (json!({"Ref": "SomeQueue"}), json!("SomeQueue")),
            (
                json!({"Fn::Sub": "${Prefix}-${AWS::StackName}-${!Left}-${Q.Arn}-${Wait}"}),
                json!("ml-mine-${Left}-Q.Arn-3"),
            ),
            (
                json!({"Fn::Sub": ["${a}-${Prefix}", {"a": {"Ref": "Wait"}}]}),
                json!("3-ml"),
            ),
            (json!({"Fn::Sub": "an open ${brace"}), json!("an open ${brace")),
            (json!({"Fn::GetAtt": ["Q", "Arn"]}), json!("Q.Arn")),
            (
                json!({"Fn::Join": [", ", ["a", {"Ref": "AWS::NoValue"}, {"Ref": "Prefix"}]]}),
                json!("a, ml"),
            ),
            (
                json!({"Fn::Select": ["1", {"Fn::Split": [":", "a:b:c"]}]}),
                json!("b"),
            ),
            (json!({"Fn::If": ["IsMl", 1, 2]}), json!(1)),
            (json!({"Fn::If": ["IsNot", 1, 2]}), json!(2)),
            (json!({"Fn::If": ["Both", 1, 2]}), json!(1)),
            (json!({"Fn::If": ["Round", 1, 2]}), json!(2)),
            (json!({"Fn::If": ["Unknown", 1, 2]}), json!(2)),
            (json!({"Fn::ImportValue": "x"}), json!("Fn::ImportValue")),
            (
                json!({"a": {"Ref": "AWS::NoValue"}, "b": [{"Ref": "Wait"}]}),
                json!({"b": [3]}),
            ),
        ] {
            assert_eq!(resolved(&value), expected, "{value}");
        }
    }
}
