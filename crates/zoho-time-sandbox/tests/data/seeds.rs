use serde_json::{Value, json};
use zoho_time_sandbox::SandboxBuilder;

use crate::client::{Api, frozen, send, text};

/// The results of a sequence of calls: ids of created records, and tokens.
async fn run(builder: SandboxBuilder) -> (Vec<String>, Vec<String>) {
    let api = Api::of(builder).await;
    let project = api.project("Lamp", json!({})).await;
    let entry = api.log(&project, "2026-03-04", "01:00").await;
    let customer = api.sandbox.add_customer("Harbour Authority").await.unwrap();
    let ids = vec![project.id, project.task, entry, customer.to_string()];

    let demo = api.sandbox.demo();
    let code = api
        .sandbox
        .mint_code("ZohoBooks.projects.READ")
        .await
        .unwrap();
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &demo.client_id),
        ("client_secret", &demo.client_secret),
        ("code", &code),
    ];
    let url = format!("{}/oauth/v2/token", api.sandbox.accounts_url());
    let issued: Value = send(api.http().post(url).form(&form)).await.expect(200);
    let token = api
        .sandbox
        .mint_token("ZohoBooks.projects.READ")
        .await
        .unwrap();
    let tokens = vec![
        code,
        text(&issued, "access_token"),
        text(&issued, "refresh_token"),
        token,
    ];
    (ids, tokens)
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids_and_tokens() {
    let (ids, tokens) = run(frozen().seed(7)).await;
    assert_eq!(run(frozen().seed(7)).await, (ids.clone(), tokens.clone()));
    let (other_ids, other_tokens) = run(frozen().seed(8)).await;
    for (one, other) in [(&ids, &other_ids), (&tokens, &other_tokens)] {
        let mut all = [one.as_slice(), other.as_slice()].concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 8, "all differ: {one:?} {other:?}");
    }
    let shape = |token: &String| token.starts_with("1000.") && token.len() == 5 + 32 + 1 + 32;
    assert!(tokens.iter().all(shape), "{tokens:?}");
}

#[tokio::test]
async fn without_a_seed_ids_are_the_same_and_tokens_are_not() {
    let ((ids, tokens), (same_ids, other_tokens)) = (run(frozen()).await, run(frozen()).await);
    assert_eq!(ids, same_ids);
    assert!(tokens.iter().all(|token| !other_tokens.contains(token)));
}

#[tokio::test]
async fn the_largest_seed_is_one_too() {
    let (ids, _) = run(frozen().seed(u64::MAX)).await;
    assert!(
        ids.iter().all(|id| id.parse::<i64>().unwrap() > 0),
        "{ids:?}"
    );
}

#[tokio::test]
async fn a_seed_outlives_restarts_and_snapshots() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("books.db");
    let api = Api::of(frozen().database(&file).seed(7)).await;
    api.sandbox.save_snapshot("begun").await.unwrap();
    let first = api.sandbox.mint_token("a").await.unwrap();
    let second = api.sandbox.mint_token("a").await.unwrap();
    assert_ne!(first, second);
    api.sandbox.restore_snapshot("begun").await.unwrap();
    assert_eq!(api.sandbox.mint_token("a").await.unwrap(), first);
    api.sandbox.stop().await;
    let api = Api::of(frozen().database(&file)).await;
    assert_eq!(api.sandbox.mint_token("a").await.unwrap(), second);
}
