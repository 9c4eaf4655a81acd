/* A line of the opening room's trail, app/central/opening/trail.h: what is taken has a number and spans that can be
 * held; merging changes nothing of what they hold, and nothing more when it is done again. */
#include "app/central/opening/trail.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(trail)
{
    struct trail_line line;
    if (!trail_line_read((const char *)data, size, &line))
        return 0;
    fuzz_must(line.number > 0 && line.span_count <= TRAIL_SPANS_MAX);
    fuzz_must(line.is_listed || line.span_count == 0);
    struct trail_span *merged = calloc(line.span_count + 1, sizeof *merged);
    fuzz_must(merged != NULL);
    memcpy(merged, line.spans, line.span_count * sizeof *merged);
    const size_t count = trail_spans_merge(merged, line.span_count);
    fuzz_must(count <= line.span_count);
    for (size_t i = 0; i < line.span_count; i++)
        fuzz_must(trail_spans_hold(merged, count, &line.spans[i]));
    fuzz_must(trail_spans_merge(merged, count) == count);
    free(merged);
    trail_line_finish(&line);
    return 0;
}
