#include "tests/support/lib/simulated_kiosk.h"

#include "app/wire/answer.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"
#include "platform/crypto/random.h"
#include "platform/crypto/request.h"
#include "platform/seal/seal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PLAIN_MAX 32768u
#define DAYS      30

/* ---- the office ------------------------------------------------------------ */

static struct sealer *make_sealer(const char *folder, int64_t now, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct certificate *sealing = NULL;
    struct trust *trust = NULL;
    struct sealer *sealer = NULL;

    if (file_join(path, sizeof path, folder, "public/sealing-root.pem"))
        trust = trust_load(path, error);
    if (trust != NULL && file_join(path, sizeof path, folder, "public/sealing/opening.pem"))
        sealing = certificate_load(path, error);
    if (sealing != NULL)
        sealer = sealer_create(&sealing, 1, trust, now, error);
    certificate_destroy(sealing);
    trust_destroy(trust);
    return sealer;
}

static bool seal_one(struct simulated_office *office, const char *folder, size_t plain,
                     struct error *error)
{
    static const uint8_t nothing[PLAIN_MAX];
    struct sealer *sealer = make_sealer(folder, office->now, error);
    bool fine;

    if (sealer == NULL || plain > sizeof nothing)
        return false;
    buffer_init(&office->sealed, CHAIN_SEALED_MAX);
    fine = sealer_seal(sealer, nothing, plain, &office->sealed, error);
    sealer_destroy(sealer);
    return fine;
}

bool simulated_office_load(struct simulated_office *office, const char *folder, size_t plain,
                           struct error *error)
{
    char path[FILE_PATH_MAX];

    *office = (struct simulated_office){.now = (int64_t)time(NULL)};
    return file_join(path, sizeof path, folder, "issuing/issuing.pem") &&
           (office->issuing = certificate_load(path, error)) != NULL &&
           file_join(path, sizeof path, folder, "issuing/issuing.key") &&
           (office->issuing_key = private_key_load(path, error)) != NULL &&
           seal_one(office, folder, plain, error);
}

void simulated_office_finish(struct simulated_office *office)
{
    certificate_destroy(office->issuing);
    private_key_destroy(office->issuing_key);
    buffer_finish(&office->sealed);
}

/* ---- a kiosk --------------------------------------------------------------- */

static bool certify(struct simulated_kiosk *kiosk, const struct simulated_office *office,
                    struct error *error)
{
    const struct certificate_order order = {.purpose = PURPOSE_TLS_CLIENT,
                                            .name = kiosk->id,
                                            .not_before = office->now - 86400,
                                            .days = DAYS};
    struct certificate_request *request;

    kiosk->key = private_key_create(error);
    request = kiosk->key != NULL ? request_create(kiosk->key, kiosk->id, error) : NULL;
    if (request == NULL)
        return false;
    kiosk->certificate =
        issue_certificate(request, &order, office->issuing, office->issuing_key, error);
    request_destroy(request);
    return kiosk->certificate != NULL;
}

bool simulated_kiosk_make(struct simulated_kiosk *kiosk, const struct simulated_office *office,
                          const char *prefix, unsigned number, struct error *error)
{
    *kiosk = (struct simulated_kiosk){.next = 1};
    buffer_init(&kiosk->body, BATCH_BYTES_MAX);
    memcpy(kiosk->link, chain_beginning, sizeof kiosk->link);
    return text_format(kiosk->id, sizeof kiosk->id, "%s-%05u", prefix, number) &&
           random_bytes(kiosk->outbox, sizeof kiosk->outbox, error) &&
           certify(kiosk, office, error);
}

void simulated_kiosk_finish(struct simulated_kiosk *kiosk)
{
    private_key_destroy(kiosk->key);
    certificate_destroy(kiosk->certificate);
    buffer_finish(&kiosk->body);
}

/* ---- batches --------------------------------------------------------------- */

/* Other bytes of ciphertext for each place of each outbox. They end 64 bytes before the tag. */
static void make_sealed(uint8_t *sealed, const struct simulated_kiosk *kiosk,
                        const struct simulated_office *office, uint64_t sequence)
{
    const size_t length = office->sealed.length;

    memcpy(sealed, office->sealed.data, length);
    memcpy(sealed + length - 128, kiosk->outbox, sizeof kiosk->outbox);
    memcpy(sealed + length - 112, &sequence, sizeof sequence);
}

static bool sign(void *context, const uint8_t *bytes, size_t length, struct buffer *signature,
                 struct error *error)
{
    uint8_t made[SIGNATURE_MAX];
    size_t made_length = 0;

    return private_key_sign(context, bytes, length, made, &made_length, error) &&
           buffer_append(signature, made, made_length);
}

static bool follow_chain(struct simulated_kiosk *kiosk, const struct batch_record *records,
                         size_t count, struct error *error)
{
    memcpy(kiosk->body_link, kiosk->link, sizeof kiosk->body_link);
    for (size_t i = 0; i < count; i++) {
        const struct chain_entry entry = {.kiosk_id = kiosk->id,
                                          .outbox_id = kiosk->outbox,
                                          .sequence = kiosk->next + i,
                                          .previous = kiosk->body_link,
                                          .lookup = records[i].lookup,
                                          .sealed = records[i].sealed,
                                          .sealed_length = records[i].sealed_length};
        uint8_t link[CHAIN_HASH_SIZE];

        if (!chain_link(&entry, link, error))
            return false;
        memcpy(kiosk->body_link, link, sizeof link);
    }
    return true;
}

static bool encode(struct simulated_kiosk *kiosk, const struct batch_record *records, size_t count,
                   struct error *error)
{
    struct batch_header header = {.first_sequence = kiosk->next};

    memcpy(header.kiosk_id, kiosk->id, sizeof header.kiosk_id);
    memcpy(header.outbox_id, kiosk->outbox, sizeof header.outbox_id);
    memcpy(header.previous_link, kiosk->link, sizeof header.previous_link);
    memcpy(header.certificate_digest, certificate_fingerprint(kiosk->certificate),
           sizeof header.certificate_digest);
    return batch_encode(&header, records, count, sign, kiosk->key, &kiosk->body, error);
}

bool simulated_kiosk_pack(struct simulated_kiosk *kiosk, const struct simulated_office *office,
                          size_t most, struct error *error)
{
    const size_t length = office->sealed.length;
    const size_t fits = (BATCH_BYTES_MAX - BATCH_OVERHEAD) / (length + BATCH_RECORD_OVERHEAD);
    size_t count = most < fits ? most : fits;
    struct batch_record *records;
    uint8_t *sealed;
    bool fine;

    if (count > kiosk->waiting)
        count = kiosk->waiting;
    records = calloc(count, sizeof *records);
    sealed = malloc(count * length);
    fine = records != NULL && sealed != NULL;
    for (size_t i = 0; fine && i < count; i++) {
        records[i].sealed = sealed + i * length;
        records[i].sealed_length = length;
        make_sealed(sealed + i * length, kiosk, office, kiosk->next + i);
        memcpy(records[i].lookup, kiosk->outbox, sizeof kiosk->outbox);
        memcpy(records[i].lookup + 24, &(uint64_t){kiosk->next + i}, sizeof(uint64_t));
    }
    buffer_clear(&kiosk->body);
    kiosk->count = count;
    fine =
        fine && follow_chain(kiosk, records, count, error) && encode(kiosk, records, count, error);
    free(records);
    free(sealed);
    return fine;
}

void simulated_kiosk_unpack(struct simulated_kiosk *kiosk)
{
    buffer_finish(&kiosk->body);
}

/* ---- answers --------------------------------------------------------------- */

static bool is_whole(const struct simulated_kiosk *kiosk, const struct answer *answer,
                     struct error *error)
{
    if (answer->count != kiosk->count)
        return error_set(error, ERROR_INPUT, "%s: %zu records were sent, %zu answered", kiosk->id,
                         kiosk->count, answer->count);
    for (size_t i = 0; i < answer->count; i++)
        if (answer->records[i].sequence != kiosk->next + i ||
            answer->records[i].verdict == ANSWER_REJECTED)
            return error_set(error, ERROR_INPUT, "%s: record %" PRIu64 ": %s", kiosk->id,
                             kiosk->next + i, answer->records[i].reason);
    return true;
}

static void list_record(const struct simulated_kiosk *kiosk, const struct answer_record *record,
                        FILE *list)
{
    char id[2 * CHAIN_HASH_SIZE + 1];

    hex_encode(record->id, sizeof record->id, id);
    fprintf(list, "%s %" PRIu64 " %s\n", kiosk->id, record->sequence, id);
}

bool simulated_kiosk_take(struct simulated_kiosk *kiosk, const void *answer, size_t length,
                          FILE *list, uint64_t *duplicates, struct error *error)
{
    struct answer parsed = {0};
    bool fine = answer_parse(answer, length, &parsed, error) && is_whole(kiosk, &parsed, error);

    for (size_t i = 0; fine && i < parsed.count; i++) {
        *duplicates += parsed.records[i].verdict == ANSWER_DUPLICATE;
        if (list != NULL)
            list_record(kiosk, &parsed.records[i], list);
    }
    if (fine) {
        kiosk->next += parsed.count;
        kiosk->waiting -= parsed.count;
        memcpy(kiosk->link, kiosk->body_link, sizeof kiosk->link);
    }
    answer_finish(&parsed);
    return fine;
}
