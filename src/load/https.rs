//! The fetcher that uses the network: one GET, over TLS, with the certificates that this machine trusts. The only module
//! that names `ureq`.

use super::remote::{Answer, Fetcher};

/// The network.
pub(super) struct Https;

#[cfg(feature = "remote")]
impl Fetcher for Https {
    fn get(&self, url: &str) -> Result<Answer, String> {
        use ureq::tls::{RootCerts, TlsConfig};

        use super::remote::{MAX_REMOTE_BYTES, REQUEST_TIME};

        let agent = ureq::Agent::config_builder()
            .https_only(true)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(REQUEST_TIME))
            .tls_config(TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build())
            .user_agent(concat!("cratewright/", env!("CARGO_PKG_VERSION")))
            .accept("application/yaml, application/json, text/plain;q=0.8, */*;q=0.5")
            .build()
            .new_agent();
        let response = agent.get(url).call().map_err(|error| error.to_string())?;
        let status = response.status().as_u16();
        let location = response.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        // Of anything but a success nobody reads the body.
        let body = match status {
            200 => response.into_body().into_with_config().limit(MAX_REMOTE_BYTES).read_to_vec().map_err(|error| {
                match error {
                    ureq::Error::BodyExceedsLimit(_) => format!("it is larger than {} MiB", MAX_REMOTE_BYTES >> 20),
                    error => error.to_string(),
                }
            })?,
            _ => Vec::new(),
        };
        Ok(Answer { status, location, body })
    }
}

#[cfg(not(feature = "remote"))]
impl Fetcher for Https {
    fn get(&self, _: &str) -> Result<Answer, String> {
        Err("this cratewright was built without the feature `remote`".to_owned())
    }
}
