# command_tests.awk: of test scripts, how often each calls a command of the program; prints TEST COMMAND COUNT. The names are in `commands`.
# A call counts once, also within a loop or a function; one whose command is in a loop's variable does not count.
# With whole=1 a file is one case: it counts once for each command, however often it calls it. `first` is what the function run puts
# before its arguments.
BEGIN {
    n = split(commands, names, " ")
    for (i = 1; i <= n; i++) known[names[i]] = 1
}
FNR == 1 { split("", value); split("", seen) }
/^[0-9] \| .* \| / { sub(/^.* \| /, "rigplan ") } # a line of a table: EXIT | WHAT IT SAYS | ARGUMENTS
/^ *(says|same|ok|fail|pass|echo|quiet|silent|balanced|#)/ { next }
{
    gsub(/"\$RIGPLAN"|\$RIGPLAN/, "rigplan")
    gsub(/(^| )run "?[0-9$][a-z]*"? /, " rigplan " first)
    gsub(/(^| )run_plan /, " rigplan run ")
    sub(/^[0-9] \| .* \| /, "rigplan ") # tests/cli/asked.sh: EXIT | WHAT IT SAYS | ARGUMENTS
    gsub(/(^| )person "?[0-9$][a-z]*"? ('[^']*'|"[^"]*") /, " rigplan ")
    # Variables that hold a command: best='deploy --finetune best', d="rigplan deploy --gpu".
    if (match($0, /(^| )[a-z]+=['"](rigplan )?[a-z]+/)) {
        text = substr($0, RSTART, RLENGTH)
        sub(/^ /, "", text)
        name = text; sub(/=.*/, "", name)
        sub(/^[a-z]+=['"]/, "", text)
        command = text; sub(/^rigplan /, "", command)
        if (command in known) value[name] = text
    }
    for (name in value) gsub("\\$" name "( |$)", value[name] " ")
    $0 = $0
    for (i = 1; i <= NF; i++) {
        called = $i ~ /^[(!{`]*(\$\()?rigplan$/
        command = $(i + 1)
        gsub(/[^a-z]+$/, "", command)
        if (!called || !(command in known) || (whole && (command in seen))) continue
        seen[command] = 1
        calls[command]++
    }
}
END { for (i = 1; i <= n; i++) print test, names[i], calls[names[i]] + 0 }
