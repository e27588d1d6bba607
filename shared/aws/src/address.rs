//! Which addresses a webhook may reach: public ones on port 443, and what the stack's owner allowed besides.
//!
//! A webhook's URL comes from a secret that people edit. Without this policy a URL could make the router post to what
//! only the router can reach: a database in its VPC, the metadata service, Lambda's own runtime API on 127.0.0.1.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;

/// Private address blocks that a webhook may reach all the same, on any port. Empty unless tests or a VPC need it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedPrivate(Vec<IpNet>);

impl FromStr for AllowedPrivate {
    type Err = ();

    /// Reads CIDR blocks with commas between them.
    fn from_str(list: &str) -> Result<Self, ()> {
        list.split(',')
            .map(str::trim)
            .filter(|block| !block.is_empty())
            .map(|block| block.parse().map_err(drop))
            .collect::<Result<_, ()>>()
            .map(Self)
    }
}

impl AllowedPrivate {
    /// Whether a webhook may connect there.
    pub fn permits(&self, address: SocketAddr) -> bool {
        // `::ffff:10.0.0.1` is 10.0.0.1 with another spelling.
        let ip = address.ip().to_canonical();
        self.0.iter().any(|block| block.contains(&ip)) || (address.port() == 443 && is_public(ip))
    }
}

/// Whether an address is on the public internet, by the special-purpose registries of RFC 6890 and its successors.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = a == 0 // this network
        || ip.is_private() // 10/8, 172.16/12, 192.168/16
        || (a == 100 && (b & 0xc0) == 64) // carrier-grade NAT, 100.64/10
        || ip.is_loopback() // 127/8, Lambda's runtime API among them
        || ip.is_link_local() // 169.254/16, the metadata services among them
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || ip.is_documentation() // 192.0.2/24, 198.51.100/24, 203.0.113/24
        || (a == 192 && b == 88 && c == 99) // 6to4 relays
        || (a == 198 && (b & 0xfe) == 18) // benchmarks, 198.18/15
        || a >= 224; // multicast, reserved, broadcast
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // Only 2000::/3 is global unicast: this leaves out ::, ::1, IPv4-compatible, NAT64's 64:ff9b::/96, unique local
    // fc00::/7 with the metadata service fd00:ec2::254, link local fe80::/10 and multicast ff00::/8.
    let global_unicast = (first & 0xe000) == 0x2000;
    let special = (first == 0x2001 && (second < 0x0200 || second == 0x0db8)) // Teredo and others; documentation
        || first == 0x2002 // 6to4 carries an IPv4 address, any of them
        || (first == 0x3fff && second < 0x1000); // documentation
    global_unicast && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(list: &str) -> AllowedPrivate {
        list.parse().unwrap()
    }

    #[test]
    fn nothing_special_is_reached_by_default() {
        for address in [
            "0.0.0.0",                // this host
            "10.1.2.3",               // private
            "172.16.0.1",             // private
            "172.31.255.255",         // private, the last
            "192.168.0.10",           // private
            "100.64.0.1",             // carrier-grade NAT
            "100.127.255.255",        // carrier-grade NAT, the last
            "127.0.0.1",              // Lambda's runtime API
            "127.8.8.8",              // loopback is a /8
            "169.254.169.254",        // instance metadata
            "169.254.170.2",          // container credentials
            "192.0.0.1",              // protocol assignments
            "192.0.2.7",              // documentation
            "198.18.0.1",             // benchmarks
            "224.0.0.1",              // multicast
            "240.0.0.1",              // reserved
            "255.255.255.255",        // broadcast
            "::",                     // unspecified
            "::1",                    // loopback
            "::ffff:10.0.0.1",        // private, mapped
            "::ffff:169.254.169.254", // metadata, mapped
            "::127.0.0.1",            // loopback, IPv4-compatible
            "64:ff9b::a00:1",         // 10.0.0.1 through NAT64
            "2001::1",                // Teredo
            "2001:db8::1",            // documentation
            "2002:7f00:1::",          // 127.0.0.1 through 6to4
            "fc00::1",                // unique local
            "fd00:ec2::254",          // metadata
            "fe80::1",                // link local
            "ff02::1",                // multicast
        ] {
            let ip: IpAddr = address.parse().unwrap();
            assert!(!allowed("").permits(SocketAddr::new(ip, 443)), "{address}");
        }
    }

    #[test]
    fn the_public_internet_is_reached_on_443_only() {
        for address in [
            "3.5.7.9",
            "100.63.255.255",
            "100.128.0.1",
            "172.32.0.1",
            "198.20.0.1",
            "2600:1f00::1",
        ] {
            let ip: IpAddr = address.parse().unwrap();
            assert!(allowed("").permits(SocketAddr::new(ip, 443)), "{address}");
            assert!(!allowed("").permits(SocketAddr::new(ip, 8443)), "{address}");
            assert!(
                !allowed("10.0.0.0/8").permits(SocketAddr::new(ip, 80)),
                "{address}"
            );
        }
    }

    #[test]
    fn an_allowed_block_opens_itself_on_every_port_and_nothing_else() {
        let policy = allowed("10.20.0.0/16, fd12::/16,127.0.0.1/32");
        for address in [
            "10.20.3.4:9000",
            "[fd12::1]:443",
            "127.0.0.1:9443",
            "[::ffff:10.20.0.1]:443",
        ] {
            assert!(policy.permits(address.parse().unwrap()), "{address}");
        }
        for address in [
            "10.21.0.1:443",
            "127.0.0.2:443",
            "[fd13::1]:443",
            "169.254.169.254:443",
        ] {
            assert!(!policy.permits(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_list_is_read_whole_or_not_at_all() {
        assert!("10.0.0.0/8,nonsense".parse::<AllowedPrivate>().is_err());
        assert!("10.0.0.0/33".parse::<AllowedPrivate>().is_err());
        assert_eq!(allowed(" , "), AllowedPrivate::default());
    }
}
