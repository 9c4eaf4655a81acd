/* The network at the first start: by itself or a fixed address, and what is none. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/first_bed.h"

static void fix(struct first_start *first, const char *address, const char *prefix,
                const char *gateway, const char *dns)
{
    first_bed_to_network(first);
    first_bed_press(first, "option.fixed");
    first_bed_press(first, "cont");
    const char *const parts[] = {address, prefix, gateway, dns};
    for (size_t i = 0; i < 4 && first->error == NULL; i++) {
        first_bed_type(first, parts[i]);
        first_bed_press(first, "cont");
    }
}

static void a_fixed_address_is_set(void **state)
{
    struct first_start *first = *state;
    fix(first, "192.0.2.10", "24", "192.0.2.1", "198.51.100.53");
    assert_int_equal(first->step, FIRST_LINK);
    assert_string_equal(first_bed_asked(first), "network ");
    const struct first_network *network = first_start_network(first);
    assert_true(network->fixed);
    assert_string_equal(network->address, "192.0.2.10");
    assert_string_equal(network->dns, "198.51.100.53");
}

static void what_is_no_address_is_not_taken(void **state)
{
    static const struct {
        const char *address, *prefix, *gateway, *dns;
        enum first_step step;
    } wrong[] = {
        {"192.0.2", "", "", "", FIRST_ADDRESS},
        {"", "", "", "", FIRST_ADDRESS},
        {"256.0.2.1", "", "", "", FIRST_ADDRESS},
        {"127.0.0.1", "", "", "", FIRST_ADDRESS},
        {"224.0.0.1", "", "", "", FIRST_ADDRESS},
        {"0.1.2.3", "", "", "", FIRST_ADDRESS},
        {"192.0.2.10", "", "", "", FIRST_PREFIX},
        {"192.0.2.10", "7", "", "", FIRST_PREFIX},
        {"192.0.2.10", "31", "", "", FIRST_PREFIX},
        {"192.0.2.0", "24", "", "", FIRST_PREFIX},
        {"192.0.2.255", "24", "", "", FIRST_PREFIX},
        {"192.0.2.10", "24", "192.0.3.1", "", FIRST_GATEWAY},
        {"192.0.2.10", "24", "192.0.2.10", "", FIRST_GATEWAY},
        {"192.0.2.10", "24", "192.0.2.255", "", FIRST_GATEWAY},
        {"192.0.2.10", "24", "192.0.2.1", "..", FIRST_DNS},
    };
    struct first_start *first = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        first_bed_begin(first);
        fix(first, wrong[i].address, wrong[i].prefix, wrong[i].gateway, wrong[i].dns);
        assert_int_equal(first->step, wrong[i].step);
        assert_non_null(first->error);
        assert_string_equal(first_bed_asked(first), "");
    }
}

static void nothing_leads_on_while_the_network_is_set(void **state)
{
    struct first_start *first = *state;
    first_bed_to_network(first);
    first_bed_press(first, "cont");
    first_bed_press(first, "cont");
    first_bed_press(first, "back");
    assert_int_equal(first->step, FIRST_LINK);
    first_start_network_set(first, false);
    assert_true(first->network_failed);
    first_bed_press(first, "back");
    assert_int_equal(first->step, FIRST_NETWORK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIRST(a_fixed_address_is_set),
        FIRST(what_is_no_address_is_not_taken),
        FIRST(nothing_leads_on_while_the_network_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
