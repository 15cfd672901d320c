// SPDX-License-Identifier: Apache-2.0
//! The route table against the reference.

use crate::parsers::is_parsed;
use crate::schema::Code;

#[test]
fn positions_are_those_of_the_reference() {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/reference/parser_state.json"));
    let json: serde_json::Value = serde_json::from_str(text).expect("valid JSON");
    for event in json["events"].as_array().expect("a list") {
        let number = event["code"].as_u64().expect("a number") as u16;
        let code = Code::from_number(number).expect("a known code");
        let expected = event.get("fd_lookup_param").and_then(|v| v.as_u64()).map(|v| v as usize);
        assert_eq!(code.fd_param(), expected, "{}", code.enum_name());
        let parsed = event["handling"] == "parsed";
        let ours = is_parsed(code);
        // Upstream leaves containers to a plugin, ends a live capture when a processor comes or goes, and does not
        // follow process groups and what an ioctl does to a descriptor.
        let differs = matches!(
            code,
            Code::ContainerJson_2E
                | Code::ContainerJsonE
                | Code::AsynceventE
                | Code::CpuHotplugE
                | Code::SyscallSetpgidX
                | Code::SyscallIoctl_3X
        );
        assert!(ours == parsed || differs, "{}", code.enum_name());
    }
}
