/*
 * How the wired network is set: the argument of the steward's verb network, and what becomes of it.
 * "dhcp", or "fixed ADDRESS/PREFIX GATEWAY DNS[,DNS]", IPv4 or IPv6 throughout, in the one form that
 * inet_ntop(3) writes; single spaces, nothing else. Pure.
 */
#ifndef APP_LOCAL_NETWORK_SETTINGS_H
#define APP_LOCAL_NETWORK_SETTINGS_H

#include "platform/base/buffer.h"

#define NETWORK_ADDRESS_MAX 46u /* INET6_ADDRSTRLEN */
#define NETWORK_SERVERS_MAX 2
#define NETWORK_FILE        "20-wired.network" /* systemd.network(5) */
#define NETWORK_TEXT_MAX    200u
#define NETWORK_FILE_MAX    1024u

struct network_settings {
    bool fixed; /* else by DHCP, and nothing below is filled */
    char address[NETWORK_ADDRESS_MAX];
    int prefix; /* IPv4: 8 to 30; IPv6: 16 to 126 */
    char gateway[NETWORK_ADDRESS_MAX];
    char servers[NETWORK_SERVERS_MAX][NETWORK_ADDRESS_MAX]; /* of names; "": none */
};

/* ERROR_INPUT names what is wrong: form, an address that no machine can have (unspecified, loopback,
 * multicast, network, broadcast), a gateway outside the network or equal to the address. */
bool network_settings_parse(const char *text, size_t length, struct network_settings *settings,
                            struct error *error) MUST_USE;

/* Appends the file for systemd-networkd. */
bool network_settings_write(const struct network_settings *settings, struct buffer *file) MUST_USE;

#endif
