//! Values of an unknown form.

use std::time::Instant;

use serde_json::Value;
use zoho_time::lenient::Collector;
use zoho_time::models::{ListProjectsQuery, ListTimeEntriesQuery};
use zoho_time::{CallOptions, Client, Error};
use zoho_time_tests::spec::Spec;

use crate::values::answers::{ID, Server, Shape, record};
use zoho_time_tests::calls::call;

pub(crate) fn lenient(zoho: &Client) -> (Client, Collector<zoho_time::lenient::DroppedField>) {
    let dropped = Collector::new();
    let options = |options: CallOptions| options.lenient(&dropped);
    (zoho.with(options), dropped)
}

#[tokio::test]
async fn every_field_of_unknown_form_is_an_error_that_says_where_or_left_out_on_demand() {
    let server = Server::start().await;
    let zoho = server.client();
    let (lenient, dropped) = lenient(&zoho);
    let mut fields = 0;
    for shape in Shape::all(Spec::load()) {
        for field in &shape.fields {
            let Some(unknown) = field.kind.unknown().filter(|_| !field.is_id) else {
                continue;
            };
            let mut sent = shape.bare();
            sent.push((field.name.clone(), unknown.to_owned()));
            server.say(&shape.body(&sent));
            let path = shape.path(&field.name);
            let place = format!("{}: {path}", shape.operation);
            let Err(error) = call(&zoho, &shape.operation).await else {
                panic!("{place} is read in silence")
            };
            let text = error.to_string();
            let Error::Decode(error) = error else {
                panic!("{place}: {error:?}")
            };
            assert_eq!(error.operation, shape.operation, "{place}");
            assert_eq!(error.path, path, "{place}");
            assert_eq!(error.record.as_deref(), shape.id(), "{place}");
            for part in [
                shape.operation.as_str(),
                &path,
                shape.id().unwrap_or_default(),
            ] {
                assert!(text.contains(part), "{text}");
            }

            if shape.id().is_none() {
                // A field is left out only of a record that can be named.
                let error = call(&lenient, &shape.operation).await.unwrap_err();
                assert!(matches!(error, Error::Decode(_)), "{place}: {error}");
                assert!(dropped.take().is_empty(), "{place}");
                continue;
            }
            let record = call(&lenient, &shape.operation)
                .await
                .unwrap_or_else(|error| panic!("{place}: {error}"));
            assert_eq!(record[&field.name], Value::Null, "{place}");
            let left_out = dropped.take();
            assert_eq!(left_out.len(), 1, "{place}: {left_out:?}");
            assert_eq!(left_out[0].operation, shape.operation, "{place}");
            assert_eq!(
                left_out[0].record,
                shape.id().unwrap_or_default(),
                "{place}"
            );
            assert_eq!(left_out[0].path, path, "{place}");
            assert!(!left_out[0].reason.is_empty(), "{place}");
            fields += 1;
        }
    }
    println!(
        "{fields} fields of unknown form: each an error with its place, and left out on demand"
    );
    assert!(fields > 500, "{fields}");
}

#[tokio::test]
async fn what_a_record_is_known_by_and_what_says_that_more_follows_is_never_left_out() {
    let server = Server::start().await;
    let (lenient, dropped) = lenient(&server.client());
    let mut refused = 0;
    for shape in Shape::all(Spec::load()) {
        let Some((id, _)) = shape.bare().pop() else {
            continue;
        };
        let missing = vec![("other".to_owned(), "1".to_owned())];
        for sent in [vec![(id, r#""46-1""#.to_owned())], missing] {
            server.say(&shape.body(&sent));
            let error = call(&lenient, &shape.operation).await.unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{error}");
            refused += 1;
        }
    }
    for context in [r#"{"has_more_page":"perhaps"}"#, r#""more""#] {
        server.say(&format!(
            r#"{{"code":0,"message":"","projects":[{{"project_id":"7"}}],"page_context":{context}}}"#
        ));
        let list = lenient.projects().list(ListProjectsQuery::new());
        let error = list.all().await.unwrap_err();
        assert!(error.to_string().contains("page_context"), "{error}");
        refused += 1;
    }
    assert_eq!(dropped.len(), 0);
    println!("{refused} answers refused, in lenient mode too");
}

#[tokio::test]
async fn things_inside_a_record_are_left_out_as_little_as_can_be() {
    let server = Server::start().await;
    let (lenient, dropped) = lenient(&server.client());
    // The field of the project, and what is left out of it.
    let cases = [
        (
            r#""tasks":[{"task_id":"1","rate":"x"},{"task_id":"2","rate":"3"}]"#,
            vec![("1", "project.tasks[0].rate")],
            [2, 0],
        ),
        (
            r#""tasks":[{"task_id":"1","rate":"x"},{"task_id":"2","rate":"y"}],
               "users":[{"user_id":"3","rate":"z"}]"#,
            vec![
                ("1", "project.tasks[0].rate"),
                ("2", "project.tasks[1].rate"),
                ("3", "project.users[0].rate"),
            ],
            [2, 1],
        ),
        (
            r#""tasks":[{"task_id":"1"}],"users":[{"user_name":"Ada"}],"rate":"x""#,
            vec![(ID, "project.users"), (ID, "project.rate")],
            [1, 0],
        ),
    ];
    for (fields, expected, [tasks, users]) in cases {
        server.say(&format!(
            r#"{{"code":0,"message":"","project":{{"project_id":"{ID}",{fields}}}}}"#
        ));
        let project = lenient.projects().get(&1.into()).await.unwrap();
        assert_eq!(
            [project.tasks.len(), project.users.len()],
            [tasks, users],
            "{fields}"
        );
        let left_out = dropped.take();
        let left_out: Vec<_> = left_out
            .iter()
            .map(|field| (field.record.as_str(), field.path.as_str()))
            .collect();
        assert_eq!(left_out, expected, "{fields}");
    }
}

#[tokio::test]
async fn a_page_of_malformed_values_is_read_quickly() {
    let server = Server::start().await;
    let (lenient, dropped) = lenient(&server.client());
    let entries: Vec<_> = (0..200)
        .map(|entry| {
            let fields = [
                ("time_entry_id", format!("\"{entry}\"")),
                ("log_time", r#""7.5 h""#.to_owned()),
                ("cost_rate", "41.10".to_owned()),
                ("notes", r#""é\"]""#.to_owned()),
                ("created_time", r#"{"at":[]}"#.to_owned()),
            ];
            record(&fields.map(|(name, value)| (name.to_owned(), value)))
        })
        .collect();
    server.say(&format!(
        r#"{{"code":0,"message":"","time_entries":[{}],"page_context":{{"has_more_page":false}}}}"#,
        entries.join(",")
    ));
    let list = lenient.time_entries().list(ListTimeEntriesQuery::new());
    let begin = Instant::now();
    let entries = list.all().await.unwrap();
    let took = begin.elapsed();
    assert_eq!(entries.len(), 200);
    for entry in &entries {
        assert_eq!((entry.log_time, entry.created_time), (None, None));
        assert_eq!(entry.cost_rate, Some("41.10".parse().unwrap()));
        assert_eq!(entry.notes.as_deref(), Some("é\"]"));
    }
    let left_out = dropped.take();
    assert_eq!(left_out.len(), 400);
    assert_eq!(left_out[399].path, "time_entries[199].created_time");
    assert_eq!(left_out[399].record, "199");
    println!("a page of 200 with 400 fields of unknown form: read in {took:?}");
}

#[tokio::test]
async fn the_time_that_lenient_reading_takes_grows_with_the_body() {
    const FIELDS: [&str; 20] = [
        "log_time",
        "begin_time",
        "end_time",
        "created_time",
        "is_billable",
        "is_paused",
        "cost_rate",
        "user_id",
        "project_id",
        "task_id",
        "customer_id",
        "invoice_id",
        "billed_status",
        "can_create_claim",
        "is_current_user",
        "timer_started_at",
        "timer_duration_in_minutes",
        "timer_duration_in_seconds",
        "notes",
        "user_name",
    ];
    let server = Server::start().await;
    let (lenient, dropped) = lenient(&server.client());
    let mut times = Vec::new();
    for count in [500, 5000] {
        let entries: Vec<_> = (0..count)
            .map(|entry| {
                let fields = FIELDS.map(|name| (name.to_owned(), r#"{"at":[]}"#.to_owned()));
                let id = ("time_entry_id".to_owned(), format!("\"{entry}\""));
                record(&[fields.to_vec(), vec![id]].concat())
            })
            .collect();
        server.say(&format!(
            r#"{{"code":0,"message":"","time_entries":[{}],"page_context":{{"has_more_page":false}}}}"#,
            entries.join(",")
        ));
        let list = lenient.time_entries().list(ListTimeEntriesQuery::new());
        let begin = Instant::now();
        let page = list.page(1).await.unwrap();
        let took = begin.elapsed();
        assert_eq!(page.items.len(), count);
        let left_out = dropped.take();
        let last = left_out.last().unwrap();
        assert_eq!(last.record, (count - 1).to_string());
        println!(
            "a page of {count} with {} fields of unknown form: read in {took:?}",
            left_out.len()
        );
        assert!(left_out.len() >= 15 * count, "{}", left_out.len());
        times.push(took);
    }
    // Ten times the fields. Reading each field at fault again would take a hundred times as long.
    assert!(times[1] < 40 * times[0], "{times:?}");
}
