/* What staff have done by the steward: choosing it, being asked once more, waiting, being told how it went. */
#include "app/local/steward_request.h"
#include "app/screen/visit/visit_state.h"

#include <limits.h>
#include <string.h>

static const struct staff_deed deeds[] = {
    {"export", STEWARD_EXPORT, "usb", "a3", NULL, "md_busy", "md_out", "md_none"},
    {"reply", STEWARD_ACKNOWLEDGE, "file-text", "a5", NULL, "md_busy", "md_in", "md_in"},
    {"update", STEWARD_UPDATE, "cpu", "a6", "md_update", "md_busy", "md_updated", "md_updated"},
    {"restart", STEWARD_RESTART, "history", "a4", "m_rst", "md_wait", NULL, NULL},
    {"off", STEWARD_SHUT_DOWN, "power", "a7", "md_off", "md_wait", NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL}};

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
    begin(visit);
}

/* Staff come back to tiles that are true. */
void visit_deeds_back(struct visit *visit)
{
    bool asked = visit->stage == STAGE_STAFF_ASK;
    visit->staff_told[0] = '\0';
    visit->effect = asked ? EFFECT_NONE : EFFECT_TILES;
    open_stage(visit, asked ? STAGE_STAFF_MORE : STAGE_STAFF);
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
                {"not-taken", "", "md_not_taken"},
                {"busy", "", "md_other"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].why, end->why) == 0 &&
            (rows[i].detail[0] == '\0' || strcmp(rows[i].detail, end->detail) == 0)) {
            return rows[i].key;
        }
    }
    return "md_failed";
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
    visit->staff_number = end->count < INT_MAX ? (int)end->count : INT_MAX;
    visit->staff_bad = !fine;
    open_stage(visit, STAGE_STAFF_MORE);
    visit_rebuild(visit);
}

void visit_deed_pin(struct visit *visit, int64_t now)
{
    visit->now = now;
    visit_staff_enter(visit);
    visit_turn(visit);
    visit_rebuild(visit);
}
