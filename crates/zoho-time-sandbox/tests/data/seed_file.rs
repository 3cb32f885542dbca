use std::fs;

use serde_json::{Value, json};
use zoho_time_sandbox::{Product, Sandbox, SeedFileError, StartError, WireStyle};

use crate::client::{Api, column, frozen, send, text};

/// A file as a person would write it: no ids, references by name, numbers in any form.
const SMALL: &str = r#"
organizations:
  - name: Lighthouse Board
    time_zone: "+05:30"
    currency: { code: INR, symbol: "₹" }
    users:
      - { name: Ada Keller, email: ada@lighthouse.example, role: admin }
      - { name: Bo Lindqvist, email: bo@lighthouse.example }
    customers:
      - name: Harbour Authority
    custom_fields:
      - { api_name: cf_lamp, label: Lamp, is_unique: true }
    projects:
      - name: Lamp
        customer: Harbour Authority
        billing_type: based_on_task_hours
        budget_hours: 120
        custom_fields: { cf_lamp: L-7 }
        users:
          - { user: Ada Keller, rate: 70.50, cost_rate: 41 }
          - { user: bo@lighthouse.example }
        tasks:
          - { name: Survey, rate: 80.10 }
          - { name: Grinding, rate: "64" }
        invoices:
          - { number: INV-000017, total: 80.10, date: 2026-03-01, status: paid }
        time_entries:
          - { task: Survey, user: Ada Keller, date: 2026-02-27, time: "01:00", invoice: INV-000017 }
          - { task: Survey, user: Ada Keller, date: 2026-03-04, begin: "08:30", end: "15:00", notes: Measured the lens. }
          - { task: Grinding, user: Bo Lindqvist, date: 2026-03-04, time: "02:30", is_billable: false }
        comments:
          - { user: Bo Lindqvist, text: The lens has come. }
        expenses:
          - {}
"#;

async fn seeded(name: &str, content: &str) -> Result<Sandbox, StartError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, content).unwrap();
    frozen().seed_file(file).start().await
}

async fn api(content: &str) -> Api {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.yaml");
    fs::write(&file, content).unwrap();
    Api::of(frozen().seed_file(&file)).await
}

#[tokio::test]
async fn a_file_without_ids_is_all_a_sandbox_needs() {
    let api = api(SMALL).await;
    let demo = api.sandbox.demo();
    assert_eq!(demo.users.len(), 2);
    assert_eq!((demo.tasks.len(), demo.time_entries.len()), (2, 3));
    assert_eq!(demo.unique_custom_field, "cf_lamp");

    let project = api.get(&format!("/projects/{}", demo.projects[0])).await;
    let project = project.expect(200)["project"].clone();
    for (field, value) in [
        ("project_name", json!("Lamp")),
        ("customer_name", json!("Harbour Authority")),
        ("currency_code", json!("INR")),
        ("billed_hours", json!("01:00")),
        ("un_billed_hours", json!("06:30")),
        ("non_billable_hours", json!("02:30")),
        // 6 h 30 min at 80.10.
        ("un_billed_amount", json!(520.65)),
        ("created_time", json!("2026-03-04T17:30:00+0530")),
    ] {
        assert_eq!(project[field], value, "{field}");
    }
    let entry = api
        .get(&format!("/projects/timeentries/{}", demo.time_entries[1]))
        .await;
    let entry = entry.expect(200)["time_entry"].clone();
    assert_eq!(
        (&entry["begin_time"], &entry["end_time"]),
        (&json!("08:30"), &json!("15:00"))
    );
    assert_eq!(
        entry["is_current_user"], true,
        "the first user is the calling one"
    );
    let invoices = api
        .get(&format!("/projects/{}/invoices", demo.projects[0]))
        .await;
    let invoice = invoices.expect(200)["invoices"][0].clone();
    assert_eq!(
        (&invoice["total"], &invoice["status"]),
        (&json!("80.10"), &json!("paid"))
    );
    api.delete(&format!("/projects/{}", demo.projects[0]))
        .await
        .refused(400, 20077);
}

#[tokio::test]
async fn the_example_in_the_readme_is_one() {
    let readme = include_str!("../../README.md");
    let (_, example) = readme.split_once("```yaml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let api = api(example).await;
    assert_eq!(api.sandbox.demo().time_entries.len(), 2);
}

#[tokio::test]
async fn json_is_a_form_of_it_too() {
    let content = json!({ "organizations": [{
        "name": "Lighthouse Board",
        "users": [{ "name": "Ada", "email": "ada@lighthouse.example" }],
        "customers": [{ "id": "4711", "name": "Harbour Authority" }],
        "projects": [{
            "name": "Lamp", "customer": "4711", "billing_type": "fixed_cost_for_project", "rate": 4200,
        }],
    }] });
    let sandbox = seeded("seed.json", &content.to_string()).await.unwrap();
    assert_eq!(sandbox.demo().customers[0].as_str(), "4711");
    assert_eq!(sandbox.demo().projects.len(), 1);
}

/// All data that the API returns, in a style and through a product.
async fn everything(api: &Api) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in [
        "/projects",
        "/projects/timeentries?filter_by=Date.All&sort_column=project_name",
    ] {
        seen.push(api.get(path).await.expect(200));
    }
    let projects = seen[0]["projects"].clone();
    for project in column(&projects, "project_id") {
        for rest in ["", "/users", "/tasks", "/comments", "/invoices"] {
            seen.push(
                api.get(&format!("/projects/{project}{rest}"))
                    .await
                    .expect(200),
            );
        }
    }
    seen
}

#[tokio::test]
async fn what_was_exported_begins_another_sandbox_that_is_the_same() {
    // All data that a file can have, created through the API.
    let first = Api::start().await;
    let project = first
        .project("Lamp", json!({ "description": "Seen from: 19 miles" }))
        .await;
    first
        .project(
            "Lamp",
            json!({ "budget_type": "total_project_hours", "budget_hours": "7:30" }),
        )
        .await;
    let body = json!({ "task_name": "Work", "rate": "17.125" });
    first.post(&project.path("/tasks"), body).await.expect(201);
    first
        .post(
            &project.path("/comments"),
            json!({ "description": "# yes: no\n\"9\"" }),
        )
        .await
        .expect(201);
    let billed = first.log(&project, "2026-03-02", "01:20").await;
    first
        .log_with(
            &project,
            json!({ "begin_time": "08:00", "end_time": "09:45", "cost_rate": "3.5" }),
        )
        .await;
    let running = first.log(&project, "2026-03-04", "00:10").await;
    first
        .post(
            &format!("/projects/timeentries/{running}/timer/start"),
            json!({}),
        )
        .await
        .expect(200);
    first
        .delete(&project.path(&format!("/users/{}", first.user(1))))
        .await
        .expect(200);
    first
        .post(&project.path("/inactive"), json!({}))
        .await
        .expect(200);
    let project_id = project.id.as_str().try_into().unwrap();
    first
        .sandbox
        .invoice(&project_id, &[billed.as_str().try_into().unwrap()])
        .await
        .unwrap();
    first.sandbox.record_expense(&project_id).await.unwrap();
    first.sandbox.add_customer("null").await.unwrap();
    first.sandbox.add_customer("null").await.unwrap();
    first
        .sandbox
        .add_organization("Other: \"board\"")
        .await
        .unwrap();
    let exported = first.sandbox.export().await.unwrap();

    let second = api(&exported).await;
    assert_eq!(everything(&second).await, everything(&first).await);
    assert_eq!(second.sandbox.export().await.unwrap(), exported);
    // Nothing new gets an id that is taken.
    second.project("Next", json!({})).await;
    let url = format!("{}/_sandbox/export", second.sandbox.base_url());
    let response = second.http().get(url).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/yaml");
    assert!(response.text().await.unwrap().contains("name: Next"));
}

#[tokio::test]
async fn errors_in_a_file_are_reported_with_their_location() {
    for (right, wrong, place, problem) in [
        (
            "customer: Harbour Authority",
            "customer: Harbor Authority",
            "organizations[0].projects[0].customer: ",
            "there is no customer \"Harbor Authority\"; add it to the customers of the organization, or name one of them: Harbour Authority",
        ),
        (
            "user: bo@",
            "user: mo@",
            "organizations[0].projects[0].users[1].user: ",
            "there is no user \"mo@lighthouse.example\"",
        ),
        (
            "task: Grinding",
            "task: Polishing",
            "projects[0].time_entries[2].task: ",
            "there is no task \"Polishing\"; add it to the tasks of the project, or name one of them: Survey, Grinding",
        ),
        (
            "invoice: INV-000017",
            "invoice: INV-18",
            "time_entries[0].invoice: ",
            "there is no invoice \"INV-18\"",
        ),
        (
            "cf_lamp: L-7",
            "cf_horn: L-7",
            "projects[0].custom_fields.cf_horn: ",
            "there is no custom field \"cf_horn\"",
        ),
        (
            "{ user: Ada Keller, rate: 70.50, cost_rate: 41 }",
            "{ user: Bo Lindqvist }",
            "users[1].user: ",
            "the user is named twice",
        ),
        (
            "- { user: bo@lighthouse.example }",
            "",
            "time_entries[2].user: ",
            "is not one of the users of the project; add them there",
        ),
        (
            "rate: 80.10 }",
            "rate: -1 }",
            "tasks[0].rate: ",
            "\"-1\" is not an amount such as 80 or 80.50",
        ),
        (
            "based_on_task_hours",
            "by_the_moon",
            "projects[0].billing_type: ",
            "\"by_the_moon\" is not one of fixed_cost_for_project, ",
        ),
        (
            "based_on_task_hours",
            "fixed_cost_for_project",
            "projects[0].rate: ",
            "a project that is billed fixed_cost_for_project needs one",
        ),
        (
            "date: 2026-02-27",
            "date: 2026-02-30",
            "time_entries[0].date: ",
            "is not a day such as 2026-03-04",
        ),
        (
            "begin: \"08:30\",",
            "",
            "time_entries[1].begin: ",
            "it is missing; write both `begin` and `end`, or neither",
        ),
        (
            "time: \"02:30\", ",
            "",
            "time_entries[2].time: ",
            "it is missing; write the duration",
        ),
        (
            "email: bo@",
            "email: ada@",
            "users[1].email: ",
            "another user has \"ada@lighthouse.example\" already",
        ),
        (
            "name: Bo Lindqvist",
            "name: Ada Keller",
            "users[0].user: ",
            "more than one user is called \"Ada Keller\"; give the one you mean an id",
        ),
        (
            "{ name: Survey, rate: 80.10 }\n          - {",
            "{ id: 7, name: Survey }\n          - { id: 7,",
            "tasks[1].id: ",
            "another record has the id 7 already",
        ),
        (
            "name: Survey",
            "id: x, name: Survey",
            "tasks[0].id: ",
            "\"x\" is not an id; write up to 18 digits",
        ),
        (
            "+05:30",
            "IST",
            "organizations[0].time_zone: ",
            "\"IST\" is not a time zone; write an offset such as +05:30, or a name",
        ),
        (
            "name: Harbour Authority",
            "name: \" \"",
            "customers[0].name: ",
            "it is blank",
        ),
        // An unknown key or invalid YAML is reported with its line.
        ("is_unique: true", "is_uniqe: true", "is_uniqe", "line 12"),
        ("email: bo@lighthouse.example }", "}", "email", "line 8"),
        ("name: Lamp", "name: [", "", "line"),
    ] {
        let content = SMALL.replacen(right, wrong, 1);
        assert_ne!(content, SMALL, "{right}");
        let outcome = seeded("seed.yaml", &content).await;
        let error = match outcome {
            Err(StartError::SeedFile(error)) => error.to_string(),
            other => panic!("{wrong}: {other:?}"),
        };
        assert!(error.contains("seed.yaml"), "{error}");
        assert!(
            error.contains(place) && error.contains(problem),
            "{wrong}: {error}"
        );
    }
}

#[tokio::test]
async fn nothing_is_loaded_when_anything_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let (file, database) = (
        folder.path().join("seed.yaml"),
        folder.path().join("books.db"),
    );
    let error = frozen().seed_file(&file).start().await.unwrap_err();
    assert!(
        matches!(
            error,
            StartError::SeedFile(SeedFileError::Unreadable { .. })
        ),
        "{error}"
    );

    let wrong = SMALL.replace("The lens has come.", "\" \"");
    fs::write(&file, wrong).unwrap();
    let begun = || frozen().database(&database).seed_file(&file);
    begun().start().await.unwrap_err();
    fs::write(&file, SMALL).unwrap();
    let api = Api::of(begun()).await;
    assert_eq!(
        everything(&api).await[0]["projects"]
            .as_array()
            .unwrap()
            .len(),
        1
    );

    // Existing data remains unchanged, with its account.
    api.sandbox.add_customer("Later").await.unwrap();
    api.sandbox.stop().await;
    for builder in [begun(), frozen().database(&database)] {
        let api = Api::of(builder).await;
        assert_eq!(api.sandbox.demo().customers.len(), 2);
        assert_eq!(
            everything(&api).await[0]["projects"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        api.sandbox.stop().await;
    }
    // After a reset, it is that of the file.
    let api = Api::of(begun()).await;
    api.sandbox.reset().await.unwrap();
    assert!(!api.sandbox.export().await.unwrap().contains("Later"));
}

#[tokio::test]
async fn it_is_there_in_every_style_and_product() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.yaml");
    fs::write(&file, SMALL).unwrap();
    for product in Product::ALL {
        let builder = frozen().style(WireStyle::Observed).seed_file(&file);
        let api = Api::of(builder).await.by(product);
        let list = send(api.request(reqwest::Method::GET, "/projects"))
            .await
            .expect(200);
        assert_eq!(text(&list["projects"][0], "project_name"), "Lamp");
    }
}
