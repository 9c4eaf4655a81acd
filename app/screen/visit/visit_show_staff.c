/* The staff's pages. */
#include "app/screen/visit/visit_show.h"

/* ---- tiles ------------------------------------------------------------------------------------ */

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
    {"last", "history", "m2", "m2_never", "m2_key", "", true},
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

static void show_tiles(struct visit *visit, bool trouble)
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

/* ---- PIN, pages, deeds ----------------------------------------------------------------------- */

static void show_staff_pin(struct visit *visit)
{
    visit->stage = STAGE_STAFF_PIN;
    visit->tries_left = 5;
    visit->next_lock_seconds = 15 * 60;
    (void)text_copy(visit->staff_pin, sizeof visit->staff_pin, "24");
}

static void show_staff_wrong(struct visit *visit)
{
    visit->stage = STAGE_STAFF_PIN;
    visit->tries_left = 3;
    visit->pin_wrong = true;
}

static void show_staff_locked(struct visit *visit)
{
    visit->stage = STAGE_STAFF_PIN;
    visit->locked_seconds = 15 * 60;
}

static void show_staff(struct visit *visit)
{
    show_tiles(visit, false);
}

static void show_staff_trouble(struct visit *visit)
{
    show_tiles(visit, true);
}

static void show_staff_told(struct visit *visit)
{
    show_staff(visit);
    (void)text_copy(visit->staff_told, sizeof visit->staff_told, "a1_unknown");
}

static void show_staff_more(struct visit *visit)
{
    visit->stage = STAGE_STAFF_MORE;
}

static void show_deed(struct visit *visit, const char *id, const struct deed_end *end)
{
    show_staff_more(visit);
    visit_deed_press(visit, id);
    if (end != NULL) {
        visit_deed_ended(visit, end, visit->now);
    }
    (void)visit_take_effect(visit);
}

static void show_staff_out(struct visit *visit)
{
    show_deed(visit, "export", &(struct deed_end){.why = "fine", .count = 12, .detail = ""});
}

static void show_staff_no_drive(struct visit *visit)
{
    show_deed(visit, "export", &(struct deed_end){.why = "not-readable", .detail = ""});
}

static void show_staff_ask(struct visit *visit)
{
    show_deed(visit, "off", NULL);
}

static void show_staff_busy(struct visit *visit)
{
    show_deed(visit, "export", NULL);
}

const struct show_row visit_show_staff[] = {
    {"staff-pin", "welcome", show_staff_pin},
    {"staff-pin-wrong", "welcome", show_staff_wrong},
    {"staff-pin-locked", "welcome", show_staff_locked},
    {"staff", "welcome", show_staff},
    {"staff-trouble", "welcome", show_staff_trouble},
    {"staff-told", "welcome", show_staff_told},
    {"staff-more", "welcome", show_staff_more},
    {"staff-more-done", "welcome", show_staff_out},
    {"staff-more-failed", "welcome", show_staff_no_drive},
    {"staff-ask", "welcome", show_staff_ask},
    {"staff-busy", "welcome", show_staff_busy},
    {NULL, NULL, NULL},
};
