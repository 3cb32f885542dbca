//! A limiter as simple as can be: it remembers every call for ever and looks through all of them
//! each time. It shares nothing with the real one.

use zoho_time::chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};

use zoho_time_sandbox::limits::Limits;

/// One call of the past.
struct Past {
    moment: DateTime<Utc>,
    day: NaiveDate,
    outcome: Outcome,
}

/// The decision about a call: the code and the value of `Retry-After`, if it is refused.
pub(super) type Outcome = Result<(), (u32, Option<i64>)>;

pub(super) struct Model {
    limits: Limits,
    offset: FixedOffset,
    past: Vec<Past>,
}

impl Model {
    pub(super) fn new(limits: Limits, offset: FixedOffset) -> Self {
        Self {
            limits,
            offset,
            past: Vec::new(),
        }
    }

    pub(super) fn call(&mut self, moment: DateTime<Utc>, in_process: usize) -> Outcome {
        let outcome = self.outcome(moment, in_process);
        let day = self.local_day(moment);
        self.past.push(Past {
            moment,
            day,
            outcome,
        });
        outcome
    }

    /// How many calls of the day that this moment is in were admitted.
    pub(super) fn today(&self, moment: DateTime<Utc>) -> usize {
        let day = self.local_day(moment);
        self.admitted(|past| past.day == day)
    }

    fn outcome(&self, moment: DateTime<Utc>, in_process: usize) -> Outcome {
        // A block starts with a call that is refused with 43 after the previous block has ended.
        let mut blocked_from = None;
        for past in &self.past {
            let over = blocked_from.is_none_or(|from| past.moment >= from + Duration::hours(1));
            if over && matches!(past.outcome, Err((43, _))) {
                blocked_from = Some(past.moment);
            }
        }
        if let Some(from) = blocked_from {
            let left = from + Duration::hours(1) - moment;
            if left > Duration::zero() {
                let nanoseconds = left.num_nanoseconds().unwrap();
                return Err((43, Some((nanoseconds + 999_999_999) / 1_000_000_000)));
            }
        }
        let in_the_last_minute = |past: &&Past| past.moment + Duration::minutes(1) > moment;
        let hammered = self
            .past
            .iter()
            .filter(in_the_last_minute)
            .filter(|past| !matches!(past.outcome, Err((43, _))))
            .count();
        if hammered + 1 > self.limits.block_after as usize {
            return Err((43, Some(3_600)));
        }
        if self.admitted(|past| in_the_last_minute(&past)) + 1 > self.limits.per_minute as usize {
            return Err((44, None));
        }
        if self.today(moment) + 1 > self.limits.per_day as usize {
            return Err((45, None));
        }
        if in_process + 1 > self.limits.at_once as usize {
            return Err((1070, None));
        }
        Ok(())
    }

    fn admitted(&self, counts: impl Fn(&Past) -> bool) -> usize {
        self.past
            .iter()
            .filter(|past| past.outcome.is_ok() && counts(past))
            .count()
    }

    fn local_day(&self, moment: DateTime<Utc>) -> NaiveDate {
        moment.with_timezone(&self.offset).date_naive()
    }
}
