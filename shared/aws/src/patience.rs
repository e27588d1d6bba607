//! How often something is tried, and how long is waited in between.

use std::time::Duration;

use crate::classify::Fault;

/// A policy for what may be done twice. The SDKs have one of their own.
pub(crate) struct Patience {
    /// How many times it is tried.
    pub(crate) attempts: u32,
    /// The most that is waited before the second; it doubles. How much of it is left to chance, as in the SDKs: what
    /// many were refused at once they do not ask for again at once.
    pub(crate) first_wait: Duration,
}

impl Patience {
    /// Tries until it works, is refused, or was tried often enough.
    pub(crate) async fn over<T>(&self, attempt: impl AsyncFn() -> Result<T, Fault>) -> Result<T, Fault> {
        let mut most = self.first_wait;
        for _ in 1..self.attempts {
            match attempt().await {
                Err(fault) if fault.is_passing() => tokio::time::sleep(most.mul_f64(fastrand::f64())).await,
                done => return done,
            }
            most *= 2;
        }
        attempt().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[tokio::test]
    async fn what_may_pass_is_tried_again_and_what_is_refused_is_not() {
        let patience = Patience {
            attempts: 3,
            first_wait: Duration::from_millis(2),
        };
        let busy = || Fault::Busy("SlowDown (503)".to_owned());
        let refused = || Fault::Refused("AccessDenied (403)".to_owned());
        for (answers, tried) in [
            (vec![Ok(1)], 1),
            (vec![Err(busy()), Ok(1)], 2),
            (vec![Err(busy()), Err(busy()), Err(busy())], 3),
            (vec![Err(refused())], 1),
            (vec![Err(busy()), Err(refused())], 2),
        ] {
            let asked = Cell::new(0);
            let done = patience
                .over(async || {
                    asked.set(asked.get() + 1);
                    answers[asked.get() - 1].clone()
                })
                .await;
            assert_eq!((&done, asked.get()), (&answers[tried - 1], tried));
        }
    }
}
