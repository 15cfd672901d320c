//! The fields that the library has built in, one row each.

mod container;
mod descriptor;
mod descriptor_list;
mod event_any;
mod event_call;
mod event_known;
mod event_path;
mod file_path;
mod infrastructure;
mod owner;
mod process;

use super::{ArgRule, CompareRule, FieldClass, FieldFlags as F, FieldInfo, JsonRule, ValueRule};
use crate::schema::ParamType::*;
use crate::schema::PrintFormat::*;

/// Every built-in class, in the order of upstream's list.
pub const CLASSES: &[FieldClass] = &[
    FieldClass {
        name: "evt",
        summary: "All events",
        doc: "What every event has, whatever its source.",
        hidden: false,
        fields: EVENT_ANY,
    },
    FieldClass {
        name: "evt",
        summary: "System calls and kernel events",
        doc: "What events that system calls and the kernel made have in common.",
        hidden: false,
        fields: EVENT_CALL,
    },
    FieldClass {
        name: "process",
        summary: "Processes and threads",
        doc: "The thread that made the event, its process and its ancestors.",
        hidden: false,
        fields: PROCESS,
    },
    FieldClass {
        name: "user",
        summary: "Users",
        doc: "The user that the thread of the event runs as.",
        hidden: false,
        fields: USER,
    },
    FieldClass {
        name: "group",
        summary: "Groups",
        doc: "The group that the thread of the event runs as.",
        hidden: false,
        fields: GROUP,
    },
    FieldClass {
        name: "fd",
        summary: "File descriptors",
        doc: "The file, socket or other descriptor that the event works on.",
        hidden: false,
        fields: DESCRIPTOR,
    },
    FieldClass {
        name: "fs.path",
        summary: "Paths",
        doc: "The paths that an event names, also of events without a descriptor, such as rename.",
        hidden: false,
        fields: FILE_PATH,
    },
    FieldClass { name: "util", summary: "", doc: "Counters for tables.", hidden: true, fields: COUNTER },
    FieldClass {
        name: "fdlist",
        summary: "Polled descriptors",
        doc: "The descriptors that a poll waits for.",
        hidden: false,
        fields: DESCRIPTOR_LIST,
    },
    FieldClass {
        name: "container",
        summary: "Containers",
        doc: "The container that the thread of the event is in, or the machine itself.",
        hidden: false,
        fields: CONTAINER,
    },
    FieldClass {
        name: "syscap",
        summary: "How an event was captured",
        doc: "What this library tells beyond the original.",
        hidden: false,
        fields: CAPTURE,
    },
];

const EVENT_ANY: &[FieldInfo] = &[
    FieldInfo::new(
        "evt.num",
        Uint64,
        "Number of the event, counted from the start of the source.",
        event_any::num,
    )
    .format(Id)
    .flags(F::COUNTS_EVENTS),
    FieldInfo::new("evt.time", Charbuf, "Local time of the event, with nanoseconds.", event_any::time_of_day)
        .written(event_any::write_time_of_day)
        .json(JsonRule::EventTime),
    FieldInfo::new("evt.time.s", Charbuf, "Local time of the event, to the second.", event_any::time_s)
        .json(JsonRule::EventTime),
    FieldInfo::new(
        "evt.time.iso8601",
        Charbuf,
        "Time of the event in UTC in the ISO 8601 form, with nanoseconds.",
        event_any::time_iso8601,
    )
    .json(JsonRule::EventTime),
    FieldInfo::new(
        "evt.datetime",
        Charbuf,
        "Local date and time of the event, with nanoseconds.",
        event_any::datetime,
    )
    .json(JsonRule::EventTime),
    FieldInfo::new(
        "evt.datetime.s",
        Charbuf,
        "Local date and time of the event, to the second.",
        event_any::datetime_s,
    )
    .json(JsonRule::EventTime),
    FieldInfo::new(
        "evt.rawtime",
        Abstime,
        "Time of the event in nanoseconds since the epoch.",
        event_any::rawtime,
    )
    .format(Dec),
    FieldInfo::new(
        "evt.rawtime.s",
        Abstime,
        "Whole seconds of the time of the event since the epoch.",
        event_any::rawtime_s,
    )
    .format(Dec),
    FieldInfo::new(
        "evt.rawtime.ns",
        Abstime,
        "Nanoseconds within the second of the time of the event.",
        event_any::rawtime_ns,
    )
    .format(PaddedDec10)
    .json(JsonRule::Number),
    FieldInfo::new(
        "evt.reltime",
        Reltime,
        "Nanoseconds since the first event of the source.",
        event_any::reltime,
    )
    .format(PaddedDec10)
    .json(JsonRule::Number),
    FieldInfo::new(
        "evt.reltime.s",
        Reltime,
        "Whole seconds since the first event of the source.",
        event_any::reltime_s,
    )
    .format(Dec),
    FieldInfo::new(
        "evt.reltime.ns",
        Reltime,
        "Nanoseconds within the second, since the first event of the source.",
        event_any::reltime_ns,
    )
    .format(PaddedDec10)
    .json(JsonRule::Number),
    FieldInfo::new(
        "evt.pluginname",
        Charbuf,
        "Name of the plugin that made the event, when that plugin is loaded.",
        event_any::plugin_name,
    ),
    FieldInfo::new(
        "evt.plugininfo",
        Charbuf,
        "Summary of the event as the plugin that made it words it.",
        event_any::plugin_info,
    ),
    FieldInfo::new(
        "evt.source",
        Charbuf,
        "Name of the source that the event comes from, such as syscall.",
        event_any::source,
    ),
    FieldInfo::new(
        "evt.is_async",
        Bool,
        "True for events that no system call made: containers, users, plugins and the like.",
        event_any::is_async,
    )
    .known(event_known::is_async),
    FieldInfo::new(
        "evt.asynctype",
        Charbuf,
        "Kind of an asynchronous event, such as container.",
        event_any::asynctype,
    ),
    FieldInfo::new(
        "evt.hostname",
        Charbuf,
        "Host name of the machine that was captured.",
        event_any::hostname,
    ),
];

const EVENT_CALL: &[FieldInfo] = &[
    FieldInfo::new("evt.latency", Reltime, "Always 0; kept so that old filters compile.", event_call::zero).format(Dec).flags(F::DEPRECATED),
    FieldInfo::new("evt.latency.s", Reltime, "Always 0; kept so that old filters compile.", event_call::zero).format(Dec).flags(F::DEPRECATED),
    FieldInfo::new("evt.latency.ns", Reltime, "Always 0; kept so that old filters compile.", event_call::zero).format(PaddedDec10).flags(F::DEPRECATED).json(JsonRule::Number),
    FieldInfo::new("evt.latency.quantized", Uint64, "Always 0; kept so that old filters compile.", event_call::zero).format(Dec).flags(F::TABLE_ONLY.or(F::DEPRECATED)),
    FieldInfo::new("evt.latency.human", Charbuf, "Always 0ns; kept so that old filters compile.", event_call::latency_human).flags(F::DEPRECATED),
    FieldInfo::new("evt.deltatime", Reltime, "Nanoseconds since the event that this field was last read for.", event_call::deltatime).format(Dec).flags(F::REMEMBERS),
    FieldInfo::new("evt.deltatime.s", Reltime, "Whole seconds since the event that this field was last read for.", event_call::deltatime_s).format(Dec).flags(F::REMEMBERS),
    FieldInfo::new("evt.deltatime.ns", Reltime, "Nanoseconds within the second, since the event that this field was last read for.", event_call::deltatime_ns).format(PaddedDec10).flags(F::REMEMBERS).json(JsonRule::Number),
    FieldInfo::new("evt.outputtime", Charbuf, "Time of the event in the form chosen for output (option -t).", event_call::outputtime).flags(F::PRINT_ONLY.or(F::REMEMBERS)).json(JsonRule::EventTime),
    FieldInfo::new("evt.dir", Charbuf, "Direction: > at entry, < at exit.", event_call::dir).format(Dir).flags(F::DEPRECATED).known(event_known::dir),
    FieldInfo::new("evt.type", Charbuf, "Name of the event, such as openat.", event_call::event_type).known(event_known::event_type).values(ValueRule::EventName),
    FieldInfo::new("evt.type.is", Uint32, "1 when the event has the given name or number, else 0.", event_call::type_is).flags(F::ARG_REQUIRED).arg(ArgRule::EventType).known(event_known::type_is),
    FieldInfo::new("syscall.type", Charbuf, "Name of the system call; absent for events that no system call made.", event_call::syscall_type).known(event_known::syscall_type),
    FieldInfo::new("evt.category", Charbuf, "Category of the event, such as file, net or memory.", event_call::category).known(event_known::category),
    FieldInfo::new("evt.cpu", Int16, "Number of the processor that made the event.", event_call::cpu).format(Id),
    FieldInfo::new("evt.args", Charbuf, "All arguments of the event as text.", event_call::args).written(event_call::write_args),
    FieldInfo::new("evt.arg", Charbuf, "One argument as text, by name or number; names of flags and files instead of numbers where they are known.", event_call::arg).flags(F::ARG_REQUIRED.or(F::NO_PTR_STABILITY)).arg(ArgRule::Param),
    FieldInfo::new("evt.rawarg", Dyn, "One argument as it was recorded, by name.", event_call::rawarg).flags(F::ARG_REQUIRED.or(F::NO_TRANSFORMER).or(F::NO_RHS)).arg(ArgRule::RawParam).compared(CompareRule::RawParam, event_call::rawarg),
    FieldInfo::new("evt.info", Charbuf, "All arguments of the event as text, like evt.args.", event_call::args).written(event_call::write_args),
    FieldInfo::new("evt.buffer", Bytebuf, "Data read or written by the event, as far as it was captured.", event_call::buffer).flags(F::NO_PTR_STABILITY),
    FieldInfo::new("evt.buflen", Uint64, "Number of bytes that the event read or wrote.", event_call::buflen).format(Dec),
    FieldInfo::new("evt.res", Charbuf, "Result: SUCCESS, or the name of the error.", event_call::res).format(Dec).flags(F::NO_PTR_STABILITY),
    FieldInfo::new("evt.rawres", Int64, "Result as a number; negative is an error.", event_call::rawres).format(Dec),
    FieldInfo::new("evt.failed", Bool, "True when the result is an error.", event_call::failed),
    FieldInfo::new("evt.is_io", Bool, "True for events that read from or write to a descriptor.", event_call::is_io).known(event_known::is_io),
    FieldInfo::new("evt.is_io_read", Bool, "True for events that read from a descriptor.", event_call::is_io_read).known(event_known::is_io_read),
    FieldInfo::new("evt.is_io_write", Bool, "True for events that write to a descriptor.", event_call::is_io_write).known(event_known::is_io_write),
    FieldInfo::new("evt.io_dir", Charbuf, "read or write, for events that do one of them.", event_call::io_dir).known(event_known::io_dir),
    FieldInfo::new("evt.is_wait", Bool, "True for events that make the thread wait, such as sleep and select.", event_call::is_wait).known(event_known::is_wait),
    FieldInfo::new("evt.wait_latency", Reltime, "Always 0; kept so that old filters compile.", event_call::zero).format(Dec).flags(F::DEPRECATED),
    FieldInfo::new("evt.is_syslog", Bool, "True for writes to the system log.", event_call::is_syslog),
    FieldInfo::new("evt.count", Uint32, "Always 1, for counting events.", event_call::count).format(Dec),
    FieldInfo::new("evt.count.error", Uint32, "1 when the event failed, else 0.", event_call::count_error).format(Dec),
    FieldInfo::new("evt.count.error.file", Uint32, "1 when the event failed and concerns a file.", event_call::count_error_file).format(Dec),
    FieldInfo::new("evt.count.error.net", Uint32, "1 when the event failed and concerns a socket.", event_call::count_error_net).format(Dec),
    FieldInfo::new("evt.count.error.memory", Uint32, "1 when the event failed and concerns memory.", event_call::count_error_memory).format(Dec),
    FieldInfo::new("evt.count.error.other", Uint32, "1 when the event failed and concerns neither files nor sockets nor memory.", event_call::count_error_other).format(Dec),
    FieldInfo::new("evt.count.exit", Uint32, "1 for exits.", event_call::count_exit).format(Dec),
    FieldInfo::new("evt.count.procinfo", Uint32, "1 for the process information of a leader.", event_call::count_procinfo).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.count.threadinfo", Uint32, "1 for process information.", event_call::count_threadinfo).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.around", Uint64, "Holds for events within the given number of milliseconds of a time, as in evt.around[1404996934793590564]=1000.", event_call::around).format(Dec).flags(F::FILTER_ONLY.or(F::ARG_REQUIRED).or(F::NO_TRANSFORMER).or(F::NO_RHS)).arg(ArgRule::Time).compared(CompareRule::Around, event_call::around),
    FieldInfo::new("evt.abspath", Charbuf, "Absolute path of the event's name argument and its directory descriptor; .src and .dst choose between two paths.", event_path::abspath).flags(F::ARG_REQUIRED).arg(ArgRule::PathEnd),
    FieldInfo::new("evt.buflen.in", Uint64, "Bytes read.", event_call::buflen_in).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.out", Uint64, "Bytes written.", event_call::buflen_out).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.file", Uint64, "Bytes read or written on files.", event_call::buflen_file).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.file.in", Uint64, "Bytes read from files.", event_call::buflen_file_in).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.file.out", Uint64, "Bytes written to files.", event_call::buflen_file_out).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.net", Uint64, "Bytes received or sent on sockets.", event_call::buflen_net).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.net.in", Uint64, "Bytes received on sockets.", event_call::buflen_net_in).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.buflen.net.out", Uint64, "Bytes sent on sockets.", event_call::buflen_net_out).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.is_open_read", Bool, "True when a file was opened for reading.", event_call::is_open_read),
    FieldInfo::new("evt.is_open_write", Bool, "True when a file was opened for writing.", event_call::is_open_write),
    FieldInfo::new("evt.infra.docker.name", Charbuf, "Name of the event, for docker infrastructure events.", infrastructure::name).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.infra.docker.container.id", Charbuf, "Id of the container, for docker infrastructure events.", infrastructure::container_id).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.infra.docker.container.name", Charbuf, "Name of the container, for docker infrastructure events.", infrastructure::container_name).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.infra.docker.container.image", Charbuf, "Image of the container, for docker infrastructure events.", infrastructure::container_image).flags(F::TABLE_ONLY),
    FieldInfo::new("evt.is_open_exec", Bool, "True when a file was created with permission to execute it.", event_call::is_open_exec),
    FieldInfo::new("evt.is_open_create", Bool, "True when opening a file created it.", event_call::is_open_create),
];

const PROCESS: &[FieldInfo] = &[
    FieldInfo::new("proc.exe", Charbuf, "First word of the command line.", process::exe),
    FieldInfo::new("proc.pexe", Charbuf, "First word of the command line of the parent process.", process::pexe),
    FieldInfo::new("proc.aexe", Charbuf, "First word of the command line of an ancestor: [1] is the parent; without a number, of any ancestor.", process::aexe).flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS)).arg(ArgRule::Index).compared(CompareRule::AnyAncestor, process::each_exe),
    FieldInfo::new("proc.exepath", Charbuf, "Full path of the executable.", process::exepath),
    FieldInfo::new("proc.pexepath", Charbuf, "Full path of the executable of the parent process.", process::pexepath),
    FieldInfo::new("proc.aexepath", Charbuf, "Full path of the executable of an ancestor: [1] is the parent; without a number, of any ancestor.", process::aexepath).flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS)).arg(ArgRule::Index).compared(CompareRule::AnyAncestor, process::each_exepath),
    FieldInfo::new("proc.name", Charbuf, "Name of the process, at most 15 characters.", process::name),
    FieldInfo::new("proc.pname", Charbuf, "Name of the parent process.", process::pname),
    FieldInfo::new("proc.aname", Charbuf, "Name of an ancestor: [1] is the parent; without a number, of any ancestor.", process::aname).flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS)).arg(ArgRule::Index).compared(CompareRule::AnyAncestor, process::each_name),
    FieldInfo::new("proc.args", Charbuf, "Arguments of the command line; [0] is the first one.", process::args).flags(F::ARG_ALLOWED).arg(ArgRule::Index),
    FieldInfo::new("proc.aargs", Charbuf, "Arguments of an ancestor: [1] is the parent; without a number, of every ancestor.", process::aargs).flags(F::ARG_ALLOWED).arg(ArgRule::Index),
    FieldInfo::new("proc.cmdline", Charbuf, "Name of the process and its arguments.", process::cmdline),
    FieldInfo::new("proc.pcmdline", Charbuf, "Name of the parent process and its arguments.", process::pcmdline),
    FieldInfo::new("proc.acmdline", Charbuf, "Name and arguments of an ancestor: [1] is the parent; without a number, of any ancestor.", process::acmdline).flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS)).arg(ArgRule::Index).compared(CompareRule::AnyAncestor, process::each_cmdline),
    FieldInfo::new("proc.cmdnargs", Uint64, "Number of arguments.", process::cmdnargs).format(Dec),
    FieldInfo::new("proc.cmdlenargs", Uint64, "Number of characters of all arguments, without the spaces between them.", process::cmdlenargs).format(Dec),
    FieldInfo::new("proc.exeline", Charbuf, "First word of the command line and the arguments.", process::exeline),
    FieldInfo::new("proc.env", Charbuf, "Environment; with a name in brackets, the value of that variable.", process::env).flags(F::ARG_ALLOWED).arg(ArgRule::IndexOrKey),
    FieldInfo::new("proc.aenv", Charbuf, "Environment of an ancestor by number, or the nearest value of a variable among the ancestors.", process::aenv).flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS)).arg(ArgRule::IndexOrKey).compared(CompareRule::AnyAncestor, process::each_env),
    FieldInfo::new("proc.cwd", Charbuf, "Working directory.", process::cwd),
    FieldInfo::new("proc.loginshellid", Int64, "Process id of the oldest shell among the ancestors, when there is one.", process::loginshellid).format(Id),
    FieldInfo::new("proc.tty", Uint32, "Controlling terminal; 0 for none.", process::tty).format(Id),
    FieldInfo::new("proc.pid", Int64, "Process id.", process::pid).format(Id),
    FieldInfo::new("proc.ppid", Int64, "Process id of the parent.", process::ppid).format(Id),
    FieldInfo::new("proc.apid", Int64, "Process id of an ancestor: [1] is the parent; without a number, of any ancestor.", process::apid).format(Id).flags(F::ARG_ALLOWED.or(F::NO_TRANSFORMER).or(F::NO_RHS)).arg(ArgRule::Index).compared(CompareRule::AnyAncestor, process::each_pid),
    FieldInfo::new("proc.vpid", Int64, "Process id in its own pid namespace.", process::vpid).format(Id),
    FieldInfo::new("proc.pvpid", Int64, "Process id of the parent in the parent's own pid namespace.", process::pvpid).format(Id),
    FieldInfo::new("proc.sid", Int64, "Session id.", process::sid).format(Id),
    FieldInfo::new("proc.sname", Charbuf, "Name of the session leader, or of the oldest ancestor in the session.", process::sname),
    FieldInfo::new("proc.sid.exe", Charbuf, "First word of the command line of the session leader, or of the oldest ancestor in the session.", process::sid_exe),
    FieldInfo::new("proc.sid.exepath", Charbuf, "Path of the executable of the session leader, or of the oldest ancestor in the session.", process::sid_exepath),
    FieldInfo::new("proc.vpgid", Int64, "Process group id in its own pid namespace.", process::vpgid).format(Id),
    FieldInfo::new("proc.vpgid.name", Charbuf, "Name of the leader of the process group, or of the oldest ancestor in it.", process::vpgid_name),
    FieldInfo::new("proc.vpgid.exe", Charbuf, "First word of the command line of the leader of the process group, or of the oldest ancestor in it.", process::vpgid_exe),
    FieldInfo::new("proc.vpgid.exepath", Charbuf, "Path of the executable of the leader of the process group, or of the oldest ancestor in it.", process::vpgid_exepath),
    FieldInfo::new("proc.pgid", Int64, "Process group id in the initial pid namespace.", process::pgid).format(Id),
    FieldInfo::new("proc.pgid.name", Charbuf, "Name of the leader of the process group, by its id in the initial pid namespace.", process::pgid_name),
    FieldInfo::new("proc.pgid.exe", Charbuf, "First word of the command line of the leader of the process group, by its id in the initial pid namespace.", process::pgid_exe),
    FieldInfo::new("proc.pgid.exepath", Charbuf, "Path of the executable of the leader of the process group, by its id in the initial pid namespace.", process::pgid_exepath),
    FieldInfo::new("proc.duration", Reltime, "Nanoseconds since the process started.", process::duration).format(Dec),
    FieldInfo::new("proc.ppid.duration", Reltime, "Nanoseconds since the parent process started.", process::ppid_duration).format(Dec),
    FieldInfo::new("proc.pid.ts", Reltime, "Start of the process, nanoseconds since the epoch.", process::pid_ts).format(Dec),
    FieldInfo::new("proc.ppid.ts", Reltime, "Start of the parent process, nanoseconds since the epoch.", process::ppid_ts).format(Dec),
    FieldInfo::new("proc.is_exe_writable", Bool, "True when the user of the process may write to its executable.", process::is_exe_writable),
    FieldInfo::new("proc.is_exe_upper_layer", Bool, "True when the executable is in the upper layer of an overlay file system.", process::is_exe_upper_layer),
    FieldInfo::new("proc.is_exe_lower_layer", Bool, "True when the executable is in a lower layer of an overlay file system.", process::is_exe_lower_layer),
    FieldInfo::new("proc.is_exe_from_memfd", Bool, "True when the executable is an anonymous memory file.", process::is_exe_from_memfd),
    FieldInfo::new("proc.is_sid_leader", Bool, "True when the process leads its session.", process::is_sid_leader),
    FieldInfo::new("proc.is_vpgid_leader", Bool, "True when the process leads its process group, by ids in its own pid namespace.", process::is_vpgid_leader),
    FieldInfo::new("proc.is_pgid_leader", Bool, "True when the process leads its process group, by ids in the initial pid namespace.", process::is_pgid_leader),
    FieldInfo::new("proc.exe_ino", Int64, "Inode of the executable.", process::exe_ino).format(Dec),
    FieldInfo::new("proc.exe_ino.ctime", Abstime, "Last status change of the executable, nanoseconds since the epoch.", process::exe_ino_ctime).format(Dec),
    FieldInfo::new("proc.exe_ino.mtime", Abstime, "Last modification of the executable, nanoseconds since the epoch.", process::exe_ino_mtime).format(Dec),
    FieldInfo::new("proc.exe_ino.ctime_duration_proc_start", Abstime, "Nanoseconds from the last status change of the executable to the start of the process.", process::exe_ino_ctime_duration_proc_start).format(Dec),
    FieldInfo::new("proc.exe_ino.ctime_duration_pidns_start", Abstime, "Nanoseconds from the start of the pid namespace to the last status change of the executable.", process::exe_ino_ctime_duration_pidns_start).format(Dec),
    FieldInfo::new("proc.pidns_init_start_ts", Uint64, "Start of the init process of the pid namespace, nanoseconds since the epoch.", process::pidns_init_start_ts).format(Dec),
    FieldInfo::new("thread.cap_permitted", Charbuf, "Permitted capabilities of the thread.", process::thread_cap_permitted),
    FieldInfo::new("thread.cap_inheritable", Charbuf, "Inheritable capabilities of the thread.", process::thread_cap_inheritable),
    FieldInfo::new("thread.cap_effective", Charbuf, "Effective capabilities of the thread.", process::thread_cap_effective),
    FieldInfo::new("proc.fdopencount", Uint64, "Number of open file descriptors.", process::fdopencount).format(Dec),
    FieldInfo::new("proc.fdlimit", Int64, "Largest number of file descriptors that the process may have.", process::fdlimit).format(Dec),
    FieldInfo::new("proc.fdusage", Double, "Open file descriptors as a percentage of the limit.", process::fdusage),
    FieldInfo::new("proc.vmsize", Uint64, "Virtual memory of the process, KiB.", process::vmsize).format(Dec),
    FieldInfo::new("proc.vmrss", Uint64, "Resident memory of the process, KiB.", process::vmrss).format(Dec),
    FieldInfo::new("proc.vmswap", Uint64, "Swapped memory of the process, KiB.", process::vmswap).format(Dec),
    FieldInfo::new("thread.pfmajor", Uint64, "Major page faults since the thread started.", process::thread_pfmajor).format(Dec),
    FieldInfo::new("thread.pfminor", Uint64, "Minor page faults since the thread started.", process::thread_pfminor).format(Dec),
    FieldInfo::new("thread.tid", Int64, "Thread id.", process::thread_tid).format(Id),
    FieldInfo::new("thread.ismain", Bool, "True for the leader of the process.", process::thread_ismain),
    FieldInfo::new("thread.vtid", Int64, "Thread id in its own pid namespace.", process::thread_vtid).format(Id),
    FieldInfo::new("thread.nametid", Charbuf, "Name of the process followed by the thread id.", process::thread_nametid).flags(F::TABLE_ONLY),
    FieldInfo::new("thread.exectime", Reltime, "Processor time of the thread in its last time slice, nanoseconds; on context switches only.", process::thread_exectime).format(Dec).flags(F::REMEMBERS),
    FieldInfo::new("thread.totexectime", Reltime, "Processor time of the thread since the capture began, nanoseconds; on context switches only.", process::thread_totexectime).format(Dec).flags(F::REMEMBERS),
    FieldInfo::new("thread.cgroups", Charbuf, "All control groups of the thread.", process::thread_cgroups),
    FieldInfo::new("thread.cgroup", Charbuf, "Control group of the thread for one subsystem, as in thread.cgroup.cpu.", process::thread_cgroup).flags(F::ARG_REQUIRED).arg(ArgRule::Word),
    FieldInfo::new("proc.nthreads", Uint64, "Number of threads of the process, the leader included.", process::nthreads).format(Dec),
    FieldInfo::new("proc.nchilds", Uint64, "Number of threads of the process, the leader not counted.", process::nchilds).format(Dec),
    FieldInfo::new("thread.cpu", Double, "Processor time of the thread in the last interval, percent; on process information only.", process::thread_cpu).flags(F::REMEMBERS),
    FieldInfo::new("thread.cpu.user", Double, "User processor time of the thread in the last interval, percent; on process information only.", process::thread_cpu_user).flags(F::REMEMBERS),
    FieldInfo::new("thread.cpu.system", Double, "System processor time of the thread in the last interval, percent; on process information only.", process::thread_cpu_system).flags(F::REMEMBERS),
    FieldInfo::new("thread.vmsize", Uint64, "Virtual memory of the process for its leader, 0 for other threads, KiB.", process::thread_vmsize).format(Dec),
    FieldInfo::new("thread.vmrss", Uint64, "Resident memory of the process for its leader, 0 for other threads, KiB.", process::thread_vmrss).format(Dec),
    FieldInfo::new("thread.vmsize.b", Uint64, "Virtual memory of the process for its leader, 0 for other threads, bytes.", process::thread_vmsize_b).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("thread.vmrss.b", Uint64, "Resident memory of the process for its leader, 0 for other threads, bytes.", process::thread_vmrss_b).format(Dec).flags(F::TABLE_ONLY),
    FieldInfo::new("proc.stdin.type", Charbuf, "Kind of descriptor 0.", process::stdin_type),
    FieldInfo::new("proc.stdout.type", Charbuf, "Kind of descriptor 1.", process::stdout_type),
    FieldInfo::new("proc.stderr.type", Charbuf, "Kind of descriptor 2.", process::stderr_type),
    FieldInfo::new("proc.stdin.name", Charbuf, "Name of descriptor 0.", process::stdin_name),
    FieldInfo::new("proc.stdout.name", Charbuf, "Name of descriptor 1.", process::stdout_name),
    FieldInfo::new("proc.stderr.name", Charbuf, "Name of descriptor 2.", process::stderr_name),
];

const USER: &[FieldInfo] = &[
    FieldInfo::new("user.uid", Uint32, "User id of the thread.", owner::uid).format(Id),
    FieldInfo::new("user.name", Charbuf, "Name of the user of the thread.", owner::name),
    FieldInfo::new("user.homedir", Charbuf, "Home directory of the user of the thread.", owner::homedir),
    FieldInfo::new("user.shell", Charbuf, "Login shell of the user of the thread.", owner::shell),
    FieldInfo::new(
        "user.loginuid",
        Int64,
        "Id of the user who logged in; -1 when nobody did.",
        owner::loginuid,
    )
    .format(Id),
    FieldInfo::new("user.loginname", Charbuf, "Name of the user who logged in.", owner::loginname),
];

const GROUP: &[FieldInfo] = &[
    FieldInfo::new("group.gid", Uint32, "Group id of the thread.", owner::gid).format(Id),
    FieldInfo::new("group.name", Charbuf, "Name of the group of the thread.", owner::group_name),
];

const DESCRIPTOR: &[FieldInfo] = &[
    FieldInfo::new("fd.num", Int64, "Number of the file descriptor.", descriptor::num).format(Id),
    FieldInfo::new(
        "fd.type",
        Charbuf,
        "Kind of the descriptor, such as file, directory, ipv4, unix or pipe.",
        descriptor::fd_type,
    )
    .format(Dec),
    FieldInfo::new(
        "fd.typechar",
        Charbuf,
        "Kind of the descriptor as one character, such as f for files and 4 for IPv4 sockets.",
        descriptor::typechar,
    )
    .format(Dec),
    FieldInfo::new(
        "fd.name",
        Charbuf,
        "Name of the descriptor: the path of a file, both ends of a connection.",
        descriptor::name,
    ),
    FieldInfo::new("fd.directory", Charbuf, "Directory of the file.", descriptor::directory),
    FieldInfo::new("fd.filename", Charbuf, "Name of the file without its directory.", descriptor::filename),
    FieldInfo::new(
        "fd.ip",
        Ipaddr,
        "Holds when either address of the socket is the given one.",
        descriptor::nothing,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .compared(CompareRule::EitherAddress, descriptor::either_ip),
    FieldInfo::new("fd.cip", Ipaddr, "Address of the client.", descriptor::cip),
    FieldInfo::new("fd.sip", Ipaddr, "Address of the server.", descriptor::sip),
    FieldInfo::new("fd.lip", Ipaddr, "Local address.", descriptor::lip),
    FieldInfo::new("fd.rip", Ipaddr, "Remote address.", descriptor::rip),
    FieldInfo::new(
        "fd.port",
        Port,
        "Holds when either port of the socket is the given one.",
        descriptor::nothing,
    )
    .format(Dec)
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .compared(CompareRule::EitherPort, descriptor::either_port),
    FieldInfo::new("fd.cport", Port, "Port of the client.", descriptor::cport).format(Dec),
    FieldInfo::new("fd.sport", Port, "Port of the server.", descriptor::sport).format(Dec),
    FieldInfo::new("fd.lport", Port, "Local port.", descriptor::lport).format(Dec),
    FieldInfo::new("fd.rport", Port, "Remote port.", descriptor::rport).format(Dec),
    FieldInfo::new(
        "fd.l4proto",
        Charbuf,
        "Protocol of the socket: tcp, udp, icmp or raw.",
        descriptor::l4proto,
    ),
    FieldInfo::new("fd.sockfamily", Charbuf, "ip or unix.", descriptor::sockfamily),
    FieldInfo::new(
        "fd.is_server",
        Bool,
        "True when the process is the server of the connection.",
        descriptor::is_server,
    ),
    FieldInfo::new(
        "fd.uid",
        Charbuf,
        "Process id and descriptor number joined: unique on the machine at one time.",
        descriptor::uid,
    ),
    FieldInfo::new(
        "fd.containername",
        Charbuf,
        "Container id and name of the descriptor joined.",
        descriptor::containername,
    ),
    FieldInfo::new(
        "fd.containerdirectory",
        Charbuf,
        "Container id and directory of the file joined.",
        descriptor::containerdirectory,
    ),
    FieldInfo::new(
        "fd.proto",
        Port,
        "Holds when either port of the socket belongs to the given service.",
        descriptor::nothing,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .compared(CompareRule::EitherPort, descriptor::either_port),
    FieldInfo::new("fd.cproto", Charbuf, "Service of the client's port.", descriptor::cproto),
    FieldInfo::new("fd.sproto", Charbuf, "Service of the server's port.", descriptor::sproto),
    FieldInfo::new("fd.lproto", Charbuf, "Service of the local port.", descriptor::lproto),
    FieldInfo::new("fd.rproto", Charbuf, "Service of the remote port.", descriptor::rproto),
    FieldInfo::new(
        "fd.net",
        Ipnet,
        "Holds when either address of the socket is in the given network.",
        descriptor::nothing,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS))
    .compared(CompareRule::EitherNet, descriptor::either_ip),
    FieldInfo::new(
        "fd.cnet",
        Ipnet,
        "Holds when the client's address is in the given network.",
        descriptor::cip,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS)),
    FieldInfo::new(
        "fd.snet",
        Ipnet,
        "Holds when the server's address is in the given network.",
        descriptor::sip,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS)),
    FieldInfo::new(
        "fd.lnet",
        Ipnet,
        "Holds when the local address is in the given network.",
        descriptor::lip,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS)),
    FieldInfo::new(
        "fd.rnet",
        Ipnet,
        "Holds when the remote address is in the given network.",
        descriptor::rip,
    )
    .flags(F::FILTER_ONLY.or(F::NO_TRANSFORMER).or(F::NO_RHS)),
    FieldInfo::new("fd.connected", Bool, "True when the socket is connected.", descriptor::connected),
    FieldInfo::new(
        "fd.name_changed",
        Bool,
        "True when the event changed the name of the descriptor.",
        descriptor::name_changed,
    ),
    FieldInfo::new("fd.cip.name", Charbuf, "Host name of the client's address.", descriptor::host_name)
        .flags(F::NO_TRANSFORMER.or(F::NO_RHS)),
    FieldInfo::new("fd.sip.name", Charbuf, "Host name of the server's address.", descriptor::host_name)
        .flags(F::NO_TRANSFORMER.or(F::NO_RHS)),
    FieldInfo::new("fd.lip.name", Charbuf, "Host name of the local address.", descriptor::host_name)
        .flags(F::NO_TRANSFORMER.or(F::NO_RHS)),
    FieldInfo::new("fd.rip.name", Charbuf, "Host name of the remote address.", descriptor::host_name)
        .flags(F::NO_TRANSFORMER.or(F::NO_RHS)),
    FieldInfo::new("fd.dev", Int32, "Device that holds the file.", descriptor::dev).format(Hex),
    FieldInfo::new(
        "fd.dev.major",
        Int32,
        "Major number of the device that holds the file.",
        descriptor::dev_major,
    )
    .format(Dec),
    FieldInfo::new(
        "fd.dev.minor",
        Int32,
        "Minor number of the device that holds the file.",
        descriptor::dev_minor,
    )
    .format(Dec),
    FieldInfo::new("fd.ino", Int64, "Inode of the file.", descriptor::ino).format(Dec),
    FieldInfo::new("fd.nameraw", Charbuf, "Name of the file as the process gave it.", descriptor::nameraw),
    FieldInfo::new(
        "fd.types",
        Charbuf,
        "Kinds of all descriptors of the event; with a number in brackets, of that descriptor.",
        descriptor::types,
    )
    .format(Dec)
    .flags(F::IS_LIST.or(F::ARG_ALLOWED).or(F::NO_RHS))
    .arg(ArgRule::Index),
    FieldInfo::new(
        "fd.is_upper_layer",
        Bool,
        "True when the file is in the upper layer of an overlay file system.",
        descriptor::is_upper_layer,
    ),
    FieldInfo::new(
        "fd.is_lower_layer",
        Bool,
        "True when the file is in a lower layer of an overlay file system.",
        descriptor::is_lower_layer,
    ),
];

const FILE_PATH: &[FieldInfo] = &[
    FieldInfo::new(
        "fs.path.name",
        Charbuf,
        "Absolute path of the file that the event works on.",
        file_path::name,
    ),
    FieldInfo::new(
        "fs.path.nameraw",
        Charbuf,
        "Path of the file that the event works on, as the process gave it.",
        file_path::nameraw,
    ),
    FieldInfo::new(
        "fs.path.source",
        Charbuf,
        "Absolute path of the source, for events with two paths.",
        file_path::source,
    ),
    FieldInfo::new(
        "fs.path.sourceraw",
        Charbuf,
        "Path of the source as the process gave it.",
        file_path::sourceraw,
    ),
    FieldInfo::new(
        "fs.path.target",
        Charbuf,
        "Absolute path of the target, for events with two paths.",
        file_path::target,
    ),
    FieldInfo::new(
        "fs.path.targetraw",
        Charbuf,
        "Path of the target as the process gave it.",
        file_path::targetraw,
    ),
];

const COUNTER: &[FieldInfo] =
    &[FieldInfo::new("util.cnt", Uint64, "Counts up each time it is read.", event_call::util_cnt)
        .format(Id)
        .flags(F::REMEMBERS)];

const DESCRIPTOR_LIST: &[FieldInfo] = &[
    FieldInfo::new("fdlist.nums", Charbuf, "Numbers of the polled descriptors.", descriptor_list::nums)
        .format(Id),
    FieldInfo::new("fdlist.names", Charbuf, "Names of the polled descriptors.", descriptor_list::names),
    FieldInfo::new(
        "fdlist.cips",
        Charbuf,
        "Client addresses of the polled descriptors.",
        descriptor_list::cips,
    ),
    FieldInfo::new(
        "fdlist.sips",
        Charbuf,
        "Server addresses of the polled descriptors.",
        descriptor_list::sips,
    ),
    FieldInfo::new(
        "fdlist.cports",
        Charbuf,
        "Client ports of the polled descriptors.",
        descriptor_list::cports,
    )
    .format(Dec),
    FieldInfo::new(
        "fdlist.sports",
        Charbuf,
        "Server ports of the polled descriptors.",
        descriptor_list::sports,
    )
    .format(Dec),
];

const CONTAINER: &[FieldInfo] = &[
    FieldInfo::new(
        "container.id",
        Charbuf,
        "Short id of the container; host for the machine itself.",
        container::id,
    ),
    FieldInfo::new("container.full_id", Charbuf, "Whole id of the container.", container::full_id),
    FieldInfo::new(
        "container.name",
        Charbuf,
        "Name of the container; host for the machine itself.",
        container::name,
    ),
    FieldInfo::new(
        "container.image",
        Charbuf,
        "Image of the container as it was asked for.",
        container::image,
    ),
    FieldInfo::new("container.image.id", Charbuf, "Id of the image.", container::image_id),
    FieldInfo::new(
        "container.image.repository",
        Charbuf,
        "Image without tag and digest.",
        container::image_repository,
    ),
    FieldInfo::new("container.image.tag", Charbuf, "Tag of the image.", container::image_tag),
    FieldInfo::new("container.image.digest", Charbuf, "Digest of the image.", container::image_digest),
    FieldInfo::new(
        "container.type",
        Charbuf,
        "What made the container, such as docker; host for the machine itself.",
        container::kind,
    ),
    FieldInfo::new(
        "container.privileged",
        Bool,
        "True when the container runs with all privileges.",
        container::privileged,
    ),
    FieldInfo::new("container.ip", Charbuf, "Address of the container.", container::ip),
    FieldInfo::new(
        "container.mounts",
        Charbuf,
        "Mounts from the host: source, destination, mode, writable and propagation with colons between.",
        container::mounts,
    ),
    FieldInfo::new(
        "container.mount",
        Charbuf,
        "One mount, by number or by one of its paths.",
        container::mount,
    )
    .flags(F::ARG_REQUIRED)
    .arg(ArgRule::IndexOrKey),
    FieldInfo::new(
        "container.mount.source",
        Charbuf,
        "Path of a mount on the host.",
        container::mount_source,
    )
    .flags(F::ARG_REQUIRED)
    .arg(ArgRule::IndexOrKey),
    FieldInfo::new(
        "container.mount.dest",
        Charbuf,
        "Path of a mount in the container.",
        container::mount_dest,
    )
    .flags(F::ARG_REQUIRED)
    .arg(ArgRule::IndexOrKey),
    FieldInfo::new("container.mount.mode", Charbuf, "Mode of a mount.", container::mount_mode)
        .flags(F::ARG_REQUIRED)
        .arg(ArgRule::IndexOrKey),
    FieldInfo::new(
        "container.mount.rdwr",
        Charbuf,
        "true when a mount can be written.",
        container::mount_rdwr,
    )
    .flags(F::ARG_REQUIRED)
    .arg(ArgRule::IndexOrKey),
    FieldInfo::new(
        "container.mount.propagation",
        Charbuf,
        "Propagation of a mount.",
        container::mount_propagation,
    )
    .flags(F::ARG_REQUIRED)
    .arg(ArgRule::IndexOrKey),
];

const CAPTURE: &[FieldInfo] = &[FieldInfo::new(
    "syscap.io_uring",
    Bool,
    "True for operations that were submitted through a ring of io_uring, which live capture tells on request.",
    event_call::is_io_uring,
)];
