#include "app/screen/pages/spell.h"

#include <string.h>

#define SPOKEN_MAX   16384u
#define LONG_NUMBER  7
#define BULLET       0x2022u
#define MIDDLE_DOT   0xB7u
#define ARABIC_STOP  0x61Fu
#define DANDA        0x964u /* and the double one behind it */
#define URDU_STOP    0x6D4u
#define IDEOGRAPHIC  0x3002u
#define WIDE_EXCLAIM 0xFF01u
#define WIDE_ASK     0xFF1Fu
#define ELLIPSIS     0x2026u

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_stop(uint32_t c)
{
    return c == '.' || c == '?' || c == '!' || c == ':' || c == ARABIC_STOP || c == DANDA ||
           c == DANDA + 1 || c == URDU_STOP || c == IDEOGRAPHIC || c == WIDE_EXCLAIM ||
           c == WIDE_ASK || c == ELLIPSIS;
}

/* Marks of direction and joining that a voice would stumble over. */
static bool is_silent(uint32_t c)
{
    return (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0xAD || c == 0xFEFF;
}

static bool closes(uint32_t c)
{
    return c == 0x201D || c == 0x2019 || c == 0xBB || c == ')' || c == '"' || c == 0x300D;
}

/* Whether the last sign, but for quotes that close, ends a sentence. */
static bool is_ended(const char *words)
{
    size_t length = strlen(words);
    bool ended = true;
    for (size_t at = 0; at < length;) {
        uint32_t c = text_next(words, length, &at);
        ended = c == ' ' || closes(c) || is_silent(c) ? ended : is_stop(c);
    }
    return ended;
}

const char *spell_stop(const struct visit *visit)
{
    if (strncmp(visit->language, "zh", 2) == 0) {
        return "\u3002";
    }
    return strncmp(visit->language, "hi", 2) == 0 ? "\u0964 " : ". ";
}

const char *spell_join(struct visit *visit, const char *a, const char *b)
{
    return phrase_join(visit, a, is_ended(a) ? " " : spell_stop(visit), b);
}

/* ---- numbers --------------------------------------------------------------------------------- */

static bool is_number_part(char c)
{
    return is_digit(c) || c == ' ' || c == '(' || c == ')' || c == '-' || c == '+';
}

struct run {
    size_t length; /* bytes up to the last digit */
    int digits;
};

/* A number in groups, as "(202) 555-0142", from its first digit or bracket on. */
static struct run number_at(const char *words)
{
    struct run run = {0, 0};
    for (size_t i = 0; is_number_part(words[i]); i++) {
        if (is_digit(words[i])) {
            run.digits++;
            run.length = i + 1;
        }
    }
    return run;
}

static bool is_short_code(const char *words, const struct run *run)
{
    return run->length == 3 && run->digits == 3 && strncmp(words + 1, "11", 2) == 0;
}

static bool begins_number(const char *words, size_t at)
{
    char before = at > 0 ? words[at - 1] : ' ';
    bool apart = !is_digit(before) && before != '.' && before != ',';
    char next = words[at] == '(' || words[at] == '+' ? words[at + 1] : words[at];
    return apart && is_digit(next);
}

bool spell_has_number(const char *words)
{
    for (size_t i = 0; words[i] != '\0'; i++) {
        if (begins_number(words, i) && number_at(words + i).digits >= LONG_NUMBER) {
            return true;
        }
    }
    return false;
}

/* "2 0 2, 5 5 5, 0 1 4 2" */
static void append_number(struct visit *visit, struct buffer *out, const char *words, size_t length)
{
    bool apart = false;
    for (size_t i = 0; i < length; i++) {
        if (words[i] == '+') {
            (void)buffer_append_text(out,
                                     language_text(visit->languages, visit->language, "sg_plus"));
            apart = true;
        } else if (is_digit(words[i])) {
            bool grouped = i > 0 && is_digit(words[i - 1]);
            (void)buffer_append_text(out, grouped ? " " : apart ? ", " : "");
            (void)buffer_append_byte(out, (uint8_t)words[i]);
            apart = true;
        }
    }
}

/* ---- addresses ------------------------------------------------------------------------------- */

static const struct sign {
    char sign;
    const char *key;
} signs[] = {
    {'@', "sg_at"},          {'.', "sg_dot"},        {'-', "sg_hyphen"},
    {'_', "sg_underscore"},  {'+', "sg_plus"},       {'!', "sg_exclamation"},
    {'#', "sg_hash"},        {'$', "sg_dollar"},     {'%', "sg_percent"},
    {'&', "sg_ampersand"},   {'*', "sg_asterisk"},   {'=', "sg_equals"},
    {'?', "sg_question"},    {'/', "sg_slash"},      {'^', "sg_caret"},
    {'`', "sg_backtick"},    {'{', "sg_brace_open"}, {'|', "sg_bar"},
    {'}', "sg_brace_close"}, {'~', "sg_tilde"},      {'\'', "sg_apostrophe"},
};

static size_t word_length(const char *words)
{
    return strcspn(words, " \n,;");
}

/* The length of an address without the stop that ends its sentence; 0 where there is none. */
static size_t address_at(const char *words)
{
    size_t length = word_length(words);
    if (memchr(words, '@', length) == NULL) {
        return 0;
    }
    while (length > 1 && strchr(".?!:", words[length - 1]) != NULL) {
        length--;
    }
    return length;
}

static void append_sign(struct visit *visit, struct buffer *out, const char *sign, size_t length)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (*sign == signs[i].sign) {
            (void)buffer_append_text(
                out, language_text(visit->languages, visit->language, signs[i].key));
            return;
        }
    }
    (void)buffer_append(out, sign, length);
}

static void append_address(struct visit *visit, struct buffer *out, const char *words,
                           size_t length)
{
    const char *between = "";
    for (size_t at = 0; at < length;) {
        size_t start = at;
        uint32_t c = text_next(words, length, &at);
        if (c == 0) {
            return;
        }
        if (!is_silent(c)) {
            (void)buffer_append_text(out, between);
            append_sign(visit, out, words + start, at - start);
            between = ", ";
        }
    }
}

/* ---- all together ---------------------------------------------------------------------------- */

struct spelling {
    struct visit *visit;
    struct buffer out;
    bool ended;  /* the last word ended its sentence */
    bool hidden; /* dots that hide an answer were just named */
    bool digits;
};

static bool take_number(struct spelling *spelling, const char *words, size_t *at)
{
    if (!begins_number(words, *at)) {
        return false;
    }
    struct run run = number_at(words + *at);
    if (!spelling->digits && run.digits < LONG_NUMBER && !is_short_code(words + *at, &run)) {
        return false;
    }
    append_number(spelling->visit, &spelling->out, words + *at, run.length);
    *at += run.length;
    spelling->ended = false;
    return true;
}

static bool take_address(struct spelling *spelling, const char *words, size_t *at)
{
    size_t length =
        *at == 0 || strchr(" \n,;", words[*at - 1]) != NULL ? address_at(words + *at) : 0;
    if (length == 0) {
        return false;
    }
    append_address(spelling->visit, &spelling->out, words + *at, length);
    *at += length;
    spelling->ended = false;
    return true;
}

static void take_sign(struct spelling *spelling, const char *words, size_t length, size_t *at)
{
    struct visit *visit = spelling->visit;
    size_t start = *at;
    uint32_t c = text_next(words, length, at);
    if (c == BULLET) {
        if (!spelling->hidden) {
            (void)buffer_append_text(&spelling->out,
                                     language_text(visit->languages, visit->language, "sp_hidden"));
        }
        spelling->hidden = true;
        spelling->ended = false;
        return;
    }
    spelling->hidden = spelling->hidden && c == ' ';
    if (c == 0 || is_silent(c) || (is_stop(c) && spelling->ended) ||
        (spelling->hidden && c == ' ')) {
        return;
    }
    if (c == MIDDLE_DOT) {
        (void)buffer_append_byte(&spelling->out, ',');
        return;
    }
    spelling->ended = is_stop(c) || (spelling->ended && (c == ' ' || closes(c)));
    (void)buffer_append(&spelling->out, words + start, *at - start);
}

const char *spell_words(struct visit *visit, const char *words, bool digits)
{
    struct spelling spelling = {.visit = visit, .digits = digits};
    size_t length = strlen(words);
    buffer_init_secret(&spelling.out, SPOKEN_MAX);
    if (length == 1) {
        append_sign(visit, &spelling.out, words, length);
        length = 0;
    }
    for (size_t at = 0; at < length;) {
        size_t before = at;
        if (!take_number(&spelling, words, &at) && !take_address(&spelling, words, &at)) {
            take_sign(&spelling, words, length, &at);
        }
        if (at == before) {
            break;
        }
    }
    const char *kept = view_text(&visit->view, buffer_text(&spelling.out));
    buffer_finish(&spelling.out);
    return kept;
}
