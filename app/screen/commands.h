/*
 * The subcommands of kiosk-screen that show screens without a kiosk: real pages
 * and layout, made-up answers, no live visit. In the form that
 * arguments_dispatch calls; the result is an exit code.
 */
#ifndef APP_SCREEN_COMMANDS_H
#define APP_SCREEN_COMMANDS_H

int command_render(int argc, char **argv, void *context);   /* screens as PNG */
int command_describe(int argc, char **argv, void *context); /* a screen's controls as JSON */
int command_paper(int argc, char **argv, void *context);    /* what comes out of the printer */
int command_words(int argc, char **argv,
                  void *context);                       /* what stands on a panel without a visit */
int command_list(int argc, char **argv, void *context); /* the screens' ids, one a line */

/* Says on the panel that the kiosk is not available, until SIGTERM: for a release that is broken. Needs
 * the panel and one picture, nothing else. */
int command_broken(int argc, char **argv, void *context);

#endif
