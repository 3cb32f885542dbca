//! Servers that do not keep to the rules, and lists that never rest: every reading ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::FutureExt;
use zoho_time::error::ListProblem;
use zoho_time::{Error, ListProgress};

use crate::moving_pages::fixture::{Before, Proxy, client, entries, sandbox};
use crate::moving_pages::other_client::{Habit, OtherClient};

fn rewrite(
    change: impl Fn(&mut crate::moving_pages::fixture::Asked) + Send + Sync + 'static,
) -> Before {
    Arc::new(move |mut asked| {
        change(&mut asked);
        async move { asked }.boxed()
    })
}

#[tokio::test]
async fn a_page_size_that_the_server_lowers_skips_nothing() {
    let sandbox = sandbox(1_000).await;
    // Asked for 500, the sandbox holds 200.
    let zoho = client(&sandbox, sandbox.base_url());
    for list in [entries(&zoho, 500), entries(&zoho, 500).consistently()] {
        assert_eq!(list.all().await.unwrap().len(), 1_000);
    }
    // From the third page on, and for some pages only, it holds 30.
    for lasting in [true, false] {
        let sent = AtomicU32::new(0);
        let lowered = rewrite(move |asked| {
            let number = sent.fetch_add(1, Ordering::SeqCst);
            let is_low = number >= 2 && (lasting || number.is_multiple_of(3));
            if is_low && asked.number("per_page").is_some_and(|size| size > 30) {
                asked.set_number("per_page", 30);
            }
        });
        let proxy = Proxy::start(&sandbox, lowered).await;
        let zoho = client(&sandbox, &proxy.url);
        for list in [entries(&zoho, 100), entries(&zoho, 100).consistently()] {
            let all = list.all().await.unwrap();
            assert_eq!(all.len(), 1_000, "lasting: {lasting}");
        }
    }
}

#[tokio::test]
async fn a_page_that_repeats_ends_the_reading() {
    let sandbox = sandbox(100).await;
    let repeating = rewrite(|asked| asked.set_number("page", 1));
    let proxy = Proxy::start(&sandbox, repeating).await;
    let zoho = client(&sandbox, &proxy.url);
    for list in [entries(&zoho, 20), entries(&zoho, 20).consistently()] {
        let progress = ListProgress::new();
        let Error::List(error) = list.watched_by(&progress).all().await.unwrap_err() else {
            panic!("another error")
        };
        assert!(
            matches!(error.problem, ListProblem::NoProgress { .. }),
            "{error}"
        );
        println!(
            "a page that repeats: {} requests: {error}",
            progress.requests()
        );
        assert!(progress.requests() <= 6);
    }
}

#[tokio::test]
async fn a_list_that_never_rests_is_read_to_the_end_or_given_up() {
    let storm = Habit {
        name: "a page away and a page to it",
        deleted: 30,
        logged: 30,
        behind: true,
    };
    let (mut read, mut given_up) = (0, 0);
    for seed in 0..3 {
        let sandbox = sandbox(200).await;
        let other = OtherClient::new(&sandbox, seed).await;
        let proxy = Proxy::start(&sandbox, other.before_each_page(storm)).await;
        let progress = ListProgress::new();
        let list = entries(&client(&sandbox, &proxy.url), 20).consistently();
        match list.watched_by(&progress).all().await {
            Ok(_) => read += 1,
            Err(Error::List(error)) => {
                assert!(
                    matches!(error.problem, ListProblem::TooUnsteady { .. }),
                    "{error}"
                );
                given_up += 1;
            }
            Err(error) => panic!("{error}"),
        }
        assert!(progress.requests() < 500, "{}", progress.requests());
    }
    println!("a list that never rests: {read} read to the end, {given_up} given up");
}
