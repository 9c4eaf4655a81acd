/*
 * What the steward's hands do alike: command line, configuration, one question from the steward over
 * standard input, one answer, the end. What is done, and the sandbox for it, are the hand's own.
 */
#ifndef APP_LOCAL_HAND_SERVICE_H
#define APP_LOCAL_HAND_SERVICE_H

#include "app/local/hand_request.h"
#include "app/local/kiosk_config.h"

struct hand_task {
    const struct kiosk_config *config;
    const char *config_path;
    const uint8_t *argument; /* of the question; secret memory, borrowed */
    size_t argument_length;
};

/* False with *error for the journal; answer->why says it for the steward, HAND_FAILED unless set. */
typedef bool hand_act(const struct hand_task *task, struct hand_answer *answer,
                      struct error *error);

struct hand_verb {
    const char *name;
    hand_act *act;
};

struct hand {
    const char *name;              /* "drive" */
    const struct hand_verb *verbs; /* ends with a NULL name */
    /* Enters the sandbox, before the question is read. */
    bool (*confine)(const struct kiosk_config *config, struct error *error);
};

/*
 * A hand's whole main. `hands` ends with a NULL name; argv[1] names the one, where `hands` has more than
 * one. Only root and the steward's user are listened to. Returns 0 when what was asked is done, else 1 or 2: the
 * service manager restarts nothing after a question that was refused.
 */
int hand_main(const char *program, const struct hand *hands, int argc, char **argv) MUST_USE;

#endif
