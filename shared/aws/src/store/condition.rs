//! The one condition of every write, as DynamoDB spells it.

use alert_pipeline::ports::Expect;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};

use super::item::{PK, VERSION};

/// Makes a write conditional. When the condition fails, the answer holds the stored item: no read is needed.
pub(super) fn expecting(put: PutItemFluentBuilder, expect: Expect) -> PutItemFluentBuilder {
    let put = put.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    match expect {
        Expect::Absent => put
            .condition_expression("attribute_not_exists(#name)")
            .expression_attribute_names("#name", PK),
        Expect::Version(version) => put
            .condition_expression("#name = :expected")
            .expression_attribute_names("#name", VERSION)
            .expression_attribute_values(":expected", AttributeValue::N(version.to_string())),
    }
}
