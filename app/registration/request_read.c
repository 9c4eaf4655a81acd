#include "app/registration/request.h"
#include "platform/base/clock.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <jansson.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_NOTE "see docs/request-schema.md"

typedef bool check_text(const char *text);

/* A text member of the request and where it goes. */
struct row {
    const char *name;
    size_t offset;
    size_t size;
    check_text *check;
    bool required;
};

/* A spreadsheet takes a cell that begins with one of these for a formula. */
static bool begins_plainly(const char *text)
{
    return text[0] != '\0' && !strchr("-_+/.", text[0]);
}

static bool is_id(const char *text)
{
    return begins_plainly(text) &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789-_+/.") == strlen(text);
}

static bool is_code(const char *text)
{
    return begins_plainly(text) &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(text);
}

static bool is_uuid(const char *text)
{
    if (strlen(text) != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

        if (hyphen ? text[i] != '-' : !strchr("0123456789abcdef", text[i]))
            return false;
    }
    return text[14] == '4' && strchr("89ab", text[19]);
}

static bool is_time(const char *text)
{
    int64_t seconds;

    return clock_parse(text, &seconds);
}

/* What was stored is what the rule makes of it again. */
static bool is_name(const char *text)
{
    struct rules_message message = {.key = NULL};
    char again[REQUEST_NAME_SIZE];
    bool same = rules_name(text, again, sizeof again, &message) && strcmp(again, text) == 0;

    secret_wipe(again, sizeof again);
    return same;
}

static bool is_a_number(const char *text)
{
    return strlen(text) == RULES_A_NUMBER_SIZE - 1 && strspn(text, "0123456789") == strlen(text);
}

static bool is_date(const char *text)
{
    struct rules_day far = {9999, 12, 31};
    struct rules_message message = {.key = NULL};
    char again[RULES_DATE_SIZE];

    return rules_date(text, far, again, &message) && strcmp(again, text) == 0;
}

static bool is_phone(const char *text)
{
    struct rules_message message = {.key = NULL};
    char again[RULES_PHONE_SIZE];

    return text[0] == '+' && rules_phone(text, again, &message) && strcmp(again, text) == 0;
}

static bool is_email(const char *text)
{
    struct rules_message message = {.key = NULL};
    char again[RULES_EMAIL_BYTES + 1];

    return rules_email(text, again, sizeof again, &message) && strcmp(again, text) == 0;
}

static bool is_country(const char *text)
{
    struct rules_message message = {.key = NULL};

    return rules_country(text, &message);
}

static bool is_pin(const char *text)
{
    return strlen(text) == RULES_PIN_DIGITS && strspn(text, "0123456789") == RULES_PIN_DIGITS;
}

#define ROW(name_, member_, check_, required_)                                                     \
    {                                                                                              \
        name_, offsetof(struct request, member_), sizeof((struct request *)0)->member_, check_,    \
            required_                                                                              \
    }

static const struct row origin_rows[] = {
    ROW("uuid", uuid, is_uuid, true),       ROW("kiosk", kiosk, is_id, true),
    ROW("site", site, is_id, true),         ROW("time_zone", time_zone, is_id, true),
    ROW("language", language, is_id, true), ROW("saved_utc", saved_utc, is_time, true),
};

static const struct row answer_rows[] = {
    ROW("role", role, is_code, true),
    ROW("a_number", a_number, is_a_number, false),
    ROW("family_name", family_name, is_name, false),
    ROW("given_name", given_name, is_name, false),
    ROW("other_names", other_names, is_name, false),
    ROW("birth_date", birth_date, is_date, false),
    ROW("age_band", age_band, is_code, false),
    ROW("birth_country", birth_country, is_country, false),
    ROW("visitor_name", visitor_name, is_name, false),
    ROW("phone", phone, is_phone, false),
    ROW("email", email, is_email, false),
    ROW("voicemail", voicemail, is_code, false),
    ROW("alert_language", alert_language, is_id, false),
    ROW("pin", pin, is_pin, true),
};

struct list_row {
    const char *name;
    size_t offset, count_offset;
    bool required;
};

static const struct list_row list_rows[] = {
    {"services", offsetof(struct request, services), offsetof(struct request, service_count), true},
    {"ways", offsetof(struct request, ways), offsetof(struct request, way_count), false},
    {"hours", offsetof(struct request, hours), offsetof(struct request, hour_count), false},
};

static bool bad(struct error *error, const char *name)
{
    return error_set(error, ERROR_INPUT,
                     "request: the member \"%s\" is missing or has not the right form; " DEPTH_NOTE,
                     name);
}

static bool read_row(json_t *object, const struct row *row, struct request *request,
                     struct error *error)
{
    json_t *value = json_object_get(object, row->name);
    char *target = (char *)request + row->offset;
    const char *text = json_string_value(value);

    if (!value && !row->required)
        return true;
    if (!text || !row->check(text) || !text_copy(target, row->size, text))
        return bad(error, row->name);
    return true;
}

static bool read_rows(json_t *object, const struct row *rows, size_t count, struct request *request,
                      struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!read_row(object, &rows[i], request, error))
            return false;
    }
    return true;
}

static bool read_list(json_t *object, const struct list_row *row, struct request *request,
                      struct error *error)
{
    json_t *list = json_object_get(object, row->name);
    char(*codes)[FORM_CODE_MAX + 1] = (char(*)[FORM_CODE_MAX + 1])((char *)request + row->offset);
    size_t count = json_array_size(list);

    if (!list && !row->required)
        return true;
    if (!json_is_array(list) || count == 0 || count > REQUEST_CODES_MAX)
        return bad(error, row->name);
    for (size_t i = 0; i < count; i++) {
        const char *code = json_string_value(json_array_get(list, i));

        if (!code || !is_code(code) || !text_copy(codes[i], sizeof codes[i], code))
            return bad(error, row->name);
    }
    memcpy((char *)request + row->count_offset, &count, sizeof count);
    return true;
}

static bool read_switch(json_t *object, const char *name, bool required, bool *out,
                        struct error *error)
{
    json_t *value = json_object_get(object, name);

    if (!value && !required)
        return true;
    if (!json_is_boolean(value))
        return bad(error, name);
    *out = json_is_true(value);
    return true;
}

static bool read_form(json_t *root, struct request *request, struct error *error)
{
    json_t *form = json_object_get(root, "form");
    const char *id = json_string_value(json_object_get(form, "id"));
    json_t *version = json_object_get(form, "version");

    if (!id || !is_code(id) || !text_copy(request->form, sizeof request->form, id) ||
        !json_is_integer(version) || json_integer_value(version) < 1 ||
        json_integer_value(version) > 1000000 || json_object_size(form) != 2)
        return bad(error, "form");
    request->form_version = (int)json_integer_value(version);
    return true;
}

static bool read_flags(json_t *root, struct request *request, struct error *error)
{
    json_t *flags = json_object_get(root, "flags");

    if (json_object_size(flags) != 3)
        return bad(error, "flags");
    return read_switch(flags, "minor", true, &request->minor, error) &&
           read_switch(flags, "phone_unverified", true, &request->phone_unverified, error) &&
           read_switch(flags, "email_unverified", true, &request->email_unverified, error);
}

static bool read_answers(json_t *root, struct request *request, struct error *error)
{
    json_t *answers = json_object_get(root, "answers");

    if (!json_is_object(answers))
        return bad(error, "answers");
    for (size_t i = 0; i < sizeof list_rows / sizeof list_rows[0]; i++) {
        if (!read_list(answers, &list_rows[i], request, error))
            return false;
    }
    return read_rows(answers, answer_rows, sizeof answer_rows / sizeof answer_rows[0], request,
                     error) &&
           read_switch(answers, "tty", false, &request->tty, error);
}

/* Every member that belongs at the top is required, so their number says that there is no other. */
#define TOP_MEMBERS 11u

static bool read_request(json_t *root, struct request *request, struct error *error)
{
    json_t *version = json_object_get(root, "version");

    if (!json_is_integer(version) || json_integer_value(version) != 1)
        return bad(error, "version");
    if (!read_rows(root, origin_rows, sizeof origin_rows / sizeof origin_rows[0], request, error) ||
        !read_form(root, request, error) ||
        !read_switch(root, "clock_trusted", true, &request->clock_trusted, error) ||
        !read_flags(root, request, error) || !read_answers(root, request, error))
        return false;
    if (json_object_size(root) != TOP_MEMBERS)
        return error_set(error, ERROR_INPUT,
                         "request: has members that are not known; " DEPTH_NOTE);
    return true;
}

bool request_read(const uint8_t *json, size_t length, struct request *request, struct error *error)
{
    struct request *parsed;
    json_error_t mistake;
    json_t *root;
    bool ok;

    memset(request, 0, sizeof *request);
    if (length > REQUEST_JSON_MAX)
        return error_set(error, ERROR_LIMIT, "request: is longer than %u bytes", REQUEST_JSON_MAX);
    root = json_loadb((const char *)json, length, JSON_REJECT_DUPLICATES, &mistake);
    if (!root)
        return error_set(error, ERROR_INPUT, "request: is not JSON at byte %d; " DEPTH_NOTE,
                         mistake.position);
    parsed = calloc(1, sizeof *parsed);
    ok = parsed ? read_request(root, parsed, error)
                : error_set(error, ERROR_MEMORY, "request: out of memory");
    if (ok)
        *request = *parsed;
    if (parsed)
        request_wipe(parsed);
    free(parsed);
    json_decref(root);
    return ok;
}

void request_wipe(struct request *request)
{
    secret_wipe(request, sizeof *request);
}
