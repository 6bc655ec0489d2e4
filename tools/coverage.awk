# coverage.awk: counts what `gcov --stdout --branch-counts --branch-probabilities` prints of files of src/, one report after the other.
# A line or branch counts once, however many files include it, and is covered where one of them ran it.
# Not counted: branches of a line with BUG_UNLESS, whose failure aborts the program, and lines that are BUG, which no input may reach.
# Writes to `rooms` room,lines,lines_covered,branches,branches_covered,date, to `functions` file,function,lines,lines_missed,branches_missed
# and to `missed` the lines and branches themselves; to `files` file:lines.
BEGIN { split("base kit math record read model prepare fit check advise report cli", order, " ") }

# How a line's counter begins, its number, its text.
/^ *[^ :]+: *[0-9]+:/ {
    count = $0; sub(/:.*/, "", count); gsub(/ /, "", count)
    rest = substr($0, index($0, ":") + 1)
    line = rest; sub(/:.*/, "", line); line += 0
    text = substr(rest, index(rest, ":") + 1)
    if (line == 0) {
        if (sub(/^Source:/, "", text)) {
            file = text
            sub(/^.*\/src\//, "src/", file)
            ours = file ~ /^src\//
            function_name = "-"
            inside_bug = 0
        }
        next
    }
    if (!ours) next
    asserts = inside_bug || text ~ /(^|[^A-Z_])BUG(_UNLESS)?\(/
    never = text ~ /(^|[^A-Z_])BUG\(/
    inside_bug = asserts && text !~ /;[^;]*$/
    key = file ":" line
    if (count == "-" || never) next
    ran = count !~ /^[#=]/
    if (!(key in lines)) { lines[key] = 0; texts[key] = text; owner[key] = file "," function_name }
    if (ran) lines[key] = 1
    next
}
/^function / { function_name = $2; next }
/^branch +[0-9]+ / && ours && !asserts && !never {
    taken = $0 ~ / taken [1-9]/
    branch = key "," $2
    if (!(branch in branches)) { branches[branch] = 0; at[branch] = key }
    if (taken) branches[branch] = 1
}

function room(key) { split(key, part, "/"); return part[2] }
END {
    for (key in lines) {
        r = room(key); all[r]++; covered[r] += lines[key]
        f = key; sub(/:.*/, "", f); in_file[f]++
        own = owner[key]; own_lines[own]++
        if (!lines[key]) { own_missed[own]++; print key ": line not run: " texts[key] | ("sort -t: -k1,1 -k2,2n >" missed) }
    }
    for (branch in branches) {
        key = at[branch]; r = room(key); all_b[r]++; covered_b[r] += branches[branch]
        if (!branches[branch]) {
            own_b[owner[key]]++
            untaken[key]++
        }
    }
    for (key in untaken) if (lines[key]) print key ": branches not taken " untaken[key] ": " texts[key] | ("sort -t: -k1,1 -k2,2n >" missed)
    close("sort -t: -k1,1 -k2,2n >" missed)
    for (f in in_file) print f ":" in_file[f] >files
    print "room,lines,lines_covered,branches,branches_covered,date" >rooms
    for (i = 1; i in order; i++) {
        r = order[i]
        if (r in all) printf "%s,%d,%d,%d,%d,%s\n", r, all[r], covered[r], all_b[r], covered_b[r], date >rooms
    }
    print "file,function,lines,lines_missed,branches_missed" >functions
    close(functions)
    for (own in own_lines)
        if (own_missed[own] > 0)
            printf "%s,%d,%d,%d\n", own, own_lines[own], own_missed[own], own_b[own] | ("LC_ALL=C sort >>" functions)
}
