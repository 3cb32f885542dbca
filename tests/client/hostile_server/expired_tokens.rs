//! Refusals of a token in every form: each is answered with one new token, and none with more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use zoho_time::Error;

use crate::hostile_server::calls::{ACCESS_TOKEN, DONE, Kind, assert_silent};
use crate::hostile_server::server::{Received, Reply, Server, answer, json, token};

const JSON: &str = "application/json;charset=UTF-8";

/// Refusals that say that the token is expired or lacks a scope: status, content type and body.
const REFUSALS: [(u16, &str, &str); 13] = [
    (
        401,
        JSON,
        r#"{"code":57,"message":"You are not authorized to perform this operation"}"#,
    ),
    (
        401,
        JSON,
        r#"{"code":14,"message":"Invalid value passed for authtoken."}"#,
    ),
    (
        401,
        JSON,
        r#"{"code":"INVALID_TOKEN","details":{},"message":"invalid oauth token","status":"error"}"#,
    ),
    (
        401,
        JSON,
        r#"{"code":"AUTHENTICATION_FAILURE","message":"Authentication failed"}"#,
    ),
    (401, JSON, r#"{"code":"57","message":"text"}"#),
    (401, JSON, r#"{"code":9,"message":"other"}"#),
    (
        401,
        JSON,
        r#"{"error":"invalid_token","error_description":"The token has expired"}"#,
    ),
    (
        401,
        JSON,
        r#"{"response":{"message":"Invalid Oauth token","status":"failure"}}"#,
    ),
    (
        401,
        "text/html",
        "<html><body>401 Authorization Required</body></html>",
    ),
    (401, "text/plain", "expired"),
    (401, JSON, ""),
    (401, JSON, "{"),
    (
        403,
        JSON,
        r#"{"code":57,"message":"You are not authorized to perform this operation"}"#,
    ),
];

/// Refusals of another kind, for which a new token is of no use.
const OTHERS: [(u16, &str, &str); 7] = [
    (
        403,
        JSON,
        r#"{"code":6041,"message":"This user is not associated with the organization."}"#,
    ),
    (
        403,
        JSON,
        r#"{"code":1002,"message":"Project does not exist."}"#,
    ),
    (403, "text/html", "<html>Forbidden</html>"),
    (403, JSON, ""),
    (400, JSON, r#"{"code":57,"message":"No"}"#),
    (404, JSON, r#"{"code":14,"message":"No"}"#),
    (400, JSON, r#"{"code":"INVALID_TOKEN"}"#),
];

/// A server that numbers its tokens, and refuses all before one.
async fn server(refusal: (u16, &'static str, &'static str), first_good: usize) -> Server {
    let issued = Arc::new(AtomicUsize::new(0));
    let script = move |request: &Received| -> Reply {
        if request.is_for_a_token() {
            let number = issued.fetch_add(1, Ordering::SeqCst) + 1;
            return token(&format!("token-{number}"));
        }
        let header = request.header("authorization").unwrap();
        let number = header
            .rsplit_once('-')
            .and_then(|(_, number)| number.parse().ok());
        if number.is_some_and(|number: usize| number >= first_good) {
            let status = if request.line().starts_with("POST") {
                201
            } else {
                200
            };
            return json(status, DONE);
        }
        let (status, kind, body) = refusal;
        let challenge = r#"Bearer error="invalid_token""#;
        answer(
            status,
            &[("content-type", kind), ("www-authenticate", challenge)],
            body,
        )
    };
    Server::start(script).await
}

#[tokio::test]
async fn every_refusal_of_a_token_fetches_another_one_once() {
    let (mut recovered, mut reported, mut kept) = (0, 0, 0);
    for refusal in REFUSALS {
        for kind in Kind::API {
            // The token has expired.
            let expired = server(refusal, 2).await;
            let zoho = Kind::Token.client(&expired.url).build().unwrap();
            kind.send(&zoho).await.unwrap();
            assert_eq!(expired.counts(), (2, 2), "{refusal:?} {kind:?}");
            recovered += 1;

            // No token is good enough, which is remembered for the scope.
            let hopeless = server(refusal, usize::MAX).await;
            let zoho = Kind::Token.client(&hopeless.url).build().unwrap();
            for calls in 0..20 {
                let error = kind.send(&zoho).await.unwrap_err();
                assert!(matches!(&error, Error::Permission(_)), "{error}");
                assert_eq!(error.status().unwrap().as_u16(), refusal.0);
                assert!(!error.may_have_been_sent(), "{error}");
                assert_silent(&error);
                assert_eq!(hopeless.counts(), (2, 2 + calls), "{refusal:?} {kind:?}");
            }
            reported += 20;

            // A token of the caller's own cannot be replaced.
            let fixed = server(refusal, usize::MAX).await;
            let zoho = kind.client(&fixed.url).access_token(ACCESS_TOKEN);
            let error = kind.send(&zoho.build().unwrap()).await.unwrap_err();
            assert!(matches!(&error, Error::Permission(_)), "{error}");
            assert_eq!(fixed.counts(), (0, 1), "{refusal:?} {kind:?}");
            kept += 1;
        }
    }
    println!(
        "expired tokens: {recovered} calls recovered with 1 new token each, {reported} hopeless ones \
         reported with 1 new token for 20, {kept} with a token of the caller's own reported"
    );
    let mut others = 0;
    for refusal in OTHERS {
        for kind in Kind::API {
            let server = server(refusal, 2).await;
            let zoho = Kind::Token.client(&server.url).build().unwrap();
            let error = kind.send(&zoho).await.unwrap_err();
            if refusal.2.contains("6041") {
                assert!(matches!(&error, Error::Organization(_)), "{error}");
            } else {
                assert!(matches!(&error, Error::Api(_)), "{error}");
            }
            assert_eq!(server.counts(), (1, 1), "{refusal:?} {kind:?}");
            others += 1;
        }
    }
    println!("expired tokens: {others} refusals of another kind, 0 new tokens");
}
