//! A client whose token file cannot be written.

use std::path::Path;

use zoho_time::models::ListProjectsQuery;
use zoho_time::{Client, Credentials, auth::FileTokenStore};
use zoho_time_files::injection::{DiskFault, Injection};
use zoho_time_sandbox::Sandbox;

fn client(sandbox: &Sandbox, folder: &Path) -> Client {
    let demo = sandbox.demo();
    Client::builder()
        .organization(demo.organization_id.clone())
        .credentials(Credentials {
            client_id: demo.client_id.clone(),
            client_secret: demo.client_secret.clone().into(),
            refresh_token: demo.refresh_token.clone().into(),
        })
        .token_store(FileTokenStore::new(folder.join("private/tokens.json")))
        .base_url(sandbox.base_url())
        .accounts_url(sandbox.accounts_url())
        .build()
        .unwrap()
}

/// Makes calls one after the other, and returns how many succeeded.
async fn calls(zoho: &Client, count: usize) -> usize {
    let mut served = 0;
    for _ in 0..count {
        match zoho.projects().list(ListProjectsQuery::new()).page(1).await {
            Ok(_) => served += 1,
            Err(error) => println!("{error}"),
        }
    }
    served
}

fn token_requests(sandbox: &Sandbox) -> usize {
    let log = sandbox.log().exchanges();
    let requests = log
        .iter()
        .filter(|exchange| exchange.path() == "/oauth/v2/token");
    requests.count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_is_full_keeps_no_call_from_being_made() {
    let folder = tempfile::tempdir().unwrap();
    let injection = Injection::new(folder.path(), usize::MAX, DiskFault::DiskFull);
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(calls(&client(&sandbox, folder.path()), 3).await, 3);
    let steps = injection.steps();
    drop(injection);
    assert!(steps > 5, "{steps}");

    let mut made = 0;
    for at in 0..steps {
        let case = format!("the disk is full from step {at}");
        let sandbox = Sandbox::start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let zoho = client(&sandbox, folder.path());
        let injection = Injection::new(folder.path(), at, DiskFault::DiskFull);
        assert_eq!(calls(&zoho, 3).await, 3, "{case}");
        assert_eq!(token_requests(&sandbox), 1, "{case}");
        drop(injection);
        made += 3;

        // There is room again. Another client finds a token in the file, or gets one of its own.
        assert_eq!(
            calls(&client(&sandbox, folder.path()), 1).await,
            1,
            "{case}"
        );
        assert!(token_requests(&sandbox) <= 2, "{case}");
        assert!(folder.path().join("private/tokens.json").exists(), "{case}");
    }
    println!("full disk: {steps} steps, {made} calls: all served, with one token each");
}
