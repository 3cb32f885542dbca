//! Responses of the sandbox.

use httparse::{EMPTY_HEADER, Status};

/// The beginning of what was received, as far as it is known.
enum Next<'a> {
    /// A response, with what follows it.
    Response {
        response: Response<'a>,
        rest: &'a [u8],
    },
    /// The beginning of a response.
    Part,
    /// No response, for this reason.
    Invalid(httparse::Error),
}

struct Response<'a> {
    status: u16,
    body: &'a [u8],
    /// Whether all of the body is there.
    is_complete: bool,
}

/// Reads a response to a request with this method.
fn next<'a>(received: &'a [u8], method: Option<&String>) -> Next<'a> {
    let mut headers = [EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let length = match head.parse(received) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Next::Part,
        Err(error) => return Next::Invalid(error),
    };
    let after = &received[length..];
    let status = head.code.unwrap_or_default();
    let has_no_body = status < 200 || status == 204 || status == 304;
    let announced = head
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"))
        .and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok());
    let (length, is_complete) = match announced {
        _ if has_no_body || method.is_some_and(|method| method == "HEAD") => (0, true),
        Some(length) => (after.len().min(length), after.len() >= length),
        // It goes on to the end, or has chunks, which are read to the end as well.
        None => (after.len(), after.ends_with(b"\r\n0\r\n\r\n")),
    };
    let (body, rest) = after.split_at(length);
    let response = Response {
        status,
        body,
        is_complete,
    };
    Next::Response { response, rest }
}

/// The number of complete responses. Data that is not a response counts as a response to all requests.
pub(super) fn complete(methods: &[String], received: &[u8]) -> usize {
    let (mut answered, mut rest) = (0, received);
    while !rest.is_empty() {
        match next(rest, methods.get(answered)) {
            Next::Response {
                response,
                rest: more,
            } if response.is_complete => {
                answered += usize::from(response.status >= 200);
                rest = more;
            }
            Next::Response { .. } | Next::Part => break,
            Next::Invalid(_) => return methods.len(),
        }
    }
    answered
}

/// Checks that what was received is valid HTTP and no internal error. Returns the status of the first
/// response. A sandbox with faults may do anything but send what is not HTTP.
pub(super) fn check(
    methods: &[String],
    received: &[u8],
    is_faulty: bool,
) -> Result<Option<u16>, String> {
    let mut statuses = Vec::new();
    let mut rest = received;
    while !rest.is_empty() {
        let (response, more) = match next(rest, methods.get(statuses.len())) {
            Next::Response { response, rest } => (response, rest),
            Next::Part if is_faulty => break,
            Next::Part => return Err(format!("a part of a response: {}", rest.escape_ascii())),
            Next::Invalid(error) => return Err(format!("{error}: {}", rest.escape_ascii())),
        };
        let Response { status, body, .. } = response;
        let has_code = body.windows(12).any(|window| window == br#""code":1000,"#);
        if !(100..=599).contains(&status) || !is_faulty && (status == 500 || has_code) {
            return Err(format!("status {status}: {}", body.escape_ascii()));
        }
        if status >= 200 {
            statuses.push(status);
        }
        rest = more;
    }
    Ok(statuses.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    const REFUSED: &str = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";
    const GO_ON: &str = "HTTP/1.1 100 Continue\r\n\r\n";
    const TO_HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n";

    fn is_wrong(received: &str) -> bool {
        check(&[], received.as_bytes(), false).is_err()
    }

    #[test]
    fn only_valid_responses_without_internal_errors_pass() {
        assert_eq!(check(&[], b"", false), Ok(None));
        assert_eq!(check(&[], FINE.as_bytes(), false), Ok(Some(200)));
        let both = format!("{GO_ON}{REFUSED}{FINE}");
        assert_eq!(check(&[], both.as_bytes(), false), Ok(Some(404)));
        for wrong in [
            "nonsense",
            "HTTP/1.1 200 OK\r\ncontent-le",
            "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 13\r\n\r\n{\"code\":1000,",
        ] {
            assert!(is_wrong(wrong), "{wrong}");
            assert!(is_wrong(&format!("{FINE}{wrong}")), "{wrong} as the second");
        }
        assert!(is_wrong(&format!("{TO_HEAD}{FINE}")));
        let methods = ["HEAD".to_owned()];
        let received = format!("{TO_HEAD}{FINE}");
        assert_eq!(check(&methods, received.as_bytes(), false), Ok(Some(200)));
    }

    #[test]
    fn responses_count_when_they_are_complete() {
        let methods = ["GET", "HEAD", "GET"].map(str::to_owned);
        let received = format!("{GO_ON}{FINE}{TO_HEAD}{REFUSED}");
        assert_eq!(complete(&methods, received.as_bytes()), 3);
        assert_eq!(
            complete(&methods, &received.as_bytes()[..GO_ON.len() + 35]),
            0
        );
        assert_eq!(complete(&methods, format!("{FINE}{TO_HEAD}").as_bytes()), 2);
    }
}
