// SPDX-License-Identifier: MIT-0
//! IP addresses. Those of version 6 are written in the short form of RFC 5952.

pub use std::net::{Ipv4Addr, Ipv6Addr};

use super::format::{IPV4, IPV6};
use super::typed::typed;

typed!(Ipv4Addr, IPV4, Ipv4Addr::UNSPECIFIED, |text| text.parse().ok(), Ipv4Addr::to_string);
typed!(Ipv6Addr, IPV6, Ipv6Addr::UNSPECIFIED, |text| text.parse().ok(), Ipv6Addr::to_string);
