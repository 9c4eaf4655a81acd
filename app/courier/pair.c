#include "app/courier/inside.h"

#include "platform/base/log.h"

bool courier_is_of_tried_pair(const struct courier *courier)
{
    return courier->turn == identity_turn(courier->settings.identity);
}

void courier_note_accepted(struct courier *courier)
{
    struct error error = {0};
    struct identity *identity = courier->settings.identity;
    bool had_next = identity_has_next(identity);

    if (!courier_is_of_tried_pair(courier))
        return;
    if (!identity_succeeded(identity, &error))
        log_warning("%s", error.text);
    if (had_next && !identity_has_next(identity))
        renewal_look(courier->renewal);
}

void courier_note_refused(struct courier *courier)
{
    if (courier_is_of_tried_pair(courier))
        identity_failed(courier->settings.identity);
}

bool courier_connect(struct courier *courier, struct error *error)
{
    const struct courier_settings *settings = &courier->settings;

    if (courier->client != NULL && courier_is_of_tried_pair(courier))
        return true;
    http_client_destroy(courier->client);
    courier->client =
        contact_open(&settings->office, courier->loop, identity_tried(settings->identity), error);
    courier->turn = identity_turn(settings->identity);
    return courier->client != NULL;
}
