/*
 * What the central office has for its kiosks, over HTTP: GET UPDATES_PATH tells the newest release, and
 * GET UPDATES_PATH/VERSION/N its bundle's piece N (docs/wire-format.md). Nothing of it is believed: the
 * bundle is signed.
 */
#ifndef APP_UPDATE_OFFER_H
#define APP_UPDATE_OFFER_H

#include "app/update/release_version.h"
#include "platform/base/buffer.h"

#include <stdint.h>

#define UPDATES_PATH       "/v1/updates"
#define UPDATE_PIECE_SIZE  (256u << 10)
#define UPDATE_BUNDLE_MAX  (INT64_C(1) << 31)
#define UPDATE_PIECE_TYPE  "application/octet-stream"
#define UPDATE_OFFER_BYTES 256u

struct update_offer {
    struct release_version version;
    int64_t size; /* of the bundle, 1 to UPDATE_BUNDLE_MAX */
};

/* {"version":1,"release":"1.4.0","size":75339776,"piece":262144} */
bool update_offer_encode(const struct update_offer *offer, struct buffer *out,
                         struct error *error) MUST_USE;
/* ERROR_INPUT for anything else, pieces of another size among it. */
bool update_offer_decode(const void *bytes, size_t length, struct update_offer *offer,
                         struct error *error) MUST_USE;

/* How many bytes piece `number` has; 0 where there is none. */
size_t update_offer_piece(const struct update_offer *offer, int64_t number);

#endif
