/* SPDX-License-Identifier: Apache-2.0 */
/* The C interface of libsinsp: threads and their ancestry, users, groups, containers.
 *
 *     sinsp_threads TESTDATA
 */
#include "sinsp_check.h"

static void one_thread(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    const sinsp_event_t* event = event_at(inspector, 245);
    sinsp_thread_view thread, same;
    CHECK(sinsp_event_thread(event, &thread, sizeof(thread)));
    CHECK(thread.tid == 2235 && thread.pid == 2235 && thread.ptid == 1 && thread.vtid == 2235 && thread.is_main);
    CHECK(thread.uid == 0 && thread.gid == 0 && thread.fdlimit == 1024 && thread.exe_ino == 340);
    CHECK(thread.vmsize_kb == 888 && thread.pfminor == 51 && thread.pfmajor == 1 && thread.exe_writable);
    CHECK(thread.nthreads == 1 && !thread.is_dead && thread.clone_ts < thread.lastexec_ts);
    CHECK_IS(thread.comm, "zoo");
    CHECK_IS(thread.exe, "/lab/zoo");
    CHECK_IS(thread.exepath, "/lab/zoo");
    CHECK_IS(thread.cwd, "/tmp/b/r/");
    CHECK(thread.args.len == 17 && memcmp(thread.args.ptr, "21000\0/tmp/zoodir", 17) == 0);
    CHECK(thread.env.len > 100 && memcmp(thread.env.ptr, "PWD=/tmp/b/r", 13) == 0);
    CHECK(thread.cgroups.len > 10 && thread.container_id.len == 0);
    CHECK(sinsp_thread_get(inspector, 2235, &same, sizeof(same)) && same.key == thread.key);
    CHECK(!sinsp_thread_get(inspector, 999999, &same, sizeof(same)));
    CHECK(sinsp_thread_get(inspector, 1, &same, 2 * sizeof(uint64_t)) && same.tid == 1 && same.pid == 2235);
    sinsp_destroy(inspector);
}

/* sh (2246) below a process (2245) below zoo (2235) below run.sh (1). */
static void ancestry(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    const sinsp_event_t* event;
    sinsp_event_view view;
    int64_t tids[64];
    while((event = next_event(inspector)) != NULL && sinsp_event_get(event, &view, sizeof(view)) && view.tid != 2246) {
    }
    CHECK(event != NULL && sinsp_event_thread_id(event) == 2246);
    CHECK(sinsp_thread_main(inspector, 2246) == 2246 && sinsp_thread_main(inspector, 999999) == -1);
    CHECK(sinsp_thread_parent(inspector, 2246) == 2245 && sinsp_thread_parent(inspector, 999999) == -1);
    CHECK(sinsp_thread_ancestor(inspector, 2246, 0) == 2246 && sinsp_thread_ancestor(inspector, 2246, 1) == 2245);
    CHECK(sinsp_thread_ancestor(inspector, 2246, 2) == 2235 && sinsp_thread_ancestor(inspector, 2246, 3) == 1);
    CHECK(sinsp_thread_ancestor(inspector, 2246, 40) == -1);
    CHECK(sinsp_thread_ancestors(inspector, 2246, NULL, 0) == 3);
    CHECK(sinsp_thread_ancestors(inspector, 2246, tids, 2) == 3 && tids[0] == 2245 && tids[1] == 2235);
    size_t count = sinsp_thread_children(inspector, 2235, tids, 64);
    CHECK(count >= 1 && count < 64 && has(tids, count, 2245) && !has(tids, count, 2246));
    CHECK(sinsp_thread_children(inspector, 2246, tids, 64) == 0);
    count = sinsp_thread_ids(inspector, tids, 64);
    CHECK(count >= 4 && count < 64 && has(tids, count, 1) && has(tids, count, 2245) && has(tids, count, 2246));
    CHECK(sinsp_thread_ids(inspector, NULL, 0) == count);
    sinsp_destroy(inspector);
}

/* A thread that is kept shows what it was until it is refreshed. */
static void kept(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    event_at(inspector, 240);
    sinsp_thread_t* thread = sinsp_thread_keep(inspector, 2235);
    CHECK(sinsp_thread_keep(inspector, 999999) == NULL);
    const sinsp_thread_view* view = sinsp_thread_kept_view(thread);
    CHECK_IS(view->comm, "run.sh");
    const char *comm = view->comm.ptr, *cwd = view->cwd.ptr;
    event_at(inspector, 245);
    CHECK_IS(view->comm, "run.sh");
    CHECK(sinsp_thread_refresh(thread, inspector));
    view = sinsp_thread_kept_view(thread);
    CHECK_IS(view->comm, "zoo");
    CHECK(view->comm.ptr != comm && view->cwd.ptr == cwd);
    /* It outlives its thread and its inspector. */
    read_all(inspector);
    CHECK(!sinsp_thread_refresh(thread, inspector));
    CHECK_IS(sinsp_thread_kept_view(thread)->comm, "zoo");
    sinsp_destroy(inspector);
    CHECK_IS(sinsp_thread_kept_view(thread)->exe, "/lab/zoo");
    sinsp_thread_free(thread);
}

static void users_and_groups(void)
{
    sinsp_inspector_t* inspector = opened("zoo.scap");
    sinsp_user_view user, users[64];
    sinsp_group_view group, groups[64];
    next_event(inspector);
    CHECK(sinsp_user_get(inspector, TEXT(""), 0, &user, sizeof(user)));
    CHECK_IS(user.name, "root");
    CHECK_IS(user.home, "/root");
    CHECK(user.uid == 0 && user.gid == 0 && user.container.len == 0 && user.shell.len > 0);
    CHECK(!sinsp_user_get(inspector, TEXT(""), 54321, &user, sizeof(user)));
    CHECK(!sinsp_user_get(inspector, TEXT("0123456789ab"), 0, &user, sizeof(user)));
    CHECK(sinsp_group_get(inspector, TEXT(""), 0, &group, sizeof(group)));
    CHECK_IS(group.name, "root");
    CHECK(!sinsp_group_get(inspector, TEXT(""), 54321, &group, sizeof(group)));
    size_t count = sinsp_users(inspector, users, 64);
    CHECK(count == 21 && sinsp_users(inspector, NULL, 0) == count);
    size_t roots = 0;
    for(size_t i = 0; i < count; i++) {
        roots += users[i].uid == 0;
    }
    CHECK(roots == 1);
    count = sinsp_groups(inspector, groups, 64);
    CHECK(count == 42 && sinsp_groups(inspector, groups, 1) == count);
    sinsp_close(inspector);
    CHECK(sinsp_users(inspector, NULL, 0) == 0 && sinsp_groups(inspector, NULL, 0) == 0);
    /* An inspector that keeps none. */
    CHECK(sinsp_set_option(inspector, SINSP_OPTION_IMPORT_USERS, 0) == SCAP_SUCCESS);
    open_capture(inspector, "zoo.scap");
    read_all(inspector);
    CHECK(sinsp_users(inspector, NULL, 0) == 0);
    sinsp_destroy(inspector);
}

/* A container, told by an event of JSON as container engines and plugins make it. */
static void containers(void)
{
    const char* json =
        "{\"container\":{\"id\":\"0123456789ab\",\"full_id\":\"0123456789abcdef\",\"name\":\"web\",\"type\":0,"
        "\"image\":\"nginx:1.27\",\"imageid\":\"sha256:77\",\"imagerepo\":\"nginx\",\"imagetag\":\"1.27\","
        "\"imagedigest\":\"sha256:88\",\"ip\":\"10.0.0.7\",\"privileged\":true}}";
    uint64_t bytes[128];
    char error[SCAP_LASTERR_SIZE];
    size_t size = 0;
    struct scap_sized_buffer buffer = {bytes, sizeof(bytes)};
    CHECK(scap_event_encode_params(buffer, &size, error, PPME_CONTAINER_JSON_2_E, 1, json) == SCAP_SUCCESS);
    scap_evt* event = (scap_evt*)bytes;
    event->tid = 1;
    event->ts = 1;
    scap_evt* all[] = {event};
    scap_test_input_data input = {all, 1, NULL, 0, NULL};
    sinsp_inspector_t* inspector = sinsp_create();
    sinsp_container_details details;
    sinsp_container_view listed[2];
    CHECK(!sinsp_container_get(inspector, TEXT("0123456789ab"), &details, sizeof(details)));
    CHECK(sinsp_open_test_input(inspector, &input) == SCAP_SUCCESS && sinsp_next(inspector, NULL) != SCAP_FAILURE);
    CHECK(sinsp_container_get(inspector, TEXT("0123456789ab"), &details, sizeof(details)));
    CHECK_IS(details.id, "0123456789ab");
    CHECK_IS(details.full_id, "0123456789abcdef");
    CHECK_IS(details.name, "web");
    CHECK_IS(details.image, "nginx:1.27");
    CHECK_IS(details.image_id, "sha256:77");
    CHECK_IS(details.image_repository, "nginx");
    CHECK_IS(details.image_tag, "1.27");
    CHECK_IS(details.image_digest, "sha256:88");
    CHECK_IS(details.ip, "10.0.0.7");
    CHECK(details.ty == 0 && details.privileged == 1);
    CHECK(!sinsp_container_get(inspector, TEXT("nobody"), &details, sizeof(details)));
    CHECK_IS(sinsp_container_json(inspector, TEXT("0123456789ab")), json);
    CHECK(sinsp_container_json(inspector, TEXT("nobody")).len == 0);
    CHECK(sinsp_containers(inspector, listed, 2) == 1 && sinsp_containers(inspector, NULL, 0) == 1);
    CHECK_IS(listed[0].id, "0123456789ab");
    CHECK_IS(listed[0].json, json);
    sinsp_close(inspector);
    CHECK(sinsp_containers(inspector, NULL, 0) == 0);
    sinsp_destroy(inspector);
}

int main(int argc, char** argv)
{
    if(argc != 2) {
        return 2;
    }
    testdata = argv[1];
    one_thread();
    ancestry();
    kept();
    users_and_groups();
    containers();
    return report("sinsp_threads");
}
