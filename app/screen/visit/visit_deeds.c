/* What staff have done by the steward: choosing it, being asked once more, waiting, being told how it went. */
#include "app/local/steward_request.h"
#include "app/screen/visit/visit_state.h"

#include <limits.h>
#include <string.h>

static const struct staff_deed deeds[] = {{.id = "export",
                                           .verb = STEWARD_EXPORT,
                                           .icon = "usb",
                                           .label = "a3",
                                           .busy = "md_busy",
                                           .done = "md_out",
                                           .done_none = "md_none",
                                           .home = STAGE_STAFF_MORE},
                                          {.id = "reply",
                                           .verb = STEWARD_ACKNOWLEDGE,
                                           .icon = "file-text",
                                           .label = "a5",
                                           .busy = "md_busy",
                                           .done = "md_in",
                                           .done_none = "md_in",
                                           .home = STAGE_STAFF_MORE},
                                          {.id = "update",
                                           .verb = STEWARD_UPDATE,
                                           .icon = "cpu",
                                           .label = "a6",
                                           .ask = "md_update",
                                           .busy = "md_busy",
                                           .done = "md_updated",
                                           .done_none = "md_updated",
                                           .home = STAGE_STAFF_MORE},
                                          {.id = "restart",
                                           .verb = STEWARD_RESTART,
                                           .icon = "history",
                                           .label = "a4",
                                           .ask = "m_rst",
                                           .busy = "md_wait",
                                           .home = STAGE_STAFF_MORE},
                                          {.id = "off",
                                           .verb = STEWARD_SHUT_DOWN,
                                           .icon = "power",
                                           .label = "a7",
                                           .ask = "md_off",
                                           .busy = "md_wait",
                                           .home = STAGE_STAFF_MORE},
                                          {.id = "rescue",
                                           .verb = STEWARD_SALVAGE,
                                           .icon = "hard-drive",
                                           .label = "ms_rescue",
                                           .ask = "ms_rescue_d",
                                           .busy = "md_wait",
                                           .done = "ms_rescued",
                                           .done_none = "ms_rescued",
                                           .home = STAGE_STAFF_SETTINGS,
                                           .in_doubt = true},
                                          {.id = "reset",
                                           .verb = STEWARD_FACTORY_RESET,
                                           .icon = "triangle-alert",
                                           .label = "a8",
                                           .ask = "md_reset",
                                           .confirm = "md_reset_pin",
                                           .busy = "md_erasing",
                                           .home = STAGE_STAFF_SETTINGS},
                                          {.id = NULL}};

const struct staff_deed *visit_deeds(void)
{
    return deeds;
}

const char *visit_staff_verb(const struct visit *visit)
{
    return visit->deed != NULL ? visit->deed->verb : "";
}

static void open_stage(struct visit *visit, enum visit_stage stage)
{
    visit->stage = stage;
    visit->part = 0;
    visit_turn(visit);
}

static void begin(struct visit *visit)
{
    visit->effect = EFFECT_DEED;
    open_stage(visit, STAGE_STAFF_BUSY);
}

void visit_deed_press(struct visit *visit, const char *id)
{
    const struct staff_deed *deed = deeds;
    while (deed->id != NULL && strcmp(deed->id, id) != 0) {
        deed++;
    }
    if (deed->id == NULL) {
        return;
    }
    visit->deed = deed;
    if (deed->ask != NULL) {
        open_stage(visit, STAGE_STAFF_ASK);
    } else {
        begin(visit);
    }
}

void visit_deed_confirm(struct visit *visit)
{
    if (visit->deed->confirm != NULL) {
        visit_staff_ask_pin(visit, PIN_CONFIRMS);
    } else {
        begin(visit);
    }
}

void visit_deed_confirmed(struct visit *visit)
{
    begin(visit);
}

/* Staff come back to tiles that are true. */
void visit_deeds_back(struct visit *visit)
{
    bool asked = visit->stage == STAGE_STAFF_ASK || visit->stage == STAGE_STAFF_PIN;
    visit->staff_told[0] = '\0';
    if (visit->stage == STAGE_STAFF_SUPPORT) {
        open_stage(visit, STAGE_STAFF_SETTINGS);
        return;
    }
    visit->effect = asked ? EFFECT_NONE : EFFECT_TILES;
    open_stage(visit, asked ? visit->deed->home : STAGE_STAFF);
}

/* In words that say what to do; the journal has the rest. */
static const char *problem_key(const struct deed_end *end)
{
    static const struct {
        const char *why, *detail, *key;
    } rows[] = {{"no-drive", "", "md_no_drive"},
                {"two-drives", "", "md_two_drives"},
                {"not-readable", "", "md_bad_drive"},
                {"read-only", "", "md_locked_drive"},
                {"full", "", "md_full_drive"},
                {"no-file", "", "md_no_file"},
                {"not-taken", "older", "md_older"},
                {"not-taken", "trial", "md_other"},
                {"not-taken", "", "md_not_taken"},
                {"waiting", "salvaged", "md_kept"},
                {"waiting", "", "md_held"},
                {"unknown", "", "md_unsure"},
                {"busy", "", "md_other"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].why, end->why) == 0 &&
            (rows[i].detail[0] == '\0' || strcmp(rows[i].detail, end->detail) == 0)) {
            return rows[i].key;
        }
    }
    return "md_failed";
}

static int bounded(int64_t number)
{
    return number < INT_MAX ? (int)number : INT_MAX;
}

void visit_deed_ended(struct visit *visit, const struct deed_end *end, int64_t now)
{
    bool fine = strcmp(end->why, "fine") == 0;
    visit->now = now;
    visit->touched = now; /* whoever waited has not touched anything */
    if (visit->stage != STAGE_STAFF_BUSY || visit->deed == NULL) {
        return;
    }
    if (fine && visit->deed->done == NULL) {
        visit->leaving = true; /* the machine goes away: what stands there stays */
        visit_rebuild(visit);
        return;
    }
    const char *done = end->count == 0 ? visit->deed->done_none : visit->deed->done;
    (void)text_copy(visit->staff_told, sizeof visit->staff_told, fine ? done : problem_key(end));
    (void)text_copy(visit->staff_detail, sizeof visit->staff_detail, end->detail);
    visit->staff_number = bounded(end->count);
    visit->staff_other = bounded(end->other);
    visit->staff_bad = !fine;
    open_stage(visit, visit->deed->home);
    visit_rebuild(visit);
}

void visit_deed_pin(struct visit *visit, int64_t now)
{
    visit->now = now;
    visit_staff_enter(visit);
    visit_turn(visit);
    visit_rebuild(visit);
}
