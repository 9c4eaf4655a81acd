/* The desk of the enrol-server, the register's lock, and the list of what was revoked. */
#include "app/central/issuing/enrol.h"
#include "app/central/issuing/invitation_record.h"
#include "app/central/issuing/invite.h"
#include "app/central/issuing/issuing.h"
#include "app/central/issuing/register.h"
#include "app/central/issuing/revoke.h"
#include "platform/crypto/revocation.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/office_folder.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DAY INT64_C(86400)

static struct office_folder office;
static struct issuing desk;
static char folder[96];

static int start(void **state)
{
    (void)state;
    office_folder_start(&office);
    snprintf(folder, sizeof folder, "%s/issuing", office.office);
    desk = (struct issuing){.folder = folder, .days = 365};
    if (!office_load(folder, "issuing", &desk.authority, NULL))
        return -1;
    char command[256];
    snprintf(command, sizeof command,
             "sed -i 's|^url = .*|url = https://localhost:8444|' %s/enrol.ini", folder);
    return system(command);
}

static int stop(void **state)
{
    (void)state;
    office_pair_finish(&desk.authority);
    office_folder_stop(&office);
    return 0;
}

static void invite(const char *kiosk, bool again, char code[static ENROL_CODE_SIZE])
{
    char output[128];
    int64_t ends = 0;
    struct error error = {0};
    snprintf(output, sizeof output, "%s/%s.invitation", office.folder, kiosk);
    const struct invite_order order = {.office = office.office,
                                       .kiosk_id = kiosk,
                                       .site = "docs/examples/site.json",
                                       .output = output,
                                       .days = 7,
                                       .again = again,
                                       .now_utc = office.now};
    if (!invite_kiosk(&order, code, &ends, &error))
        fail_msg("%s", error.text);
    assert_int_equal(ends, office.now + 7 * DAY);
}

static enum issuing_outcome ask(const struct private_key *key, const char *kiosk, const char *code,
                                int64_t later, struct certificate **made)
{
    struct error error = {0};
    struct certificate_request *request = request_create(key, "another name", NULL);
    enum issuing_outcome outcome =
        issuing_by_code(&desk, request, kiosk, code, office.now + later, made, &error);
    assert_int_equal(outcome == ISSUING_DONE, *made != NULL);
    assert_int_equal(outcome == ISSUING_DONE, error.kind == ERROR_NONE);
    assert_null(strstr(error.text, code));
    request_destroy(request);
    return outcome;
}

static enum issuing_outcome ask_only(const struct private_key *key, const char *kiosk,
                                     const char *code, int64_t later)
{
    struct certificate *made = NULL;
    enum issuing_outcome outcome = ask(key, kiosk, code, later, &made);
    certificate_destroy(made);
    return outcome;
}

static enum issuing_outcome again(const struct private_key *key, const char *name,
                                  const struct certificate *peer, int64_t later,
                                  struct certificate **made)
{
    struct error error = {0};
    struct certificate_request *request = request_create(key, name, NULL);
    enum issuing_outcome outcome =
        issuing_by_certificate(&desk, request, peer, office.now + later, made, &error);
    request_destroy(request);
    return outcome;
}

/* ---- by code ------------------------------------------------------------------- */

static void the_name_is_the_invitations(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL);
    struct certificate *made = NULL;
    (void)state;
    invite("0501", false, code);
    assert_int_equal(ask(key, "0501", code, 0, &made), ISSUING_DONE);
    assert_string_equal(certificate_name(made), "0501");
    assert_true(certificate_matches_key(made, key));
    assert_true(register_has(folder, "0501"));
    certificate_destroy(made);
    private_key_destroy(key);
}

static void a_code_is_good_for_one_key(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL), *other = private_key_create(NULL);
    struct certificate *made = NULL, *repeated = NULL;
    (void)state;
    invite("0502", false, code);
    assert_int_equal(ask(key, "0502", code, 0, &made), ISSUING_DONE);
    assert_int_equal(ask_only(other, "0502", code, 1), ISSUING_USED);
    assert_int_equal(ask(key, "0502", code, ISSUING_REPEAT_SECONDS - 1, &repeated), ISSUING_DONE);
    assert_memory_equal(certificate_fingerprint(made), certificate_fingerprint(repeated),
                        DIGEST_SIZE);
    assert_int_equal(ask_only(key, "0502", code, ISSUING_REPEAT_SECONDS), ISSUING_USED);
    certificate_destroy(made);
    certificate_destroy(repeated);
    private_key_destroy(key);
    private_key_destroy(other);
}

/* The power went between marking the code as used and signing. */
static void a_code_that_was_only_marked_is_still_good_for_its_key(void **state)
{
    char code[ENROL_CODE_SIZE], command[256];
    struct private_key *key = private_key_create(NULL), *other = private_key_create(NULL);
    (void)state;
    invite("0509", false, code);
    assert_int_equal(ask_only(key, "0509", code, 0), ISSUING_DONE);
    snprintf(command, sizeof command, "rm %s/kiosks/0509.json", folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(ask_only(other, "0509", code, 1), ISSUING_USED);
    assert_int_equal(ask_only(key, "0509", code, 1), ISSUING_DONE);
    private_key_destroy(key);
    private_key_destroy(other);
}

static void a_code_ends(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL);
    (void)state;
    invite("0503", false, code);
    assert_int_equal(ask_only(key, "0503", code, 7 * DAY), ISSUING_ENDED);
    assert_false(register_has(folder, "0503"));
    assert_int_equal(ask_only(key, "0503", code, 7 * DAY - 1), ISSUING_DONE);
    private_key_destroy(key);
}

static void a_code_of_another_kiosk_does_not_fit(void **state)
{
    char code[ENROL_CODE_SIZE], other[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL);
    (void)state;
    invite("0504", false, code);
    invite("0505", false, other);
    assert_int_equal(ask_only(key, "0504", other, 0), ISSUING_UNKNOWN);
    assert_int_equal(ask_only(key, "0599", code, 0), ISSUING_UNKNOWN);
    assert_int_equal(ask_only(key, "../invitations/0504", code, 0), ISSUING_UNKNOWN);
    assert_int_equal(ask_only(key, "", code, 0), ISSUING_UNKNOWN);
    assert_false(register_has(folder, "0504"));
    private_key_destroy(key);
}

static void wrong_codes_are_counted_and_close_nothing(void **state)
{
    char code[ENROL_CODE_SIZE], wrong[ENROL_CODE_SIZE];
    struct invitation_record record;
    struct private_key *key = private_key_create(NULL);
    (void)state;
    invite("0506", false, code);
    for (int i = 0; i < 30; i++) {
        assert_true(enrol_code_make(wrong, NULL));
        assert_int_equal(ask_only(key, "0506", wrong, i), ISSUING_UNKNOWN);
    }
    assert_true(invitation_record_load(folder, "0506", &record, NULL));
    assert_int_equal(record.wrong, 30);
    assert_int_equal(ask_only(key, "0506", code, 30), ISSUING_DONE);
    private_key_destroy(key);
}

static void a_new_invitation_voids_the_one_before(void **state)
{
    char first[ENROL_CODE_SIZE], second[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL);
    (void)state;
    invite("0507", false, first);
    invite("0507", false, second);
    assert_int_equal(ask_only(key, "0507", first, 0), ISSUING_UNKNOWN);
    assert_int_equal(ask_only(key, "0507", second, 0), ISSUING_DONE);
    private_key_destroy(key);
}

/* The id went to somebody else between invitation and code. */
static void an_id_that_was_enrolled_by_hand_is_taken(void **state)
{
    char code[ENROL_CODE_SIZE], csr[96], bundle[96];
    struct private_key *key = private_key_create(NULL);
    struct enrol_result result;
    (void)state;
    invite("0508", false, code);
    snprintf(csr, sizeof csr, "%s/client.csr", office.folder);
    snprintf(bundle, sizeof bundle, "%s/0508.p7", office.folder);
    const struct enrol_order order = {.office = office.office,
                                      .request = csr,
                                      .kiosk_id = "0508",
                                      .site = "docs/examples/site.json",
                                      .bundle = bundle,
                                      .now_utc = office.now};
    assert_true(enrol_kiosk(&order, &result, NULL));
    assert_int_equal(ask_only(key, "0508", code, 0), ISSUING_REFUSED);
    invite("0508", true, code);
    assert_int_equal(ask_only(key, "0508", code, 0), ISSUING_DONE);
    private_key_destroy(key);
}

/* ---- at the same time ------------------------------------------------------------ */

/* Runs `act` in as many processes at once: 0 stands for success, 1 for a refusal, and nothing else may come.
 * How many succeeded. */
static int at_once(int processes, int (*act)(int number))
{
    int gate[2], fine = 0;
    char go;
    assert_int_equal(pipe(gate), 0);
    for (int i = 0; i < processes; i++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(gate[1]);
            (void)!read(gate[0], &go, 1);
            _exit(act(i));
        }
    }
    close(gate[0]);
    close(gate[1]);
    for (int i = 0; i < processes; i++) {
        int status = 0;
        assert_true(wait(&status) > 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
        fine += WEXITSTATUS(status) == 0;
    }
    return fine;
}

#define AT_ONCE 12

static char shared_code[ENROL_CODE_SIZE];
static struct private_key *keys[AT_ONCE]; /* made before, so that all ask at the same moment */

static int use_shared_code(int number)
{
    enum issuing_outcome outcome = ask_only(keys[number], "0510", shared_code, 0);
    return outcome == ISSUING_DONE ? 0 : outcome == ISSUING_USED ? 1 : 2;
}

static void of_many_who_use_a_code_at_once_one_gets_in(void **state)
{
    (void)state;
    invite("0510", false, shared_code);
    for (size_t i = 0; i < AT_ONCE; i++)
        keys[i] = private_key_create(NULL);
    assert_int_equal(at_once(AT_ONCE, use_shared_code), 1);
    for (size_t i = 0; i < AT_ONCE; i++)
        private_key_destroy(keys[i]);
    struct register_entry *entry = register_load(folder, "0510", NULL);
    assert_int_equal(register_issued_since(entry, 0), 1);
    register_release(entry);
}

static int enrol_by_hand(int number)
{
    char csr[96], bundle[96];
    struct enrol_result result;
    struct error error = {0};
    snprintf(csr, sizeof csr, "%s/client.csr", office.folder);
    snprintf(bundle, sizeof bundle, "%s/race-%d.p7", office.folder, number);
    const struct enrol_order order = {.office = office.office,
                                      .request = csr,
                                      .kiosk_id = "0511",
                                      .site = "docs/examples/site.json",
                                      .bundle = bundle,
                                      .now_utc = office.now};
    if (enrol_kiosk(&order, &result, &error))
        return 0;
    return error.kind == ERROR_INPUT ? 1 : 2;
}

static void of_many_who_enrol_one_id_at_once_one_gets_it(void **state)
{
    (void)state;
    assert_int_equal(at_once(AT_ONCE, enrol_by_hand), 1);
}

/* ---- by certificate -------------------------------------------------------------- */

static struct certificate *enrolled(const char *kiosk, const struct private_key *key)
{
    char code[ENROL_CODE_SIZE];
    struct certificate *made = NULL;
    invite(kiosk, false, code);
    assert_int_equal(ask(key, kiosk, code, 0, &made), ISSUING_DONE);
    return made;
}

static void a_certificate_gets_the_next_one_for_itself_only(void **state)
{
    struct private_key *key = private_key_create(NULL), *next_key = private_key_create(NULL);
    struct certificate *peer = enrolled("0520", key), *next = NULL, *none = NULL;
    (void)state;
    assert_int_equal(again(next_key, "0417", peer, 10, &none), ISSUING_REFUSED);
    assert_int_equal(again(next_key, "0520", peer, 10, &next), ISSUING_DONE);
    assert_string_equal(certificate_name(next), "0520");
    assert_true(certificate_matches_key(next, next_key));
    assert_null(none);
    certificate_destroy(next);
    certificate_destroy(peer);
    private_key_destroy(key);
    private_key_destroy(next_key);
}

static void a_lost_answer_is_given_again(void **state)
{
    struct private_key *key = private_key_create(NULL), *next_key = private_key_create(NULL);
    struct certificate *peer = enrolled("0521", key), *one = NULL, *two = NULL, *three = NULL;
    (void)state;
    assert_int_equal(again(next_key, "0521", peer, 10, &one), ISSUING_DONE);
    assert_int_equal(again(next_key, "0521", peer, 20, &two), ISSUING_DONE);
    assert_int_equal(again(next_key, "0521", peer, 20 + ISSUING_REPEAT_SECONDS, &three),
                     ISSUING_DONE);
    assert_memory_equal(certificate_fingerprint(one), certificate_fingerprint(two), DIGEST_SIZE);
    assert_memory_not_equal(certificate_fingerprint(one), certificate_fingerprint(three),
                            DIGEST_SIZE);
    certificate_destroy(one);
    certificate_destroy(two);
    certificate_destroy(three);
    certificate_destroy(peer);
    private_key_destroy(key);
    private_key_destroy(next_key);
}

static void a_certificate_that_the_register_does_not_know_is_refused(void **state)
{
    struct private_key *key = private_key_create(NULL);
    struct certificate_request *request = request_create(key, "0522", NULL);
    const struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = "0522", .not_before = office.now, .days = 9};
    struct certificate *stranger =
        issue_certificate(request, &order, desk.authority.certificate, desk.authority.key, NULL);
    struct certificate *none = NULL;
    (void)state;
    assert_int_equal(again(key, "0522", stranger, 0, &none), ISSUING_REFUSED);
    assert_false(register_has(folder, "0522"));
    certificate_destroy(stranger);
    request_destroy(request);
    private_key_destroy(key);
}

static void a_kiosk_gets_eight_certificates_a_day(void **state)
{
    struct private_key *key = private_key_create(NULL);
    struct certificate *peer = enrolled("0523", key), *later = NULL;
    (void)state;
    for (int i = 1; i <= ISSUING_DAY_MAX; i++) {
        struct private_key *next = private_key_create(NULL);
        struct certificate *made = NULL;
        assert_int_equal(again(next, "0523", peer, i, &made),
                         i < ISSUING_DAY_MAX ? ISSUING_DONE : ISSUING_LATER);
        certificate_destroy(made);
        private_key_destroy(next);
    }
    assert_int_equal(again(key, "0523", peer, 2 * DAY, &later), ISSUING_DONE);
    certificate_destroy(later);
    certificate_destroy(peer);
    private_key_destroy(key);
}

/* ---- revoking ---------------------------------------------------------------------- */

static void take_back(const char *kiosk, size_t newly)
{
    struct revoke_result result;
    struct error error = {0};
    const struct revoke_order order = {
        .office = office.office, .kiosk_id = kiosk, .now_utc = office.now};
    if (!revoke_kiosk(&order, &result, &error))
        fail_msg("%s", error.text);
    assert_int_equal(result.newly, newly);
}

static void a_revoked_kiosk_gets_in_by_a_new_key_only(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL), *fresh = private_key_create(NULL);
    struct certificate *peer = enrolled("0530", key), *made = NULL;
    (void)state;
    take_back("0530", 1);
    take_back("0530", 0);
    assert_int_equal(again(key, "0530", peer, 10, &made), ISSUING_REFUSED);
    assert_int_equal(again(fresh, "0530", peer, 10, &made), ISSUING_REFUSED);
    invite("0530", true, code);
    assert_int_equal(ask_only(key, "0530", code, 10), ISSUING_REFUSED);
    assert_int_equal(ask_only(fresh, "0530", code, 10), ISSUING_DONE);
    certificate_destroy(peer);
    private_key_destroy(key);
    private_key_destroy(fresh);
}

static void revoking_voids_an_invitation(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL), *fresh = private_key_create(NULL);
    struct certificate *peer = enrolled("0531", key);
    (void)state;
    invite("0531", true, code);
    take_back("0531", 1);
    assert_int_equal(ask_only(fresh, "0531", code, 10), ISSUING_UNKNOWN);
    certificate_destroy(peer);
    private_key_destroy(key);
    private_key_destroy(fresh);
}

/* openssl's exit code on a certificate that stands in the office's folder as NAME.pem. */
static int verify(const char *name)
{
    char command[768];
    snprintf(command, sizeof command,
             "openssl verify -x509_strict -crl_check -CAfile %s/issuing.pem -CRLfile %s/crl.pem "
             "%s/%s.pem >/dev/null 2>&1",
             folder, folder, office.folder, name);
    return system(command);
}

static void list_must_verify(void)
{
    char command[512];
    snprintf(command, sizeof command,
             "openssl crl -CAfile %s/issuing.pem -noout -in %s/crl.pem 2>&1 | grep -q 'verify OK'",
             folder, folder);
    assert_int_equal(system(command), 0);
}

static void openssl_agrees_about_the_list(void **state)
{
    struct private_key *key = private_key_create(NULL), *other = private_key_create(NULL);
    struct certificate *bad = enrolled("0532", key), *good = enrolled("0533", other);
    char path[128];
    (void)state;
    take_back("0532", 1);
    snprintf(path, sizeof path, "%s/0532.pem", office.folder);
    assert_true(certificate_save(bad, path, 0644, NULL));
    snprintf(path, sizeof path, "%s/0533.pem", office.folder);
    assert_true(certificate_save(good, path, 0644, NULL));
    assert_int_not_equal(verify("0532"), 0);
    assert_int_equal(verify("0533"), 0);
    list_must_verify();
    certificate_destroy(bad);
    certificate_destroy(good);
    private_key_destroy(key);
    private_key_destroy(other);
}

static int64_t time_of_the_list(void)
{
    char path[128];
    struct error error = {0};
    snprintf(path, sizeof path, "%s/crl.pem", folder);
    struct revocation_list *list = revocation_list_load(path, desk.authority.certificate, &error);
    if (list == NULL)
        fail_msg("%s", error.text);
    int64_t made = revocation_list_made(list);
    revocation_list_destroy(list);
    return made;
}

static void each_list_is_newer_than_the_one_before(void **state)
{
    struct private_key *key = private_key_create(NULL);
    struct certificate *peer = enrolled("0535", key);
    struct revoke_result result;
    struct revoke_order order = {
        .office = office.office, .kiosk_id = "0535", .now_utc = office.now};
    (void)state;
    assert_true(revoke_kiosk(&order, &result, NULL));
    int64_t first = time_of_the_list();
    order.now_utc -= 400 * DAY;
    assert_true(revoke_kiosk(&order, &result, NULL));
    assert_true(time_of_the_list() > first);
    assert_true(time_of_the_list() <= office.now);
    certificate_destroy(peer);
    private_key_destroy(key);
}

/* Rows as the kiosk's first until the entry has `room` bytes left. */
static void fill_entry(const char *kiosk, size_t room)
{
    char path[128];
    snprintf(path, sizeof path, "%s/kiosks/%s.json", folder, kiosk);
    json_t *entry = json_load_file(path, 0, NULL);
    json_t *rows = json_object_get(entry, "certificates");
    char *one = json_dumps(entry, JSON_INDENT(1));
    assert_non_null(one);
    for (size_t size = strlen(one); size < REGISTER_FILE_MAX - room; size += strlen(one))
        assert_int_equal(json_array_append_new(rows, json_deep_copy(json_array_get(rows, 0))), 0);
    assert_int_equal(json_dump_file(entry, path, JSON_INDENT(1)), 0);
    free(one);
    json_decref(entry);
}

/* A thief may renew as often as he is let. */
static void a_kiosk_whose_entry_is_full_can_be_revoked(void **state)
{
    static const uint8_t other_key[DIGEST_SIZE] = {1};
    struct private_key *key = private_key_create(NULL);
    struct certificate *peer = enrolled("0536", key);
    struct revoke_result result;
    struct error error = {0};
    const struct revoke_order order = {
        .office = office.office, .kiosk_id = "0536", .now_utc = office.now};
    (void)state;
    fill_entry("0536", 70000);
    while (register_add(folder, peer, other_key, office.now, &error))
        ;
    assert_int_equal(error.kind, ERROR_LIMIT);
    if (!revoke_kiosk(&order, &result, &error))
        fail_msg("%s", error.text);
    assert_true(result.newly > 500);
    certificate_destroy(peer);
    private_key_destroy(key);
}

static void one_certificate_of_several_is_revoked(void **state)
{
    char fingerprint[2 * DIGEST_SIZE + 1];
    struct private_key *key = private_key_create(NULL), *next_key = private_key_create(NULL);
    struct certificate *peer = enrolled("0534", key), *next = NULL, *none = NULL;
    struct revoke_result result;
    struct error error = {0};
    (void)state;
    assert_int_equal(again(next_key, "0534", peer, 10, &next), ISSUING_DONE);
    for (size_t i = 0; i < DIGEST_SIZE; i++)
        snprintf(fingerprint + 2 * i, 3, "%02X", certificate_fingerprint(peer)[i]);
    struct revoke_order order = {.office = office.office,
                                 .kiosk_id = "0534",
                                 .fingerprint = fingerprint,
                                 .now_utc = office.now};
    assert_true(revoke_kiosk(&order, &result, NULL));
    assert_int_equal(result.newly, 1);
    assert_int_equal(again(next_key, "0534", peer, 20, &none), ISSUING_REFUSED);
    assert_int_equal(again(next_key, "0534", next, 20, &none), ISSUING_DONE);
    certificate_destroy(none);
    memset(fingerprint, '0', 64);
    assert_false(revoke_kiosk(&order, &result, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    certificate_destroy(next);
    certificate_destroy(peer);
    private_key_destroy(key);
    private_key_destroy(next_key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_is_the_invitations),
        cmocka_unit_test(a_code_is_good_for_one_key),
        cmocka_unit_test(a_code_that_was_only_marked_is_still_good_for_its_key),
        cmocka_unit_test(a_code_ends),
        cmocka_unit_test(a_code_of_another_kiosk_does_not_fit),
        cmocka_unit_test(wrong_codes_are_counted_and_close_nothing),
        cmocka_unit_test(a_new_invitation_voids_the_one_before),
        cmocka_unit_test(an_id_that_was_enrolled_by_hand_is_taken),
        cmocka_unit_test(of_many_who_use_a_code_at_once_one_gets_in),
        cmocka_unit_test(of_many_who_enrol_one_id_at_once_one_gets_it),
        cmocka_unit_test(a_certificate_gets_the_next_one_for_itself_only),
        cmocka_unit_test(a_lost_answer_is_given_again),
        cmocka_unit_test(a_certificate_that_the_register_does_not_know_is_refused),
        cmocka_unit_test(a_kiosk_gets_eight_certificates_a_day),
        cmocka_unit_test(a_revoked_kiosk_gets_in_by_a_new_key_only),
        cmocka_unit_test(revoking_voids_an_invitation),
        cmocka_unit_test(openssl_agrees_about_the_list),
        cmocka_unit_test(each_list_is_newer_than_the_one_before),
        cmocka_unit_test(one_certificate_of_several_is_revoked),
        cmocka_unit_test(a_kiosk_whose_entry_is_full_can_be_revoked),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
