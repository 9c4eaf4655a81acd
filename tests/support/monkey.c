/*
 * monkey [--visits N] [--most N] [--seed S] [--requests FILE]: visits by somebody who touches, presses keys, types and
 * changes language, size and contrast at any moment, and then goes on to the end. Everything is drawn. Each
 * request that is saved is written to FILE, a JSON document a line, for tests/support/schema-check.
 *
 * Fails on a screen without a way on or a way out, on a visit that cannot be brought to its end, and on what
 * the sanitizers find.
 */
#include "app/registration/request.h"
#include "app/screen/pages/layout.h"
#include "app/screen/showroom/showroom.h"
#include "app/screen/speech/narrator.h"
#include "app/screen/widgets/draw.h"
#include "platform/base/arguments.h"
#include "platform/base/secret.h"
#include "platform/canvas/canvas.h"
#include "platform/language/language.h"
#include "tests/support/lib/finisher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARE       "build/share"
#define FINISH_MOST 200 /* steps to the end from anywhere */
#define CODE        "K7M429QTX3HF"
#define DRAWN_PART  4 /* one view in so many is drawn; the sanitizers make drawing slow */

struct monkey {
    struct showroom room;
    struct canvas *canvas;
    struct view shown;
    bool is_shown;
    uint32_t random, most;
    int64_t now;
    FILE *requests;
    enum view_orientation orientation;
    int saved, views, drawn, said;
    struct narrator *narrator;
    const char *broken; /* what went wrong; NULL: nothing */
};

/* xorshift32: the same visits for the same seed. */
static uint32_t next(struct monkey *monkey, uint32_t below)
{
    monkey->random ^= monkey->random << 13;
    monkey->random ^= monkey->random >> 17;
    monkey->random ^= monkey->random << 5;
    return monkey->random % below;
}

/* ---- what must hold on every screen ---------------------------------------------------------- */

static bool leads_on(const struct control *control)
{
    return control->pressable && !control->disabled && control->role != ROLE_TOOL &&
           strcmp(control->id, "leave") != 0;
}

static bool is_transient(const char *screen)
{
    return strcmp(screen, "saving") == 0 || strcmp(screen, "printing") == 0;
}

static void check_ways(struct monkey *monkey, const struct view *view)
{
    bool setting = strncmp(view->screen, "first-", strlen("first-")) == 0;
    bool staff = setting || strncmp(view->screen, "staff", strlen("staff")) == 0;
    const struct control *out = view_find(view, staff ? "back" : "leave");
    bool rests = strcmp(view->screen, "welcome") == 0 || strcmp(view->screen, "not-available") == 0;
    int on = 0;

    for (size_t i = 0; i < view->count; i++)
        on += leads_on(&view->controls[i]) ? 1 : 0;
    if (!rests && strcmp(view->screen, "saving") != 0 && (!out || !out->pressable))
        monkey->broken = "has no way out";
    if (on == 0 && !is_transient(view->screen) && strcmp(view->screen, "not-available") != 0)
        monkey->broken = "has no way on";
}

/* Nobody hears it; what there would be to hear is made all the same. */
static void listen(struct monkey *monkey)
{
    struct narrator_moment moment;

    visit_moment(monkey->room.visit, &moment);
    monkey->said += (int)narrator_follow(monkey->narrator, &moment)->count;
}

static void look(struct monkey *monkey)
{
    const struct view *view = visit_view(monkey->room.visit);

    monkey->views++;
    check_ways(monkey, view);
    listen(monkey);
    if (next(monkey, DRAWN_PART) != 0)
        return;
    draw_view(monkey->canvas, view, monkey->is_shown ? &monkey->shown : NULL, NULL);
    view_copy(&monkey->shown, view);
    monkey->is_shown = true;
    monkey->drawn++;
}

/* ---- effects --------------------------------------------------------------------------------- */

static bool write_request(struct monkey *monkey)
{
    struct request_origin origin = {.kiosk = "0417",
                                    .site = "example",
                                    .time_zone = "America/Detroit",
                                    .language = visit_language(monkey->room.visit),
                                    .saved_utc = "2026-11-21T19:04:05Z",
                                    .clock_trusted = true};
    struct rules_day today = {2026, 11, 21};
    struct buffer json;
    struct error error;
    bool built;

    for (size_t i = 0; i < sizeof origin.uuid_random; i++)
        origin.uuid_random[i] = (uint8_t)next(monkey, 256);
    buffer_init_secret(&json, REQUEST_JSON_MAX);
    built = request_build(visit_answers(monkey->room.visit), &origin, today, &json, &error);
    if (!built)
        (void)fprintf(stderr, "monkey: %s\n", error.text);
    else if (monkey->requests)
        built = fprintf(monkey->requests, "%s\n", buffer_text(&json)) > 0;
    buffer_finish(&json);
    return built;
}

static void save(struct monkey *monkey)
{
    bool fails = next(monkey, 8) == 0;

    if (!fails && !write_request(monkey)) {
        monkey->broken = "saved what is no request";
        return;
    }
    monkey->saved += fails ? 0 : 1;
    visit_saved(monkey->room.visit, !fails, CODE, monkey->now);
}

/* Whatever a setting asks for is done or not, by chance. */
static void change_setting(struct monkey *monkey)
{
    struct first_start *first = visit_first_start(monkey->room.visit);
    bool fine = next(monkey, 2) == 0;
    enum first_effect effect;

    while (first && (effect = first_start_take(first)) != FIRST_NOTHING) {
        if (effect == FIRST_SET_NETWORK)
            first_start_network_set(first, fine);
        else if (effect == FIRST_DO_ENROL)
            first_start_enrol_ended(first, fine ? ENROL_FINE : ENROL_FAILED);
        else if (effect == FIRST_SET_PIN)
            first_start_pin_kept(first, fine);
        else if (effect == FIRST_KEEP_TOUCH)
            first_start_touch_kept(first, fine);
        else if (effect == FIRST_SET_CLOCK || effect == FIRST_SET_PRINTER ||
                 effect == FIRST_SET_PAPER)
            first_start_changed(first, fine ? NULL : "ms_not_saved");
    }
    if (first)
        visit_first_told(monkey->room.visit, monkey->now);
}

static void perform(struct monkey *monkey)
{
    struct visit *visit = monkey->room.visit;

    switch (visit_take_effect(visit)) {
    case EFFECT_SAVE:
        save(monkey);
        break;
    case EFFECT_PRINT:
    case EFFECT_PRINT_NOTICE:
        visit_printed(visit, (enum visit_print_result)next(monkey, 3), monkey->now);
        break;
    case EFFECT_CHECK_PIN:
        visit_pin_checked(visit, next(monkey, 2) == 0, 3, 0, monkey->now);
        break;
    case EFFECT_FIRST_START:
        change_setting(monkey);
        break;
    case EFFECT_DEED:
        visit_deed_ended(visit, &(struct deed_end){.why = "no-drive", .detail = ""}, monkey->now);
        break;
    case EFFECT_TEST_PRINT:
        visit_staff_told(visit, "a1_unknown", monkey->now);
        break;
    default:
        break;
    }
}

/* ---- anything at any moment ------------------------------------------------------------------ */

static void let_time_pass(struct monkey *monkey, int64_t milliseconds)
{
    int64_t until = monkey->now + milliseconds;
    int64_t due;

    while ((due = visit_next_tick(monkey->room.visit)) != 0 && due <= until) {
        monkey->now = due > monkey->now ? due : monkey->now + 1;
        (void)visit_tick(monkey->room.visit, monkey->now);
    }
    monkey->now = until;
}

static void touch_somewhere(struct monkey *monkey)
{
    bool wide = monkey->orientation == ORIENTATION_LANDSCAPE;
    int x = (int)next(monkey, wide ? 1920 : 1080), y = (int)next(monkey, wide ? 1080 : 1920);

    (void)visit_touch(monkey->room.visit, x, y, monkey->now);
}

/* In its middle, as a visitor does. Leaving is rare, else nobody gets far. */
static void touch_control(struct monkey *monkey)
{
    const struct view *view = visit_view(monkey->room.visit);
    const struct control *control = &view->controls[next(monkey, (uint32_t)view->count)];
    bool leaves = strcmp(control->id, "leave") == 0 || strcmp(control->id, "no") == 0;

    if (!leaves || next(monkey, 60) == 0)
        (void)visit_touch(monkey->room.visit, control->rect.x + control->rect.width / 2,
                          control->rect.y + control->rect.height / 2, monkey->now);
}

static void type_something(struct monkey *monkey)
{
    static const char *const texts[] = {
        "2025550142", "4827", "José", "@example.org", "\xF0\x9F\x98\x80", "Nguyễn",
        "محمد",       "김",   "王",   "नमन",          "\xE2\x80\xAE"};

    (void)visit_type(monkey->room.visit, texts[next(monkey, sizeof texts / sizeof *texts)],
                     monkey->now);
}

static void switch_something(struct monkey *monkey)
{
    static const char *const tools[] = {"tool.size", "tool.contrast", "tool.language", "tool.help",
                                        "tool.listen"};
    const struct language *languages = visit_languages(monkey->room.visit);
    size_t count = language_count(languages);
    const struct language_facts *facts = language_at(languages, next(monkey, (uint32_t)count));
    char id[VIEW_ID_MAX];

    (void)snprintf(id, sizeof id, "language.%s", facts->code);
    if (!visit_press(monkey->room.visit, id, monkey->now))
        (void)visit_press(monkey->room.visit, tools[next(monkey, sizeof tools / sizeof *tools)],
                          monkey->now);
}

/* Every key that there is; those that end a visit rarely. */
static void press_some_key(struct monkey *monkey)
{
    enum visit_key key = (enum visit_key)next(monkey, KEY_HEADPHONES_OUT + 1);

    if ((key != KEY_LEAVE && key != KEY_STAFF) || next(monkey, 20) == 0)
        (void)visit_key(monkey->room.visit, key, monkey->now);
}

static void hold_somewhere(struct monkey *monkey)
{
    const struct view *view = visit_view(monkey->room.visit);
    const struct rect *rect = &view->controls[next(monkey, (uint32_t)view->count)].rect;

    (void)visit_hold(monkey->room.visit, rect->x + rect->width / 2, rect->y + rect->height / 2,
                     monkey->now);
}

static void change_voice(struct monkey *monkey)
{
    struct visit_voice voice = {.works = next(monkey, 4) != 0, .headphones = next(monkey, 2) != 0};

    (void)visit_set_voice(monkey->room.visit, &voice, monkey->now);
}

static void do_something(struct monkey *monkey)
{
    monkey->now += next(monkey, 3000);
    switch (next(monkey, 12)) {
    case 0:
    case 1:
        press_some_key(monkey);
        break;
    case 2:
        type_something(monkey);
        break;
    case 3:
        touch_somewhere(monkey);
        break;
    case 4:
        switch_something(monkey);
        break;
    case 5:
        if (next(monkey, 10) == 0)
            let_time_pass(monkey, next(monkey, 200000));
        break;
    case 6:
        (void)finisher_step(monkey->room.visit, &monkey->now);
        break;
    case 7:
        hold_somewhere(monkey);
        break;
    case 8:
        if (next(monkey, 4) == 0)
            change_voice(monkey);
        break;
    default:
        touch_control(monkey);
        break;
    }
}

/* ---- a visit --------------------------------------------------------------------------------- */

static bool is_over(const struct monkey *monkey)
{
    const char *screen = visit_view(monkey->room.visit)->screen;

    return strcmp(screen, "saved") == 0 || strcmp(screen, "printed") == 0 ||
           strcmp(screen, "receipt") == 0;
}

static bool settle(struct monkey *monkey)
{
    perform(monkey);
    if (!monkey->broken)
        look(monkey);
    if (monkey->broken)
        (void)fprintf(stderr, "monkey: %s, %s: %s\n", visit_view(monkey->room.visit)->screen,
                      visit_language(monkey->room.visit), monkey->broken);
    return !monkey->broken;
}

static bool finish(struct monkey *monkey)
{
    for (int i = 0; i < FINISH_MOST && !is_over(monkey); i++) {
        if (!finisher_step(monkey->room.visit, &monkey->now))
            monkey->broken = "offers no step to the end";
        if (!settle(monkey))
            return false;
    }
    if (!is_over(monkey)) {
        monkey->broken = "does not lead to the end";
        return settle(monkey);
    }
    (void)visit_press(monkey->room.visit, "leave", monkey->now + 1000);
    return settle(monkey);
}

static bool visit_once(struct monkey *monkey)
{
    uint32_t most = next(monkey, monkey->most);

    for (uint32_t i = 0; i < most; i++) {
        do_something(monkey);
        if (!settle(monkey))
            return false;
    }
    return finish(monkey);
}

static bool open_room(struct monkey *monkey, bool fonts_loaded, struct error *error)
{
    struct showroom_options options = {
        .share = SHARE, .orientation = monkey->orientation, .fonts_loaded = fonts_loaded};
    struct visit_health health = {.can_save = true, .can_print = true, .why_not = ""};
    bool wide = monkey->orientation == ORIENTATION_LANDSCAPE;
    int width = wide ? 1920 : 1080, height = wide ? 1080 : 1920;

    monkey->is_shown = false;
    if (!showroom_open(&monkey->room, &options, error) || !view_init(&monkey->shown, error))
        return false;
    monkey->canvas = canvas_create(width, height, width, height, NULL, 0, error);
    visit_set_health(monkey->room.visit, &health, monkey->now);
    change_voice(monkey);
    monkey->narrator = narrator_create(visit_languages(monkey->room.visit), error);
    return monkey->canvas != NULL && monkey->narrator != NULL;
}

static void close_room(struct monkey *monkey)
{
    narrator_destroy(monkey->narrator);
    canvas_destroy(monkey->canvas);
    view_finish(&monkey->shown);
    showroom_close(&monkey->room);
}

/* Half of the visits in portrait, half in landscape. */
static bool run(struct monkey *monkey, int visits, struct error *error)
{
    bool fine = true;

    for (int half = 0; fine && half < 2; half++) {
        monkey->orientation = half == 0 ? ORIENTATION_PORTRAIT : ORIENTATION_LANDSCAPE;
        fine = open_room(monkey, half > 0, error);
        if (!fine)
            (void)fprintf(stderr, "monkey: %s\n", error->text);
        for (int i = half; fine && i < visits; i += 2)
            fine = visit_once(monkey);
        close_room(monkey);
    }
    return fine;
}

int main(int argc, char **argv)
{
    const char *visits = "300", *most = "80", *seed = "20261121", *requests = NULL;
    const struct option_row rows[] = {
        {.name = "visits", .value = "N", .target = &visits, .meaning = "how many"},
        {.name = "most", .value = "N", .target = &most, .meaning = "things done at random in one"},
        {.name = "seed", .value = "S", .target = &seed, .meaning = "of the random numbers"},
        {.name = "requests", .value = "FILE", .target = &requests, .meaning = "saved requests"},
        {0},
    };
    struct monkey monkey = {.now = 1000000};
    struct error error = {.kind = ERROR_NONE};
    size_t operands = 0;
    bool fine;

    if (!arguments_parse(argc, argv, rows, NULL, 0, &operands, &error) || !secret_start(&error)) {
        (void)fprintf(stderr, "monkey: %s\n", error.text);
        return EXIT_FAILURE;
    }
    monkey.random = (uint32_t)strtoul(seed, NULL, 10) * 2u + 1u;
    monkey.most = (uint32_t)strtoul(most, NULL, 10) | 1u;
    monkey.requests = requests ? fopen(requests, "w") : NULL;
    fine = (!requests || monkey.requests) && run(&monkey, atoi(visits), &error);
    if (monkey.requests && fclose(monkey.requests) != 0)
        fine = false;
    (void)printf(
        "visits %s, seed %s, views %d, drawn %d, heard %d, saved %d, secret memory left %zu\n",
        visits, seed, monkey.views, monkey.drawn, monkey.said, monkey.saved, secret_in_use());
    fine = fine && secret_in_use() == 0;
    secret_stop();
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
