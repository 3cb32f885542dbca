//! Prints the running timer.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = progenitor_alone::Client::new("http://localhost");
    println!("{:?}", client.get_running_timer().await?);
    Ok(())
}
