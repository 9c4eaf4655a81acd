#include "tests/support/lib/office_folder.h"

#include "app/central/issuing/enrol.h"
#include "app/central/office/init.h"
#include "app/registration/request.h"
#include "app/site/site.h"
#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "platform/crypto/random.h"
#include "platform/crypto/request.h"
#include "platform/seal/envelope.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/made_up_visit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void must(bool fine, const struct error *error)
{
    if (!fine)
        fail_msg("%s", error->text);
}

static void enrol(struct office_folder *office)
{
    char csr[96], bundle[96], root[128];
    struct error error = {0};
    struct enrol_result result;
    snprintf(csr, sizeof csr, "%s/client.csr", office->folder);
    snprintf(bundle, sizeof bundle, "%s/site.p7", office->folder);
    snprintf(root, sizeof root, "%s/public/site-root.pem", office->office);

    office->kiosk_key = private_key_create(&error);
    must(office->kiosk_key != NULL, &error);
    struct certificate_request *request = request_create(office->kiosk_key, "kiosk", &error);
    must(request != NULL && request_save(request, csr, 0644, &error), &error);
    request_destroy(request);
    const struct enrol_order order = {.office = office->office,
                                      .request = csr,
                                      .kiosk_id = "0417",
                                      .site = "docs/examples/site.json",
                                      .bundle = bundle,
                                      .now_utc = office->now};
    must(enrol_kiosk(&order, &result, &error), &error);
    struct site *site = site_load(bundle, root, office->now, &error);
    must(site != NULL, &error);
    office->kiosk = certificate_copy(site_kiosk_certificate(site));
    site_destroy(site);
}

void office_folder_start(struct office_folder *office)
{
    static const char *const hosts[] = {"localhost", "127.0.0.1", NULL};
    struct error error = {0};
    *office = (struct office_folder){.now = (int64_t)time(NULL)};
    strcpy(office->folder, "/tmp/kiosk-office-XXXXXX");
    assert_non_null(mkdtemp(office->folder));
    snprintf(office->office, sizeof office->office, "%s/central", office->folder);
    const struct init_order order = {.office = office->office,
                                     .hosts = hosts,
                                     .port = "0",
                                     .enrol_port = "0",
                                     .address = "127.0.0.1",
                                     .now_utc = office->now};
    must(init_office(&order, &error), &error);
    enrol(office);
}

void office_folder_stop(struct office_folder *office)
{
    char command[128];
    private_key_destroy(office->kiosk_key);
    certificate_destroy(office->kiosk);
    snprintf(command, sizeof command, "rm -rf %s", office->folder);
    assert_int_equal(system(command), 0);
}

char *office_folder_request(const char *kiosk, const char *family_name)
{
    struct error error = {0};
    struct buffer out;
    struct request_origin origin = {.kiosk = kiosk,
                                    .site = "tamarack",
                                    .time_zone = "America/Detroit",
                                    .language = "en",
                                    .saved_utc = "2026-11-21T21:35:00Z",
                                    .clock_trusted = true};
    must(random_bytes(origin.uuid_random, sizeof origin.uuid_random, &error), &error);
    must(secret_start(&error), &error);
    struct form *form = made_up_form();
    struct answers *answers = answers_create(form, &error);
    made_up_fill(answers);
    made_up_type(answers, "family_name", family_name);
    buffer_init_secret(&out, REQUEST_JSON_MAX);
    must(request_build(answers, &origin, made_up_today(), &out, &error), &error);
    char *text = strndup((const char *)out.data, out.length);
    assert_non_null(text);
    buffer_finish(&out);
    answers_destroy(answers);
    form_destroy(form);
    secret_stop();
    return text;
}

/* ---- batches ----------------------------------------------------------------- */

static struct sealer *make_sealer(const struct office_folder *office)
{
    char path[128];
    struct error error = {0};
    snprintf(path, sizeof path, "%s/public/sealing-root.pem", office->office);
    struct trust *trust = trust_load(path, &error);
    must(trust != NULL, &error);
    snprintf(path, sizeof path, "%s/public/sealing/opening.pem", office->office);
    struct certificate *sealing = certificate_load(path, &error);
    must(sealing != NULL, &error);
    struct sealer *sealer = sealer_create(&sealing, 1, trust, office->now, &error);
    must(sealer != NULL, &error);
    certificate_destroy(sealing);
    trust_destroy(trust);
    return sealer;
}

static bool sign(void *context, const uint8_t *bytes, size_t length, struct buffer *signature,
                 struct error *error)
{
    uint8_t made[SIGNATURE_MAX];
    size_t made_length = 0;
    return private_key_sign(context, bytes, length, made, &made_length, error) &&
           buffer_append(signature, made, made_length);
}

static void store(struct office_folder *office, struct ledger *ledger, const struct buffer *bytes,
                  const struct certificate *certificate)
{
    struct error error = {0};
    struct batch batch;
    struct buffer der;
    struct ledger_intake_record records[8];
    enum ledger_result results[8];
    buffer_init(&der, CERTIFICATE_FILE_MAX);
    must(certificate_encode_der(certificate, &der, &error), &error);
    must(batch_decode(bytes->data, bytes->length, &batch, &error), &error);
    for (size_t i = 0; i < batch.count; i++) {
        memcpy(records[i].id, batch.records[i].id, LEDGER_HASH_BYTES);
        memcpy(records[i].link, batch.records[i].link, LEDGER_HASH_BYTES);
        memcpy(records[i].look_up, batch.records[i].lookup, LEDGER_HASH_BYTES);
        records[i].look_up[1] ^= office->receiver_lies;
        records[i].rejected = false;
    }
    struct ledger_intake intake = {.batch = {.kiosk = "0417",
                                             .received_utc = office->now,
                                             .bytes = bytes->data,
                                             .length = bytes->length,
                                             .certificate = der.data,
                                             .certificate_length = der.length},
                                   .first_sequence = batch.header.first_sequence,
                                   .records = records,
                                   .count = batch.count};
    memcpy(intake.outbox, batch.header.outbox_id, sizeof intake.outbox);
    memcpy(intake.previous_link, batch.header.previous_link, sizeof intake.previous_link);
    must(ledger_store_batch(ledger, &intake, results, &error), &error);
    office->sequence += batch.count;
    memcpy(office->last_link, batch.last_link, sizeof office->last_link);
    batch_finish(&batch);
    buffer_finish(&der);
}

static void keep_sealed(const struct office_folder *office, uint64_t sequence,
                        const struct buffer *sealed)
{
    char path[128];
    struct error error = {0};
    snprintf(path, sizeof path, "%s/sealed-%u.der", office->folder, (unsigned)sequence);
    must(file_write(path, sealed->data, sealed->length, 0600, &error), &error);
}

void office_folder_deliver(struct office_folder *office, struct ledger *ledger,
                           const char *const *texts, size_t count, const struct private_key *key,
                           const struct certificate *certificate)
{
    struct error error = {0};
    struct buffer sealed[8], bytes;
    struct batch_record records[8] = {{{0}, NULL, 0, {0}, {0}}};
    struct batch_header header = {.kiosk_id = "0417", .first_sequence = office->sequence + 1};
    const struct certificate *signer = certificate == NULL ? office->kiosk : certificate;
    struct sealer *sealer = make_sealer(office);
    assert_in_range(count, 1, 8);
    for (size_t i = 0; i < count; i++) {
        buffer_init(&sealed[i], ENVELOPE_MAX);
        must(sealer_seal(sealer, texts[i], strlen(texts[i]), &sealed[i], &error), &error);
        keep_sealed(office, header.first_sequence + i, &sealed[i]);
        records[i].sealed = sealed[i].data;
        records[i].sealed_length = sealed[i].length;
        records[i].lookup[0] = (uint8_t)(office->sequence + i);
    }
    memcpy(header.previous_link, office->last_link, sizeof header.previous_link);
    memcpy(header.certificate_digest, certificate_fingerprint(signer), CHAIN_HASH_SIZE);
    buffer_init(&bytes, BATCH_BYTES_MAX);
    must(batch_encode(&header, records, count, sign,
                      (void *)(uintptr_t)(key == NULL ? office->kiosk_key : key), &bytes, &error),
         &error);
    store(office, ledger, &bytes, signer);
    for (size_t i = 0; i < count; i++)
        buffer_finish(&sealed[i]);
    buffer_finish(&bytes);
    sealer_destroy(sealer);
}
