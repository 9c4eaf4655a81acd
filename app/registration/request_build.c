/*
 * Written by hand, not by the JSON library: that would leave copies of the
 * answers in memory that nobody wipes.
 */
#include "app/registration/request.h"

#include "platform/base/hex.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <string.h>

#define MINOR_FIELD "age_band"
#define MINOR_CODE  "under-18"

static void put_text(struct buffer *out, const char *text)
{
    buffer_append_byte(out, '"');
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;

        if (byte == '"' || byte == '\\') {
            buffer_append_byte(out, '\\');
            buffer_append_byte(out, byte);
        } else if (byte < 0x20) {
            buffer_append_format(out, "\\u%04x", byte);
        } else {
            buffer_append_byte(out, byte);
        }
    }
    buffer_append_byte(out, '"');
}

static void put_name(struct buffer *out, const char *name, bool *first)
{
    buffer_append_text(out, *first ? "" : ",");
    *first = false;
    put_text(out, name);
    buffer_append_byte(out, ':');
}

static void put_member(struct buffer *out, const char *name, const char *value, bool *first)
{
    put_name(out, name, first);
    put_text(out, value);
}

static void put_switch(struct buffer *out, const char *name, bool value, bool *first)
{
    put_name(out, name, first);
    buffer_append_text(out, value ? "true" : "false");
}

/* RFC 9562, 5.4: version 4 in the high half of byte 6, variant 10 in the top of byte 8. */
static void format_uuid(const uint8_t random[REQUEST_UUID_BYTES], char text[static 37])
{
    uint8_t bytes[REQUEST_UUID_BYTES];
    char hex[2 * REQUEST_UUID_BYTES + 1];

    memcpy(bytes, random, sizeof bytes);
    bytes[6] = (uint8_t)((bytes[6] & 0x0F) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3F) | 0x80);
    hex_encode(bytes, sizeof bytes, hex);
    text_format(text, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static void put_choices(const struct answers *answers, const struct form_field *field,
                        struct buffer *out)
{
    bool first = true;

    if (field->kind == FORM_FIELD_CHOICES)
        buffer_append_byte(out, '[');
    for (size_t i = 0; i < field->choice_count; i++) {
        if (!answers_has(answers, field, i) || !answers_choice_open(answers, field, i))
            continue;
        buffer_append_text(out, first ? "" : ",");
        first = false;
        put_text(out, field->choices[i].code);
    }
    if (field->kind == FORM_FIELD_CHOICES)
        buffer_append_byte(out, ']');
}

struct build {
    const struct answers *answers;
    const struct request_origin *origin;
    struct rules_day today;
    struct buffer *out;
    char *text; /* ANSWERS_TEXT_SIZE bytes of secret memory */
};

static void put_answer(struct build *build, const struct form_field *field, bool *first)
{
    bool present = answers_present(build->answers, field);

    if (!field->stored || !answers_field_applies(build->answers, field))
        return;
    if (!present && field->rule == FORM_RULE_LANGUAGE)
        put_member(build->out, field->id, build->origin->language, first);
    if (!present)
        return;
    if (field->kind == FORM_FIELD_FLAG) {
        put_switch(build->out, field->id, true, first);
    } else if (field->choice_count > 0) {
        put_name(build->out, field->id, first);
        put_choices(build->answers, field, build->out);
    } else if (rules_stored_text(build->answers, field, build->today, build->text,
                                 ANSWERS_TEXT_SIZE)) {
        put_member(build->out, field->id, build->text, first);
    }
}

static void put_answers(struct build *build, bool *first)
{
    const struct form *form = answers_form(build->answers);
    bool first_answer = true;

    put_name(build->out, "answers", first);
    buffer_append_byte(build->out, '{');
    for (size_t i = 0; i < form->field_count; i++)
        put_answer(build, &form->fields[i], &first_answer);
    buffer_append_byte(build->out, '}');
}

static bool stores(const struct answers *answers, enum form_rule rule)
{
    const struct form *form = answers_form(answers);

    for (size_t i = 0; i < form->field_count; i++) {
        const struct form_field *field = &form->fields[i];

        if (field->rule == rule && field->stored && answers_field_applies(answers, field) &&
            answers_present(answers, field))
            return true;
    }
    return false;
}

static bool is_minor(struct build *build)
{
    const struct form *form = answers_form(build->answers);
    const struct form_field *band = form_field_find(form, MINOR_FIELD);
    const struct form_choice *minor = band ? form_choice_find(band, MINOR_CODE) : NULL;

    if (minor && answers_field_applies(build->answers, band) &&
        answers_has(build->answers, band, (size_t)(minor - band->choices)))
        return true;
    for (size_t i = 0; i < form->field_count; i++) {
        if (form->fields[i].rule == FORM_RULE_DATE &&
            rules_stored_text(build->answers, &form->fields[i], build->today, build->text,
                              ANSWERS_TEXT_SIZE))
            return rules_is_minor(build->text, build->today);
    }
    return false;
}

static void put_flags(struct build *build, bool *first)
{
    bool first_flag = true;

    put_name(build->out, "flags", first);
    buffer_append_byte(build->out, '{');
    put_switch(build->out, "minor", is_minor(build), &first_flag);
    put_switch(build->out, "phone_unverified", stores(build->answers, FORM_RULE_PHONE),
               &first_flag);
    put_switch(build->out, "email_unverified", stores(build->answers, FORM_RULE_EMAIL),
               &first_flag);
    buffer_append_byte(build->out, '}');
}

static void put_request(struct build *build)
{
    const struct form *form = answers_form(build->answers);
    const struct request_origin *origin = build->origin;
    struct buffer *out = build->out;
    char uuid[37];
    bool first = true;

    format_uuid(origin->uuid_random, uuid);
    buffer_append_text(out, "{\"version\":1");
    first = false;
    put_member(out, "uuid", uuid, &first);
    put_member(out, "kiosk", origin->kiosk, &first);
    put_member(out, "site", origin->site, &first);
    put_member(out, "time_zone", origin->time_zone, &first);
    put_name(out, "form", &first);
    buffer_append_format(out, "{\"id\":\"%s\",\"version\":%d}", form->id, form->version);
    put_member(out, "language", origin->language, &first);
    put_member(out, "saved_utc", origin->saved_utc, &first);
    put_switch(out, "clock_trusted", origin->clock_trusted, &first);
    put_flags(build, &first);
    put_answers(build, &first);
    buffer_append_byte(out, '}');
}

static void pad(struct buffer *out, size_t start)
{
    size_t short_of = (REQUEST_PADDING - (out->length - start) % REQUEST_PADDING) % REQUEST_PADDING;
    uint8_t *spaces = short_of > 0 ? buffer_extend(out, short_of) : NULL;

    if (spaces)
        memset(spaces, ' ', short_of);
}

static bool fits(const char *text)
{
    return text && strlen(text) <= REQUEST_ID_MAX && text_is_utf8(text, strlen(text));
}

bool request_build(const struct answers *answers, const struct request_origin *origin,
                   struct rules_day today, struct buffer *out, struct error *error)
{
    struct build build = {.answers = answers, .origin = origin, .today = today, .out = out};
    struct rules_message message;
    size_t start = out->length;

    if (rules_check_all(answers, today, &message))
        return error_set(error, ERROR_INPUT,
                         "the answer to \"%s\" is missing or does not pass its rule",
                         message.field->id);
    if (!fits(origin->kiosk) || !fits(origin->site) || !fits(origin->time_zone) ||
        !fits(origin->language) || !fits(origin->saved_utc))
        return error_set(error, ERROR_INTERNAL,
                         "a request needs kiosk, site, time zone, language and time");
    build.text = secret_allocate(ANSWERS_TEXT_SIZE);
    if (!build.text)
        return error_set(error, ERROR_MEMORY, "no secret memory is left for a request");
    put_request(&build);
    pad(out, start);
    secret_release(build.text);
    if (out->failed)
        return error_set(error, ERROR_LIMIT, "the request does not fit into its buffer");
    return true;
}
