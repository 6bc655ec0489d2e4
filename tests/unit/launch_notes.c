/* report/launch: what the notes say of the cards, of Windows and of pictures, and which layers are in system RAM. */
#include "launch_try.h"

#include "model_layers.h"

/* One card is used, and the machine has another kind too. */
static void one_of_unlike_cards(void)
{
    static const struct {
        const char *device;
        enum backend backend;
        const char *note;
    } rows[] = {
        {"rtx-3090", backend_cuda, "Device number 1 has to be the rtx-3090: if nvidia-smi lists other numbers, write"},
        {"radeon-ai-pro-r9700", backend_rocm, "the radeon-ai-pro-r9700: if rocm-smi lists other numbers"},
        {"radeon-ai-pro-r9700", backend_vulkan, "if vulkaninfo --summary lists other numbers"},
        {"arc-b580", backend_sycl, "Device number 1 has to be the arc-b580."}, /* no option on record names it */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct request q = asked("llama.cpp", rows[i].device, 1, "gpt-oss-20b", "MXFP4_MOE");
        q.backend = rows[i].backend;
        q.cards = 2;
        q.position[0] = 1;
        test_row("%s", rows[i].note);
        THAT(!notes(tried(&q), "has to be"));
        q.unlike_cards = true;
        THAT(notes(tried(&q), rows[i].note));
    }
}

static void power_caps(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 2, "llama-3.3-70b", "Q4_K_M");
    THAT(!notes(tried(&q), "-pl"));
    q.cap_w[0] = q.cap_w[1] = 250;
    THAT(notes(tried(&q), "Set the power cap first, again after each start of the machine: sudo nvidia-smi -pl 250."));
    q.cap_w[1] = 300;
    THAT(notes(tried(&q), ": sudo nvidia-smi -i 0 -pl 250, sudo nvidia-smi -i 1 -pl 300."));
    q.cap_w[1] = NAN;
    THAT(notes(tried(&q), ": sudo nvidia-smi -i 0 -pl 250."));
    q.cap_w[1] = 250;
    q.cards = 3; /* the third card is not in use */
    q.desktop = desktop_windows;
    THAT(notes(tried(&q), "cap as administrator first, again after each start of the machine: nvidia-smi -i 0 -pl 250, "
                          "nvidia-smi -i 1 -pl 250."));
    q.cards = 0;
    q.device[0] = q.device[1] = FIND(device, "radeon-ai-pro-r9700");
    THAT(!notes(tried(&q), "-pl"));
}

static void windows(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 1, "qwen3-32b", "Q4_K_M");
    q.desktop = desktop_linux_;
    THAT(!notes(tried(&q), "PowerShell"));
    q.desktop = desktop_windows;
    THAT(notes(tried(&q), "In PowerShell write the command in one line") && !notes(tried(&q), "$env:"));
    q.cards = 2;
    THAT(notes(tried(&q), "$env:NAME = \"value\""));
    q = asked("mlx", "m3-ultra-80c", 1, "qwen3-8b", "4bit");
    q.mem_gib[0] = 96;
    q.desktop = desktop_windows; /* of others at the site */
    THAT(!notes(tried(&q), "PowerShell"));
}

static void pictures(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 1, "qwen3.6-27b", "Q4_K_M");
    const struct try *t = tried(&q);
    THAT(says(t, "--no-mmproj", NULL) &&
         notes(t, "To read pictures leave out --no-mmproj: that takes more memory, which is not counted here."));
    q.engine_month = 12 * 2025 + 3; /* April 2025: its server read none */
    THAT(!says(tried(&q), "--no-mmproj", NULL) && !notes(tried(&q), "pictures"));
    q = asked("llama.cpp", "rtx-3090", 1, "qwen3-32b", "Q4_K_M");
    THAT(!says(tried(&q), "--no-mmproj", NULL) && !notes(tried(&q), "pictures"));
    q = asked("ik_llama.cpp", "rtx-3090", 1, "qwen3.6-27b", "Q4_K_M"); /* the file holds no encoder */
    THAT(!notes(tried(&q), "pictures"));
}

/* The prediction layers of a file are placed as the others are. */
static void prediction_layers(void)
{
    struct request q = asked("llama.cpp", "rtx-3090", 4, "glm-4.5-air-106b", "Q4_K_M");
    THAT(q.model->mtp_layers == 1 && model_layers(q.model) == q.model->layers + 1);
    q.ngl = q.model->layers + 1; /* all but the output */
    THAT(says(tried(&q), "--n-gpu-layers", "47"));
    q.ngl = q.model->layers + 2;
    THAT(says(tried(&q), "--n-gpu-layers", "999"));
    q.ngl = NAN;
    q.experts_on_host = q.model->layers;
    THAT(says(tried(&q), "--n-cpu-moe", "46"));
    q.experts_on_host = q.model->layers + 1;
    THAT(says(tried(&q), "--cpu-moe", NULL));
}

SUITE(launch_notes, {"one of unlike cards", one_of_unlike_cards}, {"power caps", power_caps}, {"Windows", windows},
      {"pictures", pictures}, {"prediction layers", prediction_layers})
