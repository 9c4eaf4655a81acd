#include "platform/device/escpos.h"

#include "tests/support/lib/cmocka.h"

#include <string.h>

static enum escpos_event listen_all(struct escpos_listener *listener, const uint8_t *bytes,
                                    size_t length)
{
    enum escpos_event event = ESCPOS_NOTHING;

    for (size_t i = 0; i < length; i++) {
        event = escpos_listen(listener, bytes[i]);
    }
    return event;
}

static struct escpos_status answer(unsigned question, uint8_t byte)
{
    struct escpos_listener listener = {.asked = question};

    assert_int_equal(escpos_listen(&listener, byte), ESCPOS_STATUS);
    return listener.status;
}

static void each_question_tells_its_part(void **state)
{
    (void)state;
    assert_false(answer(1, 0x12).offline);
    assert_true(answer(1, 0x1a).offline);
    assert_true(answer(2, 0x16).cover_open);
    assert_true(answer(2, 0x52).error);
    assert_true(answer(3, 0x1a).error);
    assert_true(answer(4, 0x1e).paper_low);
    assert_true(answer(4, 0x7e).paper_out);
    assert_false(answer(4, 0x12).paper_out);
}

static void a_change_by_itself_is_understood(void **state)
{
    static const uint8_t out[] = {0x18, 0x00, 0x0f, 0x00};
    static const uint8_t open[] = {0x38, 0x00, 0x00, 0x00};
    static const uint8_t well[] = {0x10, 0x00, 0x00, 0x0f};
    struct escpos_listener listener = {.asked = 0};

    (void)state;
    assert_int_equal(listen_all(&listener, out, sizeof out), ESCPOS_CHANGE);
    assert_true(listener.status.paper_out);
    assert_int_equal(listen_all(&listener, open, sizeof open), ESCPOS_CHANGE);
    assert_true(listener.status.cover_open);
    assert_int_equal(listen_all(&listener, well, sizeof well), ESCPOS_CHANGE);
    assert_false(listener.status.cover_open || listener.status.paper_out);
}

static void a_change_between_question_and_answer_is_told_apart(void **state)
{
    static const uint8_t bytes[] = {0x10, 0x00, 0x03, 0x00, 0x12};
    struct escpos_listener listener = {.asked = 1};

    (void)state;
    assert_int_equal(listen_all(&listener, bytes, sizeof bytes), ESCPOS_STATUS);
    assert_true(listener.status.paper_low);
}

static void what_no_printer_says_is_garbled(void **state)
{
    static const uint8_t cut_block[] = {0x10, 0x00, 0x90};
    struct escpos_listener listener = {.asked = 1};

    (void)state;
    assert_int_equal(escpos_listen(&listener, 0xff), ESCPOS_GARBLED);
    listener.asked = 0;
    assert_int_equal(escpos_listen(&listener, 0x12), ESCPOS_GARBLED);
    assert_int_equal(listen_all(&listener, cut_block, sizeof cut_block), ESCPOS_GARBLED);
}

static void flow_control_is_passed_over(void **state)
{
    static const uint8_t bytes[] = {0x13, 0x11, 0x12};
    struct escpos_listener listener = {.asked = 1};

    (void)state;
    assert_int_equal(listen_all(&listener, bytes, sizeof bytes), ESCPOS_STATUS);
}

static void the_end_of_a_job_is_told(void **state)
{
    struct escpos_listener listener = {.asked = 0};

    (void)state;
    assert_int_equal(escpos_listen(&listener, 0x00), ESCPOS_DONE);
    assert_false(listener.done_without_paper);
    assert_int_equal(escpos_listen(&listener, 0x0c), ESCPOS_DONE);
    assert_true(listener.done_without_paper);
}

static void a_picture_goes_out_in_bands(void **state)
{
    static uint8_t rows[48 * 50];
    const struct wire_picture picture = {.width = 384, .height = 50, .rows = rows};
    struct buffer job;

    (void)state;
    memset(rows, 0xa5, sizeof rows);
    buffer_init(&job, 1u << 16);
    assert_true(escpos_put_job(&picture, &job, NULL));
    assert_memory_equal(job.data, "\x1b@\x1dv0\x00\x30\x00\x18\x00\xa5", 11);
    assert_memory_equal(job.data + 2 + 8 + 48 * 24, "\x1dv0\x00\x30\x00\x18\x00", 8);
    assert_memory_equal(job.data + 2 + 2 * (8 + 48 * 24), "\x1dv0\x00\x30\x00\x02\x00", 8);
    assert_memory_equal(job.data + job.length - 3, "\x1dr\x01", 3);
    assert_int_equal(job.length, 2 + 3 * 8 + sizeof rows + 7);
    buffer_finish(&job);
}

static void dots_never_form_a_command(void **state)
{
    static const uint8_t rows[] = {0x10, 0x04, 0x10, 0x14, 0x10, 0x05, 0x10, 0x06};
    static const uint8_t sent[] = {0x18, 0x04, 0x18, 0x14, 0x18, 0x05, 0x10, 0x06};
    const struct wire_picture picture = {.width = 8, .height = 8, .rows = rows};
    struct buffer job;

    (void)state;
    buffer_init(&job, 1024);
    assert_true(escpos_put_job(&picture, &job, NULL));
    assert_memory_equal(job.data + 10, sent, sizeof sent);
    buffer_finish(&job);
}

static void too_wide_a_picture_is_refused(void **state)
{
    const struct wire_picture picture = {.width = ESCPOS_DOTS_MAX + 1, .height = 1};
    struct buffer job;

    (void)state;
    buffer_init(&job, 1024);
    assert_false(escpos_put_job(&picture, &job, NULL));
    buffer_finish(&job);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_question_tells_its_part),
        cmocka_unit_test(a_change_by_itself_is_understood),
        cmocka_unit_test(a_change_between_question_and_answer_is_told_apart),
        cmocka_unit_test(what_no_printer_says_is_garbled),
        cmocka_unit_test(flow_control_is_passed_over),
        cmocka_unit_test(the_end_of_a_job_is_told),
        cmocka_unit_test(a_picture_goes_out_in_bands),
        cmocka_unit_test(dots_never_form_a_command),
        cmocka_unit_test(too_wide_a_picture_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
