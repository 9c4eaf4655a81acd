#include "app/screen/tiles.h"

#include "platform/base/state.h"
#include "platform/base/text.h"
#include "platform/language/language.h"

#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#define DAY                  86400
#define CERTIFICATE_LOW_DAYS 30
#define WAITING_LONG         DAY
#define DISK_LOW_BYTES       (512ull << 20)

struct words {
    const struct language *languages;
    const char *language;
};

enum tile_name {
    TILE_WAITING,
    TILE_DELIVERY,
    TILE_PRINTER,
    TILE_CERTIFICATE,
    TILE_DISK,
    TILE_CLOCK,
    TILE_NETWORK,
    TILE_VERSION
};

/* ---- words ----------------------------------------------------------------- */

static void put_words(char *target, const struct words *words, const char *key)
{
    (void)text_copy(target, TILE_TEXT_SIZE, language_text(words->languages, words->language, key));
}

static void put_number(char *target, const struct words *words, const char *key, int64_t number)
{
    char digits[24];
    const struct text_value value = {"n", digits};
    struct buffer text;

    (void)text_format(digits, sizeof digits, "%lld", (long long)number);
    buffer_init(&text, TILE_TEXT_SIZE);
    (void)language_fill(words->languages, words->language, key, &value, 1, &text);
    (void)text_copy(target, TILE_TEXT_SIZE, buffer_text(&text));
    buffer_finish(&text);
}

/* The day, and the time of day where `with_time`, as it is at the site. */
static void put_time(char *target, const struct words *words, int64_t utc, bool with_time)
{
    time_t seconds = (time_t)utc;
    struct buffer text;
    struct tm local;

    if (!localtime_r(&seconds, &local))
        return;
    buffer_init(&text, TILE_TEXT_SIZE);
    (void)language_date(words->languages, words->language, LANGUAGE_DATE_SHORT,
                        local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, &text);
    if (with_time)
        (void)buffer_append_format(&text, ", %02d:%02d", local.tm_hour, local.tm_min);
    (void)text_copy(target, TILE_TEXT_SIZE, buffer_text(&text));
    buffer_finish(&text);
}

/* ---- one tile each --------------------------------------------------------- */

static void fill_waiting(struct tiles *tiles, struct resources *resources,
                         const struct words *words)
{
    char *value = tiles->texts[TILE_WAITING][0], *more = tiles->texts[TILE_WAITING][1];
    struct outbox_counts counts;
    struct staff_tile *tile = &tiles->rows[TILE_WAITING];

    if (!resources->outbox || !outbox_count(resources->outbox, &counts, NULL)) {
        put_words(value, words, "m1_broken");
        tile->attention = true;
        return;
    }
    (void)text_format(value, TILE_TEXT_SIZE, "%llu", (unsigned long long)counts.waiting);
    if (counts.rejected + counts.damaged > 0)
        put_number(more, words, "m1_aside", (int64_t)(counts.rejected + counts.damaged));
    else
        put_words(more, words, counts.waiting ? "m1_some" : "m1_none");
    tile->attention =
        counts.rejected + counts.damaged > 0 ||
        (counts.waiting > 0 && clock_utc(resources->clock) - counts.oldest_utc > WAITING_LONG);
}

static void fill_courier(struct tiles *tiles, struct resources *resources,
                         const struct words *words)
{
    enum state_life life = STATE_ABSENT;
    json_t *object = NULL;
    const char *last = NULL;
    int64_t delivered;
    bool connected = false;

    if (state_read(resources->config->paths.state, "courier", &life, &object, NULL) && object) {
        last = json_string_value(json_object_get(object, "last_delivery_utc"));
        connected = life == STATE_RUNNING && json_is_true(json_object_get(object, "connected"));
    }
    if (last && clock_parse(last, &delivered))
        put_time(tiles->texts[TILE_DELIVERY][0], words, delivered, true);
    else
        put_words(tiles->texts[TILE_DELIVERY][0], words, "m2_never");
    put_words(tiles->texts[TILE_NETWORK][0], words,
              life != STATE_RUNNING ? "m7_stopped"
              : connected           ? "m7_on"
                                    : "m7_off");
    tiles->rows[TILE_NETWORK].attention = !connected;
    json_decref(object);
}

static void fill_printer(struct tiles *tiles, struct resources *resources,
                         const struct words *words)
{
    static const char *const known[] = {"ready", "low", "out", "open", "none"};
    enum state_life life = STATE_ABSENT;
    json_t *object = NULL;
    const char *state = NULL, *key = "m3_broken";
    char with_state[16];

    if (state_read(resources->config->paths.state, "printer", &life, &object, NULL) &&
        life == STATE_RUNNING)
        state = json_string_value(json_object_get(object, "state"));
    for (size_t i = 0; state && i < sizeof known / sizeof *known; i++)
        if (strcmp(state, known[i]) == 0 &&
            text_format(with_state, sizeof with_state, "m3_%s", state))
            key = with_state;
    put_words(tiles->texts[TILE_PRINTER][0], words, life == STATE_RUNNING ? key : "m3_stopped");
    tiles->rows[TILE_PRINTER].attention =
        !state || (strcmp(state, "ready") != 0 && strcmp(state, "none") != 0);
    json_decref(object);
}

/* The first of the certificates to end: the kiosk's own, or the last one to seal to. */
static bool first_end(const struct resources *resources, int64_t *end)
{
    const struct certificate *own =
        resources->site ? site_kiosk_certificate(resources->site) : NULL;
    int64_t sealing = 0;

    if (!own)
        return false;
    for (size_t i = 0; i < site_sealing_count(resources->site); i++) {
        int64_t one = certificate_not_after(site_sealing(resources->site)[i]);

        sealing = one > sealing ? one : sealing;
    }
    *end = certificate_not_after(own);
    *end = sealing < *end ? sealing : *end;
    return true;
}

static void fill_certificate(struct tiles *tiles, struct resources *resources,
                             const struct words *words)
{
    char *value = tiles->texts[TILE_CERTIFICATE][0], *more = tiles->texts[TILE_CERTIFICATE][1];
    int64_t end, days;

    tiles->rows[TILE_CERTIFICATE].attention = true;
    if (!first_end(resources, &end)) {
        put_words(value, words, "m4_none");
        return;
    }
    days = (end - clock_utc(resources->clock)) / DAY;
    if (days < 0)
        put_words(value, words, "m4_over");
    else
        put_number(value, words, "m4_days", days);
    put_time(more, words, end, false);
    tiles->rows[TILE_CERTIFICATE].attention = days < CERTIFICATE_LOW_DAYS;
}

static void fill_disk(struct tiles *tiles, struct resources *resources, const struct words *words)
{
    struct statvfs disk;

    tiles->rows[TILE_DISK].attention = true;
    if (statvfs(resources->config->paths.outbox, &disk) != 0 || disk.f_blocks == 0) {
        put_words(tiles->texts[TILE_DISK][0], words, "m5_broken");
        return;
    }
    unsigned long long available = (unsigned long long)disk.f_bavail * disk.f_frsize;

    put_number(tiles->texts[TILE_DISK][0], words, "m5_free", (int64_t)(available >> 20));
    put_number(tiles->texts[TILE_DISK][1], words, "m5_used",
               (int64_t)(100 - disk.f_bavail * 100 / disk.f_blocks));
    tiles->rows[TILE_DISK].attention = available < DISK_LOW_BYTES;
}

static void fill_clock(struct tiles *tiles, struct resources *resources, const struct words *words)
{
    bool trusted =
        clock_is_trusted(resources->clock, resources->site ? site_issued_utc(resources->site) : 0);

    put_time(tiles->texts[TILE_CLOCK][0], words, clock_utc(resources->clock), true);
    put_words(tiles->texts[TILE_CLOCK][1], words, trusted ? "m6_sync" : "m6_unsync");
    tiles->rows[TILE_CLOCK].attention = !trusted;
}

void tiles_fill(struct tiles *tiles, struct resources *resources, const struct language *languages,
                const char *language)
{
    static const struct {
        const char *id, *icon, *label;
    } heads[STAFF_TILES] = {
        [TILE_WAITING] = {"waiting", "cloud-upload", "m1"},
        [TILE_DELIVERY] = {"delivery", "history", "m2"},
        [TILE_PRINTER] = {"printer", "printer", "m3"},
        [TILE_CERTIFICATE] = {"certificate", "badge-check", "m4"},
        [TILE_DISK] = {"disk", "hard-drive", "m5"},
        [TILE_CLOCK] = {"clock", "clock", "m6"},
        [TILE_NETWORK] = {"network", "network", "m7"},
        [TILE_VERSION] = {"version", "cpu", "m8"},
    };
    const struct words words = {languages, language};

    *tiles = (struct tiles){0};
    for (size_t i = 0; i < STAFF_TILES; i++)
        tiles->rows[i] = (struct staff_tile){
            .id = heads[i].id,
            .icon = heads[i].icon,
            .label = language_text(languages, language, heads[i].label),
            .value = tiles->texts[i][0],
            .description = tiles->texts[i][1],
        };
    fill_waiting(tiles, resources, &words);
    fill_courier(tiles, resources, &words);
    fill_printer(tiles, resources, &words);
    fill_certificate(tiles, resources, &words);
    fill_disk(tiles, resources, &words);
    fill_clock(tiles, resources, &words);
    (void)text_copy(tiles->texts[TILE_VERSION][0], TILE_TEXT_SIZE, KIOSK_VERSION);
}
