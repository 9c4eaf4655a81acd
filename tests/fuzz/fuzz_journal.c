/* Lines of the kiosk's journal, app/outbox/journal.h: what is read is written back byte for byte, and a
 * line that follows another has the hash that writing it behind that one gives. */
#include "app/outbox/journal.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

static void visit(void *context, const struct journal_line *line)
{
    struct journal_line *last = context;

    fuzz_must(last->number == 0 || line->number == last->number + 1);
    *last = *line;
}

FUZZ_TARGET(journal)
{
    struct journal_walk walk = {.torn = false};
    struct journal_line last = {.number = 0}, line;
    char text[JOURNAL_LINE_MAX];
    size_t length = 0;
    journal_walk_over(&walk, (const char *)data, size, visit, &last);
    fuzz_must(memcmp(&walk.last.hash, &last.hash, sizeof last.hash) == 0);
    if (journal_line_read((const char *)data, size, &line)) {
        struct journal_line again = line;
        fuzz_must(journal_line_write(&again, line.hash, text, &length) && length <= sizeof text);
        fuzz_must(journal_line_read(text, length - 1, &again) && again.number == line.number);
    }
    return 0;
}
