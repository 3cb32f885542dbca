//! One of those who write while the sandbox is killed.

use serde_json::{Value, json};
use zoho_time_harness::{Connection, Request, Response};

use super::account::{Account, Deed, notes};
use super::trial::Site;

/// With this many entries a writer prefers deleting to adding, so that a long trial does not spend its time on
/// reading them.
const MANY: usize = 300;

/// A user who changes time entries.
#[derive(Debug)]
pub struct Writer {
    /// The id of the user.
    pub user: String,
    /// An access token of the user.
    pub token: String,
    /// Acknowledged state.
    pub account: Account,
    /// Requests without a response.
    pub pending: Option<Deed>,
    /// The next number for an entry.
    next: u64,
    dice: Dice,
}

/// The result of an operation.
#[derive(Debug)]
pub enum Outcome {
    /// It was done.
    Acknowledged,
    /// It was refused, so it was not done.
    Refused(Response),
    /// No answer came. It may have been done.
    Unknown,
}

impl Writer {
    /// A user without entries. The same seed gives the same sequence.
    #[must_use]
    pub fn new(user: String, token: String, seed: u64) -> Self {
        Self {
            user,
            token,
            account: Account::default(),
            pending: None,
            next: seed * 1_000_000_000,
            dice: Dice(seed),
        }
    }

    /// Does something, at this minute of the trial.
    pub fn act(&mut self, connection: &mut Connection, site: &Site, now: i64) -> Outcome {
        let deed = self.choose();
        let request = self.request(site, &deed);
        let answer = match connection.send(&request) {
            Ok(answer) if answer.is_success() => answer,
            Ok(refusal) => return Outcome::Refused(refusal),
            Err(_) => {
                self.pending = Some(deed);
                return Outcome::Unknown;
            }
        };
        self.account = self.account.after(&deed, now);
        if let Deed::Log { number, .. } = deed {
            let id = answer.body["time_entry"]["time_entry_id"].as_str();
            let entry = self.account.0.get_mut(&number);
            entry.expect("it was added").id = Some(id.expect("it has an id").to_owned());
        }
        Outcome::Acknowledged
    }

    fn choose(&mut self) -> Deed {
        let minutes = 1 + i64::from(self.dice.below(600));
        let log = |next: &mut u64, timer| {
            *next += 1;
            Deed::Log {
                number: *next,
                minutes,
                timer,
            }
        };
        let timed = self.account.timed();
        let untimed: Vec<u64> = {
            let numbers = self.account.0.keys().copied();
            numbers.filter(|number| Some(*number) != timed).collect()
        };
        if untimed.len() < 3 {
            return log(&mut self.next, false);
        }
        let count = u32::try_from(untimed.len()).unwrap();
        let mut any = || untimed[self.dice.below(count) as usize];
        let (one, other) = (any(), any());
        match self.dice.below(100) {
            0..50 if untimed.len() < MANY => log(&mut self.next, false),
            50..55 => log(&mut self.next, true),
            55..70 => Deed::Change {
                number: one,
                minutes,
            },
            70..80 => Deed::Start(one),
            80..90 if timed.is_some() => Deed::Stop,
            90..95 if one != other => Deed::Delete(vec![one, other]),
            _ => Deed::Delete(vec![one]),
        }
    }

    fn request(&self, site: &Site, deed: &Deed) -> Request {
        let id = |number: &u64| {
            let id = self.account.0[number].id.as_deref();
            id.expect("what was acknowledged has an id")
        };
        let entry = |number: u64, minutes: i64, timer: bool| {
            json!({
                "project_id": site.project,
                "task_id": site.tasks[usize::try_from(number).unwrap() % site.tasks.len()],
                "user_id": self.user,
                "log_date": "2026-03-04",
                "log_time": format!("{:02}:{:02}", minutes / 60, minutes % 60),
                "notes": notes(number, minutes),
                "start_timer": timer,
            })
        };
        let send = |method, rest: &str, body: Option<&Value>| {
            let target = site.target(&format!("/projects/timeentries{rest}"), "");
            Request::new(method, &target, &self.token, body)
        };
        match deed {
            Deed::Log {
                number,
                minutes,
                timer,
            } => send("POST", "", Some(&entry(*number, *minutes, *timer))),
            Deed::Change { number, minutes } => send(
                "PUT",
                &format!("/{}", id(number)),
                Some(&entry(*number, *minutes, false)),
            ),
            Deed::Delete(numbers) => match numbers.as_slice() {
                [number] => send("DELETE", &format!("/{}", id(number)), None),
                several => {
                    let ids: Vec<_> = several.iter().map(id).collect();
                    let ids = format!("&time_entry_ids={}", ids.join(","));
                    let target = site.target("/projects/timeentries", &ids);
                    Request::new("DELETE", &target, &self.token, None)
                }
            },
            Deed::Start(number) => send("POST", &format!("/{}/timer/start", id(number)), None),
            Deed::Stop => send("POST", "/timer/stop", None),
        }
    }
}

/// Numbers that look like chance and are the same every time (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// The next number, below this bound.
    pub fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(bound)).expect("the bound is one of u32")
    }
}
