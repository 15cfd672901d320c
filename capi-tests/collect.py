#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A collector of flow records on 127.0.0.1: prints its port, then writes what it gets into a file that tshark reads.

usage: collect.py FILE MESSAGES
"""
import socket
import struct
import sys


def main():
    path, messages = sys.argv[1], int(sys.argv[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as collector:
        collector.bind(("127.0.0.1", 0))
        collector.settimeout(30)
        print(collector.getsockname()[1], flush=True)
        with open(path, "wb") as file:
            # A pcap file of bare IP packets (link type 101).
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101))
            for _ in range(messages):
                payload, _ = collector.recvfrom(65535)
                udp = struct.pack(">HHHH", 40000, 4739, 8 + len(payload), 0) + payload
                address = socket.inet_aton("127.0.0.1")
                ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, address, address)
                file.write(struct.pack("<IIII", 0, 0, len(ip + udp), len(ip + udp)) + ip + udp)


if __name__ == "__main__":
    main()
