/* The on-screen keyboard as far as it is the visit's: which one, which layer, what a held key offers,
 * which candidates are shown. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

static const char *names_of(const struct visit *visit)
{
    const struct language_facts *facts = language_find(visit->languages, visit->language);
    return facts != NULL ? facts->keyboards : KEYBOARD_FALLBACK;
}

const struct keyboard *visit_keyboard(const struct visit *visit)
{
    if (visit->active != NULL && visit->active->rule == FORM_RULE_EMAIL) {
        return keyboards_find(visit->keyboards, KEYBOARD_EMAIL_ADDRESS);
    }
    return keyboards_pick(visit->keyboards, names_of(visit), visit->typing.keyboard);
}

const struct keyboard *visit_next_keyboard(const struct visit *visit)
{
    const char *names = names_of(visit);
    return keyboards_pick_count(visit->keyboards, names) > 1
               ? keyboards_pick(visit->keyboards, names, visit->typing.keyboard + 1)
               : NULL;
}

const struct keyboard_layer *visit_layer(const struct visit *visit)
{
    const struct keyboard *keyboard = visit_keyboard(visit);
    return &keyboard->layers[visit->typing.layer % keyboard->layer_count];
}

void visit_end_composition(struct visit *visit)
{
    composition_end(&visit->typing.composition);
    secret_wipe(visit->typing.held, sizeof visit->typing.held);
    visit->typing.candidate = 0;
}

void visit_reset_keyboard(struct visit *visit)
{
    secret_wipe(&visit->typing, sizeof visit->typing);
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* An accent is wanted once; signs of an address come several at a time. */
static void leave_layer(struct visit *visit)
{
    if (visit->active != NULL && visit->active->rule != FORM_RULE_EMAIL) {
        visit->typing.layer = 0;
    }
}

void visit_press_key(struct visit *visit, const char *key)
{
    struct visit_typing *typing = &visit->typing;
    secret_wipe(typing->held, sizeof typing->held);
    if (strcmp(key, "layer") == 0) {
        typing->layer = (typing->layer + 1) % visit_keyboard(visit)->layer_count;
        return;
    }
    typing->candidate = 0;
    if (strcmp(key, "delete") == 0) {
        visit_delete(visit);
    } else if (strcmp(key, "keyboard") == 0) {
        visit_end_composition(visit);
        typing->keyboard++;
        typing->layer = 0;
    } else {
        visit_append(visit, strcmp(key, "space") == 0 ? " " : key, true);
        leave_layer(visit);
    }
}

void visit_press_variant(struct visit *visit, const char *key)
{
    visit_press_key(visit, key);
}

void visit_press_candidate(struct visit *visit, const char *rest)
{
    struct visit_typing *typing = &visit->typing;
    if (strcmp(rest, "next") == 0) {
        typing->candidate += VISIT_CANDIDATES;
    } else if (strcmp(rest, "previous") == 0) {
        typing->candidate -= VISIT_CANDIDATES;
    } else {
        visit_choose(visit, typing->candidate + (size_t)(rest[0] - '0'));
        typing->candidate = 0;
    }
}

/* ---- holding a key --------------------------------------------------------------------------- */

bool visit_hold(struct visit *visit, int x, int y, int64_t now)
{
    const struct control *control = view_at(&visit->view, x, y);
    if (now - visit->shown < VISIT_GUARD_MS || !visit_types_letters(visit) || control == NULL ||
        strncmp(control->id, "key.", 4) != 0) {
        return false;
    }
    const struct keyboard_key *key = keyboard_layer_find(visit_layer(visit), control->id + 4);
    if (key == NULL || key->variant_count == 0) {
        return false;
    }
    visit->now = now;
    visit->touched = now;
    visit->ring = false;
    visit->begun = true;
    (void)text_copy(visit->typing.held, sizeof visit->typing.held, key->text);
    visit_rebuild(visit);
    return true;
}
