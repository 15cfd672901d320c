/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of libsinsp: events, their parameters and descriptors.
 *
 *     sinsp_events TESTDATA
 */
#include "sinsp_check.h"

/* An openat that worked: number 369 of zoo.scap. */
static void parameters(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    const sinsp_event_t* event = event_at(inspector, 369);
    sinsp_event_view view;
    sinsp_param param;
    sinsp_text raw, resolved;
    CHECK_IS(sinsp_event_name(event), "openat");
    CHECK(sinsp_event_get(event, &view, sizeof(view)) && view.code == PPME_SYSCALL_OPENAT_2_X);
    CHECK(view.nparams == 7 && view.fd == 4 && view.tid == 2235 && view.error == 0 && view.source == 0);
    CHECK(sinsp_event_thread_id(event) == 2235);
    CHECK(sinsp_event_param_index(event, TEXT("name")) == 2);
    CHECK(sinsp_event_param_index(event, TEXT("fd")) == 0);
    CHECK(sinsp_event_param_index(event, TEXT("nonsense")) == -1);
    CHECK(sinsp_event_param_index(event, NULL, 0) == -1);
    CHECK(sinsp_event_param(event, 2, &param) && param.ty == PT_FSRELPATH);
    CHECK_IS(param.name, "name");
    CHECK(param.len == sizeof("/tmp/zoodir/a.txt") && strcmp((const char*)param.data, "/tmp/zoodir/a.txt") == 0);
    CHECK(param.data > view.raw && param.data + param.len <= view.raw + view.raw_len);
    CHECK(!sinsp_event_param(event, 7, &param));
    CHECK(sinsp_event_param_text(event, 0, SINSP_BUFFER_NORMAL, &raw, &resolved));
    CHECK_IS(raw, "4");
    CHECK_IS(resolved, "<f>/tmp/zoodir/a.txt");
    CHECK(raw.ptr[raw.len] == 0 && resolved.ptr[resolved.len] == 0);
    CHECK(sinsp_event_param_text(event, 3, SINSP_BUFFER_NORMAL, &raw, &resolved));
    CHECK_IS(raw, "4099");
    CHECK_IS(resolved, "O_RDWR|O_CLOEXEC");
    CHECK(!sinsp_event_param_text(event, 7, SINSP_BUFFER_NORMAL, &raw, &resolved));
    CHECK(!sinsp_event_param_text(event, 0, 99, &raw, &resolved));
    /* The same that failed. */
    event = event_at(inspector, 389);
    CHECK(sinsp_event_get(event, &view, sizeof(view)) && view.error == 2);
    CHECK(sinsp_event_param_text(event, 0, SINSP_BUFFER_NORMAL, &raw, &resolved));
    CHECK_IS(raw, "-2");
    CHECK_IS(resolved, "ENOENT");
    sinsp_destroy(inspector);
}

static void rows(void)
{
    sinsp_text name;
    uint32_t category, flags, nparams;
    CHECK(sinsp_event_row(PPME_SYSCALL_OPENAT_2_X, &name, &category, &flags, &nparams));
    CHECK_IS(name, "openat");
    CHECK(nparams == 7 && (category & 511) == EC_FILE && (flags & EF_CREATES_FD) != 0);
    CHECK(sinsp_event_row(PPME_SYSCALL_OPENAT_2_X, NULL, NULL, NULL, NULL));
    CHECK(!sinsp_event_row(PPM_EVENT_MAX, &name, NULL, NULL, NULL));
    CHECK(!sinsp_event_row(UINT16_MAX, &name, NULL, NULL, NULL));
}

static void descriptors(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    sinsp_fd_view fd, same;
    int64_t numbers[64];
    /* A close: the descriptor as it was. */
    const sinsp_event_t* event = event_at(inspector, 66);
    CHECK(!sinsp_event_fd(event, &fd, sizeof(fd)));
    event = event_at(inspector, 268);
    CHECK(sinsp_event_fd(event, &fd, sizeof(fd)));
    CHECK(fd.number == 4 && fd.ty == SCAP_FD_IPV4_SOCK && fd.l4proto == SCAP_L4_TCP && fd.type_char == '4');
    CHECK((fd.flags & SINSP_FD_ROLE_CLIENT) != 0 && (fd.flags & SINSP_FD_ROLE_SERVER) == 0);
    CHECK_IS(fd.name, "127.0.0.1:59408->127.0.0.1:21000");
    CHECK_IS(fd.type_name, "ipv4");
    uint16_t ports[2];
    memcpy(ports, fd.socket + 8, sizeof(ports));
    CHECK(memcmp(fd.socket, "\x7f\0\0\1\x7f\0\0\1", 8) == 0 && ports[0] == 59408 && ports[1] == 21000);
    CHECK(fd.socket[12] == SCAP_L4_TCP);
    CHECK(sinsp_fd_get(inspector, 2235, 4, &same, sizeof(same)) && same.ty == fd.ty && same.number == 4);
    CHECK_IS(same.name, "127.0.0.1:59408->127.0.0.1:21000");
    CHECK(!sinsp_fd_get(inspector, 2235, 999, &same, sizeof(same)));
    CHECK(!sinsp_fd_get(inspector, 999999, 4, &same, sizeof(same)));
    size_t count = sinsp_fd_numbers(inspector, 2235, NULL, 0);
    CHECK(count > 3 && count < 64 && sinsp_fd_numbers(inspector, 2235, numbers, 64) == count);
    CHECK(has(numbers, count, 4) && has(numbers, count, 1) && !has(numbers, count, 200));
    CHECK(sinsp_fd_numbers(inspector, 999999, numbers, 64) == 0);
    /* A file that is opened relative to a folder. */
    event = event_at(inspector, 387);
    CHECK(sinsp_event_fd(event, &fd, sizeof(fd)) && fd.number == 6 && fd.ino == 115 && fd.dev == 0x18);
    CHECK_IS(fd.name, "/tmp/zoodir/a.txt");
    CHECK_IS(fd.name_raw, "a.txt");
    CHECK(fd.open_flags == PPM_O_RDONLY);
    /* Known by an older program: the front of the structure. */
    memset(&same, 0xff, sizeof(same));
    CHECK(sinsp_event_fd(event, &same, sizeof(int64_t)) && same.number == 6 && same.pid == -1);
    sinsp_destroy(inspector);
    CHECK(sinsp_fd_type_char(SCAP_FD_FILE_V2) == 'f' && sinsp_fd_type_char(SCAP_FD_PIDFD) == 'P');
    CHECK(sinsp_fd_type_char(-5) == '?' && sinsp_fd_type_char(1000) == '?');
    CHECK_IS(sinsp_fd_type_name(SCAP_FD_DIRECTORY), "directory");
    CHECK_IS(sinsp_fd_type_name(1000), "<NA>");
}

/* Bytes of one inspector's event, looked at by another. */
static void by_hand(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    const sinsp_event_t* event = event_at(inspector, 364);
    sinsp_event_view view, copied;
    sinsp_param param;
    CHECK(sinsp_event_get(event, &view, sizeof(view)));
    sinsp_inspector_t* other = sinsp_create();
    sinsp_event_t* made = sinsp_event_create(other);
    CHECK(made != NULL && !sinsp_event_get(made, &copied, sizeof(copied)) && sinsp_event_name(made).len == 0);
    CHECK(!sinsp_event_param(made, 0, &param) && sinsp_event_thread_id(made) == -1);
    CHECK(sinsp_event_assign(made, view.raw, view.raw_len, 7, 3) == SCAP_SUCCESS);
    sinsp_destroy(inspector);
    open_capture(other, "zoo.scap");
    CHECK(sinsp_event_get(made, &copied, sizeof(copied)));
    CHECK(copied.num == 7 && copied.cpu == 3 && copied.ts == view.ts && copied.tid == 2235 && copied.code == view.code);
    CHECK_IS(sinsp_event_name(made), "write");
    CHECK(sinsp_event_param(made, 1, &param) && param.len == 16 && memcmp(param.data, "0123456789abcdef", 16) == 0);
    /* Cut short, longer than it is, and nothing. */
    CHECK(sinsp_event_assign(made, copied.raw, 20, 1, 0) == SCAP_FAILURE && sinsp_last_error(other).len > 0);
    CHECK(!sinsp_event_get(made, &copied, sizeof(copied)));
    unsigned char broken[64] = {0};
    broken[16] = 200; /* the length of the whole */
    CHECK(sinsp_event_assign(made, broken, sizeof(broken), 1, 0) == SCAP_FAILURE);
    CHECK(sinsp_event_assign(made, NULL, 0, 1, 0) == SCAP_FAILURE);
    sinsp_event_free(made);
    sinsp_destroy(other);
}

int main(int argc, char** argv)
{
    if(argc != 2) {
        return 2;
    }
    testdata = argv[1];
    parameters();
    rows();
    descriptors();
    by_hand();
    return report("sinsp_events");
}
