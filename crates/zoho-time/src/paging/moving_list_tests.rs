//! Listings of a list in memory that changes before each request, over many seeds.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use futures::FutureExt;
use futures::stream::TryStreamExt;
use serde_json::json;
use zoho_time_client::queries::ListProjectsQuery;
use zoho_time_client::types::Project;

use zoho_time_client::types::PageContext;

use super::*;
use crate::error::Error;
use crate::list_error::ListProblem;

const SEEDS: u64 = 6;

/// The changes before a request.
#[derive(Clone, Copy, Debug)]
struct Churn {
    /// How many records may be removed and added.
    removed: usize,
    added: usize,
    /// How much of the list, from its beginning on, that happens in: 1 is all of it.
    part: f64,
    /// The sizes of pages that the server may fall down to.
    lowered_to: Option<u32>,
}

const FAIR: Churn = Churn {
    removed: 3,
    added: 3,
    part: 1.0,
    lowered_to: None,
};

const CHURNS: [Churn; 6] = [
    FAIR,
    // Both at the beginning of the list, where each moves all that follows.
    Churn {
        removed: 12,
        added: 12,
        part: 0.1,
        ..FAIR
    },
    Churn {
        removed: 90,
        added: 2,
        part: 0.5,
        ..FAIR
    },
    Churn {
        removed: 2,
        added: 50,
        part: 0.5,
        ..FAIR
    },
    Churn {
        removed: 40,
        added: 40,
        part: 0.3,
        ..FAIR
    },
    Churn {
        lowered_to: Some(17),
        ..FAIR
    },
];

/// The list, in its order, which is that of the ids.
#[derive(Debug)]
struct Server {
    ids: Vec<u64>,
    gone: HashSet<u64>,
    rng: Rng,
    churn: Churn,
    most: u32,
}

impl Server {
    fn new(records: u64, churn: Churn, seed: u64) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self {
            // Room for others in between.
            ids: (1..=records).map(|id| id * 1_000_000).collect(),
            gone: HashSet::new(),
            rng: Rng::with_seed(seed),
            churn,
            most: 50,
        }))
    }

    fn change(&mut self) {
        let Churn {
            removed,
            added,
            part,
            ..
        } = self.churn;
        let reach = |len: usize| ((len as f64 * part) as usize).max(1);
        for _ in 0..self.rng.usize(..=removed) {
            if self.ids.len() > 1 {
                let index = self.rng.usize(..reach(self.ids.len()));
                self.gone.insert(self.ids.remove(index));
            }
        }
        for _ in 0..self.rng.usize(..=added) {
            let before = self.ids[self.rng.usize(..reach(self.ids.len()))].max(1);
            let id = self.rng.u64(before.saturating_sub(500_000)..before);
            if let Err(index) = self.ids.binary_search(&id)
                && !self.gone.contains(&id)
            {
                self.ids.insert(index, id);
            }
        }
        if let Some(size) = self.churn.lowered_to
            && self.rng.u8(..10) == 0
        {
            self.most = if self.rng.bool() { size } else { 50 };
        }
    }

    fn page(&mut self, number: u32, per_page: Option<u32>) -> (Vec<Project>, Option<PageContext>) {
        self.change();
        let size = per_page.unwrap_or(50).min(self.most);
        let start = (number as usize - 1) * size as usize;
        let rest = self.ids.get(start..).unwrap_or_default();
        let items: Vec<_> = rest.iter().take(size as usize).collect();
        let more = rest.len() > items.len();
        let items = items
            .into_iter()
            .map(|id| serde_json::from_value(json!({ "project_id": id })).unwrap())
            .collect();
        let context = json!({ "per_page": size, "has_more_page": more });
        (items, serde_json::from_value(context).unwrap())
    }
}

fn list(server: &Arc<Mutex<Server>>) -> List<Project> {
    let server = Arc::clone(server);
    let query = ListProjectsQuery::new().per_page(50);
    List::new("a test", query, move |query| {
        let page = server
            .lock()
            .unwrap()
            .page(query.page.unwrap(), query.per_page);
        async move { Ok(page) }.boxed()
    })
}

/// The result of a listing.
struct Outcome {
    given: Vec<u64>,
    missed: usize,
    twice: usize,
}

fn judge(server: &Arc<Mutex<Server>>, before: &HashSet<u64>, given: Vec<u64>) -> Outcome {
    let server = server.lock().unwrap();
    let unique: HashSet<_> = given.iter().copied().collect();
    let throughout = before.iter().filter(|id| !server.gone.contains(id));
    Outcome {
        missed: throughout.filter(|id| !unique.contains(id)).count(),
        twice: given.len() - unique.len(),
        given,
    }
}

fn ids(projects: &[Project]) -> Vec<u64> {
    projects
        .iter()
        .map(|project| project.project_id.as_str().parse().unwrap())
        .collect()
}

async fn read(
    seed: u64,
    churn: Churn,
    kind: fn(List<Project>) -> List<Project>,
) -> (Outcome, ListProgress) {
    let server = Server::new(1500, churn, seed);
    let before: HashSet<_> = server.lock().unwrap().ids.iter().copied().collect();
    let progress = ListProgress::new();
    let list = kind(list(&server)).watched_by(&progress);
    let given = match list.all().await {
        Ok(projects) => ids(&projects),
        Err(error) => panic!("{error}, seed {seed}, {churn:?}"),
    };
    (judge(&server, &before, given), progress)
}

#[tokio::test]
async fn consistent_readings_miss_nothing_and_give_nothing_twice() {
    for churn in CHURNS {
        let (mut plain_missed, mut extra) = (0, 0);
        for seed in 0..SEEDS {
            for ahead in [0, 1, 3] {
                let kind: fn(List<Project>) -> List<Project> = match ahead {
                    0 => |list| list.consistently().read_ahead(0),
                    1 => |list| list.consistently(),
                    _ => |list| list.consistently().read_ahead(3),
                };
                let (outcome, progress) = read(seed, churn, kind).await;
                assert_eq!(outcome.twice, 0, "seed {seed}, {churn:?}");
                assert_eq!(outcome.missed, 0, "seed {seed}, {churn:?}");
                assert_eq!(progress.records(), outcome.given.len() as u64);
                extra += progress.extra_requests();
            }
            let (outcome, _) = read(seed, churn, |list| list).await;
            assert_eq!(outcome.twice, 0, "seed {seed}, {churn:?}");
            plain_missed += outcome.missed;
        }
        println!("{churn:?}: {extra} extra requests; without, {plain_missed} records missed");
        assert!(plain_missed > 0, "{churn:?} proves nothing");
    }
}

#[tokio::test]
async fn a_resumed_list_continues_at_its_position() {
    let (mut resumed, mut lost, mut compared) = (0, 0, 0);
    for churn in CHURNS {
        for seed in 0..SEEDS {
            let server = Server::new(1500, churn, seed);
            let before: HashSet<_> = server.lock().unwrap().ids.iter().copied().collect();
            let mut given = Vec::new();
            let mut rest = list(&server);
            if seed % 2 == 0 {
                rest = rest.consistently();
            }
            // Some pages in each of several runs, with much that happens in between.
            let mut pages_of_run = [1 + seed % 7, 3, 1 + seed % 11].into_iter();
            let mut ended = Ok(());
            loop {
                let pages = pages_of_run.next().unwrap_or(u64::MAX);
                let mut stream = std::pin::pin!(rest.pages());
                let (mut checkpoint, mut read) = (None, 0);
                while read < pages {
                    match stream.try_next().await {
                        Ok(Some(page)) => {
                            given.extend(ids(&page.items));
                            checkpoint = Some(page.checkpoint().clone());
                        }
                        Ok(None) => break,
                        Err(error) => {
                            ended = Err(error);
                            break;
                        }
                    }
                    read += 1;
                }
                let Some(checkpoint) = checkpoint.filter(|_| read == pages) else {
                    break;
                };
                let mut changing = server.lock().unwrap();
                for _ in 0..seed % 20 {
                    changing.change();
                }
                drop(changing);
                rest = list(&server).resume_after(&checkpoint).unwrap();
            }
            let outcome = judge(&server, &before, given);
            assert_eq!(outcome.twice, 0, "seed {seed}, {churn:?}");
            match &ended {
                Ok(()) => resumed += 1,
                Err(Error::List(error)) if error.problem == ListProblem::PlaceLost => lost += 1,
                Err(error) => panic!("{error}, seed {seed}, {churn:?}"),
            }
            if seed % 2 == 0 && ended.is_ok() {
                assert_eq!(outcome.missed, 0, "seed {seed}, {churn:?}");
                compared += 1;
            }
        }
    }
    println!("{resumed} resumed to the end, {lost} lost their position; {compared} compared");
    assert!(resumed > 20, "{resumed}, {lost} lost");
}

#[tokio::test]
async fn reading_ends_also_when_the_list_never_rests() {
    let storm = Churn {
        removed: 400,
        added: 400,
        part: 0.9,
        ..FAIR
    };
    let (mut given_up, mut requests) = (0, 0);
    for seed in 0..SEEDS {
        let server = Server::new(1500, storm, seed);
        let progress = ListProgress::new();
        let list = list(&server).consistently().watched_by(&progress);
        match list.all().await {
            Ok(_) => {}
            Err(Error::List(error)) => {
                assert!(
                    matches!(error.problem, ListProblem::TooUnsteady { .. }),
                    "{error}"
                );
                given_up += 1;
            }
            Err(error) => panic!("{error}"),
        }
        requests = requests.max(progress.requests());
    }
    println!("{given_up} of {SEEDS} given up, after up to {requests} requests");
    assert!(requests < 20_000);
}

#[tokio::test]
async fn a_checkpoint_of_another_list_is_refused_by_name() {
    let server = Server::new(100, FAIR, 1);
    let page = list(&server).page(1).await.unwrap();
    assert_eq!(page.checkpoint().offset(), 50);
    let other = List::<Project>::new(
        "a test",
        ListProjectsQuery::new().sort_column("project_name"),
        |_| async { Ok((Vec::new(), None)) }.boxed(),
    );
    let error = other.resume_after(page.checkpoint()).unwrap_err();
    let text = error.to_string();
    for part in [
        "list_projects of a test`",
        "list_projects of a test sort_column=project_name`",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_heed_the_size_cannot_be_read_consistently() {
    let fixed = List::<Project>::new("a test", ListProjectsQuery::new(), |query| {
        let page = u64::from(query.page.unwrap());
        let items = (page * 50..page * 50 + 50)
            .map(|id| serde_json::from_value(json!({ "project_id": id })).unwrap())
            .collect();
        let context = json!({ "per_page": 50, "has_more_page": page < 5 });
        async move { Ok((items, serde_json::from_value(context).unwrap())) }.boxed()
    });
    assert_eq!(fixed.clone().all().await.unwrap().len(), 250);
    let Error::List(error) = fixed.consistently().all().await.unwrap_err() else {
        panic!("another error")
    };
    let ListProblem::FixedPages {
        asked,
        reported: 50,
    } = error.problem
    else {
        panic!("{error}")
    };
    assert!((25..50).contains(&asked));
}

#[tokio::test]
async fn a_size_that_is_lowered_without_a_word_skips_nothing() {
    /// From the size that was asked for: by which size pages are counted, how many records one holds, and
    /// the reported size.
    type Lowers = fn(u64) -> (u64, u64, Option<u64>);
    let cases: [(&str, Lowers); 4] = [
        ("says nothing", |asked| (asked.min(20), asked.min(20), None)),
        ("counts by what was asked for", |asked| {
            (asked, asked.min(20), Some(asked))
        }),
        ("says what was asked for", |asked| {
            (asked.min(20), asked.min(20), Some(asked))
        }),
        ("holds very few", |asked| {
            (asked.min(5), asked.min(5), Some(asked.min(5)))
        }),
    ];
    for (name, lowers) in cases {
        let list = List::<Project>::new(
            "a test",
            ListProjectsQuery::new().per_page(50),
            move |query| {
                let page = u64::from(query.page.unwrap());
                let (counted, held, reported) = lowers(u64::from(query.per_page.unwrap()));
                let start = (page - 1) * counted;
                let end = (start + held).min(300);
                let items = (start..end)
                    .map(|id| serde_json::from_value(json!({ "project_id": id })).unwrap())
                    .collect();
                let context = json!({ "per_page": reported, "has_more_page": end < 300 });
                async move { Ok((items, serde_json::from_value(context).unwrap())) }.boxed()
            },
        );
        let all = ids(&list.clone().all().await.unwrap());
        assert!(all.iter().copied().eq(0..300), "{name}: {}", all.len());
        match list.consistently().all().await {
            Ok(all) => assert!(ids(&all).into_iter().eq(0..300), "{name}"),
            Err(error) => {
                assert_eq!(name, "holds very few");
                assert!(error.to_string().contains("pages of 5"), "{error}");
            }
        }
    }
}
