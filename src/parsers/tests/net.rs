// SPDX-License-Identifier: Apache-2.0
use super::*;
use crate::parsers::StateChange;
use crate::schema::{FdType, L4Proto};

const HOST: [u8; 4] = [10, 0, 0, 1];
const PEER: [u8; 4] = [10, 0, 0, 2];

impl Machine {
    fn socket(&mut self, fd: i64, domain: u32, ty: u32, protocol: u32) {
        let event = self.event(SHELL, Code::SocketSocketX);
        self.run(event.i64(fd).u32(domain).u32(ty).u32(protocol).u32(0));
    }

    fn connect(&mut self, res: i64, tuple: &[u8], fd: i64, address: &[u8]) {
        let event = self.event(SHELL, Code::SocketConnectX);
        self.run(event.i64(res).bytes(tuple).i64(fd).bytes(address));
    }

    fn bind(&mut self, fd: i64, address: &[u8]) {
        let event = self.event(SHELL, Code::SocketBindX);
        self.run(event.i64(0).bytes(address).i64(fd));
    }

    fn sendto(&mut self, fd: i64, tuple: &[u8]) {
        let event = self.event(SHELL, Code::SocketSendtoX);
        self.run(event.i64(5).bytes(b"hello").i64(fd).u32(5).bytes(tuple));
    }

    fn recvfrom(&mut self, fd: i64, tuple: &[u8]) {
        let event = self.event(SHELL, Code::SocketRecvfromX);
        self.run(event.i64(5).bytes(b"hello").bytes(tuple).i64(fd).u32(5));
    }
}

#[test]
fn sockets_by_domain_type_and_protocol() {
    let mut m = Machine::new();
    for (domain, ty, protocol, kind, proto) in [
        (2, 1, 0, FdType::Ipv4Sock, L4Proto::Tcp),
        (2, 2 | 0o4000, 0, FdType::Ipv4Sock, L4Proto::Udp),
        (2, 3, 1, FdType::Ipv4Sock, L4Proto::Raw),
        (2, 2, 1, FdType::Ipv4Sock, L4Proto::Icmp),
        (2, 5, 0, FdType::Ipv4Sock, L4Proto::Unknown),
        (10, 1, 6, FdType::Ipv6Sock, L4Proto::Tcp),
        (10, 3, 255, FdType::Ipv6Sock, L4Proto::Raw),
        (1, 1, 0, FdType::UnixSock, L4Proto::Unknown),
        (16, 3, 0, FdType::Netlink, L4Proto::Unknown),
        (17, 3, 0, FdType::Unknown, L4Proto::Unknown),
    ] {
        m.socket(3, domain, ty, protocol);
        let fd = m.fd(SHELL, 3).expect("open");
        let found = if domain == 10 { fd.socket().l4_v6() } else { fd.socket().l4_v4() };
        assert_eq!((fd.ty, found), (kind, proto), "{domain} {ty} {protocol}");
    }
    m.socket(-97, 2, 1, 0);
    assert!(m.event_fd().is_none());
}

#[test]
fn connect_names_both_ends_and_makes_a_client() {
    let mut m = Machine::attentive();
    m.socket(3, 2, 1, 0);
    let tuple = tuple4(HOST, 4000, PEER, 80);
    m.connect(0, &tuple, 3, &address4(PEER, 80));
    assert_eq!(m.name(SHELL, 3), "10.0.0.1:4000->10.0.0.2:80");
    let fd = m.fd(SHELL, 3).expect("open");
    assert!(fd.is_connected() && fd.is_role_client() && m.at.name_changed);
    assert_eq!((fd.l4proto(), fd.server_port()), (L4Proto::Tcp, 80));
    assert_eq!(m.verdict.state_changes[..], [StateChange::Connect]);
    m.connect(0, &tuple, 3, &address4(PEER, 80));
    assert!(!m.at.name_changed);
}

#[test]
fn a_connect_to_no_address_ends_a_connection() {
    let mut m = Machine::attentive();
    m.socket(3, 2, 2, 0);
    m.connect(0, &tuple4(HOST, 4000, PEER, 53), 3, &address4(PEER, 53));
    m.connect(0, &tuple4(HOST, 0, PEER, 0), 3, &[0]);
    assert_eq!(m.name(SHELL, 3), "");
    let fd = m.fd(SHELL, 3).expect("open");
    assert_eq!((fd.l4proto(), fd.ports()), (L4Proto::Udp, (0, 0)));
    m.connect(0, &tuple4(HOST, 4001, PEER, 54), 3, &address4(PEER, 54));
    assert_eq!(m.name(SHELL, 3), "10.0.0.1:4001->10.0.0.2:54");
}

#[test]
fn the_condition_of_a_connection_is_followed_on_request() {
    let mut m = Machine::attentive();
    m.socket(3, 2, 1, 0);
    let tuple = tuple4(HOST, 4000, PEER, 80);
    m.connect(-115, &tuple, 3, b"");
    assert!(m.fd(SHELL, 3).is_some_and(Fd::is_pending));
    let error = |m: &mut Machine, value: i64| {
        let event = m.event(SHELL, Code::SocketGetsockoptX);
        let value = [&[1][..], &value.to_ne_bytes()].concat();
        m.run(event.i64(0).i64(3).u8(1).u8(4).bytes(&value).u32(4));
    };
    error(&mut m, -111);
    assert!(m.fd(SHELL, 3).is_some_and(Fd::is_failed));
    assert_eq!((m.at.error, &m.verdict.state_changes[..]), (-111, &[StateChange::SocketStatus][..]));
    error(&mut m, 0);
    assert!(m.fd(SHELL, 3).is_some_and(Fd::is_connected));
    m.connect(-111, &tuple, 3, b"");
    assert!(m.fd(SHELL, 3).is_some_and(Fd::is_failed));
    let mut plain = Machine::new();
    plain.socket(3, 2, 1, 0);
    plain.connect(-111, &tuple, 3, b"");
    assert_eq!(plain.fd(SHELL, 3).map(|fd| (fd.flags, fd.name.len())), Some((0, 0)));
}

#[test]
fn the_address_of_the_entry_is_believed_where_the_exit_reads_it_again() {
    let mut m = Machine::new();
    m.socket(3, 2, 2, 0);
    let enter = m.event(SHELL, Code::SocketConnectE);
    m.run(enter.i64(3).bytes(&address4(PEER, 53)));
    m.connect(0, &tuple4(HOST, 4000, [6, 6, 6, 6], 666), 3, &address4([6, 6, 6, 6], 666));
    assert_eq!(m.name(SHELL, 3), "10.0.0.1:4000->10.0.0.2:53");
    let enter = m.event(SHELL, Code::SocketConnectE);
    m.run(enter.i64(3).bytes(&address4(PEER, 53)));
    m.connect(0, &tuple4(HOST, 4000, [7, 7, 7, 7], 80), 3, &address4([6, 6, 6, 6], 666));
    assert_eq!(m.name(SHELL, 3), "10.0.0.1:4000->7.7.7.7:80", "the kernel's own destination");
}

#[test]
fn an_empty_tuple_leaves_the_address_of_the_entry() {
    let mut m = Machine::new();
    m.socket(3, 2, 1, 0);
    let enter = m.event(SHELL, Code::SocketConnectE);
    m.run(enter.i64(3).bytes(&address4(PEER, 443)));
    m.connect(0, b"", 3, b"");
    let fd = m.fd(SHELL, 3).expect("open");
    assert_eq!((fd.socket().v4_dport(), fd.name.len()), (443, 0));
}

#[test]
fn unix_sockets_are_named_by_their_ends() {
    let mut m = Machine::new();
    m.socket(3, 1, 1, 0);
    let mut tuple = vec![1];
    tuple.extend(0xabu64.to_ne_bytes());
    tuple.extend(0xcdu64.to_ne_bytes());
    tuple.extend(b"/run/sock\0");
    m.connect(0, &tuple, 3, b"");
    assert_eq!(m.name(SHELL, 3), "ab->cd /run/sock");
    let event = m.event(SHELL, Code::SocketAccept_5X);
    m.run(event.i64(4).bytes(&tuple).u8(0).u32(0).u32(0));
    assert_eq!(m.name(SHELL, 4), "ab->cd /run/sock");
    assert!(m.fd(SHELL, 4).is_some_and(|fd| fd.is_role_server() && fd.is_connected()));
    let event = m.event(SHELL, Code::SocketSocketpairX);
    m.run(event.i64(0).i64(5).i64(6).u64(0xe).u64(0xf));
    let fd = m.fd(SHELL, 6).expect("open");
    assert_eq!((fd.ty, fd.socket().unix_destination()), (FdType::UnixSock, 0xf));
    assert_eq!(m.thread(SHELL).lastevent_fd, 6);
}

#[test]
fn mapped_addresses_are_ipv4() {
    let mut m = Machine::new();
    let mut tuple = vec![10];
    for (ip, port) in [([127, 0, 0, 1], 4000u16), ([127, 0, 0, 1], 80)] {
        tuple.extend([0; 10]);
        tuple.extend([0xff, 0xff]);
        tuple.extend::<[u8; 4]>(ip);
        tuple.extend(port.to_ne_bytes());
    }
    let event = m.event(SHELL, Code::SocketAccept4_6X);
    m.run(event.i64(4).bytes(&tuple).u8(0).u32(0).u32(0).i32(0x1000));
    assert_eq!(m.name(SHELL, 4), "127.0.0.1:4000->127.0.0.1:80");
    let fd = m.fd(SHELL, 4).expect("open");
    assert_eq!((fd.ty, fd.is_close_on_exec(), m.at.name_changed), (FdType::Ipv4Sock, true, true));
}

#[test]
fn a_bound_port_makes_a_server_that_udp_peers_talk_to() {
    let mut m = Machine::new();
    m.socket(3, 2, 2, 17);
    m.bind(3, &address4([127, 0, 0, 1], 53));
    assert_eq!(m.name(SHELL, 3), "127.0.0.1:53");
    assert_eq!(m.fd(SHELL, 3).map(|fd| fd.ty), Some(FdType::Ipv4ServSock));
    m.recvfrom(3, &tuple4([127, 0, 0, 1], 4000, [127, 0, 0, 1], 53));
    assert_eq!(m.name(SHELL, 3), "127.0.0.1:4000->127.0.0.1:53");
    let fd = m.fd(SHELL, 3).expect("open");
    assert_eq!((fd.ty, fd.l4proto(), fd.is_role_server()), (FdType::Ipv4Sock, L4Proto::Udp, true));
    m.socket(4, 2, 2, 17);
    m.bind(4, &address4([0; 4], 0));
    assert_eq!(m.fd(SHELL, 4).map(|fd| fd.ty), Some(FdType::Ipv4Sock), "port 0 is no server");
}

#[test]
fn data_sent_over_an_unknown_socket_reveals_udp() {
    let mut m = Machine::new();
    m.sendto(5, &tuple4(HOST, 4000, PEER, 53));
    let fd = m.fd(SHELL, 5).expect("inferred");
    assert_eq!((fd.ty, fd.socket().l4_v4()), (FdType::Ipv4Sock, L4Proto::Udp));
    assert_eq!(fd.name.bytes(), b"10.0.0.1:4000->10.0.0.2:53");
    m.sendto(6, b"\x01\0\0");
    assert!(m.fd(SHELL, 6).is_none());
}

#[test]
fn tcp_keeps_its_ends_and_udp_changes_them() {
    let mut m = Machine::new();
    m.socket(3, 2, 1, 6);
    m.connect(0, &tuple4(HOST, 4000, PEER, 80), 3, b"");
    m.sendto(3, &tuple4(HOST, 1, PEER, 2));
    assert_eq!(m.name(SHELL, 3), "10.0.0.1:4000->10.0.0.2:80");
    m.socket(4, 2, 2, 17);
    m.sendto(4, &tuple4(HOST, 4000, PEER, 53));
    m.sendto(4, &tuple4(HOST, 4000, PEER, 54));
    assert_eq!(m.name(SHELL, 4), "10.0.0.1:4000->10.0.0.2:54");
    assert!(m.fd(SHELL, 4).is_some_and(Fd::is_connected));
    let before = m.name(SHELL, 4);
    m.sendto(4, b"\x02\x0a");
    assert_eq!(m.name(SHELL, 4), before, "a truncated tuple changes nothing");
}

#[test]
fn old_multi_message_calls_without_parameters_are_left_alone() {
    let mut m = Machine::new();
    for code in [Code::SocketRecvmmsgX, Code::SocketSendmmsgX] {
        let event = m.event(SHELL, code);
        m.run(event.bytes(b""));
    }
    assert_eq!(m.state.counters.malformed_events, 0);
}

/// `::ffff:a.b.c.d`.
fn mapped(ip: [u8; 4]) -> [u8; 16] {
    std::net::Ipv4Addr::from(ip).to_ipv6_mapped().octets()
}

const PEER6: [u8; 16] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const HOST6: [u8; 16] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

#[test]
fn a_socket_s_kind_follows_each_tuple_and_its_protocol_stays() {
    let v4 = tuple4(HOST, 4000, PEER, 53);
    let as_v6 = tuple6(mapped(HOST), 4000, mapped(PEER), 53);
    let v6 = tuple6(HOST6, 4000, PEER6, 53);
    let of_v4 = (FdType::Ipv4Sock, L4Proto::Udp, "10.0.0.1:4000->10.0.0.2:53");
    let of_v6 = (FdType::Ipv6Sock, L4Proto::Udp, "2001:db8::2:4000->2001:db8::1:53");
    type Bring = fn(&mut Machine, &[u8]);
    let ways: [Bring; 6] = [
        |m, tuple| m.sendto(3, tuple),
        |m, tuple| {
            let event = m.event(SHELL, Code::SocketSendmsgX);
            m.run(event.i64(5).bytes(b"hello").i64(3).u32(5).bytes(tuple));
        },
        |m, tuple| {
            let event = m.event(SHELL, Code::SocketSendmmsgX);
            m.run(event.i64(5).i64(3).u32(5).bytes(b"hello").bytes(tuple));
        },
        |m, tuple| m.connect(0, tuple, 3, b""),
        |m, tuple| m.connect(-115, tuple, 3, b""),
        |m, tuple| {
            let event = m.event(SHELL, Code::SocketConnectX);
            m.run(event.i64(0).bytes(tuple).i64(3).bytes(b""));
        },
    ];
    for (way, bring) in ways.iter().enumerate() {
        let mut m = Machine::new();
        m.socket(3, 10, 2 | 0o2000000, 0);
        for (tuple, expected) in [(&as_v6, of_v4), (&v6, of_v6), (&v4, of_v4), (&v6, of_v6), (&as_v6, of_v4)]
        {
            bring(&mut m, tuple);
            let fd = m.fd(SHELL, 3).expect("open");
            let found = (fd.ty, fd.l4proto(), std::str::from_utf8(&fd.name).expect("text"));
            assert_eq!(found, expected, "way {way}");
        }
    }
    // As a client receives: the peer is the source.
    let mut m = Machine::new();
    m.socket(3, 10, 2, 0);
    m.sendto(3, &v6);
    m.recvfrom(3, &tuple6(mapped(PEER), 53, mapped(HOST), 4000));
    assert_eq!(m.name(SHELL, 3), of_v4.2);
    m.recvfrom(3, &tuple6(PEER6, 53, HOST6, 4000));
    assert_eq!((m.name(SHELL, 3), m.fd(SHELL, 3).map(|fd| fd.ty)), (of_v6.2.into(), Some(of_v6.0)));
}

#[test]
fn a_bound_socket_that_serves_both_kinds() {
    let mut m = Machine::new();
    m.socket(3, 10, 2, 0);
    m.bind(3, &address6([0; 16], 5353));
    assert_eq!(m.fd(SHELL, 3).map(|fd| (fd.ty, fd.l4proto())), Some((FdType::Ipv4ServSock, L4Proto::Udp)));
    m.recvfrom(3, &tuple6(PEER6, 4000, HOST6, 5353));
    let fd = m.fd(SHELL, 3).expect("open");
    assert_eq!((fd.ty, fd.l4proto(), fd.is_role_server()), (FdType::Ipv6Sock, L4Proto::Udp, true));
    assert_eq!(m.name(SHELL, 3), "2001:db8::1:4000->2001:db8::2:5353");
    m.recvfrom(3, &tuple6(mapped(PEER), 4000, mapped(HOST), 5353));
    assert_eq!(m.name(SHELL, 3), "10.0.0.2:4000->10.0.0.1:5353");
    // Without a peer nothing is learnt.
    m.recvfrom(3, &tuple6([0; 16], 0, [0; 16], 0));
    assert_eq!(m.name(SHELL, 3), "10.0.0.2:4000->10.0.0.1:5353");
    // A socket of each kind is made by accept; the listening one stays as it is.
    m.socket(4, 10, 1, 0);
    m.bind(4, &address6([0; 16], 80));
    for (number, tuple, kind) in [
        (5, tuple6(PEER6, 4000, HOST6, 80), FdType::Ipv6Sock),
        (6, tuple6(mapped(PEER), 4000, mapped(HOST), 80), FdType::Ipv4Sock),
    ] {
        let event = m.event(SHELL, Code::SocketAccept4_6X);
        m.run(event.i64(number).bytes(&tuple).u8(0).u32(0).u32(0).u32(0));
        assert_eq!(m.fd(SHELL, number).map(|fd| (fd.ty, fd.l4proto())), Some((kind, L4Proto::Tcp)));
    }
    assert_eq!(m.fd(SHELL, 4).map(|fd| (fd.ty, fd.l4proto())), Some((FdType::Ipv4ServSock, L4Proto::Tcp)));
}

#[test]
fn a_raw_socket_keeps_its_protocol_and_shows_no_ports() {
    let mut m = Machine::new();
    m.socket(3, 10, 3, 1);
    m.connect(0, &tuple6(mapped(HOST), 0, mapped(PEER), 0), 3, b"");
    assert_eq!(m.name(SHELL, 3), "10.0.0.1->10.0.0.2");
    m.connect(0, &tuple6(HOST6, 0, PEER6, 0), 3, b"");
    assert_eq!(m.name(SHELL, 3), "2001:db8::2->2001:db8::1");
}
