#include "app/central/opening/opening_child.h"

#include "app/central/opening/opened_row.h"
#include "app/central/opening/opening_job.h"
#include "app/central/opening/opening_keys.h"
#include "app/central/opening/passphrase.h"
#include "app/wire/batch.h"
#include "platform/base/clock.h"
#include "platform/base/hex.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/crypto/digest.h"
#include "platform/sandbox/sandbox.h"
#include "platform/seal/envelope.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct child {
    const struct opening_child_order *order;
    const struct opening_child_pipes *pipes;
    struct opening_keys keys;
    struct request *request;  /* secret */
    struct buffer plain, row; /* secret */
    struct digest *written;   /* of all plaintext that went into the pipe */
};

static bool report(const struct child *child, enum opening_verdict verdict, uint32_t index,
                   const char *text)
{
    struct opening_report message = {.verdict = verdict, .index = index};
    (void)text_copy(message.text, sizeof message.text, text);
    return opening_write(child->pipes->reports, &message, sizeof message);
}

/* How far the output is, told with its digest. */
static bool report_written(const struct child *child, enum opening_verdict verdict)
{
    uint8_t value[DIGEST_SIZE];
    char text[2 * DIGEST_SIZE + 1];
    if (!digest_so_far(child->written, value, NULL))
        return false;
    hex_encode(value, sizeof value, text);
    return report(child, verdict, 0, text);
}

/* What is in child->row. */
static bool write_plain(const struct child *child)
{
    digest_add_plain(child->written, child->row.data, child->row.length);
    return opening_write(child->pipes->plain, child->row.data, child->row.length);
}

/* ---- a batch, verified ------------------------------------------------------ */

static bool verify_batch(const struct child *child, const struct opening_job *job,
                         const struct certificate *certificate, const struct batch *batch,
                         struct error *error)
{
    if (!certificate_verify(certificate, child->keys.kiosks, PURPOSE_TLS_CLIENT, job->received_utc,
                            error) ||
        !batch_verify(batch, certificate, error))
        return false;
    if (strcmp(certificate_name(certificate), batch->header.kiosk_id) != 0 ||
        strcmp(certificate_name(certificate), job->kiosk) != 0)
        return error_set(error, ERROR_REFUSED, "the batch is signed by kiosk %s and names kiosk %s",
                         certificate_name(certificate), batch->header.kiosk_id);
    return true;
}

static bool load_batch(const struct child *child, const struct opening_job *job,
                       const uint8_t *bytes, struct batch *batch, struct error *error)
{
    struct certificate *certificate =
        certificate_parse(bytes + job->batch_length, job->certificate_length, error);
    if (certificate == NULL)
        return false;
    bool fine = batch_decode(bytes, job->batch_length, batch, error);
    if (fine && !verify_batch(child, job, certificate, batch, error)) {
        batch_finish(batch);
        fine = false;
    }
    certificate_destroy(certificate);
    return fine;
}

/* ---- a request --------------------------------------------------------------- */

static bool matches_row(const struct batch *batch, const struct ledger_record *row)
{
    if (row->batch_index >= batch->count)
        return false;
    const struct batch_record *record = &batch->records[row->batch_index];
    return row->sequence == batch->header.first_sequence + row->batch_index &&
           memcmp(row->id, record->id, sizeof row->id) == 0 &&
           memcmp(row->link, record->link, sizeof row->link) == 0 &&
           memcmp(row->look_up, record->lookup, sizeof row->look_up) == 0 &&
           memcmp(row->outbox, batch->header.outbox_id, sizeof row->outbox) == 0;
}

/* A line feed inside would make two lines of one request. */
static bool is_one_line(const struct buffer *plain)
{
    for (size_t i = 0; i < plain->length; i++)
        if (plain->data[i] < 0x20)
            return false;
    return true;
}

static bool check_content(struct child *child, const char *kiosk, struct error *error)
{
    if (!request_read(child->plain.data, child->plain.length, child->request, error))
        return false;
    if (strcmp(child->request->kiosk, kiosk) != 0)
        return error_set(error, ERROR_REFUSED,
                         "it says that it comes from another kiosk than %s, which signed it",
                         kiosk);
    return is_one_line(&child->plain) ||
           error_set(error, ERROR_INPUT, "its JSON is not on one line");
}

static bool write_row(struct child *child, const struct ledger_record *record)
{
    char name[LEDGER_KIOSK_SIZE + 24], received[CLOCK_TEXT_SIZE];
    clock_format(record->received_utc, received);
    struct opened_row row = {.request = child->request,
                             .batch = child->order->batch,
                             .name = name,
                             .received = received,
                             .state = ledger_state_name(record->state),
                             .with_pin = child->order->with_pins};
    if (!text_format(name, sizeof name, "%s-%" PRIu64, record->kiosk, record->sequence))
        return false;
    switch (child->order->format) {
    case OPENING_TABLE:
        return opened_row_csv(&row, &child->row);
    case OPENING_LINES:
        return opened_row_json(&row, &child->row);
    case OPENING_AS_SEALED:
        break;
    }
    return buffer_append(&child->row, child->plain.data, child->plain.length) &&
           buffer_append_byte(&child->row, '\n');
}

static bool open_one(struct child *child, const struct batch *batch,
                     const struct ledger_record *record, struct error *error)
{
    if (!matches_row(batch, record))
        return error_set(error, ERROR_CORRUPT, "the ledger's row is not what the kiosk signed");
    const struct batch_record *sealed = &batch->records[record->batch_index];
    buffer_clear(&child->plain);
    buffer_clear(&child->row);
    bool fine = opening_keys_open(&child->keys, sealed->sealed, sealed->sealed_length,
                                  &child->plain, error) &&
                check_content(child, batch->header.kiosk_id, error);
    if (fine && !write_row(child, record))
        fine = error_set(error, ERROR_LIMIT, "it does not fit into a line");
    request_wipe(child->request);
    buffer_clear(&child->plain);
    return fine;
}

/* ---- jobs -------------------------------------------------------------------- */

static bool work_off(struct child *child, const struct opening_job *job, const uint8_t *bytes,
                     const struct ledger_record *records)
{
    struct error error = {0};
    struct batch batch = {0};
    bool verified = load_batch(child, job, bytes, &batch, &error);
    bool alive = true;
    for (uint32_t i = 0; alive && i < job->count; i++) {
        if (verified && open_one(child, &batch, &records[i], &error))
            alive = write_plain(child) && report(child, OPENING_OPENED, i, "");
        else
            alive = report(child, OPENING_REFUSED, i, error.text);
    }
    batch_finish(&batch);
    return alive && report_written(child, OPENING_DONE);
}

static bool is_within_limits(const struct opening_job *job)
{
    return job->batch_length <= LEDGER_BATCH_MAX &&
           job->certificate_length <= OPENING_CERTIFICATE_MAX && job->count >= 1 &&
           job->count <= LEDGER_RECORDS_MAX && memchr(job->kiosk, '\0', sizeof job->kiosk) != NULL;
}

static bool take_job(struct child *child, const struct opening_job *job)
{
    size_t length = (size_t)job->batch_length + job->certificate_length;
    uint8_t *bytes = malloc(length + 1);
    struct ledger_record *records = calloc(job->count, sizeof *records);
    bool fine = bytes != NULL && records != NULL &&
                opening_read(child->pipes->jobs, bytes, length) &&
                opening_read(child->pipes->jobs, records, job->count * sizeof *records) &&
                work_off(child, job, bytes, records);
    free(records);
    free(bytes);
    return fine;
}

/* The passphrase is in this process alone, and not for longer than this. */
static bool load_keys(struct child *child, struct error *error)
{
    struct passphrase passphrase;
    if (!passphrase_init(&passphrase, child->order->passphrase, error))
        return false;
    const struct passphrase_source source = passphrase_source(&passphrase);
    bool fine = opening_keys_load(&child->keys, child->order->keys, &source, error);
    passphrase_finish(&passphrase);
    return fine;
}

static bool write_head(struct child *child, struct error *error)
{
    if (child->order->format != OPENING_TABLE)
        return true;
    return (opened_row_csv_head(&child->row) && write_plain(child)) ||
           error_set(error, ERROR_IO, "the head of the table cannot be written");
}

static bool prepare(struct child *child, struct error *error)
{
    static const struct sandbox_plan nothing = {.program = "kiosk-central open"};
    if (!secret_start(error) || !load_keys(child, error) ||
        (child->written = digest_create_plain(error)) == NULL)
        return false;
    child->request = secret_allocate(sizeof *child->request);
    if (child->request == NULL)
        return error_set(error, ERROR_MEMORY, "no locked memory for a request");
    buffer_init_secret(&child->plain, SEAL_PLAIN_MAX);
    buffer_init_secret(&child->row, SEAL_PLAIN_MAX + OPENED_ROW_MAX);
    return sandbox_enter(&nothing, error) && write_head(child, error);
}

int opening_child_run(const struct opening_child_order *order,
                      const struct opening_child_pipes *pipes)
{
    struct child child = {.order = order, .pipes = pipes};
    struct error error = {0};
    struct opening_job job;
    bool fine = prepare(&child, &error);
    if (fine ? !report_written(&child, OPENING_READY)
             : !report(&child, OPENING_FAILED, 0, error.text))
        fine = false;
    while (fine && opening_read(pipes->jobs, &job, sizeof job))
        fine = is_within_limits(&job) && take_job(&child, &job);
    digest_destroy(child.written);
    opening_keys_finish(&child.keys);
    secret_stop();
    return fine ? 0 : 1;
}
