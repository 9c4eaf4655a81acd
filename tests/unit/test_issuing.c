/* The desk of the enrol-server, and the register's lock. */
#include "app/central/issuing/issuing.h"

#include "app/central/issuing/enrol.h"
#include "app/central/issuing/invitation_record.h"
#include "app/central/issuing/register.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/issuing_bed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct issuing_bed bed;

static int start(void **state)
{
    (void)state;
    return issuing_bed_start(&bed) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    issuing_bed_stop(&bed);
    return 0;
}

/* ---- by code ------------------------------------------------------------------- */

static void the_name_is_the_invitations(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL);
    struct certificate *made = NULL;
    (void)state;
    issuing_bed_invite(&bed, "0501", false, code);
    assert_int_equal(issuing_bed_ask(&bed, key, "0501", code, 0, &made), ISSUING_DONE);
    assert_string_equal(certificate_name(made), "0501");
    assert_true(certificate_matches_key(made, key));
    assert_true(register_has(bed.folder, "0501"));
    certificate_destroy(made);
    private_key_destroy(key);
}

static void a_code_is_good_for_one_key(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL), *other = private_key_create(NULL);
    struct certificate *made = NULL, *repeated = NULL;
    (void)state;
    issuing_bed_invite(&bed, "0502", false, code);
    assert_int_equal(issuing_bed_ask(&bed, key, "0502", code, 0, &made), ISSUING_DONE);
    assert_int_equal(issuing_bed_ask_only(&bed, other, "0502", code, 1), ISSUING_USED);
    assert_int_equal(
        issuing_bed_ask(&bed, key, "0502", code, ISSUING_REPEAT_SECONDS - 1, &repeated),
        ISSUING_DONE);
    assert_memory_equal(certificate_fingerprint(made), certificate_fingerprint(repeated),
                        DIGEST_SIZE);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0502", code, ISSUING_REPEAT_SECONDS),
                     ISSUING_USED);
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
    issuing_bed_invite(&bed, "0509", false, code);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0509", code, 0), ISSUING_DONE);
    snprintf(command, sizeof command, "rm %s/kiosks/0509.json", bed.folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(issuing_bed_ask_only(&bed, other, "0509", code, 1), ISSUING_USED);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0509", code, 1), ISSUING_DONE);
    private_key_destroy(key);
    private_key_destroy(other);
}

static void a_code_ends(void **state)
{
    char code[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL);
    (void)state;
    issuing_bed_invite(&bed, "0503", false, code);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0503", code, 7 * DAY), ISSUING_ENDED);
    assert_false(register_has(bed.folder, "0503"));
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0503", code, 7 * DAY - 1), ISSUING_DONE);
    private_key_destroy(key);
}

static void a_code_of_another_kiosk_does_not_fit(void **state)
{
    char code[ENROL_CODE_SIZE], other[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL);
    (void)state;
    issuing_bed_invite(&bed, "0504", false, code);
    issuing_bed_invite(&bed, "0505", false, other);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0504", other, 0), ISSUING_UNKNOWN);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0599", code, 0), ISSUING_UNKNOWN);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "../invitations/0504", code, 0),
                     ISSUING_UNKNOWN);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "", code, 0), ISSUING_UNKNOWN);
    assert_false(register_has(bed.folder, "0504"));
    private_key_destroy(key);
}

static void wrong_codes_are_counted_and_close_nothing(void **state)
{
    char code[ENROL_CODE_SIZE], wrong[ENROL_CODE_SIZE];
    struct invitation_record record;
    struct private_key *key = private_key_create(NULL);
    (void)state;
    issuing_bed_invite(&bed, "0506", false, code);
    for (int i = 0; i < 30; i++) {
        assert_true(enrol_code_make(wrong, NULL));
        assert_int_equal(issuing_bed_ask_only(&bed, key, "0506", wrong, i), ISSUING_UNKNOWN);
    }
    assert_true(invitation_record_load(bed.folder, "0506", &record, NULL));
    assert_int_equal(record.wrong, 30);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0506", code, 30), ISSUING_DONE);
    private_key_destroy(key);
}

static void a_new_invitation_voids_the_one_before(void **state)
{
    char first[ENROL_CODE_SIZE], second[ENROL_CODE_SIZE];
    struct private_key *key = private_key_create(NULL);
    (void)state;
    issuing_bed_invite(&bed, "0507", false, first);
    issuing_bed_invite(&bed, "0507", false, second);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0507", first, 0), ISSUING_UNKNOWN);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0507", second, 0), ISSUING_DONE);
    private_key_destroy(key);
}

/* The id went to somebody else between invitation and code. */
static void an_id_that_was_enrolled_by_hand_is_taken(void **state)
{
    char code[ENROL_CODE_SIZE], csr[96], bundle[96];
    struct private_key *key = private_key_create(NULL);
    struct enrol_result result;
    (void)state;
    issuing_bed_invite(&bed, "0508", false, code);
    snprintf(csr, sizeof csr, "%s/client.csr", bed.office.folder);
    snprintf(bundle, sizeof bundle, "%s/0508.p7", bed.office.folder);
    const struct enrol_order order = {.office = bed.office.office,
                                      .request = csr,
                                      .kiosk_id = "0508",
                                      .site = "docs/examples/site.json",
                                      .bundle = bundle,
                                      .now_utc = bed.office.now};
    assert_true(enrol_kiosk(&order, &result, NULL));
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0508", code, 0), ISSUING_REFUSED);
    issuing_bed_invite(&bed, "0508", true, code);
    assert_int_equal(issuing_bed_ask_only(&bed, key, "0508", code, 0), ISSUING_DONE);
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
    enum issuing_outcome outcome = issuing_bed_ask_only(&bed, keys[number], "0510", shared_code, 0);
    return outcome == ISSUING_DONE ? 0 : outcome == ISSUING_USED ? 1 : 2;
}

static void of_many_who_use_a_code_at_once_one_gets_in(void **state)
{
    (void)state;
    issuing_bed_invite(&bed, "0510", false, shared_code);
    for (size_t i = 0; i < AT_ONCE; i++)
        keys[i] = private_key_create(NULL);
    assert_int_equal(at_once(AT_ONCE, use_shared_code), 1);
    for (size_t i = 0; i < AT_ONCE; i++)
        private_key_destroy(keys[i]);
    struct register_entry *entry = register_load(bed.folder, "0510", NULL);
    assert_int_equal(register_issued_since(entry, 0), 1);
    register_release(entry);
}

static int enrol_by_hand(int number)
{
    char csr[96], bundle[96];
    struct enrol_result result;
    struct error error = {0};
    snprintf(csr, sizeof csr, "%s/client.csr", bed.office.folder);
    snprintf(bundle, sizeof bundle, "%s/race-%d.p7", bed.office.folder, number);
    const struct enrol_order order = {.office = bed.office.office,
                                      .request = csr,
                                      .kiosk_id = "0511",
                                      .site = "docs/examples/site.json",
                                      .bundle = bundle,
                                      .now_utc = bed.office.now};
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

static void a_certificate_gets_the_next_one_for_itself_only(void **state)
{
    struct private_key *key = private_key_create(NULL), *next_key = private_key_create(NULL);
    struct certificate *peer = issuing_bed_enrolled(&bed, "0520", key), *next = NULL, *none = NULL;
    (void)state;
    assert_int_equal(issuing_bed_again(&bed, next_key, "0417", peer, 10, &none), ISSUING_REFUSED);
    assert_int_equal(issuing_bed_again(&bed, next_key, "0520", peer, 10, &next), ISSUING_DONE);
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
    struct certificate *peer = issuing_bed_enrolled(&bed, "0521", key), *one = NULL, *two = NULL,
                       *three = NULL;
    (void)state;
    assert_int_equal(issuing_bed_again(&bed, next_key, "0521", peer, 10, &one), ISSUING_DONE);
    assert_int_equal(issuing_bed_again(&bed, next_key, "0521", peer, 20, &two), ISSUING_DONE);
    assert_int_equal(
        issuing_bed_again(&bed, next_key, "0521", peer, 20 + ISSUING_REPEAT_SECONDS, &three),
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
        .purpose = PURPOSE_TLS_CLIENT, .name = "0522", .not_before = bed.office.now, .days = 9};
    struct certificate *stranger = issue_certificate(
        request, &order, bed.desk.authority.certificate, bed.desk.authority.key, NULL);
    struct certificate *none = NULL;
    (void)state;
    assert_int_equal(issuing_bed_again(&bed, key, "0522", stranger, 0, &none), ISSUING_REFUSED);
    assert_false(register_has(bed.folder, "0522"));
    certificate_destroy(stranger);
    request_destroy(request);
    private_key_destroy(key);
}

static void a_kiosk_gets_eight_certificates_a_day(void **state)
{
    struct private_key *key = private_key_create(NULL);
    struct certificate *peer = issuing_bed_enrolled(&bed, "0523", key), *later = NULL;
    (void)state;
    for (int i = 1; i <= ISSUING_DAY_MAX; i++) {
        struct private_key *next = private_key_create(NULL);
        struct certificate *made = NULL;
        assert_int_equal(issuing_bed_again(&bed, next, "0523", peer, i, &made),
                         i < ISSUING_DAY_MAX ? ISSUING_DONE : ISSUING_LATER);
        certificate_destroy(made);
        private_key_destroy(next);
    }
    assert_int_equal(issuing_bed_again(&bed, key, "0523", peer, 2 * DAY, &later), ISSUING_DONE);
    certificate_destroy(later);
    certificate_destroy(peer);
    private_key_destroy(key);
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
    };
    return cmocka_run_group_tests(tests, start, stop);
}
