//! Worked time: a duration, or a start and an end.

use serde::{Deserialize, Serialize};
use zoho_time_types::{Hours, TimeOfDay};

use super::InvalidEntry;

/// The time of an entry: a duration, or a start and an end.
///
/// The API takes either `log_time` or `begin_time` with `end_time`, and does not document other combinations,
/// which a `Work` cannot express. [`Hours`] convert into a `Work`:
///
/// ```
/// use zoho_time::tracking::Work;
/// use zoho_time::{Hours, TimeOfDay};
///
/// let call = Work::from(Hours::from_minutes(45));
/// let morning = Work::between("8:30".parse()?, "12:00".parse()?)?;
/// assert_eq!(morning.hours(), Hours::from_minutes(210));
///
/// let night = Work::between("22:00".parse()?, "02:00".parse()?).unwrap_err();
/// assert!(night.to_string().contains("log work past midnight as two entries"));
/// # let _ = call;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Work(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Lasting(Hours),
    Between(TimeOfDay, TimeOfDay),
}

impl Work {
    /// A duration, at no particular time of the day. `Work::from` does the same without a check, which follows
    /// when the entry is sent.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidEntry::NoTime`] if `hours` is zero or negative.
    pub fn lasting(hours: Hours) -> Result<Self, InvalidEntry> {
        Self::from(hours).checked()
    }

    /// The time from `begin` to `end` of the same day.
    ///
    /// # Errors
    ///
    /// Fails with [`InvalidEntry::EndsBeforeItBegins`] if `end` is not after `begin`.
    pub fn between(begin: TimeOfDay, end: TimeOfDay) -> Result<Self, InvalidEntry> {
        match begin.until(end) {
            Some(_) => Ok(Self(Kind::Between(begin, end))),
            None => Err(InvalidEntry::EndsBeforeItBegins { begin, end }),
        }
    }

    /// The duration.
    #[must_use]
    pub fn hours(self) -> Hours {
        match self.0 {
            Kind::Lasting(hours) => hours,
            Kind::Between(begin, end) => begin.until(end).unwrap_or_default(),
        }
    }

    /// The start and the end, if the time was given that way.
    #[must_use]
    pub fn span(self) -> Option<(TimeOfDay, TimeOfDay)> {
        match self.0 {
            Kind::Lasting(_) => None,
            Kind::Between(begin, end) => Some((begin, end)),
        }
    }

    /// The value of `log_time`, if the time was given as a duration.
    pub(crate) fn log_time(self) -> Option<Hours> {
        match self.0 {
            Kind::Lasting(hours) => Some(hours),
            Kind::Between(..) => None,
        }
    }

    /// Checks that the duration is positive.
    pub(super) fn checked(self) -> Result<Self, InvalidEntry> {
        match self.0 {
            Kind::Lasting(hours) if hours.minutes() <= 0 => Err(InvalidEntry::NoTime(hours)),
            _ => Ok(self),
        }
    }
}

impl From<Hours> for Work {
    fn from(hours: Hours) -> Self {
        Self(Kind::Lasting(hours))
    }
}

/// The serialized form, with the field names of the API.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Form {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log_time: Option<Hours>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begin_time: Option<TimeOfDay>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_time: Option<TimeOfDay>,
}

impl From<Work> for Form {
    fn from(work: Work) -> Self {
        let (begin_time, end_time) = work.span().unzip();
        Self {
            log_time: work.log_time(),
            begin_time,
            end_time,
        }
    }
}

impl TryFrom<Form> for Work {
    type Error = String;

    fn try_from(form: Form) -> Result<Self, String> {
        let work = match (form.log_time, form.begin_time, form.end_time) {
            (Some(hours), None, None) => Self::lasting(hours),
            (None, Some(begin), Some(end)) => Self::between(begin, end),
            _ => return Err("either `log_time`, or `begin_time` with `end_time`".to_owned()),
        };
        work.map_err(|invalid| invalid.to_string())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_a_duration_or_a_start_and_an_end() {
        let cases = [
            (json!({ "log_time": "01:30" }), Ok(90)),
            (json!({ "begin_time": "08:00", "end_time": "08:01" }), Ok(1)),
            (json!({ "log_time": "00:00" }), Err("at least 00:01")),
            (json!({ "log_time": "-01:00" }), Err("at least 00:01")),
            (
                json!({ "begin_time": "08:00", "end_time": "08:00" }),
                Err("past midnight"),
            ),
            (
                json!({ "begin_time": "22:00", "end_time": "02:00" }),
                Err("past midnight"),
            ),
            (json!({ "begin_time": "08:00" }), Err("either")),
            (json!({ "end_time": "08:00" }), Err("either")),
            (
                json!({ "log_time": "1:00", "begin_time": "8:00", "end_time": "9:00" }),
                Err("either"),
            ),
            (json!({}), Err("either")),
        ];
        for (form, expected) in cases {
            let work = serde_json::from_value::<Work>(form.clone());
            match expected {
                Ok(minutes) => {
                    let work = work.unwrap();
                    assert_eq!(work.hours().minutes(), minutes);
                    assert_eq!(serde_json::to_value(work).unwrap(), form);
                }
                Err(words) => {
                    let error = work.unwrap_err().to_string();
                    assert!(error.contains(words), "{form}: {error}");
                }
            }
        }
    }
}
