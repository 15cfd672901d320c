/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TCP and UDP flows with the process, user and container behind each: one line for each flow, or IPFIX to a collector,
 * with the elements of ntop's nProbe for the process.
 *
 *     cc flows.c $(pkg-config --cflags --libs libsinsp) -o flows
 *     ./flows FILE [COLLECTOR_PORT]          the collector is on 127.0.0.1
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <libscap/scap.h>
#include <libsinsp/sinsp_c.h>

struct flow {
    uint8_t socket[37]; /* both addresses, both ports, protocol: see sinsp_fd_view */
    bool is_v6;
    uint8_t protocol;
    int64_t pid, ppid;
    uint32_t uid;
    char comm[32], parent[32], user[32], container[64];
    uint64_t sent, received, sends, receives, first, last;
};

static struct flow* flows;
static size_t count, room;

static void put(char* field, size_t size, sinsp_text text)
{
    snprintf(field, size, "%.*s", (int)text.len, text.len == 0 ? "" : text.ptr);
}

static struct flow* flow_of(const sinsp_fd_view* fd, const sinsp_thread_view* thread)
{
    const bool is_v6 = fd->ty == SCAP_FD_IPV6_SOCK;
    for(size_t i = 0; i < count; i++) {
        if(flows[i].is_v6 == is_v6 && flows[i].pid == thread->pid &&
           memcmp(flows[i].socket, fd->socket, is_v6 ? 37 : 13) == 0) {
            return &flows[i];
        }
    }
    if(count == room) {
        room = room == 0 ? 64 : room * 2;
        flows = realloc(flows, room * sizeof(*flows));
        if(flows == NULL) {
            exit(1);
        }
    }
    struct flow* flow = &flows[count++];
    memset(flow, 0, sizeof(*flow));
    memcpy(flow->socket, fd->socket, is_v6 ? 37 : 13);
    flow->is_v6 = is_v6;
    flow->protocol = fd->l4proto == SCAP_L4_TCP ? IPPROTO_TCP : IPPROTO_UDP;
    return flow;
}

static void account(sinsp_inspector_t* inspector, const sinsp_event_t* event, const sinsp_event_view* view)
{
    sinsp_fd_view fd;
    sinsp_thread_view thread, parent;
    sinsp_user_view user;
    sinsp_param result;
    uint32_t flags;
    int64_t bytes;

    if(!sinsp_event_row(view->code, NULL, NULL, &flags, NULL) ||
       (flags & (EF_READS_FROM_FD | EF_WRITES_TO_FD)) == 0 || !sinsp_event_fd(event, &fd, sizeof(fd)) ||
       (fd.ty != SCAP_FD_IPV4_SOCK && fd.ty != SCAP_FD_IPV6_SOCK) ||
       (fd.l4proto != SCAP_L4_TCP && fd.l4proto != SCAP_L4_UDP) ||
       !sinsp_event_thread(event, &thread, sizeof(thread)) || !sinsp_event_param(event, 0, &result) ||
       result.len != sizeof(bytes)) {
        return;
    }
    memcpy(&bytes, result.data, sizeof(bytes));
    if(bytes <= 0) {
        return;
    }
    struct flow* flow = flow_of(&fd, &thread);
    if(flow->first == 0) {
        flow->first = view->ts;
        flow->pid = thread.pid;
        flow->uid = thread.uid;
        put(flow->comm, sizeof(flow->comm), thread.comm);
        put(flow->container, sizeof(flow->container), thread.container_id);
        if(sinsp_user_get(inspector, NULL, 0, thread.uid, &user, sizeof(user))) {
            put(flow->user, sizeof(flow->user), user.name);
        }
        if(sinsp_thread_get(inspector, sinsp_thread_parent(inspector, thread.tid), &parent, sizeof(parent))) {
            flow->ppid = parent.pid;
            put(flow->parent, sizeof(flow->parent), parent.comm);
        }
    }
    flow->last = view->ts;
    if((flags & EF_WRITES_TO_FD) != 0) {
        flow->sent += (uint64_t)bytes;
        flow->sends++;
    } else {
        flow->received += (uint64_t)bytes;
        flow->receives++;
    }
}

static void print(const struct flow* flow)
{
    char source[INET6_ADDRSTRLEN], destination[INET6_ADDRSTRLEN];
    uint16_t sport, dport;
    const int family = flow->is_v6 ? AF_INET6 : AF_INET;
    const size_t width = flow->is_v6 ? 16 : 4;
    inet_ntop(family, flow->socket, source, sizeof(source));
    inet_ntop(family, flow->socket + width, destination, sizeof(destination));
    memcpy(&sport, flow->socket + 2 * width, 2);
    memcpy(&dport, flow->socket + 2 * width + 2, 2);
    printf("%s %s %u -> %s %u sent %" PRIu64 " in %" PRIu64 " received %" PRIu64 " in %" PRIu64 " %s(%" PRId64
           ") below %s(%" PRId64 ") user %s container %s\n",
           flow->protocol == IPPROTO_TCP ? "tcp" : "udp", source, sport, destination, dport, flow->sent, flow->sends,
           flow->received, flow->receives, flow->comm, flow->pid, flow->parent, flow->ppid,
           flow->user[0] ? flow->user : "-", flow->container[0] ? flow->container : "-");
}

/* ---- IPFIX (RFC 7011) */

#define NTOP 35632
#define VARIABLE 65535

struct element {
    uint16_t id, length;
    uint32_t enterprise;
};

/* The first two are of the IP version. */
static const struct element elements[] = {
    {7, 2, 0},           /* source port */
    {11, 2, 0},          /* destination port */
    {4, 1, 0},           /* protocol */
    {1, 8, 0},           /* bytes sent */
    {2, 8, 0},           /* writes */
    {152, 8, 0},         /* first, ms */
    {153, 8, 0},         /* last, ms */
    {168, 4, NTOP},      /* SRC_PROC_PID */
    {169, VARIABLE, NTOP}, /* SRC_PROC_NAME */
    {372, VARIABLE, NTOP}, /* SRC_PROC_USER_NAME */
    {373, 4, NTOP},      /* SRC_FATHER_PROC_PID */
    {374, VARIABLE, NTOP}, /* SRC_FATHER_PROC_NAME */
};
#define ELEMENTS (sizeof(elements) / sizeof(elements[0]))

struct message {
    uint8_t bytes[1400];
    size_t size;
};

static void number(struct message* m, uint64_t value, size_t width)
{
    for(size_t i = 0; i < width; i++) {
        m->bytes[m->size++] = (uint8_t)(value >> (8 * (width - 1 - i)));
    }
}

static void text(struct message* m, const char* value)
{
    const size_t length = strlen(value);
    number(m, length, 1);
    memcpy(m->bytes + m->size, value, length);
    m->size += length;
}

static void template_of(struct message* m, uint16_t id, uint16_t source, uint16_t destination, uint16_t width)
{
    number(m, id, 2);
    number(m, 2 + ELEMENTS, 2);
    number(m, source, 2);
    number(m, width, 2);
    number(m, destination, 2);
    number(m, width, 2);
    for(size_t i = 0; i < ELEMENTS; i++) {
        number(m, elements[i].id | (elements[i].enterprise != 0 ? 0x8000 : 0), 2);
        number(m, elements[i].length, 2);
        if(elements[i].enterprise != 0) {
            number(m, elements[i].enterprise, 4);
        }
    }
}

static void record(struct message* m, const struct flow* flow)
{
    const size_t width = flow->is_v6 ? 16 : 4;
    uint16_t port;
    memcpy(m->bytes + m->size, flow->socket, 2 * width);
    m->size += 2 * width;
    for(size_t i = 0; i < 2; i++) {
        memcpy(&port, flow->socket + 2 * width + 2 * i, 2);
        number(m, port, 2);
    }
    number(m, flow->protocol, 1);
    number(m, flow->sent, 8);
    number(m, flow->sends, 8);
    number(m, flow->first / 1000000, 8);
    number(m, flow->last / 1000000, 8);
    number(m, (uint64_t)flow->pid, 4);
    text(m, flow->comm);
    text(m, flow->user);
    number(m, (uint64_t)flow->ppid, 4);
    text(m, flow->parent);
}

/* A message with one set: the templates, or a flow. */
static int send_message(int collector, const struct flow* flow, uint32_t sequence)
{
    struct message m = {.size = 20};
    if(flow == NULL) {
        template_of(&m, 256, 8, 12, 4);
        template_of(&m, 257, 27, 28, 16);
    } else {
        record(&m, flow);
    }
    const size_t size = m.size;
    m.size = 0;
    number(&m, 10, 2);
    number(&m, size, 2);
    number(&m, flow == NULL ? 0 : flow->last / 1000000000, 4);
    number(&m, sequence, 4);
    number(&m, 1, 4);
    number(&m, flow == NULL ? 2 : flow->is_v6 ? 257 : 256, 2);
    number(&m, size - 16, 2);
    return send(collector, m.bytes, size, 0) == (ssize_t)size ? 0 : -1;
}

static int export(const char* port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int collector = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int rc = collector < 0 || connect(collector, (struct sockaddr*)&address, sizeof(address)) != 0;
    rc = rc || send_message(collector, NULL, 0) != 0;
    for(size_t i = 0; i < count && rc == 0; i++) {
        rc = send_message(collector, &flows[i], (uint32_t)i);
    }
    if(rc != 0) {
        perror("cannot send to the collector");
    }
    if(collector >= 0) {
        close(collector);
    }
    return rc != 0;
}

int main(int argc, char** argv)
{
    if(argc < 2) {
        fprintf(stderr, "usage: %s FILE [COLLECTOR_PORT]\n", argv[0]);
        return 2;
    }
    sinsp_inspector_t* inspector = sinsp_create();
    int32_t rc = sinsp_open_savefile(inspector, argv[1]);
    while(rc != SCAP_FAILURE && rc != SCAP_EOF) {
        const sinsp_event_t* event;
        sinsp_event_view view;
        rc = sinsp_next_view(inspector, &event, &view, sizeof(view));
        if(rc == SCAP_SUCCESS) {
            account(inspector, event, &view);
        }
    }
    if(rc == SCAP_FAILURE) {
        fprintf(stderr, "%s: %s\n", argv[0], sinsp_last_error(inspector).ptr);
    }
    int failed = rc == SCAP_FAILURE;
    if(argc > 2) {
        failed |= export(argv[2]);
    } else {
        for(size_t i = 0; i < count; i++) {
            print(&flows[i]);
        }
    }
    free(flows);
    sinsp_destroy(inspector);
    return failed;
}
