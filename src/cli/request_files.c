#include "request_files.h"

#include "arena.h"
#include "diag.h"
#include "names.h"
#include "names_split.h"
#include "names_words.h"
#include "str.h"

#include <string.h>

/* Is it a repository, OWNER/NAME, and not a folder in one? */
static bool whole_repo(const char *path)
{
    const char *name = strchr(path, '/');
    return name && !strchr(name + 1, '/');
}

/* Returns MLX's own format of that name, of a file that says it is one of MLX: its NVFP4 is not NVIDIA's mix. Experts
   that were released in the format stay as they are. */
static const struct quant *mlx_quant(const struct command_run *r, const char *name, const struct model *m,
                                     const struct quant *q)
{
    const struct names_split words = names_split_text(r->arena, name);
    if (q->scheme == scheme_mlx || (m && m->experts_released == (q->experts ? q->experts : q->base)) ||
        !names_split_among(words.v, words.n, "mlx"))
        return NULL;
    return names_find(r->arena, r->catalogue, &kind_quant, str_format(r->arena, "mlx-%s", q->id)).record;
}

const char *request_files_name(const struct command_run *r, const char **tag)
{
    const char *name = opt_text(&r->opts, "--model"), *colon = name ? strrchr(name, ':') : NULL;
    *tag = NULL;
    if (!colon || !strchr(name, '/') || strchr(name, '/') > colon ||
        !names_find(r->arena, r->catalogue, &kind_quant, colon + 1).record)
        return name;
    *tag = colon + 1;
    return arena_strndup(r->arena, name, (size_t)(colon - name));
}

const char *request_files_repo(const struct command_run *r, const char *quant)
{
    const char *tag, *name = request_files_name(r, &tag);
    return name && quant && whole_repo(name) ? str_format(r->arena, "%s/%s", name, quant) : name;
}

/* Returns the quant whose id or alias is exactly that; NULL: none. */
static const struct quant *quant_called(const struct catalogue *c, const char *name)
{
    for (size_t i = 0; i < c->quants.n; i++) {
        const struct quant *q = &c->quants.v[i];
        bool called = strcmp(q->id, name) == 0;
        for (size_t j = 0; j < q->aliases.n; j++)
            called |= strcmp(q->aliases.v[j], name) == 0;
        if (called)
            return q;
    }
    return NULL;
}

const struct quant *request_files_quant(const struct command_run *r, const struct model *m, const struct quant *q)
{
    const char *tag, *name = request_files_name(r, &tag), *rest = NULL;
    if (!name || !q)
        return q;
    const char *owner = str_split(r->arena, name, '/', &rest);
    const struct quant *own = rest ? quant_called(r->catalogue, str_format(r->arena, "%s-%s", q->id, owner)) : NULL;
    own = own ? own : mlx_quant(r, name, m, q);
    return own ? own : q;
}

/* Returns whether a word of a file's name states the format of some of its tensors: "aprojq8", "w2q2k". */
static bool of_some_tensors(const char *word)
{
    for (const char *p = str_is_letter(word[0]) ? word + 1 : ""; *p; p++)
        if (p[0] == 'q' && p[1] >= '2' && p[1] <= '8' && p[-1] != 'i' && p[-1] != 't')
            return true;
    return false;
}

/* Says that a file whose name states formats of some of its tensors is sized as the plain mix. */
static void own_mix(struct command_run *r, const struct request *q, const char *quant)
{
    const char *name = opt_text(&r->opts, "--model");
    const struct names_split words = names_words_written(r->arena, name),
                             own = names_split_text(r->arena, quant ? quant : "");
    for (size_t i = 0; i < words.n && !opt_given(&r->opts, "--quant"); i++)
        if (of_some_tensors(words.v[i]) && !names_split_among(own.v, own.n, words.v[i])) {
            diag_add(&r->d, DIAG_NAME_OPEN, (struct origin){0}, "--model",
                     "'%s' states formats of some of its tensors (%s): it is taken as plain %s, whose size may differ",
                     name, words.v[i], q->quant->id);
            return;
        }
}

/* Says which repositories have another file under the quant's name, unless --model names one. */
static void other_files(struct command_run *r, const struct request *q)
{
    for (size_t i = 0; i < q->model->sizes.n && q->repo && !strchr(q->repo, '/'); i++) {
        const struct model_size *s = &q->model->sizes.v[i];
        if (s->quant == q->quant && s->repo && whole_repo(s->repo))
            diag_add(&r->d, DIAG_NAME_OPEN, (struct origin){0}, "--model",
                     "%s has another file under the name %s, of %.4g GB: for that one, state it as the model", s->repo,
                     q->quant->id, s->file_b / 1e9);
    }
}

void request_files_say(struct command_run *r, const struct request *q, const char *quant)
{
    other_files(r, q);
    own_mix(r, q, quant);
}
