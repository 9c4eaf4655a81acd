/* Saving on the real form, a signed site bundle, an outbox on disk; opened with the centre's key. */
#include "app/screen/process/save.h"

#include "app/registration/request.h"
#include "app/site/site_build.h"
#include "app/wire/chain.h"
#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/crypto/signed_file.h"
#include "platform/opening/opening.h"
#include "tests/support/lib/made_up_visit.h"
#include "tests/support/lib/pki.h"
#include "tests/support/lib/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define YEARS ((int64_t)366 * 86400)

struct scene {
    struct temp_folder *folder;
    struct pki pki;
    struct kiosk_config config;
    struct clock_source clock;
    int64_t now;
    bool synchronised;
    struct resources resources;
    struct answers *answers;
    char code[RECEIPT_CODE_SIZE];
};

static int64_t utc(void *context)
{
    return ((struct scene *)context)->now;
}

static int64_t monotonic(void *context)
{
    (void)context;
    return 1;
}

static bool is_synchronised(void *context)
{
    return ((struct scene *)context)->synchronised;
}

static void write_bundle(struct scene *scene)
{
    static const char description[] =
        "{\"site\": \"tamarack\", \"place\": \"Waiting room\", \"time_zone\": \"America/Detroit\","
        " \"agency\": \"Example office\", \"hotline\": \"1-800-555-0100\", \"news_days\": 5,"
        " \"omb_number\": \"0000-0000\", \"notices\": {\"en\": {\"authority\": \"a\","
        " \"purpose\": \"p\", \"routine_uses\": \"r\", \"voluntary\": \"v\", \"without\": \"w\"}}}";
    const struct certificate *tls_roots[] = {scene->pki.tls_root.certificate, NULL};
    const struct certificate *sealing[] = {scene->pki.opening.certificate, NULL};
    struct site_order order = {
        .description = temp_folder_write(scene->folder, "site.json", description),
        .kiosk_id = PKI_KIOSK_ID,
        .issued_utc = scene->pki.now,
        .kiosk_certificate = scene->pki.kiosk.certificate,
        .tls_roots = tls_roots,
        .sealing_root = scene->pki.sealing_root.certificate,
        .sealing = sealing,
    };
    struct buffer bundle;

    buffer_init(&bundle, SIGNED_FILE_MAX);
    assert_true(site_build(&order, scene->pki.site_signer.certificate, scene->pki.site_signer.key,
                           &bundle, NULL));
    assert_true(file_write(scene->config.paths.site, bundle.data, bundle.length, 0644, NULL));
    buffer_finish(&bundle);
}

static void configure(struct scene *scene)
{
    struct kiosk_paths *paths = &scene->config.paths;
    char path[256];

    text_copy(paths->share, sizeof paths->share, "assets");
    text_copy(paths->outbox, sizeof paths->outbox, temp_folder_path(scene->folder, "outbox"));
    text_copy(paths->state, sizeof paths->state, scene->folder->path);
    text_copy(paths->site, sizeof paths->site, temp_folder_path(scene->folder, "site.p7"));
    text_copy(paths->site_root, sizeof paths->site_root,
              pki_path(&scene->pki, "site-root.pem", path));
    assert_true(file_make_folder(paths->outbox, 0770, NULL));
    write_bundle(scene);
}

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    void *folder = NULL;

    *state = scene;
    if (!secret_start(NULL) || temp_folder_setup(&folder) != 0)
        return -1;
    scene->folder = folder;
    pki_start(&scene->pki);
    scene->now = scene->pki.now;
    scene->synchronised = true;
    scene->clock = (struct clock_source){utc, monotonic, scene, is_synchronised};
    configure(scene);
    resources_load(&scene->resources, &scene->config, &scene->clock);
    scene->answers = answers_create(scene->resources.form, NULL);
    made_up_fill(scene->answers);
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    void *folder = scene->folder;

    answers_destroy(scene->answers);
    resources_finish(&scene->resources);
    pki_stop(&scene->pki);
    temp_folder_teardown(&folder);
    free(scene);
    return 0;
}

static bool save(struct scene *scene, struct error *error)
{
    return save_request(&scene->resources, scene->answers, "en", scene->code, error);
}

static uint64_t waiting(struct scene *scene)
{
    struct outbox *outbox = outbox_open(scene->config.paths.outbox, PKI_KIOSK_ID, NULL);
    struct outbox_counts counts = {0};

    assert_non_null(outbox);
    assert_true(outbox_count(outbox, &counts, NULL));
    outbox_close(outbox);
    return counts.waiting;
}

static void assert_not_saved(struct scene *scene, enum error_kind kind)
{
    struct error error;

    assert_false(save(scene, &error));
    assert_int_equal(error.kind, kind);
    assert_string_equal(scene->code, "");
}

/* What was sealed first, opened; the caller finishes `plain`. */
static void open_first(struct scene *scene, struct buffer *plain)
{
    char key[256], certificate[256];
    struct opener *opener =
        opener_load(pki_path(&scene->pki, "opening.key", key),
                    pki_path(&scene->pki, "opening.pem", certificate), NULL, NULL);
    struct outbox_pick pick = {0};
    uint8_t lookup[CHAIN_HASH_SIZE];

    assert_non_null(opener);
    assert_true(outbox_pick(scene->resources.outbox,
                            &(struct outbox_wish){.count_max = 1, .bytes_max = 1 << 20}, &pick,
                            NULL));
    assert_int_equal(pick.count, 1);
    assert_true(chain_lookup(scene->code, lookup, NULL));
    assert_memory_equal(pick.records[0].lookup, lookup, sizeof lookup);
    buffer_init_secret(plain, REQUEST_JSON_MAX);
    assert_true(opener_open(opener, pick.sealed.data, pick.sealed.length, plain, NULL));
    outbox_pick_finish(&pick);
    opener_destroy(opener);
}

static void saves_what_the_centre_can_open_and_find(void **state)
{
    struct scene *scene = *state;
    struct buffer plain;
    struct request request;
    char parsed[RECEIPT_CODE_SIZE];
    struct error error;

    assert_true(save(scene, &error));
    assert_true(receipt_code_parse(scene->code, parsed));
    open_first(scene, &plain);
    assert_true(request_read(plain.data, plain.length, &request, NULL));
    assert_string_equal(request.kiosk, PKI_KIOSK_ID);
    assert_string_equal(request.site, "tamarack");
    assert_string_equal(request.language, "en");
    assert_true(request.clock_trusted);
    request_wipe(&request);
    buffer_finish(&plain);
}

static void gives_each_request_its_own_code(void **state)
{
    struct scene *scene = *state;
    char first[RECEIPT_CODE_SIZE];

    assert_true(save(scene, NULL));
    memcpy(first, scene->code, sizeof first);
    assert_true(save(scene, NULL));
    assert_string_not_equal(first, scene->code);
    assert_int_equal(waiting(scene), 2);
}

static void saves_nothing_when_no_certificate_is_good(void **state)
{
    struct scene *scene = *state;

    scene->now += 60 * YEARS;
    assert_not_saved(scene, ERROR_UNAVAILABLE);
}

static void judges_no_dates_by_a_clock_nobody_trusts(void **state)
{
    struct scene *scene = *state;
    struct buffer plain;

    scene->now += 60 * YEARS;
    scene->synchronised = false;
    assert_true(save(scene, NULL));
    open_first(scene, &plain);
    assert_non_null(strstr(buffer_text(&plain), "\"clock_trusted\":false"));
    buffer_finish(&plain);
}

static void saves_nothing_without_an_outbox(void **state)
{
    struct scene *scene = *state;

    text_copy(scene->config.paths.outbox, sizeof scene->config.paths.outbox, "/nowhere/at/all");
    assert_not_saved(scene, ERROR_UNAVAILABLE);
}

static void saves_nothing_that_is_not_complete(void **state)
{
    struct scene *scene = *state;

    answers_clear(scene->answers, made_up_field(scene->answers, "pin"));
    assert_not_saved(scene, ERROR_INPUT);
    assert_int_equal(waiting(scene), 0);
}

static void leaves_no_secret_behind(void **state)
{
    struct scene *scene = *state;
    size_t before = secret_in_use();

    assert_true(save(scene, NULL));
    assert_int_equal(secret_in_use(), before);
}

static void says_which_file_keeps_visits_away(void **state)
{
    struct scene *scene = *state;
    struct resources resources;
    struct visit_health health;

    text_copy(scene->config.paths.share, sizeof scene->config.paths.share, "/nowhere");
    resources_load(&resources, &scene->config, &scene->clock);
    resources_check(&resources, &health);
    assert_false(health.can_save);
    assert_non_null(strstr(health.why_not, "/nowhere/forms/custody-alert.json"));
    resources_finish(&resources);
}

static void doubts_what_a_damaged_outbox_holds(void **state)
{
    struct scene *scene = *state;
    struct resources resources;
    struct visit_health health;
    char path[256];

    assert_true(file_join(path, sizeof path, scene->config.paths.outbox, "outbox.db"));
    resources_finish(&scene->resources);
    assert_true(file_write(path, "not a database, whatever its name says", 38, 0660, NULL));
    resources_load(&resources, &scene->config, &scene->clock);
    resources_check(&resources, &health);
    assert_false(health.can_save);
    assert_true(health.saved_in_doubt);
    assert_non_null(strstr(health.why_not, "outbox.db"));
    resources_finish(&resources);
}

static void opens_the_outbox_without_a_form(void **state)
{
    struct scene *scene = *state;
    struct resources resources;
    struct visit_health health;

    text_copy(scene->config.paths.share, sizeof scene->config.paths.share, "/nowhere");
    resources_load(&resources, &scene->config, &scene->clock);
    resources_check(&resources, &health);
    assert_non_null(resources.form);
    assert_non_null(resources.outbox);
    assert_false(health.saved_in_doubt);
    resources_finish(&resources);
}

static void knows_the_day_at_the_site(void **state)
{
    struct scene *scene = *state;
    int year, month, day;

    /* 2046-11-22T03:00:00Z: in Detroit it is still the 21st. */
    scene->now = 2426468400;
    resources_today(&scene->resources, &year, &month, &day);
    assert_int_equal(year, 2046);
    assert_int_equal(month, 11);
    assert_int_equal(day, 21);
}

static void knows_that_time_does_not_go_back(void **state)
{
    struct scene *scene = *state;
    int year, month, day;

    scene->now = 0;
    scene->resources.known_utc = 2426468400;
    resources_today(&scene->resources, &year, &month, &day);
    assert_int_equal(year, 2046);
    scene->resources.known_utc = 0;
    resources_today(&scene->resources, &year, &month, &day);
    assert_true(year >= 2026); /* when the site's bundle was issued */
}

#define SCENE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE(saves_what_the_centre_can_open_and_find),
        SCENE(gives_each_request_its_own_code),
        SCENE(saves_nothing_when_no_certificate_is_good),
        SCENE(judges_no_dates_by_a_clock_nobody_trusts),
        SCENE(saves_nothing_without_an_outbox),
        SCENE(saves_nothing_that_is_not_complete),
        SCENE(leaves_no_secret_behind),
        SCENE(says_which_file_keeps_visits_away),
        SCENE(doubts_what_a_damaged_outbox_holds),
        SCENE(opens_the_outbox_without_a_form),
        SCENE(knows_the_day_at_the_site),
        SCENE(knows_that_time_does_not_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
