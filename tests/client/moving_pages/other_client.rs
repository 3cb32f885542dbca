//! The client that changes the list.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::lock::Mutex as Turn;
use zoho_time::chrono::NaiveDate;
use zoho_time::models::LogTimeRequest;
use zoho_time::{Client, Hours, ProjectId, TaskId, TimeEntryId, TimeEntryIds, UserId};
use zoho_time_sandbox::Sandbox;

use crate::moving_pages::fixture::{self, Before};

/// The actions of the other client before each page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habit {
    pub(crate) name: &'static str,
    /// Maximum number of entries that it deletes and logs.
    pub(crate) deleted: usize,
    pub(crate) logged: usize,
    /// Whether it changes only entries before the requested page.
    pub(crate) behind: bool,
}

/// Its behavior.
pub(crate) const HABITS: [Habit; 4] = [
    Habit {
        name: "a little everywhere",
        deleted: 2,
        logged: 2,
        behind: false,
    },
    Habit {
        name: "as much away as to it, before the page",
        deleted: 5,
        logged: 5,
        behind: true,
    },
    Habit {
        name: "many away, before the page",
        deleted: 15,
        logged: 1,
        behind: true,
    },
    Habit {
        name: "many to it, before the page",
        deleted: 1,
        logged: 8,
        behind: true,
    },
];

/// The other client, and what it knows of the list.
#[derive(Debug)]
pub(crate) struct OtherClient {
    zoho: Client,
    project: ProjectId,
    task: TaskId,
    user: UserId,
    random: Mutex<Random>,
    state: Mutex<Entries>,
    /// One page at a time.
    turn: Turn<()>,
}

#[derive(Debug, Default)]
struct Entries {
    /// The list in its order: by day and then by id, the last first.
    list: Vec<(NaiveDate, TimeEntryId)>,
    deleted: BTreeSet<TimeEntryId>,
}

impl OtherClient {
    /// Reads the current list.
    pub(crate) async fn new(sandbox: &Sandbox, seed: u64) -> Arc<Self> {
        let zoho = fixture::client(sandbox, sandbox.base_url());
        let all = fixture::entries(&zoho, 200).all().await.unwrap();
        let list = all
            .into_iter()
            .map(|entry| (entry.log_date.unwrap(), entry.time_entry_id))
            .collect();
        let demo = sandbox.demo();
        Arc::new(Self {
            zoho,
            project: demo.projects[0].clone(),
            task: demo.tasks[0].clone(),
            user: demo.users[0].clone(),
            random: Mutex::new(Random(seed)),
            state: Mutex::new(Entries {
                list,
                ..Entries::default()
            }),
            turn: Turn::new(()),
        })
    }

    /// The entries that are in the list.
    pub(crate) fn entries(&self) -> BTreeSet<TimeEntryId> {
        let state = self.state.lock().unwrap();
        state.list.iter().map(|(_, id)| id.clone()).collect()
    }

    /// The entries that it has deleted.
    pub(crate) fn deleted(&self) -> BTreeSet<TimeEntryId> {
        self.state.lock().unwrap().deleted.clone()
    }

    /// Acts before each page.
    pub(crate) fn before_each_page(self: &Arc<Self>, habit: Habit) -> Before {
        let this = Arc::clone(self);
        Arc::new(move |asked| {
            let this = Arc::clone(&this);
            async move {
                let turn = this.turn.lock().await;
                let reach = habit.behind.then(|| asked.offset());
                this.act(habit, reach).await;
                drop(turn);
                asked
            }
            .boxed()
        })
    }

    /// Deletes and logs some, within the first entries if there is a reach.
    pub(crate) async fn act(&self, habit: Habit, reach: Option<usize>) {
        let (deleted, logged) = self.decide(habit, reach);
        if let [first, rest @ ..] = &*deleted {
            let ids = TimeEntryIds::new(first.clone(), rest.iter().cloned());
            self.zoho.time_entries().delete_several(&ids).await.unwrap();
        }
        for day in logged {
            let request = LogTimeRequest::new(&self.project, &self.task, &self.user, day)
                .log_time(Hours::from_minutes(45));
            let entry = self
                .zoho
                .time_entries()
                .log_request(&request)
                .await
                .unwrap();
            let mut state = self.state.lock().unwrap();
            let new = (day, entry.time_entry_id);
            let at = state.list.partition_point(|known| *known > new);
            state.list.insert(at, new);
        }
    }

    fn decide(&self, habit: Habit, reach: Option<usize>) -> (Vec<TimeEntryId>, Vec<NaiveDate>) {
        let mut random = self.random.lock().unwrap();
        let mut state = self.state.lock().unwrap();
        let mut deleted = Vec::new();
        for _ in 0..random.below(habit.deleted + 1) {
            let within = reach.unwrap_or(usize::MAX).min(state.list.len());
            if within > 0 && state.list.len() > 1 {
                let (_, id) = state.list.remove(random.below(within));
                state.deleted.insert(id.clone());
                deleted.push(id);
            }
        }
        let within = reach.unwrap_or(usize::MAX).clamp(1, state.list.len());
        let logged = (0..random.below(habit.logged + 1))
            .map(|_| state.list[random.below(within)].0)
            .collect();
        (deleted, logged)
    }
}

/// Numbers that follow from a seed: the SplitMix64 generator.
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}
