#include "platform/base/known_time.h"

#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <string.h>

#define STEP_SECONDS 3600

int64_t known_time(const char *folder)
{
    char path[FILE_PATH_MAX], text[CLOCK_TEXT_SIZE + 1];
    struct buffer content;
    int64_t utc = 0;

    buffer_init(&content, CLOCK_TEXT_SIZE);
    if (file_join(path, sizeof path, folder, KNOWN_TIME_FILE) && file_read(path, &content, NULL) &&
        text_copy(text, sizeof text, buffer_text(&content))) {
        text[strcspn(text, "\n")] = '\0';
        if (!clock_parse(text, &utc))
            utc = 0;
    }
    buffer_finish(&content);
    return utc;
}

void known_time_raise(const char *folder, int64_t utc_seconds)
{
    char path[FILE_PATH_MAX], text[CLOCK_TEXT_SIZE + 1];
    struct error error = {.kind = ERROR_NONE};

    if (utc_seconds < known_time(folder) + STEP_SECONDS)
        return;
    clock_format(utc_seconds, text);
    text[CLOCK_TEXT_SIZE - 1] = '\n';
    if (!file_join(path, sizeof path, folder, KNOWN_TIME_FILE) ||
        !file_write(path, text, CLOCK_TEXT_SIZE, 0640, &error))
        log_warning("the time is not kept: %s", error.text);
}
