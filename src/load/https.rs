//! The fetcher that uses the network: one GET, over TLS, with the certificates that this machine trusts. The only module
//! that names `ureq`.

use std::time::Duration;

use super::remote::{Answer, Fetcher, REQUEST_TIME};

/// The network.
#[derive(Clone, Debug)]
pub struct Https {
    time: Duration,
    trusted: Vec<Vec<u8>>,
}

impl Default for Https {
    fn default() -> Self {
        Https::within(REQUEST_TIME)
    }
}

impl Https {
    /// The network, as long as an answer is there whole within this time.
    pub fn within(time: Duration) -> Self {
        Https { time, trusted: Vec::new() }
    }

    /// Trusts this certificate (DER) instead of those of the machine.
    pub fn trusting(mut self, certificate: &[u8]) -> Self {
        self.trusted.push(certificate.to_vec());
        self
    }
}

#[cfg(feature = "remote")]
impl Fetcher for Https {
    fn get(&self, url: &str) -> Result<Answer, String> {
        use ureq::tls::{Certificate, RootCerts, TlsConfig};

        use super::remote::MAX_REMOTE_BYTES;

        let roots = match self.trusted.as_slice() {
            [] => RootCerts::PlatformVerifier,
            own => {
                let own: Vec<Certificate<'static>> =
                    own.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
                RootCerts::new_with_certs(&own)
            }
        };
        let agent = ureq::Agent::config_builder()
            .https_only(true)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(self.time))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .user_agent(concat!("cratewright/", env!("CARGO_PKG_VERSION")))
            .accept("application/yaml, application/json, text/plain;q=0.8, */*;q=0.5")
            .build()
            .new_agent();
        let failed = |error: ureq::Error| match error {
            ureq::Error::Timeout(_) => format!("the answer is not there within {:?}", self.time),
            ureq::Error::BodyExceedsLimit(_) => format!("it is larger than {} MiB", MAX_REMOTE_BYTES >> 20),
            error => error.to_string(),
        };
        let response = agent.get(url).call().map_err(failed)?;
        let status = response.status().as_u16();
        let location = response.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        // Of anything but a success nobody reads the body.
        let body = match status {
            200 => response.into_body().into_with_config().limit(MAX_REMOTE_BYTES).read_to_vec().map_err(failed)?,
            _ => Vec::new(),
        };
        Ok(Answer { status, location, body })
    }
}

#[cfg(not(feature = "remote"))]
impl Fetcher for Https {
    fn get(&self, _: &str) -> Result<Answer, String> {
        let _ = (&self.time, &self.trusted);
        Err("this cratewright was built without the feature `remote`".to_owned())
    }
}
