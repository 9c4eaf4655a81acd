/*
 * glass: a touch screen of ten fingers, made with uinput, for a machine whose emulator has none. On standard input
 * a line each: "down FINGER X Y", "move FINGER X Y", "up FINGER"; X and Y are 0 to 65535 across the glass. It is
 * pulled out when the input ends.
 */
#include <fcntl.h>
#include <linux/uinput.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FAR     65535
#define FINGERS 10
#define DOTS    100 /* a millimetre */

static void must(int result)
{
    if (result < 0) {
        perror("glass");
        exit(EXIT_FAILURE);
    }
}

static void add_axis(int device, unsigned short code, int most)
{
    struct uinput_abs_setup axis = {
        .code = code, .absinfo = {.maximum = most, .resolution = most == FAR ? DOTS : 0}};

    must(ioctl(device, UI_SET_ABSBIT, code));
    must(ioctl(device, UI_ABS_SETUP, &axis));
}

static int make_glass(void)
{
    struct uinput_setup setup = {.id = {.bustype = BUS_USB, .vendor = 1, .product = 1},
                                 .name = "glass"};
    int device = open("/dev/uinput", O_WRONLY | O_CLOEXEC);

    must(device);
    must(ioctl(device, UI_SET_EVBIT, EV_KEY));
    must(ioctl(device, UI_SET_KEYBIT, BTN_TOUCH));
    must(ioctl(device, UI_SET_EVBIT, EV_ABS));
    must(ioctl(device, UI_SET_PROPBIT, INPUT_PROP_DIRECT));
    add_axis(device, ABS_X, FAR);
    add_axis(device, ABS_Y, FAR);
    add_axis(device, ABS_MT_SLOT, FINGERS - 1);
    add_axis(device, ABS_MT_TRACKING_ID, FAR - 1);
    add_axis(device, ABS_MT_POSITION_X, FAR);
    add_axis(device, ABS_MT_POSITION_Y, FAR);
    must(ioctl(device, UI_DEV_SETUP, &setup));
    must(ioctl(device, UI_DEV_CREATE));
    return device;
}

static void tell(int device, unsigned short type, unsigned short code, int value)
{
    struct input_event event = {.type = type, .code = code, .value = value};

    must((int)write(device, &event, sizeof event));
}

/* `count`: of the fingers that are down, after this. */
static void touch(int device, const char *word, int finger, int x, int y, int count)
{
    static const char up[] = "up";
    int down = strcmp(word, up) != 0;

    tell(device, EV_ABS, ABS_MT_SLOT, finger);
    if (strcmp(word, "move") != 0)
        tell(device, EV_ABS, ABS_MT_TRACKING_ID, down ? finger : -1);
    if (down) {
        tell(device, EV_ABS, ABS_MT_POSITION_X, x);
        tell(device, EV_ABS, ABS_MT_POSITION_Y, y);
        tell(device, EV_ABS, ABS_X, x);
        tell(device, EV_ABS, ABS_Y, y);
    }
    tell(device, EV_KEY, BTN_TOUCH, count > 0);
    tell(device, EV_SYN, SYN_REPORT, 0);
}

int main(void)
{
    int device = make_glass();
    char line[64], word[8];
    int finger, x, y, count = 0;

    while (fgets(line, sizeof line, stdin)) {
        x = y = 0;
        if (sscanf(line, "%7s %d %d %d", word, &finger, &x, &y) < 2 || finger < 0 ||
            finger >= FINGERS)
            return EXIT_FAILURE;
        count += strcmp(word, "down") == 0 ? 1 : strcmp(word, "up") == 0 ? -1 : 0;
        touch(device, word, finger, x, y, count);
    }
    return EXIT_SUCCESS;
}
