/* The virtual terminal that a unit with TTYPath= gives as standard input. */
#ifndef PLATFORM_WINDOW_CONSOLE_H
#define PLATFORM_WINDOW_CONSOLE_H

/* If standard input is a virtual terminal: the kernel draws no text there any more (KD_GRAPHICS), and its
 * keyboard says nothing (K_OFF), neither Ctrl-Alt-F2 nor Ctrl-C. For good: see panel_open. Else
 * nothing. */
void console_mute(void);

#endif
