// SPDX-License-Identifier: MIT-0
//! URIs of the url crate, which brings them into the one form that browsers have: host names in lower case and in
//! ASCII, no port that is the scheme's own, no `..`, everything else encoded, a path that is at least `/`.

pub use url::Url;

use super::format::URI;
use super::typed::typed;

/// Where there is nothing yet.
fn blank() -> Url {
    let Ok(url) = Url::parse("about:blank") else { unreachable!("the literal is a URL") };
    url
}

typed!(Url, URI, blank(), |text| Url::parse(text).ok(), Url::to_string);
