#include "tests/fuzz/lib/office.h"

#include "app/wire/batch.h"
#include "platform/base/file.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdio.h>
#include <string.h>

#define OFFICE    "tests/fuzz/office"
#define PAIRS_MAX 8

static struct {
    char names[PAIRS_MAX][32];
    struct fuzz_pair pairs[PAIRS_MAX];
    size_t count;
} office;

const char *fuzz_office_path(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, OFFICE "/%s", name);
    return path;
}

/* A repository cannot keep a file's mode, and a key that others can read is refused: a copy. */
static struct private_key *load_key(const char *name)
{
    char file[64];
    struct buffer pem;
    struct private_key *key;

    snprintf(file, sizeof file, "%s.key", name);
    buffer_init(&pem, PRIVATE_KEY_MAX);
    fuzz_must(file_read(fuzz_office_path(file), &pem, NULL));
    key = private_key_load(fuzz_file("office.key", pem.data, pem.length), NULL);
    buffer_finish(&pem);
    fuzz_must(key != NULL);
    return key;
}

const struct fuzz_pair *fuzz_pair(const char *name)
{
    char file[64];
    size_t i = 0;

    while (i < office.count && strcmp(office.names[i], name) != 0)
        i++;
    if (i < office.count)
        return &office.pairs[i];
    fuzz_must(office.count < PAIRS_MAX);
    snprintf(office.names[i], sizeof office.names[i], "%s", name);
    office.pairs[i].key = load_key(name);
    snprintf(file, sizeof file, "%s.pem", name);
    office.pairs[i].certificate = certificate_load(fuzz_office_path(file), NULL);
    fuzz_must(office.pairs[i].certificate != NULL);
    office.count++;
    return &office.pairs[i];
}

const struct trust *fuzz_root(const char *root)
{
    static char loaded[32];
    static struct trust *trust;
    char file[64];

    if (trust != NULL && strcmp(loaded, root) == 0)
        return trust;
    trust_destroy(trust);
    snprintf(file, sizeof file, "%s.pem", root);
    snprintf(loaded, sizeof loaded, "%s", root);
    trust = trust_load(fuzz_office_path(file), NULL);
    fuzz_must(trust != NULL);
    return trust;
}

static bool sign(void *context, const uint8_t *bytes, size_t length, struct buffer *signature,
                 struct error *error)
{
    uint8_t value[SIGNATURE_MAX];
    size_t value_length;

    return private_key_sign(context, bytes, length, value, &value_length, error) &&
           buffer_append(signature, value, value_length);
}

size_t fuzz_sign_batch(const uint8_t *data, size_t size, struct buffer *batch)
{
    const struct fuzz_pair *kiosk = fuzz_pair("kiosk");
    struct batch found;
    size_t count;

    if (!batch_decode(data, size, &found, NULL))
        return 0;
    memcpy(found.header.kiosk_id, FUZZ_KIOSK, sizeof FUZZ_KIOSK);
    memcpy(found.header.certificate_digest, certificate_fingerprint(kiosk->certificate),
           CHAIN_HASH_SIZE);
    count = found.count;
    if (!batch_encode(&found.header, found.records, count, sign, kiosk->key, batch, NULL))
        count = 0;
    batch_finish(&found);
    return count;
}
