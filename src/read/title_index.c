#include "title_index.h"

#include "arena.h"
#include "title_cpu.h"
#include "title_device.h"
#include "title_goods.h"
#include "title_mac.h"
#include "title_memory.h"
#include "title_said.h"
#include "title_vocab.h"

struct title_index *title_index_new(struct arena *a, const struct catalogue *c)
{
    struct title_index *x = ARENA_NEW(a, struct title_index);
    x->c = c;
    x->vocab = title_vocab_new(a);
    x->lexicon = title_said_lexicon(a, x->vocab);
    x->goods = title_goods_index(a, x->vocab, c);
    x->devices = title_device_index(a, x->vocab, c);
    x->cpus = title_cpu_index(a, x->vocab, c);
    x->macs = title_mac_index(a, c);
    x->drives = title_memory_drives(a, c);
    return x;
}
