#include "rig_output.h"

#include "arena.h"

#include "diag.h"
#include "rig_amd.h"
#include "rig_columns.h"
#include "rig_host.h"
#include "rig_json.h"
#include "rig_lspci.h"
#include "rig_mac.h"
#include "rig_nvidia.h"
#include "rig_nvidia_log.h"
#include "rig_screen.h"
#include "str.h"

#include <string.h>

/* The first one whose output begins at a line reads it. */
static const struct reader {
    bool (*is)(struct arena *a, const struct rig_lines *b, size_t i);
    size_t (*read)(struct rig_said *s, const struct rig_lines *b);
} readers[] = {{rig_json_is, rig_json},
               {rig_nvidia_log_is, rig_nvidia_log},
               {rig_nvidia_table_is, rig_nvidia_table},
               {rig_nvidia_list_is, rig_nvidia_list},
               {rig_nvidia_matrix_is, rig_nvidia_matrix},
               {rig_amd_rocm_is, rig_amd_rocm},
               {rig_amd_sections_is, rig_amd_sections},
               {rig_amd_monitor_is, rig_amd_monitor},
               {rig_amd_table_is, rig_amd_table},
               {rig_mac_text_is, rig_mac_text},
               {rig_lspci_is, rig_lspci},
               {rig_screen_glx_is, rig_screen_glx},
               {rig_screen_inxi_is, rig_screen_inxi},
               {rig_host_dmi_is, rig_host_dmi},
               {rig_host_cores_is, rig_host_cores},
               {rig_host_cpu_is, rig_host_cpu},
               {rig_host_free_is, rig_host_free},
               {rig_host_meminfo_is, rig_host_meminfo},
               {rig_columns_asked_is, rig_columns_asked},
               {rig_columns_is, rig_columns},
               {rig_columns_bare_is, rig_columns_bare}};
enum { N_READERS = sizeof readers / sizeof *readers };

const char *rig_output_programs(void)
{
    return "nvidia-smi, rocm-smi, amd-smi, system_profiler, lspci, glxinfo, inxi, dmidecode, lscpu, free, "
           "/proc/cpuinfo or /proc/meminfo";
}

/* Memory for looking at lines, given back now and then: most readers copy a line only to see that it is not theirs. */
struct scratch {
    struct arena *arena;
    size_t bytes; /* of the lines that were looked at since */
};

/* Returns the reader of the output that begins at line i; NULL: none does. */
static const struct reader *reader_at(struct scratch *s, const struct rig_lines *b, size_t i)
{
    enum { GIVE_BACK_AT = 1 << 20 };
    const size_t bytes = strlen(b->v[i].text);
    if (bytes == 0) /* no output begins with an empty line */
        return NULL;
    for (size_t r = 0; r < N_READERS; r++, s->bytes += bytes) {
        if (s->bytes > GIVE_BACK_AT) {
            arena_free(s->arena);
            *s = (struct scratch){arena_new(), 0};
        }
        if (readers[r].is(s->arena, b, i))
            return &readers[r];
    }
    return NULL;
}

/* Returns whether an output that begins at line i can be nothing else: other files have lines that look like the head
   of a table, too. */
static bool is_sure(const struct reader *r, const char *line, const char *text)
{
    if (r->is == rig_json_is)
        return false;
    if (r->is == rig_columns_is || r->is == rig_columns_bare_is)
        return strstr(line, "memory.total") || strstr(line, " MiB") || strstr(line, ",GUID,") ||
               strstr(line, "Temperature (Sensor ");
    return r->is != rig_mac_text_is || strstr(text, "Model Identifier:") || strstr(text, "Chipset Model: ");
}

bool rig_output_is(struct arena *a, const char *text)
{
    static const char *const members[] = {"\"SPHardwareDataType\"", "\"SPDisplaysDataType\"", "{\"card0\"",
                                          "\"gpu_data\"", "\"gpu\": 0"};
    const struct rig_lines all = rig_text_lines(a, "", text);
    struct scratch scratch = {arena_new(), 0};
    bool sure = false;
    for (size_t i = 0; i < all.n && !sure; i++) {
        const struct reader *r = reader_at(&scratch, &all, i);
        sure = r && is_sure(r, all.v[i].text, text);
    }
    arena_free(scratch.arena);
    for (size_t i = 0; i < sizeof members / sizeof *members && !sure; i++)
        sure = strstr(text, members[i]) != NULL;
    return sure;
}

/* The reader of the output that begins at each line, which is looked up once. */
struct heads {
    struct scratch scratch;
    const struct rig_lines *lines;
    const struct reader **reader;
    size_t n; /* lines that were looked up */
};

static const struct reader *head_at(struct heads *h, size_t i)
{
    for (; h->n <= i; h->n++)
        h->reader[h->n] = reader_at(&h->scratch, h->lines, h->n);
    return h->reader[i];
}

/* Returns the line behind i at which an output for another reader begins, else the end. Rows without a head are none:
   those below a head look alike. */
static size_t next_output(struct heads *h, size_t i, const struct reader *own)
{
    const size_t n = h->lines->n;
    if (own->is == rig_json_is)
        return n;
    for (size_t k = i + 1; k < n; k++) {
        const struct reader *r = head_at(h, k);
        if (r && r != own && r->is != rig_columns_bare_is && !(own->is == rig_columns_asked_is && k == i + 1))
            return k;
    }
    return n;
}

/* Returns whether a line begins as one of a card: "GPU 0:", "GPU0". */
static bool is_numbered(const char *text)
{
    const char *s = text + rig_text_indent(text);
    const char *number = str_starts(s, "GPU") ? s + 3 + (s[3] == ' ') : "";
    return str_is_digit(*number);
}

void rig_output_read(struct rig_said *s, const char *file, const char *text)
{
    const struct rig_lines all = rig_text_lines(s->arena, file, text);
    const size_t before = s->n;
    if (all.n > RIG_SAID_MOST_LINES) {
        diag_add(s->d, DIAG_TOO_LARGE, rig_said_at(&all, RIG_SAID_MOST_LINES), NULL,
                 "expected at most %d lines of what programs print about a machine, got more",
                 (int)RIG_SAID_MOST_LINES);
        return;
    }
    const int errors = s->d->errors, warnings = s->d->warnings;
    struct heads heads = {{arena_new(), 0}, &all, ARENA_ARRAY(s->arena, all.n, const struct reader *), 0};
    for (size_t i = 0; i < all.n && !s->full;) {
        const struct reader *r = head_at(&heads, i);
        if (r) {
            const struct rig_lines rest = rig_text_part(&all, i, next_output(&heads, i, r));
            const size_t n = r->read(s, &rest);
            i += n > 0 ? n : 1;
            continue;
        }
        if (rig_text_card(all.v[i].text) || is_numbered(all.v[i].text))
            rig_said_unread(s, file, &all.v[i], "it looks like a card, but is in no output that rigplan reads");
        i++;
    }
    arena_free(heads.scratch.arena);
    if (s->n == before && s->d->errors == errors && s->d->warnings == warnings)
        diag_add(s->d, DIAG_RIG, diag_file(file), NULL, "nothing in it is an output of %s", rig_output_programs());
}
