//! Bad tokens and bad requests for tokens: every one is refused, in the way it should be. Each is
//! preceded by the good one that it differs from, and all of it happens by the sandbox's clock.

use zoho_time::chrono::TimeDelta;
use zoho_time_sandbox::{Product, TokenRequest};
use zoho_time_tests::accounts::{Accounts, SCOPE};

/// The verifier of a client, and the challenge made from it.
const VERIFIER: &str = "harbour-crane-refit_harbour-crane-refit~2026";
const CHALLENGE: &str = "8fUYTy2kYNnCs99ZOLcI7DUzNgwSBZOVXrqp8ZX7lpQ";

const EUROPE: Option<&str> = Some("www.zohoapis.eu");
const EUROPEAN_ACCOUNTS: Option<&str> = Some("accounts.zoho.eu");
const INDIA: Option<&str> = Some("www.zohoapis.in");
const INDIAN_ACCOUNTS: Option<&str> = Some("accounts.zoho.in");

/// Counts what was refused.
#[derive(Default)]
struct Tally {
    all: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn refused(&mut self, what: &str, verdict: &str, expected: &str) {
        self.all += 1;
        if verdict != expected {
            let wrong = format!("{what}: {verdict} instead of {expected}");
            self.wrong.push(wrong);
        }
    }

    fn report(self) {
        let refused = self.all - self.wrong.len();
        println!("bad tokens: {refused} of {} refused", self.all);
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}

#[tokio::test]
async fn bad_tokens_and_requests_for_tokens_are_refused() {
    let mut tally = Tally::default();
    headers(&mut tally).await;
    wrong_place(&mut tally).await;
    lifetimes(&mut tally).await;
    codes(&mut tally).await;
    proofs(&mut tally).await;
    clients(&mut tally).await;
    data_centers(&mut tally).await;
    limits(&mut tally).await;
    tally.report();
}

async fn headers(tally: &mut Tally) {
    let accounts = Accounts::start().await;
    let token = accounts.sign_in().await.token("access_token");
    assert_eq!(accounts.list_with(&token).await, "200");
    tally.refused("no header", &accounts.list(None).await, "401 14");
    // For a token of valid format, it is unknown whether it ever existed.
    for (what, header, expected) in [
        ("wrong scheme", format!("Basic {token}"), "401 14"),
        ("no scheme", token.clone(), "401 14"),
        (
            "malformed token",
            "Zoho-oauthtoken bogus".to_owned(),
            "401 14",
        ),
        ("bogus token", format!("Zoho-oauthtoken {token}0"), "401 57"),
        (
            "half a token",
            format!("Zoho-oauthtoken {}", &token[..40]),
            "401 57",
        ),
    ] {
        tally.refused(what, &accounts.list(Some(&header)).await, expected);
    }
}

async fn wrong_place(tally: &mut Tally) {
    let accounts = Accounts::start().await;
    let own = accounts.sandbox.demo().organization_id.to_string();
    let other = accounts.sandbox.add_organization("Other").await.unwrap();
    let other = other.organization_id.to_string();
    let header = |token: &str| format!("Zoho-oauthtoken {token}");
    let token = header(&accounts.sign_in().await.token("access_token"));
    let books = Product::Books;
    let list = async |token: &str, product, organization: &str| {
        accounts
            .list_at(Some(token), product, organization, None)
            .await
    };
    assert_eq!(list(&token, books, &own).await, "200");
    let verdict = list(&token, books, &other).await;
    tally.refused("wrong organization", &verdict, "400 6041");
    for product in [Product::Billing, Product::Invoice] {
        let verdict = list(&token, product, &own).await;
        tally.refused("wrong product", &verdict, "401 57");
    }
    let narrow = accounts.sandbox.mint_token("ZohoBooks.projects.CREATE");
    let verdict = list(&header(&narrow.await.unwrap()), books, &own).await;
    tally.refused("missing scope", &verdict, "401 57");
}

async fn lifetimes(tally: &mut Tally) {
    let accounts = Accounts::start().await;
    let signed_in = accounts.sign_in().await;
    let first = signed_in.token("access_token");
    let refresh_token = signed_in.token("refresh_token");
    accounts.wait(TimeDelta::seconds(3599));
    assert_eq!(accounts.list_with(&first).await, "200");
    accounts.wait(TimeDelta::seconds(1));
    let verdict = accounts.list_with(&first).await;
    tally.refused("expired access token", &verdict, "401 57");

    let second = accounts.refresh(&refresh_token, &[]).await;
    let second = second.token("access_token");
    assert_eq!(accounts.list_with(&second).await, "200");
    assert_eq!(accounts.revoke(&second).await.verdict, "200");
    let verdict = accounts.list_with(&second).await;
    tally.refused("revoked access token", &verdict, "401 57");

    let third = accounts.refresh(&refresh_token, &[]).await;
    let third = third.token("access_token");
    assert_eq!(accounts.list_with(&third).await, "200");
    assert_eq!(accounts.revoke(&refresh_token).await.verdict, "200");
    let verdict = accounts.list_with(&third).await;
    tally.refused(
        "access token of a revoked refresh token",
        &verdict,
        "401 57",
    );
    let answer = accounts.refresh(&refresh_token, &[]).await;
    tally.refused("revoked refresh token", &answer.verdict, "200 invalid_code");
    let answer = accounts.revoke(&refresh_token).await;
    tally.refused("revoked again", &answer.verdict, "200 invalid_code");
}

async fn codes(tally: &mut Tally) {
    let accounts = Accounts::start().await;
    let code = accounts.code(&[], None).await;
    let answer = accounts.exchange(&format!("{code}0"), &[]).await;
    tally.refused("bogus code", &answer.verdict, "200 invalid_code");
    let good = accounts.exchange(&code, &[]).await;
    let (access, refresh) = (good.token("access_token"), good.token("refresh_token"));
    let newer = accounts.refresh(&refresh, &[]).await.token("access_token");
    assert_eq!(accounts.list_with(&access).await, "200");
    let answer = accounts.exchange(&code, &[]).await;
    tally.refused("reused code", &answer.verdict, "200 invalid_code");
    for token in [access, newer] {
        let verdict = accounts.list_with(&token).await;
        tally.refused("access token of a reused code", &verdict, "401 57");
    }
    let answer = accounts.refresh(&refresh, &[]).await;
    let what = "refresh token of a reused code";
    tally.refused(what, &answer.verdict, "200 invalid_code");

    let (late, in_time) = (
        accounts.code(&[], None).await,
        accounts.code(&[], None).await,
    );
    accounts.wait(TimeDelta::seconds(179));
    assert_eq!(accounts.exchange(&in_time, &[]).await.verdict, "200");
    accounts.wait(TimeDelta::seconds(1));
    let answer = accounts.exchange(&late, &[]).await;
    tally.refused("expired code", &answer.verdict, "200 invalid_code");

    for redirect_uri in ["https://app.example/callback/", "https://evil.example/", ""] {
        let code = accounts.code(&[], None).await;
        let more = [("redirect_uri", redirect_uri)];
        let answer = accounts.exchange(&code, &more).await;
        let expected = "200 invalid_redirect_uri";
        tally.refused("wrong redirect URI", &answer.verdict, expected);
    }
}

async fn proofs(tally: &mut Tally) {
    let accounts = Accounts::start().await;
    let challenge = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let proof = [("code_verifier", VERIFIER)];
    let code = accounts.code(&challenge, None).await;
    assert_eq!(accounts.exchange(&code, &proof).await.verdict, "200");

    let wrong = VERIFIER.replace("2026", "2027");
    for (what, verifier) in [
        ("wrong verifier", wrong.as_str()),
        ("the challenge as verifier", CHALLENGE),
        ("no verifier", ""),
    ] {
        let code = accounts.code(&challenge, None).await;
        let more = [("code_verifier", verifier)];
        let answer = accounts.exchange(&code, &more).await;
        tally.refused(what, &answer.verdict, "200 invalid_code");
        let answer = accounts.exchange(&code, &proof).await;
        tally.refused("a second guess", &answer.verdict, "200 invalid_code");
    }
    let code = accounts.code(&[], None).await;
    let answer = accounts.exchange(&code, &proof).await;
    let what = "a verifier without a challenge";
    tally.refused(what, &answer.verdict, "200 invalid_code");
}

async fn clients(tally: &mut Tally) {
    let accounts = Accounts::start().await;
    let other = accounts.another_client().await;
    let as_other = [
        ("client_id", &*other.client_id),
        ("client_secret", &*other.client_secret),
    ];
    let code = accounts.code(&[], None).await;
    let answer = accounts.exchange(&code, &as_other).await;
    let what = "code of another client";
    tally.refused(what, &answer.verdict, "200 invalid_code");
    // It was not that client's to use up.
    let tokens = accounts.exchange(&code, &[]).await;
    let refresh_token = tokens.token("refresh_token");
    let answer = accounts.refresh(&refresh_token, &as_other).await;
    let what = "refresh token of another client";
    tally.refused(what, &answer.verdict, "200 invalid_code");
    for (what, field, value, expected) in [
        (
            "wrong client secret",
            "client_secret",
            &*other.client_secret,
            "200 invalid_client_secret",
        ),
        (
            "no client secret",
            "client_secret",
            "",
            "200 invalid_client_secret",
        ),
        (
            "unknown client",
            "client_id",
            "1000.UNKNOWN",
            "200 invalid_client",
        ),
    ] {
        let answer = accounts.refresh(&refresh_token, &[(field, value)]).await;
        tally.refused(what, &answer.verdict, expected);
    }
    assert_eq!(accounts.refresh(&refresh_token, &[]).await.verdict, "200");

    for (what, parameter) in [
        ("authorise: unknown client", ("client_id", "1000.UNKNOWN")),
        (
            "authorise: unregistered redirect URI",
            ("redirect_uri", "https://evil.example/"),
        ),
        (
            "authorise: unknown scope",
            ("scope", "ZohoBooks.timesheets.READ"),
        ),
    ] {
        let response = accounts.authorize(&[parameter], None).await;
        let sends_on = response.headers().contains_key("location");
        let verdict = format!("{} {sends_on}", response.status().as_u16());
        tally.refused(what, &verdict, "400 false");
    }
}

async fn data_centers(tally: &mut Tally) {
    let accounts = Accounts::start().await;
    let id = accounts.sandbox.demo().organization_id.to_string();
    let list = async |token: &str, host| {
        let header = format!("Zoho-oauthtoken {token}");
        accounts
            .list_at(Some(&header), Product::Books, &id, host)
            .await
    };
    let european = TokenRequest::new().scopes(SCOPE).data_center("eu");
    let european = accounts.sandbox.mint(european).await.unwrap();
    assert_eq!(list(&european, EUROPE).await, "200");
    tally.refused("wrong data centre", &list(&european, INDIA).await, "401 57");

    let grant = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", zoho_time_tests::accounts::REDIRECT_URI),
    ];
    let code = accounts.code(&[], EUROPEAN_ACCOUNTS).await;
    let answer = accounts
        .token(&grant, &[("code", &code)], INDIAN_ACCOUNTS)
        .await;
    let what = "code of another data centre";
    tally.refused(what, &answer.verdict, "200 invalid_code");
    let code = accounts.code(&[], EUROPEAN_ACCOUNTS).await;
    let answer = accounts
        .token(&grant, &[("code", &code)], EUROPEAN_ACCOUNTS)
        .await;
    assert_eq!(answer.token("api_domain"), "https://www.zohoapis.eu");
    let access = answer.token("access_token");
    assert_eq!(list(&access, EUROPE).await, "200");
    let what = "access token of another data centre";
    tally.refused(what, &list(&access, INDIA).await, "401 57");

    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", &answer.token("refresh_token")),
    ];
    let answer = accounts.token(&refresh, &[], INDIAN_ACCOUNTS).await;
    let what = "refresh token of another data centre";
    tally.refused(what, &answer.verdict, "200 invalid_code");
    let answer = accounts.token(&refresh, &[], EUROPEAN_ACCOUNTS).await;
    assert_eq!(answer.verdict, "200");
}

async fn limits(tally: &mut Tally) {
    let accounts = Accounts::start().await;
    let oldest = accounts.sign_in().await;
    let mut newest = oldest.clone();
    for number in 2..=21 {
        if number % 5 == 1 {
            accounts.wait(TimeDelta::minutes(1));
        }
        let refresh_token = oldest.token("refresh_token");
        if number == 21 {
            let answer = accounts.refresh(&refresh_token, &[]).await;
            assert_eq!(answer.verdict, "200", "there are twenty");
        }
        newest = accounts.sign_in().await;
    }
    let answer = accounts.refresh(&oldest.token("refresh_token"), &[]).await;
    let what = "the oldest of 21 refresh tokens";
    tally.refused(what, &answer.verdict, "200 invalid_code");
    let verdict = accounts.list_with(&oldest.token("access_token")).await;
    tally.refused("an access token of it", &verdict, "401 57");

    let (first, refresh_token) = (newest.token("access_token"), newest.token("refresh_token"));
    for number in 2..=10 {
        let answer = accounts.refresh(&refresh_token, &[]).await;
        assert_eq!(answer.verdict, "200", "access token {number}");
    }
    assert_eq!(accounts.list_with(&first).await, "200", "there are ten");
    let last = accounts.refresh(&refresh_token, &[]).await;
    let verdict = accounts.list_with(&first).await;
    tally.refused("the oldest of 11 access tokens", &verdict, "401 57");
    let last = last.token("access_token");
    assert_eq!(accounts.list_with(&last).await, "200");

    let answer = accounts.refresh(&refresh_token, &[]).await;
    let what = "the 11th request in 10 minutes";
    tally.refused(what, &answer.verdict, "400 Access Denied");
    accounts.wait(TimeDelta::minutes(10));
    let answer = accounts.refresh(&refresh_token, &[]).await;
    assert_eq!(answer.verdict, "200", "ten minutes later");

    for _ in 0..5 {
        accounts.sign_in().await;
    }
    let code = accounts.code(&[], None).await;
    let answer = accounts.exchange(&code, &[]).await;
    let what = "the 6th refresh token in a minute";
    tally.refused(what, &answer.verdict, "400 Access Denied");
    accounts.wait(TimeDelta::minutes(1));
    let answer = accounts.exchange(&code, &[]).await;
    assert_eq!(answer.verdict, "200", "a minute later");
}
