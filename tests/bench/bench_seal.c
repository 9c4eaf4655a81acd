/*
 * The CPU time of sealing a request, beside the bare cryptography that it cannot
 * do without: a fresh P-256 key, one ECDH and AES-256-GCM over the same bytes,
 * turn by turn. Prints one JSON object; microseconds are means.
 *
 *   bench_seal [COUNT]
 */
#include "platform/base/secret.h"
#include "platform/crypto/issue.h"
#include "platform/seal/seal.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PLAIN_BYTES 2048u

static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void need(bool held, const char *what)
{
    if (!held) {
        fprintf(stderr, "bench_seal: %s\n", what);
        exit(1);
    }
}

static struct sealer *make_sealer(void)
{
    struct error error = {0};
    struct private_key *root_key = private_key_create(&error);
    struct private_key *key = private_key_create(&error);
    struct trust *trust = trust_create(&error);
    need(root_key != NULL && key != NULL && trust != NULL, error.text);
    const struct certificate_order root_order = {
        .purpose = PURPOSE_AUTHORITY, .name = "root", .not_before = time(NULL) - 60, .days = 10};
    const struct certificate_order order = {
        .purpose = PURPOSE_SEALING, .name = "sealing", .not_before = time(NULL) - 60, .days = 5};
    struct certificate *root = issue_root(root_key, &root_order, &error);
    struct certificate_request *request = request_create(key, "sealing", &error);
    need(root != NULL && request != NULL && trust_add(trust, root, &error), error.text);
    struct certificate *certificate = issue_certificate(request, &order, root, root_key, &error);
    need(certificate != NULL, error.text);
    struct sealer *sealer = sealer_create(&certificate, 1, trust, time(NULL), &error);
    need(sealer != NULL, error.text);
    request_destroy(request);
    certificate_destroy(certificate);
    certificate_destroy(root);
    trust_destroy(trust);
    private_key_destroy(key);
    private_key_destroy(root_key);
    return sealer;
}

/* What no sealing to a P-256 key can do without. */
static void bare(EVP_PKEY *recipient, const uint8_t *plain, uint8_t *out)
{
    EVP_PKEY *ephemeral = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    EVP_PKEY_CTX *exchange = EVP_PKEY_CTX_new(ephemeral, NULL);
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    uint8_t shared[64], tag[16];
    const uint8_t nonce[12] = {0};
    size_t length = sizeof shared;
    int written = 0;
    need(EVP_PKEY_derive_init(exchange) == 1 &&
             EVP_PKEY_derive_set_peer(exchange, recipient) == 1 &&
             EVP_PKEY_derive(exchange, shared, &length) == 1 &&
             EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, shared, nonce) == 1 &&
             EVP_EncryptUpdate(cipher, out, &written, plain, PLAIN_BYTES) == 1 &&
             EVP_EncryptFinal_ex(cipher, out + written, &written) == 1 &&
             EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, sizeof tag, tag) == 1,
         "the bare cryptography failed");
    EVP_CIPHER_CTX_free(cipher);
    EVP_PKEY_CTX_free(exchange);
    EVP_PKEY_free(ephemeral);
}

int main(int argc, char **argv)
{
    const long asked = argc > 1 ? atol(argv[1]) : 2000;
    const int count = asked > 0 && asked < 1000000 ? (int)asked : 2000;
    struct error error = {0};
    need(secret_start(&error), error.text);
    struct sealer *sealer = make_sealer();
    EVP_PKEY *recipient = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    uint8_t plain[PLAIN_BYTES], out[PLAIN_BYTES + 64];
    memset(plain, 'x', sizeof plain);
    double seal_total = 0, bare_total = 0;
    size_t sealed_bytes = 0;
    for (int i = 0; i < count; i++) {
        struct buffer sealed;
        buffer_init(&sealed, PLAIN_BYTES + SEAL_OVERHEAD_MAX);
        const double start = cpu_seconds();
        need(sealer_seal(sealer, plain, sizeof plain, &sealed, &error), error.text);
        const double middle = cpu_seconds();
        bare(recipient, plain, out);
        bare_total += cpu_seconds() - middle;
        seal_total += middle - start;
        sealed_bytes = sealed.length;
        buffer_finish(&sealed);
    }
    printf("{\"seals\": %d, \"plain_bytes\": %u, \"sealed_bytes\": %zu, \"seal_us\": %.0f, "
           "\"bare_us\": %.0f, \"ratio\": %.2f}\n",
           count, PLAIN_BYTES, sealed_bytes, seal_total / count * 1e6, bare_total / count * 1e6,
           seal_total / bare_total);
    EVP_PKEY_free(recipient);
    sealer_destroy(sealer);
    return 0;
}
