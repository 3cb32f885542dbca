//! The shapes of live responses: the client reads them, and the observed style of the sandbox has the
//! same fields in the same forms.
//!
//! Each file in `fixtures/live_shapes` has the shape of a response and values of our own. What is
//! `recorded` has the whole set of fields; what a `client` relies on has those that it reads; what is
//! `read_only` is nothing that the sandbox answers.
#![allow(
    missing_docs,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail by panicking and print their figures"
)]

mod compare;
mod fixture;
mod page_size;
mod sandbox;

use axum::Router;
use axum::body::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use zoho_time::Client;
use zoho_time_tests::calls::call;
use zoho_time_tests::local::{Answer, serve};
use zoho_time_tests::lossless;

use crate::fixture::{Fixture, Kind};
use crate::sandbox::Scene;

#[tokio::test]
async fn the_client_reads_every_shape() {
    let (mut values, fixtures) = (0, Fixture::all());
    for fixture in &fixtures {
        let body = fixture.body.to_string();
        values += lossless::check(
            &fixture.name,
            &body,
            lossless::decoder_for(&fixture.operation),
        );
        let headers = fixture.headers.iter().map(|(name, value)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        });
        let answer = Answer {
            status: StatusCode::from_u16(fixture.status).unwrap(),
            headers: headers.collect::<HeaderMap>(),
            body: Bytes::from(body),
        };
        let app = Router::new().fallback(async move || answer.clone());
        let (url, server) = serve(app).await;
        let zoho = Client::builder()
            .organization(10_234_695.into())
            .product(fixture.product)
            .access_token("1000.token")
            .base_url(&url)
            .build()
            .unwrap();
        let record = call(&zoho, &fixture.operation).await;
        let record = record.unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
        let id = fixture.first_record();
        let key = id.0;
        assert_eq!(record[key], *id.1, "{}", fixture.name);
        server.abort();
    }
    println!(
        "{} shapes read through the client; {values} amounts, hours, counts and ids kept",
        fixtures.len()
    );
}

#[tokio::test]
async fn the_observed_style_has_every_shape() {
    let (mut fields, mut shapes) = (0, 0);
    let mut differences = Vec::new();
    for fixture in Fixture::all() {
        if fixture.kind == Kind::ReadOnly {
            continue;
        }
        let response = Scene::set(fixture.product).await.play(&fixture.name).await;
        shapes += 1;
        assert_eq!(response.status, fixture.status, "{}", fixture.name);
        fields += compare::bodies(&fixture, &response.body, &mut differences);
        compare::headers(&fixture, &response.headers, &mut differences);
    }
    println!(
        "{shapes} shapes, {fields} fields compared with the observed style: {} differences",
        differences.len()
    );
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
