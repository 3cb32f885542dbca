//! Prints the running timer.

use zoho_time_client::{Client, Envelope, InvalidRequest, Request, Transport};

struct Direct(reqwest::Client);

type Failed = Box<dyn std::error::Error + Send + Sync>;

#[derive(Debug)]
struct Error(Failed);

impl From<InvalidRequest> for Error {
    fn from(error: InvalidRequest) -> Self {
        Self(error.into())
    }
}

impl Direct {
    async fn body<R: Envelope>(&self, request: Request) -> Result<R, Failed> {
        let sent = self.0.request(request.method(), request.url("http://localhost"));
        let sent = sent.headers(request.headers()).body(request.body().clone());
        Ok(R::from_json(&sent.send().await?.bytes().await?)?)
    }
}

impl Transport for Direct {
    type Error = Error;

    async fn call<R: Envelope>(&self, request: Request) -> Result<R, Error> {
        self.body(request).await.map_err(Error)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let client = Client::new(Direct(reqwest::Client::new()));
    println!("{:?}", client.get_running_timer().await);
}
