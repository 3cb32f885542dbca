//! An ordinary program with `reqwest`: asks for an address and prints body and status.
#![allow(clippy::print_stdout, reason = "it is what the program is for")]

use std::error::Error;

use reqwest::{Client, header};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, authorization, form] = arguments.as_slice() else {
        return Err("usage: reqwest_client URL AUTHORIZATION FORM".into());
    };
    let client = Client::new();
    let mut request = if form.is_empty() {
        client.get(url)
    } else {
        client
            .post(url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.clone())
    };
    if !authorization.is_empty() {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    let answer = request.send().await?;
    let status = answer.status().as_u16();
    println!("{}\n{status}", answer.text().await?);
    Ok(())
}
