#include "tests/gallery/picture.h"

#include "app/screen/pages/layout.h"
#include "platform/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_TEXT     28.0
#define LEAST_LARGE    42.0
#define LEAST_CONTRAST 7.0
#define LEAST_BORDER   3.0
#define STICKS_OUT     4     /* pixels of smoothing, of the tail of a j, of marks above a line */
#define MARKS_REACH    14    /* of words without a frame; OVERHANG in draw.c is more */
#define TOUCHES        6     /* how far two boxes of ink may overlap without the ink doing so */
#define AROUND         6     /* pixels that are looked at around the ink */
#define FRAME          9     /* of a control: the widest border, and its smoothing */
#define SHARE          0.02  /* of the box: a colour that covers more is seen behind the words */
#define BLEND_SHARE    0.12  /* the same for one that could be a smoothed edge */
#define LEAST_INK      0.002 /* of the box in the words' own colour */
#define BLEND          24.0  /* how far a smoothed pixel may be from the line between two colours */
#define COLOURS        1024
#define WHY_MAX        240

/* ---- colours --------------------------------------------------------------------------------- */

static double linear(unsigned value)
{
    double part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(colour value)
{
    return 0.2126 * linear(value >> 16 & 0xff) + 0.7152 * linear(value >> 8 & 0xff) +
           0.0722 * linear(value & 0xff);
}

double contrast_of(colour a, colour b)
{
    double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

struct shade {
    colour value;
    int count;
};

struct picture {
    const uint8_t *pixels;
    int width, height, stride;
};

static colour pixel(const struct picture *picture, int x, int y)
{
    uint32_t value;
    memcpy(&value, picture->pixels + (size_t)y * (size_t)picture->stride + (size_t)x * 4,
           sizeof value);
    return value & 0xffffff;
}

/* Counts the colours in a rectangle; those beyond the table's room are rare shades. */
static void count_shades(const struct picture *picture, const struct rect *rect,
                         struct shade shades[COLOURS])
{
    memset(shades, 0, COLOURS * sizeof *shades);
    for (int y = rect->y; y < rect->y + rect->height; y++) {
        for (int x = rect->x; x < rect->x + rect->width; x++) {
            colour value = pixel(picture, x, y);
            for (unsigned i = 0; i < 8; i++) {
                struct shade *shade = &shades[((value * 2654435761u >> 16) + i) % COLOURS];
                if (shade->count == 0 || shade->value == value) {
                    shade->value = value;
                    shade->count++;
                    break;
                }
            }
        }
    }
}

/* Whether `value` lies between the two, or is nearly one: the smoothed edge of one on the other. */
static bool is_blend(colour value, colour a, colour b)
{
    double along = 0, length = 0, off = 0;
    double between[3], from[3];
    for (int i = 0; i < 3; i++) {
        between[i] = (double)(b >> 8 * i & 0xff) - (double)(a >> 8 * i & 0xff);
        from[i] = (double)(value >> 8 * i & 0xff) - (double)(a >> 8 * i & 0xff);
        along += between[i] * from[i];
        length += between[i] * between[i];
    }
    double part = length > 0 ? along / length : 0;
    for (int i = 0; i < 3; i++) {
        off += fabs(from[i] - part * between[i]);
    }
    return part > -0.1 && part < 1.1 && off < BLEND;
}

static struct shade most_of(const struct shade shades[COLOURS], colour but)
{
    struct shade most = {0, 0};
    for (size_t i = 0; i < COLOURS; i++) {
        if (shades[i].count > most.count && shades[i].value != but) {
            most = shades[i];
        }
    }
    return most;
}

static int count_of(const struct shade shades[COLOURS], colour value)
{
    for (size_t i = 0; i < COLOURS; i++) {
        if (shades[i].count > 0 && shades[i].value == value) {
            return shades[i].count;
        }
    }
    return 0;
}

/* ---- which control words belong to ----------------------------------------------------------- */

static bool holds(const struct rect *rect, int x, int y)
{
    return x >= rect->x && y >= rect->y && x < rect->x + rect->width && y < rect->y + rect->height;
}

/* The smallest one around the middle of the ink. */
static const struct control *owner_of(const struct view *view, const struct rect *ink)
{
    const struct control *owner = NULL;
    int x = ink->x + ink->width / 2, y = ink->y + ink->height / 2;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (is_seen(control) && holds(&control->rect, x, y) &&
            (owner == NULL ||
             control->rect.width * control->rect.height < owner->rect.width * owner->rect.height)) {
            owner = control;
        }
    }
    return owner;
}

static bool is_within(const struct rect *inner, const struct rect *outer, int by)
{
    return inner->x >= outer->x - by && inner->y >= outer->y - by &&
           inner->x + inner->width <= outer->x + outer->width + by &&
           inner->y + inner->height <= outer->y + outer->height + by;
}

/* ---- the checks ------------------------------------------------------------------------------ */

/* Words alone may reach into the space around them, as far as it is drawn: what is there already is
 * looked at by check_alone. */
static bool is_framed(const struct control *control)
{
    switch (control->look) {
    case LOOK_HEADING:
    case LOOK_HINT:
    case LOOK_BODY:
    case LOOK_LABEL:
    case LOOK_STEP:
    case LOOK_NOTE:
    case LOOK_ERROR:
        return false;
    default:
        return true;
    }
}

static void check_words_fit(struct tally *tally, const struct control *control,
                            const struct drawn_words *words)
{
    bool scrolls = control->look == LOOK_FIELD; /* sideways, so that the caret is seen */
    struct rect ink = words->ink;
    int reach = is_framed(control) ? STICKS_OUT : MARKS_REACH;
    char why[WHY_MAX];
    if (scrolls) {
        ink.x = control->rect.x;
        ink.width = control->rect.width;
    }
    (void)text_format(why, sizeof why, "ink at %d, %d, %d x %d is outside its box: %.60s", ink.x,
                      ink.y, ink.width, ink.height, words->text);
    tally_count(tally, CHECK_FIT, is_within(&ink, &control->rect, reach), control->id, why);
    (void)text_format(why, sizeof why, "is cut: %.60s", words->text);
    tally_count(tally, CHECK_FIT, !words->extent.cut, control->id, why);
    (void)text_format(why, sizeof why, "a word is broken: %.60s", words->text);
    tally_count(tally, CHECK_FIT, !words->extent.broken || control->private_text, control->id, why);
}

static void check_letters(struct tally *tally, const struct view *view, const char *id,
                          const struct drawn_words *words)
{
    double least = view->style.size == SIZE_LARGE ? LEAST_LARGE : LEAST_TEXT;
    char why[WHY_MAX];
    (void)text_format(why, sizeof why, "%d characters without a glyph: %.60s",
                      words->extent.unknown, words->text);
    tally_count(tally, CHECK_GLYPH, words->extent.unknown == 0, id, why);
    (void)text_format(why, sizeof why, "is of %.0f pixels: %.60s", words->style.size, words->text);
    tally_count(tally, CHECK_TYPE, words->style.size >= least, id, why);
}

/* The ink and some of what is around it, but no border. */
static struct rect box_of(const struct rect *ink, const struct control *owner)
{
    int left = owner->rect.x + FRAME, right = owner->rect.x + owner->rect.width - FRAME;
    int top = owner->rect.y + FRAME, bottom = owner->rect.y + owner->rect.height - FRAME;
    int x = ink->x - AROUND, y = ink->y - AROUND;
    int end = ink->x + ink->width + AROUND, foot = ink->y + ink->height + AROUND;
    x = x >= left ? x : ink->x < left ? ink->x : left;
    y = y >= top ? y : ink->y < top ? ink->y : top;
    end = end <= right ? end : ink->x + ink->width > right ? ink->x + ink->width : right;
    foot = foot <= bottom ? foot : ink->y + ink->height > bottom ? ink->y + ink->height : bottom;
    return (struct rect){x, y, end - x, foot - y};
}

/* The contrast to whatever is behind the words. */
static double least_contrast(const struct shade shades[COLOURS], colour ink, colour behind,
                             int area)
{
    double least = contrast_of(ink, behind);
    for (size_t i = 0; i < COLOURS; i++) {
        colour value = shades[i].value;
        double share = is_blend(value, ink, behind) ? BLEND_SHARE : SHARE;
        if (value != ink && shades[i].count > area * share) {
            least = fmin(least, contrast_of(ink, value));
        }
    }
    return least;
}

/* Its own colour must be there, and every other that covers some of the box be far from it. */
static void check_contrast(struct tally *tally, const struct control *owner,
                           const struct drawn_words *words, const struct picture *picture,
                           struct shade shades[COLOURS])
{
    colour ink = words->style.colour;
    struct rect box = box_of(&words->ink, owner);
    int area = box.width * box.height;
    char why[WHY_MAX];
    count_shades(picture, &box, shades);
    colour behind = most_of(shades, ink).value;
    double least = least_contrast(shades, ink, behind, area);
    (void)text_format(why, sizeof why, "%.1f:1 of #%06x on #%06x: %.60s", least, ink, behind,
                      words->text);
    tally_count(tally, CHECK_CONTRAST, least >= LEAST_CONTRAST, owner->id, why);
    (void)text_format(why, sizeof why, "is covered: %.60s", words->text);
    tally_count(tally, CHECK_CONTRAST, count_of(shades, ink) >= area * LEAST_INK, owner->id, why);
}

/* Against other words, icons and the controls that it does not stand in. */
static void check_alone(struct tally *tally, const struct view *view, const struct drawn *drawn,
                        size_t index, const struct control *owner)
{
    const struct rect *ink = &drawn->words[index].ink;
    char why[WHY_MAX];
    bool alone = true;
    (void)text_format(why, sizeof why, "words over something else: %.60s",
                      drawn->words[index].text);
    for (size_t i = index + 1; i < drawn->count; i++) {
        struct rect other = drawn->words[i].ink;
        other.y += TOUCHES;
        other.height -= 2 * TOUCHES;
        alone = alone && (other.height <= 0 || !layout_overlaps(ink, &other));
    }
    for (size_t i = 0; i < drawn->icon_count; i++) {
        alone = alone && !layout_overlaps(ink, &drawn->icons[i]);
    }
    for (size_t i = 0; i < view->count; i++) {
        const struct control *other = &view->controls[i];
        bool inside = is_within(&owner->rect, &other->rect, 0);
        alone = alone && (!is_seen(other) || inside || !layout_overlaps(ink, &other->rect));
    }
    tally_count(tally, CHECK_OVERLAP, alone, owner->id, why);
}

static bool has_border(const struct control *control)
{
    switch (control->look) {
    case LOOK_PRIMARY:
    case LOOK_SECONDARY:
    case LOOK_OPTION:
    case LOOK_FIELD:
    case LOOK_KEY:
    case LOOK_TAB:
    case LOOK_LEAVE:
        return !control->disabled;
    default:
        return false;
    }
}

/* Across the middle of the left edge: what is outside, and what is just inside. */
static void check_border(struct tally *tally, const struct control *control,
                         const struct picture *picture)
{
    int y = control->rect.y + control->rect.height / 2;
    int outside = control->rect.x - 3;
    double most = 0;
    char why[WHY_MAX];
    if (outside < 0) {
        return;
    }
    for (int x = control->rect.x; x < control->rect.x + 5; x++) {
        most = fmax(most, contrast_of(pixel(picture, outside, y), pixel(picture, x, y)));
    }
    (void)text_format(why, sizeof why, "its border has %.1f:1", most);
    tally_count(tally, CHECK_CONTRAST, most >= LEAST_BORDER, control->id, why);
}

static void check_words(struct tally *tally, const struct view *view, const struct drawn *drawn,
                        size_t index, const struct picture *picture, struct shade *shades)
{
    const struct drawn_words *words = &drawn->words[index];
    struct rect canvas = layout_for(&view->style)->canvas;
    const struct control *owner = owner_of(view, &words->ink);
    if (words->ink.width == 0) {
        return;
    }
    check_letters(tally, view, owner != NULL ? owner->id : "screen", words);
    tally_count(tally, CHECK_FIT, owner != NULL, "screen", words->text);
    if (owner == NULL) {
        return;
    }
    check_words_fit(tally, owner, words);
    check_alone(tally, view, drawn, index, owner);
    if (is_within(&words->ink, &canvas, 0)) {
        check_contrast(tally, owner, words, picture, shades);
    }
}

void check_picture(struct tally *tally, const struct view *view, const struct drawn *drawn,
                   struct canvas *canvas)
{
    struct picture picture;
    struct shade *shades = calloc(COLOURS, sizeof *shades);
    if (shades == NULL) {
        abort();
    }
    picture.pixels = canvas_pixels(canvas, &picture.width, &picture.height, &picture.stride);
    for (size_t i = 0; i < drawn->count; i++) {
        check_words(tally, view, drawn, i, &picture, shades);
    }
    for (size_t i = 0; i < view->count; i++) {
        if (has_border(&view->controls[i])) {
            check_border(tally, &view->controls[i], &picture);
        }
    }
    free(shades);
}
