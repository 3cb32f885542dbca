//! Every route × every shape of a request that a foreign web page can cause.

use std::collections::BTreeMap;

use zoho_time_sandbox::Sandbox;

use crate::origin_guard::targets::{self, Target};
use crate::origin_guard::wire::{Header, Request};

/// A kind of foreign request.
struct Shape<'a> {
    name: &'static str,
    /// The method, unless it is that of the route.
    method: Option<&'static str>,
    version: &'static str,
    content_type: Option<&'static str>,
    headers: Vec<Header<'a>>,
}

fn shape<'a>(name: &'static str, headers: &[Header<'a>]) -> Shape<'a> {
    Shape {
        name,
        method: None,
        version: "HTTP/1.1",
        content_type: None,
        headers: headers.to_vec(),
    }
}

/// The six kinds, some of them in several variants.
fn shapes<'a>(own: &'a str, rebound: &'a str, rebound_origin: &'a str) -> Vec<Shape<'a>> {
    let form = |headers: &[Header<'a>]| Shape {
        method: Some("POST"),
        content_type: Some("application/x-www-form-urlencoded"),
        ..shape("cross-origin form post", headers)
    };
    let evil = "https://evil.example";
    let (site, mode) = ("Sec-Fetch-Site", "Sec-Fetch-Mode");
    vec![
        shape("foreign Host", &[("Host", "evil.example")]),
        shape("foreign Host", &[("Host", "evil.example:80")]),
        shape("foreign Host", &[("Host", "127.0.0.1.evil.example")]),
        shape("foreign Host", &[("Host", own), ("Host", "evil.example")]),
        shape("foreign Origin", &[("Host", own), ("Origin", evil)]),
        shape(
            "foreign Origin",
            &[("Host", own), ("Origin", "http://127.0.0.1:1")],
        ),
        shape(
            "foreign Origin",
            &[
                ("Host", own),
                ("Origin", evil),
                (site, "cross-site"),
                (mode, "cors"),
            ],
        ),
        shape("Origin: null", &[("Host", own), ("Origin", "null")]),
        form(&[("Host", own), ("Origin", evil)]),
        form(&[("Host", own), ("Origin", "null"), (site, "cross-site")]),
        form(&[("Host", own), (site, "cross-site"), (mode, "navigate")]),
        form(&[("Host", own), (site, "same-site"), (mode, "navigate")]),
        shape("rebinding name", &[("Host", rebound)]),
        shape(
            "rebinding name",
            &[
                ("Host", rebound),
                ("Origin", rebound_origin),
                (site, "same-origin"),
            ],
        ),
        shape("missing Host", &[]),
        Shape {
            version: "HTTP/1.0",
            ..shape("missing Host", &[])
        },
    ]
}

fn request<'a>(target: &'a Target, shape: &Shape<'a>, token: &'a str) -> Request<'a> {
    let mut headers = shape.headers.clone();
    headers.push(("Authorization", token));
    headers.push((
        "Content-Type",
        shape.content_type.unwrap_or(target.content_type),
    ));
    Request {
        method: shape.method.unwrap_or(&target.method),
        path: &target.path,
        version: shape.version,
        headers,
        body: &target.body,
    }
}

#[tokio::test]
async fn no_foreign_request_reaches_any_route() {
    for allowances in [false, true] {
        let mut builder = Sandbox::builder();
        if allowances {
            builder = builder
                .allow_host("zoho-sandbox")
                .allow_origin("http://localhost:5173");
        }
        let sandbox = builder.start().await.unwrap();
        sandbox.save_snapshot("kept").await.unwrap();
        sandbox.clock().freeze();
        let before = state(&sandbox).await;
        let targets = targets::all(&sandbox);
        let own = sandbox.address().to_string();
        let rebound = format!("rebound.evil.example:{}", sandbox.address().port());
        let rebound_origin = format!("http://{rebound}");
        let token = format!("Zoho-oauthtoken {}", sandbox.demo().access_token);

        let (mut sent, mut admitted) = (BTreeMap::new(), Vec::new());
        for shape in shapes(&own, &rebound, &rebound_origin) {
            for target in &targets {
                let request = request(target, &shape, &token);
                let response = request.send(sandbox.address()).await;
                *sent.entry(shape.name).or_insert(0_u32) += 1;
                if !response.is_denial(request.method) {
                    admitted.push(format!("{request:?}: {response:?}"));
                }
                for header in [
                    "access-control-allow-origin",
                    "access-control-allow-headers",
                ] {
                    assert_eq!(response.header(header), None, "{request:?}");
                }
            }
        }
        assert_eq!(sent.len(), 6);
        println!(
            "{} routes, {} targets, {} requests of {} shapes ({sent:?}): {} admitted",
            sandbox.routes().len(),
            targets.len(),
            sent.values().sum::<u32>(),
            sent.len(),
            admitted.len(),
        );
        assert!(admitted.is_empty(), "{}", admitted.join("\n"));
        // Nothing got behind the guard, not even into the log.
        assert_eq!(sandbox.log().last(), 0);
        assert_eq!(state(&sandbox).await, before);
        sandbox.stop().await;
    }
}

/// Everything that the requests would change: data, tokens, clock, faults, limits and instances.
async fn state(sandbox: &Sandbox) -> Vec<String> {
    let mut state = vec![sandbox.clock().now().to_string()];
    for path in [
        "/_sandbox/export",
        "/_sandbox/faults",
        "/_sandbox/limits",
        "/_sandbox/instances",
        "/_sandbox/snapshots",
        "/_sandbox/data",
    ] {
        let url = format!("{}{path}", sandbox.base_url());
        state.push(reqwest::get(url).await.unwrap().text().await.unwrap());
    }
    state
}

#[tokio::test]
async fn a_form_post_of_another_site_does_not_revoke_a_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let (own, demo) = (sandbox.address().to_string(), sandbox.demo());
    let revoke = format!("token={}", demo.refresh_token);
    let form = |headers: &[Header<'_>]| headers.iter().any(|(name, _)| *name == "Origin");
    for headers in [
        vec![("Host", &*own), ("Origin", "https://evil.example")],
        vec![("Host", &*own), ("Origin", "null")],
        vec![("Host", &*own)],
    ] {
        let from_a_page = form(&headers);
        let mut headers = headers;
        headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        let request = Request {
            method: "POST",
            path: "/oauth/v2/token/revoke",
            version: "HTTP/1.1",
            headers,
            body: &revoke,
        };
        let refresh = format!(
            "{}/oauth/v2/token?grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
            sandbox.accounts_url(),
            demo.client_id,
            demo.client_secret,
            demo.refresh_token
        );
        let response = request.send(sandbox.address()).await;
        let answer = reqwest::Client::new().post(refresh).send().await.unwrap();
        let answer = answer.text().await.unwrap();
        // A program that is not a browser revokes it, so the refusals are due to the page.
        assert_eq!(response.is_denial("POST"), from_a_page, "{response:?}");
        assert_eq!(answer.contains("access_token"), from_a_page, "{answer}");
    }
}
