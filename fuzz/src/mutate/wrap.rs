//! The wrappings that events arrive in.

use std::io::{Read, Write};
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use serde_json::{Value, json};

use super::dice::Dice;
use super::tree;
use crate::check::FUNCTION;

/// What is unpacked here is bounded, whatever a mutation made of it.
const MAX_UNPACKED: u64 = 1 << 20;

pub(super) fn wrap(event: Value, dice: &mut Dice) -> Value {
    let text = event.to_string();
    let function = if dice.one_in(2) {
        FUNCTION
    } else {
        "arn:aws:lambda:eu-west-1:111122223333:function:other"
    };
    match dice.below(11) {
        0 => json!({"Records": [{"messageId": "m", "eventSource": "aws:sqs", "body": text,
            "attributes": {"ApproximateReceiveCount": "2", "SentTimestamp": "1732093200000"}}]}),
        1 => json!({"Records": [{"EventSource": "aws:sns", "Sns": {"MessageId": "m", "Message": text}}]}),
        2 => {
            json!({"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "Message": text})
        }
        3 => json!({"Type": "SubscriptionConfirmation", "Token": "t", "Message": text,
            "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "SubscribeURL": "https://example.com/"}),
        4 => json!({"version": "1.0", "requestContext": {"condition": "RetriesExhausted",
            "functionArn": function}, "requestPayload": event,
            "responseContext": {"functionError": "Unhandled"}, "responsePayload": {"errorMessage": text}}),
        5 => {
            json!({"source": "lambda", "detail-type": "Lambda Function Invocation Result - Failure", "detail": event})
        }
        6 => json!({"awslogs": {"data": packed(&event, dice)}}),
        7 => {
            let lines = json!({"messageType": "DATA_MESSAGE", "logGroup": "/aws/lambda/f",
                "logEvents": [{"id": "1", "timestamp": 1_732_093_200_000_u64, "message": text}]});
            json!({"awslogs": {"data": packed(&lines, dice)}})
        }
        8 => json!({"version": "2.0", "rawPath": "/", "headers": {}, "isBase64Encoded": false, "body": text,
            "requestContext": {"requestId": "r", "timeEpoch": 1_732_093_200_000_u64}}),
        9 => {
            json!({"httpMethod": "POST", "headers": {}, "isBase64Encoded": true, "body": STANDARD.encode(text),
            "requestContext": {"requestId": "r", "requestTimeEpoch": 1_732_093_200_000_u64}})
        }
        _ => json!([event.clone(), event]),
    }
}

/// A few kilobytes that unpack to more than a function has.
static BOMB: LazyLock<String> = LazyLock::new(|| {
    let lines = json!({"messageType": "DATA_MESSAGE", "logEvents": [{"message": " ".repeat(64 << 20)}]});
    packed(&lines, &mut Dice::new(0))
});

/// Unpacks the first log data there is, has it changed, and packs it again; now and then it becomes a bomb.
pub(super) fn repack(event: &mut Value, dice: &mut Dice, change: impl FnOnce(&mut Value, &mut Dice)) {
    for place in 0..tree::count(event) {
        let Some(Value::String(data)) = tree::nth(event, place) else {
            continue;
        };
        let Some(mut inner) = unpacked(data) else { continue };
        if dice.one_in(16) {
            data.clone_from(&BOMB);
        } else {
            change(&mut inner, dice);
            *data = packed(&inner, dice);
        }
        return;
    }
}

/// With each part of the header that is there or is not.
fn packed(value: &Value, dice: &mut Dice) -> String {
    let mut header = GzBuilder::new();
    if dice.one_in(4) {
        header = header.extra("extra");
    }
    if dice.one_in(4) {
        header = header.filename("name");
    }
    if dice.one_in(4) {
        header = header.comment("comment");
    }
    let mut packer = header.write(Vec::new(), Compression::fast());
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
