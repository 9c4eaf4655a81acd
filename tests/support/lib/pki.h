/*
 * A whole central office's keys and certificates for tests, fresh on each run,
 * valid around the machine's present. Failures end the test program.
 */
#ifndef TESTS_SUPPORT_LIB_PKI_H
#define TESTS_SUPPORT_LIB_PKI_H

#include "platform/crypto/issue.h"

#define PKI_KIOSK_ID "0417"

struct pki_pair {
    struct private_key *key;
    struct certificate *certificate;
};

struct pki {
    char folder[64]; /* made by pki_start, removed by pki_stop */
    struct pki_pair sealing_root, tls_root, site_root, issuing;
    struct pki_pair opening, second_opening; /* sealing certificates and their keys */
    struct pki_pair server;                  /* localhost, 127.0.0.1 */
    struct pki_pair kiosk;                   /* TLS client, name PKI_KIOSK_ID */
    struct pki_pair site_signer;
    int64_t now;
};

/* Each pair stands in the folder too: <name>.key and <name>.pem, name as above with '-' for '_'. */
void pki_start(struct pki *pki);
void pki_stop(struct pki *pki);

/* A path in the folder; good until the next call with the same buffer. */
const char *pki_path(const struct pki *pki, const char *name, char path[static 256]);

/* One more pair, owned by the caller, in no file. `issuer` NULL: self-signed. `from` is counted in days
 * from now. */
struct pki_pair pki_make(const struct pki *pki, const struct pki_pair *issuer,
                         enum certificate_purpose purpose, const char *name, int64_t from,
                         int64_t days);
void pki_pair_finish(struct pki_pair *pair);

#endif
