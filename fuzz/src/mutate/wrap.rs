//! The wrappings that events arrive in.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::dice::Dice;
use super::tree;

/// What is unpacked here is bounded, whatever a mutation made of it.
const MAX_UNPACKED: u64 = 1 << 20;

pub(super) fn wrap(event: Value, dice: &mut Dice) -> Value {
    let text = event.to_string();
    match dice.below(9) {
        0 => json!({"Records": [{"messageId": "m", "eventSource": "aws:sqs", "body": text,
            "attributes": {"ApproximateReceiveCount": "2", "SentTimestamp": "1732093200000"}}]}),
        1 => json!({"Records": [{"EventSource": "aws:sns", "Sns": {"MessageId": "m", "Message": text}}]}),
        2 => {
            json!({"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "Message": text})
        }
        3 => json!({"Type": "SubscriptionConfirmation", "Token": "t", "Message": text,
            "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "SubscribeURL": "https://example.com/"}),
        4 => json!({"version": "1.0", "requestContext": {"condition": "RetriesExhausted",
            "functionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f"}, "requestPayload": event,
            "responseContext": {"functionError": "Unhandled"}, "responsePayload": {"errorMessage": text}}),
        5 => {
            json!({"source": "lambda", "detail-type": "Lambda Function Invocation Result - Failure", "detail": event})
        }
        6 => json!({"awslogs": {"data": packed(&event)}}),
        7 => {
            json!({"awslogs": {"data": packed(&json!({"messageType": "DATA_MESSAGE", "logGroup": "/aws/lambda/f",
            "logEvents": [{"id": "1", "timestamp": 1_732_093_200_000_u64, "message": text}]}))}})
        }
        _ => json!([event.clone(), event]),
    }
}

/// Unpacks the first log data there is, has it changed, and packs it again; now and then it becomes a bomb.
pub(super) fn repack(event: &mut Value, dice: &mut Dice, change: impl FnOnce(&mut Value, &mut Dice)) {
    for place in 0..tree::count(event) {
        let Some(Value::String(data)) = tree::nth(event, place) else {
            continue;
        };
        let Some(mut inner) = unpacked(data) else { continue };
        if dice.one_in(16) {
            *data = packed(
                &json!({"messageType": "DATA_MESSAGE", "logEvents": [{"message": " ".repeat(64 << 20)}]}),
            );
        } else {
            change(&mut inner, dice);
            *data = packed(&inner);
        }
        return;
    }
}

fn packed(value: &Value) -> String {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer
        .write_all(value.to_string().as_bytes())
        .expect("writes to memory");
    STANDARD.encode(packer.finish().expect("writes to memory"))
}

fn unpacked(data: &str) -> Option<Value> {
    let packed = STANDARD.decode(data).ok()?;
    let mut text = Vec::new();
    GzDecoder::new(&packed[..])
        .take(MAX_UNPACKED)
        .read_to_end(&mut text)
        .ok()?;
    serde_json::from_slice(&text).ok()
}
