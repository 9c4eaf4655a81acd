#include "tests/support/lib/finisher.h"

#include "platform/base/text.h"

#include <stdio.h>
#include <string.h>

#define STEP_MS     1000
#define DELETES_MAX 300 /* an e-mail address has at most 254 characters */

static bool press(struct visit *visit, const char *id, int64_t *now)
{
    const struct control *control = view_find(visit_view(visit), id);

    if (!control || !control->pressable || control->disabled)
        return false;
    *now += STEP_MS;
    return visit_press(visit, id, *now);
}

static void erase(struct visit *visit, int64_t *now)
{
    for (int i = 0; i < DELETES_MAX && visit_key(visit, KEY_BACKSPACE, *now); i++)
        ;
}

/* Chooses the option with that id; one that is chosen stays so. */
static bool choose(struct visit *visit, const char *id, int64_t *now)
{
    const struct control *control = view_find(visit_view(visit), id);

    return control && (control->chosen || press(visit, id, now));
}

static void type_into(struct visit *visit, const char *field, const char *text, int64_t *now)
{
    (void)press(visit, field, now);
    erase(visit, now);
    *now += STEP_MS;
    (void)visit_type(visit, text, *now);
}

/* What is answered where an answer is wanted: options to choose, a field and its text. */
static const struct answer {
    const char *screen, *options[2], *field, *text;
    const char *turn; /* leads to the first option where it stands on another page of the screen */
} answers[] = {
    {.screen = "about-you", .options = {"option.victim"}, .turn = "back"},
    {.screen = "services", .options = {"option.custody-alerts"}, .turn = "back"},
    {.screen = "find-person", .options = {"option.name"}, .turn = "more"},
    {.screen = "name", .field = "field.family_name", .text = "Lee"},
    {.screen = "ways", .options = {"option.none"}, .turn = "more"},
    {.screen = "email", .field = "field.email", .text = "somebody@example.org"},
    {.screen = "hours", .options = {"option.any", "option.never"}, .turn = "back"},
    {.screen = "pin", .field = "field.pin", .text = "4827"},
    {.screen = "pin-again", .field = "field.pin_again", .text = "4827"},
};

/* The field with the error is the one that is typed into. */
static bool has_error(struct visit *visit)
{
    const struct view *view = visit_view(visit);
    bool found = false;

    for (size_t i = 0; i < view->count; i++)
        found = found || (view->controls[i].role == ROLE_FIELD && view->controls[i].attention);
    return found;
}

static void answer(struct visit *visit, const struct answer *row, int64_t *now)
{
    if (has_error(visit))
        erase(visit, now);
    for (size_t i = 0; i < 2 && row->options[i]; i++)
        (void)choose(visit, row->options[i], now);
    if (row->field)
        type_into(visit, row->field, row->text, now);
}

static const struct answer *find_answer(const char *screen)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (strcmp(answers[i].screen, screen) == 0)
            return &answers[i];
    }
    return NULL;
}

/* The first control whose id begins so. */
static bool press_first(struct visit *visit, const char *prefix, int64_t *now)
{
    const struct view *view = visit_view(visit);
    char id[VIEW_ID_MAX];

    for (size_t i = 0; i < view->count; i++) {
        if (strncmp(view->controls[i].id, prefix, strlen(prefix)) == 0 &&
            view->controls[i].pressable && text_copy(id, sizeof id, view->controls[i].id))
            return press(visit, id, now);
    }
    return false;
}

/* What leads on wherever it stands, in this order. */
static bool press_way_on(struct visit *visit, int64_t *now)
{
    static const char *const ways[] = {"skip", "cont", "again", "more", "back"};

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (press(visit, ways[i], now))
            return true;
    }
    return false;
}

/* What a visitor opened and closes again. */
static bool lies_over(const char *screen)
{
    static const char *const covers[] = {"help", "languages", "privacy-notice", "voice",
                                         "try-keys"};
    bool found = false;

    for (size_t i = 0; i < sizeof covers / sizeof *covers; i++)
        found = found || strcmp(covers[i], screen) == 0;
    return found;
}

bool finisher_step(struct visit *visit, int64_t *now)
{
    char screen[VIEW_ID_MAX];
    const struct answer *row;

    (void)text_copy(screen, sizeof screen, visit_view(visit)->screen);
    if (press(visit, "yes", now) || press(visit, "show", now))
        return true;
    row = find_answer(screen);
    if (strcmp(screen, "welcome") == 0)
        return press_first(visit, "language.", now) || press(visit, "back", now);
    if (row) {
        answer(visit, row, now);
        if (row->turn && !view_find(visit_view(visit), row->options[0]))
            return press(visit, row->turn, now) || press(visit, "back", now);
        return press(visit, "cont", now);
    }
    if (strcmp(screen, "alert-language") == 0)
        (void)press_first(visit, "item.", now);
    if (strncmp(screen, "staff", strlen("staff")) == 0 ||
        strncmp(screen, "first-", strlen("first-")) == 0 || lies_over(screen))
        return press(visit, "back", now) || press(visit, "cont", now);
    return press_way_on(visit, now);
}
