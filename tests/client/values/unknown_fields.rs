//! Fields and values that the spec does not have.

use serde_json::json;
use zoho_time::lenient::Collector;
use zoho_time::models::{
    BillingType, CreateProjectRequest, ListProjectsQuery, UpdateProjectRequest, UpdateUserRequest,
    UserRole,
};
use zoho_time_tests::spec::Spec;

use crate::values::answers::{Server, Shape};
use zoho_time_tests::calls::call;

#[tokio::test]
async fn unknown_fields_of_every_operation_are_available() {
    let server = Server::start().await;
    let extra = Collector::new();
    let zoho = server.client();
    let curious = zoho.with(|options| options.extra(&extra));
    let mut operations = 0;
    for shape in Shape::all(Spec::load()) {
        let mut sent = shape.bare();
        let plain = shape.body(&sent);
        sent.push(("tide_table".into(), r#"{"high":["06:12",7]}"#.into()));
        sent.push(("keeper".into(), r#""Ada""#.into()));
        let with_extra = shape.body(&sent);

        server.say(&plain);
        call(&curious, &shape.operation).await.unwrap();
        assert!(extra.is_empty(), "{}: {:?}", shape.operation, extra.take());

        server.say(&with_extra);
        let record = call(&zoho, &shape.operation).await.unwrap();
        assert!(extra.is_empty(), "not requested");
        assert_eq!(call(&curious, &shape.operation).await.unwrap(), record);
        let fields = match shape.id() {
            Some(id) => extra.take_of(id),
            None => {
                let fields = extra.take().into_iter();
                fields.map(|field| (field.name, field.value)).collect()
            }
        };
        let expected = json!({ "tide_table": { "high": ["06:12", 7] }, "keeper": "Ada" });
        assert_eq!(Some(&fields), expected.as_object(), "{}", shape.operation);
        assert!(extra.is_empty(), "{:?}", extra.take());
        operations += 1;
    }
    println!("unknown fields of {operations} operations had");
}

#[tokio::test]
async fn unknown_fields_say_what_they_belong_to() {
    let server = Server::start().await;
    let extra = Collector::new();
    let zoho = server.client();
    let zoho = zoho.with(|options| options.extra(&extra));
    server.say(
        r#"{"code":0,"message":"","projects":[
            {"project_id":"1","tide":1,"tasks":[{"task_id":"2","tide":2}]},
            {"project_id":3,"tide":18446744073709551615}],
            "page_context":{"has_more_page":false,"tide":4},"tide":5}"#,
    );
    let list = zoho.projects().list(ListProjectsQuery::new());
    assert_eq!(list.all().await.unwrap().len(), 2);
    let found: Vec<_> = extra
        .take()
        .into_iter()
        .map(|field| (field.record, field.path, field.value))
        .collect();
    let expected = [
        (Some("1"), "projects[0].tide", json!(1)),
        (Some("2"), "projects[0].tasks[0].tide", json!(2)),
        (Some("3"), "projects[1].tide", json!(u64::MAX)),
        (None, "page_context.tide", json!(4)),
        (None, "tide", json!(5)),
    ]
    .map(|(record, path, value)| (record.map(str::to_owned), path.to_owned(), value));
    assert_eq!(found, expected);
}

#[tokio::test]
async fn an_unknown_value_of_an_enumeration_survives_a_round_trip() {
    let server = Server::start().await;
    let zoho = server.client();
    server.say(
        r#"{"code":0,"message":"","project":{"project_id":"1","billing_type":"by_the_moon",
            "users":[{"user_id":"2","user_role":"lamplighter"}]}}"#,
    );
    let project = zoho.projects().get(&1.into()).await.unwrap();
    let billing_type: BillingType = project.billing_type.unwrap();
    assert!(!billing_type.is_known());

    let create = CreateProjectRequest::new("Lamp", 5, billing_type.clone());
    zoho.projects().create(&create).await.unwrap();
    assert_eq!(server.received()["billing_type"], "by_the_moon");
    let update = UpdateProjectRequest::new().billing_type(billing_type);
    zoho.projects().update(&1.into(), &update).await.unwrap();
    assert_eq!(server.received()["billing_type"], "by_the_moon");

    let role: UserRole = project.users[0].user_role.clone().unwrap();
    server.say(r#"{"code":0,"message":"","user":{"user_id":"2"}}"#);
    let update = UpdateUserRequest::new().user_role(role);
    let (project, user) = (1.into(), 2.into());
    zoho.project(&project)
        .users()
        .update(&user, &update)
        .await
        .unwrap();
    assert_eq!(server.received()["user_role"], "lamplighter");
}
