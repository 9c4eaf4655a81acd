/*
 * Saving a request: built from the answers, sealed, put durably into the
 * outbox. All or nothing; nothing is ever stored unsealed.
 */
#ifndef APP_SCREEN_PROCESS_SAVE_H
#define APP_SCREEN_PROCESS_SAVE_H

#include "app/registration/answers.h"
#include "app/registration/receipt_code.h"
#include "app/screen/process/resources.h"

/*
 * On success the request is on the disk and `code` is its receipt code, which the caller wipes; on
 * failure `code` is empty and the error names no answer.
 */
bool save_request(struct resources *resources, const struct answers *answers, const char *language,
                  char code[static RECEIPT_CODE_SIZE], struct error *error) MUST_USE;

#endif
