/*
 * What it costs to bring the panel's picture up to date at 1080 x 1920: after a
 * key press (one letter typed, the field and the key redrawn) and for a whole
 * screen, with the real pages, layout and drawing. Prints one JSON object: the
 * medians of the slowest screen, size and theme, in milliseconds.
 *
 *   bench_redraw [SHARE]
 */
#include "app/screen/draw.h"
#include "app/screen/showroom.h"
#include "platform/base/secret.h"
#include "platform/canvas/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS 15
#define WIDTH  1080
#define HEIGHT 1920

struct worst {
    double milliseconds;
    char screen[VIEW_ID_MAX];
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

static void note(struct worst *worst, double *times, const char *screen)
{
    qsort(times, ROUNDS, sizeof *times, by_size);
    if (times[ROUNDS / 2] > worst->milliseconds) {
        worst->milliseconds = times[ROUNDS / 2];
        snprintf(worst->screen, sizeof worst->screen, "%s", screen);
    }
}

static void need(bool held, const struct error *error)
{
    if (!held) {
        fprintf(stderr, "bench_redraw: %s\n", error->text);
        exit(1);
    }
}

static void whole_screens(struct showroom *room, struct canvas *canvas,
                          const struct view_style *style, struct worst *worst)
{
    struct error error = {0};
    for (const char *const *screen = visit_screens(); *screen != NULL; screen++) {
        double times[ROUNDS];
        need(visit_show(room->visit, *screen, style, &error), &error);
        for (int i = 0; i < ROUNDS; i++) {
            const double start = milliseconds_now();
            draw_view(canvas, visit_view(room->visit), NULL, NULL);
            times[i] = milliseconds_now() - start;
        }
        note(worst, times, *screen);
    }
}

/* From the press to the finished picture: the visit's work, the view rebuilt, the damage redrawn. */
static void key_presses(struct showroom *room, struct canvas *canvas,
                        const struct view_style *style, struct worst *worst)
{
    struct error error = {0};
    struct view shown;
    double times[ROUNDS];
    need(view_init(&shown, &error), &error);
    need(visit_show(room->visit, "name", style, &error), &error);
    draw_view(canvas, visit_view(room->visit), NULL, NULL);
    view_copy(&shown, visit_view(room->visit));
    for (int i = 0; i < ROUNDS; i++) {
        const double start = milliseconds_now();
        need(visit_type(room->visit, i % 2 == 0 ? "m" : "e", 1000000 + i * 1000), &error);
        draw_view(canvas, visit_view(room->visit), &shown, NULL);
        times[i] = milliseconds_now() - start;
        view_copy(&shown, visit_view(room->visit));
    }
    note(worst, times, "name");
    view_finish(&shown);
}

int main(int argc, char **argv)
{
    const struct showroom_options options = {.share = argc > 1 ? argv[1] : "build/share"};
    struct error error = {0};
    struct showroom room = {0};
    struct worst key = {0}, screen = {0};
    need(secret_start(&error), &error);
    need(showroom_open(&room, &options, &error), &error);
    struct canvas *canvas = canvas_create(WIDTH, HEIGHT, WIDTH, HEIGHT, NULL, 0, &error);
    need(canvas != NULL, &error);
    for (int size = SIZE_STANDARD; size <= SIZE_LARGE; size++) {
        for (int theme = THEME_LIGHT; theme <= THEME_CONTRAST; theme++) {
            const struct view_style style = {.theme = (enum view_theme)theme,
                                             .size = (enum view_size)size,
                                             .orientation = ORIENTATION_PORTRAIT,
                                             .language = "es"};
            whole_screens(&room, canvas, &style, &screen);
            key_presses(&room, canvas, &style, &key);
        }
    }
    printf("{\"key_ms\": %.2f, \"screen_ms\": %.2f, \"slowest_screen\": \"%s\"}\n",
           key.milliseconds, screen.milliseconds, screen.screen);
    canvas_destroy(canvas);
    showroom_close(&room);
    return 0;
}
