#include "app/screen/process/tiles.h"

#include "app/screen/process/release_told.h"
#include "platform/base/state.h"
#include "platform/base/text.h"
#include "platform/language/language.h"

#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#define MINUTE               60
#define HOUR                 3600
#define DAY                  86400
#define CERTIFICATE_LOW_DAYS 30
#define WAITING_LONG         DAY
#define DISK_LOW_BYTES       (512ull << 20)

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

struct filling {
    struct tiles *tiles;
    struct resources *resources;
    const struct language *languages;
    const char *language;
};

/* ---- words ----------------------------------------------------------------- */

/* The text of `key` with one {name} filled in. */
static void put_with(const struct filling *filling, char *target, const char *key, const char *name,
                     const char *value)
{
    const struct text_value values[] = {{name, value}};
    struct buffer text;

    buffer_init(&text, TILE_TEXT_SIZE);
    (void)language_fill(filling->languages, filling->language, key, values, 1, &text);
    (void)text_copy(target, TILE_TEXT_SIZE, buffer_text(&text));
    buffer_finish(&text);
}

static void put_words(const struct filling *filling, char *target, const char *key)
{
    (void)text_copy(target, TILE_TEXT_SIZE,
                    language_text(filling->languages, filling->language, key));
}

static void put_number(const struct filling *filling, char *target, const char *key,
                       const char *name, int64_t number)
{
    char digits[24];

    (void)text_format(digits, sizeof digits, "%lld", (long long)number);
    put_with(filling, target, key, name, digits);
}

/* Tenths where there are few: a small disk is not an empty one. */
static void put_gigabytes(const struct filling *filling, char *target, const char *key,
                          uint64_t bytes)
{
    const uint64_t tenths = (bytes >> 20) * 10 >> 10;
    char digits[24];

    if (tenths < 100)
        (void)text_format(digits, sizeof digits, "%u.%u", (unsigned)(tenths / 10),
                          (unsigned)(tenths % 10));
    else
        (void)text_format(digits, sizeof digits, "%llu", (unsigned long long)(tenths / 10));
    put_with(filling, target, key, "n", digits);
}

/* "4 minutes", "1 day". */
static void put_span(const struct filling *filling, char *target, int64_t seconds)
{
    static const struct {
        int64_t length;
        const char *key;
    } units[] = {{DAY, "u_days"}, {HOUR, "u_hours"}, {MINUTE, "u_minutes"}};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        int64_t count = seconds / units[i].length;

        if (count > 0) {
            put_number(filling, target, units[i].key, "n", count);
            return;
        }
    }
    put_number(filling, target, "u_seconds", "n", seconds > 0 ? seconds : 0);
}

static void put_date(const struct filling *filling, char *target, int64_t utc)
{
    time_t seconds = (time_t)utc;
    struct buffer text;
    struct tm local;

    if (!localtime_r(&seconds, &local))
        return;
    buffer_init(&text, TILE_TEXT_SIZE);
    (void)language_date(filling->languages, filling->language, LANGUAGE_DATE_SHORT,
                        local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, &text);
    (void)text_copy(target, TILE_TEXT_SIZE, buffer_text(&text));
    buffer_finish(&text);
}

static void format_time(char time[static 16], int64_t utc)
{
    time_t seconds = (time_t)utc;
    struct tm local;

    time[0] = '\0';
    if (localtime_r(&seconds, &local))
        (void)text_format(time, 16, "%02d:%02d", local.tm_hour, local.tm_min);
}

static bool is_same_day(int64_t one_utc, int64_t other_utc)
{
    time_t first = (time_t)one_utc, second = (time_t)other_utc;
    struct tm one, other;

    return localtime_r(&first, &one) && localtime_r(&second, &other) &&
           one.tm_year == other.tm_year && one.tm_yday == other.tm_yday;
}

/* ---- one tile each --------------------------------------------------------- */

static void fill_waiting(const struct filling *filling, struct staff_tile *tile, char *value,
                         char *more)
{
    struct outbox *outbox = filling->resources->outbox;
    struct outbox_counts counts;
    char span[TILE_TEXT_SIZE];
    int64_t waited;

    if (!outbox || !outbox_count(outbox, &counts, NULL)) {
        put_words(filling, value, "m_unknown");
        tile->attention = true;
        return;
    }
    waited = counts.waiting ? clock_utc(filling->resources->clock) - counts.oldest_utc : 0;
    (void)text_format(value, TILE_TEXT_SIZE, "%llu", (unsigned long long)counts.waiting);
    put_span(filling, span, waited);
    if (counts.rejected + counts.damaged > 0)
        put_number(filling, more, "m1_aside", "n", (int64_t)(counts.rejected + counts.damaged));
    else if (counts.waiting)
        put_with(filling, more, "m1_wait", "t", span);
    else
        put_words(filling, more, "m1_all");
    tile->attention = counts.rejected + counts.damaged > 0 || waited > WAITING_LONG;
}

static void fill_delivery(const struct filling *filling, const json_t *courier,
                          struct staff_tile *tile, char *value, char *more)
{
    const char *last = json_string_value(json_object_get(courier, "last_delivery_utc"));
    int64_t now = clock_utc(filling->resources->clock), delivered;
    char time[16], span[TILE_TEXT_SIZE];

    tile->attention = json_is_true(json_object_get(courier, "key_fails"));
    if (tile->attention)
        put_words(filling, more, "m2_key");
    if (!last || !clock_parse(last, &delivered)) {
        put_words(filling, value, "m2_never");
        return;
    }
    format_time(time, delivered);
    if (is_same_day(now, delivered))
        put_with(filling, value, "m2_today", "time", time);
    else
        put_date(filling, value, delivered);
    if (tile->attention)
        return;
    put_span(filling, span, now - delivered);
    put_with(filling, more, "m2_ago", "t", span);
}

static void fill_network(const struct filling *filling, const json_t *courier, bool runs,
                         struct staff_tile *tile, char *value, char *more)
{
    bool connected = runs && json_is_true(json_object_get(courier, "connected"));

    put_words(filling, value, connected ? "m7_on" : "m7_off");
    if (runs && !connected && json_is_true(json_object_get(courier, "key_fails")))
        put_words(filling, more, "m2_key");
    else if (runs)
        put_words(filling, more, connected ? "m7_on_d" : "m7_off_d");
    else
        put_with(filling, more, "m_not_running", "program", "kiosk-courier");
    tile->attention = !connected;
}

static void fill_courier(const struct filling *filling)
{
    struct tiles *tiles = filling->tiles;
    enum state_life life = STATE_ABSENT;
    json_t *courier = NULL;

    (void)!state_read(filling->resources->config->paths.state, "courier", &life, &courier, NULL);
    fill_delivery(filling, courier, &tiles->rows[TILE_DELIVERY], tiles->texts[TILE_DELIVERY][0],
                  tiles->texts[TILE_DELIVERY][1]);
    fill_network(filling, courier, life == STATE_RUNNING, &tiles->rows[TILE_NETWORK],
                 tiles->texts[TILE_NETWORK][0], tiles->texts[TILE_NETWORK][1]);
    json_decref(courier);
}

static void fill_printer(const struct filling *filling, struct staff_tile *tile, char *value,
                         char *more)
{
    static const struct {
        const char *state, *value, *more;
        bool attention;
    } known[] = {
        {"ready", "m3_ready", "m3_ready_d", false}, {"low", "m3_low", "m3_low_d", true},
        {"out", "m3_out", "m3_out_d", true},        {"open", "m3_open", "m3_open_d", true},
        {"none", "m3_none", "m3_none_d", false},    {"", "m3_error", "m3_error_d", true},
    };
    enum state_life life = STATE_ABSENT;
    json_t *printer = NULL;
    const char *state;
    size_t i = 0;

    (void)!state_read(filling->resources->config->paths.state, "printer", &life, &printer, NULL);
    state = json_string_value(json_object_get(printer, "printer"));
    if (strcmp(filling->resources->config->printer.device, "none") == 0)
        state = "none";
    while (known[i].state[0] && (!state || strcmp(state, known[i].state) != 0))
        i++;
    put_words(filling, value, known[i].value);
    put_words(filling, more, known[i].more);
    tile->attention = known[i].attention;
    if (life != STATE_RUNNING) {
        put_with(filling, more, "m_not_running", "program", "kiosk-printer");
        tile->attention = true;
    }
    json_decref(printer);
}

/* What the courier uses now, since it renews by itself; else what came with the bundle. */
static bool own_end(const struct filling *filling, int64_t *end)
{
    const struct certificate *own = site_kiosk_certificate(filling->resources->site);
    enum state_life life = STATE_ABSENT;
    json_t *courier = NULL;
    bool known;

    (void)!state_read(filling->resources->config->paths.state, "courier", &life, &courier, NULL);
    const char *told = json_string_value(json_object_get(courier, "certificate_ends_utc"));
    known = told != NULL && clock_parse(told, end);
    json_decref(courier);
    if (!known && own != NULL)
        *end = certificate_not_after(own);
    return known || own != NULL;
}

/* The first to end: the kiosk's own certificate, or the last one to seal to. */
static bool first_end(const struct filling *filling, int64_t *end)
{
    const struct site *site = filling->resources->site;
    int64_t sealing = 0;

    if (!site || !own_end(filling, end))
        return false;
    for (size_t i = 0; i < site_sealing_count(site); i++) {
        int64_t one = certificate_not_after(site_sealing(site)[i]);

        sealing = one > sealing ? one : sealing;
    }
    *end = sealing < *end ? sealing : *end;
    return true;
}

static void fill_certificate(const struct filling *filling, struct staff_tile *tile, char *value,
                             char *more)
{
    char date[TILE_TEXT_SIZE] = "";
    int64_t end, left, days;

    tile->attention = true;
    if (!first_end(filling, &end)) {
        put_words(filling, value, "m4_none");
        put_words(filling, more, "m4_enrol");
        return;
    }
    left = end - clock_utc(filling->resources->clock);
    days = left / DAY;
    if (left <= 0)
        put_words(filling, value, "m4_ended");
    else
        put_number(filling, value, "m4_days", "n", days);
    tile->attention = days < CERTIFICATE_LOW_DAYS;
    put_date(filling, date, end);
    put_with(filling, more, tile->attention ? "m4_renew" : "m4_until", "date", date);
}

static void fill_disk(const struct filling *filling, struct staff_tile *tile, char *value,
                      char *more)
{
    struct statvfs disk;
    uint64_t available;

    tile->attention = true;
    if (statvfs(filling->resources->config->paths.outbox, &disk) != 0 || disk.f_blocks == 0 ||
        !filling->resources->outbox) {
        put_words(filling, value, "m5_bad");
        put_words(filling, more, "m5_bad_d");
        return;
    }
    available = (uint64_t)disk.f_bavail * disk.f_frsize;
    tile->attention = available < DISK_LOW_BYTES;
    if (tile->attention)
        put_words(filling, value, "m5_full");
    else
        put_gigabytes(filling, value, "m5_free", available);
    put_number(filling, more, "m5_used", "p",
               (int64_t)(100 - (uint64_t)disk.f_bavail * 100 / disk.f_blocks));
}

static void fill_clock(const struct filling *filling, struct staff_tile *tile, char *value,
                       char *more)
{
    const struct resources *resources = filling->resources;
    bool trusted = clock_is_trusted(resources->clock, resources_earliest(resources));
    char time[16];

    format_time(time, clock_utc(resources->clock));
    (void)text_copy(value, TILE_TEXT_SIZE, time);
    put_words(filling, more, trusted ? "m6_synced_d" : "m6_not");
    tile->attention = !trusted;
}

static void fill_version(const struct filling *filling, struct staff_tile *tile, char *value,
                         char *more)
{
    struct release_told told;

    release_told(filling->resources->config->paths.state, &told);
    (void)text_copy(value, TILE_TEXT_SIZE, KIOSK_VERSION);
    put_with(filling, more, told.key, "v", told.version);
    tile->attention = told.attention;
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
    const struct filling filling = {tiles, resources, languages, language};
    struct staff_tile *rows = tiles->rows;
    char(*texts)[2][TILE_TEXT_SIZE] = tiles->texts;

    *tiles = (struct tiles){0};
    for (size_t i = 0; i < STAFF_TILES; i++)
        rows[i] = (struct staff_tile){
            .id = heads[i].id,
            .icon = heads[i].icon,
            .label = language_text(languages, language, heads[i].label),
            .value = texts[i][0],
            .description = texts[i][1],
        };
    fill_waiting(&filling, &rows[TILE_WAITING], texts[TILE_WAITING][0], texts[TILE_WAITING][1]);
    fill_courier(&filling);
    fill_printer(&filling, &rows[TILE_PRINTER], texts[TILE_PRINTER][0], texts[TILE_PRINTER][1]);
    fill_certificate(&filling, &rows[TILE_CERTIFICATE], texts[TILE_CERTIFICATE][0],
                     texts[TILE_CERTIFICATE][1]);
    fill_disk(&filling, &rows[TILE_DISK], texts[TILE_DISK][0], texts[TILE_DISK][1]);
    fill_clock(&filling, &rows[TILE_CLOCK], texts[TILE_CLOCK][0], texts[TILE_CLOCK][1]);
    fill_version(&filling, &rows[TILE_VERSION], texts[TILE_VERSION][0], texts[TILE_VERSION][1]);
}
