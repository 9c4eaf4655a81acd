#include "app/courier/status.h"

#include "platform/base/clock_json.h"
#include "platform/base/hex.h"
#include "platform/base/log.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>
#include <sys/statvfs.h>

static json_t *hex_of(const uint8_t *bytes, size_t length)
{
    char text[2 * CHAIN_HASH_SIZE + 1];

    hex_encode(bytes, length, text);
    return json_string(text);
}

void courier_status_publish(const struct courier_status *status, struct state_file *file)
{
    struct error error = {0};
    const struct outbox_counts *counts = &status->counts;
    json_t *object = json_pack(
        "{s:I, s:I, s:I, s:I, s:o, s:b, s:o, s:o, s:o, s:s, s:o, s:s, s:o, s:s, s:b, s:b}",
        "waiting", (json_int_t)counts->waiting, "unread", (json_int_t)status->unread, "set_aside",
        (json_int_t)counts->rejected, "damaged", (json_int_t)counts->damaged, "oldest_utc",
        clock_json(counts->oldest_utc), "connected", status->connected, "last_contact_utc",
        clock_json(status->last_contact_utc), "last_delivery_utc",
        clock_json(status->last_delivery_utc), "next_try_utc", clock_json(status->next_try_utc),
        "last_error", status->last_error, "certificate_ends_utc",
        clock_json(status->certificate_ends_utc), "renewal", status->renewal, "renewal_utc",
        clock_json(status->renewal_utc), "renewal_error", status->renewal_error, "landlock",
        sandbox_landlock_abi() > 0, "key_fails", status->key_fails);

    if (object != NULL && status->clock_offset_known)
        (void)json_object_set_new(object, "clock_offset_seconds",
                                  json_integer(status->clock_offset_seconds));
    if (object == NULL)
        error_set(&error, ERROR_MEMORY, "no memory for courier.json");
    if (object == NULL || !state_publish(file, object, &error))
        log_warning("%s", error.text);
    json_decref(object);
}

/* ---- health report --------------------------------------------------------- */

static bool add_printer(json_t *report, const char *state_folder)
{
    enum state_life life = STATE_ABSENT;
    json_t *state = NULL;
    const char *printer = NULL;
    bool fine;

    if (state_read(state_folder, "printer", &life, &state, NULL) && life == STATE_RUNNING)
        printer = json_string_value(json_object_get(state, "printer"));
    if (life != STATE_RUNNING)
        printer = "not_running";
    fine = json_object_set_new(report, "printer",
                               json_string(printer != NULL ? printer : "unknown")) == 0;
    json_decref(state);
    return fine;
}

static bool add_disk(json_t *report, const char *folder)
{
    struct statvfs disk;
    json_int_t percent;

    if (statvfs(folder, &disk) != 0 || disk.f_blocks == 0)
        return json_object_set_new(report, "disk_free_percent", json_null()) == 0;
    percent = (json_int_t)(disk.f_bavail * 100 / disk.f_blocks);
    return json_object_set_new(report, "disk_free_percent", json_integer(percent)) == 0;
}

static json_t *pack_counts(const struct courier_status *status)
{
    const struct outbox_counts *counts = &status->counts;

    return json_pack(
        "{s:i, s:s, s:o, s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:o}", "version", 1, "kiosk",
        counts->kiosk_id, "outbox", hex_of(counts->outbox_id, sizeof counts->outbox_id), "waiting",
        (json_int_t)counts->waiting, "unread", (json_int_t)status->unread, "oldest_utc",
        clock_json(counts->oldest_utc), "set_aside", (json_int_t)counts->rejected, "damaged",
        (json_int_t)counts->damaged, "rollbacks", (json_int_t)counts->rollbacks, "last_sequence",
        (json_int_t)counts->last_sequence, "last_link",
        hex_of(counts->last_link, sizeof counts->last_link));
}

static bool add_rest(json_t *report, const struct courier_status *status,
                     const struct health_sources *sources)
{
    json_t *offset =
        status->clock_offset_known ? json_integer(status->clock_offset_seconds) : json_null();

    return json_object_set_new(report, "software", json_string(KIOSK_VERSION)) == 0 &&
           json_object_set_new(report, "clock_offset_seconds", offset) == 0 &&
           json_object_set_new(
               report, "clock_trusted",
               json_boolean(clock_is_trusted(sources->clock, sources->earliest_utc))) == 0 &&
           json_object_set_new(report, "certificate_ends_utc",
                               clock_json(status->certificate_ends_utc)) == 0 &&
           add_disk(report, sources->outbox_folder) && add_printer(report, sources->state_folder);
}

static int append_chunk(const char *bytes, size_t length, void *context)
{
    return buffer_append(context, bytes, length) ? 0 : -1;
}

bool courier_status_report(const struct courier_status *status,
                           const struct health_sources *sources, struct buffer *report,
                           struct error *error)
{
    json_t *object = pack_counts(status);
    bool fine = object != NULL && add_rest(object, status, sources) &&
                json_dump_callback(object, append_chunk, report, JSON_COMPACT) == 0;

    json_decref(object);
    return fine || error_set(error, ERROR_MEMORY, "no memory for a health report");
}

void courier_status_take_answer(struct courier_status *status, const void *body, size_t length,
                                const struct clock_source *clock)
{
    json_t *answer = json_loadb(body, length, JSON_REJECT_DUPLICATES, NULL);
    const char *text = json_string_value(json_object_get(answer, "utc"));
    int64_t utc;

    status->clock_offset_known = text != NULL && clock_parse(text, &utc);
    if (status->clock_offset_known)
        status->clock_offset_seconds = clock_utc(clock) - utc;
    json_decref(answer);
}
