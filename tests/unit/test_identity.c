/* The files of a renewal: after a kill at any call that changes one, a pair that can deliver is there. */
#include "app/courier/identity.h"

#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/identity_folder.h"
#include "tests/support/lib/temp_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEVER (-1)

static int calls_left = NEVER; /* until this process kills itself */
static struct pki pki;

static void count_down(void)
{
    if (calls_left != NEVER && calls_left-- == 0)
        (void)raise(SIGKILL);
}

int __real_rename(const char *from, const char *to);
int __real_unlink(const char *path);
int __real_fsync(int descriptor);
ssize_t __real_write(int descriptor, const void *bytes, size_t length);
int __wrap_rename(const char *from, const char *to);
int __wrap_unlink(const char *path);
int __wrap_fsync(int descriptor);
ssize_t __wrap_write(int descriptor, const void *bytes, size_t length);

int __wrap_rename(const char *from, const char *to)
{
    count_down();
    return __real_rename(from, to);
}

int __wrap_unlink(const char *path)
{
    count_down();
    return __real_unlink(path);
}

int __wrap_fsync(int descriptor)
{
    count_down();
    return __real_fsync(descriptor);
}

/* Half of it is there when the process dies: a torn file. */
ssize_t __wrap_write(int descriptor, const void *bytes, size_t length)
{
    if (calls_left == 0)
        (void)!__real_write(descriptor, bytes, length / 2);
    count_down();
    return __real_write(descriptor, bytes, length);
}

/* ---- what the tests are made of ---------------------------------------------- */

static int start(void **state)
{
    (void)state;
    pki_start(&pki);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    pki_stop(&pki);
    return 0;
}

static int enrolled(void **state)
{
    if (temp_folder_setup(state) != 0)
        return -1;
    identity_folder_fill(((struct temp_folder *)*state)->path, &pki.kiosk);
    return 0;
}

static const char *folder_of(void **state)
{
    return ((struct temp_folder *)*state)->path;
}

static struct identity *load(void **state)
{
    struct error error = {0};
    struct identity *identity = identity_load(folder_of(state), PKI_KIOSK_ID, NULL, &error);
    if (identity == NULL)
        fail_msg("%s", error.text);
    return identity;
}

/* Ends after the first one. */
static struct certificate *issue_for(const struct private_key *key, const char *name)
{
    const struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = name, .not_before = pki.now, .days = 900};
    struct certificate_request *request = request_create(key, "anything", NULL);
    assert_non_null(request);
    struct certificate *made =
        issue_certificate(request, &order, pki.issuing.certificate, pki.issuing.key, NULL);
    request_destroy(request);
    assert_non_null(made);
    return made;
}

static void get_next(struct identity *identity)
{
    const struct private_key *key = identity_next_key(identity, NULL);
    assert_non_null(key);
    struct certificate *made = issue_for(key, PKI_KIOSK_ID);
    assert_true(identity_take(identity, made, NULL));
    certificate_destroy(made);
}

static bool is_first(const struct identity_pair *pair)
{
    return memcmp(certificate_fingerprint(pair->certificate),
                  certificate_fingerprint(pki.kiosk.certificate), DIGEST_SIZE) == 0;
}

static void assert_whole(const struct identity_pair *pair)
{
    assert_true(certificate_matches_key(pair->certificate, pair->key));
    assert_string_equal(certificate_name(pair->certificate), PKI_KIOSK_ID);
}

/* ---- a renewal --------------------------------------------------------------- */

static void test_the_old_pair_is_kept_until_the_new_one_has_delivered(void **state)
{
    struct identity *identity = load(state);
    get_next(identity);
    assert_true(is_first(identity_kept(identity)));
    assert_false(is_first(identity_tried(identity)));
    assert_whole(identity_tried(identity));
    assert_true(identity_succeeded(identity, NULL));
    assert_false(is_first(identity_kept(identity)));
    assert_false(identity_has_next(identity));
    identity_destroy(identity);

    identity = load(state);
    assert_false(is_first(identity_kept(identity)));
    assert_whole(identity_kept(identity));
    assert_false(identity_folder_has(folder_of(state), "next.key"));
    assert_false(identity_folder_has(folder_of(state), "next.pem"));
    identity_destroy(identity);
}

static void test_each_renewal_makes_a_new_key_and_asks_with_it_until_answered(void **state)
{
    struct identity *identity = load(state);
    const struct private_key *key = identity_next_key(identity, NULL);
    assert_non_null(key);
    assert_false(certificate_matches_key(pki.kiosk.certificate, key));
    struct certificate *made = issue_for(key, PKI_KIOSK_ID);
    identity_destroy(identity);

    identity = load(state);
    assert_true(certificate_matches_key(made, identity_next_key(identity, NULL)));
    assert_true(identity_take(identity, made, NULL));
    certificate_destroy(made);
    identity_destroy(identity);
}

static void test_a_certificate_for_somebody_else_is_refused(void **state)
{
    struct identity *identity = load(state);
    struct error error = {0};
    struct certificate *other = issue_for(identity_next_key(identity, NULL), "0666");
    assert_false(identity_take(identity, other, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    certificate_destroy(other);
    other = issue_for(pki.kiosk.key, PKI_KIOSK_ID);
    assert_false(identity_take(identity, other, &error));
    certificate_destroy(other);
    assert_true(is_first(identity_tried(identity)));
    identity_destroy(identity);
}

static void test_a_failure_gives_the_other_pair_its_turn(void **state)
{
    struct identity *identity = load(state);
    get_next(identity);
    unsigned turn = identity_turn(identity);
    identity_failed(identity);
    assert_true(is_first(identity_tried(identity)));
    assert_int_not_equal(identity_turn(identity), turn);
    identity_failed(identity);
    assert_false(is_first(identity_tried(identity)));
    identity_destroy(identity);
}

static void test_without_a_next_pair_a_failure_changes_nothing(void **state)
{
    struct identity *identity = load(state);
    unsigned turn = identity_turn(identity);
    identity_failed(identity);
    assert_int_equal(identity_turn(identity), turn);
    assert_true(is_first(identity_tried(identity)));
    identity_destroy(identity);
}

static void test_a_pair_that_is_never_taken_is_given_up(void **state)
{
    struct identity *identity = load(state);
    get_next(identity);
    for (int i = 0; i < IDENTITY_STRIKES; i++) {
        assert_true(identity_has_next(identity));
        identity_try_next(identity);
        identity_failed(identity);
        assert_true(identity_succeeded(identity, NULL));
    }
    assert_false(identity_has_next(identity));
    assert_true(is_first(identity_tried(identity)));
    assert_false(identity_folder_has(folder_of(state), "next.key"));
    identity_destroy(identity);
}

static void test_a_dead_centre_costs_no_pair(void **state)
{
    struct identity *identity = load(state);
    get_next(identity);
    for (int i = 0; i < 100; i++)
        identity_failed(identity);
    assert_true(identity_has_next(identity));
    identity_destroy(identity);
}

/* ---- cut off ------------------------------------------------------------------ */

static void renew(const char *folder)
{
    struct identity *identity = identity_load(folder, PKI_KIOSK_ID, NULL, NULL);
    if (identity == NULL)
        exit(1);
    if (!identity_has_next(identity) && is_first(identity_kept(identity)))
        get_next(identity);
    if (!identity_succeeded(identity, NULL))
        exit(1);
    identity_destroy(identity);
}

/* True when it was killed. */
static bool renew_killed_at(const char *folder, int call)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        calls_left = call;
        renew(folder);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static void test_a_kill_at_any_step_leaves_a_pair_that_delivers(void **state)
{
    bool killed = true;
    int call = 0;

    for (; killed; call++) {
        identity_folder_fill(folder_of(state), &pki.kiosk);
        killed = renew_killed_at(folder_of(state), call);
        struct identity *identity = load(state);
        assert_whole(identity_kept(identity));
        assert_whole(identity_tried(identity));
        identity_destroy(identity);
        renew(folder_of(state));
        identity = load(state);
        assert_false(is_first(identity_kept(identity)));
        assert_false(identity_has_next(identity));
        identity_destroy(identity);
    }
    print_message("killed at %d calls\n", call - 1);
    assert_true(call > 12);
}

static void test_a_kill_while_it_recovers_leaves_a_pair_too(void **state)
{
    for (int first = 0; first < 20; first++)
        for (int second = 0; second < 8; second++) {
            identity_folder_fill(folder_of(state), &pki.kiosk);
            (void)renew_killed_at(folder_of(state), first);
            (void)renew_killed_at(folder_of(state), second);
            struct identity *identity = load(state);
            assert_whole(identity_kept(identity));
            identity_destroy(identity);
        }
}

static void test_a_damaged_next_pair_is_cleared_away(void **state)
{
    temp_folder_write(*state, "next.key", "-----BEGIN PRIVATE KEY-----\nMIGH");
    temp_folder_write(*state, "next.pem", "");
    struct identity *identity = load(state);
    assert_false(identity_has_next(identity));
    assert_false(identity_folder_has(folder_of(state), "next.key"));
    assert_false(identity_folder_has(folder_of(state), "next.pem"));
    identity_destroy(identity);
}

static void test_a_kiosk_of_another_name_is_refused(void **state)
{
    struct error error = {0};
    assert_null(identity_load(folder_of(state), "0418", NULL, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, "0418"));
}

static void test_a_kiosk_that_is_not_enrolled_is_told_so(void **state)
{
    struct error error = {0};
    assert_int_equal(unlink(temp_folder_path(*state, "client.pem")), 0);
    assert_null(identity_load(folder_of(state), PKI_KIOSK_ID, NULL, &error));
    assert_non_null(strstr(error.text, "not enrolled"));
}

#define ENROLLED(name_) cmocka_unit_test_setup_teardown(name_, enrolled, temp_folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ENROLLED(test_the_old_pair_is_kept_until_the_new_one_has_delivered),
        ENROLLED(test_each_renewal_makes_a_new_key_and_asks_with_it_until_answered),
        ENROLLED(test_a_certificate_for_somebody_else_is_refused),
        ENROLLED(test_a_failure_gives_the_other_pair_its_turn),
        ENROLLED(test_without_a_next_pair_a_failure_changes_nothing),
        ENROLLED(test_a_pair_that_is_never_taken_is_given_up),
        ENROLLED(test_a_dead_centre_costs_no_pair),
        ENROLLED(test_a_kill_at_any_step_leaves_a_pair_that_delivers),
        ENROLLED(test_a_kill_while_it_recovers_leaves_a_pair_too),
        ENROLLED(test_a_damaged_next_pair_is_cleared_away),
        ENROLLED(test_a_kiosk_of_another_name_is_refused),
        ENROLLED(test_a_kiosk_that_is_not_enrolled_is_told_so),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
