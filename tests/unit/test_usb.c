#include "app/usb/drives.h"
#include "app/usb/place.h"
#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PRODUCT_LIST "image/units/usr/share/custody-kiosk/usb-devices"

static const char list_text[] = "# keypad\n"
                                "device 2047:0001 03:00:00,03:01:01 keypad # with a pointer\n"
                                "\n"
                                "hub 09:00:00\n"
                                "drive 08:06:50\n";

/* What a device's descriptors are made of. */
struct made {
    uint8_t bytes[512];
    size_t length;
};

static void add(struct made *made, const uint8_t *bytes, size_t length)
{
    assert_true(made->length + length <= sizeof made->bytes);
    memcpy(made->bytes + made->length, bytes, length);
    made->length += length;
}

static void add_device(struct made *made, uint16_t vendor, uint16_t product, uint8_t class)
{
    const uint8_t head[18] = {18,
                              1,
                              0,
                              2,
                              class,
                              0,
                              0,
                              64,
                              (uint8_t)vendor,
                              (uint8_t)(vendor >> 8),
                              (uint8_t)product,
                              (uint8_t)(product >> 8),
                              0,
                              1,
                              1,
                              2,
                              3,
                              1};
    made->length = 0;
    add(made, head, sizeof head);
}

/* Interfaces from text, "03:01:01,08:06:50"; each with an endpoint behind it. */
static void add_configuration(struct made *made, const char *interfaces)
{
    size_t start = made->length;
    uint8_t count = 0;
    const uint8_t head[9] = {9, 2, 0, 0, 0, 1, 0, 0xa0, 50};
    const uint8_t endpoint[7] = {7, 5, 0x81, 3, 8, 0, 10};
    add(made, head, sizeof head);
    for (const char *at = interfaces; *at != '\0';) {
        unsigned class, subclass, protocol;
        assert_int_equal(sscanf(at, "%x:%x:%x", &class, &subclass, &protocol), 3);
        const uint8_t interface[9] = {
            9, 4, count++, 0, 1, (uint8_t) class, (uint8_t)subclass, (uint8_t)protocol, 0};
        add(made, interface, sizeof interface);
        add(made, endpoint, sizeof endpoint);
        at += strcspn(at, ",");
        at += *at == ',';
    }
    size_t total = made->length - start;
    made->bytes[start + 2] = (uint8_t)total;
    made->bytes[start + 3] = (uint8_t)(total >> 8);
    made->bytes[start + 4] = count;
}

static struct made make(uint16_t vendor, uint16_t product, const char *interfaces)
{
    struct made made;
    add_device(&made, vendor, product, 0);
    add_configuration(&made, interfaces);
    return made;
}

static enum usb_verdict verdict(const struct made *made)
{
    struct usb_list list;
    struct usb_device device;
    assert_true(usb_list_parse(list_text, &list, NULL));
    return usb_device_parse(made->bytes, made->length, &device, NULL)
               ? usb_list_judge(&list, &device)
               : USB_REFUSED;
}

static enum usb_verdict verdict_on(uint16_t vendor, uint16_t product, const char *interfaces)
{
    struct made made = make(vendor, product, interfaces);
    return verdict(&made);
}

static void a_listed_device_is_used(void **state)
{
    (void)state;
    assert_int_equal(verdict_on(0x2047, 1, "03:00:00,03:01:01"), USB_ALLOWED);
    assert_int_equal(verdict_on(0x2047, 1, "03:01:01,03:00:00"), USB_ALLOWED);
}

static void an_unknown_keyboard_is_refused(void **state)
{
    (void)state;
    assert_int_equal(verdict_on(0x0627, 1, "03:01:01"), USB_REFUSED);
    assert_int_equal(verdict_on(0x2047, 2, "03:00:00,03:01:01"), USB_REFUSED);
}

static void a_listed_device_with_other_interfaces_is_refused(void **state)
{
    (void)state;
    assert_int_equal(verdict_on(0x2047, 1, "03:01:01"), USB_REFUSED);
    assert_int_equal(verdict_on(0x2047, 1, "03:00:00,03:01:01,08:06:50"), USB_REFUSED);
    assert_int_equal(verdict_on(0x2047, 1, "03:00:00,03:01:01,03:01:01"), USB_REFUSED);
}

static void a_drive_waits_for_staff_and_a_composite_one_is_refused(void **state)
{
    (void)state;
    assert_int_equal(verdict_on(0x46f4, 1, "08:06:50"), USB_DRIVE);
    assert_int_equal(verdict_on(0x46f4, 1, "08:06:50,03:01:01"), USB_REFUSED);
    assert_int_equal(verdict_on(0x46f4, 1, "08:06:50,08:06:50"), USB_REFUSED);
}

static void any_hub_is_used_and_nothing_that_is_more(void **state)
{
    (void)state;
    assert_int_equal(verdict_on(0x0409, 0x55aa, "09:00:00"), USB_ALLOWED);
    assert_int_equal(verdict_on(0x0409, 0x55aa, "09:00:00,03:01:01"), USB_REFUSED);
}

/* What a second configuration holds could be chosen later. */
static void a_second_configuration_counts(void **state)
{
    (void)state;
    struct made made = make(0x46f4, 1, "08:06:50");
    add_configuration(&made, "03:01:01");
    made.bytes[17] = 2;
    assert_int_equal(verdict(&made), USB_REFUSED);
}

static void a_device_that_claims_another_class_as_a_whole_is_refused(void **state)
{
    (void)state;
    struct made made;
    add_device(&made, 0x46f4, 1, 0xe0);
    add_configuration(&made, "08:06:50");
    assert_int_equal(verdict(&made), USB_REFUSED);
    made.bytes[4] = 0x08;
    assert_int_equal(verdict(&made), USB_DRIVE);
}

static void what_is_hidden_behind_the_end_is_refused(void **state)
{
    (void)state;
    struct made made = make(0x46f4, 1, "08:06:50");
    add(&made, (const uint8_t *)"\x09\x04\x01\x00\x01\x03\x01\x01\x00", 9);
    assert_int_equal(verdict(&made), USB_REFUSED);
}

static void fewer_interfaces_than_promised_are_refused(void **state)
{
    (void)state;
    struct made made = make(0x46f4, 1, "08:06:50");
    made.bytes[18 + 4] = 2;
    assert_int_equal(verdict(&made), USB_REFUSED);
}

static void descriptors_cut_anywhere_are_refused(void **state)
{
    (void)state;
    struct made whole = make(0x2047, 1, "03:00:00,03:01:01");
    for (size_t length = 0; length < whole.length; length++) {
        struct made cut = whole;
        cut.length = length;
        assert_int_equal(verdict(&cut), USB_REFUSED);
    }
}

/* A length of 0 or 1 must not stand still, a long one not run over. */
static void lying_lengths_are_refused(void **state)
{
    (void)state;
    static const uint8_t lengths[] = {0, 1, 8, 10, 200, 255};
    for (size_t i = 0; i < sizeof lengths; i++) {
        struct made made = make(0x46f4, 1, "08:06:50");
        made.bytes[18 + 9] = lengths[i];
        assert_int_equal(verdict(&made), USB_REFUSED);
    }
}

static void too_many_interfaces_are_refused(void **state)
{
    (void)state;
    struct made made;
    struct usb_device device;
    add_device(&made, 0x46f4, 1, 0);
    add_configuration(&made, "");
    for (size_t i = 0; i <= USB_INTERFACES_MAX; i++) {
        const uint8_t interface[9] = {9, 4, 0, (uint8_t)i, 0, 8, 6, 0x50, 0};
        add(&made, interface, sizeof interface);
    }
    size_t total = made.length - 18;
    made.bytes[20] = (uint8_t)total;
    made.bytes[21] = (uint8_t)(total >> 8);
    made.bytes[22] = 1;
    assert_false(usb_device_parse(made.bytes, made.length, &device, NULL));
}

static void a_refusal_is_said_in_words(void **state)
{
    (void)state;
    char text[USB_TEXT_MAX];
    struct usb_device device;
    struct usb_list list;
    struct made made = make(0x2047, 1, "08:06:50,03:01:01");
    assert_true(usb_list_parse(list_text, &list, NULL));
    assert_true(usb_device_parse(made.bytes, made.length, &device, NULL));
    usb_device_describe(&device, text);
    assert_string_equal(text, "2047:0001: keyboard, mouse or touch (03:01:01); drive (08:06:50)");
    assert_string_equal(usb_list_reason(&list, &device), "is in the list with other interfaces");
    device.product = 2;
    assert_string_equal(usb_list_reason(&list, &device), "is not in the list");
}

static void a_described_device_can_be_listed(void **state)
{
    (void)state;
    char text[USB_TEXT_MAX], line[USB_TEXT_MAX + 8];
    struct usb_device device;
    struct usb_list list;
    struct made made = make(0x04e7, 0x20, "03:00:00");
    assert_true(usb_device_parse(made.bytes, made.length, &device, NULL));
    usb_device_line(&device, text);
    (void)snprintf(line, sizeof line, "device %s", text);
    assert_true(usb_list_parse(line, &list, NULL));
    assert_int_equal(usb_list_judge(&list, &device), USB_ALLOWED);
}

static void a_line_that_is_not_of_its_form_is_an_error(void **state)
{
    (void)state;
    static const char *const lines[] = {"device 2047:0001",
                                        "device 2047 03:00:00",
                                        "device 2047:001 03:00:00",
                                        "device 2047:0001 03:00",
                                        "device 2047:0001 03:00:00:0",
                                        "device 2047:0001 3:0:0",
                                        "device xxxx:0001 03:00:00",
                                        "hub",
                                        "hub 03:00:00",
                                        "hub 09:00:00,03:01:01",
                                        "drive 03:01:01",
                                        "drive 08:06:50,",
                                        "any 09:00:00",
                                        "device"};
    struct usb_list list;
    struct error error;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "hub 09:00:00\n%s\n", lines[i]);
        assert_false(usb_list_parse(text, &list, &error));
        assert_non_null(strstr(error.text, "line 2"));
    }
}

static void the_products_list_is_of_its_form(void **state)
{
    (void)state;
    struct buffer text;
    struct usb_list list;
    buffer_init(&text, USB_LIST_TEXT_MAX);
    assert_true(file_read(PRODUCT_LIST, &text, NULL));
    assert_true(usb_list_parse(buffer_text(&text), &list, NULL));
    assert_true(list.count > 4);
    for (size_t i = 0; i < list.count; i++) {
        /* No keyboard is used because of what it is. */
        assert_int_not_equal(list.entries[i].device.interfaces[0].class, 0x03);
    }
    buffer_finish(&text);
}

/* ---- a tree as sysfs has it ------------------------------------------------- */

struct tree {
    struct temp_folder *folder;
    struct usb_folders folders;
    struct usb_list list;
    char devices[128], blocks[128], udev[128];
};

static int setup(void **state)
{
    static struct tree tree;
    assert_int_equal(temp_folder_setup((void **)&tree.folder), 0);
    const char *root = tree.folder->path;
    (void)snprintf(tree.devices, sizeof tree.devices, "%s/bus", root);
    (void)snprintf(tree.blocks, sizeof tree.blocks, "%s/block", root);
    (void)snprintf(tree.udev, sizeof tree.udev, "%s/udev", root);
    assert_int_equal(mkdir(tree.devices, 0755), 0);
    assert_int_equal(mkdir(tree.blocks, 0755), 0);
    assert_int_equal(mkdir(tree.udev, 0755), 0);
    tree.folders = (struct usb_folders){tree.devices, tree.blocks, tree.udev};
    assert_true(usb_list_parse(list_text, &tree.list, NULL));
    *state = &tree;
    return 0;
}

static int teardown(void **state)
{
    struct tree *tree = *state;
    return temp_folder_teardown((void **)&tree->folder);
}

static void write_file(const char *folder, const char *name, const void *bytes, size_t length)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

/* The bus shows a link to where the device lies. */
static void plug(const struct tree *tree, const char *name, const char *interfaces)
{
    char real[256], link[256];
    struct made made = make(0x2047, 1, interfaces);
    (void)snprintf(real, sizeof real, "%s/usb1-%s", tree->folder->path, name);
    (void)snprintf(link, sizeof link, "%s/%s", tree->devices, name);
    assert_int_equal(mkdir(real, 0755), 0);
    assert_int_equal(symlink(real, link), 0);
    write_file(real, "descriptors", made.bytes, made.length);
    write_file(real, "authorized", "0\n", 2);
}

static bool used(const struct tree *tree, const char *name)
{
    int place = usb_place_open(tree->devices, name, NULL);
    assert_true(place >= 0);
    bool allowed = usb_place_allowed(place);
    (void)close(place);
    return allowed;
}

static void disk_of(const struct tree *tree, const char *name, bool known)
{
    char real[256], link[256], target[256];
    (void)snprintf(real, sizeof real, "%s/%s", tree->folder->path, name);
    (void)snprintf(target, sizeof target, "%s/%s/sda", tree->folder->path, name);
    (void)snprintf(link, sizeof link, "%s/sda", tree->blocks);
    assert_int_equal(mkdir(real, 0755), 0);
    assert_int_equal(mkdir(target, 0755), 0);
    assert_int_equal(symlink(target, link), 0);
    write_file(target, "dev", "8:0\n", 4);
    if (known) {
        write_file(tree->udev, "b8:0", "", 0);
    }
}

static void drives_are_used_on_request_alone(void **state)
{
    struct tree *tree = *state;
    plug(tree, "1-1", "08:06:50");
    plug(tree, "1-2.4", "03:01:01");
    plug(tree, "1-3", "08:06:50,03:01:01");
    disk_of(tree, "1-1", true);
    assert_int_equal(drives_allow(&tree->folders, &tree->list, 60000), 1);
    assert_true(used(tree, "1-1"));
    assert_false(used(tree, "1-2.4"));
    assert_false(used(tree, "1-3"));
    assert_int_equal(drives_forbid(&tree->folders, &tree->list), 1);
    assert_false(used(tree, "1-1"));
}

static void a_drive_without_a_disk_is_not_waited_for_for_ever(void **state)
{
    struct tree *tree = *state;
    plug(tree, "1-1", "08:06:50");
    disk_of(tree, "1-1", false);
    assert_int_equal(drives_allow(&tree->folders, &tree->list, 100), 1);
}

static void what_is_no_device_is_not_looked_at(void **state)
{
    (void)state;
    static const char *const names[] = {"usb1", "1-1:1.0", "..",         ".",
                                        "1-",   "-1",      "1-1/../1-2", "1"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_false(usb_place_is_name(names[i]));
    }
    assert_true(usb_place_is_name("1-1"));
    assert_true(usb_place_is_name("12-1.4.2"));
}

static void a_device_without_descriptors_is_an_error(void **state)
{
    struct tree *tree = *state;
    struct usb_device device;
    char path[256];
    plug(tree, "1-1", "08:06:50");
    (void)snprintf(path, sizeof path, "%s/1-1/descriptors", tree->devices);
    assert_int_equal(unlink(path), 0);
    int place = usb_place_open(tree->devices, "1-1", NULL);
    assert_false(usb_place_read(place, &device, NULL));
    (void)close(place);
    assert_int_equal(usb_place_open(tree->devices, "1-9", NULL), -1);
}

static void a_mount_point_is_found_by_its_whole_name(void **state)
{
    (void)state;
    static const char mounts[] = "22 1 0:20 / / ro - erofs /dev/root ro\n"
                                 "40 22 8:1 / /run/custody-drive rw - vfat /dev/sda1 rw\n";
    assert_true(drives_mounted(mounts, "/run/custody-drive"));
    assert_false(drives_mounted(mounts, "/run/custody"));
    assert_false(drives_mounted(mounts, "/dev/root"));
    assert_false(drives_mounted("", "/run/custody-drive"));
}

#define IN_TREE(name_) cmocka_unit_test_setup_teardown(name_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listed_device_is_used),
        cmocka_unit_test(an_unknown_keyboard_is_refused),
        cmocka_unit_test(a_listed_device_with_other_interfaces_is_refused),
        cmocka_unit_test(a_drive_waits_for_staff_and_a_composite_one_is_refused),
        cmocka_unit_test(any_hub_is_used_and_nothing_that_is_more),
        cmocka_unit_test(a_second_configuration_counts),
        cmocka_unit_test(a_device_that_claims_another_class_as_a_whole_is_refused),
        cmocka_unit_test(what_is_hidden_behind_the_end_is_refused),
        cmocka_unit_test(fewer_interfaces_than_promised_are_refused),
        cmocka_unit_test(descriptors_cut_anywhere_are_refused),
        cmocka_unit_test(lying_lengths_are_refused),
        cmocka_unit_test(too_many_interfaces_are_refused),
        cmocka_unit_test(a_refusal_is_said_in_words),
        cmocka_unit_test(a_described_device_can_be_listed),
        cmocka_unit_test(a_line_that_is_not_of_its_form_is_an_error),
        cmocka_unit_test(the_products_list_is_of_its_form),
        IN_TREE(drives_are_used_on_request_alone),
        IN_TREE(a_drive_without_a_disk_is_not_waited_for_for_ever),
        cmocka_unit_test(what_is_no_device_is_not_looked_at),
        IN_TREE(a_device_without_descriptors_is_an_error),
        cmocka_unit_test(a_mount_point_is_found_by_its_whole_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
