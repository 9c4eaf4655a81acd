#include "app/local/hand_service.h"

#include "platform/base/arguments.h"
#include "platform/base/local.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>
#include <unistd.h>

struct serving {
    const struct hand *hand;
    struct hand_task task;
    uid_t steward;
    bool done;
};

static bool act(const struct serving *serving, const struct steward_request *request,
                struct hand_answer *answer, struct error *error)
{
    const struct hand_verb *verb = serving->hand->verbs;
    struct hand_task task = serving->task;
    while (verb->name != NULL && strcmp(verb->name, request->verb) != 0) {
        verb++;
    }
    if (verb->name == NULL) {
        return error_set(error, ERROR_REFUSED, "'%s' is not for this hand", request->verb);
    }
    task.argument = request->argument;
    task.argument_length = request->argument_length;
    return verb->act(&task, answer, error);
}

static bool take(const struct serving *serving, const struct local_caller *caller,
                 const uint8_t *frame, size_t length, struct hand_answer *answer,
                 struct error *error)
{
    struct steward_request request;
    if (caller->user != 0 && caller->user != serving->steward) {
        return error_set(error, ERROR_REFUSED, "user %u is not the steward",
                         (unsigned)caller->user);
    }
    return steward_request_decode(frame, length, &request, error) &&
           act(serving, &request, answer, error);
}

static void handle(void *context, const struct local_caller *caller, const uint8_t *frame,
                   size_t length, struct buffer *content)
{
    struct serving *serving = context;
    struct hand_answer answer = {.why = HAND_FAILED};
    struct error error = {.kind = ERROR_NONE};
    if (take(serving, caller, frame, length, &answer, &error)) {
        answer.why = HAND_DONE;
        serving->done = true;
    } else {
        log_error("%s: %s", serving->hand->name, error.text);
    }
    if (!hand_answer_encode(&answer, content, &error)) {
        log_error("%s", error.text);
    }
}

static bool serve(struct serving *serving, struct error *error)
{
    const struct kiosk_config *config = serving->task.config;
    bool asked = false;
    bool answered =
        kiosk_config_user(config->users.steward, &serving->steward, error) && secret_start(error) &&
        (serving->hand->confine == NULL || serving->hand->confine(config, error)) &&
        local_serve_once(STDIN_FILENO, STEWARD_FRAME_MAX, handle, serving, &asked, error);
    secret_stop();
    return answered;
}

static const struct hand *find(const struct hand *hands, const char *name)
{
    bool only = hands[1].name == NULL;
    while (!only && hands->name != NULL && strcmp(hands->name, name) != 0) {
        hands++;
    }
    return hands->name != NULL ? hands : NULL;
}

int hand_main(const char *program, const struct hand *hands, int argc, char **argv)
{
    const char *name = "", *path = KIOSK_CONFIG_DEFAULT;
    const struct option_row rows[] = {
        {.name = "config",
         .value = "FILE",
         .target = &path,
         .meaning = "the kiosk's configuration (" KIOSK_CONFIG_DEFAULT ")"},
        {0},
    };
    bool one = hands[1].name == NULL;
    struct arguments line = {program, one ? NULL : "NAME", rows, &name, one ? 0 : 1, 0};
    struct kiosk_config config;
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_USAGE;
    log_start(program);
    if (!sandbox_prepare(NULL, 0, &error)) {
        log_error("%s", error.text);
        return EXIT_FAILED;
    }
    if (!arguments_take(&line, argc, argv, &code)) {
        return code;
    }
    struct serving serving = {.hand = find(hands, name),
                              .task = {.config = &config, .config_path = path}};
    if (serving.hand == NULL) {
        error_set(&error, ERROR_INPUT, "there is no hand '%s'", name);
    } else if (kiosk_config_load(path, &config, &error) && serve(&serving, &error)) {
        return serving.done ? EXIT_FINE : EXIT_FAILED;
    }
    log_error("%s", error.text);
    return serving.done ? EXIT_FINE : error.kind == ERROR_INPUT ? EXIT_USAGE : EXIT_FAILED;
}
