/*
 * Keys and certificates for targets that need some: always the same ones, from
 * tests/fuzz/office, so that what was found yesterday is found again today. They
 * protect nothing.
 */
#ifndef TESTS_FUZZ_LIB_OFFICE_H
#define TESTS_FUZZ_LIB_OFFICE_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

#define FUZZ_KIOSK "0417"
#define FUZZ_NOW   INT64_C(1795305600) /* 2026-11-22: the certificates hold then */

struct fuzz_pair {
    struct private_key *key;
    struct certificate *certificate;
};

/* NAME.key and NAME.pem: "kiosk", "server", "opening", "site-signer", or a root. Loaded once; to be
 * kept. */
const struct fuzz_pair *fuzz_pair(const char *name);
/* "tests/fuzz/office/NAME"; good until the next call. */
const char *fuzz_office_path(const char *name);
/* A trust of one root, loaded once. */
const struct trust *fuzz_root(const char *root);

/* The bytes as a batch of FUZZ_KIOSK, signed with its key and appended; returns how many records it
 * has, 0 where the bytes are no batch. */
size_t fuzz_sign_batch(const uint8_t *data, size_t size, struct buffer *batch);

#endif
