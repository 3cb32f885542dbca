//! A program that shares a file of tokens with others. It says `ready`, waits for a line, and then
//!
//! * `call URL FILE` makes five calls to the sandbox at the address;
//! * `renew URL FILE HOURS` makes calls endlessly, by a clock that is `HOURS` hours ahead and an hour more each
//!   time, so that every call finds its token expired;
//! * `write FILE` writes records without end.
#![allow(clippy::print_stdout, reason = "it is how the program talks")]

use std::error::Error;
use std::io::{BufRead as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use zoho_time::auth::{FileTokenStore, TokenKey, TokenRecord, TokenStore as _};
use zoho_time::chrono::{TimeDelta, Utc};
use zoho_time::models::ListProjectsQuery;
use zoho_time::{Client, Clock, Credentials};
use zoho_time_tests::token_program::{ORGANIZATION, credentials, written};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["call", url, file] => {
            let zoho = client(url, file, Clock::system())?;
            ready()?;
            for _ in 0..5 {
                call(&zoho).await?;
            }
            println!("done");
            Ok(())
        }
        ["renew", url, file, hours] => {
            let hours = Arc::new(AtomicI64::new(hours.parse()?));
            let hand = Arc::clone(&hours);
            let clock =
                Clock::from_fn(move || Utc::now() + TimeDelta::hours(hand.load(Ordering::SeqCst)));
            let zoho = client(url, file, clock)?;
            ready()?;
            loop {
                call(&zoho).await?;
                hours.fetch_add(1, Ordering::SeqCst);
            }
        }
        ["write", file] => {
            ready()?;
            write(file).await
        }
        _ => Err("usage: token_user call URL FILE, renew URL FILE HOURS, or write FILE".into()),
    }
}

/// Says so, and waits to be let go.
fn ready() -> std::io::Result<()> {
    println!("ready");
    std::io::stdout().flush()?;
    std::io::stdin().lock().read_line(&mut String::new())?;
    Ok(())
}

fn client(url: &str, file: &str, clock: Clock) -> Result<Client, Box<dyn Error>> {
    let (id, secret, refresh_token) = credentials();
    Ok(Client::builder()
        .organization(ORGANIZATION.into())
        .credentials(Credentials {
            client_id: id.into(),
            client_secret: secret.into(),
            refresh_token: refresh_token.into(),
        })
        .base_url(url)
        .accounts_url(url)
        .token_store(FileTokenStore::new(file))
        .clock(clock)
        .build()?)
}

async fn call(zoho: &Client) -> Result<(), zoho_time::Error> {
    let list = zoho.projects().list(ListProjectsQuery::new());
    list.page(1).await.map(drop)
}

async fn write(file: &str) -> Result<(), Box<dyn Error>> {
    let store = FileTokenStore::new(file);
    let key = TokenKey::named("https://accounts.zoho.eu", "1000.CLIENT", "written");
    for number in 0.. {
        let record = TokenRecord::from_json(&written(number))?;
        store.lock(&key).await?.save(&record).await?;
    }
    Ok(())
}
