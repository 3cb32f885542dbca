//! Requests to the sandbox.

use httparse::{EMPTY_HEADER, Request, Status};
use zoho_time_sandbox::Sandbox;

/// Replaces the names in braces.
pub(super) fn fill_in(data: &[u8], sandbox: &Sandbox) -> Vec<u8> {
    let demo = sandbox.demo();
    let values = [
        ("{host}", sandbox.address().to_string()),
        ("{token}", demo.access_token.clone()),
        ("{organization}", demo.organization_id.to_string()),
    ];
    let mut filled = Vec::with_capacity(data.len() + 64);
    let mut rest = data;
    while let Some((&byte, after)) = rest.split_first() {
        let value = values
            .iter()
            .find(|(name, _)| rest.starts_with(name.as_bytes()));
        if let Some((name, value)) = value {
            filled.extend_from_slice(value.as_bytes());
            rest = &rest[name.len()..];
        } else {
            filled.push(byte);
            rest = after;
        }
    }
    filled
}

/// The requests in what is sent.
#[derive(Debug)]
pub(super) struct Requests {
    /// The methods of those that are complete, up to the first that is not.
    pub(super) methods: Vec<String>,
    /// Whether each of them has to be answered. Not everything that is complete for a parser of heads is
    /// complete for a server.
    pub(super) are_certain: bool,
    /// Whether an answer may have no end: the log can be followed, and a fault can delay an answer.
    pub(super) may_go_on: bool,
}

impl Requests {
    pub(super) fn parse(sent: &[u8]) -> Self {
        let may_go_on = contains(sent, b"log/stream") || contains(sent, b"/_sandbox/faults");
        let mut requests = Self {
            methods: Vec::new(),
            are_certain: !may_go_on,
            may_go_on,
        };
        let mut rest = sent;
        while !rest.is_empty() {
            let mut headers = [EMPTY_HEADER; 64];
            let mut request = Request::new(&mut headers);
            let Ok(Status::Complete(head)) = request.parse(rest) else {
                break;
            };
            let values = |name: &str| {
                let headers = request.headers.iter();
                headers
                    .filter(|header| header.name.eq_ignore_ascii_case(name))
                    .map(|header| header.value)
                    .collect::<Vec<_>>()
            };
            let is_plain = ["transfer-encoding", "upgrade", "expect"]
                .iter()
                .all(|name| values(name).is_empty());
            let length = match values("content-length")[..] {
                [] => Some(0),
                [length] => std::str::from_utf8(length)
                    .ok()
                    .and_then(|text| text.parse().ok()),
                _ => None,
            };
            let method = request.method.unwrap_or_default().to_owned();
            requests.are_certain &= is_plain && method != "CONNECT";
            match length {
                Some(length) if is_plain && rest.len() - head >= length => {
                    requests.methods.push(method);
                    rest = &rest[head + length..];
                }
                // A length that makes no sense is refused, and a part of a body may be, too.
                _ => {
                    if !is_plain {
                        requests.methods.push(method);
                    }
                    break;
                }
            }
        }
        requests
    }
}

/// Whether some bytes are among others.
fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::Requests;

    #[test]
    fn requests_count_as_far_as_they_are_complete() {
        let get = "GET / HTTP/1.1\r\n\r\n";
        let post = "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
        for (sent, methods, are_certain) in [
            (String::new(), &[][..], true),
            (get.to_owned(), &["GET"], true),
            (format!("{post}{get}"), &["POST", "GET"], true),
            (format!("{get}{}", &post[..post.len() - 1]), &["GET"], true),
            (format!("{get}{}", &get[..9]), &["GET"], true),
            (
                format!(
                    "{get}{}",
                    post.replace("Content-Length: 2", "Transfer-Encoding: chunked")
                ),
                &["GET", "POST"],
                false,
            ),
        ] {
            let requests = Requests::parse(sent.as_bytes());
            assert_eq!(requests.methods, methods, "{sent}");
            assert_eq!(requests.are_certain, are_certain, "{sent}");
        }
    }
}
