/* SVG path data to a Cairo path: the whole grammar of SVG 1.1, section 8.3, without exponents. */
#include "platform/canvas/internal.h"

#include <ctype.h>
#include <math.h>

struct pen {
    cairo_t *cairo;
    const char *at;
    double x, y;                 /* where the pen is */
    double start_x, start_y;     /* of the subpath */
    double control_x, control_y; /* last control point, for smooth curves */
    bool failed;
};

static void skip_separators(struct pen *pen)
{
    while (*pen->at == ' ' || *pen->at == ',' || *pen->at == '\n' || *pen->at == '\t')
        pen->at++;
}

/* Not strtod, which depends on the locale. */
static double number(struct pen *pen)
{
    skip_separators(pen);
    double sign = 1, value = 0, place = 1;
    bool digits = false;
    if (*pen->at == '-' || *pen->at == '+')
        sign = *pen->at++ == '-' ? -1 : 1;
    for (; isdigit((unsigned char)*pen->at); digits = true)
        value = value * 10 + (*pen->at++ - '0');
    if (*pen->at == '.') {
        pen->at++;
        for (; isdigit((unsigned char)*pen->at); digits = true)
            value += (*pen->at++ - '0') * (place /= 10);
    }
    pen->failed |= !digits;
    return sign * value;
}

/* Flags of an arc may stand without separators. */
static bool flag(struct pen *pen)
{
    skip_separators(pen);
    pen->failed |= *pen->at != '0' && *pen->at != '1';
    return !pen->failed && *pen->at++ == '1';
}

static bool number_follows(struct pen *pen)
{
    skip_separators(pen);
    return isdigit((unsigned char)*pen->at) || *pen->at == '-' || *pen->at == '+' ||
           *pen->at == '.';
}

struct point {
    double x, y;
};

static struct point point(struct pen *pen, bool relative)
{
    double x = number(pen), y = number(pen);
    return relative ? (struct point){pen->x + x, pen->y + y} : (struct point){x, y};
}

static void go(struct pen *pen, double x, double y)
{
    pen->x = pen->control_x = x;
    pen->y = pen->control_y = y;
}

static void line_to(struct pen *pen, double x, double y)
{
    cairo_line_to(pen->cairo, x, y);
    go(pen, x, y);
}

static void curve(struct pen *pen, struct point a, struct point b, struct point end)
{
    cairo_curve_to(pen->cairo, a.x, a.y, b.x, b.y, end.x, end.y);
    go(pen, end.x, end.y);
    pen->control_x = b.x;
    pen->control_y = b.y;
}

static void quadratic(struct pen *pen, struct point control, struct point end)
{
    struct point a = {pen->x + 2.0 / 3 * (control.x - pen->x),
                      pen->y + 2.0 / 3 * (control.y - pen->y)};
    struct point b = {end.x + 2.0 / 3 * (control.x - end.x), end.y + 2.0 / 3 * (control.y - end.y)};
    cairo_curve_to(pen->cairo, a.x, a.y, b.x, b.y, end.x, end.y);
    go(pen, end.x, end.y);
    pen->control_x = control.x;
    pen->control_y = control.y;
}

/* Endpoint to centre: SVG 1.1, appendix F.6.5 and F.6.6. */
static void arc(struct pen *pen, bool relative)
{
    double rx = fabs(number(pen)), ry = fabs(number(pen)), tilt = number(pen) * G_PI / 180;
    bool large = flag(pen), sweep = flag(pen);
    struct point end = point(pen, relative);
    double half_x = (pen->x - end.x) / 2, half_y = (pen->y - end.y) / 2;
    if (pen->failed || (half_x == 0 && half_y == 0))
        return;
    if (rx == 0 || ry == 0) {
        line_to(pen, end.x, end.y);
        return;
    }
    double u = cos(tilt) * half_x + sin(tilt) * half_y;
    double v = cos(tilt) * half_y - sin(tilt) * half_x;
    double reach = u * u / (rx * rx) + v * v / (ry * ry);
    if (reach > 1) {
        rx *= sqrt(reach);
        ry *= sqrt(reach);
        reach = 1;
    }
    double factor = sqrt(fmax(0, 1 / reach - 1)) * (large == sweep ? -1 : 1);
    double centre_u = factor * rx * v / ry, centre_v = -factor * ry * u / rx;
    double from = atan2((v - centre_v) / ry, (u - centre_u) / rx);
    double to = atan2((-v - centre_v) / ry, (-u - centre_u) / rx);

    cairo_save(pen->cairo);
    cairo_translate(pen->cairo, cos(tilt) * centre_u - sin(tilt) * centre_v + (pen->x + end.x) / 2,
                    sin(tilt) * centre_u + cos(tilt) * centre_v + (pen->y + end.y) / 2);
    cairo_rotate(pen->cairo, tilt);
    cairo_scale(pen->cairo, rx, ry);
    if (sweep)
        cairo_arc(pen->cairo, 0, 0, 1, from, to);
    else
        cairo_arc_negative(pen->cairo, 0, 0, 1, from, to);
    cairo_restore(pen->cairo);
    go(pen, end.x, end.y);
}

static void move_to(struct pen *pen, bool relative)
{
    struct point to = point(pen, relative);
    cairo_move_to(pen->cairo, to.x, to.y);
    go(pen, to.x, to.y);
    pen->start_x = to.x;
    pen->start_y = to.y;
}

static void close_path(struct pen *pen)
{
    cairo_close_path(pen->cairo);
    go(pen, pen->start_x, pen->start_y);
}

static void smooth_cubic(struct pen *pen, bool relative)
{
    struct point a = {2 * pen->x - pen->control_x, 2 * pen->y - pen->control_y};
    struct point b = point(pen, relative);
    curve(pen, a, b, point(pen, relative));
}

static void cubic(struct pen *pen, bool relative)
{
    struct point a = point(pen, relative), b = point(pen, relative);
    curve(pen, a, b, point(pen, relative));
}

static void one(struct pen *pen, char command)
{
    bool relative = islower((unsigned char)command);
    struct point control;
    switch (toupper((unsigned char)command)) {
    case 'M':
        move_to(pen, relative);
        break;
    case 'L':
        control = point(pen, relative);
        line_to(pen, control.x, control.y);
        break;
    case 'H':
        line_to(pen, number(pen) + (relative ? pen->x : 0), pen->y);
        break;
    case 'V':
        line_to(pen, pen->x, number(pen) + (relative ? pen->y : 0));
        break;
    case 'C':
        cubic(pen, relative);
        break;
    case 'S':
        smooth_cubic(pen, relative);
        break;
    case 'Q':
        control = point(pen, relative);
        quadratic(pen, control, point(pen, relative));
        break;
    case 'T':
        control = (struct point){2 * pen->x - pen->control_x, 2 * pen->y - pen->control_y};
        quadratic(pen, control, point(pen, relative));
        break;
    case 'A':
        arc(pen, relative);
        break;
    default:
        pen->failed = true;
    }
}

bool path_append(cairo_t *cairo, const char *data)
{
    struct pen pen = {.cairo = cairo, .at = data};
    for (skip_separators(&pen); *pen.at && !pen.failed; skip_separators(&pen)) {
        char command = *pen.at++;
        if (command == 'Z' || command == 'z') {
            close_path(&pen);
            continue;
        }
        one(&pen, command);
        /* Further pairs after a move are lines. */
        if (command == 'M' || command == 'm')
            command = command == 'M' ? 'L' : 'l';
        while (!pen.failed && number_follows(&pen))
            one(&pen, command);
    }
    return !pen.failed;
}
