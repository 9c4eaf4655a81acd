/* The centre's answer to a batch, app/wire/answer.h: what is read means the same when written again. */
#include "app/wire/answer.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(answer)
{
    struct answer answer, again;
    struct buffer text;

    if (!answer_parse((const char *)data, size, &answer, NULL))
        return 0;
    buffer_init(&text, ANSWER_BYTES_MAX);
    if (answer_encode(answer.records, answer.count, &text, NULL)) {
        fuzz_must(answer_parse(buffer_text(&text), text.length, &again, NULL));
        fuzz_must(again.count == answer.count);
        for (size_t i = 0; i < answer.count; i++)
            fuzz_must(again.records[i].sequence == answer.records[i].sequence &&
                      again.records[i].verdict == answer.records[i].verdict &&
                      memcmp(again.records[i].id, answer.records[i].id, CHAIN_HASH_SIZE) == 0);
        answer_finish(&again);
    }
    buffer_finish(&text);
    answer_finish(&answer);
    return 0;
}
