//! Prints the running timer.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let zoho = zoho_time::Client::from_env()?;
    println!("{:?}", zoho.timer().running().await?);
    Ok(())
}
