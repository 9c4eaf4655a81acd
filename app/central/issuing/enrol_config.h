/*
 * enrol.ini in the issuing folder, which `init` writes and `enrol-server` and
 * `invite` read. Relative paths are taken from its folder.
 *
 *   [listen]  address=0.0.0.0  port=8444
 *   [tls]     certificate=enrol-server.pem  key=enrol-server.key
 *   [enrol]   url=https://HOST:8444  days=365  expired_days=30
 *   [opening] folder=../open
 */
#ifndef APP_CENTRAL_ISSUING_ENROL_CONFIG_H
#define APP_CENTRAL_ISSUING_ENROL_CONFIG_H

#include "platform/base/config.h"
#include "platform/base/file.h"

#define ENROL_ADDRESS_SIZE 64
#define ENROL_URL_SIZE     512

struct enrol_config {
    char address[ENROL_ADDRESS_SIZE]; /* numeric */
    int64_t port;                     /* 0: any free one */
    char certificate[FILE_PATH_MAX];
    char key[FILE_PATH_MAX];
    char url[ENROL_URL_SIZE];    /* where kiosks reach it; stands in invitations */
    int64_t days;                /* of validity of a kiosk's certificate */
    int64_t expired_days;        /* a certificate that ended so long ago can still be renewed */
    char opening[FILE_PATH_MAX]; /* what must not be readable here */
};

/* Reads `folder`/enrol.ini over the defaults shown above. */
bool enrol_config_load(const char *folder, struct enrol_config *config,
                       struct error *error) MUST_USE;

#endif
