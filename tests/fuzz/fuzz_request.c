/* A request as it was opened, and the rows made of it: app/registration/request.h, app/central/opening/opened_row.h. */
#include "app/central/opening/opened_row.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "tests/fuzz/lib/fuzz.h"

#include <jansson.h>

FUZZ_TARGET(request)
{
    static struct request request;
    struct opened_row row = {&request, "batch", "0417-1", "2026-11-22T00:00:00Z", "opened", true};
    struct buffer line;
    json_t *object;

    fuzz_must(secret_start(NULL));
    if (!request_read(data, size, &request, NULL))
        return 0;
    buffer_init_secret(&line, OPENED_ROW_MAX);
    fuzz_must(opened_row_csv(&row, &line));
    fuzz_must(text_is_utf8((const char *)line.data, line.length));
    buffer_clear(&line);
    fuzz_must(opened_row_json(&row, &line));
    object = json_loadb((const char *)line.data, line.length, JSON_REJECT_DUPLICATES, NULL);
    fuzz_must(object != NULL);
    json_decref(object);
    buffer_finish(&line);
    request_wipe(&request);
    return 0;
}
