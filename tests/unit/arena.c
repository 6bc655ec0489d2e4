/* kit/arena: zeroed, aligned, apart from each other, of any size. */
#include "test.h"

#include "arena.h"

#include <stdalign.h>
#include <stdint.h>

static bool is_zero(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

static void zeroed_and_aligned(void)
{
    static const size_t sizes[] = {0, 1, 3, 8, 15, 16, 17, 63, 64, 65, 4095, 4097, 262143, 262144, 262145, 1000003};
    struct arena *a = arena_new();
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        unsigned char *p = arena_alloc(a, sizes[i]);
        test_row("%zu bytes", sizes[i]);
        THAT(p != NULL);
        THAT((uintptr_t)p % alignof(max_align_t) == 0);
        THAT(is_zero(p, sizes[i]));
        memset(p, 0xA5, sizes[i]);
    }
    arena_free(a);
}

/* Each piece is filled with its own byte; none may have changed another. */
static void pieces_do_not_overlap(void)
{
    enum { PIECES = 400 };
    unsigned char *piece[PIECES];
    size_t size[PIECES];
    struct arena *a = arena_new();
    for (int i = 0; i < PIECES; i++) {
        size[i] = (size_t)test_whole(1, 3000);
        piece[i] = arena_alloc(a, size[i]);
        memset(piece[i], i % 251, size[i]);
    }
    for (int i = 0; i < PIECES; i++) {
        size_t own = 0;
        while (own < size[i] && piece[i][own] == i % 251)
            own++;
        test_row("piece %d", i);
        THAT(own == size[i]);
    }
    arena_free(a);
}

static void arrays_and_texts(void)
{
    struct arena *a = arena_new();
    double *v = ARENA_ARRAY(a, 237, double);
    for (int i = 0; i < 237; i++)
        CLOSE(v[i], 0, 0);
    THAT(ARENA_ARRAY(a, 0, double) != NULL);
    const char *text = "seventeen letters";
    char *copy = arena_strdup(a, text);
    SAME(copy, text);
    THAT(copy != text);
    SAME(arena_strndup(a, text, 9), "seventeen");
    SAME(arena_strndup(a, text, 0), "");
    SAME(arena_strdup(a, ""), "");
    arena_free(a);
}

static void lists_grow(void)
{
    struct arena *a = arena_new();
    int *v = NULL;
    size_t room = 0;
    for (size_t i = 0; i < 1000; i++) {
        v = arena_more(a, v, i, &room, sizeof *v);
        THAT(room > i);
        v[i] = (int)i * 3;
    }
    for (int i = 0; i < 1000; i++)
        CLOSE(v[i], i * 3, 0);
    arena_free(a);
}

static void freeing_nothing(void)
{
    arena_free(NULL);
    arena_free(arena_new());
    THAT(true);
}

SUITE(arena, {"zeroed and aligned at every size", zeroed_and_aligned}, {"pieces do not overlap", pieces_do_not_overlap},
      {"arrays and texts", arrays_and_texts}, {"lists grow", lists_grow},
      {"freeing NULL and an empty arena", freeing_nothing})
