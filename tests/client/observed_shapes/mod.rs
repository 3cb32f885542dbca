//! The shapes of live responses: the client reads them, and the observed style of the sandbox has the
//! same fields in the same forms.
//!
//! Each file in `fixtures/live_shapes` has the shape of a response and values of our own. What is
//! `recorded` has the whole set of fields; what a `client` relies on has those that it reads; what is
//! `read_only` is nothing that the sandbox answers.

mod compare;
mod page_size;
mod sample;
mod sandbox;

use axum::Router;
use axum::body::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use zoho_time::Client;
use zoho_time_tests::calls::call;
use zoho_time_tests::local::{Answer, serve};
use zoho_time_tests::lossless;

use crate::observed_shapes::sample::{Kind, Sample};
use crate::observed_shapes::sandbox::Scene;

#[tokio::test]
async fn the_client_reads_every_shape() {
    let (mut values, samples) = (0, Sample::all());
    for sample in &samples {
        let body = sample.body.to_string();
        values += lossless::check(
            &sample.name,
            &body,
            lossless::decoder_for(&sample.operation),
        );
        let headers = sample.headers.iter().map(|(name, value)| {
            let name: HeaderName = name.parse().unwrap();
            (name, HeaderValue::from_str(value).unwrap())
        });
        let answer = Answer {
            status: StatusCode::from_u16(sample.status).unwrap(),
            headers: headers.collect::<HeaderMap>(),
            body: Bytes::from(body),
        };
        let app = Router::new().fallback(async move || answer.clone());
        let (url, server) = serve(app).await;
        let zoho = Client::builder()
            .organization(10_234_695.into())
            .product(sample.product)
            .access_token("1000.token")
            .base_url(&url)
            .build()
            .unwrap();
        let record = call(&zoho, &sample.operation).await;
        let record = record.unwrap_or_else(|error| panic!("{}: {error}", sample.name));
        let id = sample.first_record();
        let key = id.0;
        assert_eq!(record[key], *id.1, "{}", sample.name);
        server.abort();
    }
    println!(
        "{} shapes read through the client; {values} amounts, hours, counts and ids kept",
        samples.len()
    );
}

#[tokio::test]
async fn the_observed_style_has_every_shape() {
    let (mut fields, mut shapes) = (0, 0);
    let mut differences = Vec::new();
    for sample in Sample::all() {
        if sample.kind == Kind::ReadOnly {
            continue;
        }
        let response = Scene::set(sample.product).await.play(&sample.name).await;
        shapes += 1;
        assert_eq!(response.status, sample.status, "{}", sample.name);
        fields += compare::bodies(&sample, &response.body, &mut differences);
        compare::headers(&sample, &response.headers, &mut differences);
    }
    println!(
        "{shapes} shapes, {fields} fields compared with the observed style: {} differences",
        differences.len()
    );
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
