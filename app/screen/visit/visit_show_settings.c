/* The staff's settings with made-up content; see visit_show.c. */
#include "app/screen/visit/visit_show.h"

static void show_settings(struct visit *visit)
{
    visit->stage = STAGE_STAFF_SETTINGS;
}

static void show_done(struct visit *visit)
{
    show_settings(visit);
    (void)text_copy(visit->staff_told, sizeof visit->staff_told, "ms_enrol_done");
}

static void show_reset(struct visit *visit)
{
    visit_deed_press(visit, "reset");
}

static void show_reset_pin(struct visit *visit)
{
    show_reset(visit);
    visit_deed_confirm(visit);
    (void)text_copy(visit->staff_pin, sizeof visit->staff_pin, "2718");
}

static void show_held(struct visit *visit)
{
    show_reset(visit);
    visit_deed_confirmed(visit);
    visit_deed_ended(visit,
                     &(struct deed_end){.why = "waiting", .count = 12, .other = 3, .detail = ""},
                     visit->now);
    (void)visit_take_effect(visit);
}

static void change(struct visit *visit, const char *setting)
{
    visit_press_setting(visit, setting);
    (void)visit_take_effect(visit);
}

static void show_network(struct visit *visit)
{
    change(visit, "network");
}

static void show_clock(struct visit *visit)
{
    change(visit, "clock");
    (void)text_copy(visit->first.clock, sizeof visit->first.clock, "20261122143");
}

static void show_clock_wrong(struct visit *visit)
{
    change(visit, "clock");
    (void)text_copy(visit->first.clock, sizeof visit->first.clock, "202002301430");
    first_start_changed(&visit->first, "ms_clock_wrong");
}

static void show_printer(struct visit *visit)
{
    change(visit, "printer");
    visit->first.printer = FIRST_PRINTER_USB;
}

static void show_paper(struct visit *visit)
{
    change(visit, "paper");
}

static void show_new_pin(struct visit *visit)
{
    change(visit, "pin");
    (void)text_copy(visit->first.pin, sizeof visit->first.pin, "24");
}

static void show_enrol_failed(struct visit *visit)
{
    change(visit, "enrol");
    visit->first.step = FIRST_ENROL;
    first_start_enrol_ended(&visit->first, ENROL_CODE_USED);
}

static void show_rescue(struct visit *visit)
{
    visit->health.can_save = false;
    visit->health.saved_in_doubt = true;
    show_settings(visit);
}

static void show_rescue_ask(struct visit *visit)
{
    show_rescue(visit);
    visit_deed_press(visit, "rescue");
}

static void show_rescued(struct visit *visit)
{
    show_rescue_ask(visit);
    visit_deed_confirm(visit);
    visit_deed_ended(visit, &(struct deed_end){.why = "fine", .count = 12, .detail = ""},
                     visit->now);
    (void)visit_take_effect(visit);
}

/* As a kiosk without a network tells it. */
static void show_support(struct visit *visit)
{
    static const char lines[SUPPORT_LINES][SUPPORT_LINE_SIZE] = {
        "kiosk 0417, site tamarack, release 1.4.2",
        "clock: 2026-11-22T19:30:00Z, not synchronised",
        "outbox: waiting 3, set aside 0",
        "screen: running; state ready",
        "printer: running; printer ready; can print yes; dots 576",
        "courier: running; connected no; last error alerts.example.org: no route to host",
        "steward: running; pin set yes; locked no",
        "health: ended; good yes; on trial no; version 1.4.2",
    };
    show_settings(visit);
    change(visit, "support");
    visit_set_support(visit, lines, visit->now);
}

const struct show_row visit_show_settings[] = {
    {"staff-settings", "welcome", show_settings},
    {"staff-settings-done", "welcome", show_done},
    {"staff-reset", "welcome", show_reset},
    {"staff-reset-pin", "welcome", show_reset_pin},
    {"staff-reset-held", "welcome", show_held},
    {"staff-network", "welcome", show_network},
    {"staff-clock", "welcome", show_clock},
    {"staff-clock-wrong", "welcome", show_clock_wrong},
    {"staff-printer", "welcome", show_printer},
    {"staff-paper", "welcome", show_paper},
    {"staff-new-pin", "welcome", show_new_pin},
    {"staff-support", "welcome", show_support},
    {"staff-rescue", "welcome", show_rescue_ask},
    {"staff-rescued", "welcome", show_rescued},
    {"staff-enrol-failed", "welcome", show_enrol_failed},
    {NULL, NULL, NULL},
};
