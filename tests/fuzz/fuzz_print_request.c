/* 'Print this' and its answer, app/local/print_request.h: both ways, byte for byte. */
#include "app/local/print_request.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(print_request)
{
    struct print_request request;
    struct print_answer answer, again;
    struct buffer frame;

    buffer_init(&frame, 1u << 20);
    if (print_request_decode(data, size, &request, NULL)) {
        fuzz_must(print_request_encode(&request, &frame, NULL));
        fuzz_must(frame.length == size && memcmp(frame.data, data, size) == 0);
    } else if (print_answer_decode(data, size, &answer, NULL)) {
        fuzz_must(print_answer_encode(&answer, &frame, NULL));
        fuzz_must(print_answer_decode(frame.data, frame.length, &again, NULL));
        fuzz_must(again.state == answer.state && strcmp(again.reason, answer.reason) == 0);
    }
    buffer_finish(&frame);
    return 0;
}
