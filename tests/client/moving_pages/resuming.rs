//! Readings that are interrupted and resumed.

use std::collections::BTreeSet;
use std::pin::pin;

use futures::TryStreamExt;
use zoho_time::error::ListProblem;
use zoho_time::models::{ListTimeEntriesQuery, TimeEntrySortColumn};
use zoho_time::{Checkpoint, Error};

use crate::moving_pages::fixture::{Proxy, client, entries, sandbox};
use crate::moving_pages::other_client::{HABITS, Habit, OtherClient};

#[tokio::test]
async fn a_resumed_reading_repeats_nothing_and_skips_nothing() {
    let mut runs = 0;
    for (number, habit) in HABITS.into_iter().enumerate() {
        // So few that some entries before each place stay.
        let habit = Habit {
            deleted: habit.deleted.min(3),
            ..habit
        };
        let sandbox = sandbox(600).await;
        let other = OtherClient::new(&sandbox, number as u64).await;
        let before = other.entries();
        let proxy = Proxy::start(&sandbox, other.before_each_page(habit)).await;
        let mut saved: Option<String> = None;
        let (mut given, mut unique) = (0, BTreeSet::new());
        loop {
            // A new run, of a program that kept nothing but a text.
            runs += 1;
            let mut list = entries(&client(&sandbox, &proxy.url), 20)
                .consistently()
                .read_ahead(0);
            if let Some(text) = &saved {
                let checkpoint: Checkpoint = serde_json::from_str(text).unwrap();
                list = list.resume_after(&checkpoint).unwrap();
            }
            let mut pages = pin!(list.pages());
            let mut ended = false;
            for _ in 0..5 {
                let Some(page) = pages.try_next().await.unwrap() else {
                    ended = true;
                    break;
                };
                saved = Some(serde_json::to_string(page.checkpoint()).unwrap());
                given += page.items.len();
                unique.extend(page.items.into_iter().map(|entry| entry.time_entry_id));
            }
            if ended {
                break;
            }
            for _ in 0..3 {
                other.act(habit, None).await;
            }
        }
        assert_eq!(given, unique.len(), "{}: nothing twice", habit.name);
        let deleted = other.deleted();
        let missed: Vec<_> = before
            .difference(&deleted)
            .filter(|id| !unique.contains(id))
            .collect();
        assert!(missed.is_empty(), "{}: {missed:?}", habit.name);
    }
    println!("{runs} runs of resumed readings: nothing repeated, nothing skipped");
}

#[tokio::test]
async fn a_checkpoint_is_refused_by_every_other_list() {
    let sandbox = sandbox(60).await;
    let zoho = client(&sandbox, sandbox.base_url());
    let list = |query| zoho.time_entries().list(query);
    let query = ListTimeEntriesQuery::new;
    let page = list(query().per_page(20)).page(2).await.unwrap();
    let checkpoint = page.checkpoint();
    assert_eq!(checkpoint.offset(), 40);
    assert_eq!(
        checkpoint.list(),
        format!(
            "list_time_entries of books {} filter_by=Date.All",
            sandbox.demo().organization_id
        )
    );
    // The size of a page is not what a list is.
    let rest = list(query().per_page(50)).resume_after(checkpoint).unwrap();
    assert_eq!(rest.all().await.unwrap().len(), 20);
    let others = [
        list(query().user_id(1)),
        list(query().sort_column(TimeEntrySortColumn::TaskName)),
        list(query().from_date(crate::moving_pages::fixture::day(10))),
    ];
    for other in others {
        let Err(Error::List(error)) = other.resume_after(checkpoint) else {
            panic!("taken")
        };
        assert!(matches!(error.problem, ListProblem::OtherList { .. }));
        assert!(error.to_string().contains("filter_by=Date.All`"), "{error}");
    }
}

#[tokio::test]
async fn a_place_that_is_gone_is_not_guessed() {
    let sandbox = sandbox(200).await;
    let zoho = client(&sandbox, sandbox.base_url());
    let page = entries(&zoho, 80).page(1).await.unwrap();
    for entry in &page.items {
        zoho.time_entries()
            .delete(&entry.time_entry_id)
            .await
            .unwrap();
    }
    let rest = entries(&zoho, 80).resume_after(page.checkpoint()).unwrap();
    let Error::List(error) = rest.all().await.unwrap_err() else {
        panic!("another error")
    };
    assert_eq!(error.problem, ListProblem::PlaceLost);
}
