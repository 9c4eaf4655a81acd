/*
 * Writes what an X display shows as a PNG: screenshot FILE.png
 */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <png.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int write_png(const char *path, XImage *image)
{
    const unsigned width = (unsigned)image->width;
    const unsigned height = (unsigned)image->height;
    uint8_t *pixels = malloc((size_t)width * height * 3);
    png_image png = {.version = PNG_IMAGE_VERSION, .width = width, .height = height};
    png.format = PNG_FORMAT_RGB;
    if (pixels == NULL) {
        return 1;
    }
    for (unsigned y = 0; y < height; y++) {
        for (unsigned x = 0; x < width; x++) {
            const unsigned long pixel = XGetPixel(image, (int)x, (int)y);
            uint8_t *out = pixels + ((size_t)y * width + x) * 3;
            out[0] = (uint8_t)(pixel >> 16);
            out[1] = (uint8_t)(pixel >> 8);
            out[2] = (uint8_t)pixel;
        }
    }
    const int written = png_image_write_to_file(&png, path, 0, pixels, 0, NULL);
    free(pixels);
    return written ? 0 : 1;
}

int main(int argc, char **argv)
{
    Display *display = argc == 2 ? XOpenDisplay(NULL) : NULL;
    if (display == NULL) {
        fprintf(stderr, "usage: DISPLAY=:N screenshot FILE.png\n");
        return 2;
    }
    XWindowAttributes root;
    XGetWindowAttributes(display, DefaultRootWindow(display), &root);
    XImage *image = XGetImage(display, DefaultRootWindow(display), 0, 0, (unsigned)root.width,
                              (unsigned)root.height, AllPlanes, ZPixmap);
    if (image == NULL) {
        fprintf(stderr, "screenshot: the display cannot be read\n");
        return 1;
    }
    const int status = write_png(argv[1], image);
    XDestroyImage(image);
    XCloseDisplay(display);
    if (status != 0) {
        fprintf(stderr, "screenshot: %s cannot be written\n", argv[1]);
    }
    return status;
}
