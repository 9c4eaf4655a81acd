#include "platform/language/plural.h"

#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>

#define LINE        "Plural-Forms:"
#define DEEPEST     32  /* brackets and questions within each other */
#define TRIED_BELOW 210 /* rules repeat after 100 */

/* Evaluates while it reads: a rule is short, and wanted only when a text with a number is shown. */
struct reading {
    const char *at;
    unsigned long number;
    int depth;
    bool broken;
};

static unsigned long read_choice(struct reading *reading);

static bool takes(struct reading *reading, const char *sign)
{
    while (*reading->at == ' ')
        reading->at++;
    if (strncmp(reading->at, sign, strlen(sign)) != 0)
        return false;
    reading->at += strlen(sign);
    return true;
}

static unsigned long read_value(struct reading *reading)
{
    unsigned long value;
    char *end;

    if (takes(reading, "!"))
        return !read_value(reading);
    if (takes(reading, "n"))
        return reading->number;
    if (takes(reading, "(")) {
        value = read_choice(reading);
        reading->broken = !takes(reading, ")") || reading->broken;
        return value;
    }
    if (*reading->at < '0' || *reading->at > '9') {
        reading->broken = true;
        return 0;
    }
    value = strtoul(reading->at, &end, 10);
    reading->at = end;
    return value;
}

/* The signs of C that bind tighter first; those that begin with another stand before it. */
static const char *const signs[][5] = {
    {"||"}, {"&&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"+", "-"}, {"*", "/", "%"}};
#define LEVELS (sizeof signs / sizeof signs[0])

static unsigned long join(struct reading *reading, const char *sign, unsigned long a,
                          unsigned long b)
{
    if ((sign[0] == '/' || sign[0] == '%') && b == 0) {
        reading->broken = true;
        return 0;
    }
    switch (sign[0]) {
    case '|':
        return a || b;
    case '&':
        return a && b;
    case '=':
        return a == b;
    case '!':
        return a != b;
    case '<':
        return sign[1] ? a <= b : a < b;
    case '>':
        return sign[1] ? a >= b : a > b;
    case '+':
        return a + b;
    case '-':
        return a - b;
    case '*':
        return a * b;
    case '/':
        return a / b;
    default:
        return a % b;
    }
}

static const char *taken_sign(struct reading *reading, size_t level)
{
    for (const char *const *sign = signs[level]; *sign; sign++) {
        if (takes(reading, *sign))
            return *sign;
    }
    return NULL;
}

static unsigned long read_level(struct reading *reading, size_t level)
{
    unsigned long value;
    const char *sign;

    if (level == LEVELS)
        return read_value(reading);
    value = read_level(reading, level + 1);
    while (!reading->broken && (sign = taken_sign(reading, level)))
        value = join(reading, sign, value, read_level(reading, level + 1));
    return value;
}

static unsigned long read_choice(struct reading *reading)
{
    unsigned long value = 0, yes, no;

    if (++reading->depth > DEEPEST) {
        reading->broken = true;
        return 0;
    }
    value = read_level(reading, 0);
    if (!reading->broken && takes(reading, "?")) {
        yes = read_choice(reading);
        reading->broken = !takes(reading, ":") || reading->broken;
        no = reading->broken ? 0 : read_choice(reading);
        value = value ? yes : no;
    }
    reading->depth--;
    return value;
}

static bool evaluate(const struct plural *plural, unsigned long number, unsigned long *form)
{
    struct reading reading = {.at = plural->rule, .number = number};

    *form = read_choice(&reading);
    (void)takes(&reading, ";");
    (void)takes(&reading, "");
    return !reading.broken && *reading.at == '\0' && *form < plural->forms;
}

static bool is_sound(const struct plural *plural)
{
    unsigned long form;

    for (unsigned long number = 0; number < TRIED_BELOW; number++) {
        if (!evaluate(plural, number, &form))
            return false;
    }
    return true;
}

static bool read_line(struct plural *plural, const char *line, size_t length)
{
    const char *rule;
    char copy[2 * PLURAL_RULE_SIZE];

    if (!text_format(copy, sizeof copy, "%.*s", (int)length, line) ||
        !(rule = strstr(copy, "plural=")))
        return false;
    /* "nplurals=" ends alike. */
    if (rule > copy && rule[-1] == 'n' && !(rule = strstr(rule + 1, " plural=")))
        return false;
    rule = strchr(rule, '=') + 1;
    const char *forms = strstr(copy, "nplurals=");
    unsigned long count = forms ? strtoul(forms + strlen("nplurals="), NULL, 10) : 0;
    if (count < 1 || count > PLURAL_FORMS_MAX)
        return false;
    plural->forms = (unsigned)count;
    return text_copy(plural->rule, sizeof plural->rule, rule) && is_sound(plural);
}

bool plural_read(struct plural *plural, const char *header)
{
    const char *line = header ? strstr(header, LINE) : NULL;

    *plural = (struct plural){.forms = 1, .rule = "0"};
    return !line || read_line(plural, line + strlen(LINE), strcspn(line + strlen(LINE), "\n"));
}

unsigned plural_form(const struct plural *plural, unsigned long number)
{
    unsigned long form;

    return evaluate(plural, number, &form) ? (unsigned)form : 0;
}
