/* Frames between the programs, platform/base/local_frame.h: over a socket, in two pieces. */
#include "platform/base/local_frame.h"
#include "tests/fuzz/lib/fuzz.h"

#include <sys/socket.h>
#include <unistd.h>

#define FRAME_MOST 5000u

FUZZ_TARGET(local_frame)
{
    struct frame_reader reader;
    size_t first = size > 0 ? data[0] % (size + 1) : 0;
    int ends[2];

    if (size > 4 * FRAME_MOST || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return 0;
    frame_reader_init(&reader, FRAME_MOST);
    fuzz_must(send(ends[1], data, first, 0) == (ssize_t)first);
    if (frame_read(&reader, ends[0]) == FRAME_MORE) {
        fuzz_must(send(ends[1], data + first, size - first, 0) == (ssize_t)(size - first));
        if (frame_read(&reader, ends[0]) == FRAME_DONE)
            fuzz_must(reader.content.length == reader.length && reader.length <= FRAME_MOST);
    }
    frame_reader_finish(&reader);
    close(ends[0]);
    close(ends[1]);
    return 0;
}
