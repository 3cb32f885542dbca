//! Prints the running timer.

use zoho_time_client::{Client, Direct, Inner};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new_with_client("http://localhost", reqwest::Client::new(), Inner::new(Direct));
    println!("{:?}", client.get_running_timer().await?);
    Ok(())
}
