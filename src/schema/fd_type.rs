// SPDX-License-Identifier: Apache-2.0
//! Kinds of file descriptors and layer 4 protocols.

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident: $repr:ty { $($(#[$vdoc:meta])* $variant:ident = $number:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr($repr)]
        pub enum $name { $($(#[$vdoc])* $variant = $number,)* }

        impl $name {
            /// The kind with this number.
            pub const fn from_number(number: $repr) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The number that capture files and C structures carry.
            pub const fn number(self) -> $repr {
                self as $repr
            }
        }
    };
}

numbered! {
    /// What a file descriptor refers to; upstream: `scap_fd_type`.
    FdType: i32 {
        /// Not yet known.
        Uninitialized = -1,
        /// Of a kind that could not be determined.
        Unknown = 0,
        /// A file as old captures carry it: a name only.
        File = 1,
        /// A directory.
        Directory = 2,
        /// An IPv4 socket with two ends.
        Ipv4Sock = 3,
        /// An IPv6 socket with two ends.
        Ipv6Sock = 4,
        /// A listening IPv4 socket.
        Ipv4ServSock = 5,
        /// A listening IPv6 socket.
        Ipv6ServSock = 6,
        /// A pipe or named pipe.
        Fifo = 7,
        /// A unix socket.
        UnixSock = 8,
        /// An eventfd.
        Event = 9,
        /// Of a kind that is not followed.
        Unsupported = 10,
        /// A signalfd.
        Signalfd = 11,
        /// An epoll instance.
        Eventpoll = 12,
        /// An inotify instance.
        Inotify = 13,
        /// A timerfd.
        Timerfd = 14,
        /// A netlink socket.
        Netlink = 15,
        /// A regular file with flags, device and mount.
        FileV2 = 16,
        /// A BPF map, program, link or iterator.
        Bpf = 17,
        /// A userfaultfd.
        Userfaultfd = 18,
        /// An io_uring instance.
        IoUring = 19,
        /// An anonymous memory file.
        Memfd = 20,
        /// A process descriptor.
        Pidfd = 21,
    }
}

numbered! {
    /// Layer 4 protocol of a socket; upstream: `scap_l4_proto`.
    L4Proto: u8 {
        /// Could not be determined.
        Unknown = 0,
        /// Has none.
        Na = 1,
        /// TCP.
        Tcp = 2,
        /// UDP.
        Udp = 3,
        /// ICMP.
        Icmp = 4,
        /// Raw.
        Raw = 5,
    }
}
