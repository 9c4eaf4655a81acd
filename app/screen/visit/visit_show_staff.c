/* The staff page's tiles with made-up content, all well or in trouble; see visit_show.c. */
#include "app/screen/visit/visit_state.h"

/* Texts are keys, with {n} as `number`; what is none of a language's keys stands there as it is. */
struct shown_tile {
    const char *id, *icon, *label, *value, *description, *number;
    bool attention;
};

static const struct shown_tile all_well[STAFF_TILES] = {
    {"waiting", "cloud-upload", "m1", "0", "m1_all", "", false},
    {"last", "history", "m2", "14:18", "m7_on_d", "", false},
    {"printer", "printer", "m3", "m3_ready", "m3_ready_d", "", false},
    {"certificate", "badge-check", "m4", "m4_days", "", "298", false},
    {"disk", "hard-drive", "m5", "m5_free", "", "38", false},
    {"clock", "clock", "m6", "14:22", "m6_synced_d", "", false},
    {"network", "network", "m7", "m7_on", "m7_on_d", "", false},
    {"version", "cpu", "m8", KIOSK_VERSION, "m8_d", "", false},
};

static const struct shown_tile in_trouble[STAFF_TILES] = {
    {"waiting", "cloud-upload", "m1", "12", "m1_aside", "1", true},
    {"last", "history", "m2", "m2_never", "", "", false},
    {"printer", "printer", "m3", "m3_out", "m3_out_d", "", true},
    {"certificate", "badge-check", "m4", "m4_none", "m4_enrol", "", true},
    {"disk", "hard-drive", "m5", "m5_full", "", "", true},
    {"clock", "clock", "m6", "14:22", "m6_not", "", true},
    {"network", "network", "m7", "m7_off", "m7_off_d", "", true},
    {"version", "cpu", "m8", KIOSK_VERSION, "m8_d", "", false},
};

static const char *words(struct visit *visit, char *text, const char *key, const char *number)
{
    struct buffer filled;

    if (key[0] == '\0')
        return "";
    buffer_init(&filled, STAFF_TEXT_SIZE);
    (void)language_fill(visit->languages, visit->language, key, &(struct text_value){"n", number},
                        1, &filled);
    (void)text_copy(text, STAFF_TEXT_SIZE, buffer_text(&filled));
    buffer_finish(&filled);
    return text;
}

void visit_show_tiles(struct visit *visit, bool trouble)
{
    const struct shown_tile *tiles = trouble ? in_trouble : all_well;
    char texts[STAFF_TILES][2][STAFF_TEXT_SIZE];
    struct staff_tile shown[STAFF_TILES];

    for (size_t i = 0; i < STAFF_TILES; i++) {
        const struct shown_tile *tile = &tiles[i];

        shown[i] = (struct staff_tile){
            .id = tile->id,
            .icon = tile->icon,
            .label = language_text(visit->languages, visit->language, tile->label),
            .value = words(visit, texts[i][0], tile->value, tile->number),
            .description = words(visit, texts[i][1], tile->description, tile->number),
            .attention = tile->attention,
        };
    }
    visit->stage = STAGE_STAFF;
    visit_set_tiles(visit, shown, visit->now);
}
