#include "app/courier/courier.h"

#include "app/central/ledger/ledger.h"
#include "app/courier/backoff.h"
#include "app/courier/delivery.h"
#include "app/wire/batch.h"
#include "platform/base/file.h"
#include "platform/http/client.h"
#include "platform/seal/seal.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/hostile_server.h"
#include "tests/support/lib/identity_folder.h"
#include "tests/support/lib/patience.h"
#include "tests/support/lib/receiver.h"

#include <dlfcn.h>
#include <jansson.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE patience(20000) /* milliseconds until something that must happen has failed to */

struct fixture {
    struct pki pki;
    char kiosk[64]; /* folder: outbox/ and state/ */
    char outbox_folder[96], state_folder[96], keys_folder[96];
    struct identity *identity;
    int64_t earliest_utc;  /* what the courier is told; 0: nothing */
    struct outbox *outbox; /* the screen's side */
    struct sealer *sealer;
    char *roots;
    struct loop *loop;
    struct state_file *state;
    struct courier *courier;
    char url[64];
};

static struct sealer *make_sealer(const struct pki *pki)
{
    struct trust *trust = trust_create(NULL);
    struct certificate *certificates[] = {pki->opening.certificate};
    struct sealer *sealer;

    assert_true(trust_add(trust, pki->sealing_root.certificate, NULL));
    sealer = sealer_create(certificates, 1, trust, pki->now, NULL);
    trust_destroy(trust);
    assert_non_null(sealer);
    return sealer;
}

static void make_folders(struct fixture *fixture)
{
    struct error error = {0};

    strcpy(fixture->kiosk, "/tmp/courier-XXXXXX");
    assert_non_null(mkdtemp(fixture->kiosk));
    snprintf(fixture->outbox_folder, sizeof fixture->outbox_folder, "%s/outbox", fixture->kiosk);
    snprintf(fixture->state_folder, sizeof fixture->state_folder, "%s/state", fixture->kiosk);
    snprintf(fixture->keys_folder, sizeof fixture->keys_folder, "%s/keys", fixture->kiosk);
    assert_true(file_make_folder(fixture->keys_folder, 0700, NULL));
    assert_true(file_make_folder(fixture->outbox_folder, 0770, NULL));
    assert_true(file_make_folder(fixture->state_folder, 0770, NULL));
    fixture->outbox = outbox_open(fixture->outbox_folder, PKI_KIOSK_ID, &error);
    if (fixture->outbox == NULL)
        fail_msg("%s", error.text);
    fixture->state = state_own(fixture->state_folder, "courier", NULL);
    assert_non_null(fixture->state);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct buffer pem;

    pki_start(&fixture->pki);
    make_folders(fixture);
    fixture->sealer = make_sealer(&fixture->pki);
    identity_folder_fill(fixture->keys_folder, &fixture->pki.kiosk);
    fixture->identity = identity_load(fixture->keys_folder, PKI_KIOSK_ID, NULL);
    assert_non_null(fixture->identity);
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_pem(fixture->pki.tls_root.certificate, &pem, NULL));
    fixture->roots = strdup(buffer_text(&pem));
    buffer_finish(&pem);
    fixture->loop = loop_create(&clock_system, NULL);
    assert_non_null(fixture->loop);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    char command[128];

    courier_destroy(fixture->courier);
    identity_destroy(fixture->identity);
    state_disown(fixture->state);
    loop_destroy(fixture->loop);
    free(fixture->roots);
    sealer_destroy(fixture->sealer);
    outbox_close(fixture->outbox);
    snprintf(command, sizeof command, "rm -rf %s", fixture->kiosk);
    assert_int_equal(system(command), 0);
    pki_stop(&fixture->pki);
    free(fixture);
    return 0;
}

/* ---- what the tests are made of -------------------------------------------- */

static void save_bytes(struct fixture *fixture, unsigned number, const void *bytes, size_t length)
{
    uint8_t lookup[CHAIN_HASH_SIZE] = {0};
    struct error error = {0};

    memcpy(lookup, &number, sizeof number);
    if (!outbox_insert(fixture->outbox, lookup, bytes, length, NULL, &error))
        fail_msg("%s", error.text);
}

static void save_requests(struct fixture *fixture, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char text[64];
        struct buffer sealed;

        snprintf(text, sizeof text, "{\"request\":%u}", i);
        buffer_init(&sealed, 65536);
        assert_true(sealer_seal(fixture->sealer, text, strlen(text), &sealed, NULL));
        save_bytes(fixture, i, sealed.data, sealed.length);
        buffer_finish(&sealed);
    }
}

static struct outbox_counts count(struct fixture *fixture)
{
    struct outbox_counts counts;

    assert_true(outbox_count(fixture->outbox, &counts, NULL));
    return counts;
}

static void start_courier(struct fixture *fixture, uint16_t port, int64_t least)
{
    struct error error = {0};
    struct courier_settings settings = {
        .office = {.url = fixture->url, .roots_pem = fixture->roots, .answer_seconds = patience(2)},
        .kiosk_id = PKI_KIOSK_ID,
        .outbox_folder = fixture->outbox_folder,
        .state_folder = fixture->state_folder,
        .enrol_url = "",
        .identity = fixture->identity,
        .clock = &clock_system,
        .state = fixture->state,
        .earliest_utc = fixture->earliest_utc,
        .health_seconds = 3600,
        .retry_least = least,
        .retry_most = least};

    snprintf(fixture->url, sizeof fixture->url, "https://127.0.0.1:%u", port);
    fixture->courier = courier_create(fixture->loop, &settings, &error);
    if (fixture->courier == NULL)
        fail_msg("%s", error.text);
}

static json_t *read_state(struct fixture *fixture)
{
    enum state_life life;
    json_t *object = NULL;

    assert_true(state_read(fixture->state_folder, "courier", &life, &object, NULL));
    assert_non_null(object);
    return object;
}

typedef bool condition(struct fixture *fixture);

static void late(void *context)
{
    *(bool *)context = true;
}

/* Runs the loop until the condition holds; false when patience ends first. */
static bool run_until(struct fixture *fixture, condition *holds, int64_t patience)
{
    bool is_late = false;
    struct loop_timer timer = {.callback = late, .context = &is_late};

    assert_true(loop_add_timer(fixture->loop, &timer, NULL));
    loop_timer_set(fixture->loop, &timer, patience);
    while (!holds(fixture) && !is_late)
        assert_true(loop_once(fixture->loop, true, NULL));
    loop_remove_timer(fixture->loop, &timer);
    return !is_late;
}

static bool never(struct fixture *fixture)
{
    (void)fixture;
    return false;
}

static bool has_failed(struct fixture *fixture)
{
    json_t *state = read_state(fixture);
    bool failed = json_string_length(json_object_get(state, "last_error")) > 0;

    json_decref(state);
    return failed;
}

/* Delivered all and said so to the centre: nothing is left to do. */
static bool is_at_rest(struct fixture *fixture)
{
    json_t *state = read_state(fixture);
    bool rests = json_integer_value(json_object_get(state, "waiting")) == 0 &&
                 json_is_true(json_object_get(state, "connected")) &&
                 json_is_null(json_object_get(state, "next_try_utc")) &&
                 json_object_get(state, "clock_offset_seconds") != NULL &&
                 json_string_length(json_object_get(state, "last_error")) == 0;

    json_decref(state);
    return rests && count(fixture).waiting == 0;
}

static void assert_kept_by(struct fixture *fixture, const struct pki_pair *identity,
                           enum hostile_manner manner, const char *answer)
{
    struct hostile_server hostile = hostile_server_start(identity, manner, answer);
    struct receiver_process receiver;

    save_requests(fixture, 3);
    start_courier(fixture, hostile.port, 1);
    assert_true(run_until(fixture, has_failed, PATIENCE));
    assert_int_equal(count(fixture).waiting, 3);
    assert_int_equal(count(fixture).rejected, 0);
    hostile_server_stop(&hostile);
    receiver = receiver_start(&fixture->pki, hostile.port);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 3);
}

static void assert_answer_keeps(void **state, enum hostile_manner manner, const char *answer)
{
    struct fixture *fixture = *state;

    assert_kept_by(fixture, &fixture->pki.server, manner, answer);
}

/* ---- with the real receiver ------------------------------------------------ */

static void test_what_waits_is_delivered(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);

    save_requests(fixture, 3);
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 3);
}

static void test_more_than_one_batch_is_delivered(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);

    save_requests(fixture, BATCH_RECORDS_MAX + 20);
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), BATCH_RECORDS_MAX + 20);
}

static void test_a_clock_that_cannot_be_right_delivers_nothing_and_says_so(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);

    save_requests(fixture, 1);
    fixture->earliest_utc = fixture->pki.now + 10 * 86400;
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, has_failed, PATIENCE));
    json_t *told = read_state(fixture);
    const char *reason = json_string_value(json_object_get(told, "last_error"));
    assert_non_null(strstr(reason, "clock is before"));
    json_decref(told);
    assert_int_equal(count(fixture).waiting, 1);
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 0);
}

static void test_a_clock_a_little_behind_delivers(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);

    save_requests(fixture, 1);
    fixture->earliest_utc = fixture->pki.now + 3600;
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
}

static void test_a_new_record_wakes_the_courier(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);

    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    save_requests(fixture, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 1);
}

static void test_nothing_wakes_while_nothing_waits(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);
    uint64_t before;

    save_requests(fixture, 1);
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    /* What the deletion itself stirred up may pass first. */
    assert_false(run_until(fixture, never, 300));
    before = loop_wakeups(fixture->loop);
    assert_false(run_until(fixture, never, 1500));
    assert_true(loop_wakeups(fixture->loop) - before <= 1);
    receiver_stop(&receiver);
}

static bool take_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    json_t *health = json_loads(kiosk->health_json, 0, NULL);

    assert_string_equal(kiosk->kiosk, PKI_KIOSK_ID);
    assert_int_equal(json_integer_value(json_object_get(health, "waiting")), 0);
    assert_int_equal(json_integer_value(json_object_get(health, "last_sequence")), 2);
    assert_string_equal(json_string_value(json_object_get(health, "printer")), "not_running");
    json_decref(health);
    *(int *)context += 1;
    return true;
}

static void test_the_centre_hears_how_the_kiosk_is(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);
    struct ledger *ledger;
    char path[256];
    int kiosks = 0;

    save_requests(fixture, 2);
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    ledger = ledger_open(pki_path(&fixture->pki, "ledger.db", path), LEDGER_READ, NULL);
    assert_non_null(ledger);
    assert_true(ledger_each_kiosk(ledger, take_kiosk, &kiosks, NULL));
    assert_int_equal(kiosks, 1);
    ledger_close(ledger);
}

static void test_what_nobody_could_open_is_set_aside_and_kept(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);

    save_bytes(fixture, 900, "this is not sealed", 18);
    save_requests(fixture, 1);
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(count(fixture).rejected, 1);
    assert_int_equal(receiver_count(&fixture->pki), 1);
}

/* ---- one batch, posted as the test likes ----------------------------------- */

struct posting {
    struct loop *loop;
    int status;
};

static void take_status(void *context, const struct http_reply *reply, const struct error *error)
{
    struct posting *posting = context;

    (void)error;
    posting->status = reply != NULL ? reply->status : -1;
    loop_stop(posting->loop);
}

/* Posts what waits and forgets the answer, as if it had been lost; the status. */
static int post_and_forget(struct fixture *fixture, const struct delivery *delivery, uint16_t port)
{
    char url[64];
    struct loop *loop = loop_create(&clock_system, NULL);
    struct http_client_settings settings = {.url = url,
                                            .root_pem = fixture->roots,
                                            .certificate = fixture->pki.kiosk.certificate,
                                            .key = fixture->pki.kiosk.key};
    struct posting posting = {.loop = loop};
    struct http_client *client;

    snprintf(url, sizeof url, "https://127.0.0.1:%u", port);
    client = http_client_create(loop, &settings, NULL);
    assert_non_null(client);
    assert_true(http_client_post(client, "/v1/batches", BATCH_MEDIA_TYPE, delivery->batch.data,
                                 delivery->batch.length, take_status, &posting, NULL));
    assert_true(loop_run(loop, NULL));
    http_client_destroy(client);
    loop_destroy(loop);
    return posting.status;
}

static void prepare(struct fixture *fixture, struct delivery *delivery)
{
    struct reach reach;

    delivery_init(delivery);
    reach_begin(&reach);
    assert_true(delivery_prepare(delivery, fixture->outbox, &reach, fixture->pki.kiosk.certificate,
                                 fixture->pki.kiosk.key, NULL));
}

static void test_a_lost_answer_doubles_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);
    struct delivery delivery;

    save_requests(fixture, 3);
    prepare(fixture, &delivery);
    assert_int_equal(post_and_forget(fixture, &delivery, receiver.port), 200);
    assert_int_equal(count(fixture).waiting, 3);
    delivery_finish(&delivery);
    save_requests(fixture, 1);
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 4);
}

static void test_eight_posts_of_a_batch_at_once_store_it_once(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);
    struct delivery delivery;
    pid_t clients[8];

    save_requests(fixture, 5);
    prepare(fixture, &delivery);
    for (size_t i = 0; i < 8; i++) {
        clients[i] = fork();
        if (clients[i] == 0)
            _exit(post_and_forget(fixture, &delivery, receiver.port) == 200 ? 0 : 1);
    }
    for (size_t i = 0; i < 8; i++) {
        int status = 1;

        assert_int_equal(waitpid(clients[i], &status, 0), clients[i]);
        assert_int_equal(status, 0);
    }
    delivery_finish(&delivery);
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 5);
}

static void test_a_spoilt_batch_stores_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);
    struct delivery delivery;

    save_requests(fixture, 2);
    prepare(fixture, &delivery);
    delivery.batch.data[delivery.batch.length - 1] ^= 1; /* in the signature */
    assert_int_equal(post_and_forget(fixture, &delivery, receiver.port), 403);
    delivery.batch.length -= 10;
    assert_int_equal(post_and_forget(fixture, &delivery, receiver.port), 400);
    delivery_finish(&delivery);
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 0);
}

static void test_another_kiosks_batch_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);
    struct pki_pair own = fixture->pki.kiosk;
    struct delivery delivery;

    save_requests(fixture, 2);
    prepare(fixture, &delivery);
    fixture->pki.kiosk =
        pki_make(&fixture->pki, &fixture->pki.issuing, PURPOSE_TLS_CLIENT, "0500", -1, 5);
    assert_int_equal(post_and_forget(fixture, &delivery, receiver.port), 403);
    pki_pair_finish(&fixture->pki.kiosk);
    fixture->pki.kiosk = own;
    delivery_finish(&delivery);
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 0);
}

/* ---- with a centre that misbehaves: kept, and delivered once it is well ----- */

#define HEAD(status) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n"
#define ENDS         "Connection: close\r\n\r\n"

static void test_a_dead_centre_loses_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct hostile_server gone = hostile_server_start(&fixture->pki.server, HOSTILE_SILENT, "");
    struct receiver_process receiver;

    hostile_server_stop(&gone);
    save_requests(fixture, 3);
    start_courier(fixture, gone.port, 1);
    assert_true(run_until(fixture, has_failed, PATIENCE));
    assert_int_equal(count(fixture).waiting, 3);
    receiver = receiver_start(&fixture->pki, gone.port);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 3);
}

static void test_a_silent_centre_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_SILENT, "");
}

static void test_a_slow_centre_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_TRICKLE, HEAD("200 OK") ENDS "{\"version\":1,\"records\":");
}

static void test_an_error_500_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER, HEAD("500 Broken") "Content-Length: 0\r\n" ENDS);
}

static void test_an_error_400_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER, HEAD("400 Bad") "Content-Length: 0\r\n" ENDS);
}

static void test_nonsense_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER, "nonsense\r\n\r\nmore nonsense");
}

static void test_an_empty_200_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER, HEAD("200 OK") "Content-Length: 0\r\n" ENDS);
}

static void test_an_answer_that_names_nothing_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER,
                        HEAD("200 OK") ENDS "{\"version\":1,\"records\":[]}");
}

static void test_right_numbers_with_wrong_ids_lose_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER,
                        HEAD("200 OK") ENDS
                        "{\"version\":1,\"records\":[{\"sequence\":1,\"verdict\":\"stored\",\"id\":"
                        "\"00000000000000000000000000000000000000000000000000000000000000aa\"}]}");
}

static void test_an_answer_of_another_type_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" ENDS "<p>stored</p>");
}

static void test_a_cut_answer_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_CUT,
                        HEAD("200 OK") "Content-Length: 500\r\n\r\n{\"version\":1,\"rec");
}

static void test_a_wrong_certificate_loses_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct pki_pair impostor =
        pki_make(&fixture->pki, &fixture->pki.issuing, PURPOSE_TLS_SERVER, "impostor", -1, 5);

    assert_kept_by(fixture, &impostor, HOSTILE_ANSWER, HEAD("200 OK") ENDS "{}");
    pki_pair_finish(&impostor);
}

static void test_retry_after_holds_pokes_back(void **state)
{
    struct fixture *fixture = *state;
    struct hostile_server hostile =
        hostile_server_start(&fixture->pki.server, HOSTILE_ANSWER,
                             HEAD("503 Busy") "Retry-After: 600\r\nContent-Length: 0\r\n" ENDS);
    struct receiver_process receiver;
    json_t *told;
    int64_t next = 0;

    save_requests(fixture, 1);
    start_courier(fixture, hostile.port, 1);
    assert_true(run_until(fixture, has_failed, PATIENCE));
    told = read_state(fixture);
    assert_true(clock_parse(json_string_value(json_object_get(told, "next_try_utc")), &next));
    assert_true(next - clock_utc(&clock_system) >= 590);
    json_decref(told);
    hostile_server_stop(&hostile);
    receiver = receiver_start(&fixture->pki, hostile.port);
    courier_poke(fixture->courier);
    assert_false(run_until(fixture, is_at_rest, 800));
    assert_int_equal(count(fixture).waiting, 1);
    receiver_stop(&receiver);
}

static void test_a_poke_cuts_a_wait_short(void **state)
{
    struct fixture *fixture = *state;
    struct hostile_server gone = hostile_server_start(&fixture->pki.server, HOSTILE_SILENT, "");
    struct receiver_process receiver;

    hostile_server_stop(&gone);
    save_requests(fixture, 1);
    start_courier(fixture, gone.port, 100000);
    assert_true(run_until(fixture, has_failed, PATIENCE));
    receiver = receiver_start(&fixture->pki, gone.port);
    courier_poke(fixture->courier);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
}

/* ---- a process that cannot go on --------------------------------------------- */

static void give_up(void *context)
{
    loop_stop(context);
}

/* Until the courier ends by itself; false where it would go on. */
static bool ends_by_itself(struct fixture *fixture)
{
    struct loop_timer timer = {.callback = give_up, .context = fixture->loop};
    bool ended;

    assert_true(loop_add_timer(fixture->loop, &timer, NULL));
    loop_timer_set(fixture->loop, &timer, PATIENCE);
    assert_true(loop_run(fixture->loop, NULL));
    ended = timer.due != 0;
    loop_remove_timer(fixture->loop, &timer);
    return ended;
}

static void begin_anew(struct fixture *fixture)
{
    courier_destroy(fixture->courier);
    loop_destroy(fixture->loop);
    fixture->courier = NULL;
    fixture->loop = loop_create(&clock_system, NULL);
    assert_non_null(fixture->loop);
}

/* As an allocation that failed at the wrong moment leaves OpenSSL: what it did not find then it holds for
 * unsupported as long as the process lives. */
static bool signing_is_unsupported;

typedef int digest_sign(EVP_MD_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);

/* In the place of OpenSSL's. */
int EVP_DigestSign(EVP_MD_CTX *context, unsigned char *signature, size_t *size,
                   const unsigned char *bytes, size_t length)
{
    digest_sign *sign;

    *(void **)&sign = dlsym(RTLD_NEXT, "EVP_DigestSign");
    if (!signing_is_unsupported)
        return sign(context, signature, size, bytes, length);
    ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
    return 0;
}

static void test_a_process_that_can_sign_no_more_ends_and_the_next_delivers(void **state)
{
    struct fixture *fixture = *state;
    struct receiver_process receiver = receiver_start(&fixture->pki, 0);

    save_requests(fixture, 3);
    start_courier(fixture, receiver.port, 1);
    signing_is_unsupported = true;
    bool ended = ends_by_itself(fixture);
    signing_is_unsupported = false;
    assert_true(ended);
    json_t *told = read_state(fixture);
    const char *reason = json_string_value(json_object_get(told, "last_error"));
    assert_non_null(strstr(reason, "a signature could not be made"));
    json_decref(told);
    assert_int_equal(count(fixture).waiting, 3);
    begin_anew(fixture);
    start_courier(fixture, receiver.port, 1);
    assert_true(run_until(fixture, is_at_rest, PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&fixture->pki), 3);
}

/* ---- back-off -------------------------------------------------------------- */

static void test_waits_double_up_to_the_most(void **state)
{
    struct backoff backoff = {.least = 5, .most = 60};
    static const int64_t bounds[] = {5, 10, 20, 40, 60, 60};

    (void)state;
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++)
        assert_int_equal(backoff_fail(&backoff, (uint64_t)bounds[i] * 1000, -1), bounds[i] * 1000);
    backoff_succeed(&backoff);
    assert_int_equal(backoff_fail(&backoff, 5000, -1), 5000);
}

static void test_waits_begin_at_nothing_and_stay_within_bounds(void **state)
{
    struct backoff backoff = {.least = 5, .most = 60};

    (void)state;
    assert_int_equal(backoff_fail(&backoff, 0, -1), 0);
    for (unsigned i = 0; i < 1000; i++) {
        int64_t wait = backoff_fail(&backoff, UINT64_MAX - i * UINT64_C(7919), -1);

        assert_true(wait >= 0 && wait <= 60000);
    }
}

static void test_retry_after_is_waited_out_and_bounded(void **state)
{
    struct backoff backoff = {.least = 5, .most = 60};

    (void)state;
    assert_int_equal(backoff_fail(&backoff, 0, 30), 30000);
    assert_int_equal(backoff_fail(&backoff, 0, 999999), BACKOFF_RETRY_AFTER_MOST * 1000);
}

#define WITH_KIOSK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_KIOSK(test_what_waits_is_delivered),
        WITH_KIOSK(test_more_than_one_batch_is_delivered),
        WITH_KIOSK(test_a_clock_that_cannot_be_right_delivers_nothing_and_says_so),
        WITH_KIOSK(test_a_clock_a_little_behind_delivers),
        WITH_KIOSK(test_a_new_record_wakes_the_courier),
        WITH_KIOSK(test_nothing_wakes_while_nothing_waits),
        WITH_KIOSK(test_the_centre_hears_how_the_kiosk_is),
        WITH_KIOSK(test_what_nobody_could_open_is_set_aside_and_kept),
        WITH_KIOSK(test_a_lost_answer_doubles_nothing),
        WITH_KIOSK(test_eight_posts_of_a_batch_at_once_store_it_once),
        WITH_KIOSK(test_a_spoilt_batch_stores_nothing),
        WITH_KIOSK(test_another_kiosks_batch_is_refused),
        WITH_KIOSK(test_a_dead_centre_loses_nothing),
        WITH_KIOSK(test_a_silent_centre_loses_nothing),
        WITH_KIOSK(test_a_slow_centre_loses_nothing),
        WITH_KIOSK(test_an_error_500_loses_nothing),
        WITH_KIOSK(test_an_error_400_loses_nothing),
        WITH_KIOSK(test_nonsense_loses_nothing),
        WITH_KIOSK(test_an_empty_200_loses_nothing),
        WITH_KIOSK(test_an_answer_that_names_nothing_loses_nothing),
        WITH_KIOSK(test_right_numbers_with_wrong_ids_lose_nothing),
        WITH_KIOSK(test_an_answer_of_another_type_loses_nothing),
        WITH_KIOSK(test_a_cut_answer_loses_nothing),
        WITH_KIOSK(test_a_wrong_certificate_loses_nothing),
        WITH_KIOSK(test_retry_after_holds_pokes_back),
        WITH_KIOSK(test_a_poke_cuts_a_wait_short),
        WITH_KIOSK(test_a_process_that_can_sign_no_more_ends_and_the_next_delivers),
        cmocka_unit_test(test_waits_double_up_to_the_most),
        cmocka_unit_test(test_waits_begin_at_nothing_and_stay_within_bounds),
        cmocka_unit_test(test_retry_after_is_waited_out_and_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
