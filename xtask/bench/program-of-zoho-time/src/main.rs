//! Prints the running timer.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoho = zoho_time::Client::builder()
        .organization("10234695".parse()?)
        .refresh_token("client", "secret", "token")
        .build()?;
    println!("{:?}", zoho.timer().running().await?);
    Ok(())
}
