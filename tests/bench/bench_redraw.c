/*
 * What it costs to bring the panel's picture up to date at 1080 x 1920, with the real pages, layout and
 * drawing:
 *   bench_redraw                  in every language, size and theme: after a key of the on-screen
 *                                 keyboard (a letter typed, the field and the key redrawn), and for
 *                                 a whole screen whose words were not drawn before
 *   bench_redraw change LANGUAGE  from the press of a language that was never shown to its picture
 * Prints one JSON object, in milliseconds: the medians of the slowest and which they are.
 */
#include "app/screen/showroom/showroom.h"
#include "app/screen/widgets/draw.h"
#include "platform/base/secret.h"
#include "platform/canvas/canvas.h"
#include "platform/language/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GLANCES     3 /* enough to find the slowest, which is then looked at closely */
#define ROUNDS      15
#define WIDTH       1080
#define HEIGHT      1920
#define KEYS        2
#define DETAIL_SIZE 96

struct worst {
    double milliseconds;
    struct view_style style;
    char language[LANGUAGE_CODE_SIZE];
    char screen[VIEW_ID_MAX];
};

struct bench {
    struct showroom room;
    struct canvas *canvas;
    struct worst key, screen;
};

static double milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, size_t count)
{
    qsort(times, count, sizeof *times, by_size);
    return times[count / 2];
}

static void note(struct worst *worst, double milliseconds, const struct view_style *style,
                 const char *screen)
{
    if (milliseconds <= worst->milliseconds)
        return;
    *worst = (struct worst){.milliseconds = milliseconds, .style = *style};
    snprintf(worst->screen, sizeof worst->screen, "%s", screen);
    snprintf(worst->language, sizeof worst->language, "%s", style->language);
    worst->style.language = NULL; /* the language above; set by whoever uses it */
}

static void need(bool held, const struct error *error)
{
    if (!held) {
        fprintf(stderr, "bench_redraw: %s\n", error->text);
        exit(1);
    }
}

static double whole_screen(struct bench *bench, const struct view_style *style, const char *screen,
                           size_t rounds)
{
    struct error error = {0};
    double times[ROUNDS];

    need(visit_show(bench->room.visit, screen, style, &error), &error);
    for (size_t i = 0; i < rounds; i++) {
        double start = milliseconds_now();

        canvas_forget(bench->canvas);
        draw_view(bench->canvas, visit_view(bench->room.visit), NULL, NULL);
        times[i] = milliseconds_now() - start;
    }
    return median(times, rounds);
}

/* The first keys of the keyboard. */
static void find_keys(const struct view *view, char ids[KEYS][VIEW_ID_MAX])
{
    size_t found = 0;

    for (size_t i = 0; i < view->count && found < KEYS; i++) {
        if (view->controls[i].role == ROLE_KEY && view->controls[i].pressable)
            snprintf(ids[found++], VIEW_ID_MAX, "%s", view->controls[i].id);
    }
    if (found < KEYS) {
        fprintf(stderr, "bench_redraw: a keyboard without keys\n");
        exit(1);
    }
}

/* From the press to the finished picture: the visit's work, the view rebuilt, the damage redrawn. */
static double key_press(struct bench *bench, const struct view_style *style, size_t rounds)
{
    struct visit *visit = bench->room.visit;
    struct error error = {0};
    struct view shown;
    char ids[KEYS][VIEW_ID_MAX];
    double times[ROUNDS];

    need(view_init(&shown, &error), &error);
    need(visit_show(visit, "name", style, &error), &error);
    find_keys(visit_view(visit), ids);
    draw_view(bench->canvas, visit_view(visit), NULL, NULL);
    view_copy(&shown, visit_view(visit));
    for (size_t i = 0; i < rounds; i++) {
        double start = milliseconds_now();

        (void)visit_press(visit, ids[i % KEYS], 1000000 + (int64_t)i * 1000);
        draw_view(bench->canvas, visit_view(visit), &shown, NULL);
        times[i] = milliseconds_now() - start;
        view_copy(&shown, visit_view(visit));
    }
    view_finish(&shown);
    return median(times, rounds);
}

/* ---- another language ---------------------------------------------------------- */

static void press(struct bench *bench, const char *id)
{
    if (!visit_press(bench->room.visit, id, 1000000)) {
        fprintf(stderr, "bench_redraw: nothing follows %s\n", id);
        exit(1);
    }
    draw_view(bench->canvas, visit_view(bench->room.visit), NULL, NULL);
}

/* In a process that has shown English only. */
static double change_language(struct bench *bench, const char *code)
{
    const struct view_style english = {.theme = THEME_LIGHT, .language = LANGUAGE_FALLBACK};
    char id[VIEW_ID_MAX];
    struct error error = {0};
    double start;

    snprintf(id, sizeof id, "language.%s", code);
    need(visit_show(bench->room.visit, "notices", &english, &error), &error);
    draw_view(bench->canvas, visit_view(bench->room.visit), NULL, NULL);
    press(bench, "tool.language");
    while (!view_find(visit_view(bench->room.visit), id))
        press(bench, "more");
    start = milliseconds_now();
    press(bench, id);
    return milliseconds_now() - start;
}

/* ---- all of them ----------------------------------------------------------------- */

static void glance(struct bench *bench, const struct view_style *style)
{
    const char *screen;
    for (size_t i = 0; (screen = visit_screen(i)) != NULL; i++)
        note(&bench->screen, whole_screen(bench, style, screen, GLANCES), style, screen);
    note(&bench->key, key_press(bench, style, GLANCES), style, "name");
}

static void look_closely(struct bench *bench)
{
    struct view_style style = bench->screen.style;

    style.language = bench->screen.language;
    bench->screen.milliseconds = whole_screen(bench, &style, bench->screen.screen, ROUNDS);
    style = bench->key.style;
    style.language = bench->key.language;
    bench->key.milliseconds = key_press(bench, &style, ROUNDS);
}

static const char *detail(const struct worst *worst, char text[static DETAIL_SIZE])
{
    snprintf(text, DETAIL_SIZE, "%s, %s, %s, %s", worst->screen, worst->language,
             worst->style.size == SIZE_LARGE ? "large" : "standard",
             worst->style.theme == THEME_CONTRAST ? "contrast" : "light");
    return text;
}

static void redraw_all(struct bench *bench)
{
    const struct language *languages = visit_languages(bench->room.visit);
    char key[DETAIL_SIZE], screen[DETAIL_SIZE];

    for (size_t i = 0; i < language_count(languages); i++) {
        for (int look = 0; look < 4; look++) {
            const struct view_style style = {.size = look & 1 ? SIZE_LARGE : SIZE_STANDARD,
                                             .theme = look & 2 ? THEME_CONTRAST : THEME_LIGHT,
                                             .language = language_at(languages, i)->code};

            glance(bench, &style);
        }
    }
    look_closely(bench);
    printf("{\"key_ms\": %.2f, \"key\": \"%s\", \"screen_ms\": %.2f, \"screen\": \"%s\"}\n",
           bench->key.milliseconds, detail(&bench->key, key), bench->screen.milliseconds,
           detail(&bench->screen, screen));
}

int main(int argc, char **argv)
{
    const struct showroom_options options = {.share = "build/share"};
    struct error error = {0};
    struct bench bench = {0};

    need(secret_start(&error), &error);
    need(showroom_open(&bench.room, &options, &error), &error);
    bench.canvas = canvas_create(WIDTH, HEIGHT, WIDTH, HEIGHT, NULL, 0, &error);
    need(bench.canvas != NULL, &error);
    if (argc == 3 && strcmp(argv[1], "change") == 0)
        printf("{\"change_ms\": %.2f}\n", change_language(&bench, argv[2]));
    else
        redraw_all(&bench);
    canvas_destroy(bench.canvas);
    showroom_close(&bench.room);
    return 0;
}
