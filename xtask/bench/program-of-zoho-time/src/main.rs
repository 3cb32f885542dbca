//! Prints the running timer.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoho = zoho_time::Client::builder().from_env()?.build()?;
    println!("{:?}", zoho.timer().running().await?);
    Ok(())
}
