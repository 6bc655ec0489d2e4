#define _GNU_SOURCE
#include "torture/standin.h"

#include "torture/tree.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MISSING = 127, FAILED = 1, PATH_ROOM = 4096 };

static uint64_t hash_of(const char *path, uint64_t h)
{
    size_t n = 0;
    char *bytes = tree_file(path, &n);
    for (size_t i = 0; bytes && i < n; i++)
        h = (h ^ (unsigned char)bytes[i]) * 0x100000001b3u; /* FNV-1a */
    free(bytes);
    return h;
}

/* Runs the real gnuplot, which is on the usual path. */
static int drawn(char *argv[])
{
    int status = 0;
    const pid_t pid = fork();
    if (pid == 0) {
        setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
        execvp("gnuplot", argv);
        _exit(MISSING);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return FAILED;
    return WEXITSTATUS(status);
}

int standin_ask(int argc)
{
    const char *top = getenv("TORTURE_TOP");
    char path[PATH_ROOM];
    size_t n = 0;
    if (!top || argc != 1)
        return FAILED;
    snprintf(path, sizeof path, "%.3000s/nvidia-cuda13.txt", top);
    char *text = tree_file(path, &n);
    return text && fwrite(text, 1, n, stdout) == n && fflush(stdout) == 0 ? 0 : FAILED;
}

int standin_draw(int argc, char *argv[])
{
    const char *home = getenv("TORTURE_TOP");
    char name[PATH_ROOM], kept[PATH_ROOM + 64], fresh[PATH_ROOM + 96];
    size_t n = 0;
    if (argc != 2 || !home || !strchr(argv[1], '.') || strlen(argv[1]) + 8 > sizeof name)
        return FAILED;
    snprintf(name, sizeof name, "%s", argv[1]);
    strcpy(strrchr(name, '.'), ".tsv");
    const uint64_t h = hash_of(name, hash_of(argv[1], 0xcbf29ce484222325u));
    snprintf(kept, sizeof kept, "%.3000s/pictures/%016llx.svg", home, (unsigned long long)h);
    strcpy(strrchr(name, '.'), ".svg");
    char *picture = tree_file(kept, &n);
    if (picture) {
        tree_put(name, picture, n, 0644);
        return 0;
    }
    const int code = drawn(argv);
    picture = code == 0 ? tree_file(name, &n) : NULL;
    if (picture) {
        snprintf(fresh, sizeof fresh, "%s.%ld", kept, (long)getpid());
        tree_put(fresh, picture, n, 0644);
        rename(fresh, kept);
    }
    return code;
}
