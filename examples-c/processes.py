#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Programs that were started, through the C interface and ctypes.

usage: processes.py LIBRARY FILE
"""
import ctypes
import sys

SUCCESS, FAILURE, END = 0, 1, 6


class Text(ctypes.Structure):
    _fields_ = [("ptr", ctypes.c_void_p), ("len", ctypes.c_size_t)]

    def __str__(self):
        return ctypes.string_at(self.ptr, self.len).decode(errors="replace") if self.len else ""


def load(path):
    library = ctypes.CDLL(path)
    handle = ctypes.c_void_p
    for name, result, arguments in [
        ("sinsp_create", handle, []),
        ("sinsp_destroy", None, [handle]),
        ("sinsp_last_error", Text, [handle]),
        ("sinsp_open_savefile", ctypes.c_int32, [handle, ctypes.c_char_p]),
        ("sinsp_set_filter", ctypes.c_int32, [handle, ctypes.c_char_p, ctypes.c_size_t]),
        ("sinsp_next", ctypes.c_int32, [handle, ctypes.POINTER(handle)]),
        ("sinsp_formatter_compile", handle, [handle, ctypes.c_char_p, ctypes.c_size_t]),
        ("sinsp_formatter_text", ctypes.c_bool, [handle, handle, ctypes.POINTER(Text)]),
        ("sinsp_formatter_free", None, [handle]),
    ]:
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    sinsp = load(sys.argv[1])
    inspector = sinsp.sinsp_create()
    condition = b"evt.type = execve and evt.failed = false"
    template = b"%evt.num %proc.pname -> %proc.cmdline"
    try:
        if sinsp.sinsp_open_savefile(inspector, sys.argv[2].encode()) != SUCCESS:
            raise RuntimeError(sinsp.sinsp_last_error(inspector))
        if sinsp.sinsp_set_filter(inspector, condition, len(condition)) != SUCCESS:
            raise RuntimeError(sinsp.sinsp_last_error(inspector))
        line = sinsp.sinsp_formatter_compile(inspector, template, len(template))
        event, text = ctypes.c_void_p(), Text()
        while (rc := sinsp.sinsp_next(inspector, ctypes.byref(event))) != END:
            if rc == FAILURE:
                raise RuntimeError(sinsp.sinsp_last_error(inspector))
            if rc == SUCCESS and sinsp.sinsp_formatter_text(line, event, ctypes.byref(text)):
                print(text)
        sinsp.sinsp_formatter_free(line)
    except RuntimeError as error:
        print(f"{sys.argv[0]}: {error}", file=sys.stderr)
        return 1
    finally:
        sinsp.sinsp_destroy(inspector)
    return 0


if __name__ == "__main__":
    sys.exit(main())
