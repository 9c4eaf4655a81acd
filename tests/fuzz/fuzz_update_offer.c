/* What the office offers: app/update/offer.h. What is taken is written, and read again, the same. */
#include "app/update/offer.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(update_offer)
{
    struct update_offer offer, again;
    struct buffer text;

    if (!update_offer_decode(data, size, &offer, NULL)) {
        fuzz_must(offer.size == 0);
        return 0;
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
    return 0;
}
