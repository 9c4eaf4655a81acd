/* What the office offers, app/update/offer.h, and the head of a bundle, app/update/bundle.h. */
#include "app/update/bundle.h"
#include "app/update/offer.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

#include <string.h>

static void try_offer(const uint8_t *data, size_t size)
{
    struct update_offer offer, again;
    struct buffer text;

    if (!update_offer_decode(data, size, &offer, NULL)) {
        fuzz_must(offer.size == 0);
        return;
    }
    buffer_init(&text, UPDATE_OFFER_BYTES);
    fuzz_must(update_offer_encode(&offer, &text, NULL));
    fuzz_must(update_offer_decode(text.data, text.length, &again, NULL));
    fuzz_must(offer.size == again.size &&
              memcmp(&offer.version, &again.version, sizeof again.version) == 0);
    int64_t pieces = (offer.size - 1) / UPDATE_PIECE_SIZE + 1;
    fuzz_must(update_offer_piece(&offer, pieces) == 0 &&
              update_offer_piece(&offer, pieces - 1) > 0);
    buffer_finish(&text);
}

FUZZ_TARGET(update)
{
    struct update_manifest manifest;
    struct error error = {0};

    try_offer(data, size);
    /* Nobody here has a release key. */
    fuzz_must(
        !update_manifest_read("bundle", data, size, fuzz_root("site-root"), &manifest, &error));
    fuzz_must(manifest.size == 0 && error.kind != ERROR_NONE);
    return 0;
}
