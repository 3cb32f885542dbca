//! Token responses in every form that was seen, and in some that make no sense.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use zoho_time::auth::{OAuthApp, OAuthClient};
use zoho_time::chrono::{DateTime, TimeDelta, Utc};
use zoho_time::{Clock, Error};

use crate::hostile_server::calls::{CLIENT_SECRET, DONE, Kind, assert_silent};
use crate::hostile_server::server::{Received, Server, json};

/// A clock that the test moves.
#[derive(Clone, Default)]
struct Hand(Arc<AtomicI64>);

impl Hand {
    fn clock(&self) -> Clock {
        let hand = self.clone();
        Clock::from_fn(move || hand.now())
    }

    fn now(&self) -> DateTime<Utc> {
        let noon: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        noon + TimeDelta::seconds(self.0.load(Ordering::SeqCst))
    }

    fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

/// The fields that say how long a token lives, and the seconds that it is believed to live.
const LIFETIMES: [(&str, i64); 22] = [
    ("", 3600),
    (r#","expires_in":3600"#, 3600),
    (r#","expires_in":1800"#, 1800),
    (r#","expires_in":3600000,"expires_in_sec":3600"#, 3600),
    (r#","expires_in_sec":1200,"expires_in":1200000"#, 1200),
    (r#","expires_in":3600000"#, 3600),
    (r#","expires_in":"3600""#, 3600),
    (r#","expires_in":"1800""#, 1800),
    (r#","expires_in":3600.0"#, 3600),
    (r#","expires_in":1800.0"#, 1800),
    (r#","expires_in":"1800.0""#, 1800),
    (r#","expires_in":-1"#, 3600),
    (r#","expires_in":0"#, 3600),
    (r#","expires_in":"-1""#, 3600),
    (r#","expires_in":"soon""#, 3600),
    (r#","expires_in":null"#, 3600),
    (r#","expires_in":true"#, 3600),
    (r#","expires_in":[3600]"#, 3600),
    (r#","expires_in":1e400"#, 3600),
    (r#","expires_in":99999999999999999999"#, 3600),
    (r#","expires_in_sec":"x","expires_in":1800"#, 1800),
    (r#","expires_in_sec":null,"expires_in":"1800""#, 1800),
];

#[tokio::test]
async fn no_token_is_kept_above_an_hour_and_none_is_lost() {
    let mut cases = 0;
    for (fields, seconds) in LIFETIMES {
        let script = move |request: &Received| match request.is_for_a_token() {
            true => json(
                200,
                &format!(r#"{{"access_token":"fresh-token","refresh_token":"r"{fields}}}"#),
            ),
            false => json(200, DONE),
        };
        let server = Server::start(script).await;
        let hand = Hand::default();
        let app = OAuthApp::at(
            &server.url,
            OAuthClient {
                client_id: "1000.CLIENT".to_owned(),
                client_secret: CLIENT_SECRET.into(),
            },
        )
        .unwrap();
        let sign_in = app
            .clock(hand.clock())
            .exchange_grant_code("1000.code")
            .await;
        let life = sign_in.unwrap().expires_at() - hand.now();
        assert_eq!(life, TimeDelta::seconds(seconds), "{fields}");

        // Used until shortly before its end, and never after it.
        let zoho = Kind::Token.client(&server.url).clock(hand.clock());
        let zoho = zoho
            .refresh_ahead(std::time::Duration::ZERO)
            .build()
            .unwrap();
        for (advance, tokens) in [(0, 2), (seconds - 60, 2), (61, 3)] {
            hand.advance(advance);
            Kind::Get.send(&zoho).await.unwrap();
            assert_eq!(server.counts().0, tokens, "{fields} after {advance} s");
        }
        cases += 1;
    }
    println!("token responses: {cases} forms of a lifetime read, none above 3600 s");
}

#[tokio::test]
async fn fields_of_another_form_cost_nothing_and_a_response_without_a_token_is_an_error() {
    let good = [
        r#"{"access_token":"fresh-token","api_domain":7}"#,
        r#"{"access_token":"fresh-token","api_domain":null}"#,
        r#"{"access_token":"fresh-token","scope":["a"]}"#,
        r#"{"access_token":"fresh-token","scope":"\ud83d"}"#,
        r#"{"access_token":"fresh-token","refresh_token":null}"#,
        r#"{"access_token":"fresh-token","token_type":{"a":1}}"#,
        r#"{"access_token":"fresh-token","error":null}"#,
        r#"{"access_token":"fresh-token","error":""}"#,
        r#"{"access_token":"s","access_token":"fresh-token"}"#,
        "\n {\"access_token\":\"fresh-token\"}\n",
    ];
    let bad = [
        (200, "", "HTTP 200 without a token"),
        (200, "{}", "HTTP 200 without a token"),
        (200, "[]", "HTTP 200 without a token"),
        (200, "null", "HTTP 200 without a token"),
        (200, "<html>", "HTTP 200 without a token"),
        (200, r#"{"access_token":""}"#, "HTTP 200 without a token"),
        (200, r#"{"access_token":null}"#, "HTTP 200 without a token"),
        (200, r#"{"access_token":7}"#, "HTTP 200 without a token"),
        (
            200,
            r#"{"access_token":"\ud83d"}"#,
            "HTTP 200 without a token",
        ),
        (
            200,
            r#"{"access_token":"fresh-token"#,
            "HTTP 200 without a token",
        ),
        (
            200,
            r#"{"access_token":"fresh-token","error":"invalid_code"}"#,
            "refused: invalid_code",
        ),
        (
            400,
            r#"{"error":{"name":"x"}}"#,
            "refused: {\"name\":\"x\"}",
        ),
        (
            401,
            r#"{"error":"invalid_client"}"#,
            "refused: invalid_client",
        ),
        (403, "<html>", "HTTP 403 without a token"),
        (204, "", "HTTP 204 without a token"),
    ];
    let start = async |status: u16, body: &'static str| {
        Server::start(move |request| match request.is_for_a_token() {
            true => json(status, body),
            false => json(200, DONE),
        })
        .await
    };
    for body in good {
        let server = start(200, body).await;
        let zoho = Kind::Token.client(&server.url).build().unwrap();
        Kind::Get.send(&zoho).await.unwrap();
        let received = server.received();
        let header = received[1].header("authorization");
        assert_eq!(header, Some("Zoho-oauthtoken fresh-token"), "{body}");
    }
    for (status, body, expected) in bad {
        let server = start(status, body).await;
        let zoho = Kind::Token.client(&server.url).build().unwrap();
        let error = Kind::Get.send(&zoho).await.unwrap_err();
        assert!(matches!(error, Error::Auth { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{body}: {error}");
        assert!(!error.may_have_been_sent());
        assert_silent(&error);
        assert_eq!(server.counts().1, 0, "{body}");
    }
    println!(
        "token responses: {} odd ones with a token used, {} without one reported",
        good.len(),
        bad.len()
    );
}
