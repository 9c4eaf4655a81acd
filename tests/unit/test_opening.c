#include "app/central/opening/opening.h"

#include "platform/base/file.h"
#include "platform/crypto/issue.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/office_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct office_folder office;
static struct ledger *ledger;
static char ledger_path[128], keys[128], output[128], trail_path[192];
static struct trail *trail;
static const struct trail_person person = {.user = 7, .name = "clerk", .login = "clerk"};

static int lock_failure; /* errno; 0: locks are the kernel's */

int flock(int descriptor, int operation)
{
    errno = lock_failure;
    return lock_failure != 0 ? -1 : (int)syscall(SYS_flock, descriptor, operation);
}

static int start(void **state)
{
    (void)state;
    struct error error = {0};
    office_folder_start(&office);
    snprintf(ledger_path, sizeof ledger_path, "%s/receive/ledger.db", office.office);
    snprintf(keys, sizeof keys, "%s/open", office.office);
    snprintf(output, sizeof output, "%s/opened", office.folder);
    ledger = ledger_open(ledger_path, LEDGER_MAKE, &error);
    snprintf(trail_path, sizeof trail_path, "%s/trail.jsonl", keys);
    trail = trail_open(trail_path, &error);
    return ledger == NULL || trail == NULL;
}

static int stop(void **state)
{
    (void)state;
    trail_close(trail);
    ledger_close(ledger);
    office_folder_stop(&office);
    return 0;
}

static void deliver(const char *text)
{
    office_folder_deliver(&office, ledger, &text, 1, NULL, NULL);
}

static struct opening_result open_with(const struct opening_child_order *child,
                                       const struct opening_choice *choice)
{
    struct error error = {0};
    struct opening_result result = {0};
    struct opening_choice whole = *choice;
    struct opening *opening = opening_start(child, &error);
    whole.trail = trail;
    whole.person = &person;
    whole.command = "open";
    whole.with_pins = child->with_pins;
    if (opening == NULL)
        fail_msg("%s", error.text);
    if (!opening_run(opening, ledger, &whole, output, &result, &error))
        fail_msg("%s", error.text);
    opening_destroy(opening);
    return result;
}

static struct opening_result open_as_sealed(struct opening_choice choice)
{
    const struct opening_child_order child = {.keys = keys, .format = OPENING_AS_SEALED};
    choice.who = "test";
    choice.now_utc = office.now;
    return open_with(&child, &choice);
}

/* The output's content, and the file is gone. */
static struct buffer take_output(void)
{
    struct buffer content;
    buffer_init(&content, 1u << 20);
    assert_true(file_read(output, &content, NULL));
    assert_int_equal(unlink(output), 0);
    return content;
}

static void test_what_was_sealed_is_opened_byte_for_byte(void **state)
{
    (void)state;
    char *one = office_folder_request("0417", "Okonkwo");
    char *two = office_folder_request("0417", "Nguyễn");
    const char *const both[] = {one, two};
    office_folder_deliver(&office, ledger, both, 2, NULL, NULL);
    struct opening_result result = open_as_sealed((struct opening_choice){0});
    assert_int_equal(result.opened, 2);
    assert_int_equal(result.refused, 0);

    struct buffer content = take_output();
    assert_int_equal(content.length, strlen(one) + strlen(two) + 2);
    assert_memory_equal(content.data, one, strlen(one));
    assert_memory_equal(content.data + strlen(one) + 1, two, strlen(two));
    buffer_finish(&content);
    free(one);
    free(two);
}

static void test_openssl_opens_to_the_same_bytes(void **state)
{
    (void)state;
    char command[1024];
    open_as_sealed((struct opening_choice){.request = "0417-1"});
    snprintf(command, sizeof command,
             "openssl cms -decrypt -inform DER -in %s/sealed-1.der -inkey %s/opening.key -binary "
             "-out %s.plain && printf '\\n' >> %s.plain && cmp %s %s.plain",
             office.folder, keys, output, output, output, output);
    assert_int_equal(system(command), 0);
    unlink(output);
}

static void test_the_file_is_its_owners_alone(void **state)
{
    (void)state;
    struct stat status;
    open_as_sealed((struct opening_choice){0});
    assert_int_equal(stat(output, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    unlink(output);
}

static void test_an_existing_file_is_not_touched(void **state)
{
    (void)state;
    struct error error = {0};
    struct opening_result result;
    const struct opening_child_order child = {.keys = keys, .format = OPENING_AS_SEALED};
    const struct opening_choice choice = {.who = "test"};
    assert_true(file_write(output, "mine", 4, 0600, NULL));
    struct opening *opening = opening_start(&child, NULL);
    assert_false(opening_run(opening, ledger, &choice, output, &result, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    opening_destroy(opening);
    struct buffer content = take_output();
    assert_string_equal(buffer_text(&content), "mine");
    buffer_finish(&content);
}

static void test_what_a_killed_run_left_is_taken_over(void **state)
{
    (void)state;
    char part[160];
    snprintf(part, sizeof part, "%s.part", output);
    assert_true(file_write(part, "half a line", 11, 0644, NULL));
    open_as_sealed((struct opening_choice){.request = "0417-1"});
    assert_false(file_exists(part));
    struct buffer content = take_output();
    assert_int_equal(content.data[0], '{');
    buffer_finish(&content);
}

static void open_in_vain(void)
{
    const struct opening_child_order child = {.keys = keys, .format = OPENING_AS_SEALED};
    const struct opening_choice choice = {.who = "test"};
    struct opening *opening = opening_start(&child, NULL);
    struct opening_result result;
    assert_false(opening_run(opening, ledger, &choice, output, &result, NULL));
    assert_false(file_exists(output));
    opening_destroy(opening);
}

static void test_a_part_that_cannot_be_locked_goes_again(void **state)
{
    (void)state;
    char part[160];
    snprintf(part, sizeof part, "%s.part", output);
    lock_failure = EIO;
    open_in_vain();
    lock_failure = 0;
    assert_false(file_exists(part));
}

static void test_the_part_of_a_run_at_work_stays(void **state)
{
    (void)state;
    char part[160];
    snprintf(part, sizeof part, "%s.part", output);
    assert_true(file_write(part, "half a line", 11, 0600, NULL));
    int other = open(part, O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(other, LOCK_EX), 0);
    open_in_vain();
    struct stat status;
    assert_int_equal(fstat(other, &status), 0);
    assert_int_equal(status.st_size, 11);
    assert_int_equal(status.st_nlink, 1);
    close(other);
    unlink(part);
}

static void test_the_ledger_is_told_and_new_means_not_opened_yet(void **state)
{
    (void)state;
    char *text = office_folder_request("0417", "Haddad");
    open_as_sealed((struct opening_choice){0});
    unlink(output);
    assert_int_equal(open_as_sealed((struct opening_choice){.new_only = true}).opened, 0);
    unlink(output);
    deliver(text);
    assert_int_equal(open_as_sealed((struct opening_choice){.new_only = true}).opened, 1);
    struct buffer content = take_output();
    assert_int_equal(content.length, strlen(text) + 1);
    buffer_finish(&content);
    free(text);
}

static void test_one_request_by_its_name(void **state)
{
    (void)state;
    assert_int_equal(open_as_sealed((struct opening_choice){.request = "0417-1"}).opened, 1);
    struct buffer content = take_output();
    assert_non_null(strstr(buffer_text(&content), "Okonkwo"));
    assert_null(strstr(buffer_text(&content), "Nguy"));
    buffer_finish(&content);
}

static void test_a_request_in_another_kiosks_name_is_refused(void **state)
{
    (void)state;
    char *text = office_folder_request("0418", "Haddad");
    deliver(text);
    struct opening_result result = open_as_sealed((struct opening_choice){.new_only = true});
    assert_int_equal(result.opened, 0);
    assert_int_equal(result.refused, 1);
    struct buffer content = take_output();
    assert_int_equal(content.length, 0);
    buffer_finish(&content);
    free(text);
}

static void test_what_is_no_request_is_refused_and_the_next_goes_on(void **state)
{
    (void)state;
    char *fine = office_folder_request("0417", "Haddad");
    const char *const texts[] = {"{\"kiosk\":\"0417\"}", fine};
    office_folder_deliver(&office, ledger, texts, 2, NULL, NULL);
    struct opening_result result = open_as_sealed((struct opening_choice){.new_only = true});
    assert_int_equal(result.opened, 1);
    assert_true(result.refused >= 1);
    unlink(output);
    free(fine);
}

static void test_a_batch_signed_by_a_stranger_is_refused(void **state)
{
    (void)state;
    struct error error = {0};
    char *text = office_folder_request("0417", "Haddad");
    struct private_key *key = private_key_create(&error);
    struct certificate_order order = {.purpose = PURPOSE_AUTHORITY,
                                      .name = "Custody alerts kiosks",
                                      .not_before = office.now - 60,
                                      .days = 9};
    struct certificate *authority = issue_root(key, &order, &error);
    struct certificate_request *request = request_create(key, "0417", &error);
    order.purpose = PURPOSE_TLS_CLIENT;
    order.name = "0417";
    struct certificate *forged = issue_certificate(request, &order, authority, key, &error);
    assert_non_null(forged);
    office_folder_deliver(&office, ledger, (const char *const *)&text, 1, key, forged);
    struct opening_result before = open_as_sealed((struct opening_choice){.new_only = true});
    assert_int_equal(before.opened, 0);
    unlink(output);
    certificate_destroy(forged);
    certificate_destroy(authority);
    request_destroy(request);
    private_key_destroy(key);
    free(text);
}

static void test_a_row_that_the_receiver_changed_is_refused(void **state)
{
    (void)state;
    char *text = office_folder_request("0417", "Haddad");
    office.receiver_lies = true;
    deliver(text);
    office.receiver_lies = false;
    assert_int_equal(open_as_sealed((struct opening_choice){.new_only = true}).opened, 0);
    unlink(output);
    free(text);
}

static void test_the_table_has_its_columns_and_no_pin(void **state)
{
    (void)state;
    const struct opening_child_order child = {
        .keys = keys, .format = OPENING_TABLE, .batch = "B-1"};
    const struct opening_choice choice = {
        .request = "0417-1", .who = "test", .now_utc = office.now};
    assert_int_equal(open_with(&child, &choice).opened, 1);
    struct buffer content = take_output();
    const char *row = strstr(buffer_text(&content), "\r\n") + 2;
    assert_memory_equal(row, "B-1,0417-1,", 11);
    assert_non_null(strstr(row, ",Okonkwo,"));
    assert_null(strchr(row, '+'));
    assert_non_null(strstr(row, ",,no,\r\n"));
    buffer_finish(&content);
}

static void test_the_alert_system_gets_the_pin(void **state)
{
    (void)state;
    const struct opening_child_order child = {
        .keys = keys, .format = OPENING_LINES, .batch = "B-1", .with_pins = true};
    const struct opening_choice choice = {
        .request = "0417-1", .who = "test", .now_utc = office.now};
    assert_int_equal(open_with(&child, &choice).opened, 1);
    struct buffer content = take_output();
    json_t *line = json_loads(buffer_text(&content), 0, NULL);
    assert_non_null(line);
    assert_int_equal(json_string_length(json_object_get(line, "pin")), 4);
    assert_string_equal(json_string_value(json_object_get(line, "state")), "opened");
    assert_true(json_is_array(json_object_get(line, "services")));
    json_decref(line);
    buffer_finish(&content);
}

static bool take_first(void *context, const struct ledger_record *record,
                       const struct ledger_batch *batch)
{
    (void)batch;
    memcpy(context, record->id, LEDGER_HASH_BYTES);
    return false;
}

static void find_first(uint8_t id[LEDGER_HASH_BYTES])
{
    assert_true(ledger_each_record(ledger, 0, take_first, id, NULL));
}

static void test_a_withdrawn_request_stays_closed(void **state)
{
    (void)state;
    struct ledger_state_change change = {
        .state = LEDGER_WITHDRAWN, .utc = office.now, .who = "test", .reason = "asked"};
    find_first(change.id);
    assert_true(ledger_set_state(ledger, &change, NULL));
    struct opening_result result = open_as_sealed((struct opening_choice){.request = "0417-1"});
    assert_int_equal(result.opened, 0);
    assert_int_equal(result.withdrawn, 1);
    unlink(output);
    change.state = LEDGER_OPENED;
    assert_true(ledger_set_state(ledger, &change, NULL));
}

static void test_a_state_picks_those_in_it(void **state)
{
    (void)state;
    struct opening_result result;
    result = open_as_sealed((struct opening_choice){.request = "0417-1", .state = "entered"});
    assert_int_equal(result.opened, 0);
    unlink(output);
    result = open_as_sealed((struct opening_choice){.request = "0417-1", .state = "opened"});
    assert_int_equal(result.opened, 1);
    unlink(output);
}

/* The last line of the trail. */
static json_t *last_line(void)
{
    struct buffer content;
    buffer_init(&content, 1u << 20);
    assert_true(file_read(trail_path, &content, NULL));
    char *text = strdup(buffer_text(&content));
    text[content.length - 1] = '\0';
    const char *feed = strrchr(text, '\n');
    json_t *line = json_loads(feed != NULL ? feed + 1 : text, 0, NULL);
    assert_non_null(line);
    free(text);
    buffer_finish(&content);
    return line;
}

static void assert_digest_is_of_output(const json_t *line)
{
    char command[512];
    snprintf(command, sizeof command, "test \"$(sha256sum < %s)\" = \"%s  -\"", output,
             json_string_value(json_object_get(line, "output_sha256")));
    assert_int_equal(system(command), 0);
}

static void test_the_trail_names_what_was_opened_and_the_outputs_digest(void **state)
{
    (void)state;
    const struct opening_child_order child = {
        .keys = keys, .format = OPENING_TABLE, .batch = "B-1", .with_pins = true};
    const struct opening_choice choice = {
        .request = "0417-1", .who = "test", .now_utc = office.now};
    assert_int_equal(open_with(&child, &choice).opened, 1);
    json_t *line = last_line();
    assert_digest_is_of_output(line);
    assert_true(json_is_true(json_object_get(line, "pins")));
    assert_string_equal(json_string_value(json_object_get(line, "request")), "0417-1");
    const json_t *group = json_array_get(json_object_get(line, "requests"), 0);
    assert_string_equal(json_string_value(json_object_get(group, "kiosk")), "0417");
    json_decref(line);
    unlink(output);
}

static void test_an_output_with_nothing_in_it_has_its_digest_too(void **state)
{
    (void)state;
    assert_int_equal(open_as_sealed((struct opening_choice){.request = "0417-999"}).opened, 0);
    json_t *line = last_line();
    assert_digest_is_of_output(line);
    json_decref(line);
    unlink(output);
}

static void test_without_a_line_in_the_trail_there_is_no_output(void **state)
{
    (void)state;
    struct error error = {0};
    struct opening_result result;
    const struct opening_child_order child = {.keys = keys, .format = OPENING_AS_SEALED};
    const struct opening_choice choice = {.who = "test",
                                          .now_utc = office.now,
                                          .trail = trail_open("/dev/full", NULL),
                                          .person = &person,
                                          .command = "open"};
    assert_non_null(choice.trail);
    struct opening *opening = opening_start(&child, NULL);
    assert_false(opening_run(opening, ledger, &choice, output, &result, &error));
    assert_non_null(strstr(error.text, "/dev/full"));
    assert_false(file_exists(output));
    opening_destroy(opening);
    trail_close(choice.trail);
}

static void test_without_a_key_nothing_starts(void **state)
{
    (void)state;
    struct error error = {0};
    char receive[128];
    snprintf(receive, sizeof receive, "%s/public", office.office);
    const struct opening_child_order child = {.keys = receive};
    assert_null(opening_start(&child, &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, "no opening key"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_was_sealed_is_opened_byte_for_byte),
        cmocka_unit_test(test_openssl_opens_to_the_same_bytes),
        cmocka_unit_test(test_the_file_is_its_owners_alone),
        cmocka_unit_test(test_an_existing_file_is_not_touched),
        cmocka_unit_test(test_what_a_killed_run_left_is_taken_over),
        cmocka_unit_test(test_a_part_that_cannot_be_locked_goes_again),
        cmocka_unit_test(test_the_part_of_a_run_at_work_stays),
        cmocka_unit_test(test_the_ledger_is_told_and_new_means_not_opened_yet),
        cmocka_unit_test(test_one_request_by_its_name),
        cmocka_unit_test(test_a_request_in_another_kiosks_name_is_refused),
        cmocka_unit_test(test_what_is_no_request_is_refused_and_the_next_goes_on),
        cmocka_unit_test(test_a_batch_signed_by_a_stranger_is_refused),
        cmocka_unit_test(test_a_row_that_the_receiver_changed_is_refused),
        cmocka_unit_test(test_the_table_has_its_columns_and_no_pin),
        cmocka_unit_test(test_the_alert_system_gets_the_pin),
        cmocka_unit_test(test_a_withdrawn_request_stays_closed),
        cmocka_unit_test(test_a_state_picks_those_in_it),
        cmocka_unit_test(test_the_trail_names_what_was_opened_and_the_outputs_digest),
        cmocka_unit_test(test_an_output_with_nothing_in_it_has_its_digest_too),
        cmocka_unit_test(test_without_a_line_in_the_trail_there_is_no_output),
        cmocka_unit_test(test_without_a_key_nothing_starts),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
