/*
 * Many kiosks in one process: each with its own key, certificate and chain, each
 * over a kept connection of its own with mutual TLS 1.3, each resending by the
 * courier's own rule until the office has acknowledged everything.
 *
 *   many_kiosks --office FOLDER --url URL[,URL …] --kiosks N --requests N
 *     --batch N        records in a batch at most (100)
 *     --bytes N        of a request before it is sealed (2048)
 *     --over SECONDS   the requests come into being over that time; 0: all wait at the start (0)
 *     --spread SECONDS the first tries are spread over that time at random (0)
 *     --outage SECONDS the office was away for that long before the start: each kiosk's tries of that time fail
 *                      by the same rule, in no time (0)
 *     --together N     requests under way at most; 0: one a kiosk (0)
 *     --retry-least SECONDS --retry-most SECONDS    as in kiosk.ini (1, 4)
 *     --forget PERCENT of the answers are lost on the way: what they acknowledge is sent again (0)
 *     --limit SECONDS  gives up, with 1 (300)
 *     --prefix NAME    of the kiosks' ids (many)
 *     --acknowledged FILE   a line "KIOSK SEQUENCE ID" for each record that was acknowledged
 *     --rates FILE     a line "SECOND REQUESTS ACKNOWLEDGED FAILURES" for each second
 *
 * Several URLs: kiosk I begins with the Ith; after a failure it turns to the next one, as behind a
 * load balancer. Prints one JSON object; exits with 1 unless everything was acknowledged.
 */
#include "app/courier/backoff.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/text.h"
#include "platform/crypto/openssl.h"
#include "platform/crypto/random.h"
#include "tests/support/lib/simulated_kiosk.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#define URLS_MAX    8
#define URL_SIZE    256
#define ANSWER_MAX  (1u << 17)
#define WAIT_MS     200
#define PEM_MAX     8192u
#define DESCRIPTION "many_kiosks"

enum number {
    KIOSKS,
    REQUESTS,
    BATCH,
    BYTES,
    OVER,
    SPREAD,
    TOGETHER,
    LEAST,
    MOST,
    FORGET,
    LIMIT,
    OUTAGE
};
#define NUMBERS 12

struct options {
    const char *office, *urls, *prefix, *acknowledged, *rates;
    const char *given[NUMBERS];
    int64_t numbers[NUMBERS];
};

struct crowd;

struct visitor {
    struct crowd *crowd;
    struct simulated_kiosk kiosk;
    struct backoff backoff;
    struct buffer answer, certificate, key; /* the latter two as PEM */
    CURL *easy;
    size_t server;    /* index into urls */
    uint64_t made;    /* requests so far */
    int64_t phase_ms; /* its requests come that much earlier than another's */
    int64_t due_ms;
    bool under_way;
};

struct second {
    int64_t number;
    uint64_t requests, acknowledged, failures;
};

struct crowd {
    struct options options;
    struct simulated_office office;
    struct visitor *visitors;
    CURLM *multi;
    struct curl_slist *headers;
    char urls[URLS_MAX][URL_SIZE];
    size_t url_count;
    char root[URL_SIZE];
    FILE *list, *rates;
    struct second second;
    int64_t start_ms;
    size_t under_way;
    uint64_t acknowledged, requests, failures, duplicates, forgotten, peak, busy_seconds;
    char last_failure[256];
};

static void die(const char *what, const struct error *error)
{
    fprintf(stderr, DESCRIPTION ": %s%s%s\n", what, error != NULL ? ": " : "",
            error != NULL ? error->text : "");
    exit(2);
}

static uint64_t random_bits(void)
{
    uint64_t bits = 0;
    struct error error = {0};

    if (!random_bytes(&bits, sizeof bits, &error))
        die("no random bytes", &error);
    return bits;
}

/* ---- counting -------------------------------------------------------------- */

static void end_second(struct crowd *crowd)
{
    const struct second *second = &crowd->second;

    if (second->requests + second->acknowledged + second->failures == 0)
        return;
    if (crowd->rates != NULL)
        fprintf(crowd->rates, "%" PRId64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", second->number,
                second->requests, second->acknowledged, second->failures);
    crowd->busy_seconds += second->requests > 0;
    if (second->requests > crowd->peak)
        crowd->peak = second->requests;
}

static void look_at_clock(struct crowd *crowd, int64_t now)
{
    const int64_t number = (now - crowd->start_ms) / 1000;

    if (number == crowd->second.number)
        return;
    end_second(crowd);
    crowd->second = (struct second){.number = number};
}

/* ---- one request ----------------------------------------------------------- */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct visitor *visitor = context;

    return buffer_append(&visitor->answer, bytes, size * count) ? size * count : 0;
}

static void set_up_transfer(struct visitor *visitor)
{
    const struct crowd *crowd = visitor->crowd;
    CURL *easy = visitor->easy;
    struct curl_blob certificate = {visitor->certificate.data, visitor->certificate.length,
                                    CURL_BLOB_NOCOPY};
    struct curl_blob key = {visitor->key.data, visitor->key.length, CURL_BLOB_NOCOPY};

    curl_easy_setopt(easy, CURLOPT_PRIVATE, visitor);
    curl_easy_setopt(easy, CURLOPT_CAINFO, crowd->root);
    curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &certificate);
    curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
    curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, crowd->headers);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, visitor);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 4096L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, 15L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
}

static void begin(struct visitor *visitor)
{
    struct crowd *crowd = visitor->crowd;
    struct error error = {0};
    char url[URL_SIZE + 32];

    if (!simulated_kiosk_pack(&visitor->kiosk, &crowd->office,
                              (size_t)crowd->options.numbers[BATCH], &error))
        die("no batch", &error);
    buffer_clear(&visitor->answer);
    snprintf(url, sizeof url, "%s/v1/batches", crowd->urls[visitor->server]);
    curl_easy_setopt(visitor->easy, CURLOPT_URL, url);
    curl_easy_setopt(visitor->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)visitor->kiosk.body.length);
    curl_easy_setopt(visitor->easy, CURLOPT_POSTFIELDS, visitor->kiosk.body.data);
    curl_multi_add_handle(crowd->multi, visitor->easy);
    visitor->under_way = true;
    crowd->under_way++;
    crowd->requests++;
    crowd->second.requests++;
}

static void fail(struct visitor *visitor, int64_t now, int64_t retry_after, const char *why)
{
    struct crowd *crowd = visitor->crowd;

    crowd->failures++;
    crowd->second.failures++;
    snprintf(crowd->last_failure, sizeof crowd->last_failure, "%.255s", why);
    visitor->server = (visitor->server + 1) % crowd->url_count;
    visitor->due_ms = now + backoff_fail(&visitor->backoff, random_bits(), retry_after);
}

static void take_answer(struct visitor *visitor, int64_t now)
{
    struct crowd *crowd = visitor->crowd;
    const uint64_t before = visitor->kiosk.next;
    struct error error = {0};

    if ((int64_t)(random_bits() % 100) < crowd->options.numbers[FORGET]) {
        crowd->forgotten++;
        visitor->due_ms = now;
        return;
    }
    if (!simulated_kiosk_take(&visitor->kiosk, visitor->answer.data, visitor->answer.length,
                              crowd->list, &crowd->duplicates, &error)) {
        fail(visitor, now, -1, error.text);
        return;
    }
    backoff_succeed(&visitor->backoff);
    visitor->due_ms = now;
    crowd->acknowledged += visitor->kiosk.next - before;
    crowd->second.acknowledged += visitor->kiosk.next - before;
}

static void end_request(struct visitor *visitor, CURLcode code, int64_t now)
{
    struct crowd *crowd = visitor->crowd;
    curl_off_t retry_after = 0;
    long status = 0;
    char why[64];

    curl_easy_getinfo(visitor->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(visitor->easy, CURLINFO_RETRY_AFTER, &retry_after);
    curl_multi_remove_handle(crowd->multi, visitor->easy);
    visitor->under_way = false;
    crowd->under_way--;
    snprintf(why, sizeof why, "status %ld", status);
    if (code == CURLE_OK && status == 200)
        take_answer(visitor, now);
    else
        fail(visitor, now, retry_after > 0 ? retry_after : -1,
             code != CURLE_OK ? curl_easy_strerror(code) : why);
    simulated_kiosk_unpack(&visitor->kiosk);
}

/* ---- the loop -------------------------------------------------------------- */

/* Requests are made as time goes on; those that wait may be sent. */
static void make_requests(struct visitor *visitor, int64_t now)
{
    const int64_t *numbers = visitor->crowd->options.numbers;
    const int64_t elapsed = now - visitor->crowd->start_ms + visitor->phase_ms;
    uint64_t made = (uint64_t)numbers[REQUESTS];

    if (numbers[OVER] > 0 && elapsed < numbers[OVER] * 1000)
        made = (uint64_t)(numbers[REQUESTS] * elapsed / (numbers[OVER] * 1000));
    if (made > visitor->made) {
        visitor->kiosk.waiting += made - visitor->made;
        visitor->made = made;
    }
}

static void begin_those_due(struct crowd *crowd, int64_t now)
{
    const int64_t most = crowd->options.numbers[TOGETHER];

    for (int64_t i = 0; i < crowd->options.numbers[KIOSKS]; i++) {
        struct visitor *visitor = &crowd->visitors[i];

        if (most > 0 && (int64_t)crowd->under_way >= most)
            return;
        make_requests(visitor, now);
        if (!visitor->under_way && visitor->kiosk.waiting > 0 && visitor->due_ms <= now)
            begin(visitor);
    }
}

static void end_those_done(struct crowd *crowd, int64_t now)
{
    const CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(crowd->multi, &left)) != NULL) {
        char *visitor = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &visitor);
        end_request((struct visitor *)(void *)visitor, message->data.result, now);
    }
}

static bool run(struct crowd *crowd)
{
    const int64_t *numbers = crowd->options.numbers;
    const uint64_t all = (uint64_t)(numbers[KIOSKS] * numbers[REQUESTS]);
    int64_t now = clock_monotonic(&clock_system);

    while (crowd->acknowledged < all && now - crowd->start_ms < numbers[LIMIT] * 1000) {
        int running;

        look_at_clock(crowd, now);
        curl_multi_perform(crowd->multi, &running);
        end_those_done(crowd, now);
        begin_those_due(crowd, now); /* who was answered need not wait out the poll */
        curl_multi_poll(crowd->multi, NULL, 0, crowd->under_way > 0 ? WAIT_MS / 10 : WAIT_MS / 20,
                        NULL);
        now = clock_monotonic(&clock_system);
    }
    end_second(crowd);
    return crowd->acknowledged == all;
}

/* ---- setting up ------------------------------------------------------------ */

static void take_pem(struct visitor *visitor)
{
    BIO *memory = BIO_new(BIO_s_mem());
    struct error error = {0};
    char *text;
    long length;

    buffer_init(&visitor->certificate, PEM_MAX);
    buffer_init(&visitor->key, PEM_MAX);
    if (memory == NULL ||
        !certificate_encode_pem(visitor->kiosk.certificate, &visitor->certificate, &error) ||
        PEM_write_bio_PrivateKey(memory, private_key_pkey(visitor->kiosk.key), NULL, NULL, 0, NULL,
                                 NULL) != 1)
        die("a kiosk's key cannot be written", &error);
    length = BIO_get_mem_data(memory, &text);
    buffer_append(&visitor->key, text, (size_t)length);
    BIO_free(memory);
}

/* What would have happened before the start: the first try behind it is due then. */
static void live_through_outage(struct visitor *visitor, int64_t outage_ms)
{
    visitor->due_ms -= outage_ms;
    while (visitor->due_ms < 0)
        visitor->due_ms += backoff_fail(&visitor->backoff, random_bits(), -1);
}

static void make_visitor(struct crowd *crowd, size_t i)
{
    const int64_t *numbers = crowd->options.numbers;
    struct visitor *visitor = &crowd->visitors[i];
    struct error error = {0};

    *visitor = (struct visitor){.crowd = crowd,
                                .backoff = {.least = numbers[LEAST], .most = numbers[MOST]},
                                .server = i % crowd->url_count};
    buffer_init(&visitor->answer, ANSWER_MAX);
    if (!simulated_kiosk_make(&visitor->kiosk, &crowd->office, crowd->options.prefix, (unsigned)i,
                              &error))
        die("a kiosk cannot be made", &error);
    take_pem(visitor);
    visitor->easy = curl_easy_init();
    if (visitor->easy == NULL)
        die("no memory", NULL);
    set_up_transfer(visitor);
    if (numbers[SPREAD] > 0)
        visitor->due_ms = (int64_t)(random_bits() % (uint64_t)(numbers[SPREAD] * 1000));
    if (numbers[OUTAGE] > 0)
        live_through_outage(visitor, numbers[OUTAGE] * 1000);
    if (numbers[OVER] > 0)
        visitor->phase_ms =
            (int64_t)(random_bits() % (uint64_t)(numbers[OVER] * 1000 / numbers[REQUESTS] + 1));
}

static void split_urls(struct crowd *crowd)
{
    const char *rest = crowd->options.urls;

    while (rest != NULL && crowd->url_count < URLS_MAX) {
        snprintf(crowd->urls[crowd->url_count++], URL_SIZE, "%.*s", (int)strcspn(rest, ","), rest);
        rest = strchr(rest, ',');
        rest = rest != NULL ? rest + 1 : NULL;
    }
}

static FILE *open_for(const char *path)
{
    FILE *file = path != NULL ? fopen(path, "w") : NULL;

    if (path != NULL && file == NULL)
        die(path, NULL);
    return file;
}

static void set_up(struct crowd *crowd)
{
    const size_t count = (size_t)crowd->options.numbers[KIOSKS];
    struct error error = {0};

    curl_global_init(CURL_GLOBAL_DEFAULT);
    if (!simulated_office_load(&crowd->office, crowd->options.office,
                               (size_t)crowd->options.numbers[BYTES], &error))
        die("the office cannot be used", &error);
    snprintf(crowd->root, sizeof crowd->root, "%s/public/tls-root.pem", crowd->options.office);
    split_urls(crowd);
    crowd->multi = curl_multi_init();
    curl_multi_setopt(crowd->multi, CURLMOPT_MAXCONNECTS, (long)(2 * count));
    crowd->headers = curl_slist_append(NULL, "Content-Type: " BATCH_MEDIA_TYPE);
    crowd->headers = curl_slist_append(crowd->headers, "Expect:");
    crowd->list = open_for(crowd->options.acknowledged);
    crowd->rates = open_for(crowd->options.rates);
    crowd->visitors = calloc(count, sizeof *crowd->visitors);
    if (crowd->visitors == NULL || crowd->multi == NULL)
        die("no memory", NULL);
    for (size_t i = 0; i < count; i++)
        make_visitor(crowd, i);
    crowd->start_ms = clock_monotonic(&clock_system);
    for (size_t i = 0; i < count; i++)
        crowd->visitors[i].due_ms += crowd->start_ms;
}

static void finish(struct crowd *crowd)
{
    for (int64_t i = 0; i < crowd->options.numbers[KIOSKS]; i++) {
        struct visitor *visitor = &crowd->visitors[i];

        if (visitor->under_way)
            curl_multi_remove_handle(crowd->multi, visitor->easy);
        curl_easy_cleanup(visitor->easy);
        simulated_kiosk_finish(&visitor->kiosk);
        buffer_finish(&visitor->answer);
        buffer_finish(&visitor->certificate);
        buffer_finish(&visitor->key);
    }
    free(crowd->visitors);
    curl_multi_cleanup(crowd->multi);
    curl_slist_free_all(crowd->headers);
    simulated_office_finish(&crowd->office);
    if (crowd->list != NULL && fclose(crowd->list) != 0)
        die("the list of what was acknowledged is not whole", NULL);
    if (crowd->rates != NULL)
        fclose(crowd->rates);
    curl_global_cleanup();
}

static void tell(const struct crowd *crowd)
{
    const double seconds = (double)(clock_monotonic(&clock_system) - crowd->start_ms) / 1000;

    printf("{\"kiosks\": %" PRId64 ", \"acknowledged\": %" PRIu64 ", \"duplicates\": %" PRIu64
           ", \"forgotten\": %" PRIu64 ", \"requests\": %" PRIu64 ", \"failures\": %" PRIu64
           ", \"seconds\": %.2f, \"peak\": %" PRIu64
           ", \"mean\": %.2f, \"last_failure\": \"%s\"}\n",
           crowd->options.numbers[KIOSKS], crowd->acknowledged, crowd->duplicates, crowd->forgotten,
           crowd->requests, crowd->failures, seconds, crowd->peak,
           crowd->busy_seconds > 0 ? (double)crowd->requests / (double)crowd->busy_seconds : 0,
           crowd->last_failure);
}

/* ---- the command line ------------------------------------------------------ */

static bool read_options(struct options *options, int argc, char **argv, struct error *error)
{
    static const char *const names[NUMBERS] = {"kiosks",     "requests", "batch",    "bytes",
                                               "over",       "spread",   "together", "retry-least",
                                               "retry-most", "forget",   "limit",    "outage"};
    static const int64_t defaults[NUMBERS] = {1, 1, 100, 2048, 0, 0, 0, 1, 4, 0, 300, 0};
    struct option_row rows[NUMBERS + 6] = {
        {.name = "office", .value = "FOLDER", .target = &options->office},
        {.name = "url", .value = "URL", .target = &options->urls},
        {.name = "prefix", .value = "NAME", .target = &options->prefix},
        {.name = "acknowledged", .value = "FILE", .target = &options->acknowledged},
        {.name = "rates", .value = "FILE", .target = &options->rates}};
    size_t operands = 0;

    options->prefix = "many";
    for (size_t i = 0; i < NUMBERS; i++)
        rows[5 + i] =
            (struct option_row){.name = names[i], .value = "NUMBER", .target = &options->given[i]};
    if (!arguments_parse(argc, argv, rows, NULL, 0, &operands, error))
        return false;
    for (size_t i = 0; i < NUMBERS; i++)
        options->numbers[i] =
            options->given[i] != NULL ? strtoll(options->given[i], NULL, 10) : defaults[i];
    return (options->office != NULL && options->urls != NULL && options->numbers[KIOSKS] > 0 &&
            options->numbers[REQUESTS] > 0 && options->numbers[BATCH] > 0) ||
           error_set(error, ERROR_INPUT, "--office, --url, --kiosks and --requests are needed");
}

int main(int argc, char **argv)
{
    struct crowd crowd = {0};
    struct error error = {0};
    bool all;

    if (!read_options(&crowd.options, argc, argv, &error))
        return arguments_mistake(DESCRIPTION, &error);
    set_up(&crowd);
    all = run(&crowd);
    tell(&crowd);
    finish(&crowd);
    return all ? EXIT_FINE : EXIT_FAILED;
}
