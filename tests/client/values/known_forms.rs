//! Every known form of every field of every operation.

use serde_json::Value;
use zoho_time::Product;
use zoho_time::models::{ListProjectsQuery, ListTasksQuery, ListTimeEntriesQuery};
use zoho_time_tests::spec::Spec;

use crate::values::answers::{ID, Server, Shape};
use crate::values::forms::ABSENT;
use zoho_time_tests::calls::call;

#[tokio::test]
async fn every_form_is_read_in_every_field_of_every_operation() {
    let server = Server::start().await;
    let zoho = server.client();
    let (mut bodies, mut values, mut fields) = (0, 0, 0);
    let shapes = Shape::all(Spec::load());
    for shape in &shapes {
        fields += shape.fields.len();
        let present: Vec<_> = shape
            .fields
            .iter()
            .map(|field| field.kind.present())
            .collect();
        let rounds = present.iter().map(Vec::len).max().unwrap();
        // In each round every field has its next form, in the last ones all are absent.
        for round in 0..rounds + ABSENT.len() {
            let absent = round.checked_sub(rounds).map(|form| ABSENT[form]);
            let mut sent = Vec::new();
            let mut expected = Vec::new();
            for (field, forms) in shape.fields.iter().zip(&present) {
                let (json, value) = match absent {
                    Some(_) if field.is_id => (format!("\"{ID}\""), Value::from(ID)),
                    Some("") => {
                        expected.push((field, Value::Null));
                        continue;
                    }
                    Some(form) => (form.to_owned(), Value::Null),
                    None => forms[round % forms.len()].clone(),
                };
                sent.push((field.name.clone(), json));
                expected.push((field, value));
            }
            let body = shape.body(&sent);
            server.say(&body);
            let record = call(&zoho, &shape.operation)
                .await
                .unwrap_or_else(|error| panic!("{error}\n{body}"));
            for (field, value) in expected {
                let found = &record[&field.name];
                let place = format!("{}, {}: {body}", shape.operation, field.name);
                assert_eq!(*found, value, "{place}");
                values += 1;
            }
            bodies += 1;
        }
    }
    println!(
        "{} operations, {fields} fields, {bodies} answers, {values} values as expected",
        shapes.len()
    );
    let spec = Spec::load();
    let with_records = spec.operations(Product::Books);
    let with_records = with_records.filter(|operation| spec.has_record(operation));
    assert_eq!(shapes.len(), with_records.count());
}

#[tokio::test]
async fn every_envelope_and_page_context_is_read() {
    let server = Server::start().await;
    let zoho = server.client();
    let project = 1.into();
    let user = 982_000_000_018_001.into();
    let user_record = r#"{"user_id":"982000000018001"}"#;
    for envelope in [
        format!(r#""user":{user_record}"#),
        format!(r#""users":{user_record}"#),
        format!(r#""users":[{user_record}]"#),
        format!(r#""users":[{{"user_id":"1"}},{user_record}]"#),
    ] {
        server.say(&format!(r#"{{"code":0,"message":"",{envelope}}}"#));
        let found = zoho.project(&project).users().get(&user).await.unwrap();
        assert_eq!(found.user_id, user, "{envelope}");
    }
    for key in ["comment", "comments"] {
        for value in [r#"{"comment_id":7}"#, r#"[{"comment_id":"7"}]"#] {
            server.say(&format!(r#"{{"code":0,"message":"","{key}":{value}}}"#));
            let request = zoho_time::models::PostCommentRequest::new("The lens has come.");
            let posted = zoho
                .project(&project)
                .comments()
                .post(&request)
                .await
                .unwrap();
            assert_eq!(posted.comment_id, 7.into());
        }
    }
    for key in ["task", "tasks"] {
        server.say(&format!(
            r#"{{"code":0,"message":"","{key}":[{{"task_id":"7"}}]}}"#
        ));
        let list = zoho.project(&project).tasks().list(ListTasksQuery::new());
        assert_eq!(list.all().await.unwrap().len(), 1, "{key}");
    }
    let context = r#"{"page":"1","per_page":200,"has_more_page":"false"}"#;
    for context in [
        context.to_owned(),
        format!("[{context}]"),
        "[]".to_owned(),
        "null".to_owned(),
        r#""""#.to_owned(),
    ] {
        for (key, id) in [
            ("projects", "project_id"),
            ("time_entries", "time_entry_id"),
        ] {
            server.say(&format!(
                r#"{{"code":0,"message":"","{key}":[{{"{id}":"7"}}],"page_context":{context}}}"#
            ));
            let all = match key {
                "projects" => zoho
                    .projects()
                    .list(ListProjectsQuery::new())
                    .all()
                    .await
                    .unwrap()
                    .len(),
                _ => zoho
                    .time_entries()
                    .list(ListTimeEntriesQuery::new())
                    .all()
                    .await
                    .unwrap()
                    .len(),
            };
            assert_eq!(all, 1, "{key}, {context}");
        }
    }
}
