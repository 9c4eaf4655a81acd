/* What the configurations of the office's servers, receive.ini and enrol.ini, have alike. */
#ifndef APP_CENTRAL_SERVER_CONFIG_H
#define APP_CENTRAL_SERVER_CONFIG_H

#include "platform/base/config.h"

/* Rows of a table of keys; the struct has `address`, `port`, `certificate`, `key` and `opening`. */
#define SERVER_CONFIG_ROWS(type)                                                                   \
    CONFIG_ROW(type, "listen", "address", CONFIG_TEXT, address,                                    \
               .meaning = "address to listen on"),                                                 \
        CONFIG_ROW(type, "listen", "port", CONFIG_NUMBER, port, .least = 0, .most = 65535,         \
                   .meaning = "port to listen on"),                                                \
        CONFIG_ROW(type, "tls", "certificate", CONFIG_PATH, certificate,                           \
                   .meaning = "the server's certificate, PEM"),                                    \
        CONFIG_ROW(type, "tls", "key", CONFIG_PATH, key, .meaning = "the server's key, PEM"),      \
        CONFIG_ROW(type, "opening", "folder", CONFIG_PATH, opening,                                \
                   .meaning = "what must not be readable")

#endif
