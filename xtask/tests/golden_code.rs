//! The golden code is compiled here, as the client crate would compile it, and used: what goes
//! over the wire is what the spec of the small library says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    missing_docs,
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "it is not used as a crate"
)]

extern crate self as zoho_time_client;

#[path = "../../crates/zoho-time-client/src/call.rs"]
mod call;
#[path = "../../crates/zoho-time-client/src/envelope.rs"]
mod envelope;
#[path = "../../crates/zoho-time-client/src/operation.rs"]
mod operation;
#[path = "../../crates/zoho-time-client/src/response.rs"]
mod response;
#[path = "../../crates/zoho-time-client/src/transport.rs"]
mod transport;

#[rustfmt::skip]
#[path = "golden/constructs"]
mod generated {
    pub mod client;
    pub mod enums;
    mod envelopes;
    pub mod ids;
    pub mod operations;
    #[allow(clippy::result_large_err)]
    pub mod queries;
    mod records;
    mod requests;
    pub mod responses;
}

pub use envelope::Envelope;
pub use generated::{
    client::{Client, ClientInfo, Error, ResponseValue, types},
    enums, ids, operations, queries, responses,
};
pub use operation::Operation;
pub use response::ResponseVisitor;
pub use transport::{Direct, Inner, Transport};

use std::sync::{Arc, Mutex};

use enums::{BookState, Kind};
use futures::future::BoxFuture;
use queries::{DeleteBooksQuery, ListBooksQuery, UpdateBookQuery};
use serde::de::DeserializeOwned;
use serde_json::json;
use types::{AddBookRequest, Book, BookListResponse, BookResponse, UpdateBookRequest};
use zoho_time_types::{Amount, Hours};

fn read<T: DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

#[test]
fn what_is_absent_comes_in_many_forms() {
    let bare = json!({ "book_id": "7" });
    let expected: Book = read(bare.clone());
    for absent in [json!(null), json!(""), json!(" ")] {
        let mut book = bare.clone();
        for field in [
            "title",
            "type",
            "state",
            "kind",
            "price",
            "time_read",
            "due",
            "note",
            "isLost",
            "loans",
            "shelf_marks",
            "readers",
            "publisher",
            "volumes",
        ] {
            book[field] = absent.clone();
        }
        assert_eq!(read::<Book>(book), expected, "{absent}");
    }
    assert_eq!(serde_json::to_value(&expected).unwrap(), bare);
}

#[test]
fn values_come_in_many_forms() {
    let book: Book = read(json!({
        "book_id": 7,
        "type": "paperback",
        "state": "eaten_by_mice",
        "kind": "nf",
        "price": "12.50",
        "time_read": "12:26",
        "isLost": "true",
        "loans": "3",
        "anything": [1, { "a": 2 }],
        "publisher": [{ "name": "Egerton" }],
        "volumes": [{ "book_id": "8" }],
        "not_known": { "at": "all" },
    }));
    assert_eq!(book.type_.as_deref(), Some("paperback"));
    assert_eq!(
        book.state.as_ref().map(BookState::as_str),
        Some("eaten_by_mice")
    );
    assert_eq!(book.kind, Some(Kind::NonFiction));
    assert_eq!(book.price, Some("12.50".parse::<Amount>().unwrap()));
    assert_eq!(book.time_read, Some(Hours::from_minutes(746)));
    assert_eq!(book.is_lost, Some(true));
    assert_eq!(book.loans, Some(3));
    assert_eq!(book.anything, Some(json!([1, { "a": 2 }])));
    assert_eq!(book.publisher.unwrap().name.as_deref(), Some("Egerton"));
    assert_eq!(book.volumes.len(), 1);
}

#[test]
fn lists_have_several_names_and_forms() {
    for name in ["books", "book", "items"] {
        let page: BookListResponse =
            read(json!({ "code": 0, "message": "", name: [{ "book_id": "7" }] }));
        assert_eq!(page.books.len(), 1, "{name}");
        assert_eq!((page.code(), page.message()), (0, ""));
    }
    for borrower in [json!({ "name": "Ada" }), json!([{ "name": "Ada" }])] {
        let body =
            json!({ "code": 0, "message": "", "book": { "book_id": "7" }, "borrower": borrower });
        assert_eq!(read::<BookResponse>(body).borrower.len(), 1);
    }
}

#[test]
fn requests_hold_what_was_set_in_the_form_of_the_wire() {
    let price: Amount = "12.50".parse().unwrap();
    let request = AddBookRequest::new("Emma", "a", 2, price, ["old"])
        .r#type("paperback")
        .price(price)
        .reading_time(Hours::from_minutes(600))
        .kind("nf")
        .keep(false);
    assert_eq!(
        serde_json::to_string(&request).unwrap(),
        r#"{"copies":2,"fine":12.50,"keep":false,"kind":"nf","price":"12.50","reading_time":"10","#
            .to_owned()
            + r#""shelf":"a","tags":["old"],"title":"Emma","type":"paperback"}"#
    );
    assert_eq!(
        serde_json::to_string(&UpdateBookRequest::new()).unwrap(),
        "{}"
    );
}

/// Answers every request alike, and keeps what it saw.
#[derive(Clone, Debug)]
struct Recorder {
    status: u16,
    body: &'static str,
    seen: Arc<Mutex<Vec<Seen>>>,
}

#[derive(Debug)]
struct Seen {
    request: reqwest::Request,
    operation: &'static Operation,
}

impl Recorder {
    fn new(status: u16, body: &'static str) -> Self {
        let seen = Arc::default();
        Self { status, body, seen }
    }

    fn client(&self) -> Client {
        let inner = Inner::new(self.clone());
        Client::new_with_client("http://library.test/v1", reqwest::Client::new(), inner)
    }

    fn only(&self) -> Seen {
        let mut seen = self.seen.lock().unwrap();
        assert_eq!(seen.len(), 1);
        seen.remove(0)
    }
}

impl Transport for Recorder {
    fn execute<'a>(
        &'a self,
        _http: &'a reqwest::Client,
        request: reqwest::Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        self.seen.lock().unwrap().push(Seen { request, operation });
        let response = http::Response::builder()
            .status(self.status)
            .body(self.body)
            .unwrap();
        Box::pin(async move { Ok(response.into()) })
    }
}

#[tokio::test]
async fn a_query_sends_what_was_set_and_nothing_else() {
    let recorder = Recorder::new(200, r#"{ "code": 0, "message": "success", "items": "" }"#);
    let query = ListBooksQuery::new()
        .state(BookState::LostReported)
        .r#type("a b")
        .shelf(["x", "y"])
        .due_before(
            "2026-03-02"
                .parse::<zoho_time_types::chrono::NaiveDate>()
                .unwrap(),
        )
        .page(2);
    let page = query.send(&recorder.client()).await.unwrap();
    assert!(page.books.is_empty());

    let Seen { request, operation } = recorder.only();
    assert_eq!(
        request.url().as_str(),
        "http://library.test/v1/books?due_before=2026-03-02&page=2&shelf=x&shelf=y\
         &state=Lost.Reported&type=a+b"
    );
    assert!(!request.headers().contains_key("api-version"));
    assert_eq!(operation, &operations::LIST_BOOKS);
    assert!(operation.paged && operation.idempotent);
    assert_eq!(operation.scope("west"), Some("WestLibrary.books.READ"));
    assert_eq!(operation.scope("north"), None);
    assert_eq!(operation.action(), "READ");
}

#[tokio::test]
async fn a_list_of_ids_is_joined_and_an_empty_answer_is_nothing() {
    let recorder = Recorder::new(204, "");
    let ids: zoho_time_types::TimeEntryIds = "7,8".parse().unwrap();
    DeleteBooksQuery::new(ids)
        .send(&recorder.client())
        .await
        .unwrap();

    let Seen { request, operation } = recorder.only();
    assert_eq!(request.url().query(), Some("book_ids=7%2C8"));
    assert_eq!(operation.success, 204);
}

#[tokio::test]
async fn path_headers_query_and_body_go_where_they_belong() {
    let body = r#"{ "code": 0, "message": "", "book": { "book_id": "7" } }"#;
    let recorder = Recorder::new(200, body);
    let request = UpdateBookRequest::new().title("Persuasion");
    UpdateBookQuery::new()
        .notify(true)
        .send(
            &recorder.client(),
            &"7".parse().unwrap(),
            Some(false),
            "typing error",
            &request,
        )
        .await
        .unwrap();

    let Seen { request, operation } = recorder.only();
    assert_eq!(request.method().as_str(), operation.method);
    assert_eq!(
        request.url().as_str(),
        "http://library.test/v1/books/7?notify=true"
    );
    assert_eq!(request.headers()["x-reason"], "typing error");
    assert_eq!(request.headers()["x-force"], "false");
    let body = request.body().and_then(reqwest::Body::as_bytes);
    assert_eq!(body, Some(br#"{"title":"Persuasion"}"#.as_slice()));
}

#[tokio::test]
async fn an_error_arrives_whole() {
    let recorder = Recorder::new(404, "<html>not here</html>");
    let error = recorder
        .client()
        .get_book(&"7".parse().unwrap())
        .await
        .unwrap_err();
    let Error::UnexpectedResponse(response) = error else {
        panic!("{error}");
    };
    assert_eq!(response.status(), 404);
    assert_eq!(response.text().await.unwrap(), "<html>not here</html>");
}

#[test]
fn futures_can_be_sent_to_other_threads() {
    fn is_send<T: Send>(_: &T) {}
    let client = Recorder::new(200, "").client();
    is_send(&client.renew_loan(&"7".parse().unwrap()));
    is_send(&ListBooksQuery::new().send(&client));
}

#[test]
fn a_query_returns_its_parameters_in_the_form_in_which_they_are_sent() {
    assert_eq!(ListBooksQuery::new().parameters(), []);
    let query = ListBooksQuery::new()
        .page(2)
        .shelf(["a", "b"])
        .state(BookState::OnLoan)
        .r#type("novel");
    let expected = [
        ("page", "2"),
        ("state", "on_loan"),
        ("type", "novel"),
        ("shelf", "a"),
        ("shelf", "b"),
    ];
    assert_eq!(
        query.parameters(),
        expected.map(|(name, value)| (name, value.to_owned()))
    );
}

/// The name of the type that an operation answers with.
struct NameOf;

impl ResponseVisitor for NameOf {
    type Output = &'static str;

    fn visit<T: serde::Serialize + DeserializeOwned>(self) -> &'static str {
        std::any::type_name::<T>()
    }
}

#[test]
fn the_type_of_every_answer_with_a_body_can_be_visited() {
    let names: Vec<_> = operations::OPERATIONS
        .iter()
        .map(|operation| responses::visit(operation, NameOf).map(|name| name.rsplit("::").next()))
        .collect();
    assert!(names.contains(&Some(Some("BookListResponse"))), "{names:?}");
    assert!(names.contains(&None), "one has no body: {names:?}");
}
