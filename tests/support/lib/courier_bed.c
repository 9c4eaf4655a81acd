#include "tests/support/lib/courier_bed.h"

#include "platform/base/file.h"
#include "platform/seal/seal.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/identity_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sealer *make_sealer(const struct pki *pki)
{
    struct trust *trust = trust_create(NULL);
    struct certificate *certificates[] = {pki->opening.certificate};
    struct sealer *sealer;

    assert_true(trust_add(trust, pki->sealing_root.certificate, NULL));
    sealer = sealer_create(certificates, 1, trust, pki->now, NULL);
    trust_destroy(trust);
    assert_non_null(sealer);
    return sealer;
}

static void make_folders(struct courier_bed *bed)
{
    struct error error = {0};

    strcpy(bed->kiosk, "/tmp/courier-XXXXXX");
    assert_non_null(mkdtemp(bed->kiosk));
    snprintf(bed->outbox_folder, sizeof bed->outbox_folder, "%s/outbox", bed->kiosk);
    snprintf(bed->state_folder, sizeof bed->state_folder, "%s/state", bed->kiosk);
    snprintf(bed->keys_folder, sizeof bed->keys_folder, "%s/keys", bed->kiosk);
    assert_true(file_make_folder(bed->keys_folder, 0700, NULL));
    assert_true(file_make_folder(bed->outbox_folder, 0770, NULL));
    assert_true(file_make_folder(bed->state_folder, 0770, NULL));
    bed->outbox = outbox_open(bed->outbox_folder, PKI_KIOSK_ID, &error);
    if (bed->outbox == NULL)
        fail_msg("%s", error.text);
    bed->state = state_own(bed->state_folder, "courier", NULL);
    assert_non_null(bed->state);
}

int courier_bed_set_up(void **state)
{
    struct courier_bed *bed = calloc(1, sizeof *bed);
    struct buffer pem;

    pki_start(&bed->pki);
    make_folders(bed);
    bed->sealer = make_sealer(&bed->pki);
    identity_folder_fill(bed->keys_folder, &bed->pki.kiosk);
    bed->identity = identity_load(bed->keys_folder, PKI_KIOSK_ID, NULL, NULL);
    assert_non_null(bed->identity);
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_pem(bed->pki.tls_root.certificate, &pem, NULL));
    bed->roots = strdup(buffer_text(&pem));
    buffer_finish(&pem);
    bed->loop = loop_create(&clock_system, NULL);
    assert_non_null(bed->loop);
    *state = bed;
    return 0;
}

int courier_bed_tear_down(void **state)
{
    struct courier_bed *bed = *state;
    char command[128];

    courier_destroy(bed->courier);
    identity_destroy(bed->identity);
    state_disown(bed->state);
    loop_destroy(bed->loop);
    free(bed->roots);
    sealer_destroy(bed->sealer);
    outbox_close(bed->outbox);
    snprintf(command, sizeof command, "rm -rf %s", bed->kiosk);
    assert_int_equal(system(command), 0);
    pki_stop(&bed->pki);
    free(bed);
    return 0;
}

/* ---- what the tests are made of -------------------------------------------- */

void courier_bed_save_bytes(struct courier_bed *bed, unsigned number, const void *bytes,
                            size_t length)
{
    uint8_t lookup[CHAIN_HASH_SIZE] = {0};
    struct error error = {0};

    memcpy(lookup, &number, sizeof number);
    if (!outbox_insert(bed->outbox, lookup, bytes, length, NULL, &error))
        fail_msg("%s", error.text);
}

void courier_bed_save_requests(struct courier_bed *bed, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char text[64];
        struct buffer sealed;

        snprintf(text, sizeof text, "{\"request\":%u}", i);
        buffer_init(&sealed, 65536);
        assert_true(sealer_seal(bed->sealer, text, strlen(text), &sealed, NULL));
        courier_bed_save_bytes(bed, i, sealed.data, sealed.length);
        buffer_finish(&sealed);
    }
}

struct outbox_counts courier_bed_count(struct courier_bed *bed)
{
    struct outbox_counts counts;

    assert_true(outbox_count(bed->outbox, &counts, NULL));
    return counts;
}

void courier_bed_start(struct courier_bed *bed, uint16_t port, int64_t least)
{
    struct error error = {0};
    struct courier_settings settings = {
        .office = {.url = bed->url, .roots_pem = bed->roots, .answer_seconds = patience(2)},
        .kiosk_id = PKI_KIOSK_ID,
        .outbox_folder = bed->outbox_folder,
        .state_folder = bed->state_folder,
        .enrol_url = "",
        .identity = bed->identity,
        .clock = &clock_system,
        .state = bed->state,
        .earliest_utc = bed->earliest_utc,
        .health_seconds = 3600,
        .retry_least = least,
        .retry_most = least};

    snprintf(bed->url, sizeof bed->url, "https://127.0.0.1:%u", port);
    bed->courier = courier_create(bed->loop, &settings, &error);
    if (bed->courier == NULL)
        fail_msg("%s", error.text);
}

json_t *courier_bed_read_state(struct courier_bed *bed)
{
    enum state_life life;
    json_t *object = NULL;

    assert_true(state_read(bed->state_folder, "courier", &life, &object, NULL));
    assert_non_null(object);
    return object;
}

static void late(void *context)
{
    *(bool *)context = true;
}

/* Runs the loop until the condition holds; false when patience ends first. */
bool courier_bed_run_until(struct courier_bed *bed, courier_bed_condition *holds, int64_t patience)
{
    bool is_late = false;
    struct loop_timer timer = {.callback = late, .context = &is_late};

    assert_true(loop_add_timer(bed->loop, &timer, NULL));
    loop_timer_set(bed->loop, &timer, patience);
    while (!holds(bed) && !is_late)
        assert_true(loop_once(bed->loop, true, NULL));
    loop_remove_timer(bed->loop, &timer);
    return !is_late;
}

bool courier_bed_never(struct courier_bed *bed)
{
    (void)bed;
    return false;
}

bool courier_bed_has_failed(struct courier_bed *bed)
{
    json_t *state = courier_bed_read_state(bed);
    bool failed = json_string_length(json_object_get(state, "last_error")) > 0;

    json_decref(state);
    return failed;
}

/* Delivered all and said so to the centre: nothing is left to do. */
bool courier_bed_is_at_rest(struct courier_bed *bed)
{
    json_t *state = courier_bed_read_state(bed);
    bool rests = json_integer_value(json_object_get(state, "waiting")) == 0 &&
                 json_is_true(json_object_get(state, "connected")) &&
                 json_is_null(json_object_get(state, "next_try_utc")) &&
                 json_object_get(state, "clock_offset_seconds") != NULL &&
                 json_string_length(json_object_get(state, "last_error")) == 0;

    json_decref(state);
    return rests && courier_bed_count(bed).waiting == 0;
}
