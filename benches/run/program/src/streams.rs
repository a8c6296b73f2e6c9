//! Long streams through the generated client.

use shop_client::{Body, Client};

use super::{Outcome, generated};

/// `amount` is in MiB for bytes.
pub async fn run(what: &str, address: &str, amount: i32) -> Outcome {
    let client = Client::builder(format!("http://{address}")).build()?;
    let bytes = i64::from(amount) << 20;
    match what {
        "upload" => {
            let body = Body::stream(generated::chunks(usize::try_from(amount)? * 16));
            assert_eq!(client.write_blob(body).await?.bytes, bytes);
        }
        "download" => {
            let (mut body, mut read) = (client.read_blob(amount).await?, 0);
            while let Some(chunk) = body.chunk().await? {
                read += chunk.len() as i64;
            }
            assert_eq!(read, bytes);
        }
        _ => {
            let (mut events, mut read) = (client.watch(amount).await?, 0);
            while let Some(event) = events.next().await {
                assert_eq!(event?.data.id, read);
                read += 1;
            }
            assert_eq!(read, i64::from(amount));
        }
    }
    Ok(())
}
