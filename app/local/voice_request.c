#include "app/local/voice_request.h"

#include "platform/base/text.h"

#include <string.h>

static bool is_name_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '+';
}

/* It becomes an argument of a program: nothing that could be an option or a path. */
static bool is_name(const char *name, size_t length)
{
    if (length == 0 || length > VOICE_NAME_MAX || name[0] == '-') {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (!is_name_letter(name[i])) {
            return false;
        }
    }
    return true;
}

static bool is_text(const char *text, size_t length)
{
    if (length == 0 || length > VOICE_TEXT_MAX || !text_is_utf8(text, length)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)text[i] < ' ' && text[i] != '\n') {
            return false;
        }
    }
    return true;
}

static bool is_sound(const struct voice_order *order, struct error *error)
{
    if (order->kind == VOICE_STOP) {
        return true;
    }
    if (order->kind != VOICE_SAY) {
        return error_set(error, ERROR_INPUT, "an order to the voice is of no known kind");
    }
    if (order->number == 0 || order->speed < VOICE_SPEED_LEAST || order->speed > VOICE_SPEED_MOST ||
        order->volume > VOICE_VOLUME_MOST) {
        return error_set(error, ERROR_INPUT, "an order to the voice has numbers out of bounds");
    }
    if (!is_name(order->name, order->name_length)) {
        return error_set(error, ERROR_INPUT, "an order to the voice names no voice");
    }
    return is_text(order->text, order->text_length) ||
           error_set(error, ERROR_INPUT, "an order to the voice has no text that can be said");
}

static void put_number(struct buffer *message, uint32_t value, size_t bytes)
{
    for (size_t i = bytes; i > 0; i--) {
        buffer_append_byte(message, (uint8_t)(value >> (8 * (i - 1))));
    }
}

bool voice_order_encode(const struct voice_order *order, struct buffer *message,
                        struct error *error)
{
    if (!is_sound(order, error)) {
        return false;
    }
    buffer_append_byte(message, (uint8_t)order->kind);
    if (order->kind == VOICE_SAY) {
        put_number(message, order->number, 4);
        put_number(message, order->speed, 2);
        put_number(message, order->volume, 1);
        put_number(message, (uint32_t)order->name_length, 1);
        buffer_append(message, order->name, order->name_length);
        buffer_append(message, order->text, order->text_length);
    }
    return !message->failed ||
           error_set(error, ERROR_LIMIT, "an order to the voice does not fit into its message");
}

bool voice_order_decode(const uint8_t *message, size_t length, struct voice_order *order,
                        struct error *error)
{
    struct reader reader;
    struct voice_order found = {.name = "", .text = ""};

    reader_init(&reader, message, length);
    found.kind = (enum voice_order_kind)reader_byte(&reader);
    if (found.kind == VOICE_SAY) {
        found.number = reader_be32(&reader);
        found.speed = reader_be16(&reader);
        found.volume = reader_byte(&reader);
        found.name_length = reader_byte(&reader);
        found.name = (const char *)reader_bytes(&reader, found.name_length);
        found.text_length = reader_left(&reader);
        found.text = (const char *)reader_bytes(&reader, found.text_length);
    }
    if (reader.failed || reader_left(&reader) != 0) {
        return error_set(error, ERROR_INPUT,
                         "an order to the voice has %zu bytes, not what its "
                         "kind says",
                         length);
    }
    if (!is_sound(&found, error)) {
        return false;
    }
    *order = found;
    return true;
}

const char *voice_failure_name(enum voice_failure reason)
{
    static const char *const names[] = {
        [VOICE_NO_VOICE] = "no-voice", [VOICE_NO_ENGINE] = "no-engine",
        [VOICE_DIED] = "died",         [VOICE_LATE] = "late",
        [VOICE_SILENT] = "silent",     [VOICE_NO_SOUND] = "no-sound",
        [VOICE_REFUSED] = "refused",   [VOICE_LOST] = "lost"};
    bool known = reason >= VOICE_NO_VOICE && reason <= VOICE_LOST;

    return known ? names[reason] : "unknown";
}

const char *voice_headphones_name(enum voice_headphones state)
{
    return state == VOICE_HEADPHONES_IN ? "in" : state == VOICE_HEADPHONES_OUT ? "out" : "unknown";
}

void voice_notice_encode(const struct voice_notice *notice,
                         uint8_t message[static VOICE_NOTICE_BYTES])
{
    unsigned last = notice->kind == VOICE_FAILED       ? (unsigned)notice->reason
                    : notice->kind == VOICE_HEADPHONES ? (unsigned)notice->headphones
                                                       : 0;

    message[0] = (uint8_t)notice->kind;
    for (size_t i = 0; i < 4; i++) {
        message[1 + i] = (uint8_t)(notice->number >> (8 * (3 - i)));
    }
    message[5] = (uint8_t)last;
}

static bool take_last(struct voice_notice *notice, unsigned last)
{
    switch (notice->kind) {
    case VOICE_STARTED:
    case VOICE_DONE:
        return last == 0;
    case VOICE_FAILED:
        notice->reason = (enum voice_failure)last;
        return last >= VOICE_NO_VOICE && last <= VOICE_LOST;
    case VOICE_HEADPHONES:
        notice->headphones = (enum voice_headphones)last;
        return last <= VOICE_HEADPHONES_IN;
    }
    return false;
}

bool voice_notice_decode(const uint8_t *message, size_t length, struct voice_notice *notice,
                         struct error *error)
{
    struct reader reader;
    struct voice_notice found = {.number = 0};

    reader_init(&reader, message, length);
    found.kind = (enum voice_notice_kind)reader_byte(&reader);
    found.number = reader_be32(&reader);
    if (!take_last(&found, reader_byte(&reader)) || reader.failed || reader_left(&reader) != 0) {
        return error_set(error, ERROR_INPUT, "kiosk-voice said something that is not a notice");
    }
    *notice = found;
    return true;
}
