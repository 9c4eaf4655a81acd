#include "app/local/update_state.h"
#include "app/staff/health/health.h"
#include "app/staff/update/copy.h"
#include "app/staff/update/gpt.h"
#include "app/update/bundle.h"
#include "app/update/release_version.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/crypto/signed_file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/pki.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- versions --------------------------------------------------------------- */

static struct release_version version(const char *text)
{
    struct release_version read;
    assert_true(release_version_parse(text, strlen(text), &read));
    return read;
}

static int compare(const char *one, const char *other)
{
    struct release_version first = version(one);
    struct release_version second = version(other);
    return release_version_compare(&first, &second);
}

static void versions_are_compared_as_numbers(void **state)
{
    (void)state;
    assert_true(compare("1.9.0", "1.10.0") < 0);
    assert_true(compare("2", "1.9999.9999.9999") > 0);
    assert_int_equal(compare("1.4", "1.4.0.0"), 0);
    assert_int_equal(compare("01.4", "1.04"), 0);
}

static void what_is_no_version_is_refused(void **state)
{
    static const char *const texts[] = {
        "",   ".",       "1.", ".1",  "1..2", "1.2.3.4.5",           "10000", "1.2.3-1", "1.2.3 ",
        "-1", "1.2.3\n", "v1", "1,2", "0x1",  "00000000000000000001"};
    struct release_version read;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (release_version_parse(texts[i], strlen(texts[i]), &read) || read.text[0] != '\0')
            fail_msg("'%s' was taken", texts[i]);
}

static void os_release_names_what_runs(void **state)
{
    char path[] = "/tmp/kiosk-os-release-XXXXXX";
    static const char *const forms[] = {"IMAGE_VERSION=1.4.0\n",
                                        "ID=x\nIMAGE_VERSION=\"1.4.0\"\nA=b",
                                        "A=IMAGE_VERSION=9\nIMAGE_VERSION='1.4.0'"};
    struct release_version read;

    (void)state;
    assert_true(close(mkstemp(path)) == 0);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        assert_true(file_write(path, forms[i], strlen(forms[i]), 0600, NULL));
        assert_true(release_version_running(path, &read, NULL));
        assert_string_equal(read.text, "1.4.0");
    }
    assert_true(file_write(path, "IMAGE_VERSION=next\n", 19, 0600, NULL));
    assert_false(release_version_running(path, &read, NULL));
    assert_int_equal(unlink(path), 0);
}

/* ---- the manifest ------------------------------------------------------------ */

static struct pki pki;
static struct trust *trust;

static int start(void **state)
{
    char path[256];
    (void)state;
    pki_start(&pki);
    trust = trust_load(pki_path(&pki, "site-root.pem", path), NULL);
    return trust == NULL;
}

static int stop(void **state)
{
    (void)state;
    trust_destroy(trust);
    pki_stop(&pki);
    return 0;
}

#define HASH  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define PART  "{\"size\":100,\"sha256\":\"" HASH "\"}"
#define PARTS "\"parts\":{\"root\":" PART ",\"verity\":" PART ",\"uki\":" PART "}"
#define TYPE  "\"type\":\"custody-kiosk/update/1\""
#define WHOLE "{" TYPE ",\"version\":\"1.4.0\",\"root_hash\":\"" HASH "\"," PARTS ",\"later\":[1]}"

/* A head with `content` signed for `purpose`, which ended a year ago. */
static void make_head(const char *content, enum certificate_purpose purpose, struct buffer *head)
{
    struct buffer signed_form;
    struct pki_pair signer = pki_make(&pki, &pki.site_root, purpose, "Release", -900, 365);
    buffer_init(&signed_form, UPDATE_MANIFEST_MAX);
    assert_true(signed_file_make(content, strlen(content), signer.certificate, signer.key,
                                 &signed_form, NULL));
    uint32_t length = (uint32_t)signed_form.length;
    buffer_init(head, UPDATE_MANIFEST_MAX + 20);
    assert_true(buffer_append_text(head, UPDATE_MAGIC));
    for (int shift = 24; shift >= 0; shift -= 8)
        assert_true(buffer_append_byte(head, (uint8_t)(length >> shift)));
    assert_true(buffer_append(head, signed_form.data, signed_form.length));
    buffer_finish(&signed_form);
    pki_pair_finish(&signer);
}

static enum error_kind judge(const char *content, enum certificate_purpose purpose,
                             struct update_manifest *manifest)
{
    struct buffer head;
    struct error error = {.kind = ERROR_NONE};
    make_head(content, purpose, &head);
    if (!update_manifest_read("bundle", head.data, head.length, trust, manifest, &error))
        assert_int_equal(manifest->size, 0);
    buffer_finish(&head);
    return error.kind;
}

static void a_manifest_names_the_parts_in_order(void **state)
{
    struct update_manifest manifest;

    (void)state;
    assert_int_equal(judge(WHOLE, PURPOSE_RELEASING, &manifest), ERROR_NONE);
    assert_string_equal(manifest.version.text, "1.4.0");
    assert_int_equal(manifest.root_hash[1], 0x11);
    assert_int_equal(manifest.parts[UPDATE_VERITY].offset - manifest.parts[UPDATE_ROOT].offset,
                     100);
    assert_int_equal(manifest.size - manifest.parts[UPDATE_UKI].offset, 100);
}

static void only_the_release_purpose_signs_manifests(void **state)
{
    struct update_manifest manifest;

    (void)state;
    assert_int_equal(judge(WHOLE, PURPOSE_SIGNING, &manifest), ERROR_REFUSED);
    assert_int_equal(judge(WHOLE, PURPOSE_ACKNOWLEDGING, &manifest), ERROR_REFUSED);
}

static void an_incomplete_manifest_is_refused(void **state)
{
    static const char *const contents[] = {
        "",
        "[]",
        "{" TYPE "}",
        "{" TYPE "," PARTS ",\"root_hash\":\"" HASH "\"}",
        "{" TYPE ",\"version\":\"1\"," PARTS "}",
        "{" TYPE ",\"version\":\"1\",\"root_hash\":\"" HASH "\"}",
        "{" TYPE ",\"version\":\"1\",\"from\":\"x\",\"root_hash\":\"" HASH "\"," PARTS "}",
        "{" TYPE ",\"version\":1,\"root_hash\":\"" HASH "\"," PARTS "}",
        "{\"type\":\"custody-kiosk/update/2\",\"version\":\"1\",\"root_hash\":\"" HASH "\"," PARTS
        "}",
        "{" TYPE ",\"version\":\"1\",\"root_hash\":\"" HASH "\",\"parts\":{\"root\":" PART
        ",\"verity\":" PART "}}",
        "{" TYPE ",\"version\":\"1\",\"root_hash\":\"" HASH "\",\"parts\":{\"root\":" PART
        ",\"verity\":" PART ",\"uki\":{\"size\":-1,\"sha256\":\"" HASH "\"}}}",
        "{" TYPE ",\"version\":\"1\",\"root_hash\":\"" HASH "\",\"parts\":{\"root\":" PART
        ",\"verity\":" PART ",\"uki\":{\"size\":4611686018427387904,\"sha256\":\"" HASH "\"}}}"};
    struct update_manifest manifest;

    (void)state;
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++)
        if (judge(contents[i], PURPOSE_RELEASING, &manifest) != ERROR_INPUT)
            fail_msg("taken: %s", contents[i]);
}

static void a_head_that_is_not_there_yet_is_waited_for(void **state)
{
    struct update_manifest manifest;
    struct buffer head;

    (void)state;
    make_head(WHOLE, PURPOSE_RELEASING, &head);
    for (size_t length = 0; length < head.length; length += 1 + length / 4) {
        struct error error = {.kind = ERROR_NONE};
        assert_false(update_manifest_read("bundle", head.data, length, trust, &manifest, &error));
        assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    }
    buffer_finish(&head);
}

/* ---- copying ----------------------------------------------------------------- */

struct meddler {
    int descriptor;
    int64_t after, seen;
};

/* Changes a byte once so many have been told. */
static void meddle(void *context, int64_t bytes)
{
    struct meddler *meddler = context;
    int64_t before = meddler->seen;
    meddler->seen += bytes;
    if (before < meddler->after && meddler->seen >= meddler->after)
        assert_int_equal(pwrite(meddler->descriptor, "x", 1, 5), 1);
}

static void expect_copy(bool of_source, int64_t after, bool fine)
{
    char source[] = "/tmp/kiosk-copy-XXXXXX", target[] = "/tmp/kiosk-copy-XXXXXX";
    static uint8_t content[600000];
    struct update_part part = {.offset = 0, .size = sizeof content};
    int from = mkstemp(source), to = mkstemp(target);
    struct meddler meddler = {.descriptor = of_source ? from : to, .after = after};
    const struct copy_progress progress = {.tell = meddle, .context = &meddler};
    assert_int_equal(pwrite(from, content, sizeof content, 0), sizeof content);
    assert_true(digest_of(content, sizeof content, part.sha256, NULL));
    assert_true(copy_verify("part", from, 0, part.size, part.sha256,
                            &(struct copy_progress){.tell = NULL}, NULL));
    assert_true(copy_part("part", from, &part, to, 0, &progress, NULL) == fine);
    assert_int_equal(close(from) + close(to) + unlink(source) + unlink(target), 0);
}

static void a_copy_is_read_again_where_it_is(void **state)
{
    (void)state;
    expect_copy(false, INT64_MAX, true);
    /* The disk changes it after it was written, and before it is read again. */
    expect_copy(false, 600000, false);
}

static void a_source_that_changes_after_it_was_looked_at_is_noticed(void **state)
{
    (void)state;
    char source[] = "/tmp/kiosk-copy-XXXXXX";
    static uint8_t content[1000];
    struct update_part part = {.offset = 0, .size = sizeof content};
    const struct copy_progress silent = {.tell = NULL};
    int from = mkstemp(source);
    assert_int_equal(pwrite(from, content, sizeof content, 0), sizeof content);
    assert_true(digest_of(content, sizeof content, part.sha256, NULL));
    assert_true(copy_verify("part", from, 0, part.size, part.sha256, &silent, NULL));
    assert_int_equal(pwrite(from, "x", 1, 5), 1);
    assert_false(copy_part("part", from, &part, from, 2000, &silent, NULL));
    assert_int_equal(close(from) + unlink(source), 0);
}

/* ---- partition tables --------------------------------------------------------- */

static void a_disk_without_a_table_is_refused(void **state)
{
    char path[] = "/tmp/kiosk-gpt-XXXXXX";
    struct error error = {.kind = ERROR_NONE};

    (void)state;
    int disk = mkstemp(path);
    assert_null(gpt_read(disk, &error));
    assert_int_equal(ftruncate(disk, 1 << 20), 0);
    assert_null(gpt_read(disk, &error));
    assert_int_equal(pwrite(disk, "EFI PART\0\0\1\0\x5c\0\0", 15, 512), 15);
    assert_null(gpt_read(disk, &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
    assert_int_equal(close(disk) + unlink(path), 0);
}

/* ---- telling ------------------------------------------------------------------ */

static void every_state_is_read_as_it_was_told(void **state)
{
    char folder[] = "/tmp/kiosk-update-state-XXXXXX";
    char command[64];
    enum state_life life;
    struct update_state read;

    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_true(update_state_read(folder, &life, &read, NULL));
    assert_int_equal(life, STATE_ABSENT);
    struct state_file *file = state_own(folder, UPDATE_STATE_NAME, NULL);
    assert_non_null(file);
    for (int stage = UPDATE_CHECKING; stage <= UPDATE_FAILED; stage++)
        for (int why = UPDATE_WHY_NONE; why <= UPDATE_WHY_DISK; why++) {
            struct update_state told = {.stage = (enum update_stage)stage,
                                        .why = (enum update_why)why,
                                        .percent = 7 * why,
                                        .version = "1.4.0"};
            json_t *object = update_state_json(&told);
            assert_true(state_publish(file, object, NULL));
            json_decref(object);
            assert_true(update_state_read(folder, &life, &read, NULL));
            assert_int_equal(life, STATE_RUNNING);
            assert_memory_equal(&read, &told, sizeof read);
        }
    state_leave(file);
    assert_true(update_state_read(folder, &life, &read, NULL));
    assert_int_equal(life, STATE_NOT_RUNNING);
    assert_int_equal(read.stage, UPDATE_FAILED);
    assert_true(text_format(command, sizeof command, "rm -r %s", folder));
    assert_int_equal(system(command), 0);
}

/* ---- health ------------------------------------------------------------------- */

struct house {
    char folder[32], outbox[64], site[64];
    struct health_settings settings;
    struct state_file *screen, *printer;
};

static void say(struct state_file *file, const char *state)
{
    json_t *object = json_pack("{s:s}", "state", state);
    assert_true(state_publish(file, object, NULL));
    json_decref(object);
}

static int set_up(void **state)
{
    static struct house house;
    (void)strcpy(house.folder, "/tmp/kiosk-health-XXXXXX");
    assert_non_null(mkdtemp(house.folder));
    assert_true(text_format(house.outbox, sizeof house.outbox, "%s/outbox", house.folder));
    assert_true(text_format(house.site, sizeof house.site, "%s/site", house.folder));
    assert_true(file_make_folder(house.outbox, 0770, NULL));
    house.settings =
        (struct health_settings){.state = house.folder, .outbox = house.outbox, .site = house.site};
    house.screen = state_own(house.folder, "screen", NULL);
    house.printer = state_own(house.folder, "printer", NULL);
    say(house.screen, "ready");
    say(house.printer, "out");
    *state = &house;
    return 0;
}

static int tear_down(void **state)
{
    struct house *house = *state;
    char command[64];
    state_disown(house->screen);
    state_disown(house->printer);
    return text_format(command, sizeof command, "rm -r %s", house->folder) ? system(command) : 1;
}

static void expect_health(const struct house *house, bool screen, bool outbox, bool printer)
{
    struct health health;
    assert_true(health_look(&house->settings, &health) == (screen && outbox && printer));
    assert_true(health.screen == screen && health.outbox == outbox && health.printer == printer);
    assert_true((health.problem[0] == '\0') == (screen && outbox && printer));
}

static void all_that_must_be_well_is_looked_at(void **state)
{
    struct house *house = *state;
    expect_health(house, true, true, true);
    say(house->screen, "starting");
    expect_health(house, false, true, true);
    say(house->screen, "failing");
    expect_health(house, false, true, true);
    say(house->screen, "not_available");
    expect_health(house, true, true, true);
    assert_true(file_write(house->site, "enrolled", 8, 0644, NULL));
    expect_health(house, false, true, true);
    say(house->screen, "ready");
    state_leave(house->printer);
    house->printer = NULL;
    expect_health(house, true, true, false);
}

static void an_outbox_that_does_not_open_is_not_well(void **state)
{
    struct house *house = *state;
    char path[80];
    assert_true(text_format(path, sizeof path, "%s/outbox.db", house->outbox));
    assert_true(file_write(path, "no database", 11, 0660, NULL));
    expect_health(house, true, false, true);
    char command[80];
    assert_true(text_format(command, sizeof command, "rm -r %s", house->outbox));
    assert_int_equal(system(command), 0);
    expect_health(house, true, false, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_compared_as_numbers),
        cmocka_unit_test(what_is_no_version_is_refused),
        cmocka_unit_test(os_release_names_what_runs),
        cmocka_unit_test(a_manifest_names_the_parts_in_order),
        cmocka_unit_test(only_the_release_purpose_signs_manifests),
        cmocka_unit_test(an_incomplete_manifest_is_refused),
        cmocka_unit_test(a_head_that_is_not_there_yet_is_waited_for),
        cmocka_unit_test(a_copy_is_read_again_where_it_is),
        cmocka_unit_test(a_source_that_changes_after_it_was_looked_at_is_noticed),
        cmocka_unit_test(a_disk_without_a_table_is_refused),
        cmocka_unit_test(every_state_is_read_as_it_was_told),
        cmocka_unit_test_setup_teardown(all_that_must_be_well_is_looked_at, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_outbox_that_does_not_open_is_not_well, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
