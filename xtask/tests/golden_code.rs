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

#[path = "../../crates/zoho-time-client/src/client.rs"]
mod client;
#[path = "../../crates/zoho-time-client/src/envelope.rs"]
mod envelope;
#[path = "../../crates/zoho-time-client/src/operation.rs"]
mod operation;
#[path = "../../crates/zoho-time-client/src/request.rs"]
mod request;
#[path = "../../crates/zoho-time-client/src/response.rs"]
mod response;
#[path = "../../crates/zoho-time-client/src/transport.rs"]
mod transport;

#[rustfmt::skip]
#[path = "golden/constructs"]
mod generated {
    mod client;
    pub mod enums;
    mod envelopes;
    pub mod ids;
    pub mod operations;
    pub mod queries;
    mod records;
    mod requests;
    pub mod responses;
    pub mod types;
}

pub use client::Client;
pub use envelope::{Envelope, NoContent};
pub use generated::{enums, ids, operations, queries, responses, types};
pub use operation::Operation;
pub use request::{InvalidRequest, Request};
pub use response::ResponseVisitor;
pub use transport::Transport;

use std::sync::{Arc, Mutex};

use enums::{BookState, Kind};
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

/// Gives every request the same response, and keeps the requests.
#[derive(Clone, Debug)]
struct Recorder {
    status: u16,
    body: &'static str,
    requests: Arc<Mutex<Vec<Request>>>,
}

#[derive(Debug)]
enum Failed {
    Request(InvalidRequest),
    Status(u16, &'static str),
    Body(serde_json::Error),
}

impl From<InvalidRequest> for Failed {
    fn from(error: InvalidRequest) -> Self {
        Self::Request(error)
    }
}

impl Recorder {
    fn new(status: u16, body: &'static str) -> Self {
        let requests = Arc::default();
        Self {
            status,
            body,
            requests,
        }
    }

    fn client(&self) -> Client<Self> {
        Client::new(self.clone())
    }

    fn only(&self) -> Request {
        let mut requests = self.requests.lock().unwrap();
        assert_eq!(requests.len(), 1);
        requests.remove(0)
    }
}

impl Transport for Recorder {
    type Error = Failed;

    async fn call<R: Envelope>(&self, request: Request) -> Result<R, Failed> {
        self.requests.lock().unwrap().push(request);
        match self.status {
            200..300 => R::from_json(self.body.as_bytes()).map_err(Failed::Body),
            status => Err(Failed::Status(status, self.body)),
        }
    }
}

/// The base URL of the library.
const BASE: &str = "http://library.test/v1";

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

    let request = recorder.only();
    let operation = request.operation();
    assert_eq!(
        request.url(BASE),
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

    let request = recorder.only();
    let operation = request.operation();
    assert_eq!(request.target(), "/books?book_ids=7%2C8");
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

    let request = recorder.only();
    let operation = request.operation();
    assert_eq!(request.method().as_str(), operation.method);
    assert_eq!(
        request.url(BASE),
        "http://library.test/v1/books/7?notify=true"
    );
    assert_eq!(request.headers()["x-reason"], "typing error");
    assert_eq!(request.headers()["x-force"], "false");
    assert_eq!(request.body(), r#"{"title":"Persuasion"}"#);
    assert_eq!(request.headers()["content-type"], "application/json");
}

#[tokio::test]
async fn an_error_is_the_one_of_the_transport() {
    let recorder = Recorder::new(404, "<html>not here</html>");
    let error = recorder
        .client()
        .get_book(&"7".parse().unwrap())
        .await
        .unwrap_err();
    let Failed::Status(status, body) = error else {
        panic!("{error:?}");
    };
    assert_eq!((status, body), (404, "<html>not here</html>"));
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_an_error_and_nothing_is_sent() {
    let recorder = Recorder::new(200, "");
    let query = UpdateBookQuery::new();
    let (client, book) = (recorder.client(), "7".parse().unwrap());
    let request = UpdateBookRequest::new();
    let sent = query.send(&client, &book, None, "a\nb", &request);
    let Err(Failed::Request(error)) = sent.await else {
        panic!("it was sent");
    };
    assert_eq!(error.operation, "update_book");
    assert!(error.to_string().contains("x-reason") || error.to_string().contains("X-Reason"));
    assert!(recorder.requests.lock().unwrap().is_empty());
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
