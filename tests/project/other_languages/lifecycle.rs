//! The steps of all programs, and the sandboxes that they use.

use std::process::Command;
use std::time::Instant;

use zoho_time_sandbox::{Product, Sandbox, WireStyle};

use crate::tools::finish;

/// The operations, in order.
const OPERATIONS: [&str; 21] = [
    "list_projects", // with a token that was never valid
    "create_project",
    "add_task",
    "add_task",
    "add_task",
    "list_tasks",
    "list_tasks",
    "get_task",
    "log_time_entry",
    "log_time_entry",
    "log_time_entry",
    "list_time_entries",
    "list_time_entries",
    "get_project",
    "start_timer",
    "start_timer", // refused
    "get_running_timer",
    "stop_timer",
    "delete_time_entry",
    "delete_project",
    "get_project", // deleted by then
];

/// Runs a program against a sandbox of each style under each of the products. What it has to know is in
/// its environment, under the names that `zoho-time-sandbox env` has for it.
pub(crate) async fn run(name: &str, products: &[Product], program: impl Fn() -> Command) {
    for style in [WireStyle::Documented, WireStyle::Observed] {
        for product in products {
            let sandbox = Sandbox::builder()
                .style(style)
                .strict(true)
                .start()
                .await
                .unwrap();
            let mut command = program();
            command.envs(environment(&sandbox, *product));
            let start = Instant::now();
            tokio::task::spawn_blocking(move || finish(&mut command))
                .await
                .unwrap();
            let time = start.elapsed();
            let requests = check(&sandbox, *product);
            println!("{name:<12}{style:?}, {product:?}: {requests} requests in {time:.1?}");
            sandbox.stop().await;
        }
    }
}

fn environment(sandbox: &Sandbox, product: Product) -> Vec<(&'static str, String)> {
    let demo = sandbox.demo();
    vec![
        ("ZOHO_TIME_PRODUCT", format!("{product:?}").to_lowercase()),
        ("ZOHO_TIME_BASE_URL", sandbox.base_url().to_owned()),
        ("ZOHO_TIME_ACCOUNTS_URL", sandbox.accounts_url().to_owned()),
        (
            "ZOHO_TIME_ORGANIZATION_ID",
            demo.organization_id.to_string(),
        ),
        ("ZOHO_TIME_CLIENT_ID", demo.client_id.clone()),
        ("ZOHO_TIME_CLIENT_SECRET", demo.client_secret.clone()),
        ("ZOHO_TIME_REFRESH_TOKEN", demo.refresh_token.clone()),
        ("ZOHO_TIME_USER_ID", demo.users[0].to_string()),
        ("ZOHO_TIME_CUSTOMER_ID", demo.customers[0].to_string()),
    ]
}

/// Whether the sandbox has received all required requests, without spec violations. Returns the number of
/// requests.
fn check(sandbox: &Sandbox, product: Product) -> usize {
    let exchanges = sandbox.log().exchanges();
    for exchange in &exchanges {
        let wrong = [
            exchange.request_violations(),
            exchange.response_violations(),
        ]
        .concat();
        assert!(wrong.is_empty(), "{exchange:?}: {wrong:?}");
        assert!(exchange.unread().is_empty(), "{exchange:?}");
    }
    let mut operations: Vec<_> = exchanges
        .iter()
        .filter(|exchange| exchange.product() == Some(product))
        .filter_map(|exchange| exchange.operation())
        .collect();
    // Some programs take a task, or more than one entry, away before the project.
    operations.dedup_by(|one, other| one == other && one.starts_with("delete"));
    operations.retain(|operation| *operation != "delete_task");
    assert_eq!(operations, OPERATIONS);
    exchanges.len()
}
