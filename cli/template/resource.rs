//! The resources of a template, as they are deployed.

use serde_json::{Map, Value, json};

use super::resolve::Values;

/// `{"Name", "Type", "Properties"}` of each resource, without those that a condition leaves out with these values.
///
/// # Errors
/// When it is no template, in words.
pub(crate) fn resources(template: &Value, given: &[(&str, &str)]) -> Result<Vec<Value>, String> {
    let resources = template
        .get("Resources")
        .and_then(Value::as_object)
        .ok_or("no CloudFormation template: it has no `Resources`")?;
    let empty = Map::new();
    let values = Values::of(template, given, &empty);
    let made = resources.iter().filter(|(_, resource)| {
        resource["Condition"]
            .as_str()
            .is_none_or(|name| values.is_true(name))
    });
    Ok(made
        .map(|(name, resource)| {
            let properties = values.resolve(resource.get("Properties").unwrap_or(&Value::Null));
            json!({ "Name": name, "Type": resource["Type"], "Properties": properties })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_condition_leaves_out_is_not_there() {
        let template = json!({
            "Parameters": {"Logs": {"Default": "NEW"}, "Days": {"Default": 90}},
            "Conditions": {"New": {"Fn::Equals": [{"Ref": "Logs"}, "NEW"]}},
            "Resources": {"Group": {"Type": "AWS::Logs::LogGroup", "Condition": "New",
                "Properties": {"RetentionInDays": {"Ref": "Days"}}}},
        });
        let made = resources(&template, &[]).unwrap();
        assert_eq!(
            (made.len(), &made[0]["Properties"]["RetentionInDays"]),
            (1, &json!(90))
        );
        assert_eq!(resources(&template, &[("Logs", "EXISTING")]), Ok(vec![]));
        assert!(resources(&json!([]), &[]).is_err());
    }
}
