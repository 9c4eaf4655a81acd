#include "app/wire/batch.h"
#include "app/wire/cbor.h"

#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/crypto/issue.h"
#include "tests/support/lib/cmocka.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define DAY_2026 INT64_C(1767225600)

/* A kiosk's key and certificate, and a batch of three records signed with it. */
struct fixture {
    struct private_key *key;
    struct certificate *certificate;
    struct batch_header header;
    struct batch_record records[3];
    struct buffer bytes;
};

static const uint8_t sealed_bytes[] = "not a real sealed request";

static bool sign(void *context, const uint8_t *bytes, size_t length, struct buffer *signature,
                 struct error *error)
{
    uint8_t value[SIGNATURE_MAX];
    size_t value_length;

    return private_key_sign(context, bytes, length, value, &value_length, error) &&
           buffer_append(signature, value, value_length);
}

static struct certificate *issue_client(const struct private_key *key)
{
    const struct certificate_order root_order = {
        .purpose = PURPOSE_AUTHORITY, .name = "test root", .not_before = DAY_2026, .days = 900};
    const struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = "kiosk-7", .not_before = DAY_2026, .days = 400};
    struct private_key *root_key = private_key_create(NULL);
    struct certificate *root = issue_root(root_key, &root_order, NULL);
    struct certificate_request *request = request_create(key, "kiosk-7", NULL);
    struct certificate *client = issue_certificate(request, &order, root, root_key, NULL);

    assert_non_null(client);
    request_destroy(request);
    certificate_destroy(root);
    private_key_destroy(root_key);
    return client;
}

static int set_up(void **state)
{
    struct fixture *fixture = test_calloc(1, sizeof *fixture);
    struct batch_header *header = &fixture->header;
    struct error error = {.kind = ERROR_NONE};

    fixture->key = private_key_create(NULL);
    fixture->certificate = issue_client(fixture->key);
    (void)snprintf(header->kiosk_id, sizeof header->kiosk_id, "kiosk-7");
    memset(header->outbox_id, 0xab, sizeof header->outbox_id);
    header->first_sequence = 41;
    memset(header->previous_link, 0x11, sizeof header->previous_link);
    memcpy(header->certificate_digest, certificate_fingerprint(fixture->certificate),
           CHAIN_HASH_SIZE);
    for (size_t i = 0; i < 3; i++) {
        memset(fixture->records[i].lookup, (int)i, CHAIN_HASH_SIZE);
        fixture->records[i].sealed = sealed_bytes;
        fixture->records[i].sealed_length = sizeof sealed_bytes - i;
    }
    buffer_init(&fixture->bytes, (size_t)BATCH_BYTES_MAX * 2);
    if (!batch_encode(header, fixture->records, 3, sign, fixture->key, &fixture->bytes, &error)) {
        fail_msg("%s", error.text);
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    buffer_finish(&fixture->bytes);
    certificate_destroy(fixture->certificate);
    private_key_destroy(fixture->key);
    test_free(fixture);
    return 0;
}

static bool decodes(const uint8_t *bytes, size_t length)
{
    struct batch batch;
    bool fine = batch_decode(bytes, length, &batch, NULL);

    batch_finish(&batch);
    return fine;
}

static void a_batch_comes_back_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    struct batch batch;

    assert_true(batch_decode(fixture->bytes.data, fixture->bytes.length, &batch, NULL));
    assert_memory_equal(&batch.header, &fixture->header, sizeof batch.header);
    assert_int_equal(batch.count, 3);
    assert_int_equal(batch.records[1].sealed_length, sizeof sealed_bytes - 1);
    assert_memory_equal(batch.records[2].lookup, fixture->records[2].lookup, CHAIN_HASH_SIZE);
    assert_memory_equal(batch.last_link, batch.records[2].link, CHAIN_HASH_SIZE);
    batch_finish(&batch);
}

static void its_signature_verifies(void **state)
{
    struct fixture *fixture = *state;
    struct batch batch;

    assert_true(batch_decode(fixture->bytes.data, fixture->bytes.length, &batch, NULL));
    assert_true(batch_verify(&batch, fixture->certificate, NULL));
    batch_finish(&batch);
}

static void any_changed_byte_is_noticed(void **state)
{
    struct fixture *fixture = *state;
    size_t accepted = 0;

    for (size_t i = 0; i < fixture->bytes.length; i++) {
        struct batch batch;

        fixture->bytes.data[i] ^= 1;
        if (batch_decode(fixture->bytes.data, fixture->bytes.length, &batch, NULL)) {
            accepted += batch_verify(&batch, fixture->certificate, NULL);
        }
        batch_finish(&batch);
        fixture->bytes.data[i] ^= 1;
    }
    assert_int_equal(accepted, 0);
}

static void another_kiosks_certificate_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct private_key *key = private_key_create(NULL);
    struct certificate *other = issue_client(key);
    struct error error = {.kind = ERROR_NONE};
    struct batch batch;

    assert_true(batch_decode(fixture->bytes.data, fixture->bytes.length, &batch, NULL));
    assert_false(batch_verify(&batch, other, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    batch_finish(&batch);
    certificate_destroy(other);
    private_key_destroy(key);
}

static void every_cut_is_refused(void **state)
{
    struct fixture *fixture = *state;

    for (size_t length = 0; length < fixture->bytes.length; length++) {
        assert_false(decodes(fixture->bytes.data, length));
    }
}

static void bytes_behind_the_signature_are_refused(void **state)
{
    struct fixture *fixture = *state;

    assert_true(buffer_append_byte(&fixture->bytes, 0));
    assert_false(decodes(fixture->bytes.data, fixture->bytes.length));
}

static void a_longer_form_of_a_number_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct buffer longer;

    /* The header's version 1 stands behind the array head; 0x18 0x01 is the same number. */
    buffer_init(&longer, BATCH_BYTES_MAX);
    assert_true(buffer_append_byte(&longer, fixture->bytes.data[0]));
    assert_true(buffer_append(&longer, "\x18\x01", 2));
    assert_true(buffer_append(&longer, fixture->bytes.data + 2, fixture->bytes.length - 2));
    assert_false(decodes(longer.data, longer.length));
    buffer_finish(&longer);
}

static void an_indefinite_array_is_refused(void **state)
{
    struct fixture *fixture = *state;

    fixture->bytes.data[0] = 0x9f;
    assert_false(decodes(fixture->bytes.data, fixture->bytes.length));
}

static void another_version_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct error error = {.kind = ERROR_NONE};
    struct batch batch;

    fixture->bytes.data[1] = 2;
    assert_false(batch_decode(fixture->bytes.data, fixture->bytes.length, &batch, &error));
    assert_non_null(strstr(error.text, "version is 2"));
}

static void more_than_500_records_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static struct batch_record many[BATCH_RECORDS_MAX + 1];
    struct buffer bytes;

    for (size_t i = 0; i <= BATCH_RECORDS_MAX; i++) {
        many[i] = fixture->records[0];
    }
    buffer_init(&bytes, BATCH_BYTES_MAX);
    assert_true(
        batch_encode(&fixture->header, many, BATCH_RECORDS_MAX, sign, fixture->key, &bytes, NULL));
    assert_true(decodes(bytes.data, bytes.length));
    assert_false(batch_encode(&fixture->header, many, BATCH_RECORDS_MAX + 1, sign, fixture->key,
                              &bytes, NULL));
    buffer_finish(&bytes);
}

static void a_batch_over_a_mebibyte_is_refused_and_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    static uint8_t sealed[CHAIN_SEALED_MAX];
    struct batch_record many[17];
    struct error error = {.kind = ERROR_NONE};
    struct buffer bytes;

    for (size_t i = 0; i < 17; i++) {
        many[i] = fixture->records[0];
        many[i].sealed = sealed;
        many[i].sealed_length = sizeof sealed;
    }
    buffer_init(&bytes, (size_t)BATCH_BYTES_MAX * 2);
    assert_false(batch_encode(&fixture->header, many, 17, sign, fixture->key, &bytes, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    assert_int_equal(bytes.length, 0);
    buffer_finish(&bytes);
}

static void overheads_cover_what_a_batch_adds(void **state)
{
    struct fixture *fixture = *state;
    size_t sealed = 3 * sizeof sealed_bytes - 3;

    assert_true(fixture->bytes.length <= BATCH_OVERHEAD + 3 * BATCH_RECORD_OVERHEAD + sealed);
    assert_true(6 + 2 + CHAIN_KIOSK_ID_MAX + 17 + 9 + 2 * 34 + 2 + BATCH_SIGNATURE_MAX <=
                BATCH_OVERHEAD);
    assert_true(1 + 34 + 5 <= BATCH_RECORD_OVERHEAD);
}

/* The JSON block of docs/wire-format.md; tests run in the tree's root. */
static json_t *load_vectors(void)
{
    struct buffer page;
    const char *block;
    json_t *vectors;

    buffer_init(&page, 65536);
    assert_true(file_read("docs/wire-format.md", &page, NULL));
    block = strstr(buffer_text(&page), "```json");
    assert_non_null(block);
    vectors = json_loads(block + strlen("```json"), JSON_DISABLE_EOF_CHECK, NULL);
    assert_non_null(vectors);
    buffer_finish(&page);
    return vectors;
}

/* Decodes the hexadecimal text of a member; its length. */
static size_t vector_bytes(const json_t *vectors, const char *name, uint8_t *bytes)
{
    const char *text = json_string_value(json_object_get(vectors, name));

    assert_non_null(text);
    assert_true(hex_decode(text, bytes, strlen(text) / 2));
    return strlen(text) / 2;
}

static void expect_vector(const json_t *vectors, const char *name, const uint8_t *bytes)
{
    uint8_t expected[64];

    assert_memory_equal(bytes, expected, vector_bytes(vectors, name, expected));
}

static void published_digests_hold(void **state)
{
    json_t *vectors = load_vectors();
    const json_t *records = json_object_get(vectors, "records");
    uint8_t bytes[4096];
    struct batch batch;
    uint8_t lookup[CHAIN_HASH_SIZE];

    (void)state;
    assert_true(batch_decode(bytes, vector_bytes(vectors, "batch", bytes), &batch, NULL));
    assert_int_equal(batch.count, json_array_size(records));
    for (size_t i = 0; i < batch.count; i++) {
        const json_t *record = json_array_get(records, i);

        assert_true(
            chain_lookup(json_string_value(json_object_get(record, "receipt_code")), lookup, NULL));
        expect_vector(record, "lookup", lookup);
        expect_vector(record, "id", batch.records[i].id);
        expect_vector(record, "link", batch.records[i].link);
    }
    batch_finish(&batch);
    json_decref(vectors);
}

static bool sign_as_published(void *context, const uint8_t *bytes, size_t length,
                              struct buffer *signature, struct error *error)
{
    uint8_t value[1024];
    size_t value_length = vector_bytes(context, "signed", value);

    (void)error;
    assert_int_equal(length, value_length);
    assert_memory_equal(bytes, value, length);
    return buffer_append(signature, value, vector_bytes(context, "signature", value));
}

static void the_published_batch_is_encoded_to_the_byte(void **state)
{
    json_t *vectors = load_vectors();
    uint8_t bytes[4096];
    size_t length = vector_bytes(vectors, "batch", bytes);
    struct buffer encoded;
    struct batch batch;

    (void)state;
    assert_true(batch_decode(bytes, length, &batch, NULL));
    buffer_init(&encoded, BATCH_BYTES_MAX);
    assert_true(batch_encode(&batch.header, batch.records, batch.count, sign_as_published, vectors,
                             &encoded, NULL));
    assert_int_equal(encoded.length, length);
    assert_memory_equal(encoded.data, bytes, length);
    buffer_finish(&encoded);
    batch_finish(&batch);
    json_decref(vectors);
}

static void a_kiosks_id_has_few_characters(void **state)
{
    char longest[CHAIN_KIOSK_ID_MAX + 2];

    (void)state;
    memset(longest, 'a', sizeof longest);
    longest[CHAIN_KIOSK_ID_MAX + 1] = '\0';
    assert_false(chain_kiosk_id_is_valid(longest));
    assert_true(chain_kiosk_id_is_valid(longest + 1));
    assert_false(chain_kiosk_id_is_valid(""));
    assert_false(chain_kiosk_id_is_valid("kiosk 7"));
}

#define WIRE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRE_TEST(a_batch_comes_back_as_it_was),
        WIRE_TEST(its_signature_verifies),
        WIRE_TEST(any_changed_byte_is_noticed),
        WIRE_TEST(another_kiosks_certificate_is_refused),
        WIRE_TEST(every_cut_is_refused),
        WIRE_TEST(bytes_behind_the_signature_are_refused),
        WIRE_TEST(a_longer_form_of_a_number_is_refused),
        WIRE_TEST(an_indefinite_array_is_refused),
        WIRE_TEST(another_version_is_named),
        WIRE_TEST(more_than_500_records_are_refused),
        WIRE_TEST(a_batch_over_a_mebibyte_is_refused_and_leaves_nothing),
        WIRE_TEST(overheads_cover_what_a_batch_adds),
        cmocka_unit_test(published_digests_hold),
        cmocka_unit_test(the_published_batch_is_encoded_to_the_byte),
        cmocka_unit_test(a_kiosks_id_has_few_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
