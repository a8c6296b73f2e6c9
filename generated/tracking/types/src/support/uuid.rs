// SPDX-License-Identifier: MIT-0
//! UUIDs of the uuid crate: written in lower case.

pub use uuid::Uuid;

use super::format::UUID;
use super::typed::typed;

typed!(Uuid, UUID, Uuid::nil(), |text| text.parse().ok(), Uuid::to_string);
