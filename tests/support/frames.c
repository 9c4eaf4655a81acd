/*
 * Watches the whole picture of an X display, as fast as it can be read:
 *   DISPLAY=:N frames
 * prints a line for each picture that differs from the one before,
 *   MILLISECONDS BLACK FINGERPRINT
 * (CLOCK_MONOTONIC; the share of black pixels, 0 to 1; FNV-1a of the pixels), and, when its standard
 * input ends, "watched N pictures".
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XShm.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>

#define COLOURS   0xffffffu
#define FNV_BASIS 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

struct watch {
    Display *display;
    XShmSegmentInfo segment;
    XImage *image;
    uint32_t *before;
    size_t size; /* pixels */
    unsigned long count;
};

static double milliseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void tell(const struct watch *watch, const uint32_t *pixels, double now)
{
    uint64_t fingerprint = FNV_BASIS;
    size_t black = 0;

    for (size_t i = 0; i < watch->size; i++) {
        black += (pixels[i] & COLOURS) == 0;
        fingerprint = (fingerprint ^ (pixels[i] & COLOURS)) * FNV_PRIME;
    }
    printf("%.1f %.6f %016llx\n", now, (double)black / (double)watch->size,
           (unsigned long long)fingerprint);
    fflush(stdout);
}

static bool look(struct watch *watch)
{
    const uint32_t *pixels = (const uint32_t *)(const void *)watch->image->data;
    double now;

    if (!XShmGetImage(watch->display, DefaultRootWindow(watch->display), watch->image, 0, 0,
                      AllPlanes))
        return false;
    now = milliseconds_now();
    if (watch->count++ == 0 || memcmp(pixels, watch->before, watch->size * sizeof *pixels) != 0) {
        memcpy(watch->before, pixels, watch->size * sizeof *pixels);
        tell(watch, watch->before, now);
    }
    return true;
}

/* A picture that the server writes into memory of ours: fast enough to see single frames. */
static bool share(struct watch *watch)
{
    int screen = DefaultScreen(watch->display);

    watch->image =
        XShmCreateImage(watch->display, DefaultVisual(watch->display, screen), 24, ZPixmap, NULL,
                        &watch->segment, (unsigned)DisplayWidth(watch->display, screen),
                        (unsigned)DisplayHeight(watch->display, screen));
    if (!watch->image)
        return false;
    watch->size = (size_t)watch->image->width * (size_t)watch->image->height;
    watch->before = calloc(watch->size, sizeof *watch->before);
    watch->segment.shmid =
        shmget(IPC_PRIVATE, watch->size * sizeof *watch->before, IPC_CREAT | 0600);
    if (!watch->before || watch->segment.shmid < 0)
        return false;
    watch->segment.shmaddr = watch->image->data = shmat(watch->segment.shmid, NULL, 0);
    (void)shmctl(watch->segment.shmid, IPC_RMID, NULL); /* once nobody has it */
    return XShmAttach(watch->display, &watch->segment) != 0;
}

int main(void)
{
    struct watch watch = {.display = XOpenDisplay(NULL)};
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    if (!watch.display || DefaultDepth(watch.display, DefaultScreen(watch.display)) != 24 ||
        !share(&watch)) {
        fprintf(stderr, "frames: DISPLAY names no X server of 24 bits with shared pictures\n");
        return 2;
    }
    while (poll(&input, 1, 0) == 0 && look(&watch))
        continue;
    printf("watched %lu pictures\n", watch.count);
    XCloseDisplay(watch.display);
    free(watch.before);
    return 0;
}
