#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a C program that calls every function of libsinsp/sinsp_c.h with NULLs and zeros: none may crash, and those that
give a pointer or a truth give none.

usage: sinsp_nulls.py INCLUDE_DIR LIST
LIST has the names of the functions, one in a line.
"""
import re
import sys

# What makes something of nothing, and what tells of a number.
GIVES = {"sinsp_event_row"}
MADE_ELSEWHERE = {"sinsp_create", "sinsp_catalogue_create"}


def main():
    with open(f"{sys.argv[1]}/libsinsp/detail/sinsp_c.h") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    found = re.findall(r"^([A-Za-z][\w ]*?[ *]+)(sinsp_\w+)\(([^;{]*?)\);", text, flags=re.M | re.S)
    calls = []
    for result, name, parameters in found:
        if result.strip().startswith("typedef") or name in MADE_ELSEWHERE:
            continue
        values = [] if parameters.strip() in ("void", "") else [zero(p) for p in parameters.split(",")]
        call = f"{name}({', '.join(values)})"
        result = result.strip()
        if name in GIVES or result == "void":
            calls.append(f"    (void){call};" if result != "void" else f"    {call};")
        elif result.endswith("*"):
            calls.append(f"    CHECK({call} == NULL);")
        elif result == "bool":
            calls.append(f"    CHECK(!{call});")
        else:
            calls.append(f"    (void){call};")
    with open(sys.argv[2]) as file:
        missing = set(file.read().split()) - {name for _, name, _ in found}
    if missing:
        sys.exit(f"sinsp_nulls: no prototype of {sorted(missing)}")
    print('#include <libsinsp/sinsp_c.h>\n#include "check.h"\n\nint main(void)\n{')
    print("    sinsp_text nothing = {NULL, 0};\n    (void)nothing;")
    print("\n".join(calls))
    print('    return report("sinsp_nulls");\n}')


def zero(parameter):
    parameter = parameter.strip()
    if "*" in parameter or "_fn " in parameter:
        return "NULL"
    return "nothing" if "sinsp_text" in parameter else "0"


if __name__ == "__main__":
    main()
