#include "app/central/receive/import.h"

#include "app/central/receive/intake.h"
#include "app/wire/acknowledgement.h"
#include "app/wire/drive.h"
#include "platform/base/file.h"
#include "platform/base/text.h"

#include <string.h>

struct importing {
    const struct import_order *order;
    struct import_done *done;
};

/* One batch on its way in. */
struct arrival {
    char folder[FILE_PATH_MAX], path[FILE_PATH_MAX];
    uint64_t number; /* in the file's name */
    struct buffer bytes, signer, answer;
    struct certificate *certificate;
    struct batch_header header;
};

static void start(struct arrival *arrival)
{
    memset(arrival, 0, sizeof *arrival);
    buffer_init(&arrival->bytes, BATCH_BYTES_MAX);
    buffer_init(&arrival->signer, CERTIFICATE_FILE_MAX);
    buffer_init(&arrival->answer, ANSWER_BYTES_MAX);
}

static void finish(struct arrival *arrival)
{
    buffer_finish(&arrival->bytes);
    buffer_finish(&arrival->signer);
    buffer_finish(&arrival->answer);
    certificate_destroy(arrival->certificate);
}

static bool read_header(struct arrival *arrival, struct error *error)
{
    struct batch batch = {0};

    if (!file_read(arrival->path, &arrival->bytes, error) ||
        !batch_decode(arrival->bytes.data, arrival->bytes.length, &batch, error))
        return false;
    arrival->header = batch.header;
    batch_finish(&batch);
    return true;
}

/* The name of the file is not believed: intake compares the certificate with the header's digest. */
static bool load_signer(const struct import_order *order, struct arrival *arrival,
                        struct error *error)
{
    char path[FILE_PATH_MAX];

    if (!drive_certificate(path, arrival->folder, arrival->header.certificate_digest, error))
        return false;
    arrival->certificate = certificate_load(path, error);
    return arrival->certificate != NULL &&
           certificate_verify(arrival->certificate, order->kiosks, PURPOSE_TLS_CLIENT,
                              order->now_utc, error) &&
           certificate_encode_der(arrival->certificate, &arrival->signer, error);
}

static bool admit(const struct import_order *order, const struct arrival *arrival,
                  struct error *error)
{
    const char *reason = admission_refuses(order->admission, arrival->certificate);

    return reason == NULL || error_set(error, ERROR_REFUSED, "kiosk %s is refused: %s",
                                       certificate_name(arrival->certificate), reason);
}

static bool store(const struct import_order *order, struct arrival *arrival, struct error *error)
{
    const struct intake intake = {.peer = arrival->certificate,
                                  .peer_der = arrival->signer.data,
                                  .peer_der_length = arrival->signer.length,
                                  .now_utc = order->now_utc};
    struct intake_batch *batch =
        intake_batch_read(&intake, arrival->bytes.data, arrival->bytes.length, error);
    bool fine = batch != NULL &&
                ledger_store_batch(order->ledger, intake_batch_entry(batch),
                                   intake_batch_results(batch), error) &&
                intake_batch_answer(batch, &arrival->answer, error);

    intake_batch_destroy(batch);
    return fine;
}

static bool write_acknowledgement(const struct import_order *order, struct arrival *arrival,
                                  struct error *error)
{
    char path[FILE_PATH_MAX];
    struct buffer file;
    bool fine;

    buffer_init(&file, ACKNOWLEDGEMENT_BYTES_MAX);
    fine = drive_file(path, arrival->folder, arrival->number, DRIVE_ACK, error) &&
           acknowledgement_sign(arrival->header.kiosk_id, arrival->header.outbox_id,
                                (const char *)arrival->answer.data, arrival->answer.length,
                                order->acknowledging->certificate, order->acknowledging->key, &file,
                                error) &&
           file_write(path, file.data, file.length, 0644, error);
    buffer_finish(&file);
    return fine;
}

static bool count(const struct arrival *arrival, struct import_done *done, struct error *error)
{
    struct answer answer = {0};

    if (!answer_parse((const char *)arrival->answer.data, arrival->answer.length, &answer, error))
        return false;
    for (size_t i = 0; i < answer.count; i++) {
        done->stored += answer.records[i].verdict == ANSWER_STORED;
        done->duplicates += answer.records[i].verdict == ANSWER_DUPLICATE;
        done->rejected += answer.records[i].verdict == ANSWER_REJECTED;
    }
    done->batches++;
    answer_finish(&answer);
    return true;
}

static bool read_from_drive(const struct import_order *order, const char *folder, uint64_t number,
                            struct arrival *arrival, struct error *error)
{
    arrival->number = number;
    return ((text_copy(arrival->folder, sizeof arrival->folder, folder) ||
             error_set(error, ERROR_LIMIT, "a path on the drive is too long")) &&
            drive_file(arrival->path, folder, number, DRIVE_BATCH, error)) &&
           read_header(arrival, error) && load_signer(order, arrival, error);
}

/* Of this batch alone, or a reason to stop? What the drive does not give is its batch's trouble. */
static bool is_refusal(const struct error *error, bool was_read)
{
    return was_read ? error->kind == ERROR_INPUT || error->kind == ERROR_LIMIT ||
                          error->kind == ERROR_REFUSED || error->kind == ERROR_NOT_FOUND
                    : error->kind != ERROR_MEMORY;
}

/* The requests are here: whoever brought them may come again for what answers them. */
static void acknowledge(const struct importing *importing, struct arrival *arrival)
{
    const struct import_order *order = importing->order;
    struct error reason = {0};

    if (write_acknowledgement(order, arrival, &reason))
        return;
    importing->done->unacknowledged++;
    order->unacknowledged(order->context, &reason);
}

static bool take(void *context, const char *folder, uint64_t number, struct error *error)
{
    struct importing *importing = context;
    const struct import_order *order = importing->order;
    struct arrival arrival;
    struct error reason = {0};
    bool was_read, fine;

    start(&arrival);
    was_read = read_from_drive(order, folder, number, &arrival, &reason);
    fine = was_read && admit(order, &arrival, &reason) && store(order, &arrival, &reason);
    if (fine) {
        fine = count(&arrival, importing->done, error);
        if (fine)
            acknowledge(importing, &arrival);
    } else if (is_refusal(&reason, was_read)) {
        (void)error_prefix(&reason, "%s", arrival.path);
        order->refused(order->context, &reason);
        importing->done->refused++;
        fine = true;
    } else {
        (void)error_set(error, reason.kind, "%s", reason.text);
    }
    finish(&arrival);
    return fine;
}

bool import_drive(const struct import_order *order, const char *drive, struct import_done *done,
                  struct error *error)
{
    struct importing importing = {.order = order, .done = done};

    *done = (struct import_done){0};
    return drive_each_batch(drive, take, &importing, error);
}
