/*
 * Starts a program on an X display and says after how many milliseconds one
 * pixel of the screen has a given colour: the same measure for every program.
 *
 *   first_frame X Y RRGGBB SECONDS COMMAND [ARGUMENT…]
 *
 * Prints "milliseconds process-id" and leaves the program running.
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double milliseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static unsigned long pixel_at(Display *display, int x, int y)
{
    XImage *image = XGetImage(display, DefaultRootWindow(display), x, y, 1, 1, AllPlanes, ZPixmap);
    unsigned long pixel = 0;
    if (image != NULL) {
        pixel = XGetPixel(image, 0, 0) & 0xffffff;
        XDestroyImage(image);
    }
    return pixel;
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        fprintf(stderr, "usage: first_frame X Y RRGGBB SECONDS COMMAND [ARGUMENT...]\n");
        return 2;
    }
    Display *display = XOpenDisplay(NULL);
    if (display == NULL) {
        fprintf(stderr, "first_frame: no X display; set DISPLAY\n");
        return 1;
    }
    const int x = atoi(argv[1]);
    const int y = atoi(argv[2]);
    const unsigned long wanted = strtoul(argv[3], NULL, 16);
    const double start = milliseconds_now();
    const double limit = start + atof(argv[4]) * 1e3;
    const pid_t child = fork();
    if (child == 0) {
        const int nowhere = open("/dev/null", O_RDWR);
        close(ConnectionNumber(display));
        dup2(nowhere, STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO); /* or whoever reads ours would wait for the program's end */
        execvp(argv[5], argv + 5);
        _exit(127);
    }
    const struct timespec pause = {.tv_nsec = 500000};
    while (milliseconds_now() < limit) {
        if (pixel_at(display, x, y) == wanted) {
            printf("%.1f %d\n", milliseconds_now() - start, (int)child);
            return 0;
        }
        nanosleep(&pause, NULL);
    }
    fprintf(stderr, "first_frame: the colour %s did not appear at %d,%d\n", argv[3], x, y);
    return 1;
}
