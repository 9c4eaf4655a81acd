/*
 * Gives an X display input as a person would, through the XTEST extension:
 *   DISPLAY=:N xinput
 * reads commands from standard input, a line each, and answers each with "ok"
 * or "no: why" once the server has taken it:
 *   tap X Y      touches and lets go
 *   press X Y    touches and stays, release X Y lets go there
 *   key NAME     an X key name: Return, Tab, Up, F12, a
 *   type TEXT    the rest of the line, character by character; UTF-8
 */
#include <X11/XKBlib.h>
#include <X11/Xlib.h>
#include <X11/extensions/XTest.h>
#include <X11/keysym.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 4096
#define LEFT_BUTTON    1
/* No finger is faster, and SDL takes a key that comes again within 2 ms for one that is held. */
#define BETWEEN_KEYS_MS 4
/* Keysyms from here on are Unicode code points (X Window System Protocol, appendix A). */
#define UNICODE_KEYSYM 0x01000000UL

static void button(Display *display, bool down)
{
    XTestFakeButtonEvent(display, LEFT_BUTTON, down, CurrentTime);
}

static bool point(Display *display, const char *text)
{
    int x, y;

    if (sscanf(text, "%d %d", &x, &y) != 2)
        return false;
    XTestFakeMotionEvent(display, DefaultScreen(display), x, y, CurrentTime);
    return true;
}

static void strike(Display *display, KeyCode code, bool shifted)
{
    KeyCode shift = XKeysymToKeycode(display, XK_Shift_L);

    if (shifted)
        XTestFakeKeyEvent(display, shift, True, CurrentTime);
    XTestFakeKeyEvent(display, code, True, BETWEEN_KEYS_MS);
    XTestFakeKeyEvent(display, code, False, BETWEEN_KEYS_MS);
    if (shifted)
        XTestFakeKeyEvent(display, shift, False, CurrentTime);
    XSync(display, False);
}

/* Key codes that no key has are lent to symbols that no key has, each to its own: a client reads the map
 * late, and would otherwise see the latest symbol in every stroke. */
struct hand {
    Display *display;
    KeySym lent[256]; /* by key code; NoSymbol where nothing was lent */
};

static bool is_spare(Display *display, int code)
{
    for (int level = 0; level < 4; level++) {
        if (XkbKeycodeToKeysym(display, (KeyCode)code, 0, level) != NoSymbol)
            return false;
    }
    return true;
}

/* 0 when all are lent. */
static KeyCode lend(struct hand *hand, KeySym symbol)
{
    KeySym both[2] = {symbol, symbol};
    int least, most;

    XDisplayKeycodes(hand->display, &least, &most);
    for (int code = least; code <= most; code++) {
        if (hand->lent[code] == symbol)
            return (KeyCode)code;
    }
    for (int code = least; code <= most; code++) {
        if (hand->lent[code] != NoSymbol || !is_spare(hand->display, code))
            continue;
        XChangeKeyboardMapping(hand->display, code, 2, both, 1);
        XSync(hand->display, False);
        hand->lent[code] = symbol;
        return (KeyCode)code;
    }
    return 0;
}

static bool strike_symbol(struct hand *hand, KeySym symbol)
{
    KeyCode code = XKeysymToKeycode(hand->display, symbol);
    bool plain = code && XkbKeycodeToKeysym(hand->display, code, 0, 0) == symbol;
    bool shifted = code && XkbKeycodeToKeysym(hand->display, code, 0, 1) == symbol;

    if (!plain && !shifted)
        code = lend(hand, symbol);
    if (code)
        strike(hand->display, code, !plain && shifted);
    return code != 0;
}

/* The code point at *text, which moves on; 0 at the end or where it is not UTF-8. */
static unsigned long next(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    size_t more = at[0] < 0x80 ? 0 : at[0] < 0xE0 ? 1 : at[0] < 0xF0 ? 2 : 3;
    unsigned long value = more == 0 ? at[0] : at[0] & (0x3Fu >> more);

    for (size_t i = 1; i <= more; i++) {
        if ((at[i] & 0xC0u) != 0x80)
            return 0;
        value = value << 6 | (at[i] & 0x3Fu);
    }
    *text += more + 1;
    return value;
}

static bool type(struct hand *hand, const char *text)
{
    bool typed = true;

    for (unsigned long value = next(&text); typed && value != 0; value = next(&text))
        typed = strike_symbol(hand, value < 0x100 ? value : UNICODE_KEYSYM | value);
    return typed;
}

static bool press_key(struct hand *hand, const char *name)
{
    KeySym symbol = XStringToKeysym(name);

    return symbol != NoSymbol && strike_symbol(hand, symbol);
}

static bool obey(struct hand *hand, const char *verb, const char *rest)
{
    Display *display = hand->display;
    bool taken = false;

    if (strcmp(verb, "tap") == 0 && point(display, rest)) {
        button(display, true);
        button(display, false);
        taken = true;
    } else if (strcmp(verb, "press") == 0 && point(display, rest)) {
        button(display, true);
        taken = true;
    } else if (strcmp(verb, "release") == 0 && point(display, rest)) {
        button(display, false);
        taken = true;
    } else if (strcmp(verb, "key") == 0) {
        taken = press_key(hand, rest);
    } else if (strcmp(verb, "type") == 0) {
        taken = type(hand, rest);
    }
    XSync(display, False);
    return taken;
}

int main(void)
{
    struct hand hand = {.display = XOpenDisplay(NULL)};
    char line[LINE_MAX_BYTES];
    int event, error, major, minor;

    if (!hand.display || !XTestQueryExtension(hand.display, &event, &error, &major, &minor)) {
        fprintf(stderr, "xinput: DISPLAY names no X server with XTEST\n");
        return 2;
    }
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = strchr(line, ' ');
        if (rest)
            *rest++ = '\0';
        if (obey(&hand, line, rest ? rest : ""))
            printf("ok\n");
        else
            printf("no: \"%s\" is not a command, or what follows it cannot be done\n", line);
        fflush(stdout);
    }
    XCloseDisplay(hand.display);
    return 0;
}
