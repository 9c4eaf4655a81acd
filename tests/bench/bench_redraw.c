/*
 * How long a screen takes to be drawn again at 1080 x 1920: a key press (what the
 * visit does with it, its layout and the partial redraw), and every screen from
 * nothing. In both sizes and themes. Prints one JSON object; times are medians
 * in milliseconds, of the worst size and theme or the worst screen.
 *
 *   bench_redraw
 */
#include "app/screen/draw.h"
#include "app/screen/layout.h"
#include "app/screen/showroom.h"
#include "platform/base/secret.h"
#include "platform/canvas/canvas.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define KEYS   60
#define ROUNDS 7

static void need(bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "bench_redraw: %s\n", what);
        exit(1);
    }
}

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, size_t count)
{
    qsort(times, count, sizeof *times, compare);
    return times[count / 2];
}

static void show(struct showroom *room, const char *screen, const struct view_style *style)
{
    struct error error;
    need(visit_show(room->visit, screen, style, &error), error.text);
}

/* The keyboard shows capitals or small letters as the visitor goes on: the place says which key. */
static const char *key_at(const struct view *view, int place)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->controls[i].look == LOOK_KEY && place-- == 0)
            return view->controls[i].id;
    return "key.delete";
}

/* Letters into a name, each a press, a rebuilt view and a redraw of what differs. */
static double key_press(struct showroom *room, struct canvas *canvas,
                        const struct view_style *style, struct view *shown)
{
    static const int places[] = {0, 12, 5, 1000};
    struct rect damage;
    double times[KEYS];
    show(room, "name", style);
    draw_view(canvas, visit_view(room->visit), NULL, NULL);
    view_copy(shown, visit_view(room->visit));
    for (int i = 0; i < KEYS; i++) {
        const char *key = key_at(shown, places[i % 4]);
        double start = milliseconds();
        need(visit_press(room->visit, key, 1000 + i * 1000), "a key has no effect");
        draw_view(canvas, visit_view(room->visit), shown, &damage);
        need(damage.width > 0, "a key changes nothing on the screen");
        view_copy(shown, visit_view(room->visit));
        times[i] = milliseconds() - start;
    }
    return median(times, KEYS);
}

static double whole_screen(struct showroom *room, struct canvas *canvas, const char *screen,
                           const struct view_style *style)
{
    double times[ROUNDS];
    show(room, screen, style);
    for (int i = 0; i < ROUNDS; i++) {
        canvas_forget(canvas);
        double start = milliseconds();
        draw_view(canvas, visit_view(room->visit), NULL, NULL);
        times[i] = milliseconds() - start;
    }
    return median(times, ROUNDS);
}

int main(void)
{
    static struct view shown;
    struct error error;
    struct showroom room;
    const struct showroom_options options = {.orientation = ORIENTATION_PORTRAIT};
    need(secret_start(&error) && showroom_open(&room, &options, &error) &&
             view_init(&shown, &error),
         error.text);
    struct canvas *canvas = canvas_create(1080, 1920, 1080, 1920, NULL, 0, &error);
    need(canvas != NULL, error.text);

    double key_worst = 0, screen_worst = 0;
    const char *slowest = "";
    for (int number = 0; number < 4; number++) {
        const struct view_style style = {
            .theme = number & 1 ? THEME_CONTRAST : THEME_LIGHT,
            .size = number & 2 ? SIZE_LARGE : SIZE_STANDARD,
            .orientation = ORIENTATION_PORTRAIT,
            .language = "en",
        };
        double key = key_press(&room, canvas, &style, &shown);
        key_worst = key > key_worst ? key : key_worst;
        for (const char *const *screen = visit_screens(); *screen; screen++) {
            double time = whole_screen(&room, canvas, *screen, &style);
            if (time > screen_worst) {
                screen_worst = time;
                slowest = *screen;
            }
        }
    }
    printf("{\"key_ms\": %.2f, \"screen_ms\": %.2f, \"slowest\": \"%s\"}\n", key_worst,
           screen_worst, slowest);
    canvas_destroy(canvas);
    view_finish(&shown);
    showroom_close(&room);
    return 0;
}
