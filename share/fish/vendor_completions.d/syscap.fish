# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_syscap_global_optspecs
    string join \n r/read= scope= M/duration= io-uring no-iterators s/snaplen= buffer-bytes= p/print= j/json markdown n/numevents= x/print-hex X/print-hex-ascii A/print-ascii b/print-base64 t/timetype= q/quiet S/summary plugin= raw w/write= compress= z C/file-size= G/seconds= e/events= W/limit= matching-only l/list L/list-events h/help V/version
end

function __fish_syscap_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_syscap_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_syscap_using_subcommand
    set -l cmd (__fish_syscap_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c syscap -n "__fish_syscap_needs_command" -s r -l read -d 'Reads events from a capture file (- for standard input), rather than from this machine' -r -F
complete -c syscap -n "__fish_syscap_needs_command" -l scope -d 'Whose events are captured: machine (the default), pidns, cgroup=PATH or tree=PID' -r
complete -c syscap -n "__fish_syscap_needs_command" -s M -l duration -d 'Stops capturing after this time' -r
complete -c syscap -n "__fish_syscap_needs_command" -s s -l snaplen -d 'Most bytes that are captured of the data of each call; 80 unless set' -r
complete -c syscap -n "__fish_syscap_needs_command" -l buffer-bytes -d 'Bytes of the ring of each processor, a power of two; 8 MiB unless set' -r
complete -c syscap -n "__fish_syscap_needs_command" -s p -l print -d 'Prints each event by this template, such as \'%evt.num %proc.name\'' -r
complete -c syscap -n "__fish_syscap_needs_command" -s n -l numevents -d 'Stops after this many events' -r
complete -c syscap -n "__fish_syscap_needs_command" -s t -l timetype -d 'Time of events: h time of day, a seconds since the epoch, r since the first event, d from enter to exit event, D since the event before' -r -f -a "h\t''
a\t''
r\t''
d\t''
D\t''"
complete -c syscap -n "__fish_syscap_needs_command" -l plugin -d 'Loads a plugin: starts it with INIT and, where it makes events, opens it with OPEN' -r
complete -c syscap -n "__fish_syscap_needs_command" -s w -l write -d 'Writes events to a capture file; - for standard output' -r -F
complete -c syscap -n "__fish_syscap_needs_command" -l compress -d 'Compresses the output: gzip, or none (the default)' -r -f -a "gzip\t''
none\t''"
complete -c syscap -n "__fish_syscap_needs_command" -s C -l file-size -d 'Continues in a new file at this size; a number is appended to FILE' -r
complete -c syscap -n "__fish_syscap_needs_command" -s G -l seconds -d 'Continues in a new file after this time; FILE may be a strftime format' -r
complete -c syscap -n "__fish_syscap_needs_command" -s e -l events -d 'Continues in a new file after this many events' -r
complete -c syscap -n "__fish_syscap_needs_command" -s W -l limit -d 'Keeps only this many files, the newest' -r
complete -c syscap -n "__fish_syscap_needs_command" -l io-uring -d 'Also captures operations submitted through rings of io_uring; syscap.io_uring marks them'
complete -c syscap -n "__fish_syscap_needs_command" -l no-iterators -d 'Lists the processes at the start from /proc, not by the kernel\'s iterators'
complete -c syscap -n "__fish_syscap_needs_command" -s j -l json -d 'Prints each event as a JSON object of the template\'s fields'
complete -c syscap -n "__fish_syscap_needs_command" -l markdown -d 'Lists the fields as Markdown tables'
complete -c syscap -n "__fish_syscap_needs_command" -s x -l print-hex -d 'Prints buffers in hexadecimal'
complete -c syscap -n "__fish_syscap_needs_command" -s X -l print-hex-ascii -d 'Prints buffers in hexadecimal and as text'
complete -c syscap -n "__fish_syscap_needs_command" -s A -l print-ascii -d 'Prints only the text of buffers, with its line ends'
complete -c syscap -n "__fish_syscap_needs_command" -s b -l print-base64 -d 'Prints buffers in base64'
complete -c syscap -n "__fish_syscap_needs_command" -s q -l quiet -d 'Prints no events'
complete -c syscap -n "__fish_syscap_needs_command" -s S -l summary -d 'Prints how often each event occurred, at the end'
complete -c syscap -n "__fish_syscap_needs_command" -l raw -d 'Prints events as recorded, with raw parameters and nothing converted'
complete -c syscap -n "__fish_syscap_needs_command" -s z -d 'As --compress gzip'
complete -c syscap -n "__fish_syscap_needs_command" -l matching-only -d 'Writes only matching events, without those that the state of processes needs'
complete -c syscap -n "__fish_syscap_needs_command" -s l -l list -d 'Lists the fields that filters and templates can name'
complete -c syscap -n "__fish_syscap_needs_command" -s L -l list-events -d 'Lists the events with their parameters'
complete -c syscap -n "__fish_syscap_needs_command" -s h -l help -d 'Print help'
complete -c syscap -n "__fish_syscap_needs_command" -s V -l version -d 'Print version'
complete -c syscap -n "__fish_syscap_needs_command" -a "info" -d 'Shows what capture files contain: machine, processes, events, time span, drops'
complete -c syscap -n "__fish_syscap_needs_command" -a "merge" -d 'Merges captures of one machine by time'
complete -c syscap -n "__fish_syscap_needs_command" -a "slice" -d 'Extracts a range of a capture, with the state at its start'
complete -c syscap -n "__fish_syscap_needs_command" -a "repair" -d 'Writes what can be read of a damaged capture to a clean file'
complete -c syscap -n "__fish_syscap_needs_command" -a "doctor" -d 'Reports whether this machine lets us capture, and what is missing'
complete -c syscap -n "__fish_syscap_using_subcommand info" -s j -l json -d 'Prints JSON'
complete -c syscap -n "__fish_syscap_using_subcommand info" -s h -l help -d 'Print help'
complete -c syscap -n "__fish_syscap_using_subcommand merge" -s w -l write -d 'Writes events to a capture file; - for standard output' -r -F
complete -c syscap -n "__fish_syscap_using_subcommand merge" -l compress -d 'Compresses the output: gzip, or none (the default)' -r -f -a "gzip\t''
none\t''"
complete -c syscap -n "__fish_syscap_using_subcommand merge" -s z -d 'As --compress gzip'
complete -c syscap -n "__fish_syscap_using_subcommand merge" -s h -l help -d 'Print help'
complete -c syscap -n "__fish_syscap_using_subcommand slice" -s w -l write -d 'Writes events to a capture file; - for standard output' -r -F
complete -c syscap -n "__fish_syscap_using_subcommand slice" -l compress -d 'Compresses the output: gzip, or none (the default)' -r -f -a "gzip\t''
none\t''"
complete -c syscap -n "__fish_syscap_using_subcommand slice" -s r -l read -d 'The capture file' -r -F
complete -c syscap -n "__fish_syscap_using_subcommand slice" -l from -d 'First time: 12:34:56.7, 2026-01-31T12:34:56Z, seconds since the epoch, or +SECONDS' -r
complete -c syscap -n "__fish_syscap_using_subcommand slice" -l to -d 'Last time, in the same formats' -r
complete -c syscap -n "__fish_syscap_using_subcommand slice" -l first -d 'First event, by its number' -r
complete -c syscap -n "__fish_syscap_using_subcommand slice" -l last -d 'Last event, by its number' -r
complete -c syscap -n "__fish_syscap_using_subcommand slice" -s z -d 'As --compress gzip'
complete -c syscap -n "__fish_syscap_using_subcommand slice" -s h -l help -d 'Print help'
complete -c syscap -n "__fish_syscap_using_subcommand repair" -s w -l write -d 'Writes events to a capture file; - for standard output' -r -F
complete -c syscap -n "__fish_syscap_using_subcommand repair" -l compress -d 'Compresses the output: gzip, or none (the default)' -r -f -a "gzip\t''
none\t''"
complete -c syscap -n "__fish_syscap_using_subcommand repair" -s z -d 'As --compress gzip'
complete -c syscap -n "__fish_syscap_using_subcommand repair" -s h -l help -d 'Print help'
complete -c syscap -n "__fish_syscap_using_subcommand doctor" -s h -l help -d 'Print help'
