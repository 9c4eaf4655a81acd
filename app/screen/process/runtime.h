/*
 * One visit's process while it runs: brings input to the visit, its picture to
 * the panel, and does what it asks for. The only owner of everything the
 * process holds. For child.c, effects.c and runtime*.c.
 */
#ifndef APP_SCREEN_PROCESS_RUNTIME_H
#define APP_SCREEN_PROCESS_RUNTIME_H

#include "app/screen/process/display.h"
#include "app/screen/process/errands.h"
#include "app/screen/process/frame.h"
#include "app/screen/process/handover.h"
#include "app/screen/process/resources.h"

struct first_run;
struct printing;
struct door;
struct speaker;
struct voice;

struct runtime {
    struct kiosk_config config;
    struct resources resources;
    struct loop *loop;
    struct window_panel panel; /* the parent's; with the driver kms */
    struct window *window;
    struct frame *frame;
    struct canvas *measure;
    char shown_language[VIEW_ID_MAX];
    struct visit *visit;
    struct errands *errands;
    struct first_run *first; /* NULL on a kiosk that is set up */
    bool may_set_up;         /* the sandbox is one for the first start */
    struct printing *printing;
    struct voice *voice;
    struct narrator *narrator;
    struct speaker *speaker;
    int voice_failures;        /* in a row */
    struct loop_timer goodbye; /* until the process ends without having said it */
    struct loop_timer hold;    /* of the key that chooses */
    bool leaving;              /* the visit is over, and who listened hears so */
    struct loop_timer tick;
    struct loop_timer alive;     /* set while a visit is on */
    int parent;                  /* socket to the parent */
    int state_folder;            /* inotify, -1: none */
    int site_folder;             /* inotify, -1: none */
    int64_t site_changed;        /* when the bundle that was loaded was written */
    int today[3];                /* year, month, day the visit was told */
    int64_t advanced;            /* by a test, milliseconds */
    enum handover_kind told;     /* last thing the parent was told, 0: nothing */
    char pressed[VIEW_ID_MAX];   /* control under the finger since it came down; "": none */
    int finger_x, finger_y;      /* reference pixels */
    struct loop_timer rest;      /* until the finger has rested on a key */
    bool held;                   /* the key under it shows its variants */
    char logged[ERROR_TEXT_MAX]; /* why no visit is taken, as last logged */
    bool testing_printer;        /* what is being printed is the staff's */
    int64_t task;                /* of the steward's, for the staff page; 0: none */
    bool ended;                  /* the visit is over: only the parent is heard */
    bool failed;                 /* ends the process with a failure */
    struct door *door;           /* NULL in what is shipped */
};

/* Opens what needs more rights than a visit has: display, neighbours' sockets, resources. Draws no text: Pango starts a
 * thread with the first, which would stay outside the sandbox. */
bool runtime_open(struct runtime *runtime, struct error *error) MUST_USE;
/* In the sandbox: begins the visit and shows its first screen. */
bool runtime_begin(struct runtime *runtime, struct error *error) MUST_USE;
/* Wipes and closes; fine after a failed open. */
void runtime_close(struct runtime *runtime);
/* Tells the parent and runs until the parent lets go. False when something broke on the way. */
bool runtime_run(struct runtime *runtime, struct error *error) MUST_USE;

/* Milliseconds, as the visit counts. */
int64_t runtime_now(const struct runtime *runtime);
/* After the visit was told something: shows it, does what it asks for, sets its timer. */
void runtime_settle(struct runtime *runtime);
/* Nothing is taken any more, and the parent starts the next process. The welcome screen is in the
 * frame. */
void runtime_end(struct runtime *runtime, enum handover_kind kind);
/* The process cannot go on: logged, and the parent starts another. */
void runtime_fail(struct runtime *runtime, const struct error *error);
/* Looks anew at what works, and tells the visit. True when the reason to take no visits changed. */
bool runtime_check_health(struct runtime *runtime);

/* For runtime*.c among themselves. */
bool runtime_create_visit(struct runtime *runtime, struct error *error) MUST_USE;
bool runtime_at_rest(const struct runtime *runtime); /* nobody has begun a visit */
bool runtime_show(struct runtime *runtime, struct error *error) MUST_USE;
void runtime_happened(void *context, const struct window_event *event);
void runtime_tick_is_due(void *context);
void runtime_alive_is_due(void *context);

/* runtime_voice.c */
bool runtime_open_voice(struct runtime *runtime, struct error *error) MUST_USE; /* once a process */
bool runtime_attach_voice(struct runtime *runtime, struct error *error) MUST_USE; /* once a visit */
void runtime_renew_voice(struct runtime *runtime); /* before a visit begins */
void runtime_close_voice(struct runtime *runtime);
void runtime_speak(struct runtime *runtime);     /* what there is to say about what is shown */
void runtime_leave(struct runtime *runtime);     /* says so where somebody listens, then ends */
void runtime_leave_now(struct runtime *runtime); /* somebody else is there */
void runtime_hold(struct runtime *runtime, bool down); /* the choosing key; held, it repeats */

/* runtime_touch.c: a finger down, moved, up or void. True when the view changed. */
bool runtime_take_touch(struct runtime *runtime, const struct window_event *event);
void runtime_finger_rested(void *context);

/* deeds.c: has the steward do what staff chose, and looks how far it is. */
void runtime_begin_deed(struct runtime *runtime);
void runtime_look_at_deed(struct runtime *runtime);

/* effects.c */
void runtime_perform(struct runtime *runtime, enum visit_effect effect);
bool runtime_open_effects(struct runtime *runtime, struct error *error) MUST_USE;

#endif
