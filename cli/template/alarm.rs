//! The alarms of a template.

use serde_json::{Map, Value};

use super::resolve::Values;

/// One alarm, with nothing left to work out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Alarm {
    /// Its logical id.
    pub(crate) resource: String,
    /// Its name; the logical id where `CloudFormation` would make one up of it.
    pub(crate) name: String,
    /// Its properties, in the template's words.
    pub(crate) properties: Value,
}

const TYPES: [&str; 2] = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"];

/// Every alarm of a template, also what a condition leaves out with these values: somebody will deploy it with others.
///
/// # Errors
/// When it is no template, in words.
pub(crate) fn alarms(template: &Value, given: &[(&str, &str)]) -> Result<Vec<Alarm>, String> {
    let resources = template
        .get("Resources")
        .and_then(Value::as_object)
        .ok_or("no CloudFormation template: it has no `Resources`")?;
    let empty = Map::new();
    let values = Values::of(template, given, &empty);
    let of_type = |resource: &&Value| {
        resource["Type"]
            .as_str()
            .is_some_and(|kind| TYPES.contains(&kind))
    };
    let alarms = resources.iter().filter(|(_, resource)| of_type(resource));
    Ok(alarms
        .map(|(resource, alarm)| {
            let properties = values.resolve(alarm.get("Properties").unwrap_or(&Value::Null));
            let name = properties["AlarmName"].as_str().unwrap_or(resource).to_owned();
            Alarm {
                resource: resource.clone(),
                name,
                properties,
            }
        })
        .collect())
}

impl Alarm {
    /// A tag's value.
    pub(crate) fn tag(&self, name: &str) -> Option<&str> {
        let tags = self.properties["Tags"].as_array()?;
        tags.iter().find(|tag| tag["Key"] == name)?["Value"].as_str()
    }
}
