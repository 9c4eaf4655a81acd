/*
 * The HTTP and TLS layer of the receiver alone: takes bodies, drops them, answers 200.
 *
 *   http_server CERTIFICATE KEY CLIENT-ROOT      prints its port
 */
#include "platform/base/log.h"
#include "platform/http/server.h"

#include <stdio.h>

static void drop(void *context, const struct http_request *request, struct http_answer *answer)
{
    (void)context;
    (void)request;
    answer->status = 200;
}

int main(int argc, char **argv)
{
    struct error error = {0};
    struct http_server *server = NULL;
    struct http_server_settings settings = {.address = "127.0.0.1"};
    struct certificate *certificate = argc == 4 ? certificate_load(argv[1], &error) : NULL;
    struct private_key *key = argc == 4 ? private_key_load(argv[2], &error) : NULL;
    struct certificate *root = argc == 4 ? certificate_load(argv[3], &error) : NULL;
    bool fine = certificate != NULL && key != NULL && root != NULL;

    log_start("http_server");
    settings.certificate = certificate;
    settings.key = key;
    settings.client_root = root;
    if (fine)
        server = http_server_create(&settings, drop, NULL, &error);
    if (server != NULL) {
        printf("%u\n", http_server_port(server));
        (void)fflush(stdout);
        fine = http_server_run(server, &error);
    }
    if (server == NULL || !fine)
        log_error("%s", error.text);
    http_server_destroy(server);
    certificate_destroy(root);
    private_key_destroy(key);
    certificate_destroy(certificate);
    return server != NULL && fine ? 0 : 1;
}
