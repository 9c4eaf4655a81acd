#include "app/local/deliver_poke.h"

#include "platform/base/file.h"
#include "platform/base/local.h"

#include <string.h>

bool deliver_poke_is(const uint8_t *frame, size_t length)
{
    return length == DELIVER_POKE_LENGTH && memcmp(frame, DELIVER_POKE, length) == 0;
}

bool deliver_poke_send(const char *state_folder, int timeout_milliseconds, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct buffer answer;
    if (!file_join(path, sizeof path, state_folder, COURIER_SOCKET)) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", state_folder);
    }
    buffer_init(&answer, 256);
    bool fine =
        local_ask(path, DELIVER_POKE, DELIVER_POKE_LENGTH, timeout_milliseconds, &answer, error);
    if (fine && strcmp(buffer_text(&answer), DELIVER_TAKEN) != 0) {
        fine = error_set(error, ERROR_REFUSED, "%s did not take the request to deliver", path);
    }
    buffer_finish(&answer);
    return fine;
}
