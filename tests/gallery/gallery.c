/*
 * Draws every screen in every language, size, theme and orientation with the
 * product's own pages and looks at each. A line a finding and a picture, and
 * the counts at the end, with tabs between, for tests/gallery/run.
 */
#include "app/screen/pages/layout.h"
#include "app/screen/showroom/showroom.h"
#include "app/screen/visit/visit_state.h"
#include "app/screen/widgets/draw.h"
#include "platform/base/arguments.h"
#include "platform/base/text.h"
#include "platform/canvas/canvas.h"
#include "tests/gallery/picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PARTS_MAX    12 /* pages of one screen */
#define COMBINATIONS 8
#define PICTURE_NAME 128

struct gallery {
    const char *share, *output, *languages, *screens, *worker;
    bool quick;
    int worker_index, worker_count;
    struct showroom room;
    struct canvas *canvas; /* of the reference size: what is looked at */
    struct canvas *small;  /* half of it: what is written */
    struct drawn *drawn;
    struct tally tally;
    char name[PICTURE_NAME]; /* of the picture: "phone", "phone-2" */
    struct view_style style;
    bool held; /* one of very many keys that are held: looked at, but not kept as a picture */
};

static const char *size_name(const struct view_style *style)
{
    return style->size == SIZE_LARGE ? "large" : "standard";
}

static const char *theme_name(const struct view_style *style)
{
    return style->theme == THEME_CONTRAST ? "contrast" : "light";
}

static const char *orientation_name(const struct view_style *style)
{
    return style->orientation == ORIENTATION_LANDSCAPE ? "landscape" : "portrait";
}

/* Words may have line ends and tabs; a line of the report may not. */
static void print_words(const char *words)
{
    for (; *words != '\0'; words++) {
        (void)putchar((unsigned char)*words < 0x20 ? ' ' : *words);
    }
}

static void print_picture(const struct gallery *gallery, const char *kind)
{
    (void)printf("%s\t%s\t%s\t%s\t%s\t%s\t", kind, gallery->name, gallery->style.language,
                 size_name(&gallery->style), theme_name(&gallery->style),
                 orientation_name(&gallery->style));
}

static void tell(void *context, enum check check, const char *control, const char *why)
{
    print_picture(context, "finding");
    (void)printf("%s\t%s\t", check_name(check), control);
    print_words(why);
    (void)putchar('\n');
}

static double milliseconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* ---- one picture ----------------------------------------------------------------------------- */

static bool write_picture(struct gallery *gallery, const struct view *view, struct error *error)
{
    char path[FILE_PATH_MAX];
    if (!text_format(path, sizeof path, "%s/%s/%s-%s-%s-%s.png", gallery->output,
                     gallery->style.language, gallery->name, size_name(&gallery->style),
                     theme_name(&gallery->style), orientation_name(&gallery->style))) {
        return error_set(error, ERROR_LIMIT, "the output folder's path is too long");
    }
    draw_view(gallery->small, view, NULL, NULL);
    return canvas_write_png(gallery->small, path, error);
}

/* Two pictures with the same number are the same picture (FNV-1a over the pixels). */
static unsigned long long hash_of(struct canvas *canvas)
{
    unsigned long long hash = 0xcbf29ce484222325u;
    int width, height, stride;
    const uint8_t *pixels = canvas_pixels(canvas, &width, &height, &stride);
    for (int y = 0; y < height; y++) {
        const uint8_t *row = pixels + (size_t)y * (size_t)stride;
        for (int x = 0; x < width; x++) {
            uint32_t pixel;
            memcpy(&pixel, row + (size_t)x * 4, sizeof pixel);
            hash = (hash ^ (pixel & 0xffffff)) * 0x100000001b3u;
        }
    }
    return hash;
}

static bool look_at(struct gallery *gallery, const struct view *view, struct error *error)
{
    drawn_begin(gallery->drawn, gallery->canvas);
    canvas_forget(gallery->canvas);
    double start = milliseconds();
    draw_view(gallery->canvas, view, NULL, NULL);
    double taken = milliseconds() - start;
    drawn_end(gallery->drawn);
    print_picture(gallery, gallery->held ? "held" : "picture");
    (void)printf("%.2f\t%016llx\n", taken, hash_of(gallery->canvas));
    check_screen(&gallery->tally, view, gallery->name);
    check_picture(&gallery->tally, view, gallery->drawn, gallery->canvas);
    return gallery->output == NULL || gallery->held || write_picture(gallery, view, error);
}

/* ---- what a keyboard shows besides its letters ----------------------------------------------- */

/* One more picture of the screen: "name-k2" its second keyboard or layer, "name-h3" the third key
 * that is held, "name-c1" characters to choose from. */
static bool look_on(struct gallery *gallery, const char *screen, char kind, int *count,
                    struct error *error)
{
    (void)text_format(gallery->name, sizeof gallery->name, "%s-%c%d", screen, kind, ++*count);
    return look_at(gallery, visit_view(gallery->room.visit), error);
}

/* Each key that offers more while it is held. */
static bool look_at_held(struct gallery *gallery, const char *screen, int *count,
                         struct error *error)
{
    struct visit *visit = gallery->room.visit;
    const struct keyboard_layer *layer = visit_layer(visit);
    gallery->held = true;
    for (size_t row = 0; row < layer->row_count; row++) {
        for (size_t i = 0; i < layer->rows[row].count; i++) {
            const struct keyboard_key *key = &layer->rows[row].keys[i];
            if (key->action != KEYBOARD_TYPE || key->variant_count == 0) {
                continue;
            }
            (void)text_copy(visit->typing.held, sizeof visit->typing.held, key->text);
            visit_rebuild(visit);
            if (!look_on(gallery, screen, 'h', count, error)) {
                return false;
            }
        }
    }
    gallery->held = false;
    visit->typing.held[0] = '\0';
    visit_rebuild(visit);
    return true;
}

static bool press(struct visit *visit, const char *id)
{
    const struct control *control = view_find(visit_view(visit), id);
    if (control == NULL || !control->pressable) {
        return false;
    }
    visit_press_key(visit, id + strlen("key."));
    visit_rebuild(visit);
    return true;
}

/* Pinyin: what is typed stands for characters. */
static bool look_at_candidates(struct gallery *gallery, const char *screen, struct error *error)
{
    struct visit *visit = gallery->room.visit;
    int count = 0;
    return !press(visit, "key.W") || !press(visit, "key.A") || !press(visit, "key.N") ||
           look_on(gallery, screen, 'c', &count, error);
}

static bool look_at_keyboards(struct gallery *gallery, const char *screen, struct error *error)
{
    struct visit *visit = gallery->room.visit;
    const struct keyboard *first = visit_keyboard(visit);
    int held = 0, other = 0;
    do {
        do {
            if (!look_at_held(gallery, screen, &held, error)) {
                return false;
            }
            if (press(visit, "key.layer") && visit->typing.layer != 0 &&
                !look_on(gallery, screen, 'k', &other, error)) {
                return false;
            }
        } while (visit->typing.layer != 0);
        if (press(visit, "key.keyboard") && visit_keyboard(visit) != first &&
            !look_on(gallery, screen, 'k', &other, error)) {
            return false;
        }
    } while (visit_keyboard(visit) != first);
    return look_at_candidates(gallery, screen, error);
}

/* ---- one screen ------------------------------------------------------------------------------ */

static bool has_keyboard(const char *screen)
{
    return strcmp(screen, "name") == 0 || strcmp(screen, "name-error") == 0 ||
           strcmp(screen, "email-error") == 0;
}

/* A screen with more rows than fit has further pages: each is a picture of its own. */
static bool look_at_screen(struct gallery *gallery, const char *screen, struct error *error)
{
    struct visit *visit = gallery->room.visit;
    visit->cover_part = 0; /* of the screen before */
    if (!visit_show(visit, screen, &gallery->style, error)) {
        return false;
    }
    int *part = visit->cover == COVER_NONE ? &visit->part : &visit->cover_part;
    int first = *part;
    for (int shown = first; shown < visit->parts || shown == first; shown++) {
        if (shown == PARTS_MAX) {
            return error_set(error, ERROR_LIMIT, "%s has more than %d pages", screen, PARTS_MAX);
        }
        *part = shown;
        visit_rebuild(visit);
        (void)(shown == first
                   ? text_copy(gallery->name, sizeof gallery->name, screen)
                   : text_format(gallery->name, sizeof gallery->name, "%s-%d", screen, shown + 1));
        if (!look_at(gallery, visit_view(visit), error)) {
            return false;
        }
    }
    return !has_keyboard(screen) || look_at_keyboards(gallery, screen, error);
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* Whether `word` is one of the comma-separated; all are where none is named. */
static bool is_wanted(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at != NULL; at = strchr(at, ','), at += at != NULL) {
        if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0')) {
            return true;
        }
    }
    return list == NULL;
}

/* The quick form looks at each screen in each language once, in another combination each time. */
static bool is_turn(const struct gallery *gallery, size_t screen, size_t language, int combination)
{
    size_t turn = gallery->quick ? screen * 5 + language * 3 : 0;
    if (gallery->quick && (int)(turn % COMBINATIONS) != combination) {
        return false;
    }
    return (int)((screen + language) % (size_t)gallery->worker_count) == gallery->worker_index;
}

static bool look_at_language(struct gallery *gallery, size_t language, int combination,
                             struct error *error)
{
    const char *screen;
    for (size_t i = 0; (screen = visit_screen(i)) != NULL; i++) {
        if (is_wanted(gallery->screens, screen) && is_turn(gallery, i, language, combination) &&
            !look_at_screen(gallery, screen, error)) {
            return false;
        }
    }
    return true;
}

static bool look_at_all(struct gallery *gallery, int from, struct error *error)
{
    const struct language *languages = visit_languages(gallery->room.visit);
    for (size_t i = 0; i < language_count(languages); i++) {
        const struct language_facts *facts = language_at(languages, i);
        if (!is_wanted(gallery->languages, facts->code)) {
            continue;
        }
        for (int combination = from; combination < from + COMBINATIONS / 2; combination++) {
            gallery->style = (struct view_style){
                .orientation = from == 0 ? ORIENTATION_PORTRAIT : ORIENTATION_LANDSCAPE,
                .size = (combination & 1) != 0 ? SIZE_LARGE : SIZE_STANDARD,
                .theme = (combination & 2) != 0 ? THEME_CONTRAST : THEME_LIGHT,
                .direction =
                    facts->right_to_left ? DIRECTION_RIGHT_TO_LEFT : DIRECTION_LEFT_TO_RIGHT,
                .language = facts->code};
            if (!look_at_language(gallery, i, combination, error)) {
                return false;
            }
        }
    }
    return true;
}

static bool look_from(struct gallery *gallery, enum view_orientation orientation,
                      struct error *error)
{
    struct view_style style = {.orientation = orientation};
    struct rect size = layout_for(&style)->canvas;
    struct showroom_options options = {.share = gallery->share,
                                       .orientation = orientation,
                                       .fonts_loaded = orientation == ORIENTATION_LANDSCAPE};
    bool good = showroom_open(&gallery->room, &options, error);
    if (good) {
        gallery->canvas =
            canvas_create(size.width, size.height, size.width, size.height, NULL, 0, error);
        gallery->small =
            canvas_create(size.width / 2, size.height / 2, size.width, size.height, NULL, 0, error);
        good =
            gallery->canvas != NULL && gallery->small != NULL &&
            look_at_all(gallery, orientation == ORIENTATION_PORTRAIT ? 0 : COMBINATIONS / 2, error);
    }
    canvas_destroy(gallery->small);
    canvas_destroy(gallery->canvas);
    gallery->small = gallery->canvas = NULL;
    showroom_close(&gallery->room);
    return good;
}

static long print_counts(const struct gallery *gallery)
{
    long findings = 0;
    for (size_t i = 0; i < CHECK_KINDS; i++) {
        (void)printf("count\t%s\t%ld\t%ld\n", check_name((enum check)i), gallery->tally.checks[i],
                     gallery->tally.findings[i]);
        findings += gallery->tally.findings[i];
    }
    return findings;
}

static bool parse(int argc, char **argv, struct gallery *gallery, struct error *error)
{
    const struct option_row rows[] = {
        {"share", "DIR", &gallery->share, NULL, "forms, languages, fonts"},
        {"output", "DIR", &gallery->output, NULL, "where pictures go, a folder a language"},
        {"languages", "LIST", &gallery->languages, NULL, "only these, with commas"},
        {"screens", "LIST", &gallery->screens, NULL, "only these, with commas"},
        {"quick", NULL, NULL, &gallery->quick, "one combination for each screen and language"},
        {"worker", "I/N", &gallery->worker, NULL, "the share of one of N processes"},
        {NULL, NULL, NULL, NULL, NULL},
    };
    const char *operand;
    size_t operands = 0;
    gallery->worker_count = 1;
    if (!arguments_parse(argc, argv, rows, &operand, 1, &operands, error)) {
        return false;
    }
    bool fine =
        operands == 0 &&
        (gallery->worker == NULL ||
         (sscanf(gallery->worker, "%2d/%2d", &gallery->worker_index, &gallery->worker_count) == 2 &&
          gallery->worker_count > 0));
    return fine || error_set(error, ERROR_INPUT, "--worker is like 0/2, and nothing else is taken");
}

int main(int argc, char **argv)
{
    struct error error = {0};
    struct gallery *gallery = calloc(1, sizeof *gallery);
    if (gallery == NULL || (gallery->drawn = calloc(1, sizeof *gallery->drawn)) == NULL) {
        return EXIT_FAILED;
    }
    gallery->tally = (struct tally){.tell = tell, .context = gallery};
    bool done = parse(argc, argv, gallery, &error) &&
                look_from(gallery, ORIENTATION_PORTRAIT, &error) &&
                look_from(gallery, ORIENTATION_LANDSCAPE, &error);
    if (!done) {
        (void)fprintf(stderr, "gallery: %s\n", error.text);
    }
    long findings = print_counts(gallery);
    drawn_forget(gallery->drawn);
    drawn_finish();
    free(gallery->drawn);
    free(gallery);
    return !done ? EXIT_USAGE : findings > 0 ? EXIT_FAILED : EXIT_FINE;
}
