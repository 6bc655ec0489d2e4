#include "random_rig.h"

#include "engine_quant.h"
#include "test.h"

const struct device *random_rig_device(void)
{
    const struct device_list *all = &test_catalogue()->devices;
    return &all->v[test_whole(0, (int)all->n - 1)];
}

const struct model *random_rig_model(void)
{
    const struct model_list *all = &test_catalogue()->models;
    return &all->v[test_whole(0, (int)all->n - 1)];
}

const struct engine *random_rig_engine(bool often)
{
    const struct engine_list *all = &test_catalogue()->engines;
    return often && test_whole(0, 1) ? FIND(engine, "llama.cpp") : &all->v[test_whole(0, (int)all->n - 1)];
}

const struct quant *random_rig_quant(const struct engine *e)
{
    const struct quant_list *all = &test_catalogue()->quants;
    for (;;) {
        const struct quant *q = &all->v[test_whole(0, (int)all->n - 1)];
        if (!q->of && engine_quant_loads(e, q))
            return q;
    }
}

void random_rig_devices(struct request *q, const struct device *first, int n, bool alike)
{
    q->n = n;
    for (int i = 0; i < n; i++)
        q->device[i] = alike || i == 0 ? first : random_rig_device();
}

void random_rig_work(struct request *q, bool often)
{
    q->model = random_rig_model();
    q->engine = random_rig_engine(often);
    q->quant = random_rig_quant(q->engine);
    q->endless_memory = true;
    q->ram_gib = 1e6;
}

enum split random_rig_split(int n)
{
    return n > 1 ? (enum split)test_whole(split_layer, split_end - 1) : split_none;
}
