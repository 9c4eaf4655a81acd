/* 'Steward, do this' and its answer, app/local/steward_request.h. */
#include "app/local/steward_request.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(steward_request)
{
    struct steward_request request;
    struct steward_answer answer, again;
    struct buffer frame;

    buffer_init(&frame, 4096);
    if (steward_request_decode(data, size, &request, NULL)) {
        fuzz_must(steward_request_encode(request.verb, request.argument, request.argument_length,
                                         &frame, NULL));
        fuzz_must(frame.length == size && memcmp(frame.data, data, size) == 0);
    } else if (steward_answer_decode(data, size, &answer, NULL)) {
        fuzz_must(steward_answer_encode(&answer, &frame, NULL));
        fuzz_must(steward_answer_decode(frame.data, frame.length, &again, NULL));
        fuzz_must(again.result == answer.result && again.tries_left == answer.tries_left);
    }
    buffer_finish(&frame);
    return 0;
}
