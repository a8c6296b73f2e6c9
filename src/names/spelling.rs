//! How words are spelled in names: those with capitals inside, for whoever parts words at capitals (`clusterIPs` is no
//! `cluster i ps`), and letters with accents.
//!
//! It goes from text to text and knows nothing of identifiers.

use std::borrow::Cow;

/// Names with capitals inside that are one word all the same. What parts words at capitals would leave single letters.
const ONE_WORD: &[&str] = &["OAuth", "IPv4", "IPv6", "ETag", "UInt", "QoS", "IoT", "IOps"];

/// Acronyms whose plural is read as such before another word, too: `IPsInUse`. Of others nobody knows whether the `s`
/// is a plural's (`SFTPFsConfig`).
const COUNTED: &[&str] = &["API", "CA", "CIDR", "CPU", "GPU", "ID", "IP", "SDK", "SSD", "URI", "URL", "VM", "VPC"];

/// The text with words that are one word written so (`OAuth` as `Oauth`), and versions parted from what follows them
/// (`V1API` as `V1 API`).
pub(super) fn plain_case(text: &str) -> Cow<'_, str> {
    // Most texts have no capital behind another one, or none but in front.
    if !text.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len() + 1);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let before = plain.chars().next_back();
        // Nothing begins with a small letter behind another letter.
        if !first.is_ascii_uppercase() && before.is_some_and(|c| c.is_ascii_alphabetic()) {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let length = one_word(before, rest).or_else(|| plural(before, rest));
        if let Some(length) = length {
            plain.push(first);
            plain.push_str(&rest[1..length].to_ascii_lowercase());
            rest = &rest[length..];
        } else if let Some(length) = version(before, rest) {
            plain.push_str(&rest[..length]);
            plain.push(' ');
            rest = &rest[length..];
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Cow::Owned(plain)
}

/// The length of a word that stands here. Its first letter may be small where nothing stands before it.
fn one_word(before: Option<char>, rest: &str) -> Option<usize> {
    let begins = |word: &str| match rest.strip_prefix(word) {
        Some(_) => before.is_none_or(|c| !c.is_ascii_uppercase()),
        None => {
            let (rest, word) = (rest.as_bytes(), word.as_bytes());
            let in_small = rest[0].eq_ignore_ascii_case(&word[0]) && rest[1..].starts_with(&word[1..]);
            in_small && before.is_none_or(|c| !c.is_ascii_alphabetic())
        }
    };
    let ends = |length: usize| !rest[length..].starts_with(|c: char| c.is_ascii_lowercase());
    ONE_WORD.iter().find(|word| begins(word) && ends(word.len())).map(|word| word.len())
}

/// The length of an acronym's plural that stands here: `IDs`.
fn plural(before: Option<char>, rest: &str) -> Option<usize> {
    if before.is_some_and(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let acronym = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let behind = rest[acronym..].strip_prefix('s')?;
    let is_plural = match behind.chars().next() {
        Some(c) if c.is_ascii_lowercase() => false,
        Some(c) if c.is_ascii_uppercase() => COUNTED.contains(&&rest[..acronym]),
        _ => true,
    };
    (acronym > 1 && is_plural).then_some(acronym + 1)
}

/// The length of a version that stands here, before an acronym.
fn version(before: Option<char>, rest: &str) -> Option<usize> {
    let digits = rest.strip_prefix('V').filter(|_| !before.is_some_and(|c| c.is_ascii_uppercase()))?;
    let behind = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_acronym = behind.len() > 1 && behind.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    (behind.len() < digits.len() && is_acronym).then(|| rest.len() - behind.len())
}

/// Latin letters and what they are written as where there are no accents.
#[rustfmt::skip]
const ACCENTED: &[(&str, &str)] = &[
    ("a", "àáâãäåāăą"),
    ("A", "ÀÁÂÃÄÅĀĂĄ"),
    ("ae", "æ"),
    ("Ae", "Æ"),
    ("c", "çćĉċč"),
    ("C", "ÇĆĈĊČ"),
    ("d", "ďđð"),
    ("D", "ĎĐÐ"),
    ("e", "èéêëēĕėęě"),
    ("E", "ÈÉÊËĒĔĖĘĚ"),
    ("g", "ĝğġģ"),
    ("G", "ĜĞĠĢ"),
    ("h", "ĥħ"),
    ("H", "ĤĦ"),
    ("i", "ìíîïĩīĭįı"),
    ("I", "ÌÍÎÏĨĪĬĮİ"),
    ("j", "ĵ"),
    ("J", "Ĵ"),
    ("k", "ķ"),
    ("K", "Ķ"),
    ("l", "ĺļľŀł"),
    ("L", "ĹĻĽĿŁ"),
    ("n", "ñńņň"),
    ("N", "ÑŃŅŇ"),
    ("o", "òóôõöøōŏő"),
    ("O", "ÒÓÔÕÖØŌŎŐ"),
    ("oe", "œ"),
    ("Oe", "Œ"),
    ("r", "ŕŗř"),
    ("R", "ŔŖŘ"),
    ("s", "śŝşšș"),
    ("S", "ŚŜŞŠȘ"),
    ("ss", "ß"),
    ("t", "ţťŧț"),
    ("T", "ŢŤŦȚ"),
    ("th", "þ"),
    ("Th", "Þ"),
    ("u", "ùúûüũūŭůűų"),
    ("U", "ÙÚÛÜŨŪŬŮŰŲ"),
    ("w", "ŵ"),
    ("W", "Ŵ"),
    ("y", "ýÿŷ"),
    ("Y", "ÝŶŸ"),
    ("z", "źżž"),
    ("Z", "ŹŻŽ"),
];

/// A Latin letter without its accent; `None` for any other.
pub(super) fn without_accent(c: char) -> Option<&'static str> {
    // Nearly all are ASCII, and each letter of each name is asked for.
    if c.is_ascii() {
        return None;
    }
    ACCENTED.iter().find(|(_, accented)| accented.contains(c)).map(|(plain, _)| *plain)
}

#[cfg(test)]
mod tests {
    use crate::names::ident::snake_text;

    fn snakes<const N: usize>(texts: [&str; N]) -> [String; N] {
        texts.map(snake_text)
    }

    #[test]
    fn names_with_capitals_inside_are_one_word() {
        let texts = ["OAuth2Client", "userOAuth", "oAuth2", "IPv6Address", "enableIPv4", "ETag", "eTag", "MaximumIOps"];
        let expected =
            ["oauth2_client", "user_oauth", "oauth2", "ipv6_address", "enable_ipv4", "etag", "etag", "maximum_iops"];
        assert_eq!(snakes(texts), expected);
        // Only where they are whole words.
        let texts = ["createTag", "DELETETag", "fooAuth", "OAuthority", "UInteger", "\u{43b}Tag"];
        let expected = ["create_tag", "delete_tag", "foo_auth", "o_authority", "u_integer", "u43b_tag"];
        assert_eq!(snakes(texts), expected);
    }

    #[test]
    fn plurals_of_acronyms_are_one_word() {
        let texts = ["clusterIPs", "podCIDRs", "IDs", "device_IDs", "reservedIPsActions_list", "URLs2", "LROs"];
        let expected = ["cluster_ips", "pod_cidrs", "ids", "device_ids", "reserved_ips_actions_list", "urls2", "lros"];
        assert_eq!(snakes(texts), expected);
        let texts = ["HTTPSettings", "SFTPFsConfig", "GetAsText", "HTTPstatus"];
        assert_eq!(snakes(texts), ["http_settings", "sftp_fs_config", "get_as_text", "htt_pstatus"]);
    }

    #[test]
    fn versions_end_before_acronyms() {
        let texts = ["getAppsV1APIResources", "V12API", "V1Pod", "E2EE", "ENV1API"];
        assert_eq!(snakes(texts), ["get_apps_v1_api_resources", "v12_api", "v1_pod", "e2ee", "env1api"]);
    }
}
