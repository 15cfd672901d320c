// SPDX-License-Identifier: Apache-2.0
//! The blocks of a capture as pcap-file, a reader of pcapng that is not ours, finds them.

use pcap_file::pcapng::PcapNgParser;

/// A block, without its body.
pub struct Block {
    kind: u32,
    /// Of the whole block, in bytes.
    pub length: u32,
}

impl Block {
    /// True for a block that holds an event, with or without flags, also a long one.
    pub fn is_event(&self) -> bool {
        matches!(self.kind, 0x216 | 0x217 | 0x221 | 0x222)
    }
}

/// Every block; `None` unless all bytes are blocks that are well formed.
pub fn blocks(bytes: &[u8]) -> Option<Vec<Block>> {
    let (mut rest, mut parser) = PcapNgParser::new(bytes).ok()?;
    let header = (bytes.len() - rest.len()) as u32;
    let mut blocks = vec![Block { kind: 0x0A0D_0D0A, length: header }];
    while !rest.is_empty() {
        let (after, block) = parser.next_raw_block(rest).ok()?;
        blocks.push(Block { kind: block.type_, length: block.initial_len });
        rest = after;
    }
    Some(blocks)
}
