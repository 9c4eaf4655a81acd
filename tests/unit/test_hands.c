#include "app/local/hand_request.h"
#include "app/local/network_settings.h"
#include "app/staff/hand/hands.h"
#include "app/staff/hand/usb_disk.h"
#include "platform/base/file.h"
#include "platform/base/text.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- answers --------------------------------------------------------------- */

static void every_answer_comes_back(void **state)
{
    (void)state;
    for (int i = HAND_DONE; i <= HAND_FAILED; i++) {
        struct hand_answer answer = {
            .why = (enum hand_why)i, .count = 5, .other = 2, .detail = "1.2.0~rc1"};
        struct hand_answer found;
        struct buffer frame;
        buffer_init(&frame, HAND_ANSWER_MAX);
        assert_true(hand_answer_encode(&answer, &frame, NULL));
        assert_true(hand_answer_decode(frame.data, frame.length, &found, NULL));
        assert_int_equal(found.why, i);
        assert_int_equal(found.count, 5);
        assert_int_equal(found.other, 2);
        assert_string_equal(found.detail, "1.2.0~rc1");
        buffer_finish(&frame);
    }
}

static void answers_of_another_form_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "[]",
        "{\"why\": \"fine\"}",
        "{\"why\": \"well\", \"count\": 0, \"other\": 0, \"detail\": \"\"}",
        "{\"why\": \"fine\", \"count\": -1, \"other\": 0, \"detail\": \"\"}",
        "{\"why\": \"fine\", \"count\": 0, \"other\": 0, \"detail\": \"a b\"}",
        "{\"why\": \"fine\", \"count\": \"0\", \"other\": 0, \"detail\": \"\"}"};
    struct hand_answer found;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(hand_answer_decode((const uint8_t *)wrong[i], strlen(wrong[i]), &found, NULL));
    }
}

/* ---- network ---------------------------------------------------------------- */

static bool parse(const char *text, struct network_settings *settings)
{
    return network_settings_parse(text, strlen(text), settings, NULL);
}

static void networks_in_their_form_are_taken(void **state)
{
    struct network_settings settings;
    (void)state;
    assert_true(parse("dhcp", &settings));
    assert_false(settings.fixed);
    assert_true(parse("fixed 192.0.2.10/24 192.0.2.1 192.0.2.53,198.51.100.53", &settings));
    assert_true(settings.fixed);
    assert_string_equal(settings.address, "192.0.2.10");
    assert_int_equal(settings.prefix, 24);
    assert_string_equal(settings.gateway, "192.0.2.1");
    assert_string_equal(settings.servers[1], "198.51.100.53");
    assert_true(parse("fixed 2001:db8::10/64 2001:db8::1 2001:db8::53", &settings));
    assert_string_equal(settings.servers[1], "");
}

static void networks_of_no_machine_are_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "DHCP",
                                        "dhcp ",
                                        "dhcp\n",
                                        "fixed",
                                        "fixed ",
                                        "fixed 192.0.2.10/24",
                                        "fixed 192.0.2.10/24 192.0.2.1",
                                        "fixed 192.0.2.10/24 192.0.2.1 ",
                                        "fixed 192.0.2.10/24  192.0.2.1 192.0.2.53",
                                        "fixed 192.0.2.10/24 192.0.2.1 192.0.2.53 x",
                                        "fixed 192.0.2.10/24 192.0.2.1 192.0.2.53,",
                                        "fixed 192.0.2.10/24 192.0.2.1 1.1.1.1,1.0.0.1,9.9.9.9",
                                        "fixed 192.0.2.10 192.0.2.1 192.0.2.53",
                                        "fixed 192.0.2.10/024 192.0.2.1 192.0.2.53",
                                        "fixed 192.0.2.10/31 192.0.2.1 192.0.2.53",
                                        "fixed 192.0.2.10/7 192.0.2.1 192.0.2.53",
                                        "fixed 192.0.2.010/24 192.0.2.1 192.0.2.53",
                                        "fixed 192.0.2.0/24 192.0.2.1 192.0.2.53",
                                        "fixed 192.0.2.255/24 192.0.2.1 192.0.2.53",
                                        "fixed 192.0.2.10/24 192.0.2.10 192.0.2.53",
                                        "fixed 192.0.2.10/24 192.0.3.1 192.0.2.53",
                                        "fixed 192.0.2.10/24 192.0.2.255 192.0.2.53",
                                        "fixed 127.0.0.1/8 127.0.0.2 192.0.2.53",
                                        "fixed 224.0.0.5/24 224.0.0.1 192.0.2.53",
                                        "fixed 192.0.2.10/24 192.0.2.1 0.0.0.0",
                                        "fixed 192.0.2.10/24 2001:db8::1 192.0.2.53",
                                        "fixed 2001:DB8::10/64 2001:db8::1 2001:db8::53",
                                        "fixed ::1/64 ::2 2001:db8::53",
                                        "fixed fe80::1%eth0/64 fe80::2 2001:db8::53",
                                        "fixed 192.0.2.10/24 192.0.2.1 192.0.2.53\nDHCP=yes"};
    struct network_settings settings;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (parse(wrong[i], &settings)) {
            fail_msg("'%s' was taken", wrong[i]);
        }
    }
    assert_false(network_settings_parse("dhcp\0", 5, &settings, NULL));
}

static void a_fixed_network_is_written_for_networkd(void **state)
{
    struct network_settings settings;
    struct buffer file;
    (void)state;
    buffer_init(&file, NETWORK_FILE_MAX);
    assert_true(parse("fixed 192.0.2.10/24 192.0.2.1 192.0.2.53", &settings));
    assert_true(network_settings_write(&settings, &file));
    const char *text = buffer_text(&file);
    assert_non_null(strstr(text, "\nAddress=192.0.2.10/24\nGateway=192.0.2.1\nDNS=192.0.2.53\n"));
    assert_non_null(strstr(text, "DHCP=no"));
    assert_null(strstr(text, "DHCP=yes"));
    buffer_finish(&file);
}

/* ---- which disk -------------------------------------------------------------- */

/* sysfs says of each file that it has a page. */
static void write_number(const char *path, const char *number)
{
    char page[4096];
    memset(page, '\n', sizeof page);
    memcpy(page, number, strlen(number));
    assert_true(file_write(path, page, sizeof page, 0644, NULL));
}

/* A disk as sysfs shows it: a link into the folder of its bus. */
static void plug_in(struct temp_folder *folder, const char *name, const char *bus,
                    const char *sectors, const char *const *partitions)
{
    char path[512], target[512];
    (void)text_format(target, sizeof target, "%s/devices/%s/%s", folder->path, bus, name);
    assert_true(file_make_folder(target, 0755, NULL));
    (void)text_format(path, sizeof path, "%s/size", target);
    write_number(path, sectors);
    for (; partitions != NULL && *partitions != NULL; partitions++) {
        const char *number = *partitions + strlen(name);
        (void)text_format(path, sizeof path, "%s/%s", target, *partitions);
        assert_true(file_make_folder(path, 0755, NULL));
        (void)text_format(path, sizeof path, "%s/%s/partition", target, *partitions);
        write_number(path, number);
    }
    (void)text_format(path, sizeof path, "%s/block", folder->path);
    assert_true(file_make_folder(path, 0755, NULL));
    (void)text_format(path, sizeof path, "%s/block/%s", folder->path, name);
    (void)text_format(target, sizeof target, "../devices/%s/%s", bus, name);
    assert_int_equal(symlink(target, path), 0);
}

static enum hand_why find(struct temp_folder *folder, struct usb_disk *disk)
{
    return usb_disk_find(temp_folder_path(folder, "block"), disk);
}

static void the_one_usb_disk_is_found(void **state)
{
    static const char *const parts[] = {"sdb10", "sdb2", "sdb1", NULL};
    struct usb_disk disk;
    plug_in(*state, "sda", "pci0/ata1", "500", NULL);
    plug_in(*state, "nvme0n1", "pci0/usb1", "500", NULL);
    assert_int_equal(find(*state, &disk), HAND_NO_DRIVE);
    plug_in(*state, "sdb", "pci0/usb1/1-1", "500", parts);
    plug_in(*state, "sdc", "pci0/usb1/1-2", "0", NULL); /* a reader without a card */
    assert_int_equal(find(*state, &disk), HAND_DONE);
    assert_int_equal(disk.count, 3);
    assert_string_equal(disk.names[0], "sdb1");
    assert_string_equal(disk.names[1], "sdb2");
    assert_string_equal(disk.names[2], "sdb10");
}

static void a_disk_without_partitions_stands_for_itself(void **state)
{
    struct usb_disk disk;
    plug_in(*state, "sdb", "pci0/usb1/1-1", "500", NULL);
    assert_int_equal(find(*state, &disk), HAND_DONE);
    assert_int_equal(disk.count, 1);
    assert_string_equal(disk.names[0], "sdb");
}

static void of_two_usb_disks_none_is_taken(void **state)
{
    struct usb_disk disk;
    plug_in(*state, "sdb", "pci0/usb1/1-1", "500", NULL);
    plug_in(*state, "sdc", "pci0/usb1/1-2", "500", NULL);
    assert_int_equal(find(*state, &disk), HAND_TWO_DRIVES);
    assert_int_equal(disk.count, 0);
}

/* ---- time --------------------------------------------------------------------- */

static enum hand_why set_time(struct kiosk_config *config, const char *text)
{
    struct hand_answer answer = {.why = HAND_FAILED};
    const struct hand_task task = {
        .config = config, .argument = (const uint8_t *)text, .argument_length = strlen(text)};
    return hand_set_time(&task, &answer, NULL) ? HAND_DONE : answer.why;
}

static void no_time_before_the_last_known_one_is_set(void **state)
{
    static struct kiosk_config config;
    struct temp_folder *folder = *state;
    assert_true(text_copy(config.paths.outbox, sizeof config.paths.outbox, folder->path));
    assert_int_equal(set_time(&config, "2025-12-31T23:59:59Z"), HAND_WRONG_TIME);
    temp_folder_write(folder, "known-time", "2031-05-05T05:05:05Z\n");
    assert_int_equal(set_time(&config, "2031-05-05T05:05:04Z"), HAND_WRONG_TIME);
    assert_int_equal(set_time(&config, "2061-05-05T05:05:04Z"), HAND_WRONG_TIME);
    assert_int_equal(set_time(&config, "tomorrow"), HAND_FAILED);
}

#define TEST(name_) cmocka_unit_test(name_)
#define FOLDER_TEST(name_)                                                                         \
    cmocka_unit_test_setup_teardown(name_, temp_folder_setup, temp_folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_answer_comes_back),
        TEST(answers_of_another_form_are_refused),
        TEST(networks_in_their_form_are_taken),
        TEST(networks_of_no_machine_are_refused),
        TEST(a_fixed_network_is_written_for_networkd),
        FOLDER_TEST(the_one_usb_disk_is_found),
        FOLDER_TEST(a_disk_without_partitions_stands_for_itself),
        FOLDER_TEST(of_two_usb_disks_none_is_taken),
        FOLDER_TEST(no_time_before_the_last_known_one_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
