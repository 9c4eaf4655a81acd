/*
 * A central office in a temporary folder, with one enrolled kiosk whose signed
 * batches can be put into the ledger. Failures fail the test.
 */
#ifndef TESTS_SUPPORT_LIB_OFFICE_FOLDER_H
#define TESTS_SUPPORT_LIB_OFFICE_FOLDER_H

#include "app/central/ledger/ledger.h"
#include "app/wire/batch.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

struct office_folder {
    char folder[64]; /* temporary */
    char office[80]; /* folder/central, made by init_office */
    struct private_key *kiosk_key;
    struct certificate *kiosk; /* 0417's, from its site bundle */
    int64_t now;
    uint64_t sequence; /* of the last record */
    uint8_t last_link[CHAIN_HASH_SIZE];
    bool receiver_lies; /* stores rows with another look-up than the kiosk signed */
};

void office_folder_start(struct office_folder *office);
void office_folder_stop(struct office_folder *office);

/* Seals each text to the office's key and stores them as one batch of kiosk 0417, signed by `key` with
 * `certificate` (the kiosk's own when NULL). Each sealed form is in folder/sealed-SEQUENCE.der too. */
void office_folder_deliver(struct office_folder *office, struct ledger *ledger,
                           const char *const *texts, size_t count, const struct private_key *key,
                           const struct certificate *certificate);

/* A whole request as a kiosk makes it, padded; the caller frees it. */
char *office_folder_request(const char *kiosk, const char *family_name);

#endif
