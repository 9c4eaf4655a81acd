/* The first start's screens. */
#include "app/screen/visit/visit_show.h"

#include <string.h>

static void show_touch(struct first_start *first)
{
    first->target = 2;
}

static void show_beside(struct first_start *first)
{
    first->target = 1;
    first->measuring = true;
    first->touched = FIRST_TOUCH_BESIDE;
}

static void show_unfit(struct first_start *first)
{
    first->touched = FIRST_TOUCH_UNFIT;
}

static void show_check(struct first_start *first)
{
    first->target = FIRST_CHECK;
    first->checking = true;
}

static void show_missed(struct first_start *first)
{
    first->touched = FIRST_TOUCH_MISSED;
}

static void show_address(struct first_start *first)
{
    (void)text_copy(first->network.address, sizeof first->network.address, "192.0.2");
    first->error = first_network_error(&first->network, FIRST_ADDRESS);
}

static void show_gateway(struct first_start *first)
{
    (void)text_copy(first->network.gateway, sizeof first->network.gateway, "10.0.0.1");
    first->error = first_network_error(&first->network, FIRST_GATEWAY);
}

static void show_no_cable(struct first_start *first)
{
    first->facts.link = FIRST_NO_CABLE;
}

static void show_code_wrong(struct first_start *first)
{
    first->error = "fs_code_wrong";
}

static void show_enrol(struct first_start *first)
{
    first->enrolling = true;
}

/* The longest of its kind. */
static void show_failed(struct first_start *first)
{
    first->outcome = ENROL_CODE_USED;
}

static void show_pin_differs(struct first_start *first)
{
    first->error = "fs_pin_differs";
}

static void show_print(struct first_start *first)
{
    first_start_printed(first, "a1_done");
}

static const struct first_row {
    const char *screen;
    enum first_step step;
    void (*show)(struct first_start *first);
} rows[] = {
    {"first-language", FIRST_LANGUAGE, NULL},
    {"first-touch", FIRST_TOUCH, show_touch},
    {"first-touch-beside", FIRST_TOUCH, show_beside},
    {"first-touch-unfit", FIRST_TOUCH, show_unfit},
    {"first-touch-check", FIRST_TOUCH, show_check},
    {"first-touch-missed", FIRST_TOUCH, show_missed},
    {"first-network", FIRST_NETWORK, NULL},
    {"first-address", FIRST_ADDRESS, show_address},
    {"first-prefix", FIRST_PREFIX, NULL},
    {"first-gateway", FIRST_GATEWAY, show_gateway},
    {"first-dns", FIRST_DNS, NULL},
    {"first-link", FIRST_LINK, NULL},
    {"first-no-cable", FIRST_LINK, show_no_cable},
    {"first-invitation", FIRST_INVITATION, NULL},
    {"first-code", FIRST_CODE, NULL},
    {"first-code-wrong", FIRST_CODE, show_code_wrong},
    {"first-enrol", FIRST_ENROL, show_enrol},
    {"first-failed", FIRST_ENROL, show_failed},
    {"first-pin", FIRST_PIN, NULL},
    {"first-pin-differs", FIRST_PIN, show_pin_differs},
    {"first-pin-again", FIRST_PIN_AGAIN, NULL},
    {"first-print", FIRST_PRINT, show_print},
    {"first-done", FIRST_DONE, NULL},
};
#define ROWS (sizeof rows / sizeof *rows)

static void begin(struct visit *visit, enum first_step step)
{
    const struct first_facts facts = {.link = FIRST_LINK_READY, .turns = true};
    struct first_start *first = &visit->first;
    first_start_begin(first, "", &facts);
    first->step = step;
    first->network = (struct first_network){true, "192.0.2.10", "24", "192.0.2.1", "192.0.2"};
    (void)text_copy(first->code, sizeof first->code, "K7M429QTX3HF8P");
    (void)text_copy(first->pin, sizeof first->pin, "24");
    visit->first_shown = step;
    visit->stage = STAGE_FIRST;
}

const char *visit_show_first_screen(size_t index)
{
    return index < ROWS ? rows[index].screen : NULL;
}

static const struct first_row *find_row(const char *screen)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(rows[i].screen, screen) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

bool visit_show_is_first(const char *screen)
{
    return find_row(screen) != NULL;
}

void visit_show_first(struct visit *visit, const char *screen)
{
    const struct first_row *row = find_row(screen);
    begin(visit, row->step);
    if (row->show != NULL) {
        row->show(&visit->first);
    }
}
