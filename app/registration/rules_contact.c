#include "app/registration/rules.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <string.h>

#define US_DIGITS     10u
#define FOREIGN_LEAST 7u
#define DIGITS_MOST   20u /* more are counted, not kept */

static bool wrong(struct rules_message *message, char *out, const char *key)
{
    out[0] = '\0';
    message->key = key;
    return false;
}

static bool wrong_count(struct rules_message *message, char *out, const char *key, size_t count)
{
    text_format(message->number, sizeof message->number, "%zu", count);
    return wrong(message, out, key);
}

/* The digits of `typed`, with what people put between them left out. False for anything else. */
static bool collect(const char *typed, char digits[static DIGITS_MOST + 1], size_t *count)
{
    *count = 0;
    for (; *typed; typed++) {
        if (*typed >= '0' && *typed <= '9') {
            if (*count < DIGITS_MOST)
                digits[*count] = *typed;
            (*count)++;
        } else if (!strchr(" -.()", *typed)) {
            return false;
        }
    }
    digits[*count < DIGITS_MOST ? *count : DIGITS_MOST] = '\0';
    return true;
}

/* North American Numbering Plan: NXX-NXX-XXXX with N from 2 to 9. */
static bool check_us(const char *digits, size_t count, char *out, struct rules_message *message)
{
    if (count == US_DIGITS + 1 && digits[0] == '1') {
        digits++;
        count--;
    }
    if (count == 0)
        return wrong(message, out, "p_err_empty");
    if (count < US_DIGITS)
        return wrong_count(message, out, "p_err_short", count);
    if (count > US_DIGITS)
        return wrong_count(message, out, "p_err_long", count);
    if (digits[0] < '2')
        return wrong(message, out, "p_err_area");
    if (digits[3] < '2')
        return wrong(message, out, "p_err_middle");
    return text_format(out, RULES_PHONE_SIZE, "+1%s", digits);
}

static bool check_foreign(const char *digits, size_t count, char *out,
                          struct rules_message *message)
{
    if (digits[0] == '1')
        return check_us(digits, count, out, message);
    if (count < FOREIGN_LEAST || count > RULES_PHONE_DIGITS || digits[0] == '0')
        return wrong(message, out, "p_err_plus");
    return text_format(out, RULES_PHONE_SIZE, "+%s", digits);
}

bool rules_phone(const char *typed, char out[static RULES_PHONE_SIZE],
                 struct rules_message *message)
{
    char digits[DIGITS_MOST + 1];
    size_t count;
    bool foreign, ok;

    typed += strspn(typed, " ");
    foreign = typed[0] == '+';
    if (!collect(typed + (foreign ? 1 : 0), digits, &count))
        ok = wrong(message, out, "p_err_chars");
    else if (foreign)
        ok = check_foreign(digits, count, out, message);
    else
        ok = check_us(digits, count, out, message);
    secret_wipe(digits, sizeof digits);
    return ok;
}

bool rules_a_number(const char *typed, char out[static RULES_A_NUMBER_SIZE],
                    struct rules_message *message)
{
    char digits[DIGITS_MOST + 1];
    size_t count;

    typed += strspn(typed, " ");
    if (*typed == 'A' || *typed == 'a')
        typed++;
    if (!collect(typed, digits, &count) || strpbrk(typed, ".()"))
        return wrong(message, out, "a_err_chars");
    if (count == 0)
        return wrong(message, out, "a_err_empty");
    if (count < 7)
        return wrong_count(message, out, "a_err_short", count);
    if (count > 9)
        return wrong_count(message, out, "a_err_long", count);
    memset(out, '0', 9 - count);
    memcpy(out + 9 - count, digits, count + 1);
    secret_wipe(digits, sizeof digits);
    return true;
}

/* Labels between dots, none of them empty, at least two. */
static bool is_domain(const char *domain)
{
    size_t length = strlen(domain);

    return strchr(domain, '.') && domain[0] != '.' && domain[length - 1] != '.' &&
           !strstr(domain, "..");
}

static bool is_plain(const char *text, size_t length)
{
    size_t position = 0;

    while (position < length) {
        uint32_t code_point = text_next(text, length, &position);

        if (code_point <= ' ' || (code_point >= 0x7F && code_point <= 0xA0) ||
            (code_point >= 0x2000 && code_point <= 0x206F) || code_point == 0xFEFF)
            return false;
    }
    return true;
}

bool rules_email(const char *typed, char *out, size_t size, struct rules_message *message)
{
    size_t length;
    const char *at;

    typed += strspn(typed, " ");
    length = strlen(typed);
    while (length > 0 && typed[length - 1] == ' ')
        length--;
    if (length > RULES_EMAIL_BYTES || length >= size)
        return wrong(message, out, "e_err_long");
    if (!text_is_utf8(typed, length) || !is_plain(typed, length))
        return wrong(message, out, "e_err");
    memcpy(out, typed, length);
    out[length] = '\0';
    at = strchr(out, '@');
    if (!at || at == out || strchr(at + 1, '@') || !is_domain(at + 1))
        return wrong(message, out, "e_err");
    return true;
}

static bool has_step(const char *pin, int step, bool around)
{
    for (size_t i = 1; i < RULES_PIN_DIGITS; i++) {
        int difference = pin[i] - pin[i - 1] - step;

        if (difference != 0 && !(around && difference % 10 == 0))
            return false;
    }
    return true;
}

static bool is_weak(const char *pin)
{
    return has_step(pin, 0, false) || has_step(pin, 1, true) || has_step(pin, -1, true) ||
           has_step(pin, 2, false) || has_step(pin, -2, false) ||
           (pin[0] == pin[2] && pin[1] == pin[3]);
}

bool rules_pin(const char *typed, int birth_year, struct rules_message *message)
{
    char year[12];
    char none[1];
    size_t length = strlen(typed);

    if (length != RULES_PIN_DIGITS || strspn(typed, "0123456789") != length)
        return wrong_count(message, none, "i_err_short",
                           length < RULES_PIN_DIGITS ? RULES_PIN_DIGITS - length
                                                     : RULES_PIN_DIGITS);
    text_format(year, sizeof year, "%d", birth_year);
    if (is_weak(typed) || strcmp(typed, year) == 0)
        return wrong(message, none, "i_err_weak");
    return true;
}

bool rules_country(const char *code, struct rules_message *message)
{
    if (strlen(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z')
        return true;
    message->key = "cb_err";
    return false;
}
