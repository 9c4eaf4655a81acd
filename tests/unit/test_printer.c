#include "app/printer/printer.h"

#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/fake_printer.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WIDTH  384u
#define HEIGHT 3000u /* more bytes than a line holds, so that a printer can stop in the middle */
#define WAIT   5000  /* milliseconds until a test gives up */

/* Short, so that tests of what is late are quick. */
static const struct printer_times times = {
    .connect = 1000, .status = 1000, .stall = 1000, .confirm = 1000, .idle = 100, .retry = 60};

struct fixture {
    struct fake_printer fake;
    struct loop *loop;
    struct printer *printer;
    bool told_offered; /* whether the last change that was told left paper on offer */
    bool over;         /* the time of a wait */
};

static uint8_t rows[WIDTH / 8 * HEIGHT];

static void changed(void *context)
{
    struct fixture *fixture = context;

    if (fixture->printer != NULL) {
        fixture->told_offered = printer_can_print(fixture->printer);
    }
}

static void give_up(void *context)
{
    ((struct fixture *)context)->over = true;
}

static void start(struct fixture *fixture, bool on_tcp, enum fake_behaviour behaviour)
{
    struct wire *wire = NULL;

    fixture->loop = loop_create(&clock_system, NULL);
    assert_non_null(fixture->loop);
    assert_true(fake_printer_open(&fixture->fake, on_tcp, behaviour, NULL));
    assert_true(fake_printer_start(&fixture->fake));
    assert_true(wire_create(fixture->fake.device, &wire, NULL));
    fixture->printer = printer_create(fixture->loop, wire, WIDTH, &times, changed, fixture, NULL);
    assert_non_null(fixture->printer);
    printer_start(fixture->printer);
}

static int set_up(void **state)
{
    memset(rows, 0x3c, sizeof rows);
    *state = test_calloc(1, sizeof(struct fixture));
    return secret_start(NULL) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    printer_destroy(fixture->printer);
    loop_destroy(fixture->loop);
    if (fixture->fake.paper != NULL) {
        fake_printer_stop(&fixture->fake);
    }
    test_free(fixture);
    secret_stop();
    return 0;
}

typedef bool condition_met(struct fixture *fixture, int wanted);

static bool is_in_condition(struct fixture *fixture, int wanted)
{
    return (int)printer_condition(fixture->printer) == wanted;
}

static bool has_cleared(struct fixture *fixture, int wanted)
{
    return (int)fixture->fake.paper->cleared >= wanted;
}

static bool is_job_in_state(struct fixture *fixture, int wanted)
{
    struct print_answer last;

    return printer_last(fixture->printer, &last) && (int)last.state == wanted;
}

/* Runs the loop until it is so. */
static bool wait_until(struct fixture *fixture, condition_met *met, int wanted)
{
    struct loop_timer timer = {.callback = give_up, .context = fixture};

    fixture->over = false;
    assert_true(loop_add_timer(fixture->loop, &timer, NULL));
    loop_timer_set(fixture->loop, &timer, WAIT);
    while (!met(fixture, wanted) && !fixture->over) {
        assert_true(loop_once(fixture->loop, true, NULL));
    }
    loop_remove_timer(fixture->loop, &timer);
    return met(fixture, wanted);
}

static struct print_answer submit(struct fixture *fixture, uint8_t number)
{
    struct print_request request = {
        .kind = PRINT_RECEIPT, .width = WIDTH, .height = HEIGHT, .rows = rows};
    struct print_answer answer;

    memset(request.job, number, sizeof request.job);
    printer_submit(fixture->printer, &request, &answer);
    return answer;
}

static void start_ready(struct fixture *fixture, bool on_tcp)
{
    start(fixture, on_tcp, FAKE_READY);
    assert_true(wait_until(fixture, is_in_condition, PRINTER_READY));
}

static void print_on(struct fixture *fixture, bool on_tcp)
{
    start_ready(fixture, on_tcp);
    assert_int_equal(submit(fixture, 1).state, PRINT_QUEUED);
    assert_true(wait_until(fixture, is_job_in_state, PRINT_CONFIRMED));
    assert_int_equal(fixture->fake.paper->cut, 1);
    assert_int_equal(fixture->fake.paper->rows, HEIGHT);
}

static void a_job_is_confirmed_on_tcp(void **state)
{
    print_on(*state, true);
}

static void a_job_is_confirmed_on_a_serial_line(void **state)
{
    print_on(*state, false);
}

static void nothing_of_a_job_stays_in_memory(void **state)
{
    print_on(*state, true);
    assert_int_equal(secret_in_use(), 0);
}

static void the_same_job_is_printed_once(void **state)
{
    struct fixture *fixture = *state;

    print_on(fixture, true);
    assert_int_equal(submit(fixture, 1).state, PRINT_CONFIRMED);
    assert_int_equal(submit(fixture, 2).state, PRINT_QUEUED);
    assert_true(wait_until(fixture, is_job_in_state, PRINT_CONFIRMED));
    assert_int_equal(fixture->fake.paper->cut, 2);
}

static void a_second_job_is_refused_while_one_is_under_way(void **state)
{
    struct fixture *fixture = *state;

    start_ready(fixture, true);
    assert_int_equal(submit(fixture, 1).state, PRINT_QUEUED);
    assert_int_equal(submit(fixture, 2).state, PRINT_REFUSED);
    assert_string_equal(submit(fixture, 2).reason, "busy");
}

static void refuses_with(struct fixture *fixture, enum fake_behaviour behaviour,
                         enum printer_condition condition, const char *reason)
{
    start(fixture, true, behaviour);
    assert_true(wait_until(fixture, is_in_condition, (int)condition));
    assert_false(printer_can_print(fixture->printer));
    assert_int_equal(submit(fixture, 1).state, PRINT_REFUSED);
    assert_string_equal(submit(fixture, 1).reason, reason);
    assert_int_equal(fixture->fake.paper->rows, 0);
}

static void no_paper_is_said(void **state)
{
    refuses_with(*state, FAKE_OUT, PRINTER_OUT, "no-paper");
}

static void an_open_cover_is_said(void **state)
{
    refuses_with(*state, FAKE_OPEN, PRINTER_OPEN, "cover-open");
}

static void an_error_is_said(void **state)
{
    refuses_with(*state, FAKE_ERROR, PRINTER_ERROR, "printer-error");
}

/* A printer that was well turns, and is asked at its next turn. */
static void becomes_unknown(struct fixture *fixture, enum fake_behaviour behaviour)
{
    start_ready(fixture, true);
    fixture->fake.paper->behaviour = (int)behaviour;
    assert_true(wait_until(fixture, is_in_condition, PRINTER_UNKNOWN));
    assert_false(printer_can_print(fixture->printer));
    assert_int_equal(submit(fixture, 1).state, PRINT_REFUSED);
    assert_string_equal(submit(fixture, 1).reason, "no-answer");
}

static void a_silent_printer_is_not_offered(void **state)
{
    becomes_unknown(*state, FAKE_SILENT);
}

static void a_garbled_printer_is_not_offered(void **state)
{
    becomes_unknown(*state, FAKE_GARBLED);
}

static void a_printer_that_answers_again_is_offered_again(void **state)
{
    struct fixture *fixture = *state;

    becomes_unknown(fixture, FAKE_SILENT);
    fixture->fake.paper->behaviour = FAKE_READY;
    assert_true(wait_until(fixture, is_in_condition, PRINTER_READY));
}

static void a_printer_that_was_switched_off_is_not_offered(void **state)
{
    struct fixture *fixture = *state;

    start_ready(fixture, true);
    fake_printer_stop(&fixture->fake);
    assert_true(wait_until(fixture, is_in_condition, PRINTER_ABSENT));
    assert_string_equal(submit(fixture, 1).reason, "no-printer");
    fixture->fake.paper = NULL;
}

static void little_paper_still_prints(void **state)
{
    struct fixture *fixture = *state;

    start(fixture, true, FAKE_LOW);
    assert_true(wait_until(fixture, is_in_condition, PRINTER_LOW));
    assert_int_equal(submit(fixture, 1).state, PRINT_QUEUED);
    assert_true(wait_until(fixture, is_job_in_state, PRINT_CONFIRMED));
}

static void paper_that_came_back_is_noticed(void **state)
{
    struct fixture *fixture = *state;

    start(fixture, true, FAKE_OUT);
    assert_true(wait_until(fixture, is_in_condition, PRINTER_OUT));
    fixture->fake.paper->behaviour = FAKE_READY;
    assert_true(wait_until(fixture, is_in_condition, PRINTER_READY));
}

/* A job that goes wrong in the middle is unknown, and stays so when the printer is well again. */
static void ends_unknown(struct fixture *fixture, enum fake_behaviour behaviour, const char *reason,
                         unsigned cut)
{
    struct print_answer last;

    start_ready(fixture, true);
    fixture->fake.paper->behaviour = (int)behaviour;
    assert_int_equal(submit(fixture, 1).state, PRINT_QUEUED);
    assert_true(wait_until(fixture, is_job_in_state, PRINT_UNKNOWN));
    assert_true(printer_last(fixture->printer, &last));
    assert_string_equal(last.reason, reason);
    assert_int_equal(secret_in_use(), 0);
    /* A new roll takes longer than the order to forget: with one at once the rest would come out. */
    assert_true(behaviour != FAKE_RUNS_OUT || wait_until(fixture, has_cleared, 1));
    fixture->fake.paper->behaviour = FAKE_READY;
    assert_int_equal(submit(fixture, 1).state, PRINT_UNKNOWN);
    assert_int_equal(fixture->fake.paper->cut, cut);
}

static bool is_offered(struct fixture *fixture, int wanted)
{
    return fixture->told_offered == (wanted != 0);
}

static void prints_the_next(struct fixture *fixture, unsigned cut)
{
    assert_true(wait_until(fixture, is_offered, true));
    assert_int_equal(submit(fixture, 2).state, PRINT_QUEUED);
    assert_true(wait_until(fixture, is_job_in_state, PRINT_CONFIRMED));
    assert_int_equal(fixture->fake.paper->cut, cut);
    assert_int_equal(fixture->fake.paper->last, HEIGHT);
}

static void a_printer_that_vanishes_leaves_it_unknown(void **state)
{
    ends_unknown(*state, FAKE_VANISHES, "gone", 0);
    prints_the_next(*state, 1);
}

static void a_serial_printer_that_vanishes_leaves_it_unknown(void **state)
{
    struct fixture *fixture = *state;

    start_ready(fixture, false);
    fixture->fake.paper->behaviour = FAKE_VANISHES;
    assert_int_equal(submit(fixture, 1).state, PRINT_QUEUED);
    assert_true(wait_until(fixture, is_job_in_state, PRINT_UNKNOWN));
    assert_true(wait_until(fixture, is_in_condition, PRINTER_ABSENT));
    assert_int_equal(fixture->fake.paper->cut, 0);
}

static void stops_and_prints_the_next(struct fixture *fixture, enum fake_behaviour behaviour)
{
    start_ready(fixture, false);
    fixture->fake.paper->behaviour = (int)behaviour;
    assert_int_equal(submit(fixture, 1).state, PRINT_QUEUED);
    assert_true(wait_until(fixture, is_job_in_state, PRINT_UNKNOWN));
    assert_int_equal(submit(fixture, 1).state, PRINT_UNKNOWN);
    assert_int_equal(fixture->fake.paper->cut, 0);
    fixture->fake.paper->behaviour = FAKE_READY;
    prints_the_next(fixture, 1);
}

static void a_printer_that_takes_no_more_leaves_it_unknown(void **state)
{
    stops_and_prints_the_next(*state, FAKE_STOPS_TAKING);
}

static void a_band_that_was_cut_off_is_filled_before_the_next_job(void **state)
{
    stops_and_prints_the_next(*state, FAKE_STOPS_DEAF);
}

static void a_printer_that_does_not_say_so_leaves_it_unknown(void **state)
{
    ends_unknown(*state, FAKE_NEVER_DONE, "no-answer", 1);
    prints_the_next(*state, 2);
}

static void a_late_answer_is_none_for_the_next_job(void **state)
{
    ends_unknown(*state, FAKE_LATE_DONE, "no-answer", 1);
    prints_the_next(*state, 2);
}

static void paper_that_ends_in_the_middle_leaves_it_unknown(void **state)
{
    ends_unknown(*state, FAKE_RUNS_OUT, "no-paper", 0);
    prints_the_next(*state, 1);
}

static void a_printer_is_configured_in_known_ways_only(void **state)
{
    static const char *const wrong[] = {"",          "lp0",          "tcp:printer",
                                        "tcp::9100", "tcp:1.2.3.4:", "tcp:1.2.3.4:70000",
                                        "serial:",   "file:",        "serial:/dev/ttyS0,fast"};
    struct wire *wire = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(wire_create(wrong[i], &wire, NULL));
        assert_null(wire);
    }
    assert_true(wire_create("none", &wire, NULL));
    assert_null(wire);
    assert_true(wire_create("tcp:[::1]:9100", &wire, NULL));
    assert_string_equal(wire->name, "::1");
    wire_destroy(wire);
}

/* A rule of Landlock holds for a folder as it is: /dev/usb goes with the last printer, and comes anew. */
static void a_device_that_comes_back_is_below_the_same_folder(void **state)
{
    static const char *const places[][2] = {
        {"file:/dev/usb/lp0", "/dev"},
        {"serial:/dev/ttyUSB0,115200", "/dev"},
        {"serial:/dev/serial/by-id/x", "/dev"},
        {"file:/tmp/nowhere/at/all/lp0", "/tmp"},
        {"file:/tmp/lp0", "/tmp"},
        {"pictures:/tmp/nowhere", "/tmp/nowhere"},
        {"tcp:192.0.2.7:9100", ""},
    };
    char folder[WIRE_NAME_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct wire *wire = NULL;
        assert_true(wire_create(places[i][0], &wire, NULL));
        assert_true(wire_folder(wire, folder, sizeof folder));
        assert_string_equal(folder, places[i][1]);
        wire_destroy(wire);
    }
}

static void without_a_printer_nothing_is_offered(void **state)
{
    struct fixture *fixture = *state;

    fixture->loop = loop_create(&clock_system, NULL);
    fixture->printer = printer_create(fixture->loop, NULL, WIDTH, &times, changed, fixture, NULL);
    printer_start(fixture->printer);
    assert_false(printer_can_print(fixture->printer));
    assert_string_equal(submit(fixture, 1).reason, "no-printer");
}

static bool has_both_files(const char *folder)
{
    char png[FILE_PATH_MAX];
    char bytes[FILE_PATH_MAX];
    bool both = file_join(png, sizeof png, folder, "print-0001.png") && file_exists(png) &&
                file_join(bytes, sizeof bytes, folder, "print-0001.escpos") && file_exists(bytes);

    (void)unlink(png);
    (void)unlink(bytes);
    return both;
}

static void a_folder_keeps_picture_and_bytes(void **state)
{
    struct fixture *fixture = *state;
    char device[64] = "pictures:/tmp/printer-XXXXXX";
    char *folder = mkdtemp(device + strlen("pictures:"));
    struct wire *wire = NULL;

    assert_non_null(folder);
    assert_true(wire_create(device, &wire, NULL));
    fixture->loop = loop_create(&clock_system, NULL);
    fixture->printer = printer_create(fixture->loop, wire, WIDTH, &times, changed, fixture, NULL);
    printer_start(fixture->printer);
    assert_true(wait_until(fixture, is_in_condition, PRINTER_READY));
    assert_int_equal(submit(fixture, 1).state, PRINT_QUEUED);
    assert_true(wait_until(fixture, is_job_in_state, PRINT_CONFIRMED));
    assert_true(has_both_files(folder));
    (void)rmdir(folder);
}

#define PRINTER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PRINTER_TEST(a_job_is_confirmed_on_tcp),
        PRINTER_TEST(a_job_is_confirmed_on_a_serial_line),
        PRINTER_TEST(nothing_of_a_job_stays_in_memory),
        PRINTER_TEST(the_same_job_is_printed_once),
        PRINTER_TEST(a_second_job_is_refused_while_one_is_under_way),
        PRINTER_TEST(no_paper_is_said),
        PRINTER_TEST(an_open_cover_is_said),
        PRINTER_TEST(an_error_is_said),
        PRINTER_TEST(a_silent_printer_is_not_offered),
        PRINTER_TEST(a_garbled_printer_is_not_offered),
        PRINTER_TEST(a_printer_that_answers_again_is_offered_again),
        PRINTER_TEST(a_printer_that_was_switched_off_is_not_offered),
        PRINTER_TEST(little_paper_still_prints),
        PRINTER_TEST(paper_that_came_back_is_noticed),
        PRINTER_TEST(a_printer_that_vanishes_leaves_it_unknown),
        PRINTER_TEST(a_serial_printer_that_vanishes_leaves_it_unknown),
        PRINTER_TEST(a_printer_that_takes_no_more_leaves_it_unknown),
        PRINTER_TEST(a_band_that_was_cut_off_is_filled_before_the_next_job),
        PRINTER_TEST(a_printer_that_does_not_say_so_leaves_it_unknown),
        PRINTER_TEST(a_late_answer_is_none_for_the_next_job),
        PRINTER_TEST(paper_that_ends_in_the_middle_leaves_it_unknown),
        PRINTER_TEST(a_printer_is_configured_in_known_ways_only),
        cmocka_unit_test(a_device_that_comes_back_is_below_the_same_folder),
        PRINTER_TEST(without_a_printer_nothing_is_offered),
        PRINTER_TEST(a_folder_keeps_picture_and_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
