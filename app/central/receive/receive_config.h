/*
 * receive.ini, which `init` writes and `receive`, `kiosks` and `lookup` read.
 * Relative paths are taken from its folder.
 *
 *   [listen]  address=0.0.0.0  port=8443
 *   [tls]     certificate=server.pem  key=server.key  kiosks=issuing.pem
 *             revoked=crl.pem  refused=refused
 *   [ledger]  file=ledger.db, or database=service=ledger: a libpq connection string
 *   [opening] folder=../open
 *   [updates] folder=         bundles that kiosks may fetch; empty: none
 *   [retention] days=0
 */
#ifndef APP_CENTRAL_RECEIVE_RECEIVE_CONFIG_H
#define APP_CENTRAL_RECEIVE_RECEIVE_CONFIG_H

#include "platform/base/config.h"

#define RECEIVE_PATH_SIZE    1024
#define RECEIVE_ADDRESS_SIZE 64

struct receive_config {
    char address[RECEIVE_ADDRESS_SIZE]; /* numeric */
    int64_t port;                       /* 0: any free one */
    char certificate[RECEIVE_PATH_SIZE];
    char key[RECEIVE_PATH_SIZE];
    char kiosks[RECEIVE_PATH_SIZE];   /* the CA that issues the kiosks' certificates */
    char revoked[RECEIVE_PATH_SIZE];  /* its revocation list; need not exist */
    char refused[RECEIVE_PATH_SIZE];  /* see admission.h; need not exist */
    char database[RECEIVE_PATH_SIZE]; /* as written; empty: none */
    char ledger
        [RECEIVE_PATH_SIZE]; /* for ledger_open: the database where one is named, else the file */
    char updates[RECEIVE_PATH_SIZE]; /* folder of bundles; empty: none is offered */
    int64_t retention_days;          /* see command_retire.c; 0: all is kept */
    char opening[RECEIVE_PATH_SIZE]; /* folder or file that must not be readable: where opening keys
                                        would be */
};

/* Reads `folder`/receive.ini over the defaults shown above. */
bool receive_config_load(const char *folder, struct receive_config *config,
                         struct error *error) MUST_USE;

#endif
