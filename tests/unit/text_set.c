/* kit/text_set: found again after it grew, twins told, emptied. */
#include "test.h"

#include "str.h"
#include "text_set.h"

static const char *numbered(size_t i)
{
    return str_format(test_arena(), "text %zu", i);
}

static void adds_and_finds(void)
{
    struct text_set s = text_set_new(test_arena());
    THAT(text_set_find(&s, "text 0") == TEXT_SET_NONE);
    for (size_t i = 0; i < 1000; i++)
        THAT(text_set_add(&s, numbered(i), i) == TEXT_SET_NONE);
    THAT(s.n == 1000 && s.room <= 4096);
    for (size_t i = 0; i < 1000; i++)
        THAT(text_set_find(&s, numbered(i)) == i);
    THAT(text_set_find(&s, "text 1000") == TEXT_SET_NONE && text_set_find(&s, "") == TEXT_SET_NONE);
}

static void twins(void)
{
    struct text_set s = text_set_new(test_arena());
    THAT(text_set_add(&s, "", 3) == TEXT_SET_NONE && text_set_add(&s, "a", 4) == TEXT_SET_NONE);
    THAT(text_set_add(&s, "a", 5) == 4 && text_set_add(&s, "", 6) == 3 && s.n == 2);
}

static void emptied(void)
{
    struct text_set s = text_set_new(test_arena());
    for (size_t age = 0; age < 3; age++) {
        for (size_t i = 0; i < 100; i++)
            THAT(text_set_add(&s, numbered(i + age), i) == TEXT_SET_NONE);
        const size_t room = s.room;
        text_set_clear(&s);
        THAT(s.n == 0 && s.room == room && text_set_find(&s, numbered(age)) == TEXT_SET_NONE);
    }
}

SUITE(text_set, {"adds and finds", adds_and_finds}, {"twins", twins}, {"emptied", emptied})
