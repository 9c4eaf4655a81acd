#include "app/local/network_settings.h"

#include "platform/base/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* An address of either family as 16 bytes, IPv4 in the last four. */
struct address {
    int family;
    uint8_t bytes[16];
};

static size_t address_bits(const struct address *address)
{
    return address->family == AF_INET ? 32 : 128;
}

/* Only the form that inet_ntop writes: nothing can be read in two ways. */
static bool read_address(const char *text, struct address *address)
{
    char canonical[INET6_ADDRSTRLEN];
    memset(address, 0, sizeof *address);
    address->family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
    return inet_pton(address->family, text, address->bytes) == 1 &&
           inet_ntop(address->family, address->bytes, canonical, sizeof canonical) != NULL &&
           strcmp(canonical, text) == 0;
}

static bool bit(const struct address *address, size_t index)
{
    return (address->bytes[index / 8] >> (7 - index % 8) & 1) != 0;
}

/* Whether all bits from `from` on are `value`. */
static bool all_bits(const struct address *address, size_t from, bool value)
{
    size_t count = address_bits(address);
    for (size_t i = from; i < count; i++) {
        if (bit(address, i) != value) {
            return false;
        }
    }
    return true;
}

static bool is_multicast_or_loopback(const struct address *address)
{
    if (address->family == AF_INET) {
        return address->bytes[0] == 0 || address->bytes[0] == 127 || address->bytes[0] >= 224;
    }
    struct address one = *address;
    one.bytes[15] &= 0xfe;
    return address->bytes[0] == 0xff || all_bits(&one, 0, false);
}

/* Whether a machine can have it; `prefix` 0 where the network is not known. */
static bool is_a_machines(const struct address *address, int prefix)
{
    size_t host = (size_t)prefix;
    return !is_multicast_or_loopback(address) &&
           (prefix == 0 || (!all_bits(address, host, false) &&
                            (address->family == AF_INET6 || !all_bits(address, host, true))));
}

static bool same_network(const struct address *one, const struct address *other, int prefix)
{
    for (size_t i = 0; i < (size_t)prefix; i++) {
        if (bit(one, i) != bit(other, i)) {
            return false;
        }
    }
    return one->family == other->family;
}

static bool read_prefix(const char *text, int family, int *prefix)
{
    int least = family == AF_INET ? 8 : 16;
    int most = family == AF_INET ? 30 : 126;
    size_t length = strlen(text);
    if (length == 0 || length > 3 || strspn(text, "0123456789") != length || text[0] == '0') {
        return false;
    }
    *prefix = (int)strtol(text, NULL, 10);
    return *prefix >= least && *prefix <= most;
}

static bool keep(char target[static NETWORK_ADDRESS_MAX], const char *text)
{
    return text_copy(target, NETWORK_ADDRESS_MAX, text);
}

static bool read_own(char *text, struct network_settings *settings, struct address *own,
                     struct error *error)
{
    char *slash = strchr(text, '/');
    if (slash == NULL) {
        return error_set(error, ERROR_INPUT, "the address lacks its prefix length");
    }
    *slash = '\0';
    if (!read_address(text, own) || !keep(settings->address, text)) {
        return error_set(error, ERROR_INPUT, "the address is not written as one");
    }
    if (!read_prefix(slash + 1, own->family, &settings->prefix)) {
        return error_set(error, ERROR_INPUT,
                         "the prefix length is not one of a network of machines");
    }
    return is_a_machines(own, settings->prefix) ||
           error_set(error, ERROR_INPUT, "no machine can have this address");
}

static bool read_gateway(const char *text, struct network_settings *settings,
                         const struct address *own, struct error *error)
{
    struct address gateway;
    if (!read_address(text, &gateway) || !keep(settings->gateway, text)) {
        return error_set(error, ERROR_INPUT, "the gateway is not written as an address");
    }
    if (!same_network(own, &gateway, settings->prefix) ||
        !is_a_machines(&gateway, settings->prefix)) {
        return error_set(error, ERROR_INPUT, "the gateway is not in the network of the address");
    }
    return memcmp(own->bytes, gateway.bytes, sizeof own->bytes) != 0 ||
           error_set(error, ERROR_INPUT, "the gateway is the kiosk itself");
}

static bool read_servers(char *text, struct network_settings *settings, struct error *error)
{
    char *next = text;
    for (size_t i = 0; next != NULL; i++) {
        struct address server;
        char *one = strsep(&next, ",");
        if (i >= NETWORK_SERVERS_MAX) {
            return error_set(error, ERROR_INPUT, "more than %d servers of names",
                             NETWORK_SERVERS_MAX);
        }
        if (!read_address(one, &server) || !is_a_machines(&server, 0) ||
            !keep(settings->servers[i], one)) {
            return error_set(error, ERROR_INPUT, "a server of names is not written as an address");
        }
    }
    return true;
}

static bool read_fixed(char *rest, struct network_settings *settings, struct error *error)
{
    struct address own;
    char *address = strsep(&rest, " ");
    char *gateway = strsep(&rest, " ");
    char *servers = strsep(&rest, " ");
    if (servers == NULL || rest != NULL) {
        return error_set(error, ERROR_INPUT,
                         "a fixed network is an address, a gateway and servers of names");
    }
    settings->fixed = true;
    return read_own(address, settings, &own, error) &&
           read_gateway(gateway, settings, &own, error) && read_servers(servers, settings, error);
}

bool network_settings_parse(const char *text, size_t length, struct network_settings *settings,
                            struct error *error)
{
    static const char fixed[] = "fixed ";
    char copy[NETWORK_TEXT_MAX + 1];
    struct network_settings found = {.fixed = false};
    if (length > NETWORK_TEXT_MAX || memchr(text, '\0', length) != NULL) {
        return error_set(error, ERROR_INPUT, "the network's settings are not of their form");
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (strncmp(copy, fixed, sizeof fixed - 1) == 0) {
        if (!read_fixed(copy + sizeof fixed - 1, &found, error)) {
            return false;
        }
    } else if (strcmp(copy, "dhcp") != 0) {
        return error_set(error, ERROR_INPUT, "the network is set to dhcp or to fixed addresses");
    }
    *settings = found;
    return true;
}

bool network_settings_write(const struct network_settings *settings, struct buffer *file)
{
    static const char head[] = "[Match]\nType=ether\nKind=!*\n\n[Network]\n"
                               "LLMNR=no\nMulticastDNS=no\nLLDP=no\n";
    buffer_append_text(file, head);
    if (!settings->fixed) {
        buffer_append_text(file, "DHCP=yes\n\n[DHCPv4]\nSendHostname=no\nUseNTP=no\n");
        return !file->failed;
    }
    buffer_append_format(file, "DHCP=no\nIPv6AcceptRA=no\nAddress=%s/%d\nGateway=%s\n",
                         settings->address, settings->prefix, settings->gateway);
    for (size_t i = 0; i < NETWORK_SERVERS_MAX && settings->servers[i][0] != '\0'; i++) {
        buffer_append_format(file, "DNS=%s\n", settings->servers[i]);
    }
    return !file->failed;
}
