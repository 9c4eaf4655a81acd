#include "app/central/issuing/wrong_codes.h"

#include "app/site/site.h"
#include "platform/base/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define SOURCE_SIZE  INET6_ADDRSTRLEN
#define PREFIX_BYTES 8 /* of an IPv6 address: its owner has all the rest */
#define KIOSK_SIZE   65

/* Whose wrong codes these are: either may be empty, for all of the other. */
struct who {
    char source[SOURCE_SIZE];
    char kiosk[KIOSK_SIZE];
};

struct tally {
    struct who who;
    int count; /* 0: free */
    int64_t last_utc;
};

struct wrong_codes {
    struct tally tallies[WRONG_CODES_KEPT];
};

struct wrong_codes *wrong_codes_create(void)
{
    return calloc(1, sizeof(struct wrong_codes));
}

void wrong_codes_destroy(struct wrong_codes *codes)
{
    free(codes);
}

/* ---- who --------------------------------------------------------------------- */

static void read_source(const char *peer, char source[static SOURCE_SIZE])
{
    struct in6_addr address;

    if (!text_copy(source, SOURCE_SIZE, peer) || inet_pton(AF_INET6, peer, &address) != 1 ||
        IN6_IS_ADDR_V4MAPPED(&address))
        return;
    memset(address.s6_addr + PREFIX_BYTES, 0, sizeof address.s6_addr - PREFIX_BYTES);
    (void)inet_ntop(AF_INET6, &address, source, SOURCE_SIZE);
}

/* All ids that cannot be one count together. */
static struct who who_is(const char *source, const char *kiosk_id)
{
    struct who who = {.source = "", .kiosk = ""};

    if (source != NULL)
        read_source(source, who.source);
    if (kiosk_id != NULL &&
        (!site_kiosk_id_is_valid(kiosk_id) || !text_copy(who.kiosk, sizeof who.kiosk, kiosk_id)))
        (void)text_copy(who.kiosk, sizeof who.kiosk, "?");
    return who;
}

static bool is_same(const struct who *one, const struct who *other)
{
    return strcmp(one->source, other->source) == 0 && strcmp(one->kiosk, other->kiosk) == 0;
}

/* ---- counting ---------------------------------------------------------------- */

static bool is_forgotten(const struct tally *tally, int64_t now_utc)
{
    return tally->count == 0 || now_utc - tally->last_utc >= WRONG_CODES_FORGOTTEN;
}

static const struct tally *find(const struct wrong_codes *codes, const struct who *who,
                                int64_t now_utc)
{
    static const struct tally none;

    for (size_t i = 0; i < WRONG_CODES_KEPT; i++)
        if (!is_forgotten(&codes->tallies[i], now_utc) && is_same(&codes->tallies[i].who, who))
            return &codes->tallies[i];
    return &none;
}

static void count(struct wrong_codes *codes, const struct who *who, int64_t now_utc)
{
    struct tally *place = &codes->tallies[0];

    for (size_t i = 0; i < WRONG_CODES_KEPT; i++) {
        struct tally *tally = &codes->tallies[i];

        if (is_forgotten(tally, now_utc))
            tally->count = 0;
        if (tally->count > 0 && is_same(&tally->who, who)) {
            tally->count++;
            tally->last_utc = now_utc;
            return;
        }
        if (tally->count == 0 ? place->count > 0
                              : place->count > 0 && tally->last_utc < place->last_utc)
            place = tally;
    }
    *place = (struct tally){.who = *who, .count = 1, .last_utc = now_utc};
}

void wrong_codes_note(struct wrong_codes *codes, const char *source, const char *kiosk_id,
                      int64_t now_utc)
{
    const struct who everybody[] = {who_is(source, kiosk_id), who_is(source, NULL),
                                    who_is(NULL, kiosk_id)};

    for (size_t i = 0; i < sizeof everybody / sizeof everybody[0]; i++)
        count(codes, &everybody[i], now_utc);
}

/* ---- waiting ----------------------------------------------------------------- */

static int pause_after(int count, int free_tries)
{
    int pause = WRONG_CODES_WAIT_LEAST;

    if (count < free_tries)
        return 0;
    for (int i = free_tries; i < count && pause < WRONG_CODES_WAIT_MOST; i++)
        pause *= 2;
    return pause < WRONG_CODES_WAIT_MOST ? pause : WRONG_CODES_WAIT_MOST;
}

/* A clock that was set back makes nobody wait. */
static int left(const struct tally *tally, int pause, int64_t now_utc)
{
    const int64_t passed = now_utc - tally->last_utc;

    return passed >= 0 && passed < pause ? (int)(pause - passed) : 0;
}

int wrong_codes_wait(const struct wrong_codes *codes, const char *source, const char *kiosk_id,
                     int64_t now_utc)
{
    const struct who both = who_is(source, kiosk_id), anywhere = who_is(NULL, kiosk_id);
    const struct who any = who_is(source, NULL);
    const struct tally *of_both = find(codes, &both, now_utc);
    const struct tally *of_source = find(codes, &any, now_utc);
    const bool is_besieged = find(codes, &anywhere, now_utc)->count >= WRONG_CODES_KIOSK_FREE;
    const int pause = is_besieged && of_both->count > 0
                          ? WRONG_CODES_WAIT_MOST
                          : pause_after(of_both->count, WRONG_CODES_FREE);
    const int one = left(of_both, pause, now_utc);
    const int other =
        left(of_source, pause_after(of_source->count, WRONG_CODES_SOURCE_FREE), now_utc);

    return one > other ? one : other;
}
