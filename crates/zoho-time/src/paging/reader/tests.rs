use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use serde_json::json;
use zoho_time_client::types::Project;

use super::super::strategy::{Overlapping, Sequential};
use super::*;

const FIRST: Window = Window {
    page: 1,
    per_page: None,
};

/// A page of projects with these ids.
fn page(number: u32, ids: &[u64], more: bool) -> Page<Project> {
    let items = ids
        .iter()
        .map(|id| serde_json::from_value(json!({ "project_id": id })).unwrap())
        .collect();
    let context = serde_json::from_value(json!({ "has_more_page": more })).unwrap();
    Page::new(number, items, Some(context), Checkpoint::start("list"))
}

fn start(strategy: Strategy, fetch: Fetch<Project>, ahead: usize) -> Start<Project> {
    Start {
        fetch,
        strategy,
        ahead,
        wanted: None,
        position: Checkpoint::start("list"),
        progress: ListProgress::new(),
    }
}

/// A reader of pages that `list` makes, and the numbers of the pages that it asked for.
fn reader(
    ahead: usize,
    list: impl Fn(u32) -> Page<Project> + Send + Sync + 'static,
) -> (Reader<Project>, Arc<Mutex<Vec<u32>>>) {
    reader_on(Strategy::Sequential(Sequential::new(FIRST)), ahead, list)
}

fn reader_on(
    strategy: Strategy,
    ahead: usize,
    list: impl Fn(u32) -> Page<Project> + Send + Sync + 'static,
) -> (Reader<Project>, Arc<Mutex<Vec<u32>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let fetch: Fetch<Project> = Arc::new(move |window| {
        log.lock().unwrap().push(window.page);
        let page = list(window.page);
        async move { Ok(page) }.boxed()
    });
    (Reader::new(start(strategy, fetch, ahead)), asked)
}

async fn ids(reader: &mut Reader<Project>) -> Result<Vec<u64>> {
    let mut ids = Vec::new();
    while let Some(page) = reader.next().await? {
        ids.extend(
            page.items
                .iter()
                .map(|item| item.id().parse::<u64>().unwrap()),
        );
    }
    Ok(ids)
}

#[tokio::test]
async fn pages_are_requested_as_far_ahead_as_configured() {
    // How far ahead, what was asked for after the first page, and in all, of a list of three pages.
    let cases: [(usize, &[u32], &[u32]); 4] = [
        (0, &[1], &[1, 2, 3]),
        (1, &[1, 2], &[1, 2, 3]),
        (2, &[1, 2, 3], &[1, 2, 3, 4]),
        (3, &[1, 2, 3, 4], &[1, 2, 3, 4, 5]),
    ];
    for (ahead, after_first, in_all) in cases {
        let (mut reader, asked) =
            reader(ahead, |number| page(number, &[number.into()], number < 3));
        reader.next().await.unwrap();
        assert_eq!(*asked.lock().unwrap(), after_first, "{ahead} ahead");
        assert_eq!(ids(&mut reader).await.unwrap(), [2, 3], "{ahead} ahead");
        assert_eq!(*asked.lock().unwrap(), in_all, "{ahead} ahead");
    }
}

#[tokio::test]
async fn no_page_is_asked_for_that_is_not_wanted() {
    // How many records are wanted, how far ahead, and which pages of two records that takes.
    let cases: [(usize, usize, &[u32]); 6] = [
        (0, 1, &[]),
        (1, 1, &[1]),
        (2, 3, &[1]),
        (3, 1, &[1, 2]),
        (4, 1, &[1, 2]),
        (99, 0, &[1, 2, 3]),
    ];
    for (wanted, ahead, expected) in cases {
        let (mut reader, asked) = reader(ahead, |number| {
            let first = u64::from(number) * 2;
            let mut page = page(number, &[first, first + 1], number < 3);
            let context =
                serde_json::from_value(json!({ "per_page": 2, "has_more_page": number < 3 }));
            page.context = Some(context.unwrap());
            page
        });
        reader.wanted = Some(wanted);
        assert_eq!(ids(&mut reader).await.unwrap().len(), wanted.min(6));
        assert_eq!(*asked.lock().unwrap(), expected, "{wanted}, {ahead} ahead");
    }
}

#[tokio::test]
async fn a_record_that_moved_to_the_next_page_comes_once() {
    let (mut reader, _) = reader(1, |number| match number {
        1 => page(1, &[9, 8, 7], true),
        _ => page(2, &[7, 6, 5], false),
    });
    assert_eq!(ids(&mut reader).await.unwrap(), [9, 8, 7, 6, 5]);
}

#[tokio::test]
async fn an_empty_page_in_between_is_passed_over() {
    let (mut reader, _) = reader(1, |number| match number {
        1 => page(1, &[1], true),
        2 | 3 => page(number, &[], true),
        _ => page(number, &[2], false),
    });
    assert_eq!(ids(&mut reader).await.unwrap(), [1, 2]);
}

#[tokio::test]
async fn many_records_added_at_once_do_not_end_the_listing() {
    // After the first page, ten pages are added in front of it.
    let (mut reader, _) = reader(1, |number| match number {
        1 => page(1, &[1], true),
        2..=11 => page(number, &[u64::from(number) % 2], true),
        _ => page(number, &[2], false),
    });
    assert_eq!(ids(&mut reader).await.unwrap(), [1, 0, 2]);
}

#[tokio::test]
async fn a_list_without_progress_ends_with_an_error() {
    type List = fn(u32) -> Page<Project>;
    // The problem, the pages, and the maximum number of requests.
    let cases: [(&str, List, usize); 3] = [
        ("empty", |number| page(number, &[], true), 5),
        ("repeats", |number| page(number, &[1, 2], true), 6),
        (
            "goes round",
            |number| page(number, &[u64::from(number % 5)], true),
            27,
        ),
    ];
    for (name, list, most) in cases {
        let overlapping = Overlapping::from_page(FIRST);
        for strategy in [
            Strategy::Sequential(Sequential::new(FIRST)),
            Strategy::Overlapping(overlapping),
        ] {
            let (mut reader, asked) = reader_on(strategy.clone(), 1, list);
            let error = ids(&mut reader).await.unwrap_err();
            assert!(error.to_string().contains("list_projects: "), "{error}");
            let Error::List(error) = error else {
                panic!("{error:?}")
            };
            let requests = asked.lock().unwrap().len();
            if strategy.is_overlapping() {
                assert!(requests <= 60, "{name}: {requests}, {error}");
            } else {
                assert!(
                    matches!(error.problem, ListProblem::NoProgress { .. }),
                    "{name}: {error:?}"
                );
                assert!(requests <= most, "{name}: {requests}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_under_way_is_given_up_with_the_reader() {
    let running = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&running);
    let fetch: Fetch<Project> = Arc::new(move |window| {
        let guard = Guard::new(&count);
        async move {
            if window.page > 1 {
                std::future::pending::<()>().await;
            }
            drop(guard);
            Ok(page(window.page, &[window.page.into()], true))
        }
        .boxed()
    });
    let strategy = Strategy::Sequential(Sequential::new(FIRST));
    let mut reader = Reader::new(start(strategy, fetch, 3));
    reader.next().await.unwrap();
    assert_eq!(running.load(Ordering::SeqCst), 3);
    drop(reader);
    // The tasks end as soon as the runtime gets to them.
    while running.load(Ordering::SeqCst) > 0 {
        tokio::task::yield_now().await;
    }
}

/// Counts itself as long as it lives.
struct Guard(Arc<AtomicUsize>);

impl Guard {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(count))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
