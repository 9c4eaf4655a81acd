#include "app/central/opening/trail.h"

#include "platform/base/clock.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <jansson.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void trail_find_person(struct trail_person *person)
{
    const struct passwd *entry;

    *person = (struct trail_person){.user = (unsigned)getuid()};
    entry = getpwuid(getuid());
    if (entry != NULL)
        (void)text_copy(person->name, sizeof person->name, entry->pw_name);
    if (getlogin_r(person->login, sizeof person->login) != 0)
        person->login[0] = '\0';
}

/* ---- writing ----------------------------------------------------------------- */

static json_t *group_of(const struct trail_span *span)
{
    char outbox[2 * LEDGER_OUTBOX_BYTES + 1];

    hex_encode(span->outbox, sizeof span->outbox, outbox);
    return json_pack("{s:s, s:s, s:[]}", "kiosk", span->kiosk, "outbox", outbox, "numbers");
}

/* Merged spans: those of one outbox stand behind one another. */
static json_t *list_of(struct trail_requests *requests)
{
    size_t count;
    const struct trail_span *spans = trail_requests_spans(requests, &count);
    json_t *list = spans != NULL ? json_array() : json_null(), *group = NULL;
    bool fine = list != NULL;

    for (size_t i = 0; fine && i < count; i++) {
        if (i == 0 || strcmp(spans[i - 1].kiosk, spans[i].kiosk) != 0 ||
            memcmp(spans[i - 1].outbox, spans[i].outbox, sizeof spans[i].outbox) != 0)
            fine = json_array_append_new(list, group = group_of(&spans[i])) == 0;
        fine = fine && json_array_append_new(json_object_get(group, "numbers"),
                                             json_pack("[I, I]", (json_int_t)spans[i].first,
                                                       (json_int_t)spans[i].last)) == 0;
    }
    if (fine)
        return list;
    json_decref(list);
    return NULL;
}

static json_t *mark_of(const struct trail_entry *entry, uint64_t number, const char *previous,
                       const char *digest)
{
    const struct trail_person *person = entry->person;
    char utc[CLOCK_TEXT_SIZE];

    clock_format(entry->utc, utc);
    return json_pack("{s:I, s:s, s:I, s:s?, s:s?, s:s, s:s, s:I, s:s, s:s?, s:o, s:s, s:s}",
                     "number", (json_int_t)number, "utc", utc, "user", (json_int_t)person->user,
                     "name", person->name[0] != '\0' ? person->name : NULL, "login",
                     person->login[0] != '\0' ? person->login : NULL, "command", entry->command,
                     "ledger", entry->ledger, "marked", (json_int_t)entry->marked, "state",
                     entry->state, "reason", entry->reason, "requests", list_of(entry->requests),
                     "requests_sha256", digest, "previous", previous);
}

static json_t *object_of(const struct trail_entry *entry, uint64_t number, const char *previous,
                         const char *digest)
{
    const struct trail_person *person = entry->person;
    char utc[CLOCK_TEXT_SIZE], since[CLOCK_TEXT_SIZE];

    clock_format(entry->utc, utc);
    clock_format(entry->since_utc, since);
    return json_pack(
        "{s:I, s:s, s:I, s:s?, s:s?, s:s, s:s, s:s?, s:b, s:s?, s:s?, s:I, s:I, s:o, s:s, s:b, "
        "s:b, s:s, s:s, s:s}",
        "number", (json_int_t)number, "utc", utc, "user", (json_int_t)person->user, "name",
        person->name[0] != '\0' ? person->name : NULL, "login",
        person->login[0] != '\0' ? person->login : NULL, "command", entry->command, "ledger",
        entry->ledger, "since", entry->since_utc > 0 ? since : NULL, "new", entry->new_only,
        "request", entry->request, "state", entry->state, "opened", (json_int_t)entry->opened,
        "refused", (json_int_t)entry->refused, "requests", list_of(entry->requests),
        "requests_sha256", digest, "pins", entry->with_pins, "keep_states", entry->keep_states,
        "output", entry->output, "output_sha256", entry->output_digest, "previous", previous);
}

char *trail_line_write(const struct trail_entry *entry, uint64_t number, const char *previous,
                       struct error *error)
{
    uint8_t value[DIGEST_SIZE];
    char digest[TRAIL_DIGEST_CHARS + 1];
    json_t *object;
    char *text;

    if (!trail_requests_digest(entry->requests, value, error))
        return NULL;
    hex_encode(value, sizeof value, digest);
    object = entry->marked > 0 ? mark_of(entry, number, previous, digest)
                               : object_of(entry, number, previous, digest);
    text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    if (text != NULL && strlen(text) < TRAIL_LINE_MAX)
        return text;
    free(text);
    error_set(error, ERROR_INPUT,
              "no line can be made for the trail: name files and requests in UTF-8, and see that "
              "there is memory");
    return NULL;
}

/* ---- reading ----------------------------------------------------------------- */

static bool read_number(const json_t *value, uint64_t *number)
{
    *number = (uint64_t)json_integer_value(value);
    return json_is_integer(value) && json_integer_value(value) > 0;
}

static bool read_span(const json_t *group, const json_t *pair, struct trail_span *span)
{
    const char *kiosk = json_string_value(json_object_get(group, "kiosk"));
    const char *outbox = json_string_value(json_object_get(group, "outbox"));

    return kiosk != NULL && outbox != NULL && text_copy(span->kiosk, sizeof span->kiosk, kiosk) &&
           hex_decode(outbox, span->outbox, sizeof span->outbox) &&
           read_number(json_array_get(pair, 0), &span->first) &&
           read_number(json_array_get(pair, 1), &span->last) && span->first <= span->last;
}

static bool read_group(const json_t *group, struct trail_line *line)
{
    const json_t *numbers = json_object_get(group, "numbers");

    for (size_t i = 0; i < json_array_size(numbers); i++)
        if (line->span_count == TRAIL_SPANS_MAX ||
            !read_span(group, json_array_get(numbers, i), &line->spans[line->span_count++]))
            return false;
    return true;
}

static bool read_list(const json_t *list, struct trail_line *line)
{
    line->is_listed = json_is_array(list);
    line->spans = calloc(TRAIL_SPANS_MAX, sizeof *line->spans);
    if (line->spans == NULL || !(line->is_listed || json_is_null(list)))
        return false;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!read_group(json_array_get(list, i), line))
            return false;
    return true;
}

static bool read_object(const json_t *object, struct trail_line *line)
{
    const char *utc = json_string_value(json_object_get(object, "utc"));
    const char *previous = json_string_value(json_object_get(object, "previous"));

    line->is_mark = json_object_get(object, "marked") != NULL;
    return read_number(json_object_get(object, "number"), &line->number) && utc != NULL &&
           clock_parse(utc, &line->utc) && previous != NULL &&
           text_copy(line->previous, sizeof line->previous, previous) &&
           read_list(json_object_get(object, "requests"), line);
}

bool trail_line_read(const char *text, size_t length, struct trail_line *line)
{
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    bool fine;

    *line = (struct trail_line){.number = 0};
    fine = read_object(object, line);
    json_decref(object);
    if (!fine)
        trail_line_finish(line);
    return fine;
}

void trail_line_finish(struct trail_line *line)
{
    free(line->spans);
    *line = (struct trail_line){.number = 0};
}
