/*
 * The folder of update bundles that kiosks may fetch: files VERSION.update. Who
 * puts one there writes it under another name first and renames it. The office
 * neither makes nor judges them: the kiosks know who may sign.
 */
#ifndef APP_CENTRAL_RECEIVE_RELEASES_H
#define APP_CENTRAL_RECEIVE_RELEASES_H

#include "app/update/offer.h"

/* Answers GET `path` out of `folder` into `out`, with *content_type. ERROR_NOT_FOUND: no such release or piece, or
 * `folder` is empty (""): nothing is offered. */
bool releases_answer(const char *folder, const char *path, struct buffer *out,
                     const char **content_type, struct error *error) MUST_USE;

#endif
