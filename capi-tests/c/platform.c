/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The platform of a live machine: this program, a child and their descriptors, as the scan tells of them.
 * To be run in a PID namespace of its own, with its own /proc.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libscap/linux/scap_linux_platform.h>
#include <libscap/scap-int.h>
#include <libscap/scap.h>
#include <libscap/scap_engines.h>
#include <libscap/scap_platform.h>

#include "check.h"

static int starts, ends, threads, descriptors;

static void at_start(void* context)
{
    (void)context;
    starts++;
}

static void at_end(void* context)
{
    (void)context;
    ends++;
}

/* Counts, and has the list that is the context keep what it is given. */
static int32_t entry(void* context,
                     char* error,
                     int64_t tid,
                     scap_threadinfo* tinfo,
                     scap_fdinfo* fdinfo,
                     scap_threadinfo** new_tinfo)
{
    if(fdinfo != NULL) {
        descriptors++;
        CHECK(tinfo != NULL && (int64_t)tinfo->pid == tid);
    } else {
        threads++;
    }
    return default_proc_entry_callback(context, error, tid, tinfo, fdinfo, new_tinfo);
}

static scap_threadinfo* thread_of(struct scap_platform* platform, int64_t tid)
{
    scap_threadinfo* thread = platform->m_proclist.m_proclist;
    while(thread != NULL && (int64_t)thread->tid != tid) {
        thread = (scap_threadinfo*)thread->hh.next;
    }
    return thread;
}

static scap_fdinfo* fd_of(scap_threadinfo* thread, int64_t number)
{
    scap_fdinfo* fd = thread == NULL ? NULL : thread->fdlist;
    while(fd != NULL && fd->fd != number) {
        fd = (scap_fdinfo*)fd->hh.next;
    }
    return fd;
}

static int listener(uint16_t* port)
{
    struct sockaddr_in address;
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(fd, (struct sockaddr*)&address, sizeof(address)) == 0 && listen(fd, 1) == 0);
    CHECK(getsockname(fd, (struct sockaddr*)&address, &length) == 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static int connection(uint16_t port)
{
    struct sockaddr_in address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    memset(&address, 0, sizeof(address));
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(connect(fd, (struct sockaddr*)&address, sizeof(address)) == 0);
    return fd;
}

static void check_descriptors(scap_threadinfo* self, int file, int end, int event, int server, int client, uint16_t port)
{
    scap_fdinfo* fd = fd_of(self, file);
    CHECK(fd != NULL && fd->type == SCAP_FD_FILE_V2);
    if(fd != NULL) {
        CHECK(strcmp(fd->info.regularinfo.fname, "/etc/passwd") == 0);
        CHECK(fd->info.regularinfo.open_flags == (PPM_O_RDONLY | PPM_O_CLOEXEC));
        CHECK(fd->info.regularinfo.mount_id != 0 && fd->ino != 0);
    }
    fd = fd_of(self, end);
    CHECK(fd != NULL && fd->type == SCAP_FD_FIFO && strncmp(fd->info.fname, "pipe:[", 6) == 0);
    fd = fd_of(self, event);
    CHECK(fd != NULL && fd->type == SCAP_FD_EVENT);
    fd = fd_of(self, server);
    CHECK(fd != NULL && fd->type == SCAP_FD_IPV4_SERVSOCK);
    CHECK(fd != NULL && fd->info.ipv4serverinfo.port == port && fd->info.ipv4serverinfo.l4proto == SCAP_L4_TCP);
    fd = fd_of(self, client);
    CHECK(fd != NULL && fd->type == SCAP_FD_IPV4_SOCK);
    CHECK(fd != NULL && fd->info.ipv4info.dport == port && fd->info.ipv4info.dip == htonl(INADDR_LOOPBACK));
}

static void check_single_questions(struct scap_platform* platform, char* error, scap_threadinfo* self, int file)
{
    int64_t pid = 0;
    struct ppm_proclist_info* list;
    int before = descriptors;
    CHECK(scap_getpid_global(platform, &pid) == SCAP_SUCCESS && pid == getpid());
    CHECK(scap_is_thread_alive(platform, getpid(), getpid(), self->comm));
    CHECK(!scap_is_thread_alive(platform, getpid(), getpid(), "another"));
    CHECK(!scap_is_thread_alive(platform, 999999, 999999, self->comm));
    list = scap_get_threadlist(platform, error);
    CHECK(list != NULL && list->n_entries >= 2);
    CHECK(scap_get_fdinfo(platform, self, file, error) == SCAP_SUCCESS && descriptors == before + 1);
    CHECK(scap_get_fdinfo(platform, self, 12345, error) == SCAP_NOTFOUND);
    CHECK_TEXT(error, "descriptor 12345");
    CHECK(scap_get_fdinfo(platform, self, -1, error) == SCAP_FAILURE);
    CHECK(scap_get_fdlist(platform, self, error) == SCAP_SUCCESS && descriptors > before + 5);
    CHECK(scap_proc_get(platform, 999999, true) == SCAP_FAILURE);
    CHECK_TEXT(error, "thread 999999");
    CHECK(scap_proc_get(platform, 0, true) == SCAP_FAILURE);
    CHECK(scap_get_device_by_mount_id(platform, "/proc/self/", 999999) == 0);
}

int main(void)
{
    char error[SCAP_LASTERR_SIZE] = "";
    int32_t rc = SCAP_FAILURE;
    int ends_of_pipe[2];
    uint16_t port = 0;
    scap_open_args args;
    memset(&args, 0, sizeof(args));
    args.import_users = true;

    int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    CHECK(pipe(ends_of_pipe) == 0);
    int event = eventfd(0, 0);
    int server = listener(&port);
    int client = connection(port);
    pid_t child = fork();
    if(child == 0) {
        pause();
        _exit(0);
    }

    scap_t* handle = scap_open(&args, &scap_nodriver_engine, error, &rc);
    CHECK(handle != NULL && rc == SCAP_SUCCESS);
    scap_proc_callbacks callbacks = {at_start, at_end, entry, NULL};
    struct scap_platform* platform = scap_linux_alloc_platform(callbacks);
    platform->m_proclist.m_callbacks.m_callback_context = &platform->m_proclist;
    CHECK(scap_refresh_proc_table(platform) == SCAP_FAILURE);
    rc = scap_platform_init(platform, error, handle->m_engine, &args);
    if(rc != SCAP_SUCCESS) {
        fprintf(stderr, "platform: %s\n", error);
    }
    CHECK(rc == SCAP_SUCCESS);
    CHECK(starts == 2 && ends == 2 && threads >= 2 && descriptors >= 10);

    scap_threadinfo* self = thread_of(platform, getpid());
    CHECK(self != NULL);
    if(self != NULL) {
        CHECK((pid_t)self->pid == getpid() && (pid_t)self->ptid == getppid() && self->uid == geteuid());
        CHECK(strncmp(self->comm, "platform", 8) == 0 && self->exepath[0] == '/' && self->cwd[0] == '/');
        CHECK(self->vtid == getpid() && self->exe_ino != 0 && self->clone_ts != 0 && self->env_len > 0);
        check_descriptors(self, file, ends_of_pipe[0], event, server, client, port);
        check_single_questions(platform, error, self, file);
    }
    scap_threadinfo* forked = thread_of(platform, child);
    CHECK(forked != NULL && (pid_t)forked->ptid == getpid() && fd_of(forked, file) != NULL);
    CHECK(scap_get_machine_info(platform) != NULL && scap_get_machine_info(platform)->num_cpus > 0);
    CHECK(scap_get_ifaddr_list(platform) != NULL);
    CHECK(scap_get_user_list(platform) != NULL && scap_get_user_list(platform)->nusers > 0);
    CHECK(scap_get_agent_info(platform)->start_ts_epoch != 0);
    CHECK(scap_refresh_proc_table(platform) == SCAP_SUCCESS && thread_of(platform, child) != NULL);

    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    scap_platform_close(platform);
    CHECK(platform->m_proclist.m_proclist == NULL);
    scap_platform_free(platform);
    scap_close(handle);
    return report("platform");
}
