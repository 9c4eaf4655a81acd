/* The enrol-server, app/central/issuing/est.h: lines for path, authorization and type, then the body. */
#include "app/central/issuing/est.h"
#include "tests/fuzz/lib/enrolment.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(est)
{
    char *path = fuzz_line(&data, &size), *authorization = fuzz_line(&data, &size);
    char *type = fuzz_line(&data, &size);
    struct http_request request = {.method = strcmp(path, EST_PATH_CACERTS) ? HTTP_POST : HTTP_GET,
                                   .path = path,
                                   .authorization = authorization,
                                   .content_type = type,
                                   .body = data,
                                   .length = size,
                                   .peer = "127.0.0.1"};
    struct http_answer answer = {.status = 500};

    buffer_init(&answer.body, HTTP_SERVER_ANSWER_MAX);
    fuzz_set_enrolment_client(&request);
    est_answer(fuzz_issuing(), &request, FUZZ_NOW, &answer);
    fuzz_must((answer.status == 200) == fuzz_gives_certificates(&answer));
    buffer_finish(&answer.body);
    free(path), free(authorization), free(type);
    return 0;
}
