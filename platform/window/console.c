#include "platform/window/console.h"

#include "platform/base/log.h"

#include <linux/kd.h>
#include <sys/ioctl.h>
#include <unistd.h>

void console_mute(void)
{
    int mode = 0;

    if (ioctl(STDIN_FILENO, KDGETMODE, &mode) != 0)
        return;
    if (ioctl(STDIN_FILENO, KDSKBMODE, K_OFF) != 0 ||
        ioctl(STDIN_FILENO, KDSETMODE, KD_GRAPHICS) != 0)
        log_warning("the console cannot be switched off: its keys may lead out of the kiosk");
}
