//! Totals over time entries.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use futures::{Stream, TryStreamExt};
use zoho_time_client::enums::BilledStatus;
use zoho_time_client::types::TimeEntry;
use zoho_time_types::{Hours, ProjectId, TaskId, UserId};

/// The time of several entries, to the minute, by billing state.
///
/// Each entry counts in exactly one of the four. There is no amount, because an entry does not say whether the rate of
/// its project, task or user applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Sum {
    /// The number of entries.
    pub entries: u64,
    /// The number of entries on which the timer runs. Their time is that of when they were read.
    pub running: u64,
    /// Time on an invoice, billable or not.
    pub invoiced: Hours,
    /// Billable time that is not on an invoice.
    pub unbilled: Hours,
    /// Time that is neither billable nor on an invoice.
    pub non_billable: Hours,
    /// Time whose billing state is missing or unknown.
    pub undetermined: Hours,
}

impl Sum {
    /// The total time.
    #[must_use]
    pub fn total(&self) -> Hours {
        self.invoiced + self.unbilled + self.non_billable + self.undetermined
    }

    /// Adds an entry. An entry without a duration counts with zero.
    pub fn add(&mut self, entry: &TimeEntry) {
        self.entries += 1;
        self.running += u64::from(entry.timer_started_at.is_some());
        let invoiced = match &entry.billed_status {
            Some(BilledStatus::Invoiced) => Some(true),
            _ if entry.invoice_id.is_some() => Some(true),
            Some(BilledStatus::Unbilled) | None => Some(false),
            Some(_) => None,
        };
        let time = match (invoiced, entry.is_billable) {
            (Some(true), _) => &mut self.invoiced,
            (Some(false), Some(true)) => &mut self.unbilled,
            (Some(false), Some(false)) => &mut self.non_billable,
            (None, _) | (_, None) => &mut self.undetermined,
        };
        *time += entry.log_time.unwrap_or_default();
    }
}

/// Sums by key, in the order of the keys. Its memory depends on the number of keys, not of entries.
///
/// ```
/// use zoho_time::models::TimeEntry;
/// use zoho_time::tracking::Tally;
///
/// # fn example(entries: &[TimeEntry]) {
/// let mut by_customer_and_day = Tally::new();
/// for entry in entries {
///     let key = entry.customer_name.clone().zip(entry.log_date);
///     by_customer_and_day.add(key, entry);
/// }
/// for ((customer, day), sum) in by_customer_and_day.iter() {
///     println!("{day} {customer}: {}, of which to bill: {}", sum.total(), sum.unbilled);
/// }
/// # }
/// # example(&[]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally<K> {
    sums: BTreeMap<K, Sum>,
    without_key: Sum,
}

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self {
            sums: BTreeMap::new(),
            without_key: Sum::default(),
        }
    }
}

impl<K: Ord> Tally<K> {
    /// An empty tally.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry to the sum of a key, or to that of entries without one.
    pub fn add(&mut self, key: Option<K>, entry: &TimeEntry) {
        let sum = match key {
            Some(key) => self.sums.entry(key).or_default(),
            None => &mut self.without_key,
        };
        sum.add(entry);
    }

    /// The sum of a key; `None` if no entry has it.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&Sum> {
        self.sums.get(key)
    }

    /// The keys with their sums, in the order of the keys.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &Sum)> {
        self.sums.iter()
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sums.len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// The sum of the entries without a key. With it, the sums add up to that of all entries.
    #[must_use]
    pub fn without_key(&self) -> &Sum {
        &self.without_key
    }
}

/// Totals by project, task, user and day.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = zoho_time_sandbox::Sandbox::start().await?;
/// # let zoho = zoho_time::Client::from_vars(sandbox.variables())?;
/// # let demo = sandbox.demo();
/// use zoho_time::models::ListTimeEntriesQuery;
/// use zoho_time::tracking::Totals;
///
/// let entries = zoho.time_entries().list(ListTimeEntriesQuery::new()).items();
/// let totals = Totals::of(entries).await?;
/// for (day, sum) in totals.by_day.iter() {
///     println!("{day}: {} in {} entries", sum.total(), sum.entries);
/// }
/// # assert_eq!(totals.all.entries, 3);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// All entries.
    pub all: Sum,
    /// By project.
    pub by_project: Tally<ProjectId>,
    /// By task.
    pub by_task: Tally<TaskId>,
    /// By user.
    pub by_user: Tally<UserId>,
    /// By day.
    pub by_day: Tally<NaiveDate>,
}

impl Totals {
    /// Reads a stream of entries to its end, without storing them.
    ///
    /// # Errors
    ///
    /// Fails with the error of the stream.
    pub async fn of<E>(entries: impl Stream<Item = Result<TimeEntry, E>>) -> Result<Self, E> {
        entries
            .try_fold(Self::default(), async |mut totals, entry| {
                totals.add(&entry);
                Ok(totals)
            })
            .await
    }

    /// Adds an entry.
    pub fn add(&mut self, entry: &TimeEntry) {
        self.all.add(entry);
        self.by_project.add(entry.project_id.clone(), entry);
        self.by_task.add(entry.task_id.clone(), entry);
        self.by_user.add(entry.user_id.clone(), entry);
        self.by_day.add(entry.log_date, entry);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// An entry as a naive sum sees it.
    #[derive(Clone, Debug)]
    struct Plain {
        project: Option<u8>,
        task: Option<u8>,
        user: Option<u8>,
        day: Option<u8>,
        minutes: Option<u16>,
        billable: Option<bool>,
        status: Option<&'static str>,
        invoice: bool,
    }

    impl Plain {
        fn entry(&self, id: usize) -> TimeEntry {
            let text = |number: Option<u8>| number.map_or(String::new(), |n| (n + 1).to_string());
            let day = self.day.map(|day| format!("2026-03-{:02}", day + 1));
            let time = self.minutes.map(|m| format!("{:02}:{:02}", m / 60, m % 60));
            serde_json::from_value(json!({
                "time_entry_id": id + 1,
                "project_id": text(self.project),
                "task_id": text(self.task),
                "user_id": text(self.user),
                "log_date": day.unwrap_or_default(),
                "log_time": time.unwrap_or_default(),
                "is_billable": self.billable,
                "billed_status": self.status,
                "invoice_id": if self.invoice { "77" } else { "" },
            }))
            .unwrap()
        }

        /// 0 invoiced, 1 unbilled, 2 not billable, 3 undetermined.
        fn class(&self) -> usize {
            match (
                self.invoice || self.status == Some("invoiced"),
                self.status,
                self.billable,
            ) {
                (true, _, _) => 0,
                (_, Some("half_billed"), _) | (_, _, None) => 3,
                (_, _, Some(true)) => 1,
                (_, _, Some(false)) => 2,
            }
        }
    }

    fn plain() -> impl Strategy<Value = Plain> {
        let id = || prop::option::weighted(0.9, 0..4_u8);
        let status = prop::option::of(prop::sample::select(vec![
            "unbilled",
            "invoiced",
            "half_billed",
        ]));
        (
            id(),
            id(),
            id(),
            id(),
            prop::option::weighted(0.9, 0..2_000_u16),
            prop::option::weighted(0.9, any::<bool>()),
            status,
            prop::bool::weighted(0.2),
        )
            .prop_map(
                |(project, task, user, day, minutes, billable, status, invoice)| Plain {
                    project,
                    task,
                    user,
                    day,
                    minutes,
                    billable,
                    status,
                    invoice,
                },
            )
    }

    /// How many entries there are with a key, and their minutes by class.
    fn naive(entries: &[Plain], with: impl Fn(&Plain) -> bool) -> (u64, [i64; 4]) {
        let mut minutes = [0; 4];
        let mut count = 0;
        for entry in entries.iter().filter(|entry| with(entry)) {
            count += 1;
            minutes[entry.class()] += i64::from(entry.minutes.unwrap_or(0));
        }
        (count, minutes)
    }

    fn counted(sum: Option<&Sum>) -> (u64, [i64; 4]) {
        sum.map_or_else(Default::default, |sum| {
            let [a, b, c, d] = [
                sum.invoiced,
                sum.unbilled,
                sum.non_billable,
                sum.undetermined,
            ];
            assert_eq!(sum.total(), a + b + c + d);
            (sum.entries, [a, b, c, d].map(Hours::minutes))
        })
    }

    proptest! {
        #[test]
        fn totals_are_those_of_a_naive_sum(entries in prop::collection::vec(plain(), 0..60)) {
            let stream = futures::stream::iter(
                entries.iter().enumerate().map(|(id, entry)| Ok::<_, ()>(entry.entry(id))),
            );
            let totals = Totals::of(stream).now_or_never().unwrap().unwrap();
            prop_assert_eq!(counted(Some(&totals.all)), naive(&entries, |_| true));
            for key in 0..4_u8 {
                let id = u64::from(key) + 1;
                let day = NaiveDate::from_ymd_opt(2026, 3, u32::from(key) + 1).unwrap();
                let cases = [
                    (totals.by_project.get(&id.into()), naive(&entries, |e| e.project == Some(key))),
                    (totals.by_task.get(&id.into()), naive(&entries, |e| e.task == Some(key))),
                    (totals.by_user.get(&id.into()), naive(&entries, |e| e.user == Some(key))),
                    (totals.by_day.get(&day), naive(&entries, |e| e.day == Some(key))),
                ];
                for (sum, expected) in cases {
                    prop_assert_eq!(counted(sum), expected);
                }
            }
            let without = [
                (totals.by_project.without_key(), naive(&entries, |e| e.project.is_none())),
                (totals.by_task.without_key(), naive(&entries, |e| e.task.is_none())),
                (totals.by_user.without_key(), naive(&entries, |e| e.user.is_none())),
                (totals.by_day.without_key(), naive(&entries, |e| e.day.is_none())),
            ];
            for (sum, expected) in without {
                prop_assert_eq!(counted(Some(sum)), expected);
            }
        }
    }

    #[test]
    fn a_stream_that_fails_has_no_totals() {
        let entries = futures::stream::iter([Err::<TimeEntry, _>("broken off")]);
        let outcome = Totals::of(entries).now_or_never().unwrap();
        assert_eq!(outcome.unwrap_err(), "broken off");
    }
}
