#include "app/courier/contact.h"

struct http_client *contact_open(const struct contact *contact, struct loop *loop,
                                 const struct identity_pair *pair, struct error *error)
{
    const struct http_client_settings settings = {.url = contact->url,
                                                  .root_pem = contact->roots_pem,
                                                  .certificate = pair->certificate,
                                                  .key = pair->key,
                                                  .total_seconds = contact->answer_seconds};

    return http_client_create(loop, &settings, error);
}
