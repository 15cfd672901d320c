// SPDX-License-Identifier: Apache-2.0
//! The ordinary programs: scripts of a shell, and what they need.

use std::path::Path;
use std::process::Command;

pub struct Program {
    pub name: &'static str,
    /// Commands without which it is left out.
    pub needs: &'static [&'static str],
    /// Run before, untraced.
    pub before: &'static str,
    /// The traced script.
    pub script: &'static str,
}

const BEFORE_C32: &str =
    "gcc -m32 -O1 -nostdlib -static -fno-pic -no-pie -fno-stack-protector -o bits32 $SOURCES/bits32.c";

pub const PROGRAMS: &[Program] = &[
    Program {
        name: "shell pipeline",
        needs: &["sh"],
        before: "",
        script: "seq 300 | sort -r | grep 7 | head -5 >out; cat <out | wc -l; ls -l / >/dev/null; cat nothing; true",
    },
    Program {
        name: "python",
        needs: &["python3"],
        before: "",
        script: "python3 -c '
import threading, subprocess, json, os
all = []
threads = [threading.Thread(target=lambda n=n: all.append(open(\"/etc/passwd\").read())) for n in range(4)]
for t in threads: t.start()
for t in threads: t.join()
subprocess.run([\"true\"])
os.makedirs(\"a/b\"); os.rename(\"a/b\", \"a/c\")
print(json.dumps(len(all)))'",
    },
    Program {
        name: "curl",
        needs: &["curl", "python3"],
        before: "",
        script: "python3 -c '
import http.server as h
s = h.HTTPServer((\"127.0.0.1\", 0), h.SimpleHTTPRequestHandler)
open(\"port\", \"w\").write(str(s.server_port))
s.handle_request()' &
while ! [ -s port ]; do sleep 0.3; done
curl -s -o page http://127.0.0.1:$(cat port)/; wait; test -s page",
    },
    Program {
        name: "redis",
        needs: &["redis-server", "redis-cli"],
        before: "",
        script: "redis-server --port 0 --unixsocket $PWD/redis.sock --save '' --dir $PWD >/dev/null &
while ! [ -S redis.sock ]; do sleep 0.3; done
redis-cli -s redis.sock set a 1; redis-cli -s redis.sock incr a; redis-cli -s redis.sock shutdown nosave; wait",
    },
    Program {
        name: "sqlite",
        needs: &["sqlite3"],
        before: "",
        script: "sqlite3 base 'create table t(a, b); insert into t values (1, 2), (3, 4);'
sqlite3 base 'pragma journal_mode=wal; update t set b = b + 1; select sum(b) from t; vacuum;'",
    },
    Program {
        name: "git clone",
        needs: &["git"],
        before: "git init -q from; cd from; for i in 1 2 3; do echo $i >f$i; git add .;
git -c user.name=a -c user.email=a@b commit -q -m $i; done",
        script: "git clone -q --no-local from to; git -C to log --oneline",
    },
    Program {
        name: "tar",
        needs: &["tar", "gzip"],
        before: "mkdir d; cp -r /usr/include/linux d/; ln -s x d/link; ln d/linux/fcntl.h d/hard",
        script: "tar czf d.tar.gz d; mkdir out; tar xzf d.tar.gz -C out; diff -r d/linux out/d/linux",
    },
    Program {
        name: "make",
        needs: &["make", "gcc"],
        before: r"mkdir m; echo 'int f(void); int main(void) { return f(); }' >m/main.c; echo 'int f(void) { return 0; }' >m/f.c
printf 'CFLAGS = -O1 -pipe\nmain: main.o f.o\n\t$(CC) -o main main.o f.o\n' >m/Makefile",
        script: "make -j2 -C m CC=gcc && m/main && make -C m",
    },
    Program { name: "32-bit program", needs: &["gcc"], before: BEFORE_C32, script: "./bits32" },
    Program {
        name: "io_uring",
        needs: &["gcc"],
        before: "gcc -O1 -o ring $SOURCES/ring.c",
        script: "./ring",
    },
];

/// Runs a script in a folder; true when it succeeds.
pub fn run(command: &mut Command, folder: &Path) -> bool {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live_strace");
    command
        .env("SOURCES", sources)
        .env("PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/bin")
        .env("LC_ALL", "C")
        .env("HOME", folder)
        .current_dir(folder)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
