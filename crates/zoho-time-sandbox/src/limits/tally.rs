//! Usage of one organization, and the rules for its next call.

use chrono::{DateTime, TimeDelta, Utc};

use super::exceeded::{Code, LimitExceeded};
use super::plan::Limits;
use super::quota::{Date, Headers, Quota};
use super::window::{MINUTE, Window};
use crate::model::time_zone::TimeZone;

/// Duration of a block.
const BLOCK: TimeDelta = TimeDelta::seconds(3_600);

/// Usage of an organization, except for concurrent calls.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// The calls accepted in the last minute.
    admitted: Window,
    /// The calls sent in the last minute, accepted or not.
    sent: Window,
    /// The day that `today` belongs to.
    date: Date,
    /// The calls accepted on that day.
    today: u32,
    /// Start of the block, if there was one.
    blocked: Option<DateTime<Utc>>,
    /// The latest time of any call.
    latest: Option<DateTime<Utc>>,
}

impl Tally {
    /// Decides about a call, and counts it. This is the only place that decides what counts for which limit.
    pub(super) fn decide(
        &mut self,
        limits: &Limits,
        now: DateTime<Utc>,
        zone: TimeZone,
        in_process: u32,
    ) -> Result<Headers, LimitExceeded> {
        let now = self.follow(now);
        let resets_in = self.turn_to(now, zone);
        let verdict = self.verdict(limits, now, in_process);
        if verdict.is_ok() {
            self.admitted.record(now);
            self.today += 1;
        }
        let headers = Headers::new(limits.per_day, self.today, resets_in);
        match verdict {
            Ok(()) => Ok(headers),
            Err(code) => Err(LimitExceeded {
                code,
                per_day: limits.per_day,
                retry_after: self.blocked_for(now),
                headers,
            }),
        }
    }

    /// The first limit that the call exceeds.
    fn verdict(
        &mut self,
        limits: &Limits,
        now: DateTime<Utc>,
        in_process: u32,
    ) -> Result<(), Code> {
        if self.blocked_for(now).is_some() {
            return Err(Code::Blocked);
        }
        self.blocked = None;
        self.sent.record(now);
        if self.sent.count(now) > limits.block_after {
            self.blocked = Some(now);
            Err(Code::Blocked)
        } else if self.admitted.count(now) >= limits.per_minute {
            Err(Code::PerMinute)
        } else if self.today >= limits.per_day.saturating_add(limits.overdraft) {
            Err(Code::PerDay)
        } else if in_process >= limits.at_once {
            Err(Code::AtOnce)
        } else {
            Ok(())
        }
    }

    /// The quota, for display. Counts nothing.
    pub(super) fn quota(
        mut self,
        limits: &Limits,
        now: DateTime<Utc>,
        zone: TimeZone,
        in_process: u32,
    ) -> Quota {
        let now = self.follow(now);
        let resets_in = self.turn_to(now, zone);
        Quota {
            per_day: limits.per_day,
            overdraft: limits.overdraft,
            used_today: self.today,
            resets_in,
            per_minute: limits.per_minute,
            used_this_minute: self.admitted.count(now),
            at_once: limits.at_once,
            in_process,
            blocked_for: self.blocked_for(now),
        }
    }

    /// The effective time of a call, never before that of an earlier call.
    fn follow(&mut self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self.latest {
            Some(latest) if now < latest && latest - now < MINUTE => return latest,
            Some(latest) if now < latest => {
                self.admitted.clear();
                self.sent.clear();
                self.blocked = None;
            }
            _ => {}
        }
        self.latest = Some(now);
        now
    }

    /// Resets the counters if it is another day; returns the remaining seconds.
    fn turn_to(&mut self, now: DateTime<Utc>, zone: TimeZone) -> u32 {
        let (date, resets_in) = Date::at(now, zone);
        if date != self.date {
            self.date = date;
            self.today = 0;
        }
        resets_in
    }

    /// The seconds until the end of the block, rounded up, if there is one.
    fn blocked_for(&self, now: DateTime<Utc>) -> Option<u32> {
        let left = BLOCK - (now - self.blocked?);
        let partial_second = i64::from(left.subsec_nanos() > 0);
        u32::try_from(left.num_seconds() + partial_second)
            .ok()
            .filter(|&seconds| seconds > 0)
    }
}
