#include "platform/http/client_error.h"

#include <string.h>

static enum error_kind kind_of(CURLcode code, const char *reason)
{
    switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ISSUER_ERROR:
        return ERROR_REFUSED;
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        /* In TLS 1.3 a server refuses a client's certificate after the handshake, by an alert. */
        return strstr(reason, "alert") != NULL ? ERROR_REFUSED : ERROR_UNAVAILABLE;
    case CURLE_WRITE_ERROR:
    case CURLE_FILESIZE_EXCEEDED:
        return ERROR_LIMIT;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_BAD_CONTENT_ENCODING:
        return ERROR_INPUT;
    case CURLE_OUT_OF_MEMORY:
        return ERROR_MEMORY;
    default:
        return ERROR_UNAVAILABLE;
    }
}

/* What curl's and OpenSSL's sentences mean to who looks after a kiosk; the first that fits. */
static const struct meaning {
    CURLcode code;
    const char *part; /* of the sentence */
    const char *words;
} meanings[] = {
    {CURLE_WRITE_ERROR, "", "the answer is larger than allowed"},
    {CURLE_FILESIZE_EXCEEDED, "", "the answer is larger than allowed"},
    {CURLE_SSL_CONNECT_ERROR, "wrong version number",
     "no TLS is spoken there: a captive portal or another service answers"},
    {CURLE_SSL_CONNECT_ERROR, "packet length",
     "no TLS is spoken there: a captive portal or another service answers"},
    {CURLE_SSL_CONNECT_ERROR, "SYSCALL", "the connection was cut off"},
    {CURLE_SSL_CONNECT_ERROR, "reset", "the connection was cut off"},
    {CURLE_SSL_CONNECT_ERROR, "unexpected eof", "the connection was cut off"},
    {CURLE_PEER_FAILED_VERIFICATION, "self-signed",
     "somebody else answers in its place, or its authority is a new one"},
    {CURLE_PEER_FAILED_VERIFICATION, "issuer",
     "somebody else answers in its place, or its authority is a new one"},
    {CURLE_PEER_FAILED_VERIFICATION, "match", "somebody else answers in its place"},
    {CURLE_RECV_ERROR, "SYSCALL", "the connection was cut off"},
    {CURLE_RECV_ERROR, "unexpected eof", "the connection was cut off"},
    {CURLE_RECV_ERROR, "reset", "the connection was cut off"},
    {CURLE_SEND_ERROR, "SYSCALL", "the connection was cut off"},
    {CURLE_SEND_ERROR, "reset", "the connection was cut off"},
    {CURLE_SEND_ERROR, "pipe", "the connection was cut off"},
    {CURLE_GOT_NOTHING, "", "the connection was closed without an answer"},
    {CURLE_PARTIAL_FILE, "", "the answer was cut off"},
    {CURLE_UNSUPPORTED_PROTOCOL, "HTTP/0.9", "what came is not an answer in HTTP"},
    {CURLE_WEIRD_SERVER_REPLY, "", "what came is not an answer in HTTP"},
};

static const char *words_for(CURLcode code, const char *reason)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code && strstr(reason, meanings[i].part) != NULL)
            return meanings[i].words;
    return NULL;
}

void client_error_set(struct error *error, const char *url, CURLcode code, const char *reason)
{
    const char *words = words_for(code, reason);

    if (words != NULL)
        error_set(error, kind_of(code, reason), "%s: %s (%s)", url, words, reason);
    else
        error_set(error, kind_of(code, reason), "%s: %s", url, reason);
}
