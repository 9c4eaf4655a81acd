/* The four parts of a fixed address, as far as a kiosk can judge them by itself. */
#include "app/screen/setup/first_start_state.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX_LEAST 8
#define PREFIX_MOST  30

/* In the order of the host; 0: none that a kiosk or a server can have. */
static uint32_t host_of(const char *text)
{
    struct in_addr address;
    if (inet_pton(AF_INET, text, &address) != 1) {
        return 0;
    }
    uint32_t host = ntohl(address.s_addr);
    uint32_t first = host >> 24;
    return first == 0 || first == 127 || first >= 224 ? 0 : host;
}

static uint32_t mask_of(const char *prefix)
{
    long bits = strtol(prefix, NULL, 10);
    return bits < PREFIX_LEAST || bits > PREFIX_MOST ? 0 : UINT32_MAX << (32 - bits);
}

/* Neither the network's own number nor everybody's. */
static bool is_a_host(uint32_t address, uint32_t mask)
{
    return (address & ~mask) != 0 && (address & ~mask) != ~mask;
}

static const char *gateway_error(const struct first_network *network)
{
    uint32_t mask = mask_of(network->prefix);
    uint32_t own = host_of(network->address);
    uint32_t gateway = host_of(network->gateway);
    if (gateway == 0) {
        return "fs_address_wrong";
    }
    bool fits = (own & mask) == (gateway & mask) && own != gateway && is_a_host(gateway, mask);
    return fits ? NULL : "fs_gateway_wrong";
}

const char *first_network_error(const struct first_network *network, enum first_step step)
{
    switch (step) {
    case FIRST_ADDRESS:
        return host_of(network->address) != 0 ? NULL : "fs_address_wrong";
    case FIRST_PREFIX:
        return mask_of(network->prefix) != 0 &&
                       is_a_host(host_of(network->address), mask_of(network->prefix))
                   ? NULL
                   : "fs_prefix_hint";
    case FIRST_GATEWAY:
        return gateway_error(network);
    case FIRST_DNS:
        return host_of(network->dns) != 0 ? NULL : "fs_address_wrong";
    default:
        return NULL;
    }
}
