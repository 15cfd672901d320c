# SPDX-License-Identifier: Apache-2.0
# Sourced by run and sinsp.sh: compiles side by side, one program for each processor.

# job COMMAND...: starts it, once there is a processor for it.
job() {
    while [ "$(jobs -pr | wc -l)" -ge "$(nproc)" ]; do
        job_ended || break
    done
    "$@" &
}

# await_jobs: returns when every job has ended; a failed one ends the script.
await_jobs() {
    while job_ended; do :; done
}

# Waits for one job; false where there is none.
job_ended() {
    local status=0
    wait -n || status=$?
    case $status in
        0) return 0 ;;
        127) return 1 ;;
        *) echo "$(basename "$0"): a compilation failed, see above" >&2; exit 1 ;;
    esac
}
