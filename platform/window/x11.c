#include "platform/window/x11.h"

#include <SDL.h>
#include <SDL_syswm.h>

#include <sys/ipc.h>
#include <sys/shm.h>
#include <unistd.h>

static Display *display_of(SDL_Window *window)
{
    SDL_SysWMinfo info;

    SDL_VERSION(&info.version);
    if (!SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11)
        return NULL;
    return info.info.x11.display;
}

int x11_descriptor(void *sdl_window)
{
    Display *display = display_of(sdl_window);

    return display ? XConnectionNumber(display) : -1;
}

void x11_keep_lit(void *sdl_window)
{
    Display *display = display_of(sdl_window);

    if (display)
        XSetScreenSaver(display, 0, 0, DontPreferBlanking, DefaultExposures);
}

bool x11_close_frame_to_others(void)
{
    struct shmid_ds segment;
    bool closed = true;
    int highest = shmctl(0, SHM_INFO, &segment);

    for (int index = 0; index <= highest; index++) {
        int id = shmctl(index, SHM_STAT, &segment);

        if (id < 0 || segment.shm_cpid != getpid() || !(segment.shm_perm.mode & 077))
            continue;
        segment.shm_perm.mode = 0600;
        if (shmctl(id, IPC_SET, &segment) != 0)
            closed = false;
    }
    return closed;
}
