use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::client::{Api, Project, column, frozen};

/// Reads all pages of a list and checks that each says rightly whether another one follows.
async fn pages(api: &Api, path: &str, size: usize, field: &str, id: &str) -> Vec<Vec<String>> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let mut pages = Vec::new();
    loop {
        let number = pages.len() + 1;
        let path = format!("{path}{separator}page={number}&per_page={size}");
        let page = api.get(&path).await.expect(200);
        assert_eq!(page["page_context"]["page"], number);
        assert_eq!(page["page_context"]["per_page"], size);
        pages.push(column(&page[field], id));
        if page["page_context"]["has_more_page"] == false {
            return pages;
        }
    }
}

#[tokio::test]
async fn pages_are_exact_to_the_last() {
    let api = Api::start().await;
    let project = api.project("One", json!({})).await;
    let path = format!("/projects/timeentries?project_id={}", project.id);
    assert_eq!(
        pages(&api, &path, 3, "time_entries", "time_entry_id").await,
        [[""; 0]]
    );
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(api.log(&project, "2026-03-04", "00:10").await);
    }
    ids.reverse();
    for size in [1, 3, 4, 6, 7, 200] {
        let got = pages(&api, &path, size, "time_entries", "time_entry_id").await;
        assert_eq!(got.len(), 6_usize.div_ceil(size), "{size}");
        assert_eq!(got.concat(), ids, "{size}");
    }
    let beyond = api.get(&format!("{path}&page=99")).await.expect(200);
    assert_eq!(beyond["time_entries"], json!([]));
    assert_eq!(beyond["page_context"]["has_more_page"], false);

    for number in 0..4 {
        api.post(
            &project.path("/tasks"),
            json!({ "task_name": format!("Task {number}") }),
        )
        .await
        .expect(201);
        api.post(&project.path("/comments"), json!({ "description": "Hm." }))
            .await
            .expect(201);
        api.project(&format!("Project {number}"), json!({})).await;
    }
    assert_eq!(
        pages(&api, &project.path("/tasks"), 2, "tasks", "task_id")
            .await
            .len(),
        3
    );
    assert_eq!(
        pages(
            &api,
            &project.path("/comments"),
            2,
            "comments",
            "comment_id"
        )
        .await
        .len(),
        2
    );
    assert_eq!(
        pages(&api, "/projects", 3, "projects", "project_id")
            .await
            .concat()
            .len(),
        7
    );
}

#[tokio::test]
async fn projects_are_filtered_and_sorted() {
    let api = Api::of(frozen().demo(false)).await;
    let other = api.sandbox.add_customer("Alder").await.unwrap();
    let northquay = api.sandbox.add_customer("Northquay").await.unwrap();
    for (name, customer, rate) in [
        ("Beta", &northquay, "9.5"),
        ("alpha", &other, "100"),
        ("Gamma", &northquay, "20"),
    ] {
        let body = json!({
            "project_name": name, "customer_id": customer.as_str(),
            "billing_type": "based_on_project_hours", "rate": rate,
        });
        api.post("/projects", body).await.expect(201);
        api.sandbox.clock().advance(TimeDelta::minutes(1));
    }
    let names = async |query: &str| {
        column(
            &api.get(&format!("/projects?{query}")).await.expect(200)["projects"],
            "project_name",
        )
    };
    assert_eq!(names("").await, ["Gamma", "alpha", "Beta"]);
    assert_eq!(names("sort_order=A").await, ["Beta", "alpha", "Gamma"]);
    assert_eq!(
        names("sort_column=project_name&sort_order=A").await,
        ["alpha", "Beta", "Gamma"]
    );
    assert_eq!(
        names("sort_column=rate&sort_order=D").await,
        ["alpha", "Gamma", "Beta"]
    );
    assert_eq!(
        names("sort_column=customer_name&sort_order=A").await,
        ["alpha", "Beta", "Gamma"]
    );
    assert_eq!(
        names(&format!("customer_id={northquay}")).await,
        ["Gamma", "Beta"]
    );
    assert_eq!(names("customer_id=77").await, [""; 0]);
    assert_eq!(
        names("last_modified_time=2026-03-04T12:01:00%2B0000").await,
        ["Gamma", "alpha"]
    );
    assert_eq!(
        names("last_modified_time=2026-03-04T13:02:00+0100").await,
        ["Gamma"]
    );

    assert_eq!(
        names("sort_column=last_modified_time&sort_order=A").await,
        ["Beta", "alpha", "Gamma"]
    );
    let oldest = api.get("/projects?sort_order=A").await.expect(200)["projects"][0].clone();
    let path = format!("/projects/{}", oldest["project_id"].as_str().unwrap());
    api.put(&path, json!({ "description": "Changed last." }))
        .await
        .expect(200);
    for (query, expected) in [
        (
            "sort_column=last_modified_time&sort_order=A",
            vec!["alpha", "Gamma", "Beta"],
        ),
        (
            "sort_column=last_modified_time&sort_order=D",
            vec!["Beta", "Gamma", "alpha"],
        ),
        // A client that reads on from the last change it knows of.
        (
            "sort_column=last_modified_time&sort_order=A&last_modified_time=2026-03-04T12:02:00%2B0000",
            vec!["Gamma", "Beta"],
        ),
        (
            "sort_column=last_modified_time&sort_order=A&per_page=1&page=2",
            vec!["Gamma"],
        ),
    ] {
        assert_eq!(names(query).await, expected, "{query}");
    }
    for (text, expected) in [
        ("alph", vec!["alpha"]),
        ("GAM", vec!["Gamma"]),
        ("northquay", vec!["Gamma", "Beta"]),
        ("%", vec![]),
        ("", vec!["Gamma", "alpha", "Beta"]),
    ] {
        let path = ["/projects?search_text=", &urlencoded(text)].concat();
        let list = api.get(&path).await.expect(200);
        assert_eq!(
            column(&list["projects"], "project_name"),
            expected,
            "{text}"
        );
    }

    let first = api.get("/projects").await.expect(200)["projects"][0]["project_id"].clone();
    let path = format!("/projects/{}/inactive", first.as_str().unwrap());
    api.post(&path, json!({})).await.expect(200);
    assert_eq!(names("filter_by=Status.Active").await, ["alpha", "Beta"]);
    assert_eq!(names("filter_by=Status.Inactive").await, ["Gamma"]);
    assert_eq!(
        names("filter_by=Status.All").await,
        ["Gamma", "alpha", "Beta"]
    );
    assert_eq!(names("colour=red").await, ["Gamma", "alpha", "Beta"]);

    for query in [
        "filter_by=Status.Odd",
        "sort_column=colour",
        "sort_order=up",
        "customer_id=x",
        "last_modified_time=yesterday",
        "page=0",
        "per_page=-1",
        "per_page=abc",
    ] {
        let field = query.split_once('=').unwrap().0;
        let message = api.get(&format!("/projects?{query}")).await.refused(400, 2);
        assert_eq!(message, format!("Invalid value passed for {field}"));
    }
}

fn urlencoded(text: &str) -> String {
    text.replace('%', "%25")
}

#[tokio::test]
async fn tasks_and_invoices_are_sorted() {
    let api = Api::start().await;
    let project = api
        .project(
            "One",
            json!({ "tasks": [{ "task_name": "b" }, { "task_name": "C" }, { "task_name": "a" }] }),
        )
        .await;
    let tasks = async |query: &str| {
        column(
            &api.get(&project.path(&format!("/tasks?{query}")))
                .await
                .expect(200)["tasks"],
            "task_name",
        )
    };
    assert_eq!(tasks("").await, ["a", "b", "C"]);
    assert_eq!(tasks("sort_order=D").await, ["C", "b", "a"]);
    api.log(&project, "2026-03-04", "01:00").await;
    for column in ["log_time", "un_billed_hours"] {
        assert_eq!(
            tasks(&format!("sort_column={column}&sort_order=D")).await[0],
            "b"
        );
    }

    for (reference, date) in [("x", "2026-05-01"), ("y", "2026-04-01")] {
        api.log(&project, "2026-03-04", "01:00").await;
        let body = json!({ "project_id": project.id, "date": date, "reference_number": reference });
        api.control(Method::POST, "invoices", body)
            .await
            .expect(201);
    }
    let invoices = async |query: &str| {
        let list = api
            .get(&project.path(&format!("/invoices?{query}")))
            .await
            .expect(200);
        column(&list["invoices"], "reference_number")
    };
    assert_eq!(invoices("").await, ["y", "x"]);
    assert_eq!(invoices("sort_column=date&sort_order=D").await, ["x", "y"]);
    assert_eq!(
        invoices("sort_column=invoice_number&sort_order=A").await,
        ["x", "y"]
    );
    assert_eq!(
        invoices("sort_column=total&per_page=1&page=2").await.len(),
        1
    );
    api.get(&project.path("/invoices?sort_column=colour"))
        .await
        .refused(400, 2);
}

/// A project with entries on days around today, the 4th of March 2026, a Wednesday.
async fn diary(api: &Api) -> Project {
    let project = api.project("Diary", json!({})).await;
    for date in [
        "2025-03-04",
        "2025-11-30",
        "2026-01-31",
        "2026-02-28",
        "2026-03-01",
        "2026-03-03",
        "2026-03-04",
        "2026-03-07",
        "2026-03-31",
        "2026-04-01",
    ] {
        api.log(&project, date, "01:00").await;
    }
    project
}

async fn dates(api: &Api, project: &Project, query: &str) -> Vec<String> {
    let path = format!(
        "/projects/timeentries?project_id={}&sort_order=A&{query}",
        project.id
    );
    column(
        &api.get(&path).await.expect(200)["time_entries"],
        "log_date",
    )
}

#[tokio::test]
async fn time_entries_are_filtered_by_day() {
    let api = Api::start().await;
    let project = diary(&api).await;
    for (query, expected) in [
        ("filter_by=Date.Today", vec!["2026-03-04"]),
        ("filter_by=Date.PreviousDay", vec!["2026-03-03"]),
        (
            "filter_by=Date.ThisWeek",
            vec!["2026-03-01", "2026-03-03", "2026-03-04", "2026-03-07"],
        ),
        ("filter_by=Date.PreviousWeek", vec!["2026-02-28"]),
        ("filter_by=Date.PreviousMonth", vec!["2026-02-28"]),
        ("filter_by=Date.PreviousQuarter", vec!["2025-11-30"]),
        (
            "filter_by=Date.PreviousYear",
            vec!["2025-03-04", "2025-11-30"],
        ),
        (
            "filter_by=Date.CustomDate&from_date=2026-03-31&to_date=2026-04-01",
            vec!["2026-03-31", "2026-04-01"],
        ),
        ("from_date=2026-03-31", vec!["2026-03-31", "2026-04-01"]),
        ("to_date=2025-11-30", vec!["2025-03-04", "2025-11-30"]),
        (
            "from_date=2026-03-07&to_date=2026-03-07",
            vec!["2026-03-07"],
        ),
        ("from_date=2026-03-08&to_date=2026-03-07", vec![]),
    ] {
        assert_eq!(dates(&api, &project, query).await, expected, "{query}");
    }
    assert_eq!(
        dates(&api, &project, "filter_by=Date.ThisMonth")
            .await
            .len(),
        5
    );
    assert_eq!(
        dates(&api, &project, "filter_by=Date.ThisQuarter")
            .await
            .len(),
        7
    );
    assert_eq!(
        dates(&api, &project, "filter_by=Date.ThisYear").await.len(),
        8
    );
    assert_eq!(dates(&api, &project, "filter_by=Date.All").await.len(), 10);
    assert_eq!(dates(&api, &project, "").await.len(), 10);

    // Today is the organization's day: an hour east of Greenwich it starts an hour earlier.
    api.sandbox
        .clock()
        .advance(TimeDelta::minutes(11 * 60 + 30));
    let token = api
        .sandbox
        .mint_token("ZohoBooks.projects.READ")
        .await
        .unwrap();
    let request = api.request_as(
        Method::GET,
        "/projects/timeentries",
        &token,
        api.sandbox.demo().organization_id.as_str(),
    );
    let request = request.query(&[
        ("filter_by", "Date.PreviousDay"),
        ("project_id", &project.id),
    ]);
    let yesterday = crate::client::send(request).await.expect(200);
    assert_eq!(
        column(&yesterday["time_entries"], "log_date"),
        ["2026-03-04"]
    );
}

#[tokio::test]
async fn time_entries_are_filtered_by_what_they_are() {
    let api = Api::start().await;
    let (one, other) = (
        api.project("One", json!({})).await,
        api.project("Other", json!({})).await,
    );
    let invoiced = api.log(&one, "2026-03-04", "01:00").await;
    api.control(Method::POST, "invoices", json!({ "project_id": one.id }))
        .await
        .expect(201);
    let unbilled = api.log(&one, "2026-03-05", "01:00").await;
    let theirs = api
        .log_with(
            &other,
            json!({ "user_id": api.user(1), "log_time": "01:00" }),
        )
        .await;
    let ids = async |query: &str| {
        let list: Value = api
            .get(&format!(
                "/projects/timeentries?from_date=2026-03-04&{query}"
            ))
            .await
            .expect(200);
        column(&list["time_entries"], "time_entry_id")
    };
    assert_eq!(ids("filter_by=Status.Invoiced").await, [invoiced.as_str()]);
    assert_eq!(
        ids(&format!("filter_by=Status.Unbilled&project_id={}", one.id)).await,
        [unbilled.as_str()]
    );
    assert_eq!(
        ids(&format!("project_id={}", other.id)).await,
        [theirs.as_str()]
    );
    assert_eq!(
        ids(&format!("user_id={}&project_id={}", api.user(0), one.id))
            .await
            .len(),
        2
    );
    assert_eq!(
        ids(&format!("user_id={}&project_id={}", api.user(1), one.id)).await,
        [""; 0]
    );
    assert_eq!(
        ids(&format!(
            "sort_column=project_name&sort_order=D&project_id={}",
            other.id
        ))
        .await,
        [theirs.as_str()]
    );
    for query in [
        "filter_by=Date.Someday",
        "project_id=x",
        "user_id=-1",
        "to_date=soon",
        "sort_column=notes",
    ] {
        api.get(&format!("/projects/timeentries?{query}"))
            .await
            .refused(400, 2);
    }
}

#[tokio::test]
async fn time_entries_are_sorted_by_every_column() {
    let api = Api::start().await;
    for column in [
        "project_name",
        "task_name",
        "user_name",
        "log_date",
        "timer_started_at",
        "customer_name",
    ] {
        for order in ["A", "D"] {
            let path = format!("/projects/timeentries?sort_column={column}&sort_order={order}");
            let list = api.get(&path).await.expect(200);
            assert_eq!(list["time_entries"].as_array().unwrap().len(), 3);
            assert_eq!(list["page_context"]["sort_column"], column);
            assert_eq!(list["page_context"]["sort_order"], order);
        }
    }
    let list = api
        .get("/projects/timeentries?sort_column=user_name&sort_order=D")
        .await
        .expect(200);
    assert_eq!(
        column(&list["time_entries"], "user_name"),
        ["Bo Lindqvist", "Bo Lindqvist", "Ada Keller"]
    );
}
