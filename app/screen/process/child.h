/* The process of one visit: loads, enters its sandbox, runs the visit, wipes, ends. */
#ifndef APP_SCREEN_PROCESS_CHILD_H
#define APP_SCREEN_PROCESS_CHILD_H

/* In the form that arguments_dispatch calls; started by the parent only. */
int command_child(int argc, char **argv, void *context);

#endif
