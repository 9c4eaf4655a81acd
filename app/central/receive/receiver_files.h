/* What the receiver reads at its start, at SIGHUP and when a list changed: all of it, or nothing changes. */
#ifndef APP_CENTRAL_RECEIVE_RECEIVER_FILES_H
#define APP_CENTRAL_RECEIVE_RECEIVER_FILES_H

#include "app/central/receive/admission.h"
#include "app/central/receive/receive_config.h"
#include "platform/crypto/key.h"

#include <sys/stat.h>

struct receiver_files {
    struct certificate *certificate, *kiosks;
    struct private_key *key;
    struct admission *admission;
};

/* `before`: what is in force; NULL at the start. A list that was there and is gone is an error: it
 * would let in whom it kept out. On failure *files is empty. */
bool receiver_files_load(const struct receive_config *config, const struct receiver_files *before,
                         struct receiver_files *files, struct error *error) MUST_USE;
void receiver_files_finish(struct receiver_files *files);

/* What the two lists of refused kiosks looked like, to see that somebody changed one. */
struct receiver_lists {
    struct stat revoked, refused; /* zeros: not there */
};
struct receiver_lists receiver_lists_look(const struct receive_config *config);
bool receiver_lists_are_same(const struct receiver_lists *one, const struct receiver_lists *other);

/* Logs whom the lists in force keep out, for who has put them in force. An old list still names whom it
 * names: who copies it is told, nobody is kept out for it. */
void receiver_files_tell(const struct receive_config *config, const struct receiver_files *files);

#endif
