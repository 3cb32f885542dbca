//! The size of a page is always asked for: what a server does without it is documented in two ways.

use futures::TryStreamExt;
use zoho_time::Product;
use zoho_time::models::{
    ListCommentsQuery, ListInvoicesQuery, ListProjectsQuery, ListTasksQuery, ListTimeEntriesQuery,
};
use zoho_time_sandbox::{Sandbox, WireStyle};
use zoho_time_tests::walk::Fixture;

#[tokio::test]
async fn every_page_is_asked_for_by_size() {
    let mut pages = 0;
    for product in Product::ALL {
        let builder = Sandbox::builder().style(WireStyle::Observed);
        let fixture = Fixture::set_around(product, builder, None).await;
        let (zoho, project) = (&fixture.zoho, &fixture.sandbox.demo().projects[0]);
        let sizes = async || {
            let lists = fixture.recorder.exchanges().into_iter();
            let lists = lists.filter(|exchange| exchange.query.contains("page="));
            let sizes = lists.map(|exchange| {
                let mut parameters = exchange.query.split('&');
                let size = parameters.find_map(|one| one.strip_prefix("per_page="));
                size.map(str::to_owned)
                    .unwrap_or_else(|| panic!("{}?{}", exchange.path, exchange.query))
            });
            sizes.collect::<Vec<_>>()
        };
        let projects = zoho.projects().list(ListProjectsQuery::new());
        projects.clone().all().await.unwrap();
        projects.clone().page(1).await.unwrap();
        projects.clone().at_most(1).await.unwrap();
        projects.clone().consistently().all().await.unwrap();
        let first = projects.clone().pages().try_collect::<Vec<_>>().await;
        let first = first.unwrap();
        projects
            .resume_after(first[0].checkpoint())
            .unwrap()
            .all()
            .await
            .unwrap();
        let tasks = zoho.project(project).tasks().list(ListTasksQuery::new());
        tasks.all().await.unwrap();
        let entries = zoho.time_entries().list(ListTimeEntriesQuery::new());
        entries.all().await.unwrap();
        let invoices = zoho
            .project(project)
            .invoices()
            .list(ListInvoicesQuery::new());
        invoices.all().await.unwrap();
        zoho.project(project)
            .comments()
            .list(ListCommentsQuery::new())
            .all()
            .await
            .unwrap();
        let asked = sizes().await;
        assert!(asked.len() >= 10, "{asked:?}");
        assert!(asked.iter().all(|size| size == "200"), "{asked:?}");
        pages += asked.len();

        let seven = ListProjectsQuery::new().per_page(7);
        zoho.projects().list(seven).all().await.unwrap();
        assert_eq!(sizes().await.last().unwrap(), "7");
    }
    println!("{pages} pages asked for without a size of the caller's, all with per_page=200");
}
