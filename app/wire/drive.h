/*
 * Where batches and acknowledgements stand on a drive that is carried between a
 * kiosk without a network and the centre:
 *
 *   custody-alert/KIOSK/OUTBOX/SEQ.batch   a batch as it would go over the network; SEQ: its first number
 *   custody-alert/KIOSK/OUTBOX/DIGEST.pem  the certificate that signs batches, by its SHA-256
 *   custody-alert/KIOSK/OUTBOX/SEQ.ack     the centre's signed answer to SEQ.batch
 *
 * Names only say where to look: what holds is what is signed in the files.
 */
#ifndef APP_WIRE_DRIVE_H
#define APP_WIRE_DRIVE_H

#include "app/wire/chain.h"
#include "platform/base/file.h"

#define DRIVE_FOLDER      "custody-alert"
#define DRIVE_BATCH       ".batch"
#define DRIVE_ACK         ".ack"
#define DRIVE_FILES_MAX   100000u /* of one kind in one folder */
#define DRIVE_FOLDERS_MAX 10000u  /* of kiosks, and of outboxes of one */

/* DRIVE/custody-alert/KIOSK/OUTBOX. */
bool drive_folder(char path[static FILE_PATH_MAX], const char *drive, const char *kiosk_id,
                  const uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE], struct error *error) MUST_USE;
/* FOLDER/SEQ and DRIVE_BATCH or DRIVE_ACK. */
bool drive_file(char path[static FILE_PATH_MAX], const char *folder, uint64_t sequence,
                const char *suffix, struct error *error) MUST_USE;
/* FOLDER/DIGEST.pem. */
bool drive_certificate(char path[static FILE_PATH_MAX], const char *folder,
                       const uint8_t digest[CHAIN_HASH_SIZE], struct error *error) MUST_USE;

/* Makes the folder and what is above it up to the drive, which must exist, and syncs each of them. */
bool drive_make_folder(const char *drive, const char *folder, struct error *error) MUST_USE;

/* False ends the walk, with *error filled. */
typedef bool drive_visit(void *context, const char *folder, uint64_t sequence, struct error *error);

/* Each file SEQ`suffix` in a folder, by number. Other names, and what is no plain file, are passed over.
 * ERROR_NOT_FOUND: there is no such folder. ERROR_LIMIT: more than the maxima above. */
bool drive_each_file(const char *folder, const char *suffix, drive_visit *visit, void *context,
                     struct error *error) MUST_USE;

/* The same over all folders of kiosks and outboxes on a drive, by name. ERROR_NOT_FOUND: it has no
 * folder custody-alert. */
bool drive_each_batch(const char *drive, drive_visit *visit, void *context,
                      struct error *error) MUST_USE;

#endif
