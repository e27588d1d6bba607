//! The driver: the order of a drill's effects. However it goes, the alarm is set back.

use alert_core::drill::{NAME_PART, Token};
use alert_core::time::{SignedDuration, Timestamp, after};

use super::course::fingerprint;
use super::{Alarm, AlarmState, Course, DrillError, DrillPorts, Next, Seen, Verdict, Waits};

/// How often the records are looked at.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);
/// How long the end of an earlier drill is waited for.
const CLEAR: SignedDuration = SignedDuration::from_secs(30);
/// No drill takes as long: what is found in ALARM after this was left behind by one that died.
const LONGEST: SignedDuration = SignedDuration::from_mins(10);

/// Runs a drill to its verdict.
///
/// # Errors
/// When there was no drill: the alarm is none of a drill's, another drill is under way, the alarm can't be set.
pub async fn run_drill<P: DrillPorts>(ports: &P, waits: Waits) -> Result<Verdict, DrillError> {
    let alarm = ports.alarm().await?;
    if !alarm.name.contains(NAME_PART) {
        return Err(DrillError::NotADrill(alarm.name));
    }
    let token = token(ports, &alarm.arn, ports.now());
    let left_behind = clear(ports, &alarm, &token).await?;
    // What an earlier drill has left in the queue is nobody's any more.
    drop(ports.receipts().await?);

    let set_at = ports.now();
    ports.set(AlarmState::Alarm, &token).await?;
    let mut course = Course::new(&alarm.name, &alarm.arn, token.clone(), set_at, waits);
    if let Some(note) = left_behind {
        course.note(note);
    }
    loop {
        let (seen, now) = (look(ports, &alarm.arn).await, ports.now());
        let next = match seen {
            Ok(seen) => course.see(&seen, now),
            Err(why) => course.blind(why.to_string(), now),
        };
        match next {
            Next::Wait => ports.pause(PAUSE).await,
            Next::Resolve => match ports.set(AlarmState::Ok, &token).await {
                Ok(()) => course.set_back(ports.now()),
                Err(why) => {
                    course.not_set_back(&why.to_string());
                    return Ok(course.verdict(ports.now()));
                }
            },
            Next::Done => return Ok(course.verdict(ports.now())),
        }
    }
}

fn token<P: DrillPorts>(ports: &P, alarm_arn: &str, at: Timestamp) -> Token {
    Token::new(at, &ports.sign(&Token::signed(alarm_arn, at)))
}

async fn look<P: DrillPorts>(ports: &P, alarm_arn: &str) -> Result<Seen, DrillError> {
    let mut seen = Seen::look(ports.store(), &fingerprint(alarm_arn), ports.now()).await?;
    seen.arrived = ports.receipts().await?;
    Ok(seen)
}

/// Makes sure that the alarm does not fire, nor its alert: what fires already begins no new episode. Says what it found.
///
/// A token that was signed for this alarm a moment ago is another drill, which must not be disturbed. Anything else is what
/// a drill that died, or a person, has left behind.
async fn clear<P: DrillPorts>(ports: &P, alarm: &Alarm, token: &Token) -> Result<Option<String>, DrillError> {
    let now = ports.now();
    if alarm.is_firing {
        let found = Token::of_state(&alarm.name, alarm.reason.as_deref(), alarm.reason_data.as_ref());
        if let Some(began_at) = found.as_ref().and_then(Token::began_at)
            && found == Some(self::token(ports, &alarm.arn, began_at))
            && after(began_at, LONGEST) > now
        {
            return Err(DrillError::UnderWay(began_at));
        }
        ports.set(AlarmState::Ok, token).await?;
    }
    let mut waited = false;
    loop {
        let seen = Seen::look(ports.store(), &fingerprint(&alarm.arn), ports.now()).await?;
        let fires = seen.alert.as_ref().is_some_and(|record| record.firing);
        if !fires {
            let is_found = alarm.is_firing || waited;
            return Ok(
                is_found.then(|| "an earlier drill had left it firing: it was set back first".to_owned())
            );
        }
        if ports.now() >= after(now, CLEAR) {
            return Ok(Some(
                "its alert still fires from an earlier drill: `alert-router reconcile` ends it".to_owned(),
            ));
        }
        waited = true;
        ports.pause(PAUSE).await;
    }
}
