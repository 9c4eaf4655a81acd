/* After the last answer, and what stands over a page. */
#include "app/screen/visit/visit_show.h"

static void show_more(struct visit *visit)
{
    visit->cover = COVER_TIME;
    visit->deadline = visit->now + 42000;
}

static void show_help(struct visit *visit)
{
    visit->cover = COVER_HELP;
}

static void show_languages(struct visit *visit)
{
    visit->cover = COVER_LANGUAGES;
}

static void show_voice(struct visit *visit)
{
    visit->cover = COVER_VOICE;
}

static void show_voice_dead(struct visit *visit)
{
    visit->voice.works = false;
    visit->cover = COVER_VOICE;
}

static void show_try_keys(struct visit *visit)
{
    visit_keys_open(visit);
    visit_keys_try(visit, KEY_PRESS);
}

static void show_unavailable(struct visit *visit)
{
    visit->stage = STAGE_UNAVAILABLE;
}

static void show_stage(struct visit *visit, enum visit_stage stage)
{
    visit->stage = stage;
    (void)text_copy(visit->code, sizeof visit->code, "K7M429QTX3HF");
}

static void show_saving(struct visit *visit)
{
    visit->stage = STAGE_SAVING;
}

static void show_not_saved(struct visit *visit)
{
    visit->stage = STAGE_NOT_SAVED;
}

static void show_saved(struct visit *visit)
{
    show_stage(visit, STAGE_SAVED);
}

static void show_no_paper(struct visit *visit)
{
    show_stage(visit, STAGE_SAVED);
    visit->health.can_print = false;
    visit->health.paper_out = true;
}

static void show_printing(struct visit *visit)
{
    show_stage(visit, STAGE_PRINTING);
}

static void show_printed(struct visit *visit)
{
    show_stage(visit, STAGE_PRINTED);
    visit->paper = PAPER_DONE;
}

static void show_print_failed(struct visit *visit)
{
    show_stage(visit, STAGE_SAVED);
    visit->paper = PAPER_FAILED;
}

static void show_print_unknown(struct visit *visit)
{
    show_stage(visit, STAGE_SAVED);
    visit->paper = PAPER_UNKNOWN;
}

static void show_receipt(struct visit *visit)
{
    show_stage(visit, STAGE_RECEIPT);
    visit->deadline = visit->now + 58000;
}

static void show_more_saved(struct visit *visit)
{
    show_saved(visit);
    show_more(visit);
}

const struct show_row visit_show_stages[] = {
    {"saving", "check", show_saving},
    {"not-saved", "check", show_not_saved},
    {"saved", "check", show_saved},
    {"no-paper", "check", show_no_paper},
    {"printing", "check", show_printing},
    {"printed", "check", show_printed},
    {"print-failed", "check", show_print_failed},
    {"print-unknown", "check", show_print_unknown},
    {"receipt", "check", show_receipt},
    {"more-time", "services", show_more},
    {"more-time-saved", "check", show_more_saved},
    {"not-available", "welcome", show_unavailable},
    {"help", "services", show_help},
    {"languages", "services", show_languages},
    {"voice", "services", show_voice},
    {"voice-dead", "services", show_voice_dead},
    {"try-keys", "services", show_try_keys},
    {NULL, NULL, NULL},
};
