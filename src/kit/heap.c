#define _POSIX_C_SOURCE 200809L
#include "heap.h"

#include "exit_code.h"
#include "leftover.h"

#include <cjson/cJSON.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* stdio could ask for memory itself. */
_Noreturn void heap_out(void)
{
    static const char said[] = "rigplan: error: out of memory\n";
    leftover_clear();
    const ssize_t ignored = write(STDERR_FILENO, said, sizeof said - 1);
    (void)ignored; /* nobody is left to tell */
    _exit(EXIT_CODE_WORLD);
}

void *heap_zeroed(size_t size)
{
    void *p = calloc(1, size > 0 ? size : 1);
    if (!p)
        heap_out();
    return p;
}

void *heap_larger(void *old, size_t size)
{
    void *p = realloc(old, size > 0 ? size : 1);
    if (!p)
        heap_out();
    return p;
}

/* ---- cJSON ---- */

/* Memory that is cut from blocks and given back when nothing of it is in use. cJSON asks for a great many small pieces
   and frees a whole document at once. */
struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

enum { BLOCK = 1 << 18 };
static struct block *blocks;
static size_t in_use;

static void *taken(size_t size)
{
    const size_t unit = alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        heap_out();
    const size_t need = (size + unit - 1) / unit * unit;
    if (!blocks || blocks->size - blocks->used < need) {
        const size_t room = need > BLOCK ? need : BLOCK;
        struct block *b = heap_larger(NULL, sizeof *b + room);
        *b = (struct block){blocks, 0, room};
        blocks = b;
    }
    void *p = blocks->bytes + blocks->used;
    blocks->used += need;
    in_use++;
    return p;
}

static void given_back(void *p)
{
    if (!p || --in_use > 0)
        return;
    while (blocks) {
        struct block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
}

void heap_serve_cjson(void)
{
    static cJSON_Hooks hooks = {.malloc_fn = taken, .free_fn = given_back};
    cJSON_InitHooks(&hooks);
}
